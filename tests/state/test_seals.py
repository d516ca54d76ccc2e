"""Both companies hold the seal of each day, and can check it against the history."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from state.ledger import Ledger, open_ledger
from state.rules.engagement import Engagement
from state.rules.entry import Seal, seals_of
from tests.engagements import CLAIRE, NADIA, T0, TODAY, call, days, opening
from tests.state.conftest import PlainVoice

#: 23:30 of T0's day in Paris.
EVENING = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)


def opened(ledger: Ledger, name: str = "Paie Marbeuf") -> Engagement:
    return ledger.engagements.open(opening(name=name), call(NADIA), team="TPROVIDER", channel="CSHARED")


def changed(ledger: Ledger, of: Engagement, at: datetime, text: str = "x") -> None:
    ledger.engagements.change(
        of.id, lambda one: replace(one, upgrade_reason=text), call(CLAIRE, at), action="test.change"
    )


def planned(ledger: Ledger, now: datetime) -> list[str]:
    return [message.content["text"] for message, _, _ in ledger.outbox.found(ledger.seals.plan(now=now))]


def test_the_day_s_seal_is_told_once_when_the_day_is_over_in_the_engagement_s_zone(ledger: Ledger) -> None:
    made = opened(ledger)
    changed(ledger, made, EVENING)
    head = ledger.history.of(made.id)[-1].digest

    assert planned(ledger, EVENING + timedelta(minutes=29)) == []
    assert planned(ledger, EVENING + timedelta(minutes=30)) == [f"2026-11-24 2/2 {head}"]
    assert planned(ledger, EVENING + timedelta(minutes=31)) == []


def test_a_day_on_which_nothing_changed_has_no_seal(ledger: Ledger) -> None:
    made = opened(ledger)
    ledger.seals.plan(now=days(1))

    assert planned(ledger, days(2)) == []
    changed(ledger, made, days(2))
    assert planned(ledger, days(2)) == []
    (told,) = planned(ledger, days(3))
    assert told.startswith("2026-11-26 1/2 ")


def test_what_changes_before_the_pass_is_of_the_next_day(ledger: Ledger) -> None:
    made = opened(ledger)
    first = ledger.history.of(made.id)[-1].digest
    changed(ledger, made, days(1))

    assert planned(ledger, days(1)) == [f"2026-11-24 1/1 {first}"]


def test_after_days_without_a_pass_the_last_seal_covers_them(ledger: Ledger) -> None:
    made = opened(ledger)
    for n in (1, 2, 3):
        changed(ledger, made, days(n), f"{n}")

    assert [told.split()[:2] for told in planned(ledger, days(9))] == [["2026-11-27", "1/4"]]


def test_what_was_written_down_late_is_covered_by_the_next_seal(ledger: Ledger) -> None:
    made = opened(ledger)
    ledger.seals.plan(now=days(1))
    changed(ledger, made, EVENING)  # Slack delivered it after the seal of its day was told

    (told,) = planned(ledger, days(1))
    assert told.startswith("2026-11-24 2/2 ")


def test_the_end_of_a_contract_is_sealed_too(ledger: Ledger) -> None:
    made = opened(ledger)
    ledger.engagements.change(
        made.id, lambda one: replace(one, closed_on=TODAY), call(NADIA), action="test.close"
    )

    assert len(planned(ledger, days(1))) == 1


def test_each_engagement_has_its_own_seal(ledger: Ledger) -> None:
    opened(ledger, "A"), opened(ledger, "B")

    assert len(set(planned(ledger, days(1)))) == 2


def test_of_two_processes_one_tells(ledger: Ledger, url: str) -> None:
    opened(ledger)
    ledgers = [open_ledger(url, PlainVoice()) for _ in range(4)]
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda one=one: found.append(len(one.seals.plan(now=days(1)))))
        for one in ledgers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == [0, 0, 0, 1]


def test_verifying_finds_the_same_seals_as_were_told(ledger: Ledger) -> None:
    made = opened(ledger)
    told = []
    for n, at in enumerate([T0, EVENING, days(2), days(2) + timedelta(hours=3), days(5)]):
        told += planned(ledger, at)
        changed(ledger, made, at, f"{n}")
    told += planned(ledger, days(6))

    (chain,) = ledger.history.verify(made.id)
    assert [f"{one.on} {one.changes}/{one.entries} {one.digest}" for one in chain.seals] == told
    assert len(told) == 3


def test_a_seal_that_somebody_holds_is_found_by_its_beginning(ledger: Ledger) -> None:
    made = opened(ledger)
    changed(ledger, made, days(1))
    first, second = ledger.history.of(made.id)

    assert ledger.history.sealed(first.digest) == ((made.id, first),)
    assert ledger.history.sealed(second.digest[:16].upper()) == ((made.id, second),)
    assert ledger.history.sealed("%") == ()
    assert ledger.history.sealed("0" * 64) == ()


def test_the_last_entries_come_newest_first(ledger: Ledger) -> None:
    made = opened(ledger)
    for n in range(4):
        changed(ledger, made, days(n), f"{n}")

    assert [one.seq for one in ledger.history.last(made.id, 2)] == [5, 4]
    assert [one.seq for one in ledger.history.last(made.id, 9, before=3)] == [2, 1]


@pytest.mark.parametrize(
    ("ats", "expected"),
    [
        ([], []),
        ([T0, EVENING], [(date(2026, 11, 24), 2, 2)]),
        (
            [T0, days(1), days(3)],
            [(date(2026, 11, 24), 1, 1), (date(2026, 11, 25), 1, 2), (date(2026, 11, 27), 1, 3)],
        ),
        # the third came late: it is of the first day, and sealed by it only as far as it was there then
        ([T0, days(1), EVENING], [(date(2026, 11, 24), 2, 3)]),
        ([EVENING + timedelta(minutes=30)], [(date(2026, 11, 25), 1, 1)]),
    ],
)
def test_days_are_those_of_the_zone(ats: list[datetime], expected: list[tuple[date, int, int]]) -> None:
    entries = [(seq, at, f"d{seq}") for seq, at in enumerate(ats, start=1)]

    assert seals_of(entries, "Europe/Paris") == tuple(Seal(*one, f"d{one[2]}") for one in expected)
