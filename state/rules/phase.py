"""Which phase follows, what is missing before it may begin, and the move itself.

The order is the methodology's (overview; upgrade left out; operations start once the takeover is
validated). No move rests on one party's word: each asks for both parties' acceptance of every item.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from state.rules.broken import RuleBroken
from state.rules.engagement import Engagement, Item, ItemKind, Party, Phase, UpgradeMode, Verdict
from state.rules.reason import checked_reason

AFTER_TAKEOVER = {
    UpgradeMode.IN_CONTRACT: Phase.UPGRADE,
    UpgradeMode.UPSTREAM: Phase.OPERATIONS,
    UpgradeMode.NOT_NEEDED: Phase.OPERATIONS,
}
AFTER = {Phase.UPGRADE: Phase.OPERATIONS, Phase.OPERATIONS: Phase.EXIT, Phase.EXIT: Phase.CLOSED}


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that the next move waits for, at most one for each item and party.

    `party` owes it; None when both do. Codes: `item_pending` (the party has not spoken),
    `item_refused` (the party has to redo what was refused), `item_again` (the party refused it, and
    accepts it once it is redone), `phase_acceptance` (the party has not signed the phase as a whole),
    `upgrade_undecided` (nobody said where the upgrade is done).
    """

    code: str
    party: Party | None
    item: int | None


def next_phase(engagement: Engagement) -> Phase | None:
    """Return the phase that follows; None when closed, and while the upgrade is undecided."""
    if engagement.phase is Phase.TAKEOVER:
        return AFTER_TAKEOVER.get(engagement.upgrade)
    return AFTER.get(engagement.phase)


def missing(engagement: Engagement) -> tuple[Missing, ...]:
    """List everything that the next move waits for, in the order of the items; () when closed."""
    if engagement.phase is Phase.CLOSED:
        return ()
    found = [lack for item in engagement.current_items for lack in _missing_of(item)]
    if not any(item.kind is ItemKind.PHASE for item in engagement.current_items):
        found += [Missing("phase_acceptance", party, None) for party in Party]
    if engagement.phase is Phase.TAKEOVER and engagement.upgrade is UpgradeMode.UNDECIDED:
        found.append(Missing("upgrade_undecided", None, None))
    return tuple(found)


def advance(engagement: Engagement, *, party: Party | None, today: date) -> Engagement:
    """Move to the next phase; `today` is a day in the engagement's zone.

    The phase is entered without its items: `checklist.enlist` adds them. Raises `not_member` (party
    is None), `closed` and `not_ready` (phase: the one that is not finished, missing: what it lacks).
    """
    if party is None:
        raise RuleBroken("not_member")
    refuse_closed(engagement)
    lacking = missing(engagement)
    following = next_phase(engagement)
    if lacking or following is None:
        raise RuleBroken("not_ready", phase=engagement.phase, missing=lacking)
    moved = replace(engagement, phase=following, phase_since=today)
    if engagement.phase is Phase.TAKEOVER:
        # The provider answers for the service from the day the takeover is validated, also where an
        # upgrade comes first (methodology: operations).
        moved = replace(moved, live_on=today)
    return replace(moved, closed_on=today) if following is Phase.CLOSED else moved


def decide_upgrade(
    engagement: Engagement, mode: UpgradeMode, *, party: Party | None, reason: str
) -> Engagement:
    """Record where the upgrade is done; leaving it out of the contract asks for a reason.

    Raises `not_member`, `closed`, `upgrade_too_late` (phase: the takeover is over), `upgrade_choice`
    (undecided is no decision), `upgrade_already` (mode), `upgrade_signed` (party: signed the takeover
    on the present decision), `reason_missing` and `reason_too_long`.
    """
    if party is None:
        raise RuleBroken("not_member")
    refuse_closed(engagement)
    if engagement.phase is not Phase.TAKEOVER:
        raise RuleBroken("upgrade_too_late", phase=engagement.phase)
    if mode is UpgradeMode.UNDECIDED:
        raise RuleBroken("upgrade_choice")
    if mode is engagement.upgrade:
        raise RuleBroken("upgrade_already", mode=mode)
    if engagement.upgrade is not UpgradeMode.UNDECIDED and (signer := _signer(engagement)):
        raise RuleBroken("upgrade_signed", party=signer)
    said = checked_reason(reason, required=mode is not UpgradeMode.IN_CONTRACT)
    return replace(engagement, upgrade=mode, upgrade_reason=said)


def refuse_closed(engagement: Engagement) -> None:
    """Raise `closed` (on: the day) for an engagement that is over."""
    if engagement.phase is Phase.CLOSED:
        raise RuleBroken("closed", on=engagement.closed_on)


def _missing_of(item: Item) -> Iterator[Missing]:
    owing = _redoing(item)
    for party in Party:
        if party in owing:
            yield Missing("item_refused", party, item.number)
        elif _refused_by(item, party):
            yield Missing("item_again", party, item.number)
        elif item.decision(party) is None:
            code = "phase_acceptance" if item.kind is ItemKind.PHASE else "item_pending"
            yield Missing(code, party, item.number)


def _redoing(item: Item) -> set[Party]:
    """Who has to act on a refusal: the item's owner; for the phase, which nobody makes, the other party."""
    refusers = [party for party in Party if _refused_by(item, party)]
    return {party.other if item.kind is ItemKind.PHASE else item.owner for party in refusers}


def _refused_by(item: Item, party: Party) -> bool:
    decision = item.decision(party)
    return decision is not None and decision.verdict is Verdict.REFUSED


def _signer(engagement: Engagement) -> Party | None:
    signed = (item for item in engagement.current_items if item.kind is ItemKind.PHASE)
    return next((party for item in signed for party in Party if item.accepted_by(party)), None)
