"""Engagements from and to their rows, within somebody else's transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlmodel import Session, col, delete

from state.columns import Base
from state.rules.engagement import Engagement
from state.rules.item import Item
from state.rules.party import Party
from state.tables import AdministratorRow, DecisionRow, EngagementRow, FollowedRow, ItemRow, MemberRow
from state.values import (
    Parts,
    administrator_rows,
    decision_rows,
    engagement_of,
    followed_rows,
    item_row,
    member_rows,
)

Part = TypeVar("Part", MemberRow, AdministratorRow, FollowedRow, ItemRow, DecisionRow)


def loaded(session: Session, rows: Sequence[EngagementRow]) -> list[Engagement]:
    """Return engagements whole, in the order of their rows."""
    if not rows:
        return []
    ids = [row.id for row in rows]
    members = _of(session, MemberRow, ids, "place")
    administrators = _of(session, AdministratorRow, ids, "place")
    followed = _of(session, FollowedRow, ids, "place")
    items = _of(session, ItemRow, ids, "number")
    decisions = _of(session, DecisionRow, ids, "number")
    return [
        engagement_of(
            row,
            Parts(
                members=members[row.id],
                administrators=administrators[row.id],
                followed=followed[row.id],
                items=items[row.id],
                decisions=decisions[row.id],
            ),
        )
        for row in rows
    ]


def engagement_in(session: Session, id_: str | None) -> Engagement | None:
    """Return an engagement by its id; None where there is none."""
    row = session.get(EngagementRow, id_) if id_ is not None else None
    return loaded(session, [row])[0] if row is not None else None


def save(session: Session, before: Engagement | None, after: Engagement) -> None:
    """Write what differs from what is kept: people, channels, items and decisions.

    The engagement's own row is its caller's. Nothing is ever taken off a checklist (`Item.dropped_on`).
    """
    if before is None or before.members != after.members:
        _replace(session, MemberRow, after, member_rows(after))
    if before is None or before.administrators != after.administrators:
        _replace(session, AdministratorRow, after, administrator_rows(after))
    if before is None or _places(before) != _places(after):
        _replace(session, FollowedRow, after, followed_rows(after))
    old = {item.number: item for item in before.items} if before else {}
    for item in after.items:
        if (was := old.get(item.number)) != item:
            _save_item(session, after, was, item)


def _save_item(session: Session, engagement: Engagement, was: Item | None, item: Item) -> None:
    session.merge(item_row(engagement, item))
    session.flush()  # an item before the decisions that point to it
    for row in decision_rows(engagement, item):
        session.merge(row)
    taken_back = [party for party in Party if was and was.decision(party) and not item.decision(party)]
    if taken_back:
        session.exec(
            delete(DecisionRow).where(
                col(DecisionRow.engagement_id) == engagement.id,
                col(DecisionRow.number) == item.number,
                col(DecisionRow.party).in_(taken_back),
            )
        )


def _places(engagement: Engagement) -> tuple[object, ...]:
    return engagement.team, engagement.channel, engagement.channels


def _of(session: Session, kind: type[Part], ids: Sequence[str], order: str) -> dict[str, list[Part]]:
    """Return plain rows by engagement: nobody changes them, and the session's own objects cost more."""
    found: dict[str, list[Part]] = defaultdict(list)
    for row in session.connection().execute(_query(str(kind.__tablename__), order), {"ids": ids}):
        found[row.engagement_id].append(cast("Part", row))
    return found


@cache
def _query(name: str, order: str) -> Select[Any]:
    table = Base.metadata.tables[name]
    some: BindParameter[Any] = bindparam("ids", expanding=True)
    return select(table).where(table.c.engagement_id.in_(some)).order_by(table.c[order])


def _replace(
    session: Session,
    kind: type[MemberRow | AdministratorRow | FollowedRow],
    engagement: Engagement,
    rows: Iterable[MemberRow | AdministratorRow | FollowedRow],
) -> None:
    session.exec(delete(kind).where(col(kind.engagement_id) == engagement.id))
    session.add_all(rows)
