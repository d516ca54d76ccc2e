"""Back to an earlier phase, once both parties agree: what was accepted stays, the signatures are given anew.

The exit has no way back of its own: a notice is withdrawn by both (DOMAIN T12), and an incoming provider
gets an engagement of its own instead of a second takeover (DOMAIN, refused always).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from state.rules.broken import RuleBroken
from state.rules.checklist import last_number
from state.rules.dossier import Proposal
from state.rules.dropping import dropped
from state.rules.engagement import Engagement
from state.rules.item import Item, ItemKind, Phase
from state.rules.party import Word
from state.rules.permission import day_of

ORDER = tuple(Phase)
#: So many days are left to sign the phase again, as for a reservation.
AGAIN = timedelta(days=30)


def ways_back(engagement: Engagement) -> tuple[Phase, ...]:
    """Return the phases to which the engagement may go back, in their order."""
    if engagement.phase not in {Phase.UPGRADE, Phase.OPERATIONS}:
        return ()
    before = ORDER[: ORDER.index(engagement.phase)]
    return tuple(phase for phase in before if _signed_as(engagement, phase) is not None)


def refuse_nowhere(engagement: Engagement) -> None:
    """Raise why there is no way back: `back_from_exit`, and `back_nowhere` (phase: the present one)."""
    if engagement.leaving:
        raise RuleBroken("back_from_exit")
    if not ways_back(engagement):
        raise RuleBroken("back_nowhere", phase=engagement.phase)


def gone_back(engagement: Engagement, proposal: Proposal, word: Word) -> Engagement:
    """Return the engagement in the phase that a proposal of a return names.

    The phase as a whole is asked for anew; the items of later phases leave the list and come again with
    their phase. From the takeover on, the client answers for the service again. Raises as
    `refuse_nowhere`, and `back_where` (phases: those that may be named).
    """
    refuse_nowhere(engagement)
    to, ways = proposal.back_to, ways_back(engagement)
    signed = _signed_as(engagement, to) if to in ways else None
    if to is None or signed is None:
        raise RuleBroken("back_where", phases=ways)
    later = ORDER[ORDER.index(to) + 1 :]
    gone = {item.number for item in engagement.items if item.phase in later} | {signed.number}
    left = dropped(engagement, gone, word)
    today = day_of(engagement, word)
    again = Item(
        last_number(left) + 1, signed.key, signed.kind, to, signed.owner, today + AGAIN,
        asks=signed.asks, title=signed.title,
    )  # fmt: skip
    returned = replace(left, phase=to, phase_since=today, items=(*left.items, again), full_level_on=None)
    return replace(returned, live_on=None) if to is Phase.TAKEOVER else returned


def _signed_as(engagement: Engagement, phase: Phase | None) -> Item | None:
    """Return the item that stands for a phase as a whole; None where it was never entered."""
    whole = (one for one in engagement.items if one.phase is phase and one.kind is ItemKind.PHASE)
    return next((one for one in whole if one.dropped_on is None), None)
