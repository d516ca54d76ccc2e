"""What is said of a term's end, of the exit and of the price, in both languages and within Slack's limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from bot import arguments, phrases
from bot.listeners.leaving import is_meant as leaving_meant
from bot.listeners.price import is_index
from bot.listeners.term import is_meant as term_meant
from bot.sandbox.blocks import problems
from bot.views import engagement as card
from bot.views import exit as leave
from bot.views import kit, notice, phase, price, reminder, renewal
from bot.views.wording import missing_lines
from bot.voice import ChannelVoice
from prompts import languages, texts
from state import checklists
from state.rules.change import Change
from state.rules.checklist import enlist
from state.rules.clauses import Counts
from state.rules.dossier import ExitMode, ProposalKind
from state.rules.ending import agreed_renewal, received, renew, terminate
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.leaving import end_early
from state.rules.party import CLOCK, Actor, Party
from state.rules.passing import passed
from state.rules.phase import missing
from state.rules.price import Revision
from state.rules.pricing import due_priced, set_index
from state.rules.reminder import due
from tests.engagements import CLAIRE, IRIS, NADIA, engagement
from tests.rules.contracts import day, deal
from tests.rules.operating import (
    EXPIRING,
    SIXTEEN,
    at,
    chosen,
    leaving,
    operating,
    proposal,
    said,
    seated,
)

LONG = "Ω" * 500
REVISION = Revision(
    price=Decimal(10_000), base=Decimal("280.6"), fixed=Decimal("0.15"), cap=Decimal("0.03"), floor=Decimal(0)
)
PRICED = operating(replace(SIXTEEN, revision=REVISION))
ON, LATE = "2025-12-01", "2025-12-20"


def normal(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def noticed(sent: str = ON, arrived: str | None = ON, *, of: Engagement | None = None) -> Engagement:
    before = of or operating()
    on = day(arrived) if arrived else None
    return terminate(before, said(CLAIRE, arrived or sent), sent_on=day(sent), received_on=on)


def change(
    action: str, before: Engagement, after: Engagement, by: Actor = CLAIRE, k: int | None = None
) -> Change:
    return Change(action, before, after, by, datetime.combine(day(ON), time(9), UTC), k)


def by_time(before: Engagement, on: str) -> Change:
    step = passed(before, at(on))
    assert step is not None
    return change(step.action, before, step.after, CLOCK, step.k)


def told(what: Change, language: str = "en") -> str:
    spoken = replace(what, after=replace(what.after, language=language))
    *_, announced = ChannelVoice().announce(spoken)
    assert list(problems(announced.content["blocks"], "message")) == []
    return normal(announced.content["text"])


#: Every standing of a contract that the dates tell of.
STANDINGS: dict[str, Engagement] = {
    "running": operating(),
    "late": noticed(LATE, LATE),
    "on its way": noticed(arrived=None),
    "exit": leaving(),
    "portability": seated(chosen(leaving(), ExitMode.PORTABILITY, company="N" * 80)),
    "unseated": chosen(leaving(), ExitMode.PORTABILITY, company="Nord"),
    "reversibility": chosen(leaving(), ExitMode.REVERSIBILITY),
    "renewed": renew(operating(), said(CLAIRE, ON)),
    "expiring": operating(EXPIRING),
    "expiring for good": operating(deal("2022-03-15", "60m", notice="3m")),
    "unending": operating(deal("2022-03-15", "36m", notice="3m", tacit=True)),
    "priced": set_index(due_priced(PRICED, day(ON)), said(NADIA, ON), Decimal("315.0")),
    "pending": due_priced(PRICED, day(ON)),
    "takeover": engagement(),
    "closed": replace(operating(), phase=Phase.CLOSED, closed_on=day(ON)),
}


def views(of: Engagement, language: str) -> Iterator[tuple[str, list[Any]]]:
    """Yield every message and form about an engagement's end, with its blocks."""
    t, today = texts(language), day(ON)
    yield "dates", renewal.dates(of, today=today, t=t)["blocks"]
    yield "exit", leave.shown(of, today=today, t=t)["blocks"]
    yield "price", price.shown(of, today=today, t=t)["blocks"]


