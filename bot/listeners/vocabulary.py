"""Which words lead where, for commands, mentions and direct messages alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot import arguments
from bot.listeners import acceptance, ask, engagement, phase, term
from bot.request import Reply, Request
from bot.services import Services
from bot.views import help as guide

Answer = Callable[[Request, str, Services], Reply]

#: Words that need nothing after them: with more, a message that is no command is a question.
ALONE = {"status", "list", "next", "advance", "renewal", "help", "new", "upgrade"}


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
    word, first, rest = arguments.command(request.text)
    if word is None:
        return _guide(request, services, unknown=first)
    return WORDS[word](request, rest, services)


def addressed(request: Request, services: Services) -> Reply:
    """Answer a mention or a direct message: a command where it reads as one, else a question."""
    text = arguments.without_mention(request.text, services.identity.user)
    if not text:
        return _guide(request, services)
    word, _, rest = arguments.command(text)
    if word is None or not _meant(word, rest):
        return ask.ask(request, text, services)
    return WORDS[word](request, rest, services)


def _meant(word: str, rest: str) -> bool:
    """Say whether a message that begins with a command's word is that command, and not a question."""
    if word == "new":
        return not rest or "=" in rest
    if word in {"accept", "reject"}:
        return not rest or arguments.is_number(rest)
    if word == "upgrade":
        return not rest or arguments.is_mode(rest.split(maxsplit=1)[0])
    return not rest if word in ALONE else True


def _guide(request: Request, services: Services, *, unknown: str = "") -> Reply:
    t = request.words(services)
    return guide.guide(
        t,
        words=arguments.COMMANDS,
        command=request.command(services),
        bot=services.identity.user,
        engagement=request.engagement(services),
        direct=request.direct,
        unknown=arguments.plain(unknown),
        near=arguments.nearest(unknown, t.language) if unknown else "",
    )
