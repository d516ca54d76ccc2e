"""An answer is found again by its number, and each person has one word on it, the last one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from state.ledger import Ledger, open_ledger
from state.rules.broken import RuleBroken
from state.rules.feedback import KEPT, Given, Reason, Vote
from tests.engagements import CLAIRE, HUGO, NADIA, STRANGER, T0, call, days, opening
from tests.state.conftest import PlainVoice

GIVEN = Given("Qui accepte ?", "fr", ("mutual-acceptance",), "D1", None)


def test_an_answer_is_found_again_after_a_restart(ledger: Ledger, url: str) -> None:
    number = ledger.feedback.keep(GIVEN, call(CLAIRE))

    assert open_ledger(url, PlainVoice()).feedback.given(number) == GIVEN


def test_an_event_that_is_worked_off_again_gives_the_same_answer(ledger: Ledger) -> None:
    numbers = [ledger.feedback.keep(GIVEN, call(CLAIRE, cause="message D 1")) for _ in range(2)]

    assert numbers[0] == numbers[1]
    assert ledger.feedback.keep(GIVEN, call(CLAIRE)) != numbers[0]


def test_the_last_word_of_a_person_counts_and_each_has_their_own(ledger: Ledger) -> None:
    number = ledger.feedback.keep(GIVEN, call(CLAIRE))
    ledger.feedback.vote(number, call(CLAIRE), vote=Vote.UP)
    ledger.feedback.vote(number, call(HUGO, days(1)), vote=Vote.UP)

    ledger.feedback.vote(
        number, call(CLAIRE, days(2)), vote=Vote.DOWN, reason=Reason.OUTDATED, note="Depuis la loi de 2027."
    )

    last, first = ledger.feedback.all()
    assert (last.by, last.vote, last.reason, last.note, last.at) == (
        CLAIRE, Vote.DOWN, Reason.OUTDATED, "Depuis la loi de 2027.", days(2),
    )  # fmt: skip
    assert (first.by, first.vote, first.given) == (HUGO, Vote.UP, GIVEN)


def test_a_changed_mind_takes_reason_and_note_along(ledger: Ledger) -> None:
    number = ledger.feedback.keep(GIVEN, call(CLAIRE))
    ledger.feedback.vote(number, call(CLAIRE), vote=Vote.DOWN, reason=Reason.WRONG, note="Non.")
    ledger.feedback.vote(number, call(CLAIRE, days(1)), vote=Vote.UP)

    (said,) = ledger.feedback.all()
    assert (said.vote, said.reason, said.note) == (Vote.UP, None, "")


def test_in_an_engagement_a_third_company_has_no_word(ledger: Ledger) -> None:
    made = ledger.engagements.open(opening(), call(NADIA), team="TPROVIDER", channel="CSHARED")
    number = ledger.feedback.keep(Given("?", "fr", ("a",), made.channel, made.id), call(HUGO))

    with pytest.raises(RuleBroken) as refused:
        ledger.feedback.vote(number, call(STRANGER), vote=Vote.UP)

    assert refused.value.code == "outsider"
    assert ledger.feedback.all() == ()


def test_an_answer_that_nobody_judged_is_forgotten_and_a_judged_one_is_not(ledger: Ledger) -> None:
    silent, judged = (ledger.feedback.keep(GIVEN, call(CLAIRE)) for _ in range(2))
    ledger.feedback.vote(judged, call(CLAIRE), vote=Vote.UP)

    ledger.feedback.keep(GIVEN, call(CLAIRE, T0 + KEPT + timedelta(seconds=1)))

    assert ledger.feedback.given(judged) == GIVEN
    with pytest.raises(RuleBroken) as refused:
        ledger.feedback.vote(silent, call(CLAIRE), vote=Vote.UP)
    assert refused.value.code == "answer_gone"


def test_what_people_hide_in_a_question_is_not_kept(ledger: Ledger) -> None:
    number = ledger.feedback.keep(Given("Qui\u202e paie\u200b ?", "fr", (), "D1", None), call(CLAIRE))

    assert ledger.feedback.given(number).question == "Qui paie ?"