def forms(of: Engagement, language: str) -> Iterator[kit.Block]:
    t, today, data = texts(language), day(ON), "e1 C1 exit:-:0:0:0:0"
    yield notice.notice_modal(of, data, today=today, t=t)
    yield notice.received_modal(of, data, today=today, t=t)
    yield notice.withdraw_modal(of, data, t)
    yield notice.renew_modal(of, data, today=today, t=t)
    yield leave.mode_modal(of, data, t)
    yield leave.early_modal(of, data, today=today, t=t)
    yield price.index_modal(of, data, today=today, t=t)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("standing", STANDINGS)
def test_every_view_keeps_to_slack_s_limits(standing: str, language: str) -> None:
    of = STANDINGS[standing]
    assert {
        name: found for name, blocks in views(of, language) if (found := list(problems(blocks, "message")))
    } == {}
    for form in forms(of, language):
        assert list(problems(form["blocks"], "modal")) == []
        titles = [form["title"]["text"], form["submit"]["text"], form["close"]["text"]]
        assert [one for one in titles if len(one) > kit.TITLE or "…" in one] == []


def actions(of: Engagement) -> list[str]:
    blocks = renewal.dates(of, today=day(ON), t=texts("en"))["blocks"]
    return [one["action_id"] for block in blocks if block["type"] == "actions" for one in block["elements"]]


@pytest.mark.parametrize(
    ("standing", "buttons"),
    [
        ("running", ["term.notice", "term.renew", "proposal.amend", "exit.early"]),
        ("renewed", ["term.notice", "proposal.amend", "exit.early"]),
        ("expiring", ["term.renew", "proposal.amend", "exit.early"]),
        ("expiring for good", ["proposal.amend", "exit.early"]),
        ("unending", ["term.notice", "proposal.amend", "exit.early"]),
        ("on its way", ["term.received", "term.withdraw", "exit.early"]),
        ("late", ["term.withdraw", "exit.early"]),
        ("exit", ["exit.show", "term.withdraw"]),
        ("pending", ["term.notice", "term.renew", "proposal.amend", "exit.early", "price.index"]),
        ("takeover", ["exit.early"]),
        ("closed", []),
    ],
)
def test_the_dates_offer_what_may_come_next(standing: str, buttons: list[str]) -> None:
    assert actions(STANDINGS[standing]) == buttons


@pytest.mark.parametrize(
    ("standing", "parts"),
    [
        ("late", ["A notice is kept: it ends the contract on 14 March 2027."]),
        ("on its way", ["A notice was sent on 1 December 2025. It counts once it is received"]),
        ("exit", ["The contract ends on 14 March 2026", "Way out: *to be chosen*."]),
        ("renewed", ["let it renew, on 1 December 2025."]),
        ("priced", ["Price: *10,300* since 15 March 2025."]),
        ("pending", ["Price: *10,000* since 15 March 2025, provisional"]),
    ],
)
def test_the_dates_tell_what_was_decided(standing: str, parts: list[str]) -> None:
    shown = normal(renewal.summary(STANDINGS[standing], day(ON), texts("en")))

    assert [part for part in parts if part not in shown] == []


def test_an_exit_that_ends_early_is_told_with_its_own_last_day() -> None:
    early = end_early(operating(), said(CLAIRE, "2025-06-02"), last_day=day("2025-08-31"), ground="why")

    assert "The contract ends on 31 August 2025" in renewal.summary(early, day("2025-06-02"), texts("en"))
    assert "The contract ended on 31 August 2025" in renewal.summary(early, day("2025-09-01"), texts("en"))


