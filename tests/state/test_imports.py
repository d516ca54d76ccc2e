"""Contracts that already run are kept all together or not at all, and time goes on from today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from state.ledger import Ledger
from state.rules.broken import RuleBroken
from state.rules.dossier import UpgradeMode
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.opening import Opening
from state.rules.party import OFF_SLACK, Actor
from state.rules.running import Agreed, Running, Unfit
from tests.engagements import CLAIRE, NADIA, T0, TODAY, call, contract, days, opening

SAM = call(Actor(OFF_SLACK, "Sam"))


def row(name: str = "Paie Nord", **changed: object) -> Running:
    usual = Running(
        opening=Opening(
            name, contract("2021-06-12"), UpgradeMode.NOT_NEEDED, (CLAIRE,), (NADIA,), "fr", "Europe/Paris"
        ),
        team="TPROVIDER", channel="CSHARED", phase=Phase.OPERATIONS, evidence="PV du 1er\nseptembre",
        said="avant Relais", live_on=date(2021, 9, 1), upgrade_reason="conforme",
        accepted=(Agreed(key="knowledge", on=date(2021, 8, 30)),),
    )  # fmt: skip
    return replace(usual, **changed)  # type: ignore[arg-type]


def tried(ledger: Ledger, *contracts: Running) -> list[Engagement]:
    made = list(ledger.imports.tried(contracts, SAM))
    assert not any(isinstance(one, Unfit) for one in made), made
    return [one for one in made if isinstance(one, Engagement)]


def test_a_dry_run_keeps_nothing(ledger: Ledger) -> None:
    (made,) = tried(ledger, row())

    assert made.name == "Paie Nord"
    assert ledger.engagements.all() == ()
    assert ledger.outbox.counts()["due"] == 0


def test_what_was_tried_is_kept_with_who_when_from_where_and_on_what_it_rests(ledger: Ledger) -> None:
    made = tried(ledger, row(), row("Stock"))
    ledger.imports.bring(made, [row(), row("Stock")], SAM)

    assert list(ledger.engagements.all()) == made
    (entry,) = ledger.history.of(made[0].id)
    assert (entry.action, entry.by, entry.source, entry.at, entry.note) == (
        "engagement.import", Actor(OFF_SLACK, "Sam"), "test", T0, "PV du 1er septembre",
    )  # fmt: skip
    assert [chain.broken_at for chain in ledger.history.verify()] == [None, None]
    assert ledger.outbox.counts()["due"] == 4


def test_a_name_that_is_taken_is_told_whoever_has_it(ledger: Ledger) -> None:
    ledger.engagements.open(opening(), call(NADIA), team="TPROVIDER", channel="CSHARED")

    made = list(ledger.imports.tried([row("PAIE marbeuf"), row("A"), row("a")], SAM))

    codes = [
        [(fault.column, fault.broken.code) for fault in one.faults] if isinstance(one, Unfit) else one.name
        for one in made
    ]
    assert codes == [[("name", "name_taken")], "A", [("name", "name_taken")]]


def test_where_somebody_was_faster_nothing_is_kept(ledger: Ledger) -> None:
    made = tried(ledger, row(), row("Paie Marbeuf"))
    there = ledger.engagements.open(opening(), call(NADIA), team="TPROVIDER", channel="CSHARED")

    with pytest.raises(RuleBroken) as broken:
        ledger.imports.bring(made, [row(), row("Paie Marbeuf")], SAM)

    assert broken.value.code == "name_taken"
    assert ledger.engagements.all() == (there,)


def test_time_says_nothing_of_what_was_before_and_goes_on_from_here(ledger: Ledger) -> None:
    made = tried(ledger, row())
    ledger.imports.bring(made, [row()], SAM)

    today = ledger.endings.pass_time(made[0], now=days(1))
    # The running period ends on 11 June 2027, 199 days after T0.
    later = ledger.endings.pass_time(today, now=days(203))

    assert today == made[0]
    assert [end.k for end in later.terms] == [0, 1, 2, 3]
    assert later.terms[-1].on > TODAY


def test_people_go_on_where_the_contract_stands(ledger: Ledger) -> None:
    (made,) = tried(ledger, row())
    ledger.imports.bring([made], [row()], SAM)
    (number,) = [item.number for item in made.current_items if item.key == "exit_plan"]

    after = ledger.acceptances.accept(made.id, number, call(CLAIRE))

    assert after.items[-1].client is not None
    assert [entry.action for entry in ledger.history.of(made.id)] == [
        "engagement.import",
        "acceptance.accept",
    ]
    assert [chain.broken_at for chain in ledger.history.verify()] == [None]
