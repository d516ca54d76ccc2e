"""What to do next, worked out from what the next move waits for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from state.rules.acceptance import may_sign
from state.rules.engagement import Engagement, Item, ItemKind, Party, Phase
from state.rules.phase import Missing, missing


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing that somebody can do now.

    Codes: `accept_item`, `fix_refused` (party redoes or explains the item), `sign_phase` (party accepts
    the phase as a whole), `decide_upgrade` and `advance` (party None: either). `by` is a day in the
    engagement's zone.
    """

    code: str
    party: Party | None
    item: int | None
    by: date | None


#: Nobody can act on `item_again` before the other party has redone the item.
CODES = {
    "item_pending": "accept_item",
    "item_refused": "fix_refused",
    "phase_acceptance": "sign_phase",
    "upgrade_undecided": "decide_upgrade",
}


def next_steps(engagement: Engagement) -> tuple[NextStep, ...]:
    """List what can be done now, the earliest day first; () when closed.

    A party is asked to sign the phase only once it has accepted everything else.
    """
    if engagement.phase is Phase.CLOSED:
        return ()
    lacking = missing(engagement)
    if not lacking:
        return (NextStep("advance", None, None, _phase_due(engagement)),)
    return tuple(sorted(_steps(engagement, lacking), key=_order))


def pressing(engagement: Engagement, steps: Sequence[NextStep]) -> tuple[NextStep, ...]:
    """Return the steps that should not wait: those with a day, and those that somebody waits for.

    An item without a day that nobody has spoken on waits for its time, as the exit does for years.
    """
    begun = {item.number for item in engagement.current_items if item.client or item.provider}
    return tuple(
        step for step in steps if step.by is not None or step.code != "accept_item" or step.item in begun
    )


def _steps(engagement: Engagement, lacking: tuple[Missing, ...]) -> Iterator[NextStep]:
    due = {item.number: item.due for item in engagement.current_items}
    for lack in lacking:
        step = CODES.get(lack.code)
        if step is None:
            continue
        if step == "sign_phase" and (lack.party is None or not may_sign(engagement, lack.party)):
            continue
        by = _phase_due(engagement) if lack.item is None else due[lack.item]
        yield NextStep(step, lack.party, lack.item, by)


def _phase_due(engagement: Engagement) -> date | None:
    return next((item.due for item in engagement.current_items if _signs(item)), None)


def _signs(item: Item) -> bool:
    return item.kind is ItemKind.PHASE


def _order(step: NextStep) -> tuple[date, int]:
    return step.by or date.max, step.item or 0
