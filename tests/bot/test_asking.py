"""Questions about the engagement are told from those about the methodology, in both languages.

`asking/dev.jsonl` is what the words and rules were written for; `asking/held_out.jsonl`, a third of the
first questions, was looked at when they were done. So are `matters_dev` and `matters_held_out`, half of the
questions that were written down first: what an engagement holds beside its checklist.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.asking import RULES, Asked, leaning, mentions, recognise, without
from bot.hearing import hear
from bot.intents import TOPICS, Intent
from prompts import listened
from state.rules.party import Party

HERE = Path(__file__).parent / "asking"
METHODOLOGY = Path(__file__).parent.parent.parent / "knowledge" / "evaluation" / "dev.jsonl"
#: The shares: of the engagement's questions that are recognised, of the methodology's that are taken.
LEAST = {"dev": 0.95, "held_out": 0.9, "matters_dev": 0.92, "matters_held_out": 0.9}
FILES = tuple(LEAST)
MOST_TAKEN = 0.01


def rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def share(found: list[dict[str, Any]], right: Callable[[dict[str, Any]], bool]) -> float:
    return sum(right(one) for one in found) / len(found)


def recognised(row: dict[str, Any]) -> bool:
    asked = recognise(row["question"])
    return asked is not None and bool(set(row["intents"]) & {str(intent) for intent in asked.intents})


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_questions_about_the_engagement_are_recognised(name: str, language: str) -> None:
    asked = [row for row in rows(HERE / f"{name}.jsonl") if row["intents"] and row["language"] == language]

    assert len(asked) >= 40
    assert share(asked, recognised) >= LEAST[name]


@pytest.mark.parametrize("name", ["dev", "held_out"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_questions_about_the_methodology_are_left_to_it(name: str, language: str) -> None:
    general = [
        row for row in rows(HERE / f"{name}.jsonl") if not row["intents"] and row["language"] == language
    ]

    taken = [row["question"] for row in general if recognise(row["question"]) is not None]
    assert len(taken) <= 0.05 * len(general), taken


@pytest.mark.parametrize("name", ["matters_dev", "matters_held_out"])
def test_a_question_of_the_trade_is_hardly_taken_and_never_surely(name: str) -> None:
    """Asked of a channel that has an engagement, in the very words of one's own reservations and prices."""
    general = [row["question"] for row in rows(HERE / f"{name}.jsonl") if not row["intents"]]

    taken = [(question, found) for question in general if (found := recognise(question)) is not None]
    assert len(taken) <= 0.15 * len(general), taken
    assert [question for question, found in taken if found.sure] == []


def test_what_the_methodology_covers_is_not_answered_by_the_engagement_alone() -> None:
    covered = [row for row in rows(METHODOLOGY) if row["sections"]]

    alone = [row["question"] for row in covered if (asked := recognise(row["question"])) and asked.sure]
    assert len(alone) <= MOST_TAKEN * len(covered), alone


def test_what_nothing_covers_is_hardly_taken_for_a_question_about_the_engagement() -> None:
    foreign = [row for row in rows(METHODOLOGY) if not row["sections"]]

    taken = [row["question"] for row in foreign if recognise(row["question"]) is not None]
    assert len(taken) <= 0.02 * len(foreign), taken


@pytest.mark.parametrize("name", ["dev", "held_out"])
def test_the_party_and_the_item_that_are_asked_about_are_read(name: str) -> None:
    asked = [(row, recognise(row["question"])) for row in rows(HERE / f"{name}.jsonl")]
    parties = [
        ("own" if found.own else found.party) == row["party"]
        for row, found in asked
        if found and "party" in row
    ]
    items = [row["item"] in found.items for row, found in asked if found and "item" in row]

    assert sum(parties) >= 0.85 * len(parties)
    assert sum(items) >= 0.9 * len(items)


