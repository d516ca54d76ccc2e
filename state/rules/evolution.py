"""Evolutions: a need, the provider's solution, the client's validation, the implementation.

Each step only once the one before it is done, and only by the party that it belongs to (methodology:
evolution steps, who does what; DOMAIN §4, evolution). All of it happens in the operations.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from state.rules.acceptance import CLOCKS_DIFFER
from state.rules.broken import RuleBroken
from state.rules.dossier import (
    Answer,
    Evolution,
    IntervalKind,
    Proposal,
    ProposalKind,
    Route,
    Stage,
    StageDone,
)
from state.rules.engagement import Engagement
from state.rules.interval import closed_with, opened, refuse_outside_operations
from state.rules.party import Party, Word
from state.rules.permission import Act, day_of, party_for, signatories
from state.rules.reason import checked_reason, checked_title


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an evolution: whose it is, and after which stages it may come."""

    party: Party
    after: frozenset[Stage]


#: What may come after what, and by whom. A need is opened, so it comes after nothing.
STEPS: dict[Stage, Step] = {
    Stage.NEED: Step(Party.CLIENT, frozenset()),
    Stage.SOLUTION: Step(Party.PROVIDER, frozenset({Stage.NEED, Stage.SENT_BACK})),
    Stage.VALIDATED: Step(Party.CLIENT, frozenset({Stage.SOLUTION})),
    Stage.SENT_BACK: Step(Party.CLIENT, frozenset({Stage.SOLUTION})),
    Stage.IMPLEMENTED: Step(Party.PROVIDER, frozenset({Stage.VALIDATED})),
    Stage.WITHDRAWN: Step(
        Party.CLIENT, frozenset({Stage.NEED, Stage.SOLUTION, Stage.SENT_BACK, Stage.VALIDATED})
    ),
}
#: Until the client has validated the solution, it may still say otherwise how the evolution is covered.
ROUTABLE = frozenset({Stage.NEED, Stage.SOLUTION, Stage.SENT_BACK})


def open_evolution(engagement: Engagement, word: Word, *, title: str, route: Route) -> Engagement:
    """Open an evolution with the need that the client specifies, once it is said how it is covered.

    Raises as `permission.party_for` and `checked_title`, and `closed` (on), `operations_only` (phase) and
    `evolution_party` (step, party, people: whose step it is, and who may take it).
    """
    party = party_for(engagement, word, Act.COMMIT)
    refuse_outside_operations(engagement)
    _refuse_other(engagement, word, party, Stage.NEED)
    number = max((one.number for one in engagement.evolutions), default=0) + 1
    need = _done(Stage.NEED, party, word, "")
    made = Evolution(number, checked_title(title), route, (need,))
    return replace(engagement, evolutions=(*engagement.evolutions, made))


def propose_solution(engagement: Engagement, number: int, word: Word, *, note: str) -> Engagement:
    """Propose the provider's solution, in a few words or by a link; also anew, after it was sent back.

    Raises as `checked_step`, and `solution_missing` (nothing says what it is).
    """
    said = checked_reason(note, required=False)
    after = _stepped(engagement, number, word, Stage.SOLUTION, said)
    if not said:
        raise RuleBroken("solution_missing")
    return after


def validate(engagement: Engagement, number: int, word: Word, *, note: str = "") -> Engagement:
    """Validate the solution for the client; the evolution's interval begins. Raises as `checked_step`."""
    after = _stepped(engagement, number, word, Stage.VALIDATED, checked_reason(note, required=False))
    title = evolution_of(after, number).title
    return opened(after, IntervalKind.EVOLUTION, title, day_of(after, word), evolution=number)


def send_back(engagement: Engagement, number: int, word: Word, *, reason: str) -> Engagement:
    """Send the solution back to the provider, with the reason.

    Raises as `checked_step`, and `reason_missing`, `reason_too_long` (limit).
    """
    after = _stepped(engagement, number, word, Stage.SENT_BACK, checked_reason(reason, required=False))
    checked_reason(reason, required=True)
    return after


def implement(engagement: Engagement, number: int, word: Word, *, note: str = "") -> Engagement:
    """Say that the validated solution is in place; the evolution's interval ends.

    Raises as `checked_step`.
    """
    said = checked_reason(note, required=False)
    after = _stepped(engagement, number, word, Stage.IMPLEMENTED, said)
    return closed_with(after, number, day_of(after, word))


def withdraw(engagement: Engagement, number: int, word: Word, *, reason: str) -> Engagement:
    """Withdraw an evolution for the client, with the reason; its interval ends, if it had begun.

    Raises as `checked_step`, and `reason_missing`, `reason_too_long` (limit).
    """
    after = _stepped(engagement, number, word, Stage.WITHDRAWN, checked_reason(reason, required=False))
    checked_reason(reason, required=True)
    return closed_with(after, number, day_of(after, word))


def reroute(engagement: Engagement, number: int, word: Word, *, route: Route) -> Engagement:
    """Say otherwise how an evolution is covered, for the client, until it has validated the solution.

    Raises as `permission.party_for`, and `closed` (on), `operations_only` (phase), `evolution_unknown`
    (number), `evolution_over` (number, stage), `evolution_party` (step, party, people), `route_settled`
    (number: the solution was validated on the present route) and `route_already` (number, route).
    """
    party = party_for(engagement, word, Act.COMMIT)
    found = _open(engagement, number)
    _refuse_other(engagement, word, party, Stage.NEED)
    if found.stage not in ROUTABLE:
        raise RuleBroken("route_settled", number=number)
    if found.route is route:
        raise RuleBroken("route_already", number=number, route=route)
    return _with(engagement, replace(found, route=route))


