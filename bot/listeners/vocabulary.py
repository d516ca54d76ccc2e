"""Which words lead where, for commands, mentions and direct messages alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot import arguments, phrases
from bot.listeners import acceptance, ask, engagement, phase, term
from bot.request import Reply, Request
from bot.services import Services
from bot.views import help as guide

Answer = Callable[[Request, str, Services], Reply]

#: Words that need nothing after them: with more, a message that is no command is a question.
ALONE = {"status", "list", "next", "advance", "renewal", "help", "new", "upgrade"}

#: Words that decide something: a question that begins with one decides nothing.
DECISIONS = {"accept", "reject", "upgrade"}


def help_(request: Request, _text: str, services: Services) -> Reply:
    """Show the guide for where one stands."""
    return _guide(request, services)


WORDS: Mapping[str, Answer] = {
    "ask": ask.ask,
    "new": engagement.new,
    "status": engagement.status,
    "list": acceptance.listed,
    "next": phase.steps,
    "accept": acceptance.accept,
    "reject": acceptance.reject,
    "advance": phase.advance,
    "upgrade": phase.upgrade,
    "renewal": term.dates,
    "help": help_,
}


def commanded(request: Request, services: Services) -> Reply:
    """Answer what follows the slash command's name; nothing shows the card, an unknown word the guide."""
    if not request.text.strip():
        return engagement.status(request, "", services)
    word, first, rest = phrases.command(request.text)
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
    talk = phrases.small_talk(text)
    if talk is not None:
        return _guide(request, services) if talk == "able" else guide.small(talk, request.words(services))
    wanted = phrases.asked(text)
    if wanted is not None and request.engagement(services) is not None:
        return WORDS[wanted](request, "", services)
    if word is None and arguments.misspelt(text, request.words(services).language):
        return _perhaps(request, text, first, rest, services)
    return ask.ask(request, text, services)


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
        answer = ask.found(request, text, services)
        if answer.answered:
            return ask.shown(answer)
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
