"""How far an engagement is from going as agreed, and why: what a portfolio is sorted by.

The thresholds are Relais's own choice; nothing of this is in the methodology.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from state.rules.dossier import ExitMode
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.party import PAIR, Party
from state.rules.permission import signatories
from state.rules.run import ENDS
from state.rules.step import NextStep, next_steps
from state.rules.term import term_at
from state.rules.waiting import day_at

#: A step, or a proposal, is late; one that is so many calendar days late puts the engagement at risk.
LATE = timedelta(days=7)
#: The day to send a notice is near, or so near that the mail may not make it.
NEAR, PRESSING = timedelta(days=30), timedelta(days=7)
#: Nothing moves any more in a phase that has an end of its own.
STILL = timedelta(days=30)
#: The contract's last day is near, and the exit is not settled.
ENDING = timedelta(days=60)
#: Phases that come to an end by what the parties do.
MOVING = frozenset({Phase.TAKEOVER, Phase.UPGRADE, Phase.EXIT})


class Level(IntEnum):
    """How an engagement stands; a higher one comes first."""

    FINE = 0
    WATCH = 1
    AT_RISK = 2


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that weighs on an engagement.

    Codes: `late` (n: steps of the checklist, of reservations, proposals and evolutions whose day has
    passed; day: the oldest), `refused` (n: items), `blocking` (n: reservations; day: the oldest due one),
    `notice` (day: to send it by, undecided), `ending` (day: the last one, exit not settled), `still` (day:
    since when nothing has moved) and `nobody_signs` (party).
    """

    code: str
    level: Level
    n: int = 0
    day: date | None = None
    party: Party | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """How an engagement stands, with the reasons, the gravest first."""

    level: Level
    reasons: tuple[Reason, ...] = ()

    @property
    def order(self) -> tuple[int, int, int, date]:
        """What a portfolio is sorted by: the gravest first, then the most, then the oldest."""
        grave = sum(reason.level is Level.AT_RISK for reason in self.reasons)
        days = [reason.day for reason in self.reasons if reason.day is not None]
        return -self.level, -grave, -len(self.reasons), min(days, default=date.max)


def risk(engagement: Engagement, today: date) -> Risk:
    """Return how an engagement stands on a day of its zone; a closed one is fine."""
    if engagement.phase is Phase.CLOSED:
        return Risk(Level.FINE)
    steps = next_steps(engagement, today)
    found = [reason for source in SOURCES for reason in source(engagement, steps, today)]
    found.sort(key=lambda reason: -reason.level)
    return Risk(max((reason.level for reason in found), default=Level.FINE), tuple(found))


def last_moved(engagement: Engagement) -> date:
    """Return the last day, in the engagement's zone, on which somebody said or did something in it."""
    said = [
        decision.at
        for item in engagement.items
        for decision in (item.client, item.provider, item.incoming, item.delivered)
        if decision is not None
    ]
    said += [one.at for one in engagement.reservations]
    said += [one.ended.at for one in engagement.reservations if one.ended]
    said += [one.at for one in engagement.proposals]
    said += [one.ended.at for one in engagement.proposals if one.ended]
    said += [stage.at for one in engagement.evolutions for stage in one.stages]
    return max([engagement.phase_since, *(day_at(engagement, at) for at in said)])


def _nobody_signs(engagement: Engagement, _steps: tuple[NextStep, ...], today: date) -> Iterator[Reason]:
    for party in PAIR:
        if not signatories(engagement, party, today):
            yield Reason("nobody_signs", Level.AT_RISK, party=party)


def _late(_engagement: Engagement, steps: tuple[NextStep, ...], today: date) -> Iterator[Reason]:
    late = {(step.code, step.item, step.ref): step.by for step in steps if step.by and step.by < today}
    days = [day for (code, _, _), day in late.items() if code not in {"decide_term", "prepare_end"}]
    if days:
        level = Level.AT_RISK if today - min(days) > LATE else Level.WATCH
        yield Reason("late", level, len(days), min(days))


def _refused(engagement: Engagement, _steps: tuple[NextStep, ...], _today: date) -> Iterator[Reason]:
    if refused := sum(item.refused for item in engagement.current_items):
        yield Reason("refused", Level.WATCH, refused)


def _blocking(engagement: Engagement, _steps: tuple[NextStep, ...], _today: date) -> Iterator[Reason]:
    blocking = [one.due for one in engagement.open_reservations if one.blocking]
    if blocking:
        yield Reason("blocking", Level.AT_RISK, len(blocking), min(blocking))


def _notice(_engagement: Engagement, steps: tuple[NextStep, ...], today: date) -> Iterator[Reason]:
    send = next((step.by for step in steps if step.code == "decide_term"), None)
    if send is not None and send - today <= NEAR:
        yield Reason("notice", Level.AT_RISK if send - today <= PRESSING else Level.WATCH, day=send)


def _ending(engagement: Engagement, _steps: tuple[NextStep, ...], today: date) -> Iterator[Reason]:
    """The contract ends soon, and the exit has not begun, has no mode, or has items open."""
    leaving = engagement.exit
    if engagement.phase is Phase.EXIT and leaving is not None:
        last = leaving.last_day
        settled = all(item.settled for item in engagement.current_items)
        open_ = leaving.mode is ExitMode.UNDECIDED or not settled
    else:
        term = term_at(engagement.contract, today)
        last, open_ = (term.last_day if term.outcome in ENDS else None), True
    if open_ and last is not None and last - today <= ENDING:
        yield Reason("ending", Level.AT_RISK, day=last)


def _still(engagement: Engagement, _steps: tuple[NextStep, ...], today: date) -> Iterator[Reason]:
    moved = last_moved(engagement)
    if engagement.phase in MOVING and today - moved > STILL:
        yield Reason("still", Level.WATCH, day=moved)


#: Everything that weighs on an engagement.
SOURCES: tuple[Callable[[Engagement, tuple[NextStep, ...], date], Iterator[Reason]], ...] = (
    _nobody_signs, _blocking, _late, _notice, _ending, _refused, _still,
)  # fmt: skip
