"""What a phase asks for, how it becomes the numbered items of one engagement, and how those are adapted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from state.rules.broken import RuleBroken
from state.rules.engagement import Engagement
from state.rules.item import Item, ItemKind, Phase
from state.rules.party import PAIR, Party, Word
from state.rules.permission import Act, day_of, party_for, refuse_closed
from state.rules.reason import checked_title, visible

#: The key of items that no checklist has: their name is their `title`.
OWN = "own"
#: So many days an exit is planned for; the plan ends with the contract's last day.
EXIT_DAYS = 90


@dataclass(frozen=True, slots=True)
class Task:
    """One line of a phase's checklist, the same for every engagement.

    `due_days` counts calendar days from the day on which the phase began; None has no day. Those of
    `asks` accept it.
    """

    key: str
    kind: ItemKind
    owner: Party
    due_days: int | None
    asks: tuple[Party, ...] = PAIR


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
            due=due_on(engagement, task),
            asks=task.asks,
        )
        for number, task in enumerate(tasks, start=first)
    )
    return replace(engagement, items=(*engagement.items, *items))


def due_on(engagement: Engagement, task: Task) -> date | None:
    """Return the day by which a task of the present phase is due, in the engagement's zone.

    An exit is planned towards the contract's last day, where that one is still ahead: later than
    `due_days` says where there is more time, earlier where there is less, never before it begins.
    """
    if task.due_days is None:
        return None
    begun = engagement.phase_since
    day = begun + timedelta(days=task.due_days)
    last = engagement.exit.last_day if engagement.phase is Phase.EXIT and engagement.exit else None
    if last is None or last < begun:
        return day
    return max(begun, day + (last - begun) - timedelta(days=EXIT_DAYS))


def last_number(engagement: Engagement) -> int:
    """Return the highest number given so far; 0 when there is none."""
    return max((item.number for item in engagement.items), default=0)


def item_of(engagement: Engagement, number: int) -> Item:
    """Return the item of a number, of whatever phase; raises `unknown_item` (number, last)."""
    found = next((item for item in engagement.items if item.number == number), None)
    if found is None:
        raise RuleBroken("unknown_item", number=number, last=last_number(engagement))
    return found


def current_item(engagement: Engagement, number: int) -> Item:
    """Return an item that the present phase asks for.

    Raises as `item_of`, and `item_dropped` (number, item, on: since that day nobody asks for it) and
    `wrong_phase` (number, phase).
    """
    item = item_of(engagement, number)
    if item.dropped_on is not None:
        raise RuleBroken("item_dropped", number=number, item=item, on=item.dropped_on)
    if item.phase is not engagement.phase:
        raise RuleBroken("wrong_phase", number=number, phase=item.phase)
    return item


def with_item(engagement: Engagement, after: Item) -> Engagement:
    """Return the engagement with another state of one of its items."""
    items = tuple(after if old.number == after.number else old for old in engagement.items)
    return replace(engagement, items=items)


def add_item(
    engagement: Engagement, word: Word, *, title: str, kind: ItemKind, owner: Party, due: date | None
) -> Engagement:
    """Add an item of the parties' own to the present phase; both signatories of the contract accept it.

    Every contract has its own transfers and documents (methodology: takeover). Raises as `party_for`,
    `closed`, `title_missing`, `title_too_long` (limit), `title_taken` (number, item), `kind_whole`,
    `owner_absent` (party) and `due_past` (due, today).
    """
    party_for(engagement, word, Act.WORK)
    refuse_closed(engagement)
    if kind is ItemKind.PHASE:
        raise RuleBroken("kind_whole")
    said = free_title(engagement, title)
    refuse_absent(engagement, owner)
    refuse_past(due, day_of(engagement, word))
    number = last_number(engagement) + 1
    item = Item(number, OWN, kind, engagement.phase, owner, due, title=said)
    return replace(engagement, items=(*engagement.items, item))


def change_item(
    engagement: Engagement,
    number: int,
    word: Word,
    *,
    title: str | None = None,
    owner: Party | None = None,
    due: date | None = None,
) -> Engagement:
    """Give an item another name, owner or day (None: as it was).

    What all have accepted keeps its name and owner, and so does the phase as a whole. Raises as
    `party_for`, `closed`, as `current_item`, `settled_already` (number, item), `phase_whole` (number,
    item), `nothing_to_change` (number, item), and as `add_item` of what is given.
    """
    party_for(engagement, word, Act.WORK)
    refuse_closed(engagement)
    item = current_item(engagement, number)
    after = item
    if title is not None and visible(title) != item.title:
        _refuse_fixed(item)
        after = replace(after, title=free_title(engagement, title, but=number))
    if owner is not None and owner is not item.owner:
        _refuse_fixed(item)
        refuse_absent(engagement, owner)
        after = replace(after, owner=owner)
    if due is not None and due != item.due:
        refuse_past(due, day_of(engagement, word))
        after = replace(after, due=due)
    if after == item:
        raise RuleBroken("nothing_to_change", number=number, item=item)
    return with_item(engagement, after)


def free_title(engagement: Engagement, title: str, *, but: int = 0) -> str:
    """Return a name that no other item has; raises as `reason.checked_title`, and `title_taken`."""
    said = checked_title(title)
    for one in engagement.current_items:
        if one.number != but and one.title.casefold() == said.casefold():
            raise RuleBroken("title_taken", number=one.number, item=one)
    return said


def refuse_absent(engagement: Engagement, party: Party) -> None:
    """Raise `owner_absent` (party) for a party that nobody sits for."""
    if party not in engagement.parties:
        raise RuleBroken("owner_absent", party=party)


def refuse_past(due: date | None, today: date) -> None:
    """Raise `due_past` (due, today) for a day that is over; both are days in the engagement's zone."""
    if due is not None and due < today:
        raise RuleBroken("due_past", due=due, today=today)


def _refuse_fixed(item: Item) -> None:
    if item.kind is ItemKind.PHASE:
        raise RuleBroken("phase_whole", number=item.number, item=item)
    if item.settled:
        raise RuleBroken("settled_already", number=item.number, item=item)
