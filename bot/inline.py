"""What was wrong, as a form shows it under a field: neither mentions nor marks."""

from __future__ import annotations

from bot import arguments
from bot.request import Request
from bot.services import Services
from bot.views.wording import explain
from state.rules.broken import RuleBroken


def plainly(error: RuleBroken, request: Request, services: Services) -> str:
    """Return what was wrong and what to do, people by their names."""
    named = dict(error.values)
    if isinstance(user := named.get("user"), str):
        named["user"] = services.people.names([user])[user]
    if isinstance(people := named.get("people"), tuple):
        names = services.people.names([one.user for one in people])
        named["people"] = ", ".join(names.get(one.user, one.user) for one in people)
    said = explain(RuleBroken(error.code, **named), request.words(services), error.about)
    return arguments.plain(said).replace("`", "")
