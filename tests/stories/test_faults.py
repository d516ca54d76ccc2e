"""Slack fails in every way, and each message is there once; the bot stops, and nothing is lost."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.config import Settings
from bot.parts import wall
from bot.relais import Access, Relais
from state.rules.delivery import SETTLE
from tests.stories.conftest import CLIENT, LEAD, SHARED, House, Stage

QUESTION = "@Relais Qui accepte quoi à la fin de la prise en charge ?"


class Later:
    """This machine's time, which a test may move on: the settle window takes minutes."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return wall() + self.ahead


@pytest.fixture
def later(stage: Stage) -> Later:
    clock = Later()
    stage.relais.courier._wall = clock
    stage.relais.reader._wall = clock
    return clock


def once(stage: Stage, ts: str) -> dict[str, Any]:
    """Wait for the one reply, and make sure that no second one follows."""
    stage.soon(lambda: stage.replies(ts, SHARED, CLIENT))
    stage.settled()
    (reply,) = stage.replies(ts, SHARED, CLIENT)
    return reply


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "ratelimit", "retry_after": "1"},
        {"kind": "ratelimit", "retry_after": "soon"},
        {"kind": "error", "error": "ratelimited"},
    ],
    ids=str,
)
def test_what_was_surely_not_posted_is_posted_later(
    stage: Stage, later: Later, fault: dict[str, Any]
) -> None:
    asked = stage.slack.faults.add("chat.postMessage", **fault)
    ts = stage.slack.say(CLIENT, SHARED, QUESTION)
    stage.soon(lambda: asked.happened and stage.relais.ledger.outbox.counts()["due"] == 1)
    later.ahead = timedelta(minutes=16)
    stage.relais.courier.wake()

    assert "acceptation mutuelle" in once(stage, ts)["text"]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop_before_accept"},
        {"kind": "drop_after_accept"},
        {"kind": "truncate"},
        {"kind": "body", "body": "<html>busy</html>"},
        {"kind": "body", "body": ""},
        {"kind": "body", "body": '{"ok": true}'},
        {"kind": "status", "status": 500},
        {"kind": "status", "status": 503, "accepted": True},
        {"kind": "error", "error": "fatal_error"},
        {"kind": "error", "error": "internal_error", "accepted": True},
        {"kind": "error", "error": "never_heard_of_it"},
        {"kind": "late_commit", "seconds": 1.0},
    ],
    ids=str,
)
def test_what_nobody_knows_the_end_of_is_there_once(
    stage: Stage, later: Later, fault: dict[str, Any]
) -> None:
    """Looked for by its metadata after the settle window, and posted again only where it is absent."""
    asked = stage.slack.faults.add("chat.postMessage", **fault)
    ts = stage.slack.say(CLIENT, SHARED, QUESTION)
    stage.soon(lambda: asked.happened and stage.relais.ledger.outbox.counts()["sending"] == 1)
    if fault["kind"] == "late_commit":
        stage.soon(lambda: stage.replies(ts, SHARED, CLIENT))
    later.ahead = SETTLE + timedelta(seconds=1)
    stage.relais.courier.wake()

    assert "acceptation mutuelle" in once(stage, ts)["text"]


def test_a_message_that_slack_will_never_take_is_parked_with_the_reason(stage: Stage) -> None:
    stage.open()
    stage.settled()
    stage.slack.faults.add("chat.postMessage", "error", times=5, error="is_archived")
    stage.told(LEAD, "/relais accepter 4")
    stage.soon(lambda: stage.relais.ledger.outbox.counts()["parked"] == 1)

    assert stage.engagement().items[3].provider is not None


def test_blocks_that_slack_refuses_go_out_as_text(stage: Stage) -> None:
    stage.slack.faults.add("chat.postMessage", "error", error="invalid_blocks")
    ts = stage.slack.say(CLIENT, SHARED, QUESTION)

    reply = once(stage, ts)
    assert "acceptation mutuelle" in reply["text"]
    assert "acceptance" not in str(reply.get("blocks", ""))


def test_a_slack_without_pins_is_done_without(house: House) -> None:
    house.slack.world.app.scopes.discard("pins:write")
    stage = house.start()
    stage.open()
    stage.settled()

    assert not (stage.card() or {}).get("pinned")
    assert stage.relais.services.slack.lacking == {"pins.add": "missing_scope"}


def test_a_card_that_somebody_deleted_is_posted_anew(stage: Stage) -> None:
    stage.open()
    stage.settled()
    first = stage.card()
    assert first is not None
    stage.slack.delete(stage.bot, SHARED, first["ts"])
    stage.told(LEAD, "/relais accepter 4")
    stage.soon(lambda: (card := stage.card()) is not None and card["ts"] != first["ts"])

    assert "1 sur 26" in (stage.card() or {})["text"]


