"""What waits for somebody beside the phase's checklist: reservations, proposals, evolutions, the contract.

Where neither the contract nor the parties named a day, the days that are given here are Relais's own choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from state.rules.ahead import STEPS
from state.rules.dossier import Evolution, ExitMode, Proposal, ProposalKind, Stage
from state.rules.engagement import Engagement
from state.rules.evolution import amendments_of, awaits_amendment, open_evolutions
from state.rules.item import Phase, Reservation
from state.rules.notice import standing_notice
from state.rules.party import Party, Role
from state.rules.run import ENDS
from state.rules.term import Term, decision_at, term_at

#: Calendar days to answer a proposal, and to choose how the service leaves.
ANSWER = timedelta(days=14)
#: Calendar days for a step of an evolution, but the implementation, which takes what its solution takes.
EVOLUTION = timedelta(days=30)
#: A delegation is spoken of so many calendar days before its last one.
DELEGATION = timedelta(days=30)
#: The renewal or the end is spoken of from the first reminder of the notice on.
AHEAD = timedelta(days=STEPS[0])


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing that waits for somebody; None waits for either party. Days are the engagement's.

    `since`: from when on it waits; `by`: until when it should be done, None where nothing says so. Codes:
    `clear_reservation` (its owner) and `lift_reservation` (who made it; `ref`: the reservation, `item`:
    what it is on), `answer_proposal` (`ref`: the proposal), `propose_solution`, `validate_solution`,
    `implement` and `propose_amendment` (`ref`: the evolution), `give_index` (`ref`: the period),
    `choose_exit`, `seat_incoming` (nobody speaks for the incoming provider; `by`: when it is first asked
    for something), `decide_term` (`ref`: the period that a notice would end), `prepare_end` (`ref`: the
    period after which nothing follows, `by`: its last day) and `renew_delegation` (`by`: its last day).
    """

    code: str
    party: Party | None
    since: date
    by: date | None
    ref: int | None = None
    item: int | None = None


#: What an evolution waits for after a stage, and from whom.
TURNS: dict[Stage, tuple[str, Party]] = {
    Stage.NEED: ("propose_solution", Party.PROVIDER),
    Stage.SENT_BACK: ("propose_solution", Party.PROVIDER),
    Stage.SOLUTION: ("validate_solution", Party.CLIENT),
    Stage.VALIDATED: ("implement", Party.PROVIDER),
}


def waits(engagement: Engagement, today: date) -> Iterator[Wait]:
    """Yield everything that waits for somebody on a day of the engagement's zone; nothing once closed."""
    if engagement.phase is Phase.CLOSED:
        return
    sources: tuple[Callable[[Engagement, date], Iterator[Wait]], ...] = (
        _reservations, _proposals, _evolutions, _indexes, _exit, _term, _delegations,
    )  # fmt: skip
    for source in sources:
        yield from source(engagement, today)


def day_at(engagement: Engagement, at: datetime) -> date:
    """Return the day of the engagement's zone that it was at an instant."""
    return at.astimezone(ZoneInfo(engagement.zone)).date()


def settled_by(term: Term) -> date | None:
    """Return by when what follows a period has to be settled; None where nothing has to be."""
    return term.last_day if term.outcome in ENDS else term.send_by


def handed_over_since(engagement: Engagement, reservation: Reservation) -> bool:
    """Say whether a reservation's item was handed over again since the reservation was made."""
    item = next((one for one in engagement.items if one.number == reservation.item), None)
    return item is not None and item.delivered is not None and item.delivered.at > reservation.at


def _reservations(engagement: Engagement, today: date) -> Iterator[Wait]:
    """The owner clears a reservation by its day; from then on, who made it says whether it may be lifted."""
    for one in engagement.open_reservations:
        since, again = day_at(engagement, one.at), handed_over_since(engagement, one)
        if not again:
            yield Wait("clear_reservation", one.owner, since, one.due, one.number, one.item)
        if again or today > one.due:
            yield Wait("lift_reservation", one.party, since, one.due, one.number, one.item)


