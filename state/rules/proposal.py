"""What one party proposes and the other one answers: nothing changes on one party's word (DOMAIN §4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date
from typing import TypedDict, Unpack

from state.rules.amending import amended_by
from state.rules.back import gone_back
from state.rules.broken import RuleBroken
from state.rules.clauses import Amendment
from state.rules.dossier import Answer, Proposal, ProposalEnd, ProposalKind
from state.rules.ending import agreed_renewal, agreed_withdrawal
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.party import Party, Word
from state.rules.permission import Act, day_of, party_for, refuse_closed
from state.rules.price import Revision
from state.rules.reason import checked_reason, visible

MOST_PARTS = 10
LONGEST_PART = 80


class Content(TypedDict, total=False):
    """What a proposal asks for, by its kind; see `dossier.Proposal`."""

    back_to: Phase | None
    parts: tuple[str, ...]
    reference: str
    terms: Amendment | None
    revision: Revision | None
    evolution: int | None


Effect = Callable[[Engagement, Proposal, Word], Engagement]
#: What each kind brings about once both parties want it.
EFFECTS: Mapping[ProposalKind, Effect] = {
    ProposalKind.BACK: gone_back,
    ProposalKind.AMENDMENT: amended_by,
    ProposalKind.RENEWAL: agreed_renewal,
    ProposalKind.WITHDRAWAL: agreed_withdrawal,
}


def propose(
    engagement: Engagement, word: Word, kind: ProposalKind, *, reason: str, **content: Unpack[Content]
) -> Engagement:
    """Put something to the other party; one proposal of a kind waits for its answer at a time.

    A return asks for a reason, an amendment for the parts that it renegotiates. What could not come about
    even if the other party agreed now is refused at once. Raises as `permission.party_for`, `closed`,
    `proposal_open` (number), `reason_missing`, `reason_too_long` (limit), `amendment_past` (on), as
    `checked_parts`, and as the kind's effect.
    """
    party = party_for(engagement, word, Act.COMMIT)
    refuse_closed(engagement)
    waiting = next((one for one in engagement.proposals if one.open and one.kind is kind), None)
    if waiting is not None:
        raise RuleBroken("proposal_open", number=waiting.number)
    made = Proposal(
        number=len(engagement.proposals) + 1,
        kind=kind,
        party=party,
        by=word.by,
        at=word.at.astimezone(UTC),
        reason=checked_reason(reason, required=kind is ProposalKind.BACK),
        kept_by=word.kept_by,
        evidence=word.evidence,
    )
    made = replace(made, **_checked(content, kind, day_of(engagement, word)))
    EFFECTS[kind](engagement, made, word)
    return replace(engagement, proposals=(*engagement.proposals, made))


def agree(engagement: Engagement, number: int, word: Word, *, note: str = "") -> Engagement:
    """Agree to what the other party proposed: it comes about now, if it still may.

    Raises as `answerable`, `reason_too_long` (limit), and as the kind's effect.
    """
    waiting = answerable(engagement, number, word)
    said = checked_reason(note, required=False)
    return EFFECTS[waiting.kind](_ended(engagement, waiting, Answer.AGREED, word, said), waiting, word)


def decline(engagement: Engagement, number: int, word: Word, *, reason: str) -> Engagement:
    """Decline what the other party proposed, and say why; nothing changes.

    Raises as `answerable`, `reason_missing` and `reason_too_long` (limit).
    """
    waiting = answerable(engagement, number, word)
    return _ended(engagement, waiting, Answer.DECLINED, word, checked_reason(reason, required=True))


def take_back(engagement: Engagement, number: int, word: Word) -> Engagement:
    """Take back what one's own party proposed, before the other one answers.

    Raises as `permission.party_for`, `closed`, `unknown_proposal` (number), `proposal_over` (number) and
    `others_proposal` (number, party).
    """
    party = party_for(engagement, word, Act.COMMIT)
    waiting = _waiting(engagement, number)
    if waiting.party is not party:
        raise RuleBroken("others_proposal", number=number, party=waiting.party)
    return _ended(engagement, waiting, Answer.TAKEN_BACK, word, "")


def answerable(engagement: Engagement, number: int, word: Word) -> Proposal:
    """Return a proposal that somebody may answer: neither their party's nor, whoever moved, their own.

    Raises as `permission.party_for`, `closed`, `unknown_proposal` (number), `proposal_over` (number) and
    `own_proposal` (number, party: whose answer it is).
    """
    party = party_for(engagement, word, Act.COMMIT)
    waiting = _waiting(engagement, number)
    if waiting.party is party or waiting.by == word.by:
        raise RuleBroken("own_proposal", number=number, party=waiting.party.other)
    return waiting


def proposal_of(engagement: Engagement, number: int) -> Proposal:
    """Return a proposal; raises `unknown_proposal` (number)."""
    found = next((one for one in engagement.proposals if one.number == number), None)
    if found is None:
        raise RuleBroken("unknown_proposal", number=number)
    return found


def waiting_for(engagement: Engagement, party: Party) -> tuple[Proposal, ...]:
    """Return the proposals that wait for a party's answer."""
    return tuple(one for one in engagement.proposals if one.open and one.party.other is party)


def checked_parts(parts: Sequence[str]) -> tuple[str, ...]:
    """Return the parts of the contract that an amendment renegotiates, each once, in their order.

    Raises `parts_missing`, `parts_too_many` (limit) and `part_too_long` (limit).
    """
    named = tuple(dict.fromkeys(part for one in parts if (part := " ".join(visible(one).split()))))
    if not named:
        raise RuleBroken("parts_missing")
    if len(named) > MOST_PARTS:
        raise RuleBroken("parts_too_many", limit=MOST_PARTS)
    if any(len(part) > LONGEST_PART for part in named):
        raise RuleBroken("part_too_long", limit=LONGEST_PART)
    return named


def _checked(content: Content, kind: ProposalKind, today: date) -> Content:
    """Return what a proposal asks for as it is kept; an amendment holds from today on at the earliest."""
    kept = content.copy()
    terms = kept.get("terms")
    if terms is not None and terms.on < today:
        raise RuleBroken("amendment_past", on=terms.on)
    kept["parts"] = checked_parts(kept.get("parts", ())) if kind is ProposalKind.AMENDMENT else ()
    kept["reference"] = checked_reason(kept.get("reference", ""), required=False)
    return kept


def _waiting(engagement: Engagement, number: int) -> Proposal:
    refuse_closed(engagement)
    found = proposal_of(engagement, number)
    if not found.open:
        raise RuleBroken("proposal_over", number=number)
    return found


def _ended(engagement: Engagement, proposal: Proposal, answer: Answer, word: Word, note: str) -> Engagement:
    at = word.at.astimezone(UTC)
    end = ProposalEnd(answer, word.by, at, note, kept_by=word.kept_by, evidence=word.evidence)
    answered = replace(proposal, ended=end)
    kept = (answered if one.number == proposal.number else one for one in engagement.proposals)
    return replace(engagement, proposals=tuple(kept))
