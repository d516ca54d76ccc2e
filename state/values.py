"""Values to plain JSON and back; rows to engagements and back."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter

from state.rules.engagement import (
    Actor,
    Decision,
    Engagement,
    Item,
    ItemKind,
    Member,
    Party,
    Phase,
    UpgradeMode,
    Verdict,
)
from state.rules.term import Contract
from state.tables import DecisionRow, EngagementRow, ItemRow, MemberRow

_CONTRACT: TypeAdapter[Contract] = TypeAdapter(Contract)
_ENGAGEMENT: TypeAdapter[Engagement] = TypeAdapter(Engagement)


def name_key(name: str) -> str:
    """Return what two names have in common that people read as the same: no case, accents or blanks."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    return " ".join(bare.casefold().split())


def as_json(engagement: Engagement) -> dict[str, Any]:
    """Return an engagement as plain JSON: days as ISO dates, instants in UTC."""
    plain: dict[str, Any] = _ENGAGEMENT.dump_python(engagement, mode="json")
    return plain


def contract_json(contract: Contract) -> Any:
    """Return a contract's terms as plain JSON."""
    return _CONTRACT.dump_python(contract, mode="json")


def engagement_of(
    row: EngagementRow,
    members: Iterable[MemberRow],
    items: Iterable[ItemRow],
    decisions: Iterable[DecisionRow],
) -> Engagement:
    """Put an engagement together; members and items come in their order."""
    said = {(one.number, Party(one.party)): _decision(one) for one in decisions}
    return Engagement(
        id=row.id,
        name=row.name,
        team=row.team,
        channel=row.channel,
        phase=Phase(row.phase),
        phase_since=row.phase_since,
        created_on=row.created_on,
        upgrade=UpgradeMode(row.upgrade),
        upgrade_reason=row.upgrade_reason,
        contract=_CONTRACT.validate_python(row.contract),
        language=row.language,
        zone=row.zone,
        live_on=row.live_on,
        closed_on=row.closed_on,
        members=tuple(Member(Actor(one.team, one.user), Party(one.party)) for one in members),
        items=tuple(
            Item(
                number=one.number,
                key=one.key,
                kind=ItemKind(one.kind),
                phase=Phase(one.phase),
                owner=Party(one.owner),
                due=one.due,
                client=said.get((one.number, Party.CLIENT)),
                provider=said.get((one.number, Party.PROVIDER)),
            )
            for one in items
        ),
    )


def engagement_columns(engagement: Engagement) -> dict[str, Any]:
    """Return the columns of an engagement's own row, less the head of its history."""
    return {
        "id": engagement.id,
        "name": engagement.name,
        "name_key": name_key(engagement.name),
        "team": engagement.team,
        "channel": engagement.channel,
        "phase": engagement.phase.value,
        "phase_since": engagement.phase_since,
        "created_on": engagement.created_on,
        "upgrade": engagement.upgrade.value,
        "upgrade_reason": engagement.upgrade_reason,
        "language": engagement.language,
        "zone": engagement.zone,
        "live_on": engagement.live_on,
        "closed_on": engagement.closed_on,
        "contract": contract_json(engagement.contract),
    }


def member_rows(engagement: Engagement) -> list[MemberRow]:
    """Return the rows of an engagement's members, in their order."""
    return [
        MemberRow(
            engagement_id=engagement.id,
            team=member.actor.team,
            user=member.actor.user,
            party=member.party.value,
            place=place,
        )
        for place, member in enumerate(engagement.members)
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
        )
        for party, decision in said
        if decision is not None
    ]


def _decision(row: DecisionRow) -> Decision:
    return Decision(Verdict(row.verdict), Actor(row.team, row.user), row.at, row.note)
