"""What a phase asks for, and how it becomes the numbered items of one engagement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from state.rules.engagement import Engagement, Item, ItemKind, Party


@dataclass(frozen=True, slots=True)
class Task:
    """One line of a phase's checklist, the same for every engagement.

    `due_days` counts calendar days from the day on which the phase began; None has no day.
    """

    key: str
    kind: ItemKind
    owner: Party
    due_days: int | None


def enlist(engagement: Engagement, tasks: Sequence[Task]) -> Engagement:
    """Append the current phase's tasks as items; numbers continue and are never reused."""
    first = last_number(engagement) + 1
    items = (
        Item(
            number=number,
            key=task.key,
            kind=task.kind,
            phase=engagement.phase,
            owner=task.owner,
            due=None if task.due_days is None else engagement.phase_since + timedelta(days=task.due_days),
        )
        for number, task in enumerate(tasks, start=first)
    )
    return replace(engagement, items=(*engagement.items, *items))


def last_number(engagement: Engagement) -> int:
    """Return the highest number given so far; 0 when there is none."""
    return max((item.number for item in engagement.items), default=0)