def _proposals(engagement: Engagement, _today: date) -> Iterator[Wait]:
    for one in engagement.proposals:
        if one.open:
            since = day_at(engagement, one.at)
            by = _answer_by(engagement, one, since)
            yield Wait("answer_proposal", one.party.other, since, by, one.number)


def _answer_by(engagement: Engagement, proposal: Proposal, made: date) -> date:
    """Return by when a proposal is answered: in two weeks, and before the day that would overtake it.

    Terms that are to hold from the day of the proposal itself hold from the day of the answer.
    """
    limits = [made + ANSWER]
    if proposal.terms is not None and proposal.terms.on != made:
        limits.append(proposal.terms.on)
    if proposal.kind is ProposalKind.WITHDRAWAL and engagement.exit and engagement.exit.last_day:
        limits.append(engagement.exit.last_day)
    if proposal.kind is ProposalKind.RENEWAL:
        last = term_at(engagement.contract, made).last_day
        limits += [last] if last else []
    return max(min(limits), made)


def _evolutions(engagement: Engagement, _today: date) -> Iterator[Wait]:
    if engagement.phase is Phase.OPERATIONS:
        for one in open_evolutions(engagement):
            yield from _turn(engagement, one)


def _turn(engagement: Engagement, evolution: Evolution) -> Iterator[Wait]:
    code, party = TURNS[evolution.stage]
    since = day_at(engagement, evolution.stages[-1].at)
    if evolution.stage is not Stage.VALIDATED:
        yield Wait(code, party, since, since + EVOLUTION, evolution.number)
    elif not awaits_amendment(engagement, evolution):
        yield Wait(code, party, since, None, evolution.number)
    elif not any(one.open for one in amendments_of(engagement, evolution)):
        # One that was proposed waits for its answer instead.
        yield Wait("propose_amendment", None, since, since + EVOLUTION, evolution.number)


def _indexes(engagement: Engagement, _today: date) -> Iterator[Wait]:
    """A price waits for its index until it is published, on nobody's day (DOMAIN §5, price)."""
    yield from (Wait("give_index", None, one.on, None, one.k) for one in engagement.prices if one.pending)


def _exit(engagement: Engagement, _today: date) -> Iterator[Wait]:
    leaving = engagement.exit
    if engagement.phase is not Phase.EXIT or leaving is None:
        return
    if leaving.mode is ExitMode.UNDECIDED:
        by = leaving.begun_on + ANSWER
        yield Wait("choose_exit", Party.CLIENT, leaving.begun_on, min(by, leaving.last_day or by))
    if leaving.mode is ExitMode.PORTABILITY and Party.INCOMING not in engagement.parties:
        asked = (item.due for item in engagement.current_items if Party.INCOMING in item.asks)
        first = min((due for due in asked if due is not None), default=None)
        yield Wait("seat_incoming", Party.CLIENT, leaving.begun_on, first)


def _term(engagement: Engagement, today: date) -> Iterator[Wait]:
    """Either party gives notice, or says that the contract goes on, by the day to send a notice.

    One that nothing renews is left, or agreed anew, before its last day (R7: no notice is needed).
    """
    if engagement.leaving:
        return
    term = decision_at(engagement.contract, today)
    by = settled_by(term)
    if by is None or today < by - AHEAD:
        return
    settled = any(one.k == term.k for one in engagement.terms)
    if term.outcome in ENDS:
        yield Wait("prepare_end", None, by - AHEAD, by, term.k)
    elif not settled and standing_notice(engagement.contract) is None:
        yield Wait("decide_term", None, by - AHEAD, by, term.k)


def _delegations(engagement: Engagement, today: date) -> Iterator[Wait]:
    """A party renews a delegation that ends soon, or has it end: once for each last day."""
    ends = {
        (member.party, member.until)
        for member in engagement.members
        if member.role is Role.DELEGATE
        and member.until is not None
        and member.until - DELEGATION <= today <= member.until
        and (member.since is None or member.since <= today)
    }
    for party, until in sorted(ends):
        yield Wait("renew_delegation", party, until - DELEGATION, until)
