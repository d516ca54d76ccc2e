"""What people type after `evolve` and `optimise`, read into values: pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot import arguments, options, phrases
from state.rules.broken import RuleBroken
from state.rules.dossier import Route


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of the evolutions.

    `number` is the one that is meant, None for a new one; `step` is a word of `phrases.EVOLVING`, `text`
    what follows it, or the title of a new one; `route` is how it is covered, where that was said.
    """

    number: int | None = None
    step: str | None = None
    text: str = ""
    route: Route | None = None


def wish(text: str, *, usage: str) -> Wish:
    """Return what somebody wants.

    Raises `route_unknown` (text), `evolving_unknown` (text, usage), and as `options.taken` and
    `arguments.number`.
    """
    rest, found = options.taken(text, {"route"})
    chosen = route(found["route"]) if "route" in found else None
    if not arguments.is_number(rest):
        return Wish(text=arguments.note(rest), route=chosen)
    number, said = arguments.number(rest, usage=usage)
    step, first, after = phrases.leading("evolving", said)
    if step is None and said:
        raise RuleBroken("evolving_unknown", text=first[:40], usage=usage)
    return Wish(number, step, arguments.note(after), chosen)


def route(text: str) -> Route:
    """Return how an evolution is covered; raises `route_unknown` (text)."""
    found = phrases.meant("route", "-".join(text.split()))
    if found is None:
        raise RuleBroken("route_unknown", text=arguments.plain(text)[:40])
    return Route(found)


def is_wish(rest: str) -> bool:
    """Say whether what follows the word in a mention makes it a command: a number, quotation marks, a route.

    "Evolution of the service" and "optimise the costs" are for the methodology.
    """
    if arguments.is_number(rest) or rest.strip()[:1] in arguments.QUOTES:
        return True
    return "route" in options.taken(rest, {"route"})[1]
