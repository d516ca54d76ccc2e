"""What was accepted before a running contract came in, and the reservations that are still open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from functools import partial

from state.rules.acceptance import refuse_signing
from state.rules.broken import RuleBroken
from state.rules.calendar import instant
from state.rules.checklist import Task, enlist, refuse_absent, with_item
from state.rules.dossier import UpgradeMode
from state.rules.engagement import Engagement
from state.rules.item import Decision, Item, ItemKind, Phase, Reservation, Verdict
from state.rules.party import Party, Word
from state.rules.phase import turned
from state.rules.reason import checked_reason
from state.rules.reservation import last_reservation, owner_for
from state.rules.running import Agreed, Faults, Reserved, Running

#: The checklist that an engagement's present phase asks for.
Tasks = Callable[[Engagement], Sequence[Task]]
#: The word of a party's lead, given on a day.
Lead = Callable[[Party, date], Decision]
ORDER = tuple(Phase)
#: When a day's acceptance is dated, in the engagement's zone: nobody knows the hour any more.
NOON = time(12)
#: For what would have been due before a contract comes in; its parties may agree on another day.
GRACE = timedelta(days=30)


def with_items(
    engagement: Engagement, running: Running, word: Word, tasks: Tasks, faults: Faults
) -> Engagement:
    """Return the engagement with its checklist, and with each party's word on what it accepted before.

    The present phase is asked for as a whole. Of an earlier one there is what the row names, and the
    phase itself, which both accepted on the day that it ended: of the rest nobody says anything here.
    """
    lead = partial(_decision, engagement, running, word)
    named = {agreed.key for agreed in running.accepted}
    made = engagement
    for phase, ended_on in _passed(engagement):
        made = _with_past(made, phase, tasks, named)
        whole = next((item for item in made.items if item.phase is phase and _whole(item)), None)
        if whole is not None and whole.key not in named:
            made = with_item(made, _accepted(whole, whole.asks, ended_on, lead))
    made = _due_ahead(enlist(made, tasks(made)))
    for agreed in running.accepted:
        with faults.at("accepted"):
            made = _with_agreed(made, agreed, tasks, lead)
    for item in made.items:
        if item.phase is not made.phase and not item.settled:
            faults.add("accepted", RuleBroken("import_half", key=item.key, phase=item.phase))
    return made


def with_reservations(engagement: Engagement, running: Running, faults: Faults) -> Engagement:
    """Return the engagement with the reservations that are open: each on what its party accepted."""
    made = engagement
    for reserved in running.reservations:
        with faults.at("reservations"):
            made = _with_reserved(made, reserved)
    return made


def refuse_ended(engagement: Engagement, word: Word, faults: Faults) -> None:
    """Refuse a phase that its acceptances would have ended, or that was signed before its items."""
    if turned(engagement, word) is not engagement:
        faults.add("phase", RuleBroken("import_phase_over", phase=engagement.phase))
        return
    for item in engagement.current_items:
        for party in item.asks if _whole(item) else ():
            if item.accepted_by(party):
                with faults.at("accepted"):
                    refuse_signing(engagement, party)


def _passed(engagement: Engagement) -> Iterator[tuple[Phase, date]]:
    """Yield each phase that is over, with the day on which it ended."""
    upgraded = engagement.upgrade is UpgradeMode.IN_CONTRACT
    ends = {
        Phase.TAKEOVER: engagement.live_on,
        Phase.UPGRADE: engagement.full_level_on if upgraded else None,
        Phase.OPERATIONS: engagement.exit.begun_on if engagement.exit else None,
        Phase.EXIT: engagement.closed_on,
    }
    for phase in ORDER[: ORDER.index(engagement.phase)]:
        if (ended := ends[phase]) is not None:
            yield phase, ended


def _with_past(engagement: Engagement, phase: Phase, tasks: Tasks, named: set[str]) -> Engagement:
    """Return the engagement with what its row names of an earlier phase; nothing of it is due any more."""
    then = replace(engagement, phase=phase)
    kept = [task for task in tasks(then) if task.key in named or task.kind is ItemKind.PHASE]
    listed = enlist(then, kept).items[len(then.items) :]
    return replace(engagement, items=(*engagement.items, *(replace(item, due=None) for item in listed)))


def _due_ahead(engagement: Engagement) -> Engagement:
    """Return the engagement with no day that passed before anybody could be told of it."""
    today = engagement.created_on
    items = (
        replace(item, due=today + GRACE) if item.due is not None and item.due < today else item
        for item in engagement.items
    )
    return replace(engagement, items=tuple(items))


def _with_agreed(engagement: Engagement, agreed: Agreed, tasks: Tasks, lead: Lead) -> Engagement:
    item = _item(engagement, agreed.key)
    if item is None:
        ahead = _phase_of(engagement, agreed.key, tasks)
        if ahead is None:
            raise RuleBroken("import_not_listed", key=agreed.key)
        raise RuleBroken("import_key_ahead", key=agreed.key, phase=ahead)
    if agreed.on > engagement.created_on:
        raise RuleBroken("day_ahead", on=agreed.on, today=engagement.created_on)
    if agreed.party is not None and agreed.party not in item.asks:
        raise RuleBroken("import_not_asked", key=item.key, party=agreed.party)
    parties = item.asks if agreed.party is None else (agreed.party,)
    if any(item.decision(party) for party in parties):
        raise RuleBroken("import_twice", key=item.key)
    if absent := [party for party in parties if party not in engagement.parties]:
        raise RuleBroken("owner_absent", party=absent[0])
    return with_item(engagement, _accepted(item, parties, agreed.on, lead))


def _with_reserved(engagement: Engagement, reserved: Reserved) -> Engagement:
    item = _item(engagement, reserved.key)
    if item is None:
        raise RuleBroken("import_reserved_first", key=reserved.key)
    party = reserved.party or (reserved.owner or item.owner).other
    said = item.decision(party)
    if said is None:
        raise RuleBroken("import_reserved_first", key=reserved.key)
    owner = reserved.owner or owner_for(item, party)
    if owner is party:
        raise RuleBroken("own_reservation")
    refuse_absent(engagement, owner)
    if engagement.phase is Phase.CLOSED:
        raise RuleBroken("import_reservation_closed")
    made = Reservation(
        number=last_reservation(engagement) + 1,
        item=item.number,
        party=party,
        text=checked_reason(reserved.text, required=True),
        owner=owner,
        due=reserved.due,
        by=said.by,
        at=said.at,
        blocking=reserved.blocking,
    )
    after = with_item(engagement, item.decided(party, replace(said, verdict=Verdict.RESERVED)))
    return replace(after, reservations=(*engagement.reservations, made))


def _item(engagement: Engagement, key: str) -> Item | None:
    return next((item for item in engagement.items if item.key == key), None)


def _whole(item: Item) -> bool:
    return item.kind is ItemKind.PHASE


def _phase_of(engagement: Engagement, key: str, tasks: Tasks) -> Phase | None:
    """Return the later phase whose checklist has an item; None where none has."""
    later = ORDER[ORDER.index(engagement.phase) + 1 :]
    asked = {phase: tasks(replace(engagement, phase=phase)) for phase in later}
    return next((phase for phase in later if any(task.key == key for task in asked[phase])), None)


def _accepted(item: Item, parties: Sequence[Party], on: date, lead: Lead) -> Item:
    for party in parties:
        item = item.decided(party, lead(party, on))
    return item


def _decision(engagement: Engagement, running: Running, word: Word, party: Party, on: date) -> Decision:
    """Return the word of a party's lead, as whoever brings it in writes it down (DOMAIN T14)."""
    lead = next(member.actor for member in engagement.members if member.party is party)
    at = instant(on, NOON, engagement.zone)
    return Decision(Verdict.ACCEPTED, lead, at, running.said, kept_by=word.by, evidence=running.evidence)
