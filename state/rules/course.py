"""The course of a contract: its runs of periods, and how amendments and notices change them.

Changes are taken in the order of their days, so a notice is judged by what held when it counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from state.rules.broken import RuleBroken
from state.rules.clauses import Amendment, Clauses
from state.rules.duration import Duration
from state.rules.run import DAY, Mark, Outcome, Run, bounded, latest_notice


@dataclass(frozen=True, slots=True)
class Course:
    """Every run of a contract; each holds from its first period to the next one's."""

    runs: tuple[Run, ...]

    def run_on(self, day: date) -> Run:
        return next((run for run in reversed(self.runs) if run.start <= day), self.runs[0])

    def run_of(self, k: int) -> Run:
        return next(run for run in reversed(self.runs) if run.first <= k)

    @property
    def last(self) -> Run:
        return self.runs[-1]

    @property
    def ends_on(self) -> date | None:
        """The contract's last day; None where renewals have no limit, or it is open-ended."""
        return None if self.last.final is None else self.last.last_day(self.last.final)


def course_of(
    start: date,
    term: Duration,
    clauses: Clauses,
    amendments: Iterable[Amendment] = (),
    notices: Iterable[date] = (),
) -> Course:
    """Return a contract's course; `notices` are the days on which notices that stand count.

    Raises as `run.bounded`, `with_amendment` and `with_notice`, and `notice_exceeds_term` (deadline,
    start) and `notice_exceeds_renewal` (notice, renewal) for clauses that leave no time to act (R15).
    """
    first = Run(0, start, Mark(start).plus(term), clauses, renewals=0, since=start)
    course = Course((_workable(bounded(first)),))
    # On one day, what the parties signed comes before what one of them declared.
    changes: list[tuple[date, Amendment | None]] = [(change.on, change) for change in amendments]
    changes += [(day, None) for day in notices]
    for day, change in sorted(changes, key=lambda each: (each[0], each[1] is None)):
        course = with_notice(course, day) if change is None else with_amendment(course, change)
    return course


def with_amendment(course: Course, amendment: Amendment) -> Course:
    """Return the course that an amendment makes of another one (R11, outcome C).

    Raises `contract_over` (last_day: an extension is agreed before it), `new_term_pending` (start),
    `notice_stands` (last_day: only that day may still be moved), `extension_not_later` (last_day: the
    present one; an earlier one is for a contract that ends with it), `no_end_yet` (a new term follows an
    open-ended period only from an agreed last day) and `deadline_passed` (deadline: by the new
    clauses it was before the day of signature, by the old ones it was not).
    """
    k = _running(course, amendment.on)
    before = course.last
    if before.then is Outcome.TERMINATED and (amendment.last_day is None or amendment.term is not None):
        raise RuleBroken("notice_stands", last_day=course.ends_on)
    if amendment.term is None:
        return _replaced(course, k, _from_now(before, k, amendment))
    closing = replace(_from(before, k), end=_moved(before, k, amendment), final=k, then=Outcome.NEW_TERM)
    return Course((*_replaced(course, k, closing).runs, _new_term(closing, amendment, amendment.term)))


def with_notice(course: Course, day: date) -> Course:
    """Return the course that a notice counted on a day makes of another one (R9, R13).

    Nothing changes where the period ends anyway, where another notice stands, and where an open-ended
    contract has no notice period: the law then asks for a reasonable one, which is no date. Raises
    `contract_over` (last_day) and `new_term_pending` (start).
    """
    _running(course, day)
    run = course.last
    k = run.effect_of(day)
    if run.outcome(k) in {Outcome.TERMINATED, Outcome.EXPIRES}:
        return course
    if run.last_day(k) is not None:
        return Course((*course.runs[:-1], replace(run, final=k, then=Outcome.TERMINATED)))
    if run.clauses.notice is None:
        return course
    end = Mark(run.clauses.notice.after(day) + DAY)
    return _replaced(course, k, replace(_from(run, k), end=end, final=k, then=Outcome.TERMINATED))


def _running(course: Course, day: date) -> int:
    """Return the period that a change on a day concerns."""
    if course.ends_on is not None and day > course.ends_on:
        raise RuleBroken("contract_over", last_day=course.ends_on)
    if len(course.runs) > 1 and day < course.last.start:
        raise RuleBroken("new_term_pending", start=course.last.start)
    return course.last.at(day)


def _replaced(course: Course, k: int, run: Run) -> Course:
    """Return the course with a run from period k on; what came before it stays."""
    kept = course.runs[:-1] if course.last.first == k else course.runs
    return Course((*kept, run))


def _from(run: Run, k: int) -> Run:
    """Return what is left of a run from period k on."""
    return replace(
        run, first=k, start=run.start_of(k), end=run.mark(k), renewals=run.renewals + k - run.first
    )


def _from_now(before: Run, k: int, amendment: Amendment) -> Run:
    """Return the running period and what follows it, under the amended clauses."""
    run = replace(_from(before, k), end=_moved(before, k, amendment), clauses=amendment.clauses)
    if before.then is Outcome.TERMINATED:
        return run
    after = _workable(bounded(run))
    old, new = before.deadline(k), after.deadline(k)
    if old is not None and new is not None and new < amendment.on <= old:
        raise RuleBroken("deadline_passed", deadline=new)
    return after


def _moved(before: Run, k: int, amendment: Amendment) -> Mark | None:
    """Return the mark of the running period's last day, once amended."""
    mark, last_day = before.mark(k), amendment.last_day
    if last_day is None:
        return mark
    # An earlier end is taken only where it is plain what follows: a new term, or nothing.
    plain = mark is None or amendment.term is not None or not amendment.clauses.tacit
    earliest = max(amendment.on, before.start_of(k)) if plain or mark is None else mark.last_day + DAY
    if last_day < earliest or (mark is not None and last_day == mark.last_day):
        raise RuleBroken("extension_not_later", last_day=mark.last_day if mark else earliest)
    return Mark(last_day + DAY) if mark is None else mark.moved(last_day)


def _new_term(closing: Run, amendment: Amendment, term: Duration) -> Run:
    if closing.end is None:
        raise RuleBroken("no_end_yet")
    first, start = closing.first + 1, closing.end.last_day + DAY
    run = Run(first, start, Mark(start).plus(term), amendment.clauses, renewals=0, since=start)
    if not amendment.restart:
        # The same contract goes on: counted from its original start, and towards its caps.
        made, since = closing.renewals + 1, closing.since
        run = replace(run, end=closing.end.plus(term), renewals=made, since=since)
    return _workable(bounded(run))


def _workable(run: Run) -> Run:
    """Refuse a notice that leaves no day to give it (R15).

    A renewal as long as the notice may have its deadline a day or two before its first day, for want
    of a 31st (DOMAIN case 6): only a longer notice is refused there.
    """
    notice, renewal = run.clauses.notice, run.clauses.renewal
    if run.end is not None and run.renewals == 0:
        deadline = latest_notice(run.end.last_day, notice)
        if deadline < run.start:
            raise RuleBroken("notice_exceeds_term", deadline=deadline, start=run.start)
    if notice is not None and renewal is not None and notice.longer_than(renewal):
        raise RuleBroken("notice_exceeds_renewal", notice=notice, renewal=renewal)
    return run