def test_a_card_whose_answer_was_lost_stays_the_only_one_though_somebody_accepts_meanwhile(
    stage: Stage, later: Later
) -> None:
    lost = stage.slack.faults.add("chat.postMessage", "drop_after_accept")
    stage.told(LEAD, f"/relais {stage.one_line('upgrade=not-needed')}")
    stage.soon(lambda: lost.happened)
    stage.told(LEAD, "/relais accepter 4")
    later.ahead = SETTLE + timedelta(seconds=5)
    stage.relais.courier.wake()
    stage.soon(stage.card)
    later.ahead += timedelta(minutes=16)
    stage.relais.courier.wake()
    stage.settled()

    cards = [one for one in stage.slack.messages(SHARED) if "Prise en charge* →" in one["text"]]
    assert len(cards) == 1
    assert "1 sur 26" in cards[0]["text"]
    in_thread = [one for one in stage.slack.messages(SHARED) if "a accepté le n° 4" in one["text"]]
    assert [one["thread_ts"] for one in in_thread] == [cards[0]["ts"]]


def test_what_is_announced_waits_for_the_card_that_it_belongs_to(stage: Stage, later: Later) -> None:
    limited = stage.slack.faults.add("chat.postMessage", "ratelimit", retry_after="60")
    stage.told(LEAD, f"/relais {stage.one_line('upgrade=not-needed')}")
    stage.soon(lambda: limited.happened and stage.relais.ledger.outbox.counts()["sending"] == 0)
    assert stage.said() == []
    later.ahead = timedelta(minutes=16)
    stage.relais.courier.wake()
    stage.soon(stage.card)
    later.ahead *= 2
    stage.relais.courier.wake()
    stage.settled()

    card = stage.card()
    assert card is not None
    told = next(one for one in stage.slack.messages(SHARED) if "est maintenant suivi ici" in one["text"])
    assert told["thread_ts"] == card["ts"]


def test_a_database_that_others_hold_leaves_no_message_in_doubt(stage: Stage) -> None:
    """Held for longer than a writer waits, and not for as long as a lease."""
    stage.open()
    stage.settled()
    slow = stage.slack.faults.add("chat.postMessage", "slow", seconds=1)
    stage.told(LEAD, "/relais accepter 1")
    stage.soon(lambda: slow.happened)
    with stage.relais.ledger.outbox._store.write() as held:
        held.connection()  # takes the lock
        time.sleep(3)

    stage.settled()

    assert len([said for said in stage.said() if "a accepté le n° 1" in said]) == 1


def test_a_pin_that_slack_puts_off_holds_nobody_up(stage: Stage) -> None:
    stage.slack.faults.add("pins.add", "ratelimit", times=9, retry_after="3600")
    stage.open()
    ts = stage.slack.say(CLIENT, SHARED, QUESTION)

    assert once(stage, ts)


def test_two_senders_share_the_work_and_double_nothing(stage: Stage) -> None:
    """A second process, such as `relais tick` beside `relais run`."""
    access = Access(stage.slack.api_url, stage.slack.bot_token)
    settings = Settings(database_url=str(stage.relais.ledger.outbox._store.engine.url))
    with Relais(settings, access, clock=stage.slack.clock):
        stage.open()
        for number in range(1, 12):
            stage.told(LEAD, f"/relais accepter {number}")
        stage.settled()

    heard = [said for said in stage.said() if "a accepté" in said]
    assert len(heard) == len(set(heard)) == 11


def test_the_same_event_delivered_twice_has_one_effect(stage: Stage) -> None:
    stage.slack.faults.add("event.app_mention", "duplicate")
    ts = stage.slack.say(CLIENT, SHARED, QUESTION)

    assert once(stage, ts)


