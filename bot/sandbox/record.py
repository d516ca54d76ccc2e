"""The clock that can be moved, and the log of what went over the wire."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.sandbox.world import Json


class Clock:
    """The local Slack's time: the real one and an offset. Called, it gives an aware UTC datetime."""

    def __init__(self, offset: float = 0.0) -> None:
        self.offset = timedelta(seconds=offset)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def move(self, to: datetime) -> None:
        """Go to an instant, from which time runs on; ValueError when it is naive."""
        if to.tzinfo is None:
            raise ValueError("an instant needs a zone")
        self.offset = to - datetime.now(UTC)


@dataclass(frozen=True)
class Entry:
    """One exchange: `to_app` (events, commands, clicks), `from_app` (calls, response URLs), or a `note`."""

    n: int
    at: str  # ISO 8601, the sandbox's clock
    direction: str
    kind: str  # the Web API method, or the payload's type
    ok: bool
    summary: str
    body: Json
    answer: Json


class Log:
    """The last exchanges, oldest first, without tokens."""

    def __init__(self, clock: Clock, size: int) -> None:
        self._clock, self._count = clock, 0
        self._entries: deque[Entry] = deque(maxlen=size)

    def add(self, direction: str, kind: str, summary: str, *, ok: bool = True, **pair: Json) -> None:
        self._count += 1
        at = self._clock().isoformat(timespec="milliseconds")
        body, answer = pair.get("body", {}), pair.get("answer", {})
        self._entries.append(Entry(self._count, at, direction, kind, ok, summary[:200], body, answer))

    def note(self, kind: str, summary: str) -> None:
        """Something that Slack lets pass, or shows to nobody."""
        self.add("note", kind, summary, ok=False)

    def __iter__(self) -> Iterator[Entry]:
        return iter(list(self._entries))

    def of(self, kind: str) -> list[Entry]:
        """The entries of one Web API method or payload type."""
        return [one for one in self if one.kind == kind]
