"""Values to plain JSON and back; rows to engagements and back.

A field has a column where a query asks for it. All others are in their row's `more`, unless they are at
their default: a field that is added later needs no migration, and what was kept before it stays valid.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from pydantic import TypeAdapter

from state.rules.dossier import Channel
from state.rules.engagement import Engagement
from state.rules.item import Decision, Item
from state.rules.party import Member, Party
from state.rules.term import Contract
from state.tables import AdministratorRow, DecisionRow, EngagementRow, FollowedRow, ItemRow, MemberRow

_CONTRACT: TypeAdapter[Contract] = TypeAdapter(Contract)
_ENGAGEMENT: TypeAdapter[Engagement] = TypeAdapter(Engagement)
_REST: dict[type, TypeAdapter[Any]] = {
    Engagement: _ENGAGEMENT,
    Member: TypeAdapter(Member),
    Item: TypeAdapter(Item),
    Decision: TypeAdapter(Decision),
}
#: The fields of an engagement that are columns of its row, as they are.
PLAIN = (
    "id", "name", "phase_since", "created_on", "upgrade_reason", "language", "zone",
    "live_on", "closed_on", "archived_on",
)  # fmt: skip
#: The fields that have columns or rows of their own.
KEPT: dict[type, frozenset[str]] = {
    Engagement: frozenset(
        {*PLAIN, "phase", "upgrade", "contract"}
        | {"members", "administrators", "team", "channel", "channels", "items"}
    ),
    Member: frozenset({"actor", "party", "role"}),
    Item: frozenset({"number", "key", "kind", "phase", "owner", "due", *Party}),
    Decision: frozenset({"verdict", "by", "at", "note"}),
}


@dataclass(frozen=True, slots=True)
class Parts:
    """The rows that belong to one engagement, each kind in its order."""

    members: Sequence[MemberRow]
    administrators: Sequence[AdministratorRow]
    followed: Sequence[FollowedRow]
    items: Sequence[ItemRow]
    decisions: Sequence[DecisionRow]


def name_key(name: str) -> str:
    """Return what two names have in common that people read as the same: no case, accents or blanks."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    return " ".join(bare.casefold().split())


def as_json(engagement: Engagement) -> dict[str, Any]:
    """Return an engagement as plain JSON: days as ISO dates, instants in UTC."""
    plain: dict[str, Any] = _ENGAGEMENT.dump_python(engagement, mode="json")
    return plain


def from_json(plain: dict[str, Any]) -> Engagement:
    """Return the engagement that `as_json` wrote; fields that were added since have their defaults.

    Raises ValueError for what is none.
    """
    return _ENGAGEMENT.validate_python(plain)


def contract_json(contract: Contract) -> Any:
    """Return a contract's terms as plain JSON."""
    return _CONTRACT.dump_python(contract, mode="json")


def engagement_of(row: EngagementRow, parts: Parts) -> Engagement:
    """Put an engagement together; raises ValueError for rows that are none, as without a home channel."""
    said: dict[int, dict[str, Any]] = {}
    for one in parts.decisions:
        said.setdefault(one.number, {})[one.party] = _decision(one)
    columns = {name: getattr(row, name) for name in (*PLAIN, "phase", "upgrade", "contract")}
    home = next((_place(one) for one in parts.followed if one.home), {})
    return from_json(
        row.more
        | columns
        | home
        | {
            "members": [
                one.more | {"actor": _actor(one), "party": one.party, "role": one.role}
                for one in parts.members
            ],
            "administrators": [_actor(one) for one in parts.administrators],
            "channels": [_place(one) for one in parts.followed if not one.home],
            "items": [_item(one) | said.get(one.number, {}) for one in parts.items],
        }
    )


def engagement_columns(engagement: Engagement) -> dict[str, Any]:
    """Return the columns of an engagement's own row, less the head of its history."""
    return {name: getattr(engagement, name) for name in PLAIN} | {
        "name_key": name_key(engagement.name),
        "phase": engagement.phase.value,
        "upgrade": engagement.upgrade.value,
        "contract": contract_json(engagement.contract),
        "more": _rest(engagement),
    }


def member_rows(engagement: Engagement) -> list[MemberRow]:
    """Return the rows of an engagement's members, in their order."""
    return [
        MemberRow(
            engagement_id=engagement.id,
            team=member.actor.team,
            user=member.actor.user,
            party=member.party.value,
            role=member.role.value,
            more=_rest(member),
            place=place,
        )
        for place, member in enumerate(engagement.members)
    ]


def administrator_rows(engagement: Engagement) -> list[AdministratorRow]:
    """Return the rows of an engagement's administrators, in their order."""
    return [
        AdministratorRow(engagement_id=engagement.id, team=actor.team, user=actor.user, place=place)
        for place, actor in enumerate(engagement.administrators)
    ]


def followed_rows(engagement: Engagement) -> list[FollowedRow]:
    """Return the rows of the channels in which an engagement is followed, its home first."""
    home = Channel(engagement.team, engagement.channel)
    return [
        FollowedRow(
            engagement_id=engagement.id,
            team=one.team,
            channel=one.channel,
            home=place == 0,
            place=place,
        )
        for place, one in enumerate((home, *engagement.channels))
    ]


def item_row(engagement: Engagement, item: Item) -> ItemRow:
    """Return the row of one item, without the parties' decisions."""
    return ItemRow(
        engagement_id=engagement.id,
        number=item.number,
        key=item.key,
        kind=item.kind.value,
        phase=item.phase.value,
        owner=item.owner.value,
        due=item.due,
        more=_rest(item),
    )


def decision_rows(engagement: Engagement, item: Item) -> list[DecisionRow]:
    """Return the rows of what the parties said of one item."""
    said = ((party, item.decision(party)) for party in Party)
    return [
        DecisionRow(
            engagement_id=engagement.id,
            number=item.number,
            party=party.value,
            verdict=decision.verdict.value,
            team=decision.by.team,
            user=decision.by.user,
            at=decision.at,
            note=decision.note,
            more=_rest(decision),
        )
        for party, decision in said
        if decision is not None
    ]


def _rest(value: Engagement | Member | Item | Decision) -> dict[str, Any]:
    """Return as plain JSON what has no column and is not at its default."""
    kind = type(value)
    told = {
        one.name
        for one in fields(value)
        if one.name not in KEPT[kind] and getattr(value, one.name) != one.default
    }
    plain: dict[str, Any] = _REST[kind].dump_python(value, mode="json", include=told)
    return plain


def _actor(row: MemberRow | AdministratorRow | DecisionRow) -> dict[str, str]:
    return {"team": row.team, "user": row.user}


def _place(row: FollowedRow) -> dict[str, str]:
    return {"team": row.team, "channel": row.channel}


def _item(row: ItemRow) -> dict[str, Any]:
    columns = ("number", "key", "kind", "phase", "owner", "due")
    return {**{name: getattr(row, name) for name in columns}, **row.more}


def _decision(row: DecisionRow) -> dict[str, Any]:
    return {"verdict": row.verdict, "by": _actor(row), "at": row.at, "note": row.note, **row.more}
