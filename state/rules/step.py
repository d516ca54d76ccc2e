"""What to do next, worked out from what is missing: each step with who, what and by when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from state.rules.acceptance import may_sign
from state.rules.engagement import Engagement
from state.rules.item import Item, ItemKind, Phase
from state.rules.party import Party
from state.rules.phase import Missing, missing
from state.rules.waiting import Wait, waits


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing that somebody can do now.

    Codes: `accept_item`, `fix_refused` (party redoes or explains the item), `sign_phase` (party accepts
    the phase as a whole), `decide_upgrade` and `advance` (party None: either); the others are those of
    `waiting.Wait`, which says what `ref` is the number of, and since when they wait. `by` and `since` are
    days in the engagement's zone.
    """

    code: str
    party: Party | None
    item: int | None
    by: date | None
    ref: int | None = None
    since: date | None = None


#: What the move to the next phase lacks, and what is done about it. Nobody can act on the others before
#: somebody else has: on `item_again`, for instance, before the item is redone; or `waiting` tells of them.
CODES = {
    "item_pending": "accept_item",
    "item_refused": "fix_refused",
    "phase_acceptance": "sign_phase",
    "upgrade_undecided": "decide_upgrade",
}


def next_steps(engagement: Engagement, today: date) -> tuple[NextStep, ...]:
    """List what can be done now, the earliest day first; () when closed. `today` is a day in its zone.

    A party is asked to sign the phase only once it has accepted everything else.
    """
    if engagement.phase is Phase.CLOSED:
        return ()
    found = [*_of_phase(engagement, today), *(_of(one) for one in waits(engagement, today))]
    return tuple(sorted(found, key=_order))


def pressing(engagement: Engagement, steps: Sequence[NextStep]) -> tuple[NextStep, ...]:
    """Return the steps that should not wait: those with a day, and those that somebody waits for.

    An item without a day that nobody has spoken on waits for its time, as the exit plan does for years.
    """
    begun = {item.number for item in engagement.current_items if any(item.decision(party) for party in Party)}
    return tuple(
        step for step in steps if step.by is not None or step.code != "accept_item" or step.item in begun
    )


def _of_phase(engagement: Engagement, today: date) -> Iterator[NextStep]:
    lacking = missing(engagement, today)
    if not lacking:
        yield NextStep("advance", None, None, _phase_due(engagement))
    due = {item.number: item.due for item in engagement.current_items}
    for lack in lacking:
        code = CODES.get(lack.code)
        if code is None or (code == "sign_phase" and not _signs_now(engagement, lack)):
            continue
        by = _phase_due(engagement) if lack.item is None else due[lack.item]
        yield NextStep(code, lack.party, lack.item, by)


def _of(wait: Wait) -> NextStep:
    return NextStep(wait.code, wait.party, wait.item, wait.by, wait.ref, wait.since)


def _signs_now(engagement: Engagement, lack: Missing) -> bool:
    """Say whether a party may sign the phase: there is an item for it, and it accepted the rest."""
    return lack.item is not None and lack.party is not None and may_sign(engagement, lack.party)


def _phase_due(engagement: Engagement) -> date | None:
    return next((item.due for item in engagement.current_items if _is_phase(item)), None)


def _is_phase(item: Item) -> bool:
    return item.kind is ItemKind.PHASE


def _order(step: NextStep) -> tuple[date, int, str, int]:
    return step.by or date.max, step.item or 0, step.code, step.ref or 0
