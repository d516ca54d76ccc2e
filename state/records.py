"""Engagements from and to their rows, within somebody else's transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlmodel import Session, col, delete, select

from state.rules.engagement import Engagement
from state.tables import DecisionRow, EngagementRow, ItemRow, MemberRow
from state.values import decision_rows, engagement_of, item_row, member_rows

Part = TypeVar("Part", MemberRow, ItemRow, DecisionRow)


def loaded(session: Session, rows: Sequence[EngagementRow]) -> list[Engagement]:
    """Return engagements whole, in the order of their rows."""
    ids = [row.id for row in rows]
    members = select(MemberRow).where(col(MemberRow.engagement_id).in_(ids)).order_by(col(MemberRow.place))
    items = select(ItemRow).where(col(ItemRow.engagement_id).in_(ids)).order_by(col(ItemRow.number))
    decisions = select(DecisionRow).where(col(DecisionRow.engagement_id).in_(ids))
    people = _by_engagement(session.exec(members).all())
    tasks = _by_engagement(session.exec(items).all())
    said = _by_engagement(session.exec(decisions).all())
    return [engagement_of(row, people[row.id], tasks[row.id], said[row.id]) for row in rows]


def engagement_in(session: Session, id_: str | None) -> Engagement | None:
    """Return an engagement by its id; None where there is none."""
    row = session.get(EngagementRow, id_) if id_ is not None else None
    return loaded(session, [row])[0] if row is not None else None


def _by_engagement(rows: Iterable[Part]) -> dict[str, list[Part]]:
    found: dict[str, list[Part]] = defaultdict(list)
    for row in rows:
        found[row.engagement_id].append(row)
    return found


def save(session: Session, before: Engagement | None, after: Engagement) -> None:
    """Write the members, items and decisions that differ from what is kept."""
    if before is None or before.members != after.members:
        session.exec(delete(MemberRow).where(col(MemberRow.engagement_id) == after.id))
        session.add_all(member_rows(after))
    old = {item.number: item for item in before.items} if before else {}
    for item in after.items:
        if old.get(item.number) == item:
            continue
        session.merge(item_row(after, item))
        session.flush()  # an item before the decisions that point to it
        for row in decision_rows(after, item):
            session.merge(row)
