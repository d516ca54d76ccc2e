"""The next steps come from what is missing, each with who, what and by when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from state.rules.acceptance import accept, reject
from state.rules.clauses import Amendment, Notice
from state.rules.dossier import (
    Answer,
    Exit,
    ExitCause,
    ExitMode,
    PriceSet,
    Proposal,
    ProposalEnd,
    ProposalKind,
    Route,
    TermEnd,
    UpgradeMode,
)
from state.rules.engagement import Engagement
from state.rules.evolution import (
    implement,
    open_evolution,
    propose_solution,
    send_back,
    validate,
    withdraw,
)
from state.rules.item import Delivery, EndedHow, Item, ItemKind, Phase, Reservation, ReservationEnd
from state.rules.party import Actor, Member, Party, Role
from state.rules.run import Outcome
from state.rules.step import NextStep, next_steps, pressing
from state.rules.term import clauses_on, term_at
from tests.engagements import (
    CLAIRE,
    NADIA,
    T0,
    TODAY,
    all_accepted,
    contract,
    days,
    engagement,
    number_of,
    word,
)

DAY = timedelta(days=1)


def steps(of: Engagement, today: date = TODAY) -> tuple[NextStep, ...]:
    return next_steps(of, today)


def found(of: Engagement, today: date = TODAY) -> list[tuple[str, Party | None, int | None, date | None]]:
    """Return the steps that are none of the checklist's."""
    return [
        (step.code, step.party, step.ref, step.by)
        for step in steps(of, today)
        if step.code not in {"accept_item", "sign_phase", "fix_refused", "advance"}
    ]


def test_the_earliest_day_comes_first() -> None:
    days = [step.by for step in steps(engagement()) if step.by]

    assert days == sorted(days)


def test_a_party_is_asked_to_sign_the_phase_only_once_it_has_accepted_the_rest() -> None:
    phase = number_of(engagement(), ItemKind.PHASE)
    ready = all_accepted(engagement(), Party.CLIENT, but=(phase,))

    signing = [step for step in steps(ready) if step.code == "sign_phase"]

    assert [(step.party, step.item) for step in signing] == [(Party.CLIENT, phase)]


def test_when_nothing_is_missing_the_step_is_to_advance_and_either_party_may() -> None:
    (step,) = steps(all_accepted(engagement()))

    assert (step.code, step.party) == ("advance", None)


def test_a_refusal_becomes_a_step_of_the_owner() -> None:
    refused = reject(all_accepted(engagement()), 10, word(CLAIRE), reason="No indicators")

    told = [(step.code, step.party, step.item) for step in steps(refused)]

    assert told == [("fix_refused", Party.PROVIDER, 10)]


def test_an_undecided_upgrade_is_a_step_of_both() -> None:
    start = engagement(upgrade=UpgradeMode.UNDECIDED)
    undecided = all_accepted(start, but=(number_of(start, ItemKind.PHASE),))

    assert [(step.code, step.party) for step in steps(undecided)] == [("decide_upgrade", None)]


def in_operations() -> Engagement:
    """In operations, where nothing has a day."""
    items = engagement().items[:3]
    undated = tuple(replace(one, phase=Phase.OPERATIONS, due=None) for one in items)
    return engagement(phase=Phase.OPERATIONS, items=undated)


def test_an_item_without_a_day_presses_once_somebody_has_spoken_on_it() -> None:
    calm, begun = in_operations(), accept(in_operations(), 2, word(CLAIRE))

    assert steps(calm) != ()
    assert pressing(calm, steps(calm)) == ()
    assert [(step.item, step.party) for step in pressing(begun, steps(begun))] == [(2, Party.PROVIDER)]


def test_an_item_with_a_day_and_a_refused_one_press() -> None:
    dated = replace(in_operations().items[0], due=date(2027, 3, 1))
    of = in_operations()
    of = replace(of, items=(dated, *of.items[1:]))
    of = reject(of, 3, word(CLAIRE), reason="No indicators")

    pressed = pressing(of, steps(of))

    assert {(step.code, step.item) for step in pressed} >= {("accept_item", 1), ("fix_refused", 3)}
    assert 2 not in {step.item for step in pressed}


def test_a_closed_engagement_asks_for_nothing() -> None:
    over = replace(reserved(), phase=Phase.CLOSED, closed_on=TODAY)

    assert steps(over) == ()


#: The provider clears by 8 December what the client accepted item 4 without.
RESERVATION = Reservation(3, 4, Party.CLIENT, "No figures", Party.PROVIDER, date(2026, 12, 8), CLAIRE, T0)


def reserved(**changed: object) -> Engagement:
    return engagement(reservations=(replace(RESERVATION, **changed),))  # type: ignore[arg-type]