def link(engagement: Engagement, number: int, proposal: int, word: Word) -> Engagement:
    """Say which amendment covers an evolution; either party may, and the last word holds.

    Raises as `permission.party_for`, and `closed` (on), `operations_only` (phase), `evolution_unknown`
    (number), `evolution_over` (number, stage), `route_otherwise` (number, route: it is not by an
    amendment), `amendment_unknown` (number: no such amendment, or one that was not agreed),
    `amendment_elsewhere` (number, evolution: it was agreed for another one) and `amendment_linked` (number,
    proposal).
    """
    party_for(engagement, word, Act.COMMIT)
    found = _open(engagement, number)
    if found.route is not Route.AMENDMENT:
        raise RuleBroken("route_otherwise", number=number, route=found.route)
    about = next((one for one in engagement.proposals if one.number == proposal), None)
    if about is None or about.kind is not ProposalKind.AMENDMENT or not (about.open or _agreed(about)):
        raise RuleBroken("amendment_unknown", number=proposal)
    if about.evolution not in {None, number}:
        raise RuleBroken("amendment_elsewhere", number=proposal, evolution=about.evolution)
    if found.amendment == proposal:
        raise RuleBroken("amendment_linked", number=number, proposal=proposal)
    return _with(engagement, replace(found, amendment=proposal))


def evolution_of(engagement: Engagement, number: int) -> Evolution:
    """Return an evolution by its number; raises `evolution_unknown` (number)."""
    found = next((one for one in engagement.evolutions if one.number == number), None)
    if found is None:
        raise RuleBroken("evolution_unknown", number=number)
    return found


def open_evolutions(engagement: Engagement) -> tuple[Evolution, ...]:
    return tuple(one for one in engagement.evolutions if one.open)


def awaits_amendment(engagement: Engagement, evolution: Evolution) -> bool:
    """Say whether an evolution goes by an amendment that both parties have not agreed yet."""
    return evolution.route is Route.AMENDMENT and not any(
        _agreed(one) for one in amendments_of(engagement, evolution)
    )


def amendments_of(engagement: Engagement, evolution: Evolution) -> tuple[Proposal, ...]:
    """Return the amendments that were proposed for an evolution, whichever of the two names the other."""
    return tuple(
        one
        for one in engagement.proposals
        if one.kind is ProposalKind.AMENDMENT
        and (one.number == evolution.amendment or one.evolution == evolution.number)
    )


def steps_after(stage: Stage, party: Party) -> tuple[Stage, ...]:
    """Return the steps that a party may take after a stage, in the order of the table."""
    return tuple(step for step, rule in STEPS.items() if rule.party is party and stage in rule.after)


def checked_step(engagement: Engagement, number: int, word: Word, step: Stage) -> tuple[Party, Evolution]:
    """Return for which party somebody may take a step now, and of what.

    Raises as `permission.party_for`, and `closed` (on), `operations_only` (phase), `evolution_unknown`
    (number), `evolution_over` (number, stage), `evolution_party` (step, party, people: whose step it is,
    and who may take it), `evolution_overtaken` (number: said before the last step), `evolution_order`
    (number, stage: what was done last, step: what was to follow) and `amendment_first` (number: it is
    implemented once an amendment that covers it is agreed).
    """
    party = party_for(engagement, word, Act.COMMIT)
    found = _open(engagement, number)
    _refuse_other(engagement, word, party, step)
    if word.at < found.stages[-1].at - CLOCKS_DIFFER:
        raise RuleBroken("evolution_overtaken", number=number)
    if found.stage not in STEPS[step].after:
        raise RuleBroken("evolution_order", number=number, stage=found.stage, step=step)
    if step is Stage.IMPLEMENTED and awaits_amendment(engagement, found):
        raise RuleBroken("amendment_first", number=number)
    return party, found


def _stepped(engagement: Engagement, number: int, word: Word, step: Stage, note: str) -> Engagement:
    """Return the engagement with one step of an evolution done; raises as `checked_step`."""
    party, found = checked_step(engagement, number, word, step)
    done = (*found.stages, _done(step, party, word, note))
    return _with(engagement, replace(found, stages=done))


def _open(engagement: Engagement, number: int) -> Evolution:
    refuse_outside_operations(engagement)
    found = evolution_of(engagement, number)
    if not found.open:
        raise RuleBroken("evolution_over", number=number, stage=found.stage)
    return found


def _refuse_other(engagement: Engagement, word: Word, party: Party, step: Stage) -> None:
    whose = STEPS[step].party
    if party is not whose:
        people = signatories(engagement, whose, day_of(engagement, word))
        raise RuleBroken("evolution_party", step=step, party=whose, people=people)


def _agreed(proposal: Proposal) -> bool:
    return proposal.ended is not None and proposal.ended.answer is Answer.AGREED


def _done(stage: Stage, party: Party, word: Word, note: str) -> StageDone:
    return StageDone(stage, party, word.by, word.at, note, word.kept_by, word.evidence)


def _with(engagement: Engagement, after: Evolution) -> Engagement:
    kept = tuple(after if one.number == after.number else one for one in engagement.evolutions)
    return replace(engagement, evolutions=kept)
