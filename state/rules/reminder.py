"""What is due to be recalled at an instant, worked out from the engagement as it is: nothing is scheduled.

A changed date therefore needs nothing rescheduled. Each reminder has a key; what was planned under that key
is never planned again, and of several steps of one obligation that passed unseen, only the last is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from state.rules.ahead import STEPS, days_ahead
from state.rules.calendar import instant, working_day_from
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.party import Party
from state.rules.run import DAY, ENDS
from state.rules.step import NextStep, next_steps
from state.rules.term import decision_at, term_at
from state.rules.waiting import day_at

#: Reminders go out from this time on, in the engagement's zone.
MORNING = time(9, 0)
#: Calendar days before a step's day.
COMING = (7, 1)
#: A step that is late is recalled on the day after its day, then on Mondays: at first on each one, and
#: once it is this old every fourth one, which is the same one for every step.
WEEK = timedelta(days=7)
OLD = timedelta(days=56)
MONTHLY = 4
#: The notice and the contract's end have reminders of their own, as binding as they are.
SAID_ELSEWHERE = {"decide_term", "prepare_end"}


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to recall.

    `about` is the code of a next step (`item` and `ref` as there), `notice`, `notice_passed`,
    `term_begun` or `contract_end`. `on` is the day on which it should go out, `by` the day that it
    recalls (for a notice: the day to send it; for a term: its first day; for an end: the last day),
    `legal` the contract's deadline behind it; all are days in the engagement's zone. `critical`: missing
    it binds the parties for years. `late`: it goes out after its day, because nothing ran then.
    """

    key: str
    about: str
    on: date
    by: date
    party: Party | None = None
    item: int | None = None
    ref: int | None = None
    legal: date | None = None
    critical: bool = False
    late: bool = False


def due(engagement: Engagement, *, now: datetime, planned: frozenset[str]) -> tuple[Reminder, ...]:
    """Return what is to be recalled now and was not planned yet, the earliest legal day first.

    `now` is aware; `planned` holds the keys of what was planned before. What is not critical has its
    days moved forward to working days of the contract's calendars; when nothing ran on such a day, it is
    said late, on any day.
    """
    if engagement.phase is Phase.CLOSED:
        return ()
    local = now.astimezone(ZoneInfo(engagement.zone))
    today = local.date() if local.time() >= MORNING else local.date() - DAY
    found = [one for one in _candidates(engagement, today) if one.key not in planned]
    told = [replace(one, late=local.date() > one.on) for one in found]
    return tuple(
        sorted(told, key=lambda one: (one.legal or one.by, one.item or 0, one.ref or 0, one.party or ""))
    )


def holds(engagement: Engagement, reminder: Reminder, *, today: date) -> bool:
    """Say whether a reminder that was planned before still says something true; `today` is the zone's day."""
    if reminder.about == "notice":
        return not engagement.leaving and reminder.legal == _deadline(engagement, today)
    if reminder.about == "notice_passed":
        return not engagement.leaving and reminder.legal == term_at(engagement.contract, today).deadline
    if reminder.about == "contract_end":
        return reminder.by == _end(engagement, today)
    if reminder.about == "term_begun":
        return not engagement.leaving and reminder.by == term_at(engagement.contract, today).start
    return any(
        (step.code, step.item, step.ref, step.party, step.by)
        == (reminder.about, reminder.item, reminder.ref, reminder.party, reminder.by)
        for step in next_steps(engagement, today)
    )


def next_morning(
    engagement: Engagement, *, now: datetime, planned: frozenset[str], within: int
) -> datetime | None:
    """Return the next instant (UTC) at which something will be recalled if nobody acts.

    None where nothing is within so many days.
    """
    first = now.astimezone(ZoneInfo(engagement.zone)).date()
    mornings = (
        instant(first + timedelta(days=after), MORNING, engagement.zone) for after in range(within + 1)
    )
    later = (morning for morning in mornings if morning > now)
    return next((one for one in later if due(engagement, now=one, planned=planned)), None)


def _candidates(engagement: Engagement, today: date) -> Iterator[Reminder]:
    calendars = engagement.contract.calendars
    for step in next_steps(engagement, today):
        on = _last_day_of(step, today, calendars)
        if on is not None and step.code not in SAID_ELSEWHERE and on > _since(engagement, step):
            yield _of_step(step, on)
    yield from _of_end(engagement, today, calendars)
    if not engagement.leaving:
        yield from _of_notice(engagement, today, calendars)
        yield from _passed(engagement, today)
        yield from _begun(engagement, today)


