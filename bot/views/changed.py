"""What an entry of the history changed, part by part, before and after: read from what was kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bot.views import kit, wording
from prompts import Translator
from state.rules.duration import Duration, Unit
from state.rules.engagement import Engagement
from state.rules.party import Actor

Plain = Mapping[str, Any]

#: What is told of an engagement and of what it holds, in this order (`timeline.part.*`), and the texts that
#: name its values; anything else, such as the keys of lists, is not told.
FIELDS: Mapping[str, str | None] = {
    "phase": "phase", "upgrade": "upgrade", "upgrade_reason": None, "upstream": None, "cancelled": None,
    "exit": None, "cause": "timeline.word", "mode": "timeline.word", "company": None,
    "actor": None, "verdict": "verdict", "stage": "timeline.word", "how": "timeline.word",
    "answer": "timeline.word",
    "client": None, "provider": None, "incoming": None, "delivered": None, "ended": None,
    "stages": None, "kind": "timeline.word", "title": None, "text": None, "route": "timeline.word",
    "reason": None, "back_to": "phase", "parts": None, "reference": None, "terms": None,
    "clauses": None, "outcome": "timeline.word",
    "party": "party", "role": "role", "stands_for": None, "since": None, "until": None,
    "owner": "party", "due": None, "blocking": None, "asks": "party", "amendment": None,
    "contract": None, "start": None, "starts": None, "ends": None, "term": None, "renewal": None,
    "notice": None, "tacit": None, "max_renewals": None, "max_total": None, "counts": "timeline.word",
    "public": None, "notices": None, "amendments": None, "revision": None, "price": None, "base": None,
    "on": None, "sent_on": None, "received_on": None, "withdrawn_on": None, "last_day": None, "k": None,
    "amount": None, "index": None, "pending": None, "prices": None, "live_on": None, "full_level_on": None,
    "opened_on": None, "closed_on": None, "dropped_on": None, "archived_on": None, "members": None,
    "administrators": None, "channels": None, "channel": None, "name": None, "language": None, "zone": None,
    "four_eyes": None, "note": None, "evidence": None,
}  # fmt: skip
#: Fields whose value says by itself what it is, within something else.
BARE = {
    "verdict", "note", "evidence", "how", "answer", "stage", "actor", "role", "outcome", "amount", "cause",
    "mode", "company", "reason", "party", "title", "text",
}  # fmt: skip
#: Fields that hold an amount or an index.
NUMBERS = {"price", "base", "amount", "index"}
#: Lists to which things are added at their end, and lists of which each element counts.
GROWING, SETS = (
    {"stages", "notices", "amendments", "terms", "prices"},
    {"members", "administrators", "channels"},
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*")
_NUMBER = re.compile(r"\d+(\.\d+)?")
_NUMBERED = re.compile(r"(?P<called>\w+) (?P<number>\d+)")
#: How much of what people wrote a line shows.
SHOWN = 150


def changes(before: Plain, after: Plain, engagement: Engagement, t: Translator) -> list[str]:
    """Return what changed, a line each; items that a phase brings are only counted."""
    here = _Told(engagement, t)
    lines = here.differences(before, after)
    parts = sorted((part for part in {**before, **after} if _NUMBERED.fullmatch(part)), key=_place)
    brought = [part for part in parts if part.startswith("item ") and part not in before]
    if len(brought) > 1:
        lines.append(t("timeline.items", n=len(brought)))
        parts = [part for part in parts if part not in brought]
    return lines + [here.numbered(part, before.get(part) or {}, after.get(part) or {}) for part in parts]


def _lowered(line: str) -> str:
    """Return a line as it continues another."""
    return line[:1].lower() + line[1:]


def _place(part: str) -> tuple[str, int]:
    called, _, number = part.partition(" ")
    return called, int(number)


class _Told:
    """Writes values of one engagement in one language."""

    def __init__(self, engagement: Engagement, t: Translator) -> None:
        self._engagement = engagement
        self._t = t

    def differences(self, before: Plain, after: Plain) -> list[str]:
        """Return one line for each field that differs."""
        return [
            self._difference(name, before.get(name), after.get(name))
            for name in FIELDS
            if (before.get(name) or None) != (after.get(name) or None)
        ]

    def numbered(self, part: str, before: Plain, after: Plain) -> str:
        """Return what changed of an item, a reservation, a proposal…, on one line."""
        found = _NUMBERED.fullmatch(part)
        called, number = (found["called"], found["number"]) if found else (part, "")
        name = f" {wording.task(after['key'], self._t)}" if called == "item" and self._listed(after) else ""
        label = self._t(f"timeline.{called}", number=number) + (f",{name}" if name else "")
        told = self._join([_lowered(line) for line in self.differences(before, after)])
        return f"{label} · {told}"

    def _listed(self, item: Plain) -> bool:
        return bool(item) and not item.get("title")

    def _join(self, lines: Sequence[str]) -> str:
        return self._t("timeline.join").join(lines)

    @property
    def _colon(self) -> str:
        return self._t("timeline.colon")

    def _difference(self, name: str, before: Any, after: Any) -> str:
        label = wording.capital(self._t(f"timeline.part.{name}"))
        if name in SETS:
            gone = [self.value(name, one) for one in before or () if one not in (after or ())]
            come = [self.value(name, one) for one in after or () if one not in (before or ())]
            said = ", ".join([*(f"+ {one}" for one in come), *(f"− {one}" for one in gone)])
        elif name in GROWING and isinstance(after, list) and len(after) > len(before or ()):
            said = ", ".join(self.value(name, one) for one in after[len(before or ()) :])
        elif (
            isinstance(before, dict) and isinstance(after, dict) and name in {"contract", "exit", "upstream"}
        ):
            return self._join(self.differences(before, after))
        elif not before:
            said = self.value(name, after)
        else:
            said = f"{self.value(name, before)} → {self.value(name, after)}"
        return f"{label}{self._colon}{said}"

    def value(self, name: str, value: Any) -> str:
        """Return a value as people read it."""
        t, family = self._t, FIELDS.get(name)
        if value in (None, "", []):
            return "—"
        if isinstance(value, bool):
            return t("timeline.yes" if value else "timeline.no")
        if isinstance(value, dict):
            return self._whole(value)
        if isinstance(value, list):
            return ", ".join(self.value(name, one) for one in value)
        if family is not None:
            return t(f"{family}.{value}")
        return self._text(name, str(value))

    def _text(self, name: str, value: str) -> str:
        language = self._t.language
        if _DAY.fullmatch(value):
            return kit.day(date.fromisoformat(value), language)
        if _INSTANT.fullmatch(value):
            return kit.instant(datetime.fromisoformat(value), self._engagement.zone, language)
        if name == "channel":
            return f"<#{value}>"
        if name in NUMBERS and _NUMBER.fullmatch(value):
            return kit.number(Decimal(value), language)
        shown = kit.escape(kit.cut(value, SHOWN))
        return (
            self._t("timeline.quoted", text=shown)
            if name in {"note", "text", "reason", "evidence"}
            else shown
        )

    def _whole(self, value: Plain) -> str:
        """Return something that has fields of its own, such as a person, a length, a decision or a period."""
        if set(value) == {"team", "user"}:
            return wording.person(Actor(value["team"], value["user"]))
        if set(value) == {"count", "unit"}:
            return wording.duration(Duration(value["count"], Unit(value["unit"])), self._t)
        fields: Sequence[str] = [name for name in FIELDS if value.get(name) not in (None, "", [], False)]
        return ", ".join(
            self.value(name, value[name]) if name in BARE else self._labelled(name, value[name])
            for name in fields
        )

    def _labelled(self, name: str, value: Any) -> str:
        label = self._t(f"timeline.part.{name}")
        return label if value is True else f"{label} {self.value(name, value)}"
