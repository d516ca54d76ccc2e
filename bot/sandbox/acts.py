"""What tests and rehearsals do with a running sandbox, in a person's words."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from bot.sandbox import people
from bot.sandbox.control import Control, visible
from bot.sandbox.core import Slack
from bot.sandbox.people import Outcome
from bot.sandbox.world import Channel, Json, Person, World

T = TypeVar("T")
SLOWEST = 60.0  # seconds that a call into the sandbox's thread may take


class Acts:
    """The methods of a `Sandbox` that stand for people: what they do, and what they then see.

    People and channels are named by id or by name; `@Relais`, the app's name, is the channel of a person's
    direct messages with it. Each method returns when the app has acknowledged, or has failed to.
    """

    world: World
    _slack: Slack
    _control: Control
    _loop: asyncio.AbstractEventLoop | None

    # ---- What people do

    def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> str:
        """Write a message (`@Relais` is a mention) and return its ts."""
        return self._call(lambda: people.say(self._slack, *self._pair(user, channel), text, thread_ts))

    def command(self, user: str, channel: str, text: str) -> Outcome:
        """Run a slash command and wait for its acknowledgement."""
        return self._run(lambda: people.command(self._slack, *self._pair(user, channel), text))

    def press(
        self, user: str, channel: str, ts: str, action_id: str, value: Any = None, block_id: str | None = None
    ) -> Outcome:
        """Press a button of a message, or choose `value` in its select, picker or menu."""
        about = {"user": user, "channel": channel, "ts": ts}
        return self._run(
            lambda: self._control.action(
                {**about, "action_id": action_id, "value": value, "block_id": block_id}
            )
        )

    def press_in_view(
        self, user: str, action_id: str, value: Any = None, *, home: bool = False, values: Json | None = None
    ) -> Outcome:
        """The same in App Home, or in the open modal with what was typed there until now."""
        about = {"user": user, "home": home, "values": values}
        return self._run(lambda: self._control.action({**about, "action_id": action_id, "value": value}))

    def shortcut(self, user: str, callback_id: str, channel: str = "", ts: str = "") -> Outcome:
        """Use a global shortcut, or with a channel and ts one of a message."""
        about = {"user": user, "channel": channel, "ts": ts}
        return self._run(lambda: self._control.shortcut({**about, "callback_id": callback_id}))

    def submit(self, user: str, values: Json) -> Outcome:
        """Submit the open modal: block_id → action_id → raw value."""
        return self._run(lambda: people.submit(self._slack, self.person(user), values))

    def close(self, user: str) -> Outcome:
        """Cancel the open modal."""
        return self._run(lambda: people.close(self._slack, self.person(user)))

    def open_home(self, user: str, tab: str = "home") -> None:
        """Open the app's `home` or `messages` tab."""
        self._call(lambda: people.open_home(self._slack, self.person(user), tab))

    def react(self, user: str, channel: str, ts: str, name: str) -> None:
        self._call(lambda: self._slack.react(*self._message(channel, user, ts), self.person(user), name))

    def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        self._call(lambda: self._slack.edit(*self._message(channel, user, ts), self.person(user), text=text))

    def delete(self, user: str, channel: str, ts: str) -> None:
        self._call(lambda: self._slack.delete(*self._message(channel, user, ts)))

    def invite(self, user: str, channel: str, inviter: str | None = None) -> None:
        """Let someone, or the app, join a channel."""
        by = self.person(inviter) if inviter else None
        self._call(lambda: self._slack.member(self.channel(channel), self.person(user), inviter=by))

    def leave(self, user: str, channel: str) -> None:
        self._call(lambda: self._slack.member(self.channel(channel), self.person(user), joins=False))

    def event(self, inner: Json, channel: str | None = None) -> None:
        """Send any other event that the app subscribed to (channel_archive, user_change, …)."""
        self._call(lambda: self._slack.event(inner, self.channel(channel) if channel else None))

    # ---- What they see

    def messages(self, channel: str, user: str | None = None) -> list[Json]:
        """The messages of a channel and its threads, oldest first; with a user, also their ephemeral ones."""
        person = self.person(user) if user else None
        return self._call(lambda: visible(self.channel(channel, user), person))

    def modal(self, user: str) -> Json | None:
        """The open view of a person, the top one."""
        stack = self._slack.views.get(self.person(user).id)
        return stack[-1] if stack else None

    def home(self, user: str) -> Json | None:
        return self.world.homes.get(self.person(user).id)

    def person(self, user: str) -> Person:
        return self.world.person(user)

    def channel(self, channel: str, user: str | None = None) -> Channel:
        """A channel; `@Relais` is the DM of the user with the app."""
        return self.world.channel(channel, self.person(user) if user else None)

    def _pair(self, user: str, channel: str) -> tuple[Person, Channel]:
        return self.person(user), self.channel(channel, user)

    def _message(self, channel: str, user: str, ts: str) -> tuple[Channel, Json]:
        where = self.channel(channel, user)
        return where, people.seen(where, self.person(user), ts)

    # ---- In the sandbox's own thread

    def wait_for(self, condition: Callable[[], T | None], timeout: float = 5.0) -> T:
        """Ask again and again until the answer is true, and return it; TimeoutError after `timeout` s."""
        end = time.monotonic() + timeout
        while not (found := condition()):
            if time.monotonic() > end:
                raise TimeoutError("it did not come true")
            time.sleep(0.01)
        return found

    def _call(self, work: Callable[[], T]) -> T:
        async def once() -> T:
            return work()

        return self._run(once)

    def _run(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do something in the sandbox's own thread, and wait for it."""

        async def there() -> T:
            return await work()

        if self._loop is None:
            raise RuntimeError("the sandbox is not running")
        return asyncio.run_coroutine_threadsafe(there(), self._loop).result(SLOWEST)
