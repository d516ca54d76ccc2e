"""Which words lead where, for commands, mentions and direct messages alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot import arguments, phrases, talk
from bot.asking import recognise
from bot.listeners import acceptance, engagement, gap, phase, question, term
from bot.request import Reply, Request
from bot.services import Services
from bot.talk import Manner
from bot.views import help as guide

Answer = Callable[[Request, str, Services], Reply]

#: Words that need nothing after them: with more, a message that is no command is a question.
ALONE = {"status", "list", "next", "advance", "renewal", "gaps", "help", "new", "upgrade"}

#: Words that decide something: a question that begins with one decides nothing.
DECISIONS = {"accept", "reject", "upgrade"}


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
    "reject": acceptance.reject,
    "advance": phase.advance,
    "upgrade": phase.upgrade,
    "renewal": term.dates,
    "gaps": gap.listed,
    "help": help_,
}


def commanded(request: Request, services: Services) -> Reply:
    """Answer what follows the slash command's name; nothing shows the card, an unknown word the guide.

    A question about the engagement needs no word before it.
    """
    if not request.text.strip():
        return engagement.status(request, "", services)
    word, first, rest = phrases.command(request.text)
    if word is None and " " in request.text.strip() and recognise(request.text) is not None:
        return question.ask(request, request.text, services)
    if word is None:
        return _guide(request, services, unknown=first)
    return WORDS[word](request, rest, services)


def addressed(request: Request, services: Services) -> Reply:
    """Answer a mention or a direct message: a command where it reads as one, small talk, else a question."""
    text = arguments.without_mention(request.text, services.identity.user)
    if not text:
        return _guide(request, services)
    word, first, rest = phrases.command(text)
    if word is not None and _meant(word, rest):
        return WORDS[word](request, "" if phrases.alone(rest) else rest, services)
    said = phrases.small_talk(text) or _manner(arguments.plain(text))
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
    if word == "new":
        return "=" in rest
    if word in DECISIONS and phrases.questions(rest):
        return False
    if word in {"accept", "reject"}:
        return arguments.is_number(rest) or (len(rest.split()) == 1)
    if word == "upgrade":
        return arguments.is_mode(rest)
    return word not in ALONE


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
        words=phrases.COMMANDS,
        command=request.command(services),
        bot=services.identity.user,
        engagement=request.engagement(services),
        direct=request.direct,
        unknown=arguments.plain(unknown),
        near=phrases.nearest(unknown, t.language) if unknown else "",
    )
