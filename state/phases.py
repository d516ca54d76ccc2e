"""Moves from one phase to the next, and where the upgrade is done."""

from __future__ import annotations

from state import checklists
from state.engagements import Engagements
from state.rules import phase, upgrade
from state.rules.change import Call
from state.rules.checklist import enlist
from state.rules.dossier import UpgradeMode, Upstream
from state.rules.engagement import Engagement
from state.rules.party import Word
from state.rules.reason import checked_reason


class Phases:
    """Nothing moves past a gate of `rules.phase`."""

    def __init__(self, engagements: Engagements) -> None:
        self._engagements = engagements

    def advance(self, engagement_id: str, call: Call, *, reason: str = "") -> Engagement:
        """Move to the next phase, with its checklist.

        Raises as `rules.phase.advance`, and `reason_too_long` (limit).
        """
        said = checked_reason(reason, required=False)

        def move(engagement: Engagement) -> Engagement:
            return entered(engagement, phase.advance(engagement, call.word))

        return self._engagements.change(engagement_id, move, call, action="phase.advance", note=said)

    def decide_upgrade(
        self,
        engagement_id: str,
        mode: UpgradeMode,
        call: Call,
        *,
        reason: str,
        upstream: Upstream | None = None,
    ) -> Engagement:
        """Record where the upgrade is done, with what it asks for; raises as `upgrade.decide_upgrade`."""

        def decide(engagement: Engagement) -> Engagement:
            instead = checklists.instead_of_upgrade()
            return upgrade.decide_upgrade(
                engagement, mode, call.word, reason=reason, upstream=upstream, instead=instead
            )

        return self._engagements.change(engagement_id, decide, call, action="phase.upgrade")


def turned(engagement: Engagement, word: Word) -> Engagement:
    """Return the engagement in its next phase, with that one's checklist, where nothing is missing any more.

    What a party has just settled may have been the last key; else the engagement comes back as it is.
    """
    return entered(engagement, phase.turned(engagement, word))


def entered(before: Engagement, after: Engagement) -> Engagement:
    """Return an engagement with the checklist of the phase that it has just come into."""
    return after if after.phase is before.phase else enlist(after, checklists.tasks(after.phase))