def test_the_owner_clears_a_reservation_by_its_day_and_then_its_maker_says_whether_it_lifts_it() -> None:
    due = date(2026, 12, 8)
    clear = ("clear_reservation", Party.PROVIDER, 3, due)
    lift = ("lift_reservation", Party.CLIENT, 3, due)

    assert found(reserved()) == [clear]
    assert found(reserved(), due) == [clear]
    assert found(reserved(), due + DAY) == [clear, lift]
    assert steps(reserved())[0].item is not None


def test_once_the_item_is_handed_over_again_it_is_for_the_maker_to_lift() -> None:
    of = reserved()
    again = Delivery(NADIA, days(1), "https://wiki/figures")
    of = replace(
        of, items=tuple(replace(one, delivered=again) if one.number == 4 else one for one in of.items)
    )

    assert [step[:3] for step in found(of)] == [("lift_reservation", Party.CLIENT, 3)]


def test_a_reservation_of_an_earlier_phase_still_waits_and_one_that_ended_does_not() -> None:
    later = replace(reserved(), phase=Phase.OPERATIONS)
    lifted = reserved(ended=ReservationEnd(EndedHow.LIFTED, CLAIRE, T0))

    assert [step[0] for step in found(later)] == ["clear_reservation"]
    assert found(lifted) == []


def proposal(kind: ProposalKind = ProposalKind.BACK, **changed: object) -> Proposal:
    return replace(Proposal(5, kind, Party.PROVIDER, NADIA, T0, "Because"), **changed)  # type: ignore[arg-type]


def test_a_proposal_waits_for_the_other_party_for_two_weeks() -> None:
    answered = proposal(ended=ProposalEnd(Answer.DECLINED, CLAIRE, T0))

    assert found(engagement(proposals=(proposal(),))) == [
        ("answer_proposal", Party.CLIENT, 5, TODAY + timedelta(days=14))
    ]
    assert found(engagement(proposals=(answered,))) == []


def test_an_answer_comes_before_the_day_that_would_overtake_it() -> None:
    soon = TODAY + timedelta(days=4)
    terms = Amendment(on=soon, clauses=clauses_on(contract(), TODAY))
    amending = engagement(proposals=(proposal(ProposalKind.AMENDMENT, terms=terms),))
    leaving = engagement(
        phase=Phase.EXIT,
        exit=Exit(ExitCause.NOTICE, TODAY, soon),
        proposals=(proposal(ProposalKind.WITHDRAWAL),),
    )
    expiring = engagement(
        contract=contract(start="2026-01-01", term="11m", renewal=""),
        proposals=(proposal(ProposalKind.RENEWAL),),
    )
    past, at_once = replace(terms, on=TODAY - DAY), replace(terms, on=TODAY)

    assert found(amending)[0][3] == soon
    undated = engagement(proposals=(proposal(ProposalKind.AMENDMENT, terms=at_once),))
    assert found(undated)[0][3] == TODAY + timedelta(days=14), "it holds from the answer on"
    assert ("answer_proposal", Party.CLIENT, 5, soon) in found(leaving)
    assert found(expiring)[0][3] == date(2026, 11, 30)
    assert found(engagement(proposals=(proposal(ProposalKind.AMENDMENT, terms=past),)))[0][3] == TODAY


def evolving(route: Route = Route.CONTRACT) -> Engagement:
    of = engagement(phase=Phase.OPERATIONS, items=())
    return open_evolution(of, word(CLAIRE), title="Monthly report", route=route)


def test_an_evolution_waits_for_the_party_whose_turn_it_is() -> None:
    solved = propose_solution(evolving(), 1, word(NADIA, days(3)), note="So")
    back = send_back(solved, 1, word(CLAIRE, days(4)), reason="No")
    validated = validate(solved, 1, word(CLAIRE, days(4)))
    month = timedelta(days=30)

    assert found(evolving()) == [("propose_solution", Party.PROVIDER, 1, TODAY + month)]
    assert found(solved) == [("validate_solution", Party.CLIENT, 1, TODAY + 3 * DAY + month)]
    assert found(back) == [("propose_solution", Party.PROVIDER, 1, TODAY + 4 * DAY + month)]
    assert found(validated) == [("implement", Party.PROVIDER, 1, None)]
    assert found(implement(validated, 1, word(NADIA, days(5)))) == []
    assert found(withdraw(validated, 1, word(CLAIRE, days(5)), reason="No")) == []
    assert found(replace(solved, phase=Phase.EXIT)) == []


def test_by_an_amendment_the_amendment_comes_before_the_implementation() -> None:
    solved = propose_solution(evolving(Route.AMENDMENT), 1, word(NADIA), note="So")
    validated = validate(solved, 1, word(CLAIRE))
    proposed = replace(validated, proposals=(proposal(ProposalKind.AMENDMENT, evolution=1),))
    end = ProposalEnd(Answer.AGREED, CLAIRE, T0)
    agreed = replace(validated, proposals=(proposal(ProposalKind.AMENDMENT, evolution=1, ended=end),))

    assert [step[:3] for step in found(validated)] == [("propose_amendment", None, 1)]
    assert [step[:3] for step in found(proposed)] == [("answer_proposal", Party.CLIENT, 5)]
    assert [step[:3] for step in found(agreed)] == [("implement", Party.PROVIDER, 1)]


