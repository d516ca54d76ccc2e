"""The end of a term over a real database: notices, exits and what the clock brings about, each thing once."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from state.ledger import Ledger
from state.rules.amendment import ended
from state.rules.broken import RuleBroken
from state.rules.dossier import ExitCause, ExitMode, PriceSet, ProposalKind, TermEnd, UpgradeMode
from state.rules.engagement import Engagement
from state.rules.item import ItemKind, Phase
from state.rules.party import CLOCK, PAIR, Actor, Party, Role
from state.rules.people import Naming
from state.rules.price import Revision
from state.rules.run import Outcome
from state.rules.term import Contract
from tests.engagements import CLAIRE, IRIS, NADIA, SIGNS, call, contract, days, opening

GROUND = "liquidation judiciaire"
#: The first period ends on 30 November 2029; notice is in time until 31 August.
IN_TIME, LATE = date(2029, 8, 31), date(2029, 9, 1)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def operating(ledger: Ledger, of: Contract | None = None) -> Engagement:
    """Open an engagement and have both parties accept its takeover."""
    made = ledger.engagements.open(
        opening(contract=of or contract(), upgrade=UpgradeMode.NOT_NEEDED),
        call(NADIA), team="TPROVIDER", channel="CSHARED",
    )  # fmt: skip
    after = settled(ledger, made, days(30))
    assert after.phase is Phase.OPERATIONS
    return after


def settled(ledger: Ledger, of: Engagement, when: datetime, *, but: ItemKind | None = None) -> Engagement:
    """Have all who are asked accept everything of the phase, the phase itself last."""
    for item in sorted(of.current_items, key=lambda one: one.kind is ItemKind.PHASE):
        for party in item.asks:
            if item.kind is not but:
                ledger.acceptances.accept(of.id, item.number, call(SIGNS[party], when))
    return ledger.engagements.get(of.id)


def leaving(ledger: Ledger) -> Engagement:
    of = operating(ledger)
    return ledger.endings.terminate(of.id, call(CLAIRE, at(IN_TIME)), sent_on=IN_TIME, received_on=IN_TIME)


def actions(ledger: Ledger, of: Engagement) -> list[str]:
    return [entry.action for entry in ledger.history.of(of.id)]


def test_a_notice_in_time_opens_the_exit_with_its_checklist(ledger: Ledger) -> None:
    after = leaving(ledger)

    assert after.current_items[0].key == "exit_schedule"
    assert after.current_items[-1].kind is ItemKind.PHASE
    assert after.current_items[1].due == date(2029, 10, 31), "a month before the last day"
    assert ledger.engagements.get(after.id) == after, "all of it is kept"
    assert actions(ledger, after)[-1] == "term.notice"
    assert ledger.history.verify()[0].broken_at is None


def test_a_notice_arrives_days_after_it_was_sent(ledger: Ledger) -> None:
    of = operating(ledger)
    sent = ledger.endings.terminate(of.id, call(CLAIRE, at(IN_TIME)), sent_on=date(2029, 8, 28))
    assert sent.phase is Phase.OPERATIONS

    after = ledger.endings.received(of.id, call(NADIA, at(LATE)), on=IN_TIME)

    assert after.phase is Phase.EXIT
    assert len(after.current_items) == 11


def test_two_notices_in_one_moment_are_one(ledger: Ledger) -> None:
    of = operating(ledger)
    refused: list[str] = []

    def give(by: Actor) -> None:
        try:
            ledger.endings.terminate(of.id, call(by, at(IN_TIME)), sent_on=IN_TIME, received_on=IN_TIME)
        except RuleBroken as broken:
            refused.append(broken.code)

    threads = [threading.Thread(target=give, args=(by,)) for by in (CLAIRE, NADIA)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    after = ledger.engagements.get(of.id)
    assert (refused, len(after.contract.notices)) == (["leaving_already"], 1)
    assert len({item.number for item in after.items}) == len(after.items)


def test_the_client_chooses_another_provider_which_takes_its_seat_and_accepts(ledger: Ledger) -> None:
    of = leaving(ledger)
    chosen = ledger.endings.choose_mode(
        of.id, call(CLAIRE, at(LATE)), ExitMode.PORTABILITY, company="Nord Infogérance"
    )
    naming = Naming(IRIS, Party.INCOMING, Role.LEAD, None, None, None, "", shared=False)
    ledger.members.name(of.id, naming, call(CLAIRE, at(LATE)))
    knowledge = next(item for item in chosen.current_items if item.key == "knowledge_over")

    with pytest.raises(RuleBroken, match="not_asked"):
        ledger.acceptances.accept(of.id, knowledge.number, call(NADIA, at(LATE)))
    after = settled(ledger, ledger.engagements.get(of.id), at(date(2029, 10, 1)))

    assert after.phase is Phase.EXIT, "the service is owed until the last day"
    closed = ledger.endings.pass_time(after, now=at(date(2029, 12, 1)))
    assert (closed.phase, closed.accountable) == (Phase.CLOSED, Party.INCOMING)
    assert ledger.engagements.get(of.id) == closed


def test_the_last_key_after_the_last_day_closes_the_exit_at_once(ledger: Ledger) -> None:
    of = leaving(ledger)
    ledger.endings.choose_mode(of.id, call(CLAIRE, at(LATE)), ExitMode.REVERSIBILITY)
    open_ = settled(ledger, ledger.engagements.get(of.id), at(date(2029, 11, 1)), but=ItemKind.PHASE)
    assert open_.phase is Phase.EXIT

    whole = next(item for item in open_.current_items if item.kind is ItemKind.PHASE)
    for party in PAIR:
        ledger.acceptances.accept(of.id, whole.number, call(SIGNS[party], at(date(2029, 12, 20))))

    closed = ledger.engagements.get(of.id)
    assert (closed.phase, closed.closed_on, closed.accountable) == (
        Phase.CLOSED, date(2029, 12, 20), Party.CLIENT,
    )  # fmt: skip


def test_a_change_of_mode_asks_anew_for_what_is_not_settled(ledger: Ledger) -> None:
    of = leaving(ledger)
    ledger.endings.choose_mode(of.id, call(CLAIRE, at(LATE)), ExitMode.REVERSIBILITY)
    for party in PAIR:
        ledger.acceptances.accept(of.id, of.current_items[1].number, call(SIGNS[party], at(LATE)))

    after = ledger.endings.choose_mode(
        of.id, call(CLAIRE, at(LATE)), ExitMode.PORTABILITY, company="Nord", reason="appel d’offres attribué"
    )

    keys = [item.key for item in after.current_items]
    assert "knowledge_back" in keys
    assert "staff_back" not in keys
    assert {"staff_over", "exit"} <= set(keys)
    assert ledger.engagements.get(of.id) == after
    assert ledger.history.verify()[0].broken_at is None


def test_an_early_end_of_a_takeover_is_closed_or_handed_back(ledger: Ledger) -> None:
    made = ledger.engagements.open(opening(), call(NADIA), team="TPROVIDER", channel="CSHARED")
    day = date(2026, 12, 1)

    closed = ledger.endings.end_early(made.id, call(CLAIRE, at(day)), last_day=day, ground=GROUND)

    assert (closed.phase, closed.cancelled) == (Phase.CLOSED, GROUND)
    assert ledger.engagements.get(made.id) == closed


def test_both_withdraw_the_notice_and_operations_go_on(ledger: Ledger) -> None:
    of = leaving(ledger)
    proposed = ledger.proposals.propose(
        of.id, ProposalKind.WITHDRAWAL, call(NADIA, at(LATE)), reason="nouvelle offre retenue"
    )
    assert proposed.phase is Phase.EXIT, "nothing changes on one party's word"

    after = ledger.proposals.agree(of.id, 1, call(CLAIRE, at(LATE)))

    assert (after.phase, after.exit) == (Phase.OPERATIONS, None)
    assert [item.key for item in after.current_items] == ["exit_plan"]
    renewed = ledger.endings.pass_time(after, now=at(date(2029, 12, 1)))
    assert renewed.terms == (TermEnd(0, Outcome.RENEWED, date(2029, 12, 1)),)


def test_both_renew_a_contract_that_would_expire(ledger: Ledger) -> None:
    of = operating(ledger, replace(contract(), tacit=False))
    with pytest.raises(RuleBroken, match="renewal_by_both"):
        ledger.endings.renew(of.id, call(CLAIRE, at(IN_TIME)))
    ledger.proposals.propose(of.id, ProposalKind.RENEWAL, call(CLAIRE, at(IN_TIME)), reason="")
    after = ledger.proposals.agree(of.id, 1, call(NADIA, at(LATE)))

    assert after.terms == (TermEnd(0, Outcome.RENEWED, LATE, NADIA),)
    assert ledger.endings.pass_time(after, now=at(date(2029, 12, 1))) == after


def test_the_clock_tells_each_thing_once_whoever_passes(ledger: Ledger) -> None:
    of = operating(ledger, replace(contract(), revision=Revision(price=Decimal(10_000), base=Decimal(280))))
    now = at(date(2031, 1, 10))

    ledger.reminders.plan(now=now)
    ledger.reminders.plan(now=now)
    stale = ledger.endings.pass_time(of, now=now)

    entries = [entry for entry in ledger.history.of(of.id) if entry.source == "clock"]
    assert [entry.action for entry in entries] == ["term.begin", "term.begin"]
    assert {entry.by for entry in entries} == {CLOCK}
    after = ledger.engagements.get(of.id)
    assert stale == after
    assert [(one.k, one.outcome, one.by) for one in after.terms] == [
        (0, Outcome.RENEWED, None), (1, Outcome.RENEWED, None),
    ]  # fmt: skip
    assert [(one.k, one.on, one.pending) for one in after.prices] == [
        (1, date(2029, 12, 1), True), (2, date(2030, 12, 1), True),
    ]  # fmt: skip
    assert ledger.history.verify()[0].broken_at is None


def test_two_clocks_at_once_bring_about_one_renewal(ledger: Ledger) -> None:
    of = operating(ledger)
    now = at(date(2029, 12, 1))
    clocks = [
        threading.Thread(target=ledger.endings.pass_time, args=(of,), kwargs={"now": now}) for _ in range(4)
    ]
    for clock in clocks:
        clock.start()
    for clock in clocks:
        clock.join()

    assert actions(ledger, of).count("term.begin") == 1


def test_a_contract_that_expires_is_in_its_exit_on_the_day_after(ledger: Ledger) -> None:
    of = operating(ledger, replace(contract(), tacit=False))
    ledger.reminders.plan(now=at(date(2029, 11, 30)))
    assert ledger.engagements.get(of.id).phase is Phase.OPERATIONS

    ledger.reminders.plan(now=at(date(2029, 12, 1)))

    after = ledger.engagements.get(of.id)
    assert after.exit is not None
    assert (after.phase, after.exit.cause, after.exit.last_day) == (
        Phase.EXIT, ExitCause.EXPIRY, date(2029, 11, 30),
    )  # fmt: skip
    assert len(after.current_items) == 11


def test_an_agreed_last_day_is_an_expiry_like_any_other(ledger: Ledger) -> None:
    of = operating(ledger, ended(contract(), date(2028, 6, 30), on=date(2026, 12, 1)))

    assert ledger.endings.pass_time(of, now=at(date(2028, 7, 1))).phase is Phase.EXIT


def test_an_index_makes_the_price_and_is_kept(ledger: Ledger) -> None:
    of = operating(
        ledger, replace(contract(), revision=Revision(price=Decimal(10_000), base=Decimal("280.6")))
    )
    ledger.reminders.plan(now=at(date(2029, 12, 1)))

    after = ledger.endings.set_index(of.id, call(NADIA, at(date(2029, 12, 20))), Decimal("315.0"))

    assert after.prices == (PriceSet(1, date(2029, 12, 1), Decimal("11225.94"), Decimal("315.0")),)
    assert ledger.engagements.get(of.id) == after


def test_what_is_refused_leaves_no_trace(ledger: Ledger) -> None:
    of = operating(ledger)
    before, endings = actions(ledger, of), ledger.endings
    with pytest.raises(RuleBroken, match="no_notice"):
        endings.received(of.id, call(NADIA, at(LATE)), on=LATE)
    with pytest.raises(RuleBroken, match="exit_first"):
        endings.choose_mode(of.id, call(CLAIRE, at(LATE)), ExitMode.REVERSIBILITY)
    with pytest.raises(RuleBroken, match="no_revision"):
        endings.set_index(of.id, call(CLAIRE, at(LATE)), Decimal(315))
    with pytest.raises(RuleBroken, match="reason_missing"):
        endings.end_early(of.id, call(CLAIRE, at(LATE)), last_day=LATE, ground="")

    assert actions(ledger, of) == before
    assert ledger.engagements.get(of.id) == of
