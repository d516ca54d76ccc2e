"""Who may judge an answer, what it takes, and the questions that this makes for the evaluation."""

from __future__ import annotations

import json
from typing import Any

import pytest

from knowledge.questions import read
from state.rules.broken import RuleBroken
from state.rules.feedback import Given, Opinion, Reason, Vote, judged, rows
from state.rules.party import Actor
from tests.engagements import CLAIRE, NADIA, STRANGER, T0, days, engagement

GIVEN = Given("Qui accepte ?", "fr", ("mutual-acceptance", "takeover-end"), "CSHARED", "e1")
DOWN: dict[str, Any] = {"vote": Vote.DOWN, "reason": Reason.INCOMPLETE}


def up(by: Actor, given: Given = GIVEN) -> Opinion:
    return judged(given, engagement(), by, T0, vote=Vote.UP)


def test_people_of_both_companies_may_judge_also_those_who_sign_for_nobody() -> None:
    for by in (CLAIRE, NADIA, Actor("TCLIENT", "UCOLLEAGUE")):
        assert up(by).vote is Vote.UP


@pytest.mark.parametrize(
    ("by", "said", "refused"),
    [
        (STRANGER, {"vote": Vote.UP}, "outsider"),
        (STRANGER, DOWN, "outsider"),
        (CLAIRE, {"vote": Vote.DOWN}, "feedback_reason"),
        (CLAIRE, {**DOWN, "note": "x" * 501}, "reason_too_long"),
    ],
    ids=["third company, up", "third company, down", "no reason", "long note"],
)
def test_what_is_no_opinion_is_refused(by: Actor, said: dict, refused: str) -> None:
    with pytest.raises(RuleBroken) as error:
        judged(GIVEN, engagement(), by, T0, **said)

    assert error.value.code == refused


def test_where_no_engagement_is_followed_anybody_may_judge() -> None:
    assert judged(GIVEN, None, STRANGER, T0, **DOWN).reason is Reason.INCOMPLETE


def test_an_approved_answer_is_a_question_with_its_sections() -> None:
    assert rows([up(CLAIRE), up(NADIA)]) == [
        {
            "question": "Qui accepte ?",
            "language": "fr",
            "sections": ["mutual-acceptance", "takeover-end"],
            "style": "approved",
        }
    ]


def test_an_answer_that_one_person_disapproves_of_is_reported_whoever_else_approves() -> None:
    against = judged(GIVEN, engagement(), NADIA, days(1), **DOWN, note="il manque le PAQ")

    (row,) = rows([against, up(CLAIRE)])

    assert (row["sections"], row["style"]) == ([], "reported")
    assert row["reported"] == {
        "sections": ["mutual-acceptance", "takeover-end"],
        "reasons": ["incomplete"],
        "notes": ["il manque le PAQ"],
    }


def test_the_same_question_with_another_answer_is_a_row_of_its_own() -> None:
    other = Given("QUI ACCEPTE", "fr", ("four-phases",), "CSHARED", "e1")

    assert len(rows([up(CLAIRE), up(NADIA, other)])) == 2


def test_the_evaluation_reads_the_rows() -> None:
    lines = [json.dumps(row) for row in rows([up(CLAIRE), judged(GIVEN, None, CLAIRE, T0, **DOWN)])]

    assert [(one.question, one.style) for one in read(lines)] == [("Qui accepte ?", "reported")]
