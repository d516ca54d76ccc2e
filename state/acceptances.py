"""Acceptances and refusals of the items of an engagement, by both parties."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from state.engagements import Engagements
from state.rules import acceptance
from state.rules.engagement import Actor, Engagement


class Acceptances:
    """Each call is one party's word on one item, for good in the history."""

    def __init__(self, engagements: Engagements) -> None:
        self._engagements = engagements

    def accept(
        self, engagement_id: str, number: int, *, actor: Actor, now: datetime, source: str, note: str = ""
    ) -> Engagement:
        """Accept an item for the actor's party; raises as `rules.acceptance.accept`."""
        return self._engagements.change(
            engagement_id,
            partial(acceptance.accept, number=number, actor=actor, now=now.astimezone(UTC), note=note),
            action="acceptance.accept",
            by=actor,
            now=now,
            source=source,
            number=number,
        )

    def reject(
        self, engagement_id: str, number: int, *, actor: Actor, now: datetime, source: str, reason: str
    ) -> Engagement:
        """Refuse an item for the actor's party; raises as `rules.acceptance.reject`."""
        return self._engagements.change(
            engagement_id,
            partial(acceptance.reject, number=number, actor=actor, now=now.astimezone(UTC), reason=reason),
            action="acceptance.reject",
            by=actor,
            now=now,
            source=source,
            number=number,
        )
