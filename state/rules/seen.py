"""What somebody had before them when they decided: a list or a form may be older than the item is by now."""

from __future__ import annotations

from hashlib import sha256

from state.rules.broken import RuleBroken
from state.rules.checklist import item_of
from state.rules.engagement import Engagement
from state.rules.item import Item
from state.rules.party import Party

#: Hexadecimal digits of each half of a mark.
DIGITS = 8


def thing(item: Item) -> str:
    """Return what an item is, as a mark that a button carries: its name, its owner, what was handed over."""
    handed = item.delivered and (item.delivered.at.isoformat(), item.delivered.evidence)
    return _digest(item.key, item.title, item.owner, handed)


def mark(item: Item) -> str:
    """Return what an item is and what was said of it, as a mark that a form carries; begins as `thing`."""
    said = [item.decision(party) for party in Party]
    return thing(item) + _digest(item.due, [one and (one.verdict, one.at.isoformat()) for one in said])


def refuse_changed(engagement: Engagement, number: int, seen: str) -> None:
    """Raise `stale_view` (number, item) where an item has changed since a mark was made; "" is no mark.

    Raises as `checklist.item_of`.
    """
    if not seen:
        return
    item = item_of(engagement, number)
    if not mark(item).startswith(seen):
        raise RuleBroken("stale_view", number=number, item=item)


def _digest(*parts: object) -> str:
    return sha256(repr(parts).encode()).hexdigest()[:DIGITS]
