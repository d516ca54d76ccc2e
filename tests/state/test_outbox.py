"""Each message is posted once, whatever happens between the claim and its end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from state.ledger import Ledger
from state.outbox import CARD, Message
from state.rules.change import Notice
from state.rules.delivery import LEASE, SETTLE, Dropped, Outcome, Parked, Posted, Refused, Unclear
from tests.engagements import CLAIRE, NADIA, T0, call, opening

SECOND = timedelta(seconds=1)


def put(ledger: Ledger, *keys: str) -> None:
    ledger.outbox.put([Notice(key, "reply", "T", "C", {"text": key}) for key in keys], now=T0)


def claimed(ledger: Ledger, after: timedelta = timedelta()) -> Message:
    message = ledger.outbox.claim(now=T0 + after)
    assert message is not None
    return message


def test_messages_are_claimed_in_the_order_in_which_they_were_asked_for(ledger: Ledger) -> None:
    put(ledger, "first", "second")

    assert [claimed(ledger).content["text"], claimed(ledger).content["text"]] == ["first", "second"]
    assert ledger.outbox.claim(now=T0) is None


def test_a_message_asked_for_twice_is_posted_once(ledger: Ledger) -> None:
    put(ledger, "same")
    ledger.outbox.settle(claimed(ledger), Posted("1.1"), now=T0)
    put(ledger, "same")

    assert ledger.outbox.claim(now=T0) is None
    assert ledger.outbox.counts() == {"due": 0, "sending": 0, "posted": 1, "parked": 0, "dropped": 0}


def test_a_refused_message_is_tried_again_after_a_pause(ledger: Ledger) -> None:
    put(ledger, "one")
    ledger.outbox.settle(claimed(ledger), Refused("ratelimited", timedelta(seconds=30)), now=T0)

    assert ledger.outbox.claim(now=T0 + 29 * SECOND) is None
    assert claimed(ledger, 30 * SECOND).attempts == 2


def waiting(ledger: Ledger, key: str, seconds: int) -> None:
    notice = Notice(key, "reply", "T", "C", {"text": "as it is"})
    ledger.outbox.put([notice], now=T0, due=T0 + seconds * SECOND)


def test_a_message_that_waits_is_sent_when_it_is_due_and_keeps_nobody_waiting(ledger: Ledger) -> None:
    waiting(ledger, "late", 10)
    put(ledger, "now")

    assert claimed(ledger).content["text"] == "now"
    assert ledger.outbox.claim(now=T0 + 9 * SECOND) is None
    assert claimed(ledger, 10 * SECOND).content["text"] == "as it is"


@pytest.mark.parametrize(("content", "said"), [({"text": "better"}, "better"), (None, "as it is")])
def test_a_message_that_waits_can_be_hastened_in_other_words_or_its_own(
    ledger: Ledger, content: dict[str, Any] | None, said: str
) -> None:
    waiting(ledger, "one", 10)
    waiting(ledger, "other", 10)

    ledger.outbox.hasten("one", content)

    assert claimed(ledger).content["text"] == said
    assert ledger.outbox.claim(now=T0) is None


@pytest.mark.parametrize("ended", [None, Posted("1.1"), Refused("ratelimited", timedelta(seconds=60))])
def test_better_words_that_come_too_late_change_nothing(ledger: Ledger, ended: Outcome | None) -> None:
    waiting(ledger, "one", 1)
    message = claimed(ledger, SECOND)
    if ended is not None:
        ledger.outbox.settle(message, ended, now=T0 + SECOND)

    ledger.outbox.hasten("one", {"text": "better"})
    ledger.outbox.hasten("another", {"text": "better"})

    ((found, _, _),) = ledger.outbox.found([message.id])
    assert found.content == {"text": "as it is"}
    assert ledger.outbox.claim(now=T0 + 2 * SECOND) is None


def test_a_parked_message_is_not_tried_again_and_says_why(ledger: Ledger) -> None:
    put(ledger, "one")
    message = claimed(ledger)
    ledger.outbox.settle(message, Parked("is_archived"), now=T0)

    assert ledger.outbox.claim(now=T0 + timedelta(days=9)) is None
    assert [(state, reason) for _, state, reason in ledger.outbox.found([message.id])] == [
        ("parked", "is_archived")
    ]


@pytest.mark.parametrize("ended", [Unclear("timeout"), None])
def test_an_unclear_message_is_looked_for_only_after_the_settle_window(
    ledger: Ledger, ended: Outcome | None
) -> None:
    """The same after a time-out as after a crash, which says nothing at all."""
    put(ledger, "one")
    message = claimed(ledger)
    if ended is not None:
        ledger.outbox.settle(message, ended, now=T0)

    assert ledger.outbox.claim(now=T0 + timedelta(days=1)) is None
    assert ledger.outbox.unclear(now=T0 + SETTLE - SECOND) is None
    assert ledger.outbox.unclear(now=T0 + SETTLE) is not None


def test_two_processes_do_not_look_for_the_same_message_at_once(ledger: Ledger) -> None:
    put(ledger, "one")
    claimed(ledger)

    assert ledger.outbox.unclear(now=T0 + SETTLE) is not None
    assert ledger.outbox.unclear(now=T0 + SETTLE) is None
    assert ledger.outbox.unclear(now=T0 + SETTLE + LEASE) is not None


def test_a_message_that_is_surely_absent_is_posted_anew(ledger: Ledger) -> None:
    put(ledger, "one")
    message = claimed(ledger)
    ledger.outbox.repeat(message)

    again = claimed(ledger)
    assert (again.id, again.generation, again.attempts) == (message.id, 1, 2)


def test_one_drawing_of_the_card_shows_every_change_that_waits(ledger: Ledger) -> None:
    made = ledger.engagements.open(opening(), call(NADIA), team="TPROVIDER", channel="CSHARED")
    for number in (1, 2, 3):
        ledger.acceptances.accept(made.id, number, call(CLAIRE))
    kinds = []
    while (message := ledger.outbox.claim(now=T0)) is not None:
        kinds.append(message.kind)

    assert kinds.count(CARD) == 1
    assert kinds.count("announcement") == 4


def test_a_posted_card_is_remembered_for_the_next_change(ledger: Ledger) -> None:
    made = ledger.engagements.open(opening(), call(NADIA), team="TPROVIDER", channel="CSHARED")
    message = claimed(ledger)
    ledger.outbox.settle(message, Posted("17.5"), now=T0)

    assert ledger.engagements.card(made.id) == "17.5"
    ledger.engagements.forget_card(made.id, "another")
    assert ledger.engagements.card(made.id) == "17.5"
    ledger.engagements.forget_card(made.id, "17.5")
    assert ledger.engagements.card(made.id) is None


@pytest.mark.parametrize("late", [Posted("9.9"), Refused("ratelimited"), Parked("is_archived"), None])
def test_a_sender_that_was_overtaken_changes_nothing(ledger: Ledger, late: Outcome | None) -> None:
    """Its lease ran out, another one looked, found nothing and posted anew; then the first one comes back."""
    put(ledger, "one")
    first = claimed(ledger)
    ledger.outbox.repeat(first)
    ledger.outbox.settle(claimed(ledger), Posted("1.1"), now=T0)
    if late is None:
        ledger.outbox.repeat(first)
    else:
        ledger.outbox.settle(first, late, now=T0)

    assert [(one.posted_ts, state) for one, state, _ in ledger.outbox.found([first.id])] == [
        ("1.1", "posted")
    ]


def test_a_second_drawing_of_the_card_waits_for_the_first(ledger: Ledger) -> None:
    made = ledger.engagements.open(opening(), call(NADIA), team="TPROVIDER", channel="CSHARED")
    first = claimed(ledger)
    claimed(ledger)  # the announcement
    ledger.acceptances.accept(made.id, 1, call(CLAIRE))
    second = claimed(ledger)

    assert (first.kind, second.kind) == (CARD, CARD)
    assert ledger.outbox.card_waits(second)
    assert not ledger.outbox.card_waits(first)
    ledger.outbox.settle(first, Posted("1.1"), now=T0)
    assert not ledger.outbox.card_waits(second)


def test_what_does_not_hold_any_more_is_dropped_for_good(ledger: Ledger) -> None:
    put(ledger, "one")
    ledger.outbox.settle(claimed(ledger), Dropped("done meanwhile"), now=T0)

    assert ledger.outbox.claim(now=T0 + timedelta(days=9)) is None
    assert ledger.outbox.counts()["dropped"] == 1


def test_what_was_parked_is_sent_after_all_when_its_cause_is_repaired_but_not_for_ever(
    ledger: Ledger,
) -> None:
    for name, channel in (("a", "C1"), ("b", "C2"), ("old", "C1")):
        ledger.outbox.put([Notice(name, "reply", "T", channel, {"text": name})], now=T0)
        message = ledger.outbox.claim(now=T0)
        assert message is not None
        ledger.outbox.settle(
            message, Parked("not_in_channel"), now=T0 - timedelta(days=31) if name == "old" else T0
        )

    assert ledger.outbox.revive({"token_revoked"}, now=T0) == 0
    assert ledger.outbox.revive({"not_in_channel"}, now=T0, channel="C1") == 1
    again = ledger.outbox.claim(now=T0)
    assert again is not None
    assert again.content == {"text": "a"}
    assert ledger.outbox.counts()["parked"] == 2
