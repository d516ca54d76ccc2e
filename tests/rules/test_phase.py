"""No phase begins before both parties have accepted the one before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state import checklists
from state.rules.acceptance import accept, reject
from state.rules.broken import RuleBroken
from state.rules.checklist import enlist
from state.rules.clauses import Amendment, Notice
from state.rules.contract import checked
from state.rules.dossier import Exit, ExitCause, ExitMode, UpgradeMode
from state.rules.engagement import Engagement
from state.rules.item import EndedHow, ItemKind, Phase, Reservation, ReservationEnd
from state.rules.party import PAIR, Party
from state.rules.phase import Missing, advance, missing, next_phase, turned
from state.rules.term import Anchor
from tests.engagements import (
    CLAIRE,
    HUGO,
    NADIA,
    SIGNS,
    STRANGER,
    T0,
    TODAY,
    all_accepted,
    contract,
    days,
    engagement,
    number_of,
    word,
)

LAST_DAY = date(2027, 3, 31)


def in_phase(phase: Phase, **changed: object) -> Engagement:
    """Return an engagement in a later phase, with that one's checklist."""
    return enlist(engagement(phase=phase, live_on=TODAY, **changed), checklists.tasks(phase))


def leaving(last_day: date | None = LAST_DAY, mode: ExitMode = ExitMode.REVERSIBILITY) -> Engagement:
    return in_phase(Phase.EXIT, exit=Exit(ExitCause.NOTICE, TODAY, last_day, mode))


def reserved(of: Engagement, number: int, *, blocking: bool, lifted: bool = False) -> Engagement:
    """Return the engagement with a reservation that the client made, for the provider to clear."""
    end = ReservationEnd(EndedHow.LIFTED, CLAIRE, T0) if lifted else None
    made = Reservation(7, number, Party.CLIENT, "Access", Party.PROVIDER, LAST_DAY, CLAIRE, T0, blocking, end)
    return replace(of, reservations=(made,))


@pytest.mark.parametrize(
    ("phase", "upgrade", "following"),
    [
        (Phase.TAKEOVER, UpgradeMode.UNDECIDED, None),
        (Phase.TAKEOVER, UpgradeMode.IN_CONTRACT, Phase.UPGRADE),
        (Phase.TAKEOVER, UpgradeMode.UPSTREAM, Phase.OPERATIONS),
        (Phase.TAKEOVER, UpgradeMode.NOT_NEEDED, Phase.OPERATIONS),
        (Phase.TAKEOVER, UpgradeMode.LEFT_OUT, Phase.OPERATIONS),
        (Phase.UPGRADE, UpgradeMode.IN_CONTRACT, Phase.OPERATIONS),
        (Phase.OPERATIONS, UpgradeMode.NOT_NEEDED, Phase.EXIT),
        (Phase.EXIT, UpgradeMode.NOT_NEEDED, Phase.CLOSED),
        (Phase.CLOSED, UpgradeMode.NOT_NEEDED, None),
    ],
)
def test_the_order_of_the_phases(phase: Phase, upgrade: UpgradeMode, following: Phase | None) -> None:
    assert next_phase(engagement(phase=phase, upgrade=upgrade)) is following


def test_both_parties_owe_every_item_at_the_start() -> None:
    lacks = missing(engagement())

    assert len(lacks) == 2 * len(engagement().items)
    assert {lack.party for lack in lacks} == set(PAIR)


def test_operations_begin_once_the_takeover_is_accepted_and_the_provider_is_accountable() -> None:
    moved = advance(all_accepted(engagement()), word(CLAIRE))

    assert (moved.phase, moved.live_on, moved.accountable) == (Phase.OPERATIONS, TODAY, Party.PROVIDER)
    assert moved.full_level_on == TODAY


def test_before_that_the_client_is_accountable() -> None:
    assert engagement().accountable is Party.CLIENT


def test_an_upgrade_in_the_contract_comes_first_and_the_service_is_live_for_the_time_being() -> None:
    ready = all_accepted(engagement(upgrade=UpgradeMode.IN_CONTRACT))

    moved = advance(ready, word(NADIA))

    assert (moved.phase, moved.live_on, moved.full_level_on) == (Phase.UPGRADE, TODAY, None)


