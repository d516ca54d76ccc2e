"""A local Slack with Relais in it, over real HTTP and WebSocket, and people to tell stories with."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.config import Settings
from bot.demonstration import installed
from bot.relais import Access, Relais
from bot.sandbox import Sandbox, World
from knowledge.library import Library
from state.rules.engagement import Engagement
from tests.engagements import T0

CLIENT, BUYER, LEAD, MANAGER = "Claire Dumas", "Hugo Lambert", "Nadia Benali", "Tom Fletcher"
SHARED, INTERNAL = "infogerance-marbeuf", "equipe-septane"
SOON = 30.0
#: Slack waits three seconds; a machine that runs two test suites at once may need more.
BUSY = 10.0


@dataclass
class Stage:
    """The sandbox and the bot; what people see and do in their own words."""

    slack: Sandbox
    relais: Relais

    def engagement(self, channel: str = SHARED) -> Engagement:
        found = self.relais.ledger.engagements.at(
            self.slack.world.app.team_id, self.slack.channel(channel).id
        )
        assert found is not None
        return found

    def one_line(self, *more: str, name: str = "Paie Marbeuf") -> str:
        """Return the words that open an engagement which all four people sign for."""
        client = ",".join(f"<@{self.id(who)}>" for who in (CLIENT, BUYER))
        provider = ",".join(f"<@{self.id(who)}>" for who in (LEAD, MANAGER))
        words = [
            f'new "{name}"', "start=2026-12-01", "term=36m", "notice=3m", "renewal=12m",
            f"client={client}", f"provider={provider}", "language=fr", "zone=Europe/Paris", *more,
        ]  # fmt: skip
        return " ".join(words)

    def open(self, channel: str = SHARED, name: str = "Paie Marbeuf") -> Engagement:
        """Open an engagement in one line, and wait for its card."""
        self.told(LEAD, f"/relais {self.one_line('upgrade=not-needed', name=name)}", channel)
        self.soon(lambda: self.card(channel))
        return self.engagement(channel)

    def told(self, who: str, command: str, channel: str = SHARED) -> str:
        """Run a slash command and return what the person alone is shown."""
        done = self.slack.command(who, channel, command)
        assert done.ok, done.error
        return "\n".join(one["text"] for one in done.shown)

    def asked(self, who: str, text: str, channel: str = SHARED, thread: str | None = None) -> dict[str, Any]:
        """Write a message and return the one reply of Relais to it."""
        ts = self.slack.say(who, channel, text, thread)
        return self.soon(lambda: self.replies(ts, channel, who, thread))[0]

    def replies(self, ts: str, channel: str, who: str, thread: str | None = None) -> list[dict[str, Any]]:
        root = thread or ts
        return [
            one for one in self.slack.messages(channel, who)
            if one.get("thread_ts") == root and one["user"] == self.bot and one["ts"] > ts
        ]  # fmt: skip

    def card(self, channel: str = SHARED) -> dict[str, Any] | None:
        """Return the pinned card, once it is there."""
        ts = self.relais.ledger.engagements.card(self.engagement(channel).id)
        return next((one for one in self.slack.messages(channel) if one["ts"] == ts), None)

    def said(self, channel: str = SHARED) -> list[str]:
        """Return what Relais has said in a channel, threads included, oldest first."""
        return [one["text"] for one in self.slack.messages(channel) if one["user"] == self.bot]

    def ephemeral(self, who: str, channel: str = SHARED) -> dict[str, Any]:
        """Return the last message that this person alone can see; an empty one before there is any."""
        alone = [one for one in self.slack.messages(channel, who) if one.get("ephemeral")]
        return alone[-1] if alone else {"text": "", "blocks": []}

    def button(self, message: dict[str, Any], action: str, value: str | None = None) -> dict[str, Any]:
        """Return where a button is; `value` is how its value begins, up to a blank or to its end."""
        begins = "" if value is None else f"{value} "
        return next(
            {"action_id": action, "block_id": block["block_id"]}
            for block in message["blocks"] if block["type"] == "actions"
            for element in block["elements"]
            if element["action_id"] == action and f"{element.get('value')} ".startswith(begins)
        )  # fmt: skip

    def press(
        self, who: str, message: dict[str, Any], action: str, value: str | None = None, channel: str = SHARED
    ) -> None:
        done = self.slack.press(who, channel, message["ts"], **self.button(message, action, value))
        assert done.ok, done.error

    def soon(self, condition: Callable[[], Any]) -> Any:
        return self.slack.wait_for(condition, SOON)

    def settled(self) -> None:
        """Wait until nothing is on its way any more."""
        outbox = self.relais.ledger.outbox
        self.soon(lambda: (counts := outbox.counts())["due"] == 0 and counts["sending"] == 0)

    def id(self, who: str) -> str:
        return self.slack.person(who).id

    @property
    def bot(self) -> str:
        return self.relais.services.identity.user


@dataclass
class House:
    """A sandbox whose bot can be stopped and started again on the same data."""

    slack: Sandbox
    home: Path
    stack: ExitStack

    def start(self, **settings: Any) -> Stage:
        """Start the bot, with other settings than the usual ones."""
        access = Access(self.slack.api_url, self.slack.bot_token, self.slack.app_token)
        relais = Relais(Settings(relais_home=self.home, **settings), access, clock=self.slack.clock)
        self.slack.on_move = lambda _: relais.clock.wake()
        self.stack.callback(relais.stop)
        return Stage(self.slack, relais.start())


@pytest.fixture(scope="session")
def opened(prepared: Path) -> Library:
    """Return the methodology, opened once for all stories: it keeps nothing of what is asked."""
    return Library(prepared)


@pytest.fixture
def home(tmp_path: Path, opened: Library, migrated: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("bot.relais.open_library", lambda _: opened)
    shutil.copy(migrated, tmp_path)
    return tmp_path


@pytest.fixture
def world() -> World:
    """Return who and what there is; a story may have another one."""
    return World.load()


@pytest.fixture
def house(home: Path, world: World, aside: ThreadPoolExecutor) -> Iterator[House]:
    slack = Sandbox(installed(world, "/relais"), ack_seconds=BUSY).start()
    with ExitStack() as stack:
        stack.callback(aside.submit, slack.stop)
        slack.set(T0)
        yield House(slack, home, stack)


@pytest.fixture
def stage(house: House) -> Stage:
    return house.start()
