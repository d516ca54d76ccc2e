"""Which events matter, and which are one gesture."""

from __future__ import annotations

from typing import Any

import pytest

from bot.reader import Reader, matters
from bot.request import gesture
from tests.engagements import T0

BOT = "UBOT"


def message(**more: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "channel": "D1",
        "channel_type": "im",
        "user": "U1",
        "text": "hello",
        "ts": "1.1",
    } | more


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (message(), True),
        (message(subtype="file_share"), True),
        (message(type="app_mention", channel="C1", channel_type="channel"), True),
        (message(channel="C1", channel_type="channel"), False),  # its mention comes as an event of its own
        (message(channel="C1", channel_type="channel", thread_ts="1.0"), True),
        (message(channel="G1", channel_type="group", thread_ts="1.0"), True),
        (message(channel="C1", channel_type="channel", thread_ts="1.0", text=f"<@{BOT}> why?"), False),
        (message(channel="C1", channel_type="channel", thread_ts="1.1"), False),  # the root of its own thread
        (message(channel="C1", channel_type="channel", thread_ts="1.0", subtype="message_changed"), False),
        (message(channel="C1", channel_type="channel", thread_ts="1.0", bot_id="B2"), False),
        (message(subtype="message_changed"), False),
        (message(subtype="message_deleted"), False),
        (message(subtype="channel_join"), False),
        (message(bot_id="B2"), False),
        (message(user=BOT), False),
        (message(user=None), False),
        (message(user="USLACKBOT"), False),
        ({"type": "app_home_opened", "user": "U1"}, True),
        ({}, False),
    ],
)
def test_what_people_write_matters_and_what_bots_and_slack_write_does_not(
    event: dict[str, Any], expected: bool
) -> None:
    assert matters(event, BOT) is expected


class Kept:
    """An inbox that notes what it is given."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    def keep(self, _body: dict[str, Any], *, key: str, **_: object) -> bool:
        self.keys.append(key)
        return False


@pytest.mark.parametrize(("followed", "kept"), [(True, 1), (False, 0)])
def test_what_people_say_in_threads_that_are_not_followed_is_not_even_kept(followed: bool, kept: int) -> None:
    inbox = Kept()
    reader = Reader(
        inbox,  # type: ignore[arg-type]
        None,  # type: ignore[arg-type]
        bot=BOT,
        wall=lambda: T0,
        give_up=lambda _: None,
        followed=lambda _: followed,
    )
    event = message(channel="C1", channel_type="channel", thread_ts="1.0")
    reader.keep({"event_id": "Ev1", "event": event})

    assert len(inbox.keys) == kept


def test_a_mention_and_its_message_are_one_gesture() -> None:
    mention = message(type="app_mention", channel="C1", client_msg_id="m1")

    assert gesture(mention) == gesture(message(channel="C1", client_msg_id="m1"))


def test_a_message_that_slack_sent_again_under_another_ts_is_one_gesture() -> None:
    assert gesture(message(client_msg_id="m1", ts="1.1")) == gesture(message(client_msg_id="m1", ts="9.9"))


def test_other_events_have_no_key_of_their_own() -> None:
    assert gesture({"type": "app_home_opened", "user": "U1"}) is None
