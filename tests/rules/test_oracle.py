"""The product's days against days counted one by one (`oracle.py`), over random contracts.

`compare(range(100_000))` is the long run; the seeds are the contracts.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from state.rules.broken import RuleBroken
from state.rules.contract import checked
from state.rules.duration import Duration, Unit
from state.rules.notice import notice_in_time
from state.rules.run import latest_notice
from state.rules.term import Contract, Term, term_at, terms
from tests.rules import oracle

ZERO = date(oracle.FIRST_YEAR, 1, 1)
PERIODS = 6


def to_date(index: int | None) -> date | None:
    return None if index is None else date(*oracle.DAYS[index])


def index_of(day: date) -> int:
    return oracle.INDEX[day.year, day.month, day.day]


def length(random: Random, months: int) -> oracle.Length:
    unit = random.choice("mmmwd")
    return random.randint(1, {"m": months, "w": months * 4, "d": months * 30}[unit]), unit


def plan_of(seed: int) -> oracle.Plan:
    random = Random(seed)
    term = length(random, random.choice([3, 12, 60]))
    renewal = random.choice([None, term, (12, "m"), length(random, 24), length(random, 24)])
    tacit = random.random() < 0.9
    times = random.randint(1, 5)
    capped = renewal is not None and renewal[1] == term[1] and random.random() < 0.3
    odd = random.choice([0, 0, 0, 1])
    return oracle.Plan(
        start=index_of(date(1992, 1, 1)) + random.randint(0, 25_000),
        term=term,
        renewal=renewal,
        notice=random.choice([None, (1, "m"), (3, "m"), length(random, 9)]),
        tacit=tacit,
        max_renewals=times if renewal is not None and random.random() < 0.3 else None,
        max_total=(term[0] + times * renewal[0] + odd, term[1]) if renewal is not None and capped else None,
        margin=random.randint(0, 8),
        calendar=random.choice(["FR", "FR", "FR-AM", "none"]),
    )


def duration(written: oracle.Length | None) -> Duration | None:
    return Duration(written[0], Unit(written[1])) if written else None


def contract_of(plan: oracle.Plan) -> Contract:
    start, term = to_date(plan.start), duration(plan.term)
    assert start is not None
    assert term is not None
    return checked(
        Contract(
            start=start,
            term=term,
            renewal=duration(plan.renewal),
            notice=duration(plan.notice),
            tacit=plan.tacit,
            max_renewals=plan.max_renewals,
            max_total=duration(plan.max_total),
            margin_days=plan.margin,
            calendars=(plan.calendar,),
        )
    )


def seen(term: Term) -> tuple[object, ...]:
    return term.start, term.last_day, term.deadline, term.act_by, term.send_by, term.outcome


def expected(plan: oracle.Plan, k: int) -> tuple[object, ...]:
    days = oracle.period(plan, k)
    found = (days.start, days.last, days.deadline, days.act_by, days.send_by)
    return *map(to_date, found), days.outcome


def compare(seeds: range) -> tuple[int, int]:
    """Compare every contract of the seeds; return how many there were, and how many were refused."""
    refused = 0
    for seed in seeds:
        plan = plan_of(seed)
        try:
            contract = contract_of(plan)
        except RuleBroken:
            assert oracle.flawed(plan), seed
            refused += 1
            continue
        assert not oracle.flawed(plan), seed
        compare_periods(plan, contract, seed)
        compare_days(plan, contract, Random(seed))
    return len(seeds), refused


def compare_periods(plan: oracle.Plan, contract: Contract, seed: int) -> None:
    final = oracle.last_period(plan)
    count = PERIODS if final is None else min(PERIODS, final + 1)
    begins = to_date(oracle.period(plan, count - 1).start)
    assert begins is not None
    found = terms(contract, begins)
    assert [seen(term) for term in found] == [expected(plan, k) for k in range(count)], seed


def compare_days(plan: oracle.Plan, contract: Contract, random: Random) -> None:
    for _ in range(3):
        index = plan.start + random.randint(0, 4_000)
        day = to_date(index)
        assert day is not None
        k = oracle.running(plan, index)
        term = term_at(contract, day)
        assert (term.k, *seen(term)) == (k, *expected(plan, k)), (plan, day)
        if plan.notice is not None and (term.last_day is None or day <= term.last_day):
            effect = notice_in_time(contract, day)
            ends, last = oracle.ended_by(plan, index)
            assert (effect.term, effect.ends_on) == (ends, to_date(last)), (plan, day)


@pytest.mark.parametrize("seeds", [range(start, start + 500) for start in range(0, 3_000, 500)], ids=str)
def test_random_contracts_have_the_days_that_counting_one_by_one_finds(seeds: range) -> None:
    count, refused = compare(seeds)

    assert count == 500
    assert 10 < refused < 200, "contracts that are refused, and enough that are not"


@pytest.mark.parametrize("months", [1, 2, 3, 4, 6, 9, 12, 18])
def test_the_deadline_is_the_latest_day_from_which_the_notice_does_not_pass_the_end(months: int) -> None:
    """R3, for every last day from 2019 to 2032."""
    first, last = index_of(date(2019, 1, 1)), index_of(date(2032, 12, 31))
    notice = Duration(months, Unit.MONTHS)
    wrong = [
        end
        for end in range(first, last + 1)
        if latest_notice(ZERO + timedelta(days=end), notice)
        != to_date(oracle.latest_before(end, (months, "m")))
    ]

    assert wrong == []


@pytest.mark.parametrize(
    "text", ["2008-03-23", "2011-04-24", "2013-03-31", "2019-04-21", "2024-03-31", "2038-04-25"]
)
def test_the_oracle_knows_easter(text: str) -> None:
    assert to_date(oracle.easter(int(text[:4]))) == date.fromisoformat(text)
