"""Which phase follows, what is missing before it may begin, and the move itself.

The order is the methodology's (overview; upgrade left out; operations start once the takeover is
validated), the gates are DOMAIN's T2 to T4, T9 and T11. No move rests on one party's word: each asks for
the acceptance of every item by all who accept it, and the operations end when the contract does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from state.rules.broken import RuleBroken
from state.rules.contract import accepted_on
from state.rules.dossier import ExitMode, UpgradeMode
from state.rules.ending import begin_exit, exit_cause
from state.rules.engagement import Engagement
from state.rules.item import Decision, Item, ItemKind, Phase, Reservation, Verdict
from state.rules.party import PAIR, Party, Word
from state.rules.permission import Act, day_of, party_for, refuse_closed
from state.rules.term import Contract

AFTER_TAKEOVER = {
    UpgradeMode.IN_CONTRACT: Phase.UPGRADE,
    UpgradeMode.UPSTREAM: Phase.OPERATIONS,
    UpgradeMode.NOT_NEEDED: Phase.OPERATIONS,
    UpgradeMode.LEFT_OUT: Phase.OPERATIONS,
}
AFTER = {Phase.UPGRADE: Phase.OPERATIONS, Phase.OPERATIONS: Phase.EXIT, Phase.EXIT: Phase.CLOSED}


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that the next move waits for, at most one for each item, party and reservation.

    `party` owes it; None when both do, or nobody does. `ref` is the number of a reservation. Codes:
    `item_pending` (the party has not spoken), `item_refused` (the party has to redo what was refused),
    `item_again` (the party refused it, and accepts it once it is redone), `phase_acceptance` (the party
    has not signed the phase as a whole), `upgrade_undecided` (nobody said where the upgrade is done),
    `reservation_blocking` and `reservation_open` (the party clears it, whoever made it then lifts it),
    `end_undecided` (the contract goes on), `exit_mode` (the client has not said who takes over) and
    `term_running` (the contract's last day is still to come).
    """

    code: str
    party: Party | None
    item: int | None
    ref: int | None = None


def next_phase(engagement: Engagement) -> Phase | None:
    """Return the phase that follows; None when closed, and while the upgrade is undecided."""
    if engagement.phase is Phase.TAKEOVER:
        return AFTER_TAKEOVER.get(engagement.upgrade)
    return AFTER.get(engagement.phase)


def missing(engagement: Engagement, today: date | None = None) -> tuple[Missing, ...]:
    """List everything that the next move waits for, in the order of the items; () when closed.

    `today` is a day in the engagement's zone; None: a day on which the contract still runs.
    """
    return tuple(lack for guard in GATES[engagement.phase] for lack in guard(engagement, today))


def turned(engagement: Engagement, word: Word) -> Engagement:
    """Return the engagement in its next phase where nothing is missing, else as it is.

    What a party has just settled may have been the last key. The phase is entered without its items, as
    by `advance`. The operations do not end that way: they do when the contract does.
    """
    today, following = day_of(engagement, word), next_phase(engagement)
    if following is None or engagement.phase is Phase.OPERATIONS or missing(engagement, today):
        return engagement
    return _entered(engagement, following, today)


def advance(engagement: Engagement, word: Word) -> Engagement:
    """Move to the next phase, where nothing is missing.

    The phase is entered without its items: `checklist.enlist` adds them. Raises as
    `permission.party_for`, `closed` and `not_ready` (phase: the one that is not finished, missing: what
    it lacks).
    """
    party_for(engagement, word, Act.COMMIT)
    refuse_closed(engagement)
    today = day_of(engagement, word)
    if engagement.phase is Phase.OPERATIONS and (cause := exit_cause(engagement, today)):
        return begin_exit(engagement, cause, today)
    moved = turned(engagement, word)
    if moved.phase is engagement.phase:
        raise RuleBroken("not_ready", phase=engagement.phase, missing=missing(engagement, today))
    return moved


def validated(engagement: Engagement) -> tuple[Decision, Decision] | None:
    """Return the client's and the provider's word on the takeover as a whole; None before both are given."""
    whole = (
        one
        for one in engagement.items
        if one.phase is Phase.TAKEOVER and one.kind is ItemKind.PHASE and one.dropped_on is None
    )
    signed = next(whole, None)
    if signed is None or signed.client is None or signed.provider is None or not signed.settled:
        return None
    return signed.client, signed.provider


