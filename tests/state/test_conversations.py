"""The last question of each thread is kept for some days, and no longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlmodel import select

from state.ledger import Ledger
from state.question_tables import ConversationRow
from state.rules.conversation import FOLLOWED, Asker, Conversation, Thread
from tests.engagements import T0

HERE = Thread("TPROVIDER", "CSHARED", "1.1")
ASKED = Conversation("Qui signe ?", "fr", "methodology", Asker(None, "UCLAIRE"), T0)


def test_a_thread_keeps_its_last_question(ledger: Ledger) -> None:
    ledger.conversations.keep(HERE, ASKED)
    ledger.conversations.keep(HERE, replace(ASKED, question="Et quand ?", at=T0 + timedelta(minutes=1)))

    found = ledger.conversations.of(HERE)
    assert found is not None
    assert (found.question, found.by, found.at) == (
        "Et quand ?",
        Asker(None, "UCLAIRE"),
        T0 + timedelta(minutes=1),
    )
    assert ledger.conversations.of(replace(HERE, root="2.2")) is None
    assert ledger.conversations.of(replace(HERE, team="TOTHER")) is None


def test_what_else_is_said_interrupts_what_was_asked_before_it(ledger: Ledger) -> None:
    ledger.conversations.keep(HERE, ASKED)
    ledger.conversations.interrupt(HERE, T0 - timedelta(seconds=1))
    before = ledger.conversations.of(HERE)
    ledger.conversations.interrupt(HERE, T0 + timedelta(seconds=1))
    after = ledger.conversations.of(HERE)

    assert before is not None
    assert not before.interrupted
    assert after is not None
    assert after.interrupted


def test_a_direct_message_goes_on_from_its_last_thread(ledger: Ledger) -> None:
    ledger.conversations.keep(HERE, ASKED)
    ledger.conversations.keep(
        replace(HERE, root="2.2"), replace(ASKED, question="B", at=T0 + timedelta(hours=1))
    )

    found = ledger.conversations.latest("TPROVIDER", "CSHARED")
    assert found is not None
    assert found.question == "B"
    assert ledger.conversations.latest("TPROVIDER", "COTHER") is None


def test_old_questions_are_forgotten(ledger: Ledger) -> None:
    ledger.conversations.keep(HERE, ASKED)
    ledger.conversations.keep(
        replace(HERE, root="2.2"), replace(ASKED, at=T0 + FOLLOWED + timedelta(hours=1))
    )

    with ledger.conversations._store.read() as session:
        assert [row.thread for row in session.exec(select(ConversationRow)).all()] == ["2.2"]
