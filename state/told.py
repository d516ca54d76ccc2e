"""What an entry of the history tells: the parts of an engagement that changed, and all of them replayed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from state.rules.engagement import Engagement
from state.values import as_json, from_json

#: The lists of an engagement whose elements are told one by one, by their number, and what each is called.
NUMBERED = {
    "items": "item",
    "reservations": "reservation",
    "proposals": "proposal",
    "evolutions": "evolution",
    "intervals": "interval",
}

Parts = dict[str, Any]


def difference(before: Engagement | None, after: Engagement) -> tuple[Parts, Parts]:
    """Return the parts that differ, before and after, such as `phase` or `item 3`."""
    old, new = (parts(before) if before else {}), parts(after)
    changed = [part for part in sorted(old.keys() | new.keys()) if old.get(part, ...) != new.get(part, ...)]
    return {part: old[part] for part in changed if part in old}, {
        part: new[part] for part in changed if part in new
    }


def told(entries: Iterable[tuple[Parts, Parts]]) -> Engagement:
    """Return the engagement that entries (before, after) lead to, oldest first.

    Fields that were added since they were written have their defaults. Raises ValueError where they
    lead to no engagement.
    """
    found: Parts = {}
    for before, after in entries:
        for part in before:
            found.pop(part, None)
        found |= after
    return from_json(_whole(found))


def parts(engagement: Engagement) -> Parts:
    """Return an engagement as plain JSON, part by part."""
    plain = as_json(engagement)
    lists = {called: plain.pop(name) for name, called in NUMBERED.items()}
    return plain | {f"{called} {one['number']}": one for called, all_ in lists.items() for one in all_}


def _whole(found: Parts) -> Parts:
    """Put the numbered parts back into their lists."""
    plain = {part: value for part, value in found.items() if part.partition(" ")[0] not in NUMBERED.values()}
    for name, called in NUMBERED.items():
        those = [value for part, value in found.items() if part.startswith(f"{called} ")]
        plain[name] = sorted(those, key=lambda one: int(one["number"]))
    return plain | {"members": _led(plain.get("members", []))}


def _led(members: list[Parts]) -> list[Parts]:
    """Return members as they are told; before there were roles, whoever came first led their party."""
    seen: set[str] = set()
    found = []
    for one in members:
        first = one["party"] not in seen
        seen.add(one["party"])
        found.append(one if "role" in one else one | {"role": "lead" if first else "signatory"})
    return found