def test_killed_between_an_order_and_the_reply_to_it_the_bot_tells_of_the_one_effect(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order has its effect, the process dies before it says so, and the same words come up again."""
    first = house.start()
    first.open()
    with monkeypatch.context() as dying:
        dying.setattr(type(first.relais.ledger.outbox), "put", unplugged)
        ts = house.slack.say(CLIENT, SHARED, "@Relais accepter 4 Vu sur place")
        first.soon(lambda: first.engagement().items[3].client)
        first.relais.stop()

    second = house.start()
    second.soon(lambda: second.relais.ledger.inbox.waiting() == 0)

    assert "vous avez accepté le n° 4" in once(second, ts)["text"]
    assert len([said for said in second.said() if "a accepté le n° 4" in said]) == 1
    assert len(second.relais.ledger.history.of(second.engagement().id)) == 2


def unplugged(*_: object, **__: object) -> None:
    raise OSError("the machine is off")


def test_of_two_orders_that_slack_delivers_last_first_the_later_one_stands(stage: Stage) -> None:
    stage.open()
    stage.slack.faults.add("event.app_mention", "reorder", times=2)
    early = stage.slack.say(CLIENT, SHARED, "@Relais accepter 4")
    stage.slack.advance(timedelta(seconds=10))
    late = stage.slack.say(CLIENT, SHARED, "@Relais refuser 4 Il manque l’annexe")

    assert "vous avez refusé" in once(stage, late)["text"]
    assert "après ce message" in once(stage, early)["text"]
    assert stage.engagement().items[3].refused


def test_a_connection_that_is_cut_comes_back(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.socket.PING_SECONDS", 0.5)
    stage = house.start()
    (before,) = stage.slack.delivery.sockets
    stage.slack.cut_sockets()
    stage.slack.wait_for(lambda: stage.slack.connected and before not in stage.slack.delivery.sockets, 30)
    ts = stage.slack.say(CLIENT, SHARED, QUESTION)
    stage.slack.wait_for(lambda: stage.replies(ts, SHARED, CLIENT), 30)


def test_a_question_asked_while_the_bot_was_stopped_is_answered_when_it_is_back(house: House) -> None:
    """The event was kept, the process died before it was worked on."""
    first = house.start()
    first.relais._stop.set()  # nothing is worked off any more, as after a kill
    for wake in (first.relais.reader.wake, first.relais.courier.wake, first.relais.clock.wake):
        wake()
    for thread in first.relais._threads:
        thread.join()
    ts = house.slack.say(CLIENT, SHARED, QUESTION)
    house.slack.wait_for(lambda: first.relais.ledger.inbox.waiting() == 1, 10)
    first.relais.stop()

    second = house.start()

    assert once(second, ts)


def test_what_fell_due_while_the_bot_was_stopped_is_said_once_when_it_is_back(house: House) -> None:
    first = house.start()
    first.open()
    first.settled()
    first.relais.stop()
    before = len(first.said())
    house.slack.advance(timedelta(days=30))

    second = house.start()
    second.soon(lambda: len(second.said()) > before)
    second.settled()
    second.relais.stop()
    third = house.start()
    third.relais.clock.run_once()
    third.settled()

    since = third.said()[before:]
    assert len(since) == len([one for one in since if "🔏" in one or "Arrive en retard" in one]) == 2


def test_when_an_answer_fails_the_person_hears_of_it_once_with_a_reference(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(stage.relais.services.library, "ask", broken)
    ts = stage.slack.say(CLIENT, SHARED, QUESTION)

    said = once(stage, ts)["text"]
    assert "Quelque chose s’est mal passé de notre côté" in said
    assert "secret" not in said
    assert "Quelque chose s’est mal passé" in stage.told(LEAD, "/relais ask pourquoi ?")


def test_what_slack_refused_while_relais_was_locked_out_is_said_once_it_is_back(house: House) -> None:
    first = house.start()
    house.slack.faults.add("chat.postMessage", "error", times=9, error="token_revoked")
    ts = house.slack.say(CLIENT, SHARED, QUESTION)
    first.soon(lambda: first.relais.ledger.outbox.counts()["parked"])
    first.relais.stop()
    house.slack.faults.clear()

    second = house.start()

    assert once(second, ts)
    assert second.relais.ledger.outbox.counts()["parked"] == 0


def test_what_was_due_while_relais_was_out_of_the_channel_is_said_when_it_is_let_in(stage: Stage) -> None:
    stage.open()
    stage.slack.leave("relais", SHARED)
    stage.told(LEAD, "/relais accepter 4")
    stage.soon(lambda: stage.relais.ledger.outbox.counts()["parked"])
    stage.settled()
    assert not [said for said in stage.said() if "a accepté le n° 4" in said]

    stage.slack.invite("relais", SHARED)

    stage.soon(lambda: [said for said in stage.said() if "a accepté le n° 4" in said])


def test_nothing_is_opened_in_a_channel_that_relais_was_removed_from(stage: Stage) -> None:
    stage.told(LEAD, '/relais nouveau "Paie" début=2026-13-45 durée=36m client=@x prestataire=@y')
    stage.told(LEAD, f"/relais {stage.one_line(name='Une')}".replace("2026-12-01", "1800-01-01"))
    stage.slack.leave("relais", SHARED)

    assert "Invitez-moi" in stage.told(LEAD, f"/relais {stage.one_line()}")
    assert stage.relais.ledger.engagements.all() == ()
