"""What one party proposes, what the other one answers, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.views import kit, wording
from prompts import Translator
from state.rules.amending import holds_from
from state.rules.change import Change
from state.rules.clauses import Amendment
from state.rules.dossier import Answer, Proposal, ProposalKind
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.party import Party
from state.rules.proposal import proposal_of
from state.rules.term import clauses_on

#: So many open proposals are on the card; there is one of a kind at most.
MOST = len(ProposalKind)


def what(proposal: Proposal, t: Translator) -> str:
    """Return what is proposed, in a few words: "go back to the takeover"."""
    values: dict[str, str] = {}
    if proposal.kind is ProposalKind.BACK and proposal.back_to:
        values = {"phase": t(f"the.{proposal.back_to}")}
    if proposal.kind is ProposalKind.AMENDMENT:
        values = {"parts": kit.escape(", ".join(proposal.parts))}
    return t(f"proposed.{proposal.kind}", **values)


def waiting(engagement: Engagement, t: Translator) -> str:
    """Return the proposals that wait for an answer, a line each; "" where none does."""
    lines = [
        f"• {t('status.proposal', number=one.number, party=t(f'party.{one.party}'), what=what(one, t))}"
        for one in _open(engagement)
    ]
    return "\n".join([t("status.proposals"), *lines]) if lines else ""


def buttons(engagement: Engagement, t: Translator) -> list[kit.Block]:
    """Return the buttons of each proposal that waits for an answer, a row for each."""
    return [row(engagement, one, t) for one in _open(engagement)]


def row(engagement: Engagement, proposal: Proposal, t: Translator) -> kit.Block:
    """Return the buttons of one proposal: everybody sees them, and the rules tell whose answer counts."""
    value = f"{engagement.id} {proposal.number}"
    agree = kit.button(
        t("button.agree"), "proposal.agree", value,
        style="primary", label=t("button.agree_label", number=proposal.number),
    )  # fmt: skip
    decline = kit.button(
        t("button.decline"), "proposal.decline", value,
        label=t("button.decline_label", number=proposal.number),
    )  # fmt: skip
    retract = kit.button(
        t("button.retract"), "proposal.retract", value,
        label=t("button.retract_label", number=proposal.number),
    )  # fmt: skip
    return kit.actions(agree, decline, retract)


def done(engagement: Engagement, number: int, t: Translator) -> kit.Message:
    """Return what tells a person that what they proposed or answered is kept."""
    proposal = proposal_of(engagement, number)
    key = f"done_{proposal.ended.answer}" if proposal.ended else "done_proposed"
    values = {} if proposal.ended else {"party": t(f"party.{proposal.party.other}")}
    return kit.say(t(f"proposed.{key}", number=number, what=what(proposal, t), **values))


def announced(change: Change, t: Translator) -> str:
    """Return what tells both parties of a proposal, with all that it would change."""
    after, proposal = change.after, change.after.proposals[-1]
    made = t("proposed.made", what=what(proposal, t), **_by(change, proposal, t))
    effect = "\n".join(f"• {line}" for line in details(proposal, after, t))
    waits = t("proposed.waits", party=t(f"party.{proposal.party.other}"))
    return "\n".join(part for part in (made, kit.quote(proposal.reason), effect, waits) if part)


def announced_buttons(change: Change, t: Translator) -> Sequence[kit.Block]:
    return [row(change.after, change.after.proposals[-1], t)]


def announced_answer(change: Change, t: Translator) -> str:
    """Return what tells both parties of an answer, and of what changes with it."""
    proposal = proposal_of(change.after, change.number or 0)
    answer = proposal.ended.answer if proposal.ended else Answer.AGREED
    note = proposal.ended.note if proposal.ended else ""
    said = t(f"proposed.{answer}", what=what(proposal, t), **_by(change, proposal, t))
    then = _effect(change, proposal, t) if answer is Answer.AGREED else t("proposed.unchanged")
    return "\n".join(part for part in (said, kit.quote(note), then) if part)


def _by(change: Change, proposal: Proposal, t: Translator) -> dict[str, object]:
    party = change.after.party_of(change.speaker) or Party.CLIENT
    return {"number": proposal.number, "person": wording.speaker(change), "side": t(f"side.{party}")}


def _effect(change: Change, proposal: Proposal, t: Translator) -> str:
    after = change.after
    if proposal.kind is ProposalKind.BACK:
        lines = [t("proposed.went_back", phase=t(f"the.{after.phase}"))]
        if after.phase is Phase.TAKEOVER:
            lines.append(t("proposed.client_again"))
        return "\n".join(lines)
    if proposal.kind is ProposalKind.AMENDMENT:
        at = proposal.ended.at if proposal.ended else change.at
        day = holds_from(proposal, at.astimezone(ZoneInfo(after.zone)).date())
        return t("proposed.amended", day=kit.day(day, t.language))
    return t("proposed.renewed" if proposal.kind is ProposalKind.RENEWAL else "proposed.withdrawn")


def details(proposal: Proposal, engagement: Engagement, t: Translator) -> list[str]:
    """Return what an amendment changes, a line each."""
    lines = []
    if proposal.reference:
        lines.append(t("proposed.reference", reference=kit.escape(proposal.reference)))
    if proposal.terms is not None:
        lines += _terms(proposal.terms, engagement, t)
    if proposal.revision is not None:
        price = kit.number(proposal.revision.price, t.language)
        base = kit.number(proposal.revision.base, t.language)
        lines.append(t("proposed.price", price=price, base=base))
    if proposal.evolution is not None:
        lines.append(t("proposed.evolution", number=proposal.evolution))
    return lines


def _terms(terms: Amendment, engagement: Engagement, t: Translator) -> list[str]:
    before, after = clauses_on(engagement.contract, terms.on), terms.clauses
    lines = [t("proposed.since", day=kit.day(terms.on, t.language))]
    if terms.last_day is not None:
        lines.append(t("proposed.last", day=kit.day(terms.last_day, t.language)))
    if terms.term is not None:
        lines.append(t("proposed.term", length=wording.duration(terms.term, t)))
    if after.notice != before.notice:
        lines.append(
            t("proposed.notice", length=wording.duration(after.notice, t))
            if after.notice
            else t("proposed.no_notice")
        )
    if (after.renewal, after.tacit) != (before.renewal, before.tacit):
        lines.append(
            t("proposed.renewal_length", length=wording.duration(after.renewal, t))
            if after.renewal and after.tacit
            else t("proposed.no_renewal")
        )
    return lines


def _open(engagement: Engagement) -> list[Proposal]:
    return [one for one in engagement.proposals if one.open][:MOST]
