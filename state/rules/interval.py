"""Stretches of evolution and optimisation that punctuate the operations without leaving them.

Methodology: operations, intervals; DOMAIN T6: the provider opens one, the client closes it. That of an
evolution opens and closes with it (`evolution.py`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from state.rules.broken import RuleBroken
from state.rules.dossier import Interval, IntervalKind
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.party import Party, Word
from state.rules.permission import Act, day_of, party_for, refuse_closed, signatories
from state.rules.reason import checked_title


def open_optimisation(engagement: Engagement, word: Word, *, title: str) -> Engagement:
    """Open a stretch of optimisation, on the provider's word.

    Raises as `permission.party_for` and `checked_title`, and `closed` (on), `operations_only` (phase) and
    `optimisation_opens` (party, people: who may).
    """
    party = party_for(engagement, word, Act.COMMIT)
    refuse_outside_operations(engagement)
    _refuse_other(engagement, word, party, Party.PROVIDER, "optimisation_opens")
    today = day_of(engagement, word)
    return opened(engagement, IntervalKind.OPTIMISATION, checked_title(title), today)


def close_optimisation(engagement: Engagement, number: int, word: Word) -> Engagement:
    """Close a stretch of optimisation, on the client's word.

    Raises as `permission.party_for`, and `closed` (on), `operations_only` (phase), `interval_unknown`
    (number), `interval_closed` (number, on), `interval_of_evolution` (number, evolution: closes with it)
    and `optimisation_closes` (party, people: who may).
    """
    party = party_for(engagement, word, Act.COMMIT)
    refuse_outside_operations(engagement)
    found = next((one for one in engagement.intervals if one.number == number), None)
    if found is None:
        raise RuleBroken("interval_unknown", number=number)
    if found.evolution is not None:
        raise RuleBroken("interval_of_evolution", number=number, evolution=found.evolution)
    if found.closed_on is not None:
        raise RuleBroken("interval_closed", number=number, on=found.closed_on)
    _refuse_other(engagement, word, party, Party.CLIENT, "optimisation_closes")
    return _closed(engagement, found, day_of(engagement, word))


def opened(
    engagement: Engagement, kind: IntervalKind, title: str, today: date, *, evolution: int | None = None
) -> Engagement:
    """Return the engagement with one interval more, from a day of its zone on."""
    number = max((one.number for one in engagement.intervals), default=0) + 1
    made = Interval(number, kind, title, today, evolution=evolution)
    return replace(engagement, intervals=(*engagement.intervals, made))


def closed_with(engagement: Engagement, evolution: int, today: date) -> Engagement:
    """Return the engagement with an evolution's interval closed; as it is where none is open."""
    for one in engagement.intervals:
        if one.evolution == evolution and one.closed_on is None:
            engagement = _closed(engagement, one, today)
    return engagement


def open_intervals(engagement: Engagement, kind: IntervalKind) -> tuple[Interval, ...]:
    return tuple(one for one in engagement.intervals if one.kind is kind and one.closed_on is None)


def refuse_outside_operations(engagement: Engagement) -> None:
    """Raise `closed` (on) or `operations_only` (phase): intervals and evolutions are of the operations."""
    refuse_closed(engagement)
    if engagement.phase is not Phase.OPERATIONS:
        raise RuleBroken("operations_only", phase=engagement.phase)


def _refuse_other(engagement: Engagement, word: Word, party: Party, allowed: Party, code: str) -> None:
    if party is not allowed:
        people = signatories(engagement, allowed, day_of(engagement, word))
        raise RuleBroken(code, party=allowed, people=people)


def _closed(engagement: Engagement, interval: Interval, today: date) -> Engagement:
    after = replace(interval, closed_on=today)
    kept = tuple(after if one.number == interval.number else one for one in engagement.intervals)
    return replace(engagement, intervals=kept)