def test_the_service_levels_hold_in_full_once_the_upgrade_is_accepted() -> None:
    upgraded = all_accepted(in_phase(Phase.UPGRADE, upgrade=UpgradeMode.IN_CONTRACT))

    moved = turned(upgraded, word(NADIA, days(200)))

    assert moved.phase is Phase.OPERATIONS
    assert (moved.live_on, moved.full_level_on) == (TODAY, TODAY + timedelta(days=200))


@given(st.data())
def test_whatever_is_missing_nothing_moves(data: st.DataObject) -> None:
    """One item left by one party is enough, whichever it is."""
    start = engagement()
    party = data.draw(st.sampled_from(PAIR))
    left = data.draw(st.sampled_from([item.number for item in start.current_items]))
    ready = all_accepted(start, party.other)
    phase = number_of(start, ItemKind.PHASE)
    ready = all_accepted(ready, party, but=(left, phase))

    with pytest.raises(RuleBroken) as broken:
        advance(ready, word(SIGNS[party]))

    assert broken.value.code == "not_ready"
    assert left in [lack.item for lack in broken.value.values["missing"]]  # type: ignore[attr-defined]
    assert turned(ready, word(SIGNS[party])) is ready


def test_the_last_key_turns_the_gate_whoever_holds_it() -> None:
    whole = number_of(engagement(), ItemKind.PHASE)
    waiting = all_accepted(all_accepted(engagement(), but=(whole,)), Party.PROVIDER)
    assert turned(waiting, word(NADIA)) is waiting

    assert turned(accept(waiting, whole, word(CLAIRE)), word(CLAIRE)).phase is Phase.OPERATIONS


def test_an_undecided_upgrade_holds_the_takeover_back() -> None:
    undecided = engagement(upgrade=UpgradeMode.UNDECIDED)
    lacks = missing(all_accepted(undecided, but=(number_of(undecided, ItemKind.PHASE),)))

    assert [lack.code for lack in lacks] == ["phase_acceptance", "phase_acceptance", "upgrade_undecided"]


@pytest.mark.parametrize("phase", [Phase.TAKEOVER, Phase.UPGRADE])
def test_a_blocking_reservation_holds_the_phase_back_until_it_is_lifted(phase: Phase) -> None:
    ready = all_accepted(in_phase(phase) if phase is Phase.UPGRADE else engagement())
    number = ready.current_items[3].number
    held = reserved(ready, number, blocking=True)

    assert missing(held) == (Missing("reservation_blocking", Party.PROVIDER, number, 7),)
    assert turned(held, word(CLAIRE)) is held
    assert missing(reserved(ready, number, blocking=True, lifted=True)) == ()
    assert missing(reserved(ready, number, blocking=False)) == ()


def test_only_those_who_accept_an_item_owe_it() -> None:
    start = leaving()
    item = replace(start.current_items[0], asks=(Party.CLIENT, Party.INCOMING))
    asked = replace(start, items=tuple(item if one.number == item.number else one for one in start.items))

    assert [lack.party for lack in missing(asked) if lack.item == item.number] == [
        Party.CLIENT, Party.INCOMING,
    ]  # fmt: skip


def test_the_owner_of_a_refused_item_has_to_redo_it_and_the_other_party_accepts_it_then() -> None:
    item = 10  # the quality assurance plan, which the provider owes
    refused = reject(engagement(), item, word(CLAIRE), reason="No indicators")

    assert [lack for lack in missing(refused) if lack.item == item] == [
        Missing("item_again", Party.CLIENT, item),
        Missing("item_refused", Party.PROVIDER, item),
    ]


def test_a_refused_phase_is_redone_by_the_other_party() -> None:
    ready = all_accepted(engagement())
    phase = number_of(ready, ItemKind.PHASE)
    refused = reject(ready, phase, word(NADIA, days(1)), reason="Access still missing")

    assert missing(refused) == (
        Missing("item_refused", Party.CLIENT, phase),
        Missing("item_again", Party.PROVIDER, phase),
    )


def test_operations_go_on_as_long_as_the_contract_does() -> None:
    running = all_accepted(in_phase(Phase.OPERATIONS))

    assert missing(running, TODAY) == (Missing("end_undecided", None, None),)
    with pytest.raises(RuleBroken) as broken:
        advance(running, word(CLAIRE))
    assert broken.value.code == "not_ready"
    assert turned(running, word(CLAIRE)) is running