def _entered(engagement: Engagement, phase: Phase, today: date) -> Engagement:
    moved = replace(engagement, phase=phase, phase_since=today)
    if engagement.phase is Phase.TAKEOVER:
        # The provider answers for the service from the day the takeover is validated, also where an
        # upgrade comes first (methodology: operations).
        moved = replace(moved, live_on=today, contract=_counted(engagement.contract, today))
    if phase is Phase.OPERATIONS:
        # Until an upgrade is accepted, the service levels hold for the time being only (DOMAIN T2, T4).
        moved = replace(moved, full_level_on=today)
    return replace(moved, closed_on=today) if phase is Phase.CLOSED else moved


def _counted(contract: Contract, today: date) -> Contract:
    """Return the contract once the takeover is accepted; one on which others rest counts as it did (R14)."""
    return contract if contract.amendments or contract.notices else accepted_on(contract, today)


def _items(engagement: Engagement, _today: date | None) -> Iterator[Missing]:
    """Yield what every item lacks, of all who accept it."""
    for item in engagement.current_items:
        yield from _missing_of(item)


def _signatures(engagement: Engagement, _today: date | None) -> Iterator[Missing]:
    """Yield the phase as a whole, where no item of the list stands for it."""
    if not any(item.kind is ItemKind.PHASE for item in engagement.current_items):
        yield from (Missing("phase_acceptance", party, None) for party in PAIR)


def _blocking(engagement: Engagement, _today: date | None) -> Iterator[Missing]:
    """Yield the reservations with which a party said that the phase may not end before they are lifted."""
    found = (one for one in engagement.open_reservations if one.blocking)
    yield from (_unlifted("reservation_blocking", one) for one in found)


def _reservations(engagement: Engagement, _today: date | None) -> Iterator[Missing]:
    """Yield every reservation: the final acceptance leaves none (methodology: end of service)."""
    yield from (_unlifted("reservation_open", one) for one in engagement.open_reservations)


def _upgrade(engagement: Engagement, _today: date | None) -> Iterator[Missing]:
    """Yield that nobody has decided where the upgrade is done."""
    if engagement.upgrade is UpgradeMode.UNDECIDED:
        yield Missing("upgrade_undecided", None, None)


def _end(engagement: Engagement, today: date | None) -> Iterator[Missing]:
    """Yield what the operations still ask for while the contract goes on; its end waits for nothing."""
    if today is None or exit_cause(engagement, today) is None:
        yield from _items(engagement, today)
        yield Missing("end_undecided", None, None)


def _exit_mode(engagement: Engagement, _today: date | None) -> Iterator[Missing]:
    """Yield that the client has not said who takes the service back."""
    if engagement.exit is None or engagement.exit.mode is ExitMode.UNDECIDED:
        yield Missing("exit_mode", Party.CLIENT, None)


def _term(engagement: Engagement, today: date | None) -> Iterator[Missing]:
    """Yield that the service goes on until the contract's last day."""
    last_day = engagement.exit.last_day if engagement.exit else None
    if last_day is not None and (today is None or today < last_day):
        yield Missing("term_running", None, None)


Guard = Callable[[Engagement, date | None], Iterator[Missing]]
#: What each phase has to have before the next one may begin.
GATES: Mapping[Phase, tuple[Guard, ...]] = {
    Phase.TAKEOVER: (_items, _signatures, _blocking, _upgrade),
    Phase.UPGRADE: (_items, _signatures, _blocking),
    Phase.OPERATIONS: (_end,),
    Phase.EXIT: (_items, _signatures, _reservations, _exit_mode, _term),
    Phase.CLOSED: (),
}


def _unlifted(code: str, reservation: Reservation) -> Missing:
    return Missing(code, reservation.owner, reservation.item, reservation.number)


def _missing_of(item: Item) -> Iterator[Missing]:
    owing = _redoing(item)
    for party in Party:
        if party in owing:
            yield Missing("item_refused", party, item.number)
        elif party not in item.asks:
            continue
        elif item.verdict(party) is Verdict.REFUSED:
            yield Missing("item_again", party, item.number)
        elif item.decision(party) is None:
            code = "phase_acceptance" if item.kind is ItemKind.PHASE else "item_pending"
            yield Missing(code, party, item.number)


def _redoing(item: Item) -> set[Party]:
    """Who has to act on a refusal: the item's owner; for the phase, which nobody makes, the other party."""
    refusers = [party for party in item.asks if item.verdict(party) is Verdict.REFUSED]
    return {party.other if item.kind is ItemKind.PHASE else item.owner for party in refusers}
