"""What the methodology's files, the vocabulary and the questions have to keep to."""

from __future__ import annotations

from itertools import chain

import pytest

from knowledge import questions
from knowledge.catalog import LANGUAGES, methodology
from knowledge.glossary import FOREIGN, glossary
from knowledge.sections import Section
from knowledge.words import tokens, words

CATALOG = methodology()
PAIRS = [(CATALOG.section(topic, "fr"), CATALOG.section(topic, "en")) for topic in CATALOG.topics]
EVERY = [section for pair in PAIRS for section in pair]
ids = pytest.mark.parametrize(("french", "english"), PAIRS, ids=CATALOG.topics)


@ids
def test_both_languages_hold_the_same_facts_phase_and_steps(french: Section, english: Section) -> None:
    assert french.phase == english.phase
    assert set(french.facts) == set(english.facts)
    assert len(french.sentences) == len(english.sentences)
    assert (french.next_step is None) == (english.next_step is None)
    assert (french.source is None) == (english.source is None)


def test_both_languages_hold_the_same_sections_in_the_same_files() -> None:
    french, english = ([(one.path[3:], one.id) for one in CATALOG.sections(told)] for told in LANGUAGES)

    assert french == english


def test_every_fact_of_the_reference_article_is_told() -> None:
    told = set(chain.from_iterable(section.facts for section in EVERY))

    assert told == {f"S{number}" for number in range(1, 85)}


@pytest.mark.parametrize("section", EVERY, ids=lambda section: section.key)
def test_a_section_says_where_it_comes_from(section: Section) -> None:
    assert section.facts or section.source


@pytest.mark.parametrize("section", EVERY, ids=lambda section: section.key)
def test_a_sentence_stands_alone(section: Section) -> None:
    """It is quoted without the ones before it, and fits a message."""
    leaning = {"Il", "Elle", "Ils", "Elles", "Cela", "Ceci", "Celui-ci", "It", "They", "These", "That"}

    for sentence in section.sentences:
        assert sentence[-1] in ".?!", sentence
        assert sentence.split()[0] not in leaning, sentence
        assert len(sentence) <= 300, sentence


@pytest.mark.parametrize("section", EVERY, ids=lambda section: section.key)
def test_a_section_is_one_answer_that_fits_a_chat(section: Section) -> None:
    assert 1 <= len(section.sentences) <= 6
    assert len(section.title) <= 80


@ids
def test_lists_stand_in_the_same_places_in_both_languages(french: Section, english: Section) -> None:
    assert french.lists == english.lists


@pytest.mark.parametrize("section", EVERY, ids=lambda section: section.key)
def test_no_section_speaks_of_a_subject_that_is_called_foreign(section: Section) -> None:
    for text in (section.title, *section.sentences, *section.also):
        spoken = words(text)
        foreign = [
            [word.text for word in spoken[mention.start : mention.end]]
            for mention in glossary().mentions(spoken)
            if mention.concept == FOREIGN
        ]

        assert foreign == [], text


@pytest.mark.parametrize("section", EVERY, ids=lambda section: section.key)
def test_every_section_is_asked_for_in_several_ways(section: Section) -> None:
    assert len(set(section.asked)) >= 3
    assert len(set(section.asked)) == len(section.asked)


@pytest.mark.parametrize("rows", [questions.development(), questions.test()], ids=["development", "test"])
def test_questions_that_measure_are_not_among_those_that_are_searched(rows: list[questions.Asked]) -> None:
    searched = [question for section in EVERY for question in section.asked]
    searched += [one for by in CATALOG.elsewhere.values() for asked in by.values() for one in asked]
    others = {question: frozenset(tokens(question)) for question in searched}

    for row in rows:
        asked = frozenset(tokens(row.question))
        same = [other for other, said in others.items() if len(asked & said) >= 0.9 * len(asked | said) > 0]
        assert same == [], row.question


def test_development_and_test_questions_are_other_ones() -> None:
    development = {tokens(row.question) for row in questions.development()}

    assert not {row.question for row in questions.test() if tokens(row.question) in development - {()}}


@pytest.mark.parametrize("rows", [questions.development(), questions.test()], ids=["development", "test"])
def test_questions_name_sections_that_exist(rows: list[questions.Asked]) -> None:
    named = {section for row in rows for group in (row.sections, *row.needed) for section in group}

    assert named <= set(CATALOG.topics)
    assert len({row.question for row in rows}) == len(rows)


def test_the_test_questions_are_enough_to_tell() -> None:
    rows = questions.test()

    for language in LANGUAGES:
        asked = [row for row in rows if row.language == language]
        uncovered = [row for row in asked if not row.sections]
        assert len(asked) >= 60
        assert len(uncovered) >= 20
        assert sum(row.style == "near" for row in uncovered) >= 10