def _order(one: Reminder) -> tuple[date, int, int, str]:
    return one.legal or one.by, one.item or 0, one.ref or 0, one.party or ""


def _since(engagement: Engagement, step: NextStep) -> date:
    """Return the day since which a step has to be taken: nobody is reminded of days before it."""
    if step.code in {"accept_item", "decide_upgrade"}:
        return engagement.phase_since
    if step.since is not None:
        return step.since
    said = [
        day_at(engagement, decision.at)
        for item in engagement.current_items
        if step.code != "fix_refused" or item.number == step.item
        for party in Party
        if (decision := item.decision(party)) is not None
        if step.code != "sign_phase" or party is step.party
    ]
    return max(said, default=engagement.phase_since)


def _of_step(step: NextStep, on: date) -> Reminder:
    by = step.by or on
    owner = step.party or "both"
    ref = "" if step.ref is None else f"/{step.ref}"
    key = f"{step.code} {step.item or 0}{ref} {owner} {by} {on}"
    return Reminder(key, step.code, on, by, step.party, step.item, step.ref)


def _last_day_of(step: NextStep, today: date, calendars: tuple[str, ...]) -> date | None:
    """Return the last working day until today on which a step is recalled: no warning comes too late."""
    if step.by is None:
        return None
    days = [step.by, step.by + DAY]
    days += [monday for monday in _mondays(today) if _recalls(monday, step.by)]
    moved = {working_day_from(day, calendars) for day in days} | set(days_ahead(step.by, COMING, calendars))
    return _last_of(moved, today)


def _mondays(today: date) -> tuple[date, ...]:
    """Return the last Mondays that may count: the holidays after one may move it past today."""
    monday = today - timedelta(days=today.weekday())
    return tuple(monday - WEEK * back for back in range(MONTHLY + 1))


def _recalls(monday: date, due: date) -> bool:
    """Say whether a step that was due on a day is recalled on a Monday."""
    if monday <= due + WEEK:
        return False
    return monday - due <= OLD or monday.toordinal() // WEEK.days % MONTHLY == 0


def _of_notice(engagement: Engagement, today: date, calendars: tuple[str, ...]) -> Iterator[Reminder]:
    """Yield the notice's reminder: by steps until the day to send it, then daily until the deadline."""
    term = decision_at(engagement.contract, today)
    if term.send_by is None or term.deadline is None or today > term.deadline:
        return
    on = _last_notice_day(term.send_by, today, calendars)
    if on is not None and on > engagement.created_on:
        key = f"notice {term.k} {term.deadline} {on}"
        yield Reminder(key, "notice", on, term.send_by, legal=term.deadline, critical=True)


def _passed(engagement: Engagement, today: date) -> Iterator[Reminder]:
    """Yield that the period's deadline for notice has passed, so that a renewal surprises nobody."""
    term = term_at(engagement.contract, today)
    if term.deadline is None or not engagement.created_on - DAY < term.deadline < today:
        return
    key = f"notice {term.k} {term.deadline} passed"
    yield Reminder(key, "notice_passed", term.deadline + DAY, term.deadline, legal=term.deadline)


def _begun(engagement: Engagement, today: date) -> Iterator[Reminder]:
    """Yield that another period has begun, on its first day."""
    term = term_at(engagement.contract, today)
    if term.k > 0 and engagement.created_on < term.start <= today:
        yield Reminder(f"term {term.k} {term.start}", "term_begun", term.start, term.start)


def _of_end(engagement: Engagement, today: date, calendars: tuple[str, ...]) -> Iterator[Reminder]:
    """Yield that a contract which nothing renews comes to its end."""
    last = _end(engagement, today)
    if last is None or today > last:
        return
    on = _last_of(days_ahead(last, (*STEPS, 0), calendars), today)
    if on is not None and on > engagement.created_on:
        yield Reminder(f"end {last} {on}", "contract_end", on, last, critical=True)


def _end(engagement: Engagement, today: date) -> date | None:
    if engagement.exit is not None:
        return engagement.exit.last_day
    term = term_at(engagement.contract, today)
    return term.last_day if term.outcome in ENDS else None


def _last_of(days: Iterable[date], today: date) -> date | None:
    return max((day for day in days if day <= today), default=None)


def _deadline(engagement: Engagement, today: date) -> date | None:
    return decision_at(engagement.contract, today).deadline


def _last_notice_day(send_by: date, today: date, calendars: tuple[str, ...]) -> date | None:
    """Return the last day until today on which the notice is recalled; steps move back, never forward."""
    return today if today > send_by else _last_of(days_ahead(send_by, (*STEPS, 0), calendars), today)
