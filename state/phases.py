"""Moves from one phase to the next, and where the upgrade is done."""

from __future__ import annotations

from dataclasses import replace

from state import checklists
from state.engagements import Engagements, day
from state.rules import phase
from state.rules.change import Call
from state.rules.checklist import enlist
from state.rules.contract import accepted_on
from state.rules.engagement import Engagement, UpgradeMode
from state.rules.reason import checked_reason


class Phases:
    """Nothing moves past a guard of `rules.phase`."""

    def __init__(self, engagements: Engagements) -> None:
        self._engagements = engagements

    def advance(self, engagement_id: str, call: Call, *, reason: str = "") -> Engagement:
        """Move to the next phase, with its checklist.

        Raises as `rules.phase.advance`, and `reason_too_long` (limit).
        """
        said = checked_reason(reason, required=False)

        def move(engagement: Engagement) -> Engagement:
            party, today = engagement.party_of(call.by), day(call.at, engagement.zone)
            moved = phase.advance(engagement, party=party, today=today)
            if moved.live_on is not None and engagement.live_on is None:
                moved = replace(moved, contract=accepted_on(moved.contract, moved.live_on))
            return enlist(moved, checklists.tasks(moved.phase))

        return self._engagements.change(engagement_id, move, call, action="phase.advance", note=said)

    def decide_upgrade(self, engagement_id: str, mode: UpgradeMode, call: Call, *, reason: str) -> Engagement:
        """Record where the upgrade is done; raises as `rules.phase.decide_upgrade`."""

        def decide(engagement: Engagement) -> Engagement:
            party = engagement.party_of(call.by)
            return phase.decide_upgrade(engagement, mode, party=party, reason=reason)

        return self._engagements.change(engagement_id, decide, call, action="phase.upgrade")
