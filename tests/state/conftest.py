"""A ledger on a fresh SQLite file, with a voice that says what happened in few words."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from state.ledger import Ledger, open_ledger
from state.migration import migrate
from state.outbox import CARD
from state.rules.change import Change, Notice
from state.rules.engagement import Engagement
from state.rules.gap import Gap
from state.rules.reminder import Reminder
from state.store import connect


class PlainVoice:
    """Says the action, or the reminders' keys."""

    def announce(self, change: Change) -> Sequence[Notice]:
        after = change.after
        key = f"{change.action} {after.id} {change.number} {change.at.isoformat()} {change.by.user}"
        said = Notice(
            key, "announcement", after.team, after.channel, {"text": change.action}, engagement=after.id
        )
        return [Notice(f"card {key}", CARD, after.team, after.channel, engagement=after.id), said]

    def remind(self, engagement: Engagement, reminders: Sequence[Reminder], *, today: date) -> Notice:
        keys = " ".join(one.key for one in reminders)
        content = {"text": f"{today} {keys}"}
        return Notice(
            f"{engagement.id} {keys}", "reminder", engagement.team, engagement.channel,
            content, engagement=engagement.id,
        )  # fmt: skip

    def pass_on(self, unanswered: Gap, engagement: Engagement, thread: str | None) -> Notice:
        said = {"text": f"{unanswered.passed and unanswered.passed.to.user}: {unanswered.asked.question}"}
        key = f"question {unanswered.number} {unanswered.times}"
        return Notice(
            key, "question", engagement.team, engagement.channel,
            said, thread=thread, engagement=engagement.id,
        )  # fmt: skip


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'relais.sqlite3'}"


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that is empty and up to date, to be copied: migrating takes a fifth of a second."""
    file = tmp_path_factory.mktemp("migrated") / "relais.sqlite3"
    migrate(connect(f"sqlite:///{file}"))
    return file


@pytest.fixture
def ledger(url: str, migrated: Path) -> Ledger:
    shutil.copy(migrated, url.removeprefix("sqlite:///"))
    return open_ledger(url, PlainVoice())
