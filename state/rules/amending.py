"""What an amendment changes once both parties have signed it (DOMAIN T8; methodology: evolutions, term)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from state.rules.amendment import amended
from state.rules.broken import RuleBroken
from state.rules.clauses import Amendment
from state.rules.dossier import Evolution, Proposal, Route
from state.rules.engagement import Engagement
from state.rules.evolution import evolution_of
from state.rules.party import Word
from state.rules.permission import day_of
from state.rules.pricing import agreed_price
from state.rules.term import Anchor, clauses_on


def amended_by(engagement: Engagement, proposal: Proposal, word: Word) -> Engagement:
    """Return the engagement under an amendment, which holds from the second signature or a later day on.

    Raises `amendment_before_term` (the term counts from an acceptance that is still to come),
    `amendment_in_exit` (only the last day and the price may still change), `evolution_unknown` (number),
    `evolution_over` (number, stage), `route_otherwise` (number, route: another one was chosen for it), and
    as `amendment.amended` and `price.checked_revision`.
    """
    on = holds_from(proposal, day_of(engagement, word))
    changed = engagement
    if proposal.terms is not None:
        changed = _on_terms(changed, replace(proposal.terms, on=on))
    if proposal.revision is not None:
        changed = agreed_price(changed, proposal.revision, on)
    if proposal.evolution is not None:
        changed = _covering(changed, proposal.evolution, proposal.number)
    return changed


def holds_from(proposal: Proposal, agreed_on: date) -> date:
    """Return the day from which an amendment holds: that of the second signature, or a later one."""
    return agreed_on if proposal.terms is None else max(proposal.terms.on, agreed_on)


def _on_terms(engagement: Engagement, terms: Amendment) -> Engagement:
    same = terms.clauses == clauses_on(engagement.contract, terms.on)
    if same and terms.last_day is None and terms.term is None:
        return engagement  # nothing but the day on which the rest of it holds
    if engagement.contract.anchor is Anchor.ACCEPTANCE and engagement.live_on is None:
        raise RuleBroken("amendment_before_term")
    if not engagement.leaving or engagement.exit is None:
        return replace(engagement, contract=amended(engagement.contract, terms))
    if terms.last_day is None or terms.term is not None or not same:
        raise RuleBroken("amendment_in_exit")
    moved = replace(engagement.exit, last_day=terms.last_day)
    return replace(engagement, contract=amended(engagement.contract, terms), exit=moved)


def _covering(engagement: Engagement, number: int, proposal: int) -> Engagement:
    """Return the engagement with an evolution that may now be implemented (route: amendment)."""
    found = evolution_of(engagement, number)
    if not found.open:
        raise RuleBroken("evolution_over", number=number, stage=found.stage)
    if found.route is not Route.AMENDMENT:
        raise RuleBroken("route_otherwise", number=number, route=found.route)

    def linked(one: Evolution) -> Evolution:
        return replace(one, amendment=proposal) if one.number == number else one

    return replace(engagement, evolutions=tuple(linked(one) for one in engagement.evolutions))
