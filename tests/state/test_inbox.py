"""An event has its effect once, however often Slack delivers it."""

from __future__ import annotations

import threading
from datetime import timedelta

from state.inbox import LEASE
from state.ledger import Ledger
from tests.engagements import T0

BODY = {"event": {"type": "app_mention", "text": "secret words"}}


def keep(ledger: Ledger, event_id: str = "Ev1", key: str = "message C 1.1") -> bool:
    return ledger.inbox.keep(BODY, event_id=event_id, key=key, now=T0)


def test_the_same_event_is_kept_once(ledger: Ledger) -> None:
    assert [keep(ledger), keep(ledger), keep(ledger, key="another")] == [True, False, False]


def test_two_events_of_one_gesture_are_one(ledger: Ledger) -> None:
    assert [keep(ledger, "Ev1"), keep(ledger, "Ev2")] == [True, False]


def test_delivered_fifty_times_at_once_it_is_kept_once(ledger: Ledger) -> None:
    kept: list[bool] = []
    threads = [threading.Thread(target=lambda: kept.append(keep(ledger))) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(kept) == [False] * 49 + [True]


def test_what_is_settled_is_not_worked_on_again_and_its_words_are_forgotten(ledger: Ledger) -> None:
    keep(ledger)
    event = ledger.inbox.claim(now=T0)
    assert event is not None
    assert event.body == BODY
    ledger.inbox.settle(event.seq, now=T0)

    assert ledger.inbox.claim(now=T0 + timedelta(days=1)) is None
    assert ledger.inbox.waiting() == 0
    assert keep(ledger) is False


def test_an_event_that_a_crash_left_behind_is_taken_up_again(ledger: Ledger) -> None:
    keep(ledger)
    ledger.inbox.claim(now=T0)

    assert ledger.inbox.claim(now=T0 + LEASE - timedelta(seconds=1)) is None
    again = ledger.inbox.claim(now=T0 + LEASE)
    assert again is not None
    assert again.attempts == 2


def test_what_a_process_that_is_gone_left_comes_before_what_came_later(ledger: Ledger) -> None:
    keep(ledger)
    ledger.inbox.claim(now=T0)
    keep(ledger, "Ev2", "message C 1.2")
    ledger.inbox.release()

    first, second = ledger.inbox.claim(now=T0), ledger.inbox.claim(now=T0)
    assert first is not None
    assert second is not None
    assert (first.key, second.key) == ("message C 1.1", "message C 1.2")


def test_a_postponed_event_comes_back_at_its_time(ledger: Ledger) -> None:
    keep(ledger)
    event = ledger.inbox.claim(now=T0)
    assert event is not None
    ledger.inbox.postpone(event.seq, until=T0 + timedelta(seconds=5), reason="store_locked")

    assert ledger.inbox.claim(now=T0 + timedelta(seconds=4)) is None
    assert ledger.inbox.claim(now=T0 + timedelta(seconds=5)) is not None
