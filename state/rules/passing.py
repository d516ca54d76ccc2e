"""What time alone brings about: tacit renewals, new prices, the exit of a contract that is over, its close.

One step at a time, each of which comes about once: it is worked out from what the engagement holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from state.rules.clauses import Amendment
from state.rules.dossier import Answer, ExitCause, TermEnd
from state.rules.ending import begin_exit, exit_cause, term_end, term_over, with_term_end
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.party import CLOCK, Actor, Word
from state.rules.permission import day_of
from state.rules.phase import turned
from state.rules.pricing import due_priced
from state.rules.run import ENDS, Outcome
from state.rules.term import Term, term_at, term_of


@dataclass(frozen=True, slots=True)
class Passed:
    """One thing that time brought about: the engagement after it, and the action that history names.

    Actions: `term.begin` (another period runs, numbered `k`), `price.due` (a price of period `k` waits for
    its index), `exit.begin` (the contract ends with period `k`) and `exit.close` (its last day has passed,
    and nothing else was missing).
    """

    action: str
    k: int
    after: Engagement


def passed(engagement: Engagement, now: datetime) -> Passed | None:
    """Return the next thing that time has brought about by an instant (aware), None where there is none.

    The exit is entered without its items: `checklist.enlist` adds them.
    """
    word = Word(CLOCK, now)
    return next(_steps(engagement, word, day_of(engagement, word)), None)


def _steps(engagement: Engagement, word: Word, today: date) -> Iterator[Passed]:
    if engagement.phase is Phase.CLOSED:
        return
    running = term_at(engagement.contract, today)
    if not engagement.leaving:
        yield from _begun(engagement, running, today)
        yield from _ended(engagement, running, today)
    yield from _priced(engagement, running, today)
    if engagement.phase is Phase.EXIT and term_over(engagement, today):
        yield from _closed(engagement, running, word)


def _begun(engagement: Engagement, running: Term, today: date) -> Iterator[Passed]:
    """Yield that a period is over and another one runs: by default, where nobody acted (DOMAIN T7, R8).

    What became of it before Relais followed the engagement is left to who brought it in.
    """
    first = term_at(engagement.contract, engagement.created_on).k
    settled = {one.k for one in engagement.terms}
    for k in (k for k in range(first, running.k) if k not in settled):
        term = term_of(engagement.contract, k)
        if term.outcome in ENDS or term.next_start is None:
            continue
        end = TermEnd(k, term.outcome, term.next_start, _signer(engagement, term))
        after = with_term_end(engagement, end)
        yield Passed("term.begin", k + 1, due_priced(after, today))


def _signer(engagement: Engagement, term: Term) -> Actor | None:
    """Return who signed the amendment by which a new term begins (outcome C); None for nobody."""
    if term.outcome is not Outcome.NEW_TERM:
        return None
    agreed = (one for one in reversed(engagement.proposals) if one.ended and _new_term(one.terms))
    return next((one.ended.by for one in agreed if one.ended and one.ended.answer is Answer.AGREED), None)


def _new_term(terms: Amendment | None) -> bool:
    return terms is not None and terms.term is not None


def _ended(engagement: Engagement, running: Term, today: date) -> Iterator[Passed]:
    """Yield the exit of a contract that a notice ends with the running period, or that has expired."""
    cause = exit_cause(engagement, today)
    if cause is None or (cause is ExitCause.EXPIRY and not term_over(engagement, today)):
        return
    after = begin_exit(engagement, cause, today)
    if term_end(engagement, running.k) is None:
        after = with_term_end(after, TermEnd(running.k, running.outcome, today))
    yield Passed("exit.begin", running.k, after)


def _closed(engagement: Engagement, running: Term, word: Word) -> Iterator[Passed]:
    """Yield the close of an exit in which nothing was missing but the contract's last day."""
    after = turned(engagement, word)
    if after is not engagement:
        yield Passed("exit.close", running.k, after)


def _priced(engagement: Engagement, running: Term, today: date) -> Iterator[Passed]:
    after = due_priced(engagement, today)
    if after is not engagement:
        yield Passed("price.due", running.k, after)