def test_once_the_contract_ends_the_exit_begins_whatever_is_not_accepted_yet() -> None:
    ending = checked(replace(contract(), notices=(Notice(sent_on=TODAY, received_on=TODAY),)))
    running = in_phase(Phase.OPERATIONS, contract=ending)
    assert missing(running, TODAY) == ()

    moved = advance(running, word(CLAIRE))

    assert moved.phase is Phase.EXIT
    assert moved.exit == Exit(ExitCause.NOTICE, TODAY, date(2029, 11, 30))
    assert turned(running, word(CLAIRE)) is running


def test_the_exit_is_over_when_all_is_accepted_and_the_last_day_has_come() -> None:
    done = all_accepted(leaving())

    assert missing(done, LAST_DAY - timedelta(days=1)) == (Missing("term_running", None, None),)
    assert missing(done) == (Missing("term_running", None, None),)
    assert missing(done, LAST_DAY) == ()
    closed = turned(done, word(NADIA, days((LAST_DAY - TODAY).days)))
    assert (closed.phase, closed.closed_on, closed.accountable) == (Phase.CLOSED, LAST_DAY, Party.CLIENT)


def test_an_exit_waits_for_its_mode_and_for_every_reservation() -> None:
    done = reserved(all_accepted(leaving(TODAY, ExitMode.UNDECIDED)), 1, blocking=False)

    assert missing(done, TODAY) == (
        Missing("reservation_open", Party.PROVIDER, 1, 7),
        Missing("exit_mode", Party.CLIENT, None),
    )


def test_after_a_portability_the_incoming_provider_answers_for_the_service() -> None:
    ported = engagement(
        phase=Phase.CLOSED, live_on=TODAY, exit=Exit(ExitCause.NOTICE, TODAY, TODAY, ExitMode.PORTABILITY)
    )

    assert ported.accountable is Party.INCOMING


@pytest.mark.parametrize(
    ("amendments", "starts"),
    [
        ((), TODAY),
        ((Amendment(on=date(2026, 12, 1), clauses=contract().clauses),), date(2026, 12, 1)),
    ],
)
def test_a_term_that_counts_from_the_acceptance_starts_on_that_day(
    amendments: tuple[Amendment, ...], starts: date
) -> None:
    """Unless others rest on the day that it counted from before: it was accepted once already."""
    anchored = checked(replace(contract(), anchor=Anchor.ACCEPTANCE, amendments=amendments))

    assert turned(all_accepted(engagement(contract=anchored)), word(NADIA)).contract.start == starts


@pytest.mark.parametrize("who", [STRANGER, HUGO])
def test_nobody_moves_a_phase_who_may_not_bind_their_party(who: object) -> None:
    ready = all_accepted(engagement())
    members = tuple(one for one in ready.members if one.actor != HUGO)

    with pytest.raises(RuleBroken) as broken:
        advance(replace(ready, members=members), word(who))  # type: ignore[arg-type]

    assert broken.value.code == "not_member"


def test_a_closed_engagement_is_over_for_good() -> None:
    over = engagement(phase=Phase.CLOSED, closed_on=TODAY)

    with pytest.raises(RuleBroken) as broken:
        advance(over, word(CLAIRE))
    assert broken.value.code == "closed"
    assert missing(over) == ()
    assert turned(over, word(CLAIRE)) is over


@given(st.lists(st.tuples(st.sampled_from(PAIR), st.integers(1, 12), st.booleans()), max_size=40))
def test_no_sequence_of_decisions_lets_a_phase_begin_without_both_signatures(
    moves: list[tuple[Party, int, bool]],
) -> None:
    state = engagement()
    for party, number, accepts in moves:
        try:
            state = (
                accept(state, number, word(SIGNS[party]))
                if accepts
                else reject(state, number, word(SIGNS[party]), reason="no")
            )
        except RuleBroken:
            continue

    complete = all(item.settled for item in state.current_items)

    assert (missing(state) == ()) == complete
    assert (turned(state, word(CLAIRE)).phase is Phase.OPERATIONS) == complete