def announcements() -> dict[str, tuple[Change, str]]:
    """Return what the channel is told of each action, and a part of it."""
    sent, in_time, late = noticed(arrived=None), noticed(), noticed(LATE, LATE)
    arrived = received(sent, said(NADIA, "2025-12-05"), on=day("2025-12-04"))
    exiting = leaving()
    ported = chosen(exiting, ExitMode.PORTABILITY, company="Nord")
    back = chosen(ported, ExitMode.REVERSIBILITY, reason="tender cancelled")
    early = end_early(operating(), said(CLAIRE, "2025-06-02"), last_day=day("2025-08-31"), ground=LONG)
    gone = end_early(engagement(), said(CLAIRE, "2026-11-24"), last_day=day("2026-11-24"), ground="over")
    pending = due_priced(PRICED, day(ON))
    priced = set_index(pending, said(NADIA, ON), Decimal("315.0"))
    yearly = operating(replace(SIXTEEN, revision=replace(REVISION, every=SIXTEEN.renewal)))
    unending = operating(deal("2022-03-15", "36m", notice="3m", tacit=True))
    return {
        "sent": (change("term.notice", operating(), sent), "It counts once it is received"),
        "in time": (change("term.notice", operating(), in_time), "the contract ends on 14 March 2026"),
        "late": (change("term.notice", operating(), late), "the deadline was Sunday 14 December 2025"),
        "arrived": (change("term.received", sent, arrived, NADIA), "received on 4 December 2025"),
        "renewed": (
            change("term.renew", operating(), renew(operating(), said(CLAIRE, ON), note="good")),
            "on 15 March 2026",
        ),
        "early": (change("exit.early", operating(), early), "before its term, on 31 August 2025"),
        "cancelled": (change("exit.early", engagement(), gone), "before anything was handed over"),
        "ported": (change("exit.mode", exiting, ported), "portability (to another provider), Nord"),
        "back": (change("exit.mode", ported, back), "reversibility (back to the client)"),
        "index": (change("price.index", pending, priced, NADIA), "Price from that day: *10,300*"),
        "begun": (by_time(operating(), "2025-03-15"), "renewed from 15 March 2025 to 14 March 2026"),
        "begun, priced": (by_time(PRICED, "2025-03-15"), "the price waits for its index Syntec"),
        "begun, open": (by_time(unending, "2025-03-15"), "goes on without a term from 15 March 2025"),
        "price due": (by_time(yearly, "2023-03-15"), "From 15 March 2023, the price waits"),
        "expired": (by_time(operating(EXPIRING), "2025-03-15"), "the contract ended on 14 March 2025"),
        "due": (
            by_time(replace(late, created_on=day("2026-03-15")), "2026-03-15"),
            "the period that the notice ends is running",
        ),
    }


SAID = announcements()


@pytest.mark.parametrize("what", SAID)
def test_the_channel_is_told_what_happened_in_its_own_language(what: str) -> None:
    announced, part = SAID[what]

    assert part in told(announced, "en")
    french = told(announced, "fr")
    assert part not in french
    for said_ in (told(announced, "en"), french):
        assert "{" not in said_
        assert "—" not in said_, "every day is known"
        assert "clock" not in said_


def test_the_close_says_who_answers_for_the_service() -> None:
    ported = seated(chosen(leaving(), ExitMode.PORTABILITY, company="Nord"))
    closed = replace(ported, phase=Phase.CLOSED, closed_on=day("2026-03-15"))

    assert "the incoming provider answers for the service" in told(
        change("exit.close", ported, closed, CLOCK)
    )
    assert Party.INCOMING in ported.parties
    assert IRIS in {one.actor for one in ported.members}


def test_a_renewal_by_both_is_offered_as_a_proposal() -> None:
    form = notice.renew_modal(operating(EXPIRING), "data", today=day("2025-01-10"), t=texts("en"))

    assert form["submit"]["text"] == "Propose"
    assert "unless both parties agree" in form["blocks"][0]["text"]["text"]
    agreed = agreed_renewal(operating(EXPIRING), proposal(ProposalKind.RENEWAL), said(CLAIRE, "2025-01-10"))
    assert "ends on 14 March 2026" in renewal.summary(agreed, day("2025-04-01"), texts("en"))


def test_where_the_dispatch_counts_nobody_is_asked_for_a_reception() -> None:
    dispatched = operating(replace(SIXTEEN, counts=Counts.DISPATCH))
    form = notice.notice_modal(dispatched, "data", today=day(ON), t=texts("en"))

    assert [block.get("block_id") for block in form["blocks"]] == [None, "sent"]
    assert "Sent by Sunday 14 December 2025" in form["blocks"][0]["text"]["text"]


def test_the_price_is_told_with_its_clause_and_every_revision() -> None:
    shown = normal(price.shown(STANDINGS["priced"], today=day(ON), t=texts("fr"))["text"])

    assert "Prix de départ 10 000, indice Syntec 280,6." in shown
    assert "Part fixe : 15 %." in shown
    assert "depuis le 15 mars 2025 : *10 300* (indice 315)" in shown
    assert "Prochaine révision le 15 mars 2026." in shown
    assert "actions" in {
        one["type"] for one in price.shown(STANDINGS["priced"], today=day(ON), t=texts("fr"))["blocks"]
    }
    early = price.shown(PRICED, today=day("2024-01-10"), t=texts("fr"))
    assert "actions" not in {one["type"] for one in early["blocks"]}, "no index is due yet"
    assert "ne dit rien de son prix" in price.shown(operating(), today=day(ON), t=texts("fr"))["text"]


