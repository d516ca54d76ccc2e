"""Engagements come back as they were put, and a change is whole or not at all."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from state.ledger import Ledger
from state.rules.broken import RuleBroken
from state.rules.dossier import ExitMode, UpgradeMode
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.party import Party
from tests.engagements import CLAIRE, HUGO, NADIA, STRANGER, T0, TOM, call, days, opening


def opened(ledger: Ledger, **changed: object) -> Engagement:
    return ledger.engagements.open(opening(**changed), call(NADIA), team="TPROVIDER", channel="CSHARED")


def test_an_engagement_comes_back_as_it_was_opened(ledger: Ledger) -> None:
    made = opened(ledger)

    assert ledger.engagements.get(made.id) == made
    assert ledger.engagements.at("TPROVIDER", "CSHARED") == made
    assert ledger.engagements.named("  paie MARBEUF ") == made
    assert ledger.engagements.all() == (made,)


def test_a_decision_comes_back_with_who_when_and_why(ledger: Ledger) -> None:
    made = opened(ledger)

    after = ledger.acceptances.accept(made.id, 4, call(CLAIRE, days(1)), note="Seen in the run book")

    assert ledger.engagements.get(made.id) == after
    decision = after.items[3].client
    assert decision is not None
    assert (decision.by, decision.at, decision.note) == (CLAIRE, days(1), "Seen in the run book")


def test_two_engagements_do_not_share_a_name_whatever_its_accents(ledger: Ledger) -> None:
    opened(ledger, name="Réseau Évreux")

    with pytest.raises(RuleBroken) as broken:
        ledger.engagements.open(opening(name="RESEAU  evreux"), call(NADIA), team="T", channel="COTHER")
    assert broken.value.code == "name_taken"


def test_a_person_finds_the_engagements_that_they_sign_for(ledger: Ledger) -> None:
    made = opened(ledger)

    assert ledger.engagements.of(HUGO) == (made,)
    assert ledger.engagements.of(STRANGER) == ()


def test_a_refused_change_changes_nothing_and_says_nothing(ledger: Ledger) -> None:
    made = opened(ledger)
    before = ledger.outbox.counts()

    with pytest.raises(RuleBroken):
        ledger.acceptances.accept(made.id, 4, call(STRANGER))

    assert ledger.engagements.get(made.id) == made
    assert ledger.outbox.counts() == before
    assert len(ledger.history.of(made.id)) == 1


def test_a_voice_that_fails_takes_the_change_back(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """The change, its history and its notice are one transaction."""
    made = opened(ledger)

    def mute(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(ledger.engagements._voice, "announce", mute)
    with pytest.raises(ZeroDivisionError):
        ledger.acceptances.accept(made.id, 4, call(CLAIRE))

    assert ledger.engagements.get(made.id) == made
    assert len(ledger.history.of(made.id)) == 1


def test_an_unknown_engagement_is_refused(ledger: Ledger) -> None:
    with pytest.raises(RuleBroken) as broken:
        ledger.acceptances.accept("nobody", 1, call(CLAIRE))

    assert broken.value.code == "engagement_unknown"


def accepted(ledger: Ledger, of: Engagement) -> Engagement:
    """Have both parties accept the present phase, item by item: the last key turns the gate."""
    for item in of.current_items:
        for actor in (CLAIRE, TOM):
            of = ledger.acceptances.accept(of.id, item.number, call(actor, days(1)))
    return of


def test_the_whole_life_of_a_contract(ledger: Ledger) -> None:
    upgrade = accepted(ledger, opened(ledger, upgrade=UpgradeMode.IN_CONTRACT))
    operations = accepted(ledger, upgrade)
    last_day = days(400).date()
    leaving = ledger.endings.end_early(
        upgrade.id, call(HUGO, days(300)), last_day=last_day, ground="Both agreed"
    )
    ledger.endings.choose_mode(upgrade.id, call(CLAIRE, days(301)), ExitMode.REVERSIBILITY)
    exit_ = accepted(ledger, ledger.engagements.get(upgrade.id))
    ledger.reminders.plan(now=days(402))
    closed = ledger.engagements.get(upgrade.id)

    phases = [one.phase for one in (upgrade, operations, leaving, exit_, closed)]
    assert phases == [Phase.UPGRADE, Phase.OPERATIONS, Phase.EXIT, Phase.EXIT, Phase.CLOSED]
    assert (operations.accountable, closed.accountable) == (Party.PROVIDER, Party.CLIENT)
    assert ledger.history.verify()[0].broken_at is None


def test_a_closed_engagement_leaves_its_channel_to_the_next_one(ledger: Ledger) -> None:
    first = opened(ledger)
    ledger.engagements.change(
        first.id,
        lambda one: replace(one, phase=Phase.CLOSED, closed_on=T0.date()),
        call(NADIA),
        action="phase.advance",
    )

    second = opened(ledger, name="Next contract")

    assert ledger.engagements.at("TPROVIDER", "CSHARED") == second
    assert ledger.engagements.running() == (second,)


def test_of_many_people_who_accept_the_same_item_at_once_each_party_counts_once(ledger: Ledger) -> None:
    made = opened(ledger)
    results: list[str] = []

    def press(actor: object) -> None:
        try:
            ledger.acceptances.accept(made.id, 4, call(actor))  # type: ignore[arg-type]
            results.append("accepted")
        except RuleBroken as broken:
            results.append(broken.code)

    threads = [threading.Thread(target=press, args=(actor,)) for actor in [CLAIRE, HUGO, NADIA, TOM] * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["accepted"] * 2 + ["already_accepted"] * 10
    assert len(ledger.history.of(made.id)) == 3


def test_an_event_worked_off_again_has_no_second_effect(ledger: Ledger) -> None:
    made = opened(ledger)
    event = call(CLAIRE, cause="message C1 m1")
    first = ledger.acceptances.accept(made.id, 4, event, note="Seen")
    ledger.acceptances.reject(made.id, 4, call(CLAIRE, days(1)), reason="Wrong version")

    again = ledger.acceptances.accept(made.id, 4, event, note="Seen")

    assert first.items[3].accepted_by(Party.CLIENT)
    assert again.items[3].refused
    assert len(ledger.history.of(made.id)) == 3


def test_an_opening_worked_off_again_is_the_same_engagement(ledger: Ledger) -> None:
    event = call(NADIA, cause="message C1 m1")
    made = ledger.engagements.open(opening(), event, team="T", channel="C1")

    assert ledger.engagements.open(opening(), event, team="T", channel="C1") == made
    assert len(ledger.engagements.all()) == 1


def test_one_event_may_change_two_engagements_and_two_events_one(ledger: Ledger) -> None:
    first = opened(ledger)
    second = ledger.engagements.open(opening(name="Other"), call(NADIA), team="TPROVIDER", channel="C2")
    for made, cause in ((first, "one"), (second, "one"), (first, "two")):
        number = 4 if cause == "one" else 5
        ledger.acceptances.accept(made.id, number, call(CLAIRE, cause=cause))

    assert [len(ledger.history.of(made.id)) for made in (first, second)] == [3, 2]
