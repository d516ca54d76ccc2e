"""When two questions are one, who sees an unanswered one, who is asked, and who settles it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from state.rules.broken import RuleBroken
from state.rules.gap import Gap, How, Unanswered, again, first, key, passed_on, person_for, seen_by, settle
from state.rules.party import Actor
from tests.engagements import CLAIRE, HUGO, NADIA, STRANGER, T0, TOM, days, engagement

COLLEAGUE = Actor("TCLIENT", "UCOLLEAGUE")
QUESTION = Unanswered("Qui paie ?", "fr", "CSHARED", "e1", ("four-phases",), 0.3, aloud=True)
ALONE = replace(QUESTION, aloud=False)


def code(error: pytest.ExceptionInfo[RuleBroken]) -> str:
    return error.value.code


def settled(gap: Gap) -> Gap:
    return settle(gap, engagement(), NADIA, T0)


@pytest.mark.parametrize("typed", ["qui paie", "QUI  PAIE ?!", "Qui\npaie…", "qui páie"])
def test_a_question_is_the_same_however_it_is_typed(typed: str) -> None:
    assert key(typed) == key("Qui paie ?")


def test_other_words_are_another_question() -> None:
    assert key("Qui paie ?") != key("Qui paie quoi ?")


def test_asked_again_a_question_counts_up_and_keeps_when_it_was_asked_first() -> None:
    gap = again(first(QUESTION, CLAIRE, T0), QUESTION, HUGO, days(3))

    assert (gap.times, gap.at, gap.last_at, gap.askers) == (2, T0, days(3), (CLAIRE, HUGO))


def test_asked_again_a_settled_question_is_open_and_may_be_put_to_a_person_again() -> None:
    gap = settled(passed_on(first(QUESTION, CLAIRE, T0), engagement(), CLAIRE, T0))

    reopened = again(gap, QUESTION, CLAIRE, days(9))

    assert (reopened.settled, reopened.passed, reopened.times) == (None, None, 2)


def test_what_one_person_alone_saw_refused_is_theirs_until_it_is_asked_aloud() -> None:
    gap = first(ALONE, CLAIRE, T0)

    assert [seen_by(gap, reader) for reader in (CLAIRE, HUGO, NADIA, None)] == [True, False, False, False]
    aloud = again(gap, QUESTION, NADIA, days(1))
    assert all(seen_by(aloud, reader) for reader in (CLAIRE, HUGO, NADIA, None))
    assert seen_by(passed_on(gap, engagement(), CLAIRE, T0), None)


@pytest.mark.parametrize(
    ("asker", "person"), [(HUGO, CLAIRE), (COLLEAGUE, CLAIRE), (CLAIRE, HUGO), (TOM, NADIA), (NADIA, TOM)]
)
def test_the_first_who_signs_for_the_askers_own_party_is_asked_and_never_the_asker(
    asker: Actor, person: Actor
) -> None:
    assert person_for(engagement(), asker) == person


def test_a_person_of_a_third_company_has_nobody_asked() -> None:
    with pytest.raises(RuleBroken) as refused:
        passed_on(first(QUESTION, STRANGER, T0), engagement(), STRANGER, T0)

    assert code(refused) == "outsider"


def test_who_signs_alone_has_nobody_to_ask() -> None:
    of = engagement()
    alone = replace(of, members=tuple(one for one in of.members if one.actor != HUGO))

    with pytest.raises(RuleBroken) as refused:
        person_for(alone, CLAIRE)
    assert code(refused) == "nobody_to_ask"


def test_a_person_is_asked_once_and_the_day_is_the_engagements() -> None:
    late = T0.replace(hour=23, minute=30)
    gap = passed_on(first(QUESTION, HUGO, T0), engagement(), HUGO, late)

    with pytest.raises(RuleBroken) as refused:
        passed_on(gap, engagement(), TOM, days(1))
    assert (code(refused), refused.value.values) == (
        "already_passed",
        {"user": CLAIRE.user, "on": days(1).date()},
    )


def test_nobody_is_asked_what_is_settled() -> None:
    with pytest.raises(RuleBroken) as refused:
        passed_on(settled(first(QUESTION, HUGO, T0)), engagement(), HUGO, T0)

    assert code(refused) == "gap_settled"


def test_a_signatory_settles_a_question_once() -> None:
    gap = settle(first(QUESTION, HUGO, T0), engagement(), NADIA, days(2))

    assert gap.settled is not None
    assert (gap.settled.how, gap.settled.by, gap.settled.at) == (How.ANSWERED, NADIA, days(2))
    with pytest.raises(RuleBroken) as refused:
        settle(gap, engagement(), CLAIRE, days(3))
    assert code(refused) == "gap_settled"


@pytest.mark.parametrize("person", [STRANGER, COLLEAGUE])
def test_who_signs_for_nobody_settles_nothing_that_everyone_saw(person: Actor) -> None:
    with pytest.raises(RuleBroken) as refused:
        settle(first(QUESTION, person, T0), engagement(), person, T0)

    assert code(refused) == "not_member"


def test_a_question_that_only_its_asker_saw_is_theirs_to_settle_and_nobody_elses() -> None:
    gap = first(ALONE, COLLEAGUE, T0)

    assert settle(gap, engagement(), COLLEAGUE, T0).settled
    assert settle(first(replace(ALONE, engagement=None), HUGO, T0), None, HUGO, T0).settled
    with pytest.raises(RuleBroken) as refused:
        settle(gap, engagement(), CLAIRE, T0)
    assert code(refused) == "not_member"


def test_where_nobody_signs_whoever_sees_a_question_settles_it() -> None:
    aloud = replace(QUESTION, engagement=None)

    assert settle(first(aloud, HUGO, T0), None, NADIA, T0).settled
