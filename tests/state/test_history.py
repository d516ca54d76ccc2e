"""Whoever touches the history is found out."""

from __future__ import annotations

import sqlite3
from zoneinfo import ZoneInfo

import pytest

from state.ledger import Ledger
from state.rules.engagement import Engagement
from state.tables import HistoryRow
from tests.engagements import CLAIRE, NADIA, T0, call, days, opening

COLUMNS = ", ".join(HistoryRow.__table__.columns.keys())  # type: ignore[attr-defined]


@pytest.fixture
def engagement(ledger: Ledger) -> Engagement:
    made = ledger.engagements.open(opening(), call(NADIA), team="TPROVIDER", channel="CSHARED")
    for number in (1, 2, 3):
        ledger.acceptances.accept(made.id, number, call(CLAIRE, days(number)))
    return made


def tamper(url: str, *statements: str) -> None:
    """Change the file behind the product's back, its triggers out of the way."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    with connection:
        connection.execute("DROP TRIGGER history_no_update")
        connection.execute("DROP TRIGGER history_no_delete")
        connection.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_every_change_is_kept_with_what_was_before_and_after(ledger: Ledger, engagement: Engagement) -> None:
    entries = ledger.history.of(engagement.id)

    assert [entry.action for entry in entries] == ["engagement.open", *["acceptance.accept"] * 3]
    assert [entry.at for entry in entries] == [T0, days(1), days(2), days(3)]
    assert entries[1].by == CLAIRE
    assert entries[1].source == "test"
    assert entries[1].before["item 1"]["client"] is None
    assert entries[1].after["item 1"]["client"]["verdict"] == "accepted"
    assert list(entries[1].after) == ["item 1"]


def test_an_untouched_chain_holds(ledger: Ledger, engagement: Engagement) -> None:
    (chain,) = ledger.history.verify(engagement.id)

    assert (chain.entries, chain.broken_at) == (4, None)


@pytest.mark.parametrize(
    ("statement", "found_at"),
    [
        ("UPDATE history SET user = 'UHUGO' WHERE seq = 2", 2),
        ("UPDATE history SET after = replace(after, 'accepted', 'refused') WHERE seq = 3", 3),
        ("UPDATE history SET at = '2020-01-01 00:00:00.000000' WHERE seq = 1", 1),
        ("DELETE FROM history WHERE seq = 2", 2),
        ("DELETE FROM history WHERE seq = 4", 4),  # the tail is cut
        ("DELETE FROM history", 4),
        ("UPDATE history SET seq = 9 WHERE seq = 4", 4),
        ("UPDATE engagement SET history_digest = 'x'", 4),
        # the present, behind the history's back
        ("UPDATE decision SET verdict = 'refused' WHERE number = 2", 4),
        ("UPDATE engagement SET phase = 'operations'", 4),
        ("DELETE FROM member WHERE user = 'UHUGO'", 4),
    ],
)
def test_tampering_is_found_where_it_was_done(
    ledger: Ledger, engagement: Engagement, url: str, statement: str, found_at: int
) -> None:
    tamper(url, statement)

    assert ledger.history.verify(engagement.id)[0].broken_at == found_at


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history SET user = 'x'",
        "DELETE FROM history",
        f"INSERT OR REPLACE INTO history ({COLUMNS}) SELECT {COLUMNS} FROM history",
    ],
)
def test_the_database_itself_refuses_to_change_the_history(
    ledger: Ledger, engagement: Engagement, url: str, statement: str
) -> None:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    connection.close()

    assert ledger.history.verify(engagement.id)[0].broken_at is None


def test_an_instant_of_another_zone_is_kept_in_utc(ledger: Ledger, engagement: Engagement) -> None:
    paris = days(9).astimezone(ZoneInfo("Europe/Paris"))
    ledger.acceptances.accept(engagement.id, 4, call(CLAIRE, paris))

    assert ledger.history.verify(engagement.id)[0].broken_at is None


def test_the_reason_that_the_engagement_does_not_keep_is_kept(ledger: Ledger, engagement: Engagement) -> None:
    ledger.engagements.change(
        engagement.id, lambda one: one, call(NADIA), action="test.change", note="Agreed in March"
    )

    entry = ledger.history.of(engagement.id)[-1]
    assert (entry.action, entry.note, entry.after) == ("test.change", "Agreed in March", {})
    assert ledger.history.verify(engagement.id)[0].broken_at is None
