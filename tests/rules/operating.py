"""Engagements in operations and in their exit, and the words said of them on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

from state import checklists
from state.rules.checklist import enlist
from state.rules.dossier import ExitMode, Proposal, ProposalKind
from state.rules.ending import terminate
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.leaving import choose_mode, relisted
from state.rules.party import Actor, Member, Party, Role, Word
from state.rules.term import Contract
from tests.engagements import CLAIRE, IRIS, NADIA, engagement, word
from tests.rules.contracts import day, deal

#: Cases 16, 31 and 32 of DOMAIN §5: in its first renewal, which ends on 14 March 2026; notice until
#: 14 December 2025.
SIXTEEN = deal("2022-03-15", "36m", renewal="12m", notice="3m")
#: The same length, renewed by nothing but an agreement: it expires on 14 March 2025.
EXPIRING = deal("2022-03-15", "36m", renewal="12m", notice="3m", tacit=False)


def said(by: Actor, on: str, **more: Any) -> Word:
    """Return somebody's word at noon of a day, UTC."""
    return word(by, at(on), **more)


def at(on: str) -> datetime:
    return datetime.combine(day(on), time(12), UTC)


def operating(contract: Contract = SIXTEEN, *, since: str = "2022-06-15", **changed: object) -> Engagement:
    """Return an engagement in operations since a day, opened when its contract began."""
    begun = day(since)
    made = replace(
        engagement(), contract=contract, phase=Phase.OPERATIONS, phase_since=begun, live_on=begun,
        created_on=contract.start, items=(),
    )  # fmt: skip
    return replace(enlist(made, checklists.tasks(Phase.OPERATIONS)), **changed)  # type: ignore[arg-type]


def leaving(on: str = "2025-12-01", contract: Contract = SIXTEEN) -> Engagement:
    """Return an engagement that the client's notice, sent and received on a day, brought to its exit."""
    before = operating(contract)
    after = terminate(before, said(CLAIRE, on), sent_on=day(on), received_on=day(on))
    assert after.phase is Phase.EXIT
    return enlist(after, checklists.exit_tasks(ExitMode.UNDECIDED))


def chosen(
    before: Engagement, mode: ExitMode, *, on: str = "2025-12-02", company: str = "", reason: str = ""
) -> Engagement:
    """Return the exit with what the client chose, and its checklist."""
    assert before.exit is not None
    after = choose_mode(before, said(CLAIRE, on), mode, company=company, reason=reason)
    former, wanted = checklists.exit_tasks(before.exit.mode), checklists.exit_tasks(mode)
    return relisted(after, former, wanted, said(CLAIRE, on))


def seated(before: Engagement) -> Engagement:
    """Return the engagement with a lead of the incoming provider."""
    lead = Member(IRIS, Party.INCOMING, Role.LEAD)
    return replace(before, members=(*before.members, lead))


def proposal(kind: ProposalKind, *, on: str = "2025-12-01", reason: str = "") -> Proposal:
    return Proposal(1, kind, Party.PROVIDER, NADIA, at(on), reason)
