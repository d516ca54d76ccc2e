"""Reminders are planned once, with their message, also after a restart or by two processes."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from state.ledger import Ledger, open_ledger
from state.outbox import CARD
from state.rules.delivery import Posted
from state.rules.engagement import Engagement
from tests.engagements import CLAIRE, NADIA, T0, call, days, opening
from tests.state.conftest import PlainVoice


def opened(ledger: Ledger) -> Engagement:
    return ledger.engagements.open(opening(), call(NADIA), team="TPROVIDER", channel="CSHARED")


def test_nothing_is_due_on_the_day_of_the_opening(ledger: Ledger) -> None:
    opened(ledger)

    assert ledger.reminders.plan(now=T0) == ()


def test_what_is_due_is_planned_once_in_one_message(ledger: Ledger) -> None:
    made = opened(ledger)
    (planned,) = ledger.reminders.plan(now=days(7))

    assert planned.engagement == made
    assert {one.item for one in planned.reminders} == {1, 2}
    assert ledger.reminders.plan(now=days(7)) == ()


def test_after_a_restart_nothing_is_planned_twice_and_nothing_is_lost(ledger: Ledger, url: str) -> None:
    opened(ledger)
    first = ledger.reminders.plan(now=days(7))
    again = open_ledger(url, PlainVoice())

    assert again.reminders.plan(now=days(7) + timedelta(minutes=1)) == ()
    later = again.reminders.plan(now=days(15))
    assert {one.key for one in later[0].reminders}.isdisjoint(one.key for one in first[0].reminders)


def test_of_two_processes_one_plans(ledger: Ledger, url: str) -> None:
    opened(ledger)
    ledgers = [open_ledger(url, PlainVoice()) for _ in range(4)]
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda one=one: found.append(len(one.reminders.plan(now=days(7)))))
        for one in ledgers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == [0, 0, 0, 1]


def test_one_engagement_that_fails_does_not_silence_the_others(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = opened(ledger)
    ledger.engagements.open(opening(name="Another"), call(NADIA), team="TPROVIDER", channel="COTHER")
    remind = PlainVoice.remind

    def stumble(self: PlainVoice, engagement: Engagement, reminders: object, **more: object) -> object:
        if engagement.id == broken.id:
            raise ZeroDivisionError
        return remind(self, engagement, reminders, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(PlainVoice, "remind", stumble)
    planned = ledger.reminders.plan(now=days(7))

    assert [one.engagement.name for one in planned] == ["Another"]
    assert ledger.reminders.last_pass() == days(7)


def test_a_reminder_that_waited_says_what_holds_when_it_is_sent(ledger: Ledger) -> None:
    made = opened(ledger)
    (planned,) = ledger.reminders.plan(now=days(7))
    message = next(one for one, _, _ in ledger.outbox.found([planned.message]))
    for number in (1, 2):
        ledger.acceptances.accept(made.id, number, call(NADIA, days(8)))

    drawn = ledger.reminders.drawn(message, now=days(9))
    assert drawn is not None
    assert "client" in drawn["text"]
    assert "provider" not in drawn["text"]
    for number in (1, 2):
        ledger.acceptances.accept(made.id, number, call(CLAIRE, days(9)))
    assert ledger.reminders.drawn(message, now=days(9)) is None


def test_a_reminder_planned_ahead_speaks_of_that_day_whoever_sends_it(ledger: Ledger) -> None:
    opened(ledger)
    (planned,) = ledger.reminders.plan(now=days(60))
    message = next(one for one, _, _ in ledger.outbox.found([planned.message]))

    drawn = ledger.reminders.drawn(message, now=T0)

    assert drawn is not None
    assert drawn["text"].startswith(str(days(60).date()))


def test_the_last_pass_is_noted_even_when_nothing_was_due(ledger: Ledger) -> None:
    assert ledger.reminders.last_pass() is None

    ledger.reminders.plan(now=T0)

    assert ledger.reminders.last_pass() == T0


def cards(ledger: Ledger) -> int:
    """Return how many wishes for a new card are waiting to be sent; they are withdrawn."""
    found = 0
    while (message := ledger.outbox.claim(now=days(400))) is not None:
        found += message.kind == CARD
        ledger.outbox.settle(message, Posted("1.0"), now=days(400))
    return found


def test_a_card_is_drawn_anew_once_on_a_day_that_changes_it(ledger: Ledger) -> None:
    opened(ledger)
    ledger.reminders.plan(now=days(6))
    cards(ledger)

    ledger.reminders.plan(now=days(7))  # the first period begins
    ledger.reminders.plan(now=days(7) + timedelta(minutes=1))
    assert cards(ledger) == 1
    ledger.reminders.plan(now=days(8))
    assert cards(ledger) == 0
