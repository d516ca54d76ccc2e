"""Faults on demand. Each is asked for, happens as often as was asked, and is gone.

Of Web API calls, `method` being the method's name or a pattern:
`drop_before_accept`: the connection closes, nothing is done · `drop_after_accept`: it closes, all is done
· `late_commit`: it closes, all is done `seconds` later · `slow`: done, answered `seconds` later
· `hang`: nothing is done, `error` comes `seconds` later · `truncate`: done, half of the answer arrives
· `body`: done, a 200 with `body` instead of the answer · `status`: HTTP `status` with `body`
· `error`: `ok: false` with `error` · `ratelimit`: 429, Retry-After being `retry_after` (None: left out).
With `accepted`, what `status` and `error` answer comes after the call was carried out.

Of events, `method` being `event.<type>`: `lose`: never delivered · `duplicate`: delivered twice under one
event_id · `reorder`: `times` events are held back, then delivered last first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Any

DONE = {"drop_after_accept", "slow", "body", "truncate"}
CALLS = {"drop_before_accept", "late_commit", "hang", "status", "error", "ratelimit"} | DONE
EVENTS = {"lose", "duplicate", "reorder"}


@dataclass
class Fault:
    method: str
    kind: str
    times: int = 1
    channel: str | None = None  # only what is about this channel
    seconds: float = 0.0
    status: int = 500
    error: str = "fatal_error"
    accepted: bool = False
    retry_after: str | None = "1"
    body: str = ""
    happened: int = field(default=0, init=False)

    def meets(self, method: str, channel: str | None) -> bool:
        mine = EVENTS if method.startswith("event.") else CALLS
        fits = fnmatch(method, self.method) and self.kind in mine and self.channel in {None, channel}
        return fits and self.happened < self.times


class Faults:
    def __init__(self) -> None:
        self._asked: list[Fault] = []

    def add(self, method: str = "*", kind: str = "error", times: int = 1, **details: Any) -> Fault:
        """Ask for a fault on the next `times` calls or events that fit; ValueError for an unknown kind."""
        if kind not in CALLS | EVENTS:
            raise ValueError(f"unknown fault {kind}: there are {', '.join(sorted(CALLS | EVENTS))}")
        self._asked.append(Fault(method, kind, times, **details))
        return self._asked[-1]

    def clear(self) -> None:
        self._asked.clear()

    def take(self, method: str, channel: str | None = None) -> Fault | None:
        """The fault that this call or event meets, counted down."""
        found = next((one for one in self._asked if one.meets(method, channel)), None)
        if found:
            found.happened += 1
        return found