def test_every_kind_of_words_is_used_and_every_rule_names_kinds_that_exist() -> None:
    kinds = set(listened("asked")["words"])
    derived = {
        "item", "phase", "onward", "figures", "numbered", "referred", "operations", "leaving",
        "tiny", "short", "brief",
    }  # fmt: skip
    named = {
        kind
        for rule in RULES
        for either in f"{rule.needs} {rule.bars} {rule.firm} {rule.topic}".split()
        for kind in either.split("|")
    }

    assert named - kinds - derived == set()
    assert kinds >= TOPICS
    assert {rule.intent for rule in RULES} == set(Intent)


@pytest.mark.parametrize(
    ("text", "stranger"),
    [
        ("où en est Paie Lyon ?", True),
        ("Paie Lyon, on en est où ?", True),
        ("where is Zorglub at?", True),
        ("status of the Lyon payroll?", True),
        ("où en est l’engagement Paie Lyon ?", True),
        ("is the contract Lyon ready to go live?", True),
        ("où en est Paie Marbeuf ?", False),
        ("où en est le dossier ?", False),
        ("où en est le transfert de connaissances ?", False),
        ("quand finit notre contrat avec Septane ?", False),
    ],
)  # fmt: skip
def test_a_name_that_means_nothing_here_is_somebody_elses(text: str, stranger: bool) -> None:
    asked = recognise(text, known=["Paie Marbeuf"])

    assert asked is not None
    assert asked.stranger is stranger


@pytest.mark.parametrize(
    ("text", "referred"),
    [
        ("qui doit lever la réserve 2 ?", (("reservation", 2),)),
        ("la réserve n° 12 est levée ?", (("reservation", 12),)),
        ("where is evolution number 3?", (("evolution", 3),)),
        ("has proposal no. 1 been declined?", (("proposal", 1),)),
        ("any reservation in 2027?", ()),
        ("la réserve 123456 ?", ()),
    ],
)
def test_what_is_asked_about_by_number_is_read(text: str, referred: tuple[tuple[str, int], ...]) -> None:
    assert hear(text).numbered == referred


@pytest.mark.parametrize("text", ["item 4", "Item 4?", "l’élément 4 ?", "and no. 4?"])
def test_an_item_is_asked_about_by_its_number_alone(text: str) -> None:
    asked = recognise(text)
    assert asked is not None
    assert (asked.intents, asked.number, asked.sure) == ((Intent.ITEM,), 4, True)


@pytest.mark.parametrize(
    "question", ["Qu’est-ce qu’une réserve ?", "What is a reservation?", "How does portability work?"]
)
def test_what_a_word_of_the_trade_means_is_left_to_the_methodology(question: str) -> None:
    assert recognise(question) is None


LEFT = Asked((Intent.LEFT,))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("et pour le client ?", Asked((Intent.LEFT,), party=Party.CLIENT)),
        ("and the provider?", Asked((Intent.LEFT,), party=Party.PROVIDER)),
        ("et nous ?", Asked((Intent.LEFT,), own=True)),
        ("et le PAQ ?", Asked((Intent.ITEM,), items=("quality_plan",))),
        ("and for both parties?", LEFT),
        ("pourquoi ?", None),
        ("et la cantine ?", None),
        ("and how does one lift a reservation in a public contract?", None),
    ],
)  # fmt: skip
def test_a_short_question_leans_on_the_one_before_it(text: str, expected: Asked | None) -> None:
    assert leaning(text, LEFT) == expected


def test_a_name_is_found_whatever_its_case_accents_and_marks() -> None:
    assert mentions("où en est la PAIE marbeuf ?", "Paie Marbeuf")
    assert mentions("where is Échéances–Lyon?", "echeances lyon")
    assert not mentions("où en est la paie ?", "Paie Marbeuf")
    assert without("où en est Paie Marbeuf ?", "paie marbeuf").split() == ["où", "en", "est", "?"]
    assert not mentions("où en est la paie ?", "—")
