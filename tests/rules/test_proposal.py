"""What one party proposes comes about with the other one's word, and never before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state import checklists
from state.phases import turned
from state.rules.broken import RuleBroken
from state.rules.clauses import Amendment, Clauses, Notice
from state.rules.contract import checked
from state.rules.dossier import (
    Answer,
    Evolution,
    Exit,
    ExitCause,
    ProposalKind,
    Route,
    Stage,
    StageDone,
    UpgradeMode,
)
from state.rules.duration import parse
from state.rules.engagement import Engagement
from state.rules.item import EndedHow, ItemKind, Phase
from state.rules.party import PAIR, Actor, Member, Party, Role
from state.rules.price import Revision
from state.rules.proposal import agree, decline, propose, take_back, waiting_for
from state.rules.reservation import reserve
from state.rules.term import Anchor, clauses_on, course
from state.rules.upgrade import decide_upgrade
from tests.engagements import (
    CLAIRE,
    HUGO,
    IRIS,
    MARIE,
    NADIA,
    STRANGER,
    T0,
    TODAY,
    TOM,
    all_accepted,
    contract,
    days,
    engagement,
    word,
)

LATER = days(30)


def live(mode: UpgradeMode = UpgradeMode.NOT_NEEDED) -> Engagement:
    """Return an engagement in operations, after an upgrade in the contract where the mode says so."""
    of = turned(all_accepted(engagement(upgrade=mode)), word(NADIA))
    return of if of.phase is Phase.OPERATIONS else turned(all_accepted(of), word(NADIA))


def back(of: Engagement, to: Phase | None, by: Actor = CLAIRE, reason: str = "Access lost") -> Engagement:
    return propose(of, word(by, LATER), ProposalKind.BACK, reason=reason, back_to=to)


def agreed(of: Engagement, by: Actor = NADIA) -> Engagement:
    return agree(of, of.proposals[-1].number, word(by, LATER))


def amends(of: Engagement, **content: object) -> Engagement:
    asked: Any = {"parts": ("price", "duration"), **content}
    return propose(of, word(CLAIRE, LATER), ProposalKind.AMENDMENT, reason="", **asked)


def broken(rule: object, *args: object, **values: object) -> RuleBroken:
    with pytest.raises(RuleBroken) as raised:
        rule(*args, **values)  # type: ignore[operator]
    return raised.value


def test_nothing_changes_before_the_other_party_agrees() -> None:
    before = live()
    waiting = back(before, Phase.TAKEOVER)

    assert replace(waiting, proposals=()) == before
    assert [one.kind for one in waiting_for(waiting, Party.PROVIDER)] == [ProposalKind.BACK]
    assert waiting_for(waiting, Party.CLIENT) == ()
    assert agreed(waiting).phase is Phase.TAKEOVER


@pytest.mark.parametrize("by", [CLAIRE, HUGO])
def test_a_party_does_not_agree_with_itself(by: Actor) -> None:
    error = broken(agree, back(live(), Phase.TAKEOVER), 1, word(by))

    assert (error.code, error.values["party"]) == ("own_proposal", Party.PROVIDER)


def test_nor_does_a_person_who_has_changed_sides() -> None:
    waiting = back(live(), Phase.TAKEOVER)
    moved = Member(CLAIRE, Party.PROVIDER, Role.LEAD)
    turncoat = replace(waiting, members=(*(one for one in waiting.members if one.actor != CLAIRE), moved))

    assert broken(agree, turncoat, 1, word(CLAIRE)).code == "own_proposal"


def test_a_proposal_ends_once() -> None:
    waiting = back(live(), Phase.TAKEOVER)
    declined = decline(waiting, 1, word(TOM, LATER), reason="It was a short outage")

    assert declined.phase is Phase.OPERATIONS
    ended = declined.proposals[0].ended
    assert ended is not None
    assert (ended.answer, ended.by, ended.note) == (Answer.DECLINED, TOM, "It was a short outage")
    assert broken(agree, declined, 1, word(NADIA)).code == "proposal_over"
    assert broken(take_back, declined, 1, word(CLAIRE)).code == "proposal_over"


def test_who_proposed_may_think_twice_and_propose_again() -> None:
    waiting = back(live(), Phase.TAKEOVER)
    assert broken(back, waiting, Phase.TAKEOVER, TOM).code == "proposal_open"
    assert broken(take_back, waiting, 1, word(NADIA)).code == "others_proposal"

    again = back(take_back(waiting, 1, word(HUGO, LATER)), Phase.TAKEOVER)

    assert [one.number for one in again.proposals] == [1, 2]
    assert again.proposals[0].ended is not None
    assert again.proposals[0].ended.answer is Answer.TAKEN_BACK


@pytest.mark.parametrize("rule", [agree, take_back])
def test_a_number_that_nothing_was_proposed_under(rule: object) -> None:
    assert broken(rule, live(), 3, word(CLAIRE)).code == "unknown_proposal"


def test_a_refusal_says_why() -> None:
    waiting = back(live(), Phase.TAKEOVER)

    assert broken(decline, waiting, 1, word(NADIA), reason=" ").code == "reason_missing"
    assert broken(back, live(), Phase.TAKEOVER, CLAIRE, "").code == "reason_missing"


@pytest.mark.parametrize("by", [STRANGER, IRIS])
def test_only_the_two_who_signed_the_contract_propose_and_answer(by: Actor) -> None:
    seated = replace(live(), members=(*live().members, Member(IRIS, Party.INCOMING, Role.LEAD)))
    code = "no_seat" if by is IRIS else "not_member"

    assert broken(back, seated, Phase.TAKEOVER, by).code == code
    assert broken(agree, back(seated, Phase.TAKEOVER), 1, word(by)).code == code


def test_the_word_of_somebody_without_slack_says_who_wrote_it_down_and_on_what_evidence() -> None:
    of = replace(live(), members=(*live().members, Member(MARIE, Party.CLIENT, evidence="Proxy")))
    said = word(MARIE, LATER, kept_by=HUGO, evidence="Mail of 24 December")

    waiting = propose(of, said, ProposalKind.BACK, reason="Access lost", back_to=Phase.TAKEOVER)

    made = waiting.proposals[0]
    assert (made.by, made.kept_by, made.evidence) == (MARIE, HUGO, "Mail of 24 December")


def test_going_back_asks_both_to_sign_the_phase_again_and_keeps_all_that_was_accepted() -> None:
    before = live()
    after = agreed(back(before, Phase.TAKEOVER))

    whole = [item for item in after.items if item.kind is ItemKind.PHASE]
    assert [(item.number, item.dropped_on is None) for item in whole] == [(12, False), (14, True)]
    assert all(item.settled for item in after.current_items if item.kind is not ItemKind.PHASE)
    assert (whole[-1].client, whole[-1].provider) == (None, None)
    assert whole[-1].due == date(2027, 1, 23)
    assert [item.dropped_on for item in after.items if item.phase is Phase.OPERATIONS] == [date(2026, 12, 24)]
    assert (after.live_on, after.full_level_on, after.accountable) == (None, None, Party.CLIENT)
    assert after.items[:11] == before.items[:11]


def test_signed_again_the_operations_come_again_with_their_checklist() -> None:
    after = agreed(back(live(), Phase.TAKEOVER))
    again = turned(all_accepted(after), word(NADIA, days(40)))

    assert (again.phase, again.live_on) == (Phase.OPERATIONS, TODAY + timedelta(days=40))
    assert [item.key for item in again.current_items] == [
        task.key for task in checklists.tasks(Phase.OPERATIONS)
    ]
    assert len({item.number for item in again.items}) == len(again.items)


def test_back_to_the_upgrade_the_provider_still_answers_for_the_service() -> None:
    after = agreed(back(live(UpgradeMode.IN_CONTRACT), Phase.UPGRADE))

    assert (after.phase, after.live_on, after.full_level_on) == (Phase.UPGRADE, TODAY, None)


def test_reservations_on_what_is_no_longer_asked_for_are_overtaken_and_others_stay() -> None:
    of = live()
    plan = of.current_items[0].number
    held = reserve(of, plan, word(CLAIRE), text="Dates", due=None)

    after = agreed(back(held, Phase.TAKEOVER))

    assert after.reservations[0].ended is not None
    assert after.reservations[0].ended.how is EndedHow.OVERTAKEN


def test_back_in_the_takeover_the_upgrade_may_be_decided_anew() -> None:
    after = agreed(back(live(), Phase.TAKEOVER))
    instead = checklists.instead_of_upgrade()

    anew = decide_upgrade(after, UpgradeMode.IN_CONTRACT, word(CLAIRE), reason="", instead=instead)

    assert anew.upgrade is UpgradeMode.IN_CONTRACT


@pytest.mark.parametrize(
    ("of", "to", "code"),
    [
        (engagement(), Phase.TAKEOVER, "back_nowhere"),
        (live(), Phase.UPGRADE, "back_where"),
        (live(), Phase.OPERATIONS, "back_where"),
        (live(), Phase.EXIT, "back_where"),
        (live(), None, "back_where"),
        (engagement(phase=Phase.EXIT), Phase.TAKEOVER, "back_from_exit"),
        (engagement(phase=Phase.CLOSED, closed_on=TODAY), Phase.TAKEOVER, "closed"),
    ],
)
def test_a_return_that_leads_nowhere_is_not_even_proposed(
    of: Engagement, to: Phase | None, code: str
) -> None:
    assert broken(back, of, to).code == code


def test_what_no_longer_holds_is_not_agreed_to() -> None:
    waiting = back(live(), Phase.TAKEOVER)
    leaving = replace(waiting, phase=Phase.EXIT, exit=Exit(ExitCause.NOTICE, TODAY, None))

    assert broken(agree, leaving, 1, word(NADIA)).code == "back_from_exit"


def test_an_amendment_holds_from_the_second_signature_on() -> None:
    of = live()
    clauses = replace(of.contract.clauses, notice=parse("6m"))
    waiting = amends(of, terms=Amendment(on=LATER.date(), clauses=clauses), reference="A-1")
    assert waiting.contract == of.contract

    after = agree(waiting, 1, word(NADIA, days(45)))

    signed = TODAY + timedelta(days=45)
    assert [one.on for one in after.contract.amendments] == [signed]
    assert clauses_on(after.contract, signed).notice == parse("6m")


def test_or_from_a_later_day_that_it_names() -> None:
    terms = Amendment(on=date(2027, 6, 1), clauses=contract().clauses, last_day=date(2030, 5, 31))

    after = agreed(amends(live(), terms=terms))

    assert after.contract.amendments == (terms,)
    assert course(after.contract).run_on(date(2027, 6, 1)).last_day(0) == date(2030, 5, 31)


@pytest.mark.parametrize("later", [None, date(2027, 6, 1)])
def test_a_new_price_counts_from_the_second_signature_or_a_later_day_on(later: date | None) -> None:
    revision = Revision(price=Decimal(9000), base=Decimal(300))
    terms = Amendment(on=later, clauses=contract().clauses) if later else None

    after = agreed(amends(live(), revision=revision, terms=terms))

    assert after.contract.revision == revision
    assert [(one.on, one.amount) for one in after.prices] == [(later or LATER.date(), Decimal(9000))]
    assert after.contract.amendments == ()


def test_an_amendment_covers_the_evolution_that_it_was_made_for() -> None:
    def of(route: Route, stage: Stage = Stage.VALIDATED) -> Engagement:
        done = StageDone(stage, Party.CLIENT, CLAIRE, T0)
        return replace(live(), evolutions=(Evolution(1, "Payslips online", route, (done,)),))

    after = agreed(amends(of(Route.AMENDMENT), evolution=1))

    assert after.evolutions[0].amendment == 1
    assert broken(amends, of(Route.AMENDMENT), evolution=2).code == "evolution_unknown"
    assert broken(amends, of(Route.CONTRACT), evolution=1).code == "route_otherwise"
    assert broken(amends, of(Route.AMENDMENT, Stage.WITHDRAWN), evolution=1).code == "evolution_over"


def test_in_an_exit_only_the_last_day_still_moves() -> None:
    ending = checked(replace(contract(), notices=(Notice(sent_on=TODAY, received_on=TODAY),)))
    last = course(ending).ends_on
    of = engagement(phase=Phase.EXIT, contract=ending, exit=Exit(ExitCause.NOTICE, TODAY, last))
    clauses = clauses_on(ending, LATER.date())
    later = date(2030, 1, 31)

    after = agreed(amends(of, terms=Amendment(on=LATER.date(), clauses=clauses, last_day=later)))

    assert after.exit is not None
    assert (after.exit.last_day, course(after.contract).ends_on) == (later, later)
    for wrong in (
        Amendment(on=LATER.date(), clauses=Clauses(), last_day=later),
        Amendment(on=LATER.date(), clauses=clauses, last_day=later, term=parse("12m")),
    ):
        assert broken(amends, of, terms=wrong).code == "amendment_in_exit"


def test_and_its_price() -> None:
    of = engagement(phase=Phase.EXIT, exit=Exit(ExitCause.EARLY, TODAY, None))
    revision = Revision(price=Decimal(9000), base=Decimal(300))
    terms = Amendment(on=LATER.date(), clauses=clauses_on(of.contract, LATER.date()))

    assert agreed(amends(of, revision=revision, terms=terms)).contract.revision == revision


def test_no_date_is_amended_before_the_term_has_begun_to_count() -> None:
    anchored = replace(engagement().contract, anchor=Anchor.ACCEPTANCE)
    terms = Amendment(on=LATER.date(), clauses=Clauses())

    assert broken(amends, engagement(contract=anchored), terms=terms).code == "amendment_before_term"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"parts": ()}, "parts_missing"),
        ({"parts": (" ", "\u200b")}, "parts_missing"),
        ({"parts": tuple(str(n) for n in range(11))}, "parts_too_many"),
        ({"parts": ("x" * 81,)}, "part_too_long"),
        ({"reference": "x" * 501}, "reason_too_long"),
        ({"terms": Amendment(on=TODAY, clauses=Clauses())}, "amendment_past"),
        (
            {"terms": Amendment(on=LATER.date(), clauses=contract().clauses, last_day=date(2028, 1, 1))},
            "extension_not_later",
        ),
        ({"revision": Revision(price=Decimal(0), base=Decimal(1))}, "price_not_positive"),
    ],
)
def test_an_amendment_that_could_not_come_about_is_not_even_proposed(
    content: dict[str, object], code: str
) -> None:
    assert broken(amends, live(), **content).code == code


def test_parts_are_named_once_in_their_order() -> None:
    waiting = amends(live(), parts=("price ", "duration", "price"))

    assert waiting.proposals[0].parts == ("price", "duration")


@pytest.mark.parametrize("kind", [ProposalKind.RENEWAL, ProposalKind.WITHDRAWAL])
def test_what_the_contract_says_otherwise_is_refused_at_once(kind: ProposalKind) -> None:
    """A contract that renews by itself needs no agreement, and there is no notice to withdraw."""
    code = {ProposalKind.RENEWAL: "renews_by_itself", ProposalKind.WITHDRAWAL: "no_notice"}[kind]

    assert broken(propose, live(), word(CLAIRE), kind, reason="").code == code


def test_one_proposal_of_each_kind_may_wait_at_a_time() -> None:
    both = amends(back(live(), Phase.TAKEOVER))

    assert [one.kind for one in both.proposals] == [ProposalKind.BACK, ProposalKind.AMENDMENT]
    assert {one.party for one in both.proposals} <= set(PAIR)


@given(st.lists(st.sampled_from(["accept", "client back", "provider back", "agree", "decline"]), max_size=30))
def test_however_often_it_goes_back_each_phase_is_signed_by_both_before_the_next_one(
    moves: list[str],
) -> None:
    of, word_of = live(UpgradeMode.IN_CONTRACT), {"client": CLAIRE, "provider": NADIA}
    for at, move in enumerate(moves):
        before = of
        who = word_of.get(move.split()[0], TOM if at % 2 else HUGO)
        try:
            if move == "accept":
                of = turned(all_accepted(of), word(NADIA, days(at)))
            elif move.endswith("back"):
                to = (Phase.TAKEOVER, Phase.UPGRADE)[at % 2]
                of = propose(of, word(who), ProposalKind.BACK, reason="Lost", back_to=to)
            elif move == "agree":
                of = agree(of, len(of.proposals), word(who))
            else:
                of = decline(of, len(of.proposals), word(who), reason="No")
        except RuleBroken:
            assert of is before
        whole = [one for one in of.items if one.kind is ItemKind.PHASE and one.dropped_on is None]
        order = list(Phase)
        earlier = [one for one in whole if order.index(one.phase) < order.index(of.phase)]
        assert len({one.number for one in of.items}) == len(of.items)
        assert len({one.phase for one in whole}) == len(whole)
        assert all(one.settled for one in earlier)
        assert (of.live_on is None) == (of.phase is Phase.TAKEOVER)
        assert (of.full_level_on is None) == (of.phase is not Phase.OPERATIONS)
        for one in of.proposals:
            assert one.ended is None or of.party_of(one.ended.by) is one.party.other
