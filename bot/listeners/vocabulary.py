"""Which words lead where, for commands, mentions and direct messages alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot import arguments, evolving, options, phrases, talk
from bot import proposing as written
from bot.asking import recognise
from bot.listeners import (
    acceptance,
    engagement,
    evolution,
    gap,
    item,
    leaving,
    members,
    optimisation,
    phase,
    place,
    portfolio,
    price,
    proposal,
    proposing,
    question,
    term,
    timeline,
    upgrade,
)
from bot.one_line import ordinary
from bot.request import Reply, Request, Which
from bot.services import Services
from bot.talk import Manner
from bot.views import help as guide
from bot.views import place as place_view

Answer = Callable[[Request, str, Services], Reply]

#: Words that need nothing after them: with more, a message that is no command is a question.
ALONE = {
    "status", "list", "next", "advance", "unfollow", "archive", "timeline", "portfolio", "gaps",
    "help",
}  # fmt: skip

#: Words after which everything is read as it is written: no engagement and no person stands beside them.
VERBATIM = {"ask", "new", "gaps", "help"}

#: Words that decide something: a question that begins with one decides nothing.
DECISIONS = {
    "evolve", "exit", "optimise", "price", "renewal",
    "accept", "agree", "amend", "back", "decline", "deliver", "follow", "item", "lift", "members", "na",
    "reject", "reserve", "retract", "settings", "upgrade",
}  # fmt: skip


def _numbered(rest: str) -> bool:
    return arguments.is_number(rest) or len(rest.split()) == 1


def _lifted(rest: str) -> bool:
    return arguments.is_reservation(rest)


def _adapted(rest: str) -> bool:
    """Say whether an item is named, or given something: of "item 4" alone, one asks how it stands."""
    return "=" in rest or '"' in ordinary(rest)


def _called(rest: str) -> bool:
    """Say whether an engagement to be opened is named, and nothing is asked."""
    return ordinary(rest).startswith('"') and not phrases.questions(rest)


#: Of these words, what has to follow for a message to be that command, and not a question.
MEANT: Mapping[str, Callable[[str], bool]] = {
    "new": lambda rest: "=" in rest or _called(rest),
    "accept": _numbered,
    "reserve": _numbered,
    "reject": _numbered,
    "na": _numbered,
    "deliver": _numbered,
    "lift": _lifted,
    "item": _adapted,
    "upgrade": arguments.is_mode,
    "back": lambda rest: written.way(rest)[0] is not None,
    "amend": lambda rest: "=" in rest,
    "agree": written.is_number,
    "decline": written.is_number,
    "retract": written.is_number,
    "members": lambda rest: phrases.leading("staffing", rest)[0] is not None,
    "follow": lambda rest: ordinary(rest).startswith('"'),
    "settings": lambda rest: "=" in rest,
    "renewal": term.is_meant,
    "exit": leaving.is_meant,
    "price": price.is_index,
    "evolve": evolving.is_wish,
    "optimise": evolving.is_wish,
}


def help_(request: Request, _text: str, services: Services) -> Reply:
    """Show the guide for where one stands."""
    return _guide(request, services)


WORDS: Mapping[str, Answer] = {
    "ask": question.ask,
    "new": engagement.new,
    "status": engagement.status,
    "list": acceptance.listed,
    "next": phase.steps,
    "accept": acceptance.accept,
    "reserve": acceptance.reserve,
    "reject": acceptance.reject,
    "na": acceptance.waive,
    "deliver": item.deliver,
    "lift": acceptance.lift,
    "item": item.item,
    "advance": phase.advance,
    "upgrade": upgrade.upgrade,
    "back": proposing.back,
    "amend": proposing.amend,
    "agree": proposal.agree,
    "decline": proposal.decline,
    "retract": proposal.retract,
    "renewal": term.dates,
    "exit": leaving.exit_,
    "price": price.price,
    "evolve": evolution.evolve,
    "optimise": optimisation.optimise,
    "portfolio": portfolio.portfolio,
    "members": members.members,
    "follow": place.follow,
    "unfollow": place.unfollow,
    "archive": place.archive,
    "settings": place.settings,
    "timeline": timeline.timeline,
    "gaps": gap.listed,
    "help": help_,
}


def commanded(request: Request, services: Services) -> Reply:
    """Answer what follows the slash command's name; nothing shows the card, an unknown word the guide.

    A question about the engagement needs no word before it.
    """
    if not request.text.strip():
        return run("status", request, "", services)
    word, first, rest = phrases.command(request.text)
    if word is None and " " in request.text.strip() and recognise(request.text) is not None:
        return question.ask(request, request.text, services)
    if word is None:
        return _guide(request, services, unknown=first)
    return run(word, *_beside(word, request, rest), services)


def run(word: str, request: Request, rest: str, services: Services) -> Reply:
    """Do what a command's word asks for; where several engagements may be meant, ask which one is."""
    try:
        return WORDS[word](request, rest, services)
    except Which as question:
        typed = arguments.without_mention(request.text, services.identity.user)
        command = request.command(services)
        return place_view.which(question.engagements, typed, command, request.words(services))


def _beside(word: str | None, request: Request, rest: str) -> tuple[Request, str]:
    """Return the request with what stands beside its command, and the command's rest without it."""
    if word is None or word in VERBATIM:
        return request, rest
    rest, found = options.beside(rest)
    named, behalf, evidence = (found.get(name, "") for name in ("engagement", "for", "evidence"))
    return replace(request, named=named, behalf=behalf, evidence=evidence), rest


def addressed(request: Request, services: Services) -> Reply:
    """Answer a mention or a direct message: a command where it reads as one, small talk, else a question."""
    text = arguments.without_mention(request.text, services.identity.user)
    if not text:
        return _guide(request, services)
    word, first, rest = phrases.command(text)
    beside, after = _beside(word, request, rest)
    small = phrases.small_talk(text)
    if word is not None and small is None and _meant(word, after):
        return run(word, beside, "" if phrases.alone(after) else after, services)
    said = small or _manner(arguments.plain(text))
    if said is not None:
        return _guide(request, services) if said == "able" else guide.small(said, request.words(services))
    if word is None and arguments.misspelt(text, request.words(services).language):
        return _perhaps(request, text, first, rest, services)
    return question.ask(request, text, services)


def _manner(text: str) -> str | None:
    """Return how a message is meant that nothing can answer; what is rude may be a question all the same."""
    manner = talk.manner(text)
    one_word = len(text.split()) == 1
    return None if manner is Manner.RUDE and not one_word else manner


def _meant(word: str, rest: str) -> bool:
    """Say whether a message that begins with a command's word is that command, and not a question."""
    if phrases.alone(rest):
        return True
    if word in DECISIONS and phrases.questions(arguments.unlinked(rest)):
        return False
    return MEANT[word](rest) if word in MEANT else word not in ALONE


def _perhaps(request: Request, text: str, first: str, rest: str, services: Services) -> Reply:
    """Name the command that was probably meant, unless the methodology knows the word."""
    if not (arguments.is_number(rest) or phrases.slipped(text)):
        reply = question.covered(request, text, services)
        if reply is not None:
            return reply
    return _guide(request, services, unknown=first.strip(phrases.MARKS))


def _guide(request: Request, services: Services, *, unknown: str = "") -> Reply:
    t = request.words(services)
    return guide.guide(
        t,
        groups=phrases.GROUPS,
        command=request.command(services),
        bot=services.identity.user,
        engagements=() if request.direct else request.here(services),
        direct=request.direct,
        unknown=arguments.plain(unknown),
        near=phrases.nearest(unknown, t.language) if unknown else "",
    )
