"""Each message is posted once, whatever happens between the claim and its end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from state.ledger import Ledger
from state.outbox import CARD, Message
from state.rules.change import Notice
from state.rules.delivery import LEASE, SETTLE, Outcome, Parked, Posted, Refused, Unclear
from tests.engagements import CLAIRE, NADIA, T0, opening

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
    ledger.outbox.settle(claimed(ledger).id, Posted("1.1"), now=T0)
    put(ledger, "same")

    assert ledger.outbox.claim(now=T0) is None
    assert ledger.outbox.counts() == {"due": 0, "sending": 0, "posted": 1, "parked": 0}


def test_a_refused_message_is_tried_again_after_a_pause(ledger: Ledger) -> None:
    put(ledger, "one")
    ledger.outbox.settle(claimed(ledger).id, Refused("ratelimited", timedelta(seconds=30)), now=T0)

    assert ledger.outbox.claim(now=T0 + 29 * SECOND) is None
    assert claimed(ledger, 30 * SECOND).attempts == 2


def test_a_parked_message_is_not_tried_again_and_says_why(ledger: Ledger) -> None:
    put(ledger, "one")
    message = claimed(ledger)
    ledger.outbox.settle(message.id, Parked("is_archived"), now=T0)

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
        ledger.outbox.settle(message.id, ended, now=T0)

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
    ledger.outbox.repeat(message.id)

    again = claimed(ledger)
    assert (again.id, again.generation, again.attempts) == (message.id, 1, 2)


def test_one_drawing_of_the_card_shows_every_change_that_waits(ledger: Ledger) -> None:
    made = ledger.engagements.open(
        opening(), team="TPROVIDER", channel="CSHARED", by=NADIA, now=T0, source="command"
    )
    for number in (1, 2, 3):
        ledger.acceptances.accept(made.id, number, actor=CLAIRE, now=T0, source="button")
    kinds = []
    while (message := ledger.outbox.claim(now=T0)) is not None:
        kinds.append(message.kind)

    assert kinds.count(CARD) == 1
    assert kinds.count("announcement") == 4


def test_a_posted_card_is_remembered_for_the_next_change(ledger: Ledger) -> None:
    made = ledger.engagements.open(
        opening(), team="TPROVIDER", channel="CSHARED", by=NADIA, now=T0, source="command"
    )
    message = claimed(ledger)
    ledger.outbox.settle(message.id, Posted("17.5"), now=T0)

    assert ledger.engagements.card(made.id) == "17.5"
    ledger.engagements.forget_card(made.id)
    assert ledger.engagements.card(made.id) is None
