"""What a button or a form of an evolution carries: which one, and how far it was when it was shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.request import Request
from bot.services import Services
from state.rules.broken import RuleBroken
from state.rules.dossier import Evolution
from state.rules.engagement import Engagement
from state.rules.evolution import evolution_of


@dataclass(frozen=True, slots=True)
class Seen:
    """An evolution as somebody saw it: after so many `steps`, in a list at `url`, `public` or their own."""

    engagement: Engagement
    number: int
    steps: int
    public: bool
    url: str

    @property
    def data(self) -> str:
        """What travels with a form: references, never state."""
        shape = "public" if self.public else "private"
        return f"{self.engagement.id} {self.number} {self.steps} {shape} {self.url}"

    @staticmethod
    def read(data: str, services: Services) -> Seen:
        """Return what a form carries; raises `stale` and `engagement_unknown`."""
        engagement_id, number, steps, shape, url = _parts(data, 5)
        engagement = services.ledger.engagements.get(engagement_id)
        return Seen(engagement, _number(number), _number(steps), shape == "public", url)

    def current(self) -> Evolution:
        """Return the evolution, where nothing has happened to it since; raises `evolution_moved` (number)."""
        evolution = evolution_of(self.engagement, self.number)
        if len(evolution.stages) != self.steps:
            raise RuleBroken("evolution_moved", number=self.number)
        return evolution


def seen_in(value: str, body: dict[str, Any], request: Request, services: Services) -> Seen:
    """Return what a button carries; raises `stale`, also for an engagement that is not followed here."""
    engagement_id, number, steps = _parts(value, 3)
    engagement = request.pressed(engagement_id, services)
    return Seen(engagement, _number(number), _number(steps), not ephemeral(body), body["response_url"])


def ephemeral(body: dict[str, Any]) -> bool:
    """Say whether a message that was pressed is one that a single person sees."""
    return bool((body.get("container") or {}).get("is_ephemeral"))


def redraw(url: str, said: dict[str, Any], services: Services) -> None:
    """Put another message in the place of the one that was pressed."""
    services.courier.wake()
    services.later.submit(services.slack.respond, url, said, replace=True)


def _parts(text: str, count: int) -> list[str]:
    parts = text.split(" ", count - 1)
    if len(parts) != count:
        raise RuleBroken("stale")
    return parts


def _number(text: str) -> int:
    if not text.isdigit():
        raise RuleBroken("stale")
    return int(text)