def test_a_price_without_its_index_waits_for_it_and_nobodys_day_is_missed() -> None:
    pending = PriceSet(1, TODAY, Decimal(10_000), pending=True)
    known = PriceSet(1, TODAY, Decimal(10_300), Decimal(315))

    of = engagement(prices=(pending,))
    assert found(of) == [("give_index", None, 1, None)]
    assert "give_index" in {step.code for step in pressing(of, steps(of))}
    assert found(engagement(prices=(known,))) == []


def test_the_client_chooses_how_the_service_leaves() -> None:
    def leaving(last: date | None) -> Engagement:
        return engagement(phase=Phase.EXIT, exit=Exit(ExitCause.NOTICE, TODAY, last))

    assert ("choose_exit", Party.CLIENT, None, TODAY + 14 * DAY) in found(leaving(date(2027, 6, 30)))
    assert ("choose_exit", Party.CLIENT, None, TODAY + 5 * DAY) in found(leaving(TODAY + 5 * DAY))


def test_the_client_names_who_speaks_for_the_provider_that_takes_over() -> None:
    asked = Item(1, "data_over", ItemKind.KNOWLEDGE, Phase.EXIT, Party.PROVIDER, TODAY + 9 * DAY,
                 asks=(Party.CLIENT, Party.INCOMING))  # fmt: skip
    leaving = Exit(ExitCause.NOTICE, TODAY, date(2027, 6, 30), ExitMode.PORTABILITY, "Nord")
    alone = replace(engagement(phase=Phase.EXIT, exit=leaving), items=(asked,))
    seated = replace(alone, members=(*alone.members, Member(Actor("TN", "Paul"), Party.INCOMING, Role.LEAD)))

    assert ("seat_incoming", Party.CLIENT, None, TODAY + 9 * DAY) in found(alone)
    assert "seat_incoming" not in [step.code for step in steps(seated)]


#: The first period's notice has to be received by 31 August 2029, so it is to be sent by the 24th.
SEND = date(2029, 8, 24)


@pytest.mark.parametrize(
    ("today", "k"),
    [
        (SEND - timedelta(days=181), None),
        (SEND - timedelta(days=180), 0),
        (date(2029, 8, 31), 0),
        (date(2029, 9, 1), None),  # too late: the next period is a year away
    ],
)
def test_the_renewal_is_to_be_decided_from_the_first_reminder_on_until_the_deadline(
    today: date, k: int | None
) -> None:
    of = engagement(phase=Phase.OPERATIONS, items=())

    expected = [] if k is None else [("decide_term", None, k, SEND)]
    assert found(of, today) == expected


def test_what_is_settled_or_ended_asks_for_no_decision_on_the_term() -> None:
    today = date(2029, 8, 1)
    of = engagement(phase=Phase.OPERATIONS, items=())
    renewed = replace(of, terms=(TermEnd(0, Outcome.RENEWED, today, CLAIRE),))
    sent = replace(of, contract=replace(of.contract, notices=(Notice(sent_on=today),)))

    assert term_at(of.contract, today).k == 0
    assert [step[0] for step in found(of, today)] == ["decide_term"]
    assert found(renewed, today) == found(sent, today) == []


def test_a_contract_that_nothing_renews_is_left_or_agreed_anew_before_its_last_day() -> None:
    of = engagement(phase=Phase.OPERATIONS, items=(), contract=contract(renewal=""))
    last = date(2029, 11, 30)

    assert found(of, last - timedelta(days=181)) == []
    assert found(of, last - timedelta(days=180)) == [("prepare_end", None, 0, last)]
    assert (
        found(replace(of, phase=Phase.EXIT, exit=Exit(ExitCause.EXPIRY, last, last)), last)[0][0]
        != "prepare_end"
    )


def test_a_delegation_that_ends_within_the_month_is_for_its_party_to_renew() -> None:
    until = date(2027, 1, 15)
    seat = Member(Actor("TCLIENT", "UJEAN"), Party.CLIENT, Role.DELEGATE, stands_for=CLAIRE, until=until)
    of = engagement()
    of = replace(of, members=(*of.members, seat, replace(seat, actor=Actor("TCLIENT", "UINES"))))
    step = ("renew_delegation", Party.CLIENT, None, until)

    assert step not in found(of, until - timedelta(days=31))
    assert [one for one in found(of, until - timedelta(days=30)) if one == step] == [step]
    assert step in found(of, until)
    assert step not in found(of, until + DAY)
    begins = replace(seat, since=until - 5 * DAY)
    short = replace(engagement(), members=(*engagement().members, begins))
    assert step not in found(short, until - 6 * DAY), "it has not even begun"
    assert step in found(short, until - 5 * DAY)
