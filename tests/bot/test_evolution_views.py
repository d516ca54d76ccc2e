"""Evolutions, next steps and portfolios as people read them, with buttons that fit Slack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.sandbox.blocks import problems
from bot.views import evolution as show
from bot.views import evolving, kit, portfolio, reminder, steps
from bot.views.engagement import card
from prompts import texts
from state.rules.change import Change
from state.rules.dossier import (
    Answer,
    Exit,
    ExitCause,
    PriceSet,
    Proposal,
    ProposalEnd,
    ProposalKind,
    Route,
    Stage,
)
from state.rules.engagement import Engagement
from state.rules.evolution import implement, open_evolution, propose_solution, send_back, validate
from state.rules.interval import close_optimisation, open_optimisation
from state.rules.item import Phase, Reservation
from state.rules.party import Actor, Member, Party, Role
from state.rules.reminder import due
from state.rules.risk import Level, Reason, Risk
from state.rules.step import next_steps
from tests.engagements import CLAIRE, NADIA, T0, TODAY, contract, days, engagement, word

LANGUAGES = ["fr", "en"]


def wrong(blocks: list[kit.Block], surface: str = "message") -> list[str]:
    """Return what Slack would not take."""
    return list(problems(blocks, surface))


def running(**changed: object) -> Engagement:
    return engagement(phase=Phase.OPERATIONS, items=(), live_on=TODAY, **changed)


def opened(route: Route = Route.CONTRACT, title: str = "Monthly report") -> Engagement:
    return open_evolution(running(), word(CLAIRE), title=title, route=route)


def solved(route: Route = Route.CONTRACT) -> Engagement:
    return propose_solution(opened(route), 1, word(NADIA), note="One <view> a service")


def actions(message: dict[str, Any]) -> list[str]:
    return [
        element["action_id"]
        for block in message["blocks"] if block["type"] == "actions"
        for element in block["elements"]
    ]  # fmt: skip


def listed(of: Engagement, reader: Party | None, *, public: bool = False) -> dict[str, Any]:
    return show.listed(of, reader, today=TODAY, t=texts("en"), public=public)


def test_only_the_party_whose_turn_it_is_gets_the_button_of_the_next_step() -> None:
    assert actions(listed(opened(), Party.PROVIDER)) == ["evolution.solution", "optimisation.new"]
    assert actions(listed(opened(), Party.CLIENT)) == ["evolution.withdraw", "evolution.new"]
    assert actions(listed(solved(), Party.CLIENT)) == [
        "evolution.validate", "evolution.back", "evolution.withdraw", "evolution.new"
    ]  # fmt: skip
    assert actions(listed(solved(), Party.PROVIDER)) == ["optimisation.new"]
    validated = validate(solved(), 1, word(CLAIRE))
    assert actions(listed(validated, Party.PROVIDER)) == ["evolution.implement", "optimisation.new"]


@pytest.mark.parametrize("reader", [None, Party.INCOMING])
def test_who_speaks_for_neither_party_sees_and_gets_no_button(reader: Party | None) -> None:
    message = listed(solved(), reader)

    assert "Monthly report" in message["text"]
    assert actions(message) == []
    assert "you can see, but not decide" in str(message["blocks"])


def test_in_the_channel_everybodys_buttons_are_shown() -> None:
    found = actions(listed(solved(), None, public=True))

    assert found[:3] == ["evolution.validate", "evolution.back", "evolution.withdraw"]
    assert found[3:] == ["evolution.new", "optimisation.new"]


def test_outside_the_operations_nothing_can_be_pressed() -> None:
    leaving = replace(open_optimisation(solved(), word(NADIA), title="Fewer servers"), phase=Phase.EXIT)

    message = listed(leaving, Party.CLIENT)

    assert actions(message) == []
    assert "belong to the operations phase" in message["text"]


def test_a_line_says_how_far_it_is_by_whom_and_who_is_next() -> None:
    said = show.told(solved().evolutions[0], solved(), TODAY, texts("en"))

    assert "*1. Monthly report* · in the contract" in said
    assert "▰▰▱▱ step 2 of 4: solution proposed by <@UNADIA> (provider)" in said
    assert "> One &lt;view&gt; a service" in said
    assert (
        "*The client*: validate the solution of evolution 1, Monthly report, or send it back, "
        "by 24 December 2026" in said
    )


def test_by_an_amendment_the_list_says_what_became_of_it() -> None:
    waiting = validate(solved(Route.AMENDMENT), 1, word(CLAIRE))
    proposal = Proposal(
        4, ProposalKind.AMENDMENT, Party.CLIENT, CLAIRE, T0, "More", parts=("price",), evolution=1
    )
    proposed = replace(waiting, proposals=(proposal,))
    agreed = replace(waiting, proposals=(replace(proposal, ended=ProposalEnd(Answer.AGREED, NADIA, T0)),))

    assert "none is proposed yet" in listed(waiting, Party.PROVIDER)["text"]
    assert "proposal.amend" in actions(listed(waiting, Party.PROVIDER))
    assert "proposal.amend" not in actions(listed(proposed, Party.PROVIDER)) + actions(listed(waiting, None))
    assert "proposal 4 waits for its answer" in listed(proposed, Party.PROVIDER)["text"]
    assert "proposal 4, agreed" in listed(agreed, Party.PROVIDER)["text"]
    assert "evolution.implement" not in actions(listed(proposed, Party.PROVIDER))
    assert "evolution.implement" in actions(listed(agreed, Party.PROVIDER))


def test_one_evolution_shows_every_step_that_it_took() -> None:
    back = send_back(solved(), 1, word(CLAIRE, days(1)), reason="Too slow")

    message = show.shown(back, 1, Party.PROVIDER, today=TODAY, t=texts("en"), public=False)

    for said in (
        "need specified by <@UCLAIRE>",
        "solution proposed by",
        "solution sent back by",
        "> Too slow",
    ):
        assert said in message["text"]
    assert "▰▱▱▱" in message["text"]
    assert actions(message) == ["evolution.solution"]


def many() -> Engagement:
    of = running()
    for number in range(30):
        of = open_evolution(of, word(CLAIRE), title=f"Need {number} " + "x" * 70, route=Route.AMENDMENT)
        of = propose_solution(of, number + 1, word(NADIA), note="y" * 500)
        of = open_optimisation(of, word(NADIA), title="z" * 80)
    return of


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_list_still_fits_a_message_and_says_what_is_left_out(language: str) -> None:
    message = show.listed(many(), None, today=TODAY, t=texts(language), public=True)

    assert wrong(message["blocks"]) == []
    assert "20 autres" in message["text"] or "20 others" in message["text"]


def forms(language: str) -> Iterator[kit.Block]:
    t, (one,) = texts(language), solved().evolutions
    yield evolving.new_modal("e1", "x" * 300, t)
    yield evolving.optimisation_modal("e1", t)
    for name in ("solution", "back", "implement", "withdraw"):
        yield evolving.step_modal(name, one, "e1 1 2 private https://slack", t)


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_fit_slack(language: str) -> None:
    for form in forms(language):
        assert wrong(form["blocks"], "modal") == []
        assert all(len(form[name]["text"]) <= 24 for name in ("title", "submit", "close"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "stage", [Stage.NEED, Stage.SOLUTION, Stage.VALIDATED, Stage.SENT_BACK, Stage.IMPLEMENTED]
)
def test_every_step_is_told_with_its_number_its_title_and_who_did_it(stage: Stage, language: str) -> None:
    of = {
        Stage.NEED: opened(),
        Stage.SOLUTION: solved(),
        Stage.VALIDATED: validate(solved(), 1, word(CLAIRE)),
        Stage.SENT_BACK: send_back(solved(), 1, word(CLAIRE), reason="Too slow"),
        Stage.IMPLEMENTED: implement(validate(solved(), 1, word(CLAIRE)), 1, word(NADIA)),
    }[stage]
    by = of.evolutions[0].stages[-1].by
    change = Change("evolution.step", opened(), of, by, T0, 1)
    tell = evolving.announced_opening if stage is Stage.NEED else evolving.announced_step

    said = tell(change, texts(language))

    assert f"<@{by.user}>" in said
    assert "1, *Monthly report*" in said
    assert ("➡️" in said) is (stage is not Stage.IMPLEMENTED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_optimisation_is_told_when_it_begins_and_ends(language: str) -> None:
    t, of = texts(language), open_optimisation(running(), word(NADIA), title="Fewer servers")
    over = close_optimisation(of, 1, word(CLAIRE))

    begun = evolving.announced_optimisation(Change("optimisation.open", running(), of, NADIA, T0), t)
    ended = evolving.announced_optimisation(Change("optimisation.close", of, over, CLAIRE, T0, 1), t)

    assert "<@UNADIA>" in begun
    assert "<@UCLAIRE>" in ended
    assert begun.count("1, *Fewer servers*") == ended.count("1, *Fewer servers*") == 1
    assert evolving.done_optimisation(of.intervals[0], t) != evolving.done_optimisation(over.intervals[0], t)


def test_the_card_of_the_operations_counts_what_is_under_way_and_leads_to_it() -> None:
    of = open_optimisation(solved(), word(NADIA), title="Fewer servers")

    said = card(of, today=TODAY, t=texts("en"))

    assert "*Evolutions:* 1 under way" in said["text"]
    assert "*Optimisation:* 1 stretch under way" in said["text"]
    assert "evolution.list" in actions(said)
    assert "evolution.list" not in actions(card(engagement(), today=TODAY, t=texts("en")))
    assert wrong(said["blocks"]) == []


def everything() -> Engagement:
    """An engagement in which every kind of step waits for somebody."""
    of = engagement(phase=Phase.OPERATIONS)
    for route in Route:
        of = open_evolution(of, word(CLAIRE), title=f"By {route}", route=route)
    of = propose_solution(of, 1, word(NADIA), note="So")
    of = validate(propose_solution(of, 2, word(NADIA), note="So"), 2, word(CLAIRE))
    of = open_evolution(of, word(CLAIRE), title="Ready", route=Route.CONTRACT)
    of = validate(propose_solution(of, 4, word(NADIA), note="So"), 4, word(CLAIRE))
    made = Reservation(
        2, 4, Party.CLIENT, "No <figures>", Party.PROVIDER, TODAY - timedelta(days=1), CLAIRE, T0
    )
    seat = Member(
        Actor("TCLIENT", "UJEAN"), Party.CLIENT, Role.DELEGATE, stands_for=CLAIRE, until=TODAY + timedelta(9)
    )
    return replace(
        of,
        members=(*of.members, seat),
        reservations=(made,),
        proposals=(Proposal(3, ProposalKind.RENEWAL, Party.CLIENT, CLAIRE, T0, "Go on"),),
        prices=(PriceSet(0, TODAY, Decimal(1000), pending=True),),
        contract=replace(of.contract, start=date(2024, 6, 1)),
    )


CODES = {
    "clear_reservation", "lift_reservation", "answer_proposal", "propose_solution", "validate_solution",
    "implement", "propose_amendment", "give_index", "decide_term", "renew_delegation",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_step_is_said_with_who_and_what(language: str) -> None:
    t, of = texts(language), everything()
    found = next_steps(of, TODAY)

    lines = steps.lines(of, found, TODAY, t)

    assert {step.code for step in found} >= CODES
    said = "\n".join(lines)
    assert "{" not in said
    for told in ("No &lt;figures&gt;", "By project", "By contract", "By amendment", "Ready", "<@UJEAN>"):
        assert told in said
    assert all(line.startswith("• *") for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_leaves_chooses_how_and_it_is_said(language: str) -> None:
    of = engagement(phase=Phase.EXIT, exit=Exit(ExitCause.NOTICE, TODAY, date(2027, 6, 30)))

    said = "\n".join(steps.lines(of, next_steps(of, TODAY), TODAY, texts(language)))

    assert "ortabilit" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_contract_that_ends_by_itself_is_said_with_its_last_day(language: str) -> None:
    of, today = running(contract=contract(renewal="")), date(2029, 11, 1)

    said = "\n".join(steps.lines(of, next_steps(of, today), today, texts(language)))

    assert "30 novemb" in said.lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_step_is_recalled_in_words(language: str) -> None:
    of = replace(everything(), created_on=date(2024, 6, 1), phase_since=date(2024, 6, 1))
    now = days(40)
    found = due(of, now=now, planned=frozenset())

    said = reminder.reminded(of, found, today=now.date(), t=texts(language))

    assert {one.about for one in found} >= {"clear_reservation", "lift_reservation", "answer_proposal"}
    assert "By contract" in said["text"]
    assert "{" not in said["text"]
    assert wrong(said["blocks"]) == []
    assert "evolution.list" in actions(said)


def test_two_evolutions_of_one_kind_stay_two_steps() -> None:
    of = open_evolution(opened(), word(CLAIRE), title="Single sign-on", route=Route.CONTRACT)

    lines = steps.lines(of, next_steps(of, TODAY), TODAY, texts("en"))

    assert sum("propose a solution" in line for line in lines) == 2


def test_a_portfolio_puts_those_at_risk_first_with_signs_and_words() -> None:
    made = Reservation(1, 4, Party.CLIENT, "No", Party.PROVIDER, TODAY, CLAIRE, T0, blocking=True)
    grave = engagement(id="g", name="Zèbre", reservations=(made,))
    watched = engagement(id="w", name="Abeille", members=grave.members)
    late = TODAY + timedelta(days=18)
    fine = running(id="f", name="Calme")
    today = {"g": TODAY, "w": late, "f": TODAY}

    said = portfolio.portfolio([fine, watched, grave], today, texts("en"))

    order = [said["text"].index(name) for name in ("Zèbre", "Abeille", "Calme")]
    assert order == sorted(order)
    assert "🔴 *Zèbre* · takeover · at risk, in <#CSHARED>" in said["text"]
    assert "1 blocking reservation, to be cleared by 24 November 2026" in said["text"]
    assert "🟢 *Calme* · operations · on track" in said["text"]
    assert wrong(said["blocks"]) == []


def test_a_large_portfolio_fits_a_message() -> None:
    found = [engagement(id=f"e{number}", name=f"N{number}") for number in range(60)]

    said = portfolio.portfolio(found, {one.id: date(2028, 1, 1) for one in found}, texts("fr"))

    assert wrong(said["blocks"]) == []
    assert "40 autres engagements" in said["text"].replace("\u00a0", " ")
    assert "0 en bonne voie" in said["text"].replace("\u00a0", " ")


def test_an_empty_portfolio_says_so() -> None:
    assert "no role" in portfolio.portfolio([], {}, texts("en"))["text"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "one",
    [
        Reason("late", Level.AT_RISK, 2, TODAY),
        Reason("refused", Level.WATCH, 1),
        Reason("blocking", Level.AT_RISK, 1, TODAY),
        Reason("notice", Level.WATCH, day=TODAY),
        Reason("ending", Level.AT_RISK, day=TODAY),
        Reason("still", Level.WATCH, day=TODAY),
        Reason("nobody_signs", Level.AT_RISK, party=Party.PROVIDER),
    ],
)
def test_every_reason_has_words(one: Reason, language: str) -> None:
    t = texts(language)

    assert portfolio.reason(one, t)
    assert portfolio.headline(engagement(), Risk(one.level, (one,)), t)