def test_what_several_parties_owe_alike_is_told_once() -> None:
    of = STANDINGS["portability"]
    shown = phase.steps(of, today=day(ON), t=texts("en"))["text"].splitlines()
    late = due(of, now=said(CLAIRE, "2026-03-20").at, planned=frozenset())
    called = reminder.reminded(of, late, today=day("2026-03-20"), t=texts("en"))["text"]

    assert sum("Knowledge handed" in line for line in shown) == 1
    assert any(line.startswith("• *The client and the incoming provider*: accept") for line in shown)
    assert "*All three parties still have to:*" in "\n".join(missing_lines(of, missing(of), texts("en")))
    assert "*The client and the incoming provider*: <@UCLAIRE>" in called


def test_the_exit_shows_its_plan_before_and_what_is_left_during_it() -> None:
    before = leave.shown(operating(), today=day(ON), t=texts("en"))["text"]
    during = leave.shown(STANDINGS["unseated"], today=day(ON), t=texts("en"))["text"]

    assert "Exit plan: still to be accepted" in before
    assert "0 of 11 items settled." in during
    assert "Data deleted by the provider, with proof, by 13 April 2026" in during
    assert "Nobody speaks for the incoming provider yet" in during


MEANT: list[tuple[Callable[[str], bool], str, str, bool]] = [
    (term_meant, "renewal", "terminate sent=2026-01-05", True),
    (term_meant, "renewal", "renew", True),
    (term_meant, "renewal", "renew: we are happy", True),
    (term_meant, "échéance", "reconduire : satisfaits du service", True),
    (term_meant, "échéance", "reçu 2026-01-05", True),
    (term_meant, "échéance", "reçu le 05/01/2026", True),
    (term_meant, "échéance", "du contrat", False),
    (term_meant, "renewal", "renew it or not", False),
    (leaving_meant, "exit", "reversibility", True),
    (leaving_meant, "exit", 'portability company="Nord"', True),
    (leaving_meant, "exit", "reversibility: tender cancelled", True),
    (leaving_meant, "exit", "plan: what is in it", False),
    (leaving_meant, "exit", "portability to another provider", False),
    (leaving_meant, "sortie", "réversibilité ou portabilité", False),
    (is_index, "price", "315.0", True),
    (is_index, "prix", "315,0", True),
    (is_index, "price", "revision", False),
]


@pytest.mark.parametrize(("meant", "command", "rest", "decides"), MEANT)
def test_a_sentence_that_begins_with_a_word_of_ours_decides_nothing(
    meant: Callable[[str], bool], command: str, rest: str, *, decides: bool
) -> None:
    assert phrases.command(command)[0] in {"renewal", "exit", "price"}
    assert meant(rest) is decides


def test_the_sign_that_sets_a_note_off_is_no_part_of_it() -> None:
    assert arguments.note(": satisfaits") == "satisfaits"
    assert arguments.note(" – bilan positif") == "bilan positif"


def test_each_list_of_the_exit_is_named_in_both_languages() -> None:
    for mode in ExitMode:
        of = enlist(replace(leaving(), items=()), checklists.exit_tasks(mode))
        for language in languages():
            shown = leave.shown(of, today=day(ON), t=texts(language))["text"]
            assert "item." not in shown


def test_the_card_shows_the_exit_and_why_an_engagement_was_cancelled() -> None:
    during = card.card(STANDINGS["unseated"], today=day(ON), t=texts("en"))
    gone = end_early(engagement(), said(CLAIRE, "2026-11-24"), last_day=day("2026-11-24"), ground="over <b>")
    after = card.card(gone, today=day("2026-11-24"), t=texts("en"))

    buttons = [
        one["action_id"]
        for block in during["blocks"]
        if block["type"] == "actions"
        for one in block["elements"]
    ]
    assert "exit.show" in buttons
    assert "Way out: *portability (to another provider)*, Nord." in during["text"]
    assert "> over &lt;b&gt;" in after["text"]
