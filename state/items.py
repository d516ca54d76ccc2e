"""What an engagement asks for, made its own: items handed over, added, renamed, given an owner and a day."""

from __future__ import annotations

from datetime import date

from state.engagements import Engagements
from state.rules import checklist, handover
from state.rules.change import Call
from state.rules.engagement import Engagement
from state.rules.item import ItemKind
from state.rules.party import Party
from state.rules.seen import refuse_changed


class Items:
    """Whoever works for a party may do this; nothing of it is a word on an item (`Acceptances`).

    `seen` is the mark (`rules.seen`) of what the person had before them; "" where there was nothing.
    """

    def __init__(self, engagements: Engagements) -> None:
        self._engagements = engagements

    def deliver(
        self, engagement_id: str, number: int, call: Call, *, evidence: str = "", seen: str = ""
    ) -> Engagement:
        """Hand an item over, or over again; raises as `rules.handover.deliver`, and `stale_view`."""

        def delivered(engagement: Engagement) -> Engagement:
            refuse_changed(engagement, number, seen)
            return handover.deliver(engagement, number, call.word, evidence=evidence)

        return self._engagements.change(engagement_id, delivered, call, action="item.deliver", number=number)

    def add(
        self,
        engagement_id: str,
        call: Call,
        *,
        title: str,
        kind: ItemKind,
        owner: Party,
        due: date | None = None,
    ) -> Engagement:
        """Add an item to the present phase; raises as `rules.checklist.add_item`."""

        def added(engagement: Engagement) -> Engagement:
            return checklist.add_item(engagement, call.word, title=title, kind=kind, owner=owner, due=due)

        return self._engagements.change(engagement_id, added, call, action="item.add")

    def change(
        self,
        engagement_id: str,
        number: int,
        call: Call,
        *,
        title: str | None = None,
        owner: Party | None = None,
        due: date | None = None,
        seen: str = "",
    ) -> Engagement:
        """Change an item's name, owner or day; raises as `rules.checklist.change_item`, and `stale_view`."""

        def changed(engagement: Engagement) -> Engagement:
            refuse_changed(engagement, number, seen)
            return checklist.change_item(engagement, number, call.word, title=title, owner=owner, due=due)

        return self._engagements.change(engagement_id, changed, call, action="item.change", number=number)
