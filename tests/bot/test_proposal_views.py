"""What is told of a proposal and its answer, of the upgrade, and where an engagement stands on its card."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.sandbox.blocks import problems
from bot.views import engagement as card
from bot.views import kit, phase, proposing, standing, upgrade
from bot.views import proposal as show
from bot.views.wording import explain, missing_lines
from bot.voice import ChannelVoice
from prompts import languages, texts
from state import checklists
from state.phases import turned
from state.rules.acceptance import accept
from state.rules.broken import RuleBroken
from state.rules.change import Change
from state.rules.checklist import enlist
from state.rules.clauses import Amendment
from state.rules.dossier import (
    Evolution,
    Exit,
    ExitCause,
    ExitMode,
    ProposalKind,
    Route,
    Stage,
    StageDone,
    UpgradeMode,
    Upstream,
)
from state.rules.duration import parse
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.party import Actor, Party
from state.rules.phase import Missing
from state.rules.price import Revision
from state.rules.proposal import Content, agree, decline, propose, take_back
from state.rules.reservation import reserve
from state.rules.upgrade import decide_upgrade
from tests.engagements import CLAIRE, NADIA, T0, TODAY, all_accepted, days, engagement, word

FR, EN = texts("fr"), texts("en")
LONG = "Ω" * 500


def live(mode: UpgradeMode = UpgradeMode.NOT_NEEDED) -> Engagement:
    of = turned(all_accepted(engagement(upgrade=mode)), word(NADIA))
    return of if of.phase is Phase.OPERATIONS else turned(all_accepted(of), word(NADIA, days(90)))


def put(of: Engagement, kind: ProposalKind, reason: str = "Access lost", **content: Any) -> Engagement:
    asked: Content = content  # type: ignore[assignment]
    return propose(of, word(CLAIRE), kind, reason=reason, **asked)


def back(of: Engagement | None = None) -> Engagement:
    return put(of or live(), ProposalKind.BACK, back_to=Phase.TAKEOVER)


def amendment(reason: str = "", part: str = "price") -> Engagement:
    clauses = replace(engagement().contract.clauses, notice=parse("6m"), renewal=parse("24m"))
    terms = Amendment(on=TODAY, clauses=clauses, last_day=date(2030, 11, 30), term=parse("24m"))
    done = StageDone(Stage.VALIDATED, Party.CLIENT, CLAIRE, T0)
    of = replace(live(), evolutions=(Evolution(1, "E" * 80, Route.AMENDMENT, (done,)),))
    return put(
        of, ProposalKind.AMENDMENT, reason, parts=(part, "duration"), reference="A-1 & more", terms=terms,
        revision=Revision(price=Decimal("9500.50"), base=Decimal("300.1")), evolution=1,
    )  # fmt: skip


def change(before: Engagement, after: Engagement, action: str, by: Actor = CLAIRE, **more: Any) -> Change:
    return Change(action, before, after, by, T0, **more)


def told(change: Change) -> dict[str, Any]:
    _, notice = ChannelVoice().announce(change)
    return notice.content


def test_a_proposal_is_told_with_all_that_it_would_change_and_that_nothing_has_yet() -> None:
    after = amendment("The volume grew")
    said = show.announced(change(live(), after, "proposal.propose"), EN)

    for part in (
        "Proposal no. 1", "<@UCLAIRE>", "an amendment of “price, duration”", "> The volume grew",
        "Reference: A-1 &amp; more", "Takes effect on 24 November 2026", "30 November 2030",
        "New term, afterwards: 24 months", "Notice: 6 months", "Tacit renewal: 24 months each time",
        "Starting price: 9,500.5, base index 300.1", "Covers evolution no. 1",
        "Nothing changes before the other party answers: the provider",
    ):  # fmt: skip
        assert part in said


def test_what_stays_as_it_was_is_not_told() -> None:
    of = live()
    bare = put(of, ProposalKind.AMENDMENT, "", parts=("service levels",))
    said = show.announced(change(of, bare, "proposal.propose"), EN)

    assert said.splitlines() == [
        "📝 *Proposal no. 1* by <@UCLAIRE> (client): an amendment of “service levels”.",
        "Nothing changes before the other party answers: the provider.",
    ]


def test_everyone_in_the_channel_sees_a_proposal_with_its_buttons() -> None:
    content = told(change(live(), back(), "proposal.propose"))

    assert content["reply_broadcast"] is True
    assert [one["action_id"] for one in content["blocks"][-1]["elements"]] == [
        "proposal.agree", "proposal.decline", "proposal.retract",
    ]  # fmt: skip


def test_an_answer_is_told_with_what_comes_of_it() -> None:
    waiting = back()
    agreed = agree(waiting, 1, word(NADIA), note="Seen together")
    said = show.announced_answer(change(waiting, agreed, "proposal.agree", NADIA, number=1), FR)
    assert "prise en charge" in said
    assert "Le client répond de nouveau du service." in said
    assert "> Seen together" in said

    declined = decline(waiting, 1, word(NADIA), reason="A short outage")
    said = show.announced_answer(change(waiting, declined, "proposal.decline", NADIA, number=1), EN)
    assert said.startswith("⛔ <@UNADIA> (provider) declined proposal no. 1: go back to the takeover.")
    assert said.endswith("> A short outage\nNothing changes.")

    taken = take_back(waiting, 1, word(CLAIRE))
    said = show.announced_answer(change(waiting, taken, "proposal.take_back", CLAIRE, number=1), EN)
    assert "took back proposal no. 1" in said


def test_an_amendment_is_told_with_the_day_from_which_it_holds() -> None:
    waiting = amendment()
    agreed = agree(waiting, 1, word(NADIA, days(3)))

    said = show.announced_answer(change(waiting, agreed, "proposal.agree", NADIA, number=1), EN)

    assert said.endswith("The contract changes from 27 November 2026 on.")


def test_a_person_is_told_what_is_kept_and_whose_answer_it_waits_for() -> None:
    assert show.done(back(), 1, EN)["text"] == (
        "Noted: proposal no. 1, go back to the takeover. It is up to the provider to answer."
    )
    assert "vous avez approuvé" in show.done(agree(back(), 1, word(NADIA)), 1, FR)["text"]


def test_the_card_shows_who_validated_the_takeover_and_when() -> None:
    said = standing.standing(live(), FR)

    assert "Répond du service : *le prestataire*, depuis le 24 novembre 2026." in normal(said)
    assert "validée par <@UCLAIRE> (client) et <@UNADIA> (prestataire), le 24 novembre 2026." in said
    assert "validée" not in standing.standing(engagement(), FR)


def test_the_takeover_is_validated_on_the_day_of_the_second_signature() -> None:
    whole = engagement().current_items[-1].number
    ready = all_accepted(engagement(), but=(whole,))
    signed = accept(accept(ready, whole, word(CLAIRE)), whole, word(NADIA, days(2)))

    assert "on 26 November 2026." in standing.standing(turned(signed, word(NADIA, days(2))), EN)


def test_the_card_warns_while_the_work_upstream_goes_on() -> None:
    _, of = decided(UpgradeMode.UPSTREAM, Upstream("Nord"))
    for by in (CLAIRE, NADIA):
        of = reserve(of, 13, word(by), text="Phase 2 ends in March", due=None)
    moved = turned(all_accepted(of), word(NADIA))

    assert moved.phase is Phase.OPERATIONS
    assert "⚠️ The upgrade done upstream is not finished" in standing.standing(moved, EN)
    assert "⚠️" not in standing.standing(live(), EN)


def test_the_card_shows_when_the_service_levels_hold_in_full() -> None:
    upgrading = turned(all_accepted(engagement(upgrade=UpgradeMode.IN_CONTRACT)), word(NADIA))

    assert "Interim service levels" in standing.standing(upgrading, EN)
    done = standing.standing(live(UpgradeMode.IN_CONTRACT), EN)
    assert "Service levels apply in full since 22 February 2027." in done
    assert "service levels" not in standing.standing(live(), EN)


def test_the_card_shows_what_waits_for_an_answer_with_its_buttons() -> None:
    message = card.card(back(), today=TODAY, t=EN)

    assert "Proposal no. 1 (the client): go back to the takeover" in message["text"]
    assert "proposal.agree" in actions(message)
    assert "proposal.agree" not in actions(card.card(live(), today=TODAY, t=EN))


def test_a_way_back_is_offered_where_there_is_one() -> None:
    assert "proposal.back" in actions(card.card(live(), today=TODAY, t=EN))
    assert "proposal.back" not in actions(card.card(engagement(), today=TODAY, t=EN))


@pytest.mark.parametrize(
    ("mode", "reason", "offered"),
    [
        (UpgradeMode.UNDECIDED, "", True),
        (UpgradeMode.NOT_NEEDED, "", True),
        (UpgradeMode.NOT_NEEDED, "The assessment", False),
        (UpgradeMode.IN_CONTRACT, "", False),
    ],
)
def test_the_card_asks_for_what_is_not_decided_on_the_upgrade(
    mode: UpgradeMode, reason: str, *, offered: bool
) -> None:
    of = engagement(upgrade=mode, upgrade_reason=reason)

    assert ("phase.upgrade" in actions(card.card(of, today=TODAY, t=EN))) == offered


def actions(message: kit.Message) -> list[str]:
    rows = (block["elements"] for block in message["blocks"] if block["type"] == "actions")
    return [element["action_id"] for row in rows for element in row]


def decided(mode: UpgradeMode, upstream: Upstream | None = None) -> tuple[Engagement, Engagement]:
    before = engagement(upgrade=UpgradeMode.UNDECIDED)
    instead = checklists.instead_of_upgrade()
    return before, decide_upgrade(
        before, mode, word(CLAIRE), reason="Its own budget", upstream=upstream, instead=instead
    )


@pytest.mark.parametrize(
    ("starts", "ends", "days_"),
    [
        (date(2026, 12, 1), date(2027, 2, 26), ", from 1 December 2026 to 26 February 2027"),
        (None, date(2027, 2, 26), ", until 26 February 2027"),
        (date(2026, 12, 1), None, ", from 1 December 2026 on"),
        (None, None, ""),
    ],
)
def test_an_upgrade_upstream_is_told_with_who_does_it_and_what_both_accept(
    starts: date | None, ends: date | None, days_: str
) -> None:
    before, after = decided(UpgradeMode.UPSTREAM, Upstream("Nord & Cie", "C-4512", starts, ends))

    said = upgrade.announced(change(before, after, "phase.upgrade"), EN)

    assert f"It is done by *Nord &amp; Cie*, contract C-4512{days_}." in said
    assert "> Its own budget" in said
    assert "no. 13, *Upgrade finished under the separate contract*" in said
    assert f"Done by *Nord &amp; Cie*, contract C-4512{days_}." in standing.standing(after, EN)


def test_another_decision_tells_what_is_no_longer_asked_for() -> None:
    _, first = decided(UpgradeMode.LEFT_OUT)
    instead = checklists.instead_of_upgrade()
    second = decide_upgrade(first, UpgradeMode.IN_CONTRACT, word(CLAIRE), reason="", instead=instead)

    said = upgrade.announced(change(first, second, "phase.upgrade"), EN)

    assert said.endswith("No longer asked for: no. 13, *Risk accepted: the upgrade is left out*.")


def test_the_form_of_the_upgrade_starts_from_the_present_decision() -> None:
    _, after = decided(UpgradeMode.UPSTREAM, Upstream("Nord", "C-1", date(2026, 12, 1), date(2027, 2, 26)))
    elements = {block["block_id"]: block["element"] for block in upgrade.modal(after, "x", EN)["blocks"]}

    assert elements["mode"]["initial_option"]["value"] == "upstream"
    assert (elements["company"]["initial_value"], elements["reference"]["initial_value"]) == ("Nord", "C-1")
    assert (elements["starts"]["initial_date"], elements["ends"]["initial_date"]) == (
        "2026-12-01",
        "2027-02-26",
    )
    assert elements["reason"]["initial_value"] == "Its own budget"


@pytest.mark.parametrize("language", languages())
def test_forms_fit(language: str) -> None:
    t = texts(language)
    of = amendment(LONG, "Ω" * 80)
    _, upstream = decided(UpgradeMode.UPSTREAM, Upstream("Ω" * 80, LONG, TODAY, TODAY))
    for view in (
        proposing.back_modal(live(UpgradeMode.IN_CONTRACT), "x", t),
        proposing.amend_modal(of, "x", t),
        proposing.decline_modal(of.proposals[0], "x", t),
        upgrade.modal(upstream, "x", t),
    ):
        assert list(problems(view["blocks"], "modal")) == []
        assert all(len(view[part]["text"]) <= kit.TITLE for part in ("title", "submit", "close"))
    shown = (
        card.card(of, today=TODAY, t=t),
        proposing.offer("back", of, t),
        proposing.offer("amend", of, t),
        upgrade.offer(of, t),
        told(change(live(), of, "proposal.propose")),
    )
    for message in shown:
        assert list(problems(message["blocks"], "message")) == []


def test_an_evolution_that_waits_for_an_amendment_can_be_chosen_in_its_form() -> None:
    blocks = {block.get("block_id") for block in proposing.amend_modal(amendment(), "x", EN)["blocks"]}

    assert "evolution" in blocks
    assert "evolution" not in {
        block.get("block_id") for block in proposing.amend_modal(live(), "x", EN)["blocks"]
    }


def test_each_thing_that_is_missing_has_its_words() -> None:
    of = engagement()
    lacks = [
        Missing("reservation_blocking", Party.PROVIDER, 4, 2),
        Missing("reservation_open", Party.PROVIDER, 5, 3),
        Missing("exit_mode", Party.CLIENT, None),
        Missing("end_undecided", None, None),
        Missing("term_running", None, None),
    ]

    assert missing_lines(of, lacks, EN) == [
        "*The client still has to:*",
        "• choose who takes the service back: reversibility or portability",
        "*The provider still has to:*",
        "• clear the blocking reservation on no. 4, Knowledge transfer, so that it is lifted",
        "• clear the reservation on no. 5, Transfer of ownership rights, so that it is lifted",
        "*Either party still has to:*",
        "• wait for the contract to end, or end it (by notice or by agreement)",
        "• wait for the contract’s last day",
    ]


def test_where_to_go_back_is_told_by_name() -> None:
    error = RuleBroken("back_where", phases=(Phase.TAKEOVER, Phase.UPGRADE))

    assert normal(explain(error, FR)) == (
        "Dites à quelle phase revenir, parmi : la prise en charge, la mise à niveau."
    )


def test_the_last_word_of_an_exit_says_when_it_is_closed() -> None:
    exit_ = Exit(ExitCause.NOTICE, TODAY, TODAY + timedelta(days=40), ExitMode.REVERSIBILITY)
    start = enlist(engagement(phase=Phase.EXIT, live_on=TODAY, exit=exit_), checklists.tasks(Phase.EXIT))
    whole = start.current_items[-1].number
    waiting = all_accepted(all_accepted(start, but=(whole,)), Party.CLIENT)
    done = all_accepted(waiting)

    said = told(change(waiting, done, "acceptance.accept", NADIA, number=whole))

    assert "sera clos une fois passé le 3 janvier 2027" in said["text"]
    for shown in (card.card(done, today=TODAY, t=FR), phase.steps(done, today=TODAY, t=FR)):
        assert "sera clos une fois passé le 3 janvier 2027" in normal(shown["text"])


def normal(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")
