"""What the state answers: short, with dates and names, within Slack's limits; sections that help exist."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot import answering
from bot.asking import Asked, recognise
from bot.intents import Intent
from bot.sandbox.blocks import problems
from bot.views import asked as show
from bot.views import kit
from knowledge.answer import Answer
from knowledge.catalog import methodology
from prompts import languages, texts
from state import checklists
from state.rules.acceptance import accept, reject, waive
from state.rules.checklist import enlist
from state.rules.dossier import Exit, ExitCause, ExitMode, UpgradeMode
from state.rules.engagement import Engagement
from state.rules.handover import deliver
from state.rules.item import Phase
from state.rules.party import Party
from state.rules.reservation import lift, reserve
from tests.bot.test_views import STATES
from tests.engagements import CLAIRE, HUGO, NADIA, TODAY, TOM, all_accepted, contract, engagement, word

NAMES = {
    CLAIRE.user: "Claire Dumas",
    HUGO.user: "Hugo Lambert",
    NADIA.user: "Nadia Benali",
    TOM.user: "Tom F.",
}


def said(
    of: Engagement, question: str, *, today: date = TODAY, party: Party | None = None, here: bool = True
) -> str:
    """Return the answer to a question, in English, with ordinary spaces."""
    asked = recognise(question)
    assert asked is not None, question
    facts = answering.facts(of, asked, party=party or asked.party, today=today, names=NAMES, here=here)
    return show.told(facts, texts("en"))


def live() -> Engagement:
    return enlist(
        replace(engagement(), phase=Phase.OPERATIONS, live_on=TODAY, phase_since=TODAY),
        checklists.tasks(Phase.OPERATIONS),
    )


def test_where_we_are_has_the_phase_since_when_and_who_answers() -> None:
    told = said(engagement(), "where are we?")

    assert told.splitlines()[0] == "*Paie Marbeuf* (takeover)"
    assert "Since 24 November 2026." in told
    assert "Accountable for the service: *the client*." in told
    assert "0 of 24" in told


def test_what_is_left_is_told_for_both_or_for_one() -> None:
    of = accept(engagement(), 4, word(NADIA))

    assert "*The client still has to:*\n• accept no. 4, Knowledge transfer, by 23 January 2027" in said(
        of, "what is left to accept?"
    )
    provider = said(of, "what does the provider still have to accept?")
    assert "no. 5" in provider
    assert "no. 4" not in provider
    assert "no. 4" in said(of, "what do we still owe?", party=Party.CLIENT)


def test_a_party_that_has_done_everything_is_told_so() -> None:
    of = all_accepted(engagement(), Party.PROVIDER)

    assert said(of, "what does the provider still have to accept?").endswith(
        "The provider has nothing left to do or to accept for now."
    )


def test_who_has_to_sign_is_told_by_name_and_nobody_is_called() -> None:
    told = said(accept(engagement(), 10, word(NADIA)), "who must still accept the quality plan?")

    assert told.splitlines()[1:] == [
        "*The client still has to:* (Claire Dumas, Hugo Lambert)",
        "• accept no. 10, Quality assurance plan, by 7 February 2027",
    ]
    assert "<@" not in told


def test_an_item_that_both_accepted_needs_nobody() -> None:
    of = accept(accept(engagement(), 10, word(NADIA)), 10, word(CLAIRE))

    assert "Both parties have accepted it." in said(of, "who must still accept the quality plan?")


def test_whether_the_service_may_start_is_told_with_what_is_missing() -> None:
    told = said(engagement(), "can we go live?")

    assert "*Not yet*: the takeover is not finished." in told
    assert "no. 10, Quality assurance plan" in told
    assert told.endswith("All of it is to be accepted by 22 February 2027, the takeover included.")
    assert "*Yes*" in said(all_accepted(engagement()), "can we go live?")


def test_a_service_that_runs_is_told_so() -> None:
    assert "The service is live" in said(live(), "can we go live?")
    assert "24 November 2026" in said(live(), "can we go live?")
    assert "*Not yet*: the operations phase is not finished." in said(
        live(), "can we move to the next phase?"
    )


def test_an_upgrade_within_the_contract_runs_beside_the_service() -> None:
    of = enlist(
        replace(engagement(), phase=Phase.UPGRADE, live_on=TODAY, upgrade=UpgradeMode.IN_CONTRACT),
        checklists.tasks(Phase.UPGRADE),
    )

    told = said(of, "can we go live?")
    assert "The service is live" in told
    assert "*Not yet*: the upgrade is not finished." in told


def test_the_last_phase_ends_with_the_engagement() -> None:
    leaving = Exit(ExitCause.NOTICE, TODAY, TODAY + timedelta(days=1), ExitMode.REVERSIBILITY)
    out = enlist(replace(live(), phase=Phase.EXIT, items=(), exit=leaving), checklists.tasks(Phase.EXIT))
    asked, last_day = "can we move to the next phase?", TODAY + timedelta(days=1)

    assert "wait for the contract’s last day" in said(all_accepted(out), asked)
    assert "the engagement can be closed" in said(all_accepted(out), asked, today=last_day)


def test_what_is_late_is_told_else_what_comes_first() -> None:
    assert "Nothing is late.\nWhat comes first:" in said(engagement(), "what is late?")
    late = said(engagement(), "what is late?", today=TODAY + timedelta(days=15))
    assert "due on 8 December 2026 *(overdue)*" in late
    assert "no. 4" not in late


def test_the_next_steps_are_told_for_both_or_for_one() -> None:
    of = all_accepted(engagement(), Party.PROVIDER)

    assert "*The client*: accept or refuse no. 1" in said(of, "what are the next steps?")
    assert "nothing left to do" in said(of, "what is the provider's next action?")


def test_the_notice_has_its_dates() -> None:
    told = said(engagement(), "when must we give notice?")

    assert "received by Friday 31 August 2029" in told
    assert "renews for 12 months on 1 December 2029" in told
    assert "ends on 30 November 2029" in said(
        engagement(contract=contract(renewal="")), "is there a tacit renewal in our contract?"
    )


def test_who_answers_for_the_service_is_told_since_when() -> None:
    assert said(live(), "who is accountable right now?").endswith(
        "Accountable for the service: *the provider*, since 24 November 2026."
    )


def test_the_people_are_told_by_party() -> None:
    assert said(engagement(), "who are the contacts?").endswith(
        "*The client*: Claire Dumas (lead), Hugo Lambert (signatory)\n"
        "*The provider*: Nadia Benali (lead), Tom F. (signatory)"
    )
    assert "Claire" not in said(engagement(), "who is our contact at the provider?")


def test_an_item_is_told_with_each_partys_word() -> None:
    of = reject(engagement(), 10, word(NADIA), reason="The annex is <!channel> missing")
    told = said(of, "has the quality plan been accepted?")

    assert "*10. Quality assurance plan* · by 7 February 2027" in told
    assert "To be fixed by the provider, then submitted again." in told
    assert "client: ▫️ pending" in told
    assert (
        "provider: ⛔ refused by Nadia Benali, 24 November 2026, 11:00\n> The annex is &lt;!channel&gt;"
        in told
    )
    assert "Nothing stands refused." in said(engagement(), "what was refused?")
    assert "*10. Quality assurance plan*" in said(of, "what was refused?")


def test_an_item_is_told_with_its_reservations_and_what_was_handed_over_calling_nobody() -> None:
    of = reserve(engagement(), 4, word(NADIA), text="No index", due=date(2027, 1, 15))
    of = waive(deliver(of, 4, word(CLAIRE), evidence="The wiki"), 4, word(CLAIRE), reason="Known")
    told = said(of, "is item 4 accepted?")

    assert "📎 handed over by Claire Dumas on 24 November 2026, 11:00:\n> The wiki" in told
    assert "client: ➖ not applicable by Claire Dumas, 24 November 2026, 11:00\n> Known" in told
    assert "provider: 🟠 accepted with reservations by Nadia Benali" in told
    assert "Reservation 1 (provider), to be cleared by the client by 15 January 2027.\n> No index" in told
    assert told.count("No index") == 1
    lifted = said(lift(of, 1, word(TOM)), "is item 4 accepted?")
    assert "lifted by Tom F. on 24 November 2026" in lifted
    assert "<@" not in told + lifted


def test_an_item_is_found_by_its_number_too() -> None:
    assert "*4. Knowledge transfer*" in said(engagement(), "is item 4 accepted?")
    assert "There is no item 99: the list goes from 1 to 12." in said(engagement(), "is item 99 accepted?")


def test_an_item_of_a_later_phase_has_not_begun() -> None:
    assert "*Data returned* belongs to the exit, which has not begun." in said(
        engagement(), "has our data been returned?"
    )


def test_a_refused_phase_is_for_the_other_party_to_put_right() -> None:
    of = reject(engagement(), 12, word(CLAIRE), reason="Not safe yet")

    assert "To be fixed by the provider" in said(of, "has the takeover been accepted?")


def test_what_is_accepted_is_told_by_both_and_by_one() -> None:
    assert "Nothing is accepted yet" in said(engagement(), "what has already been accepted?")
    of = accept(accept(accept(engagement(), 1, word(NADIA)), 1, word(CLAIRE)), 4, word(NADIA))
    told = said(of, "what has already been accepted?")
    assert "*Accepted by both parties*: no. 1 Outsourcing study" in told
    assert "*Accepted by the provider only*: no. 4 Knowledge transfer" in told


def test_the_decision_on_the_upgrade_is_told_with_its_reason() -> None:
    of = engagement(upgrade=UpgradeMode.UPSTREAM, upgrade_reason="Contract 12")

    assert said(of, "what did we decide about the upgrade?").endswith(
        "Upgrade: done upstream, under another contract.\n> Contract 12"
    )


def test_a_closed_engagement_is_told_to_be_closed() -> None:
    of = replace(live(), phase=Phase.CLOSED, closed_on=TODAY)

    assert said(of, "where are we?").endswith("Engagement closed on 24 November 2026.")
    assert "Claire Dumas" in said(of, "who are the contacts?")


def test_elsewhere_the_engagement_is_named_with_its_channel() -> None:
    assert said(engagement(), "where are we?", here=False).startswith(
        "*Paie Marbeuf* (takeover), in <#CSHARED>"
    )


def test_several_things_asked_are_all_told_once() -> None:
    told = said(engagement(), "where are we, who are the contacts and when must we give notice?")

    assert "Since 24 November 2026." in told
    assert "Claire Dumas" in told
    assert told.count("31 August 2029") == 2


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("state", STATES)
def test_answers_fit_in_every_state(state: str, language: str) -> None:
    of, t = STATES[state], texts(language)
    keys = tuple(dict.fromkeys(item.key for item in of.items))
    for intent in Intent:
        for party in (*Party, None):
            for here in (True, False):
                facts = answering.facts(
                    of, Asked((intent,), items=(*keys, "data_back")), party=party,
                    today=TODAY + timedelta(days=400), names={}, here=here,
                )  # fmt: skip
                message = show.answer(facts, t)
                assert list(problems(message["blocks"], "message")) == []
                assert len(message["blocks"]) <= kit.MESSAGE_BLOCKS
                assert "{" not in message["text"]


@pytest.mark.parametrize("language", languages())
def test_the_question_which_engagement_is_meant_fits(language: str) -> None:
    many = [replace(engagement(), id="e" * 32, name="N" * 80)] * 40
    message = show.which(many, "q" * 4000, texts(language))

    assert list(problems(message["blocks"], "message")) == []


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(("intent", "phase"), answering.HELPS)
def test_the_sections_that_help_exist(intent: Intent, phase: Phase | None, language: str) -> None:
    section = methodology().section(answering.HELPS[intent, phase], language)

    assert section.sentences[0]


def test_what_helps_is_one_sentence_with_its_source() -> None:
    class Shelf:
        section = staticmethod(methodology().section)

    found = answering.quote(engagement(), "can we go live?", Asked((Intent.LIVE,)), Shelf(), "en")  # type: ignore[arg-type]

    assert isinstance(found, Answer)
    assert [(source.id, len(found.quotes)) for source in found.sources] == [("ready-for-operations", 1)]
    assert answering.quote(engagement(), "?", Asked((Intent.PEOPLE,)), Shelf(), "en") is None  # type: ignore[arg-type]
