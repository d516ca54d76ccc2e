"""A ledger on a fresh SQLite file, with a voice that says what happened in few words."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from state.ledger import Ledger, open_ledger
from state.outbox import CARD
from state.rules.change import Change, Notice
from state.rules.engagement import Engagement
from state.rules.entry import Seal
from state.rules.gap import Gap
from state.rules.reminder import Reminder


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

    def seal(self, engagement: Engagement, seal: Seal) -> Notice:
        said = {"text": f"{seal.on} {seal.changes}/{seal.entries} {seal.digest}"}
        return Notice(
            f"digest {engagement.id} {seal.entries}", "announcement", engagement.team, engagement.channel,
            said, engagement=engagement.id,
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


@pytest.fixture
def ledger(url: str, migrated: Path) -> Ledger:
    shutil.copy(migrated, url.removeprefix("sqlite:///"))
    return open_ledger(url, PlainVoice())
