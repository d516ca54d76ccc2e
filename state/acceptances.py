"""Acceptances and refusals of the items of an engagement, by both parties."""

from __future__ import annotations

from datetime import UTC
from functools import partial

from state.engagements import Engagements
from state.rules import acceptance
from state.rules.change import Call
from state.rules.engagement import Engagement


class Acceptances:
    """Each call is one party's word on one item, for good in the history."""

    def __init__(self, engagements: Engagements) -> None:
        self._engagements = engagements

    def accept(self, engagement_id: str, number: int, call: Call, *, note: str = "") -> Engagement:
        """Accept an item for the caller's party; raises as `rules.acceptance.accept`."""
        rule = partial(
            acceptance.accept, number=number, actor=call.by, now=call.at.astimezone(UTC), note=note
        )
        return self._engagements.change(engagement_id, rule, call, action="acceptance.accept", number=number)

    def reject(self, engagement_id: str, number: int, call: Call, *, reason: str) -> Engagement:
        """Refuse an item for the caller's party; raises as `rules.acceptance.reject`."""
        rule = partial(
            acceptance.reject, number=number, actor=call.by, now=call.at.astimezone(UTC), reason=reason
        )
        return self._engagements.change(engagement_id, rule, call, action="acceptance.reject", number=number)
