"""What the methodology's files, the vocabulary and the questions have to keep to."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain

import pytest

from knowledge import questions
from knowledge.catalog import LANGUAGES, methodology
from knowledge.glossary import FOREIGN, glossary
from knowledge.sections import Section
from knowledge.words import tokens, words

CATALOG = methodology()
EVERY = [section for language in LANGUAGES for section in CATALOG.sections(language)]
FILES = sorted({section.path for section in EVERY})
#: A file at a time: a test for each of hundreds of sections would be thousands.
by_file = pytest.mark.parametrize(
    "sections", [[one for one in EVERY if one.path == path] for path in FILES], ids=FILES
)


@by_file
def test_both_languages_hold_the_same_facts_phase_steps_and_lists(sections: list[Section]) -> None:
    for section in sections:
        other = CATALOG.section(section.id, "en" if section.language == "fr" else "fr")
        assert other.language != section.language, section.key
        assert section.phase == other.phase, section.key
        assert set(section.facts) == set(other.facts), section.key
        assert len(section.sentences) == len(other.sentences), section.key
        assert (section.next_step is None) == (other.next_step is None), section.key
        assert (section.source is None) == (other.source is None), section.key
        assert section.lists == other.lists, section.key


def test_both_languages_hold_the_same_sections_in_the_same_files() -> None:
    french, english = ([(one.path[3:], one.id) for one in CATALOG.sections(told)] for told in LANGUAGES)

    assert french == english


def test_every_fact_of_the_reference_article_is_told() -> None:
    told = set(chain.from_iterable(section.facts for section in EVERY))

    assert told == {f"S{number}" for number in range(1, 85)}


@by_file
def test_a_section_says_where_it_comes_from(sections: list[Section]) -> None:
    assert [one.key for one in sections if not (one.facts or one.source)] == []


@by_file
def test_a_sentence_stands_alone(sections: list[Section]) -> None:
    """It is quoted without the ones before it, and fits a message."""
    leaning = {"Il", "Elle", "Ils", "Elles", "Cela", "Ceci", "Celui-ci", "It", "They", "These", "That"}

    for sentence in chain.from_iterable(section.sentences for section in sections):
        assert sentence[-1] in ".?!", sentence
        assert sentence.split()[0] not in leaning, sentence
        assert len(sentence) <= 300, sentence


@by_file
def test_a_section_is_one_answer_that_fits_a_chat(sections: list[Section]) -> None:
    for section in sections:
        assert 1 <= len(section.sentences) <= 6, section.key
        assert len(section.title) <= 80, section.key


@by_file
def test_no_section_speaks_of_a_subject_that_is_called_foreign(sections: list[Section]) -> None:
    for section in sections:
        for text in (section.title, *section.sentences, *section.also):
            spoken = words(text)
            foreign = [
                [word.text for word in spoken[mention.start : mention.end]]
                for mention in glossary().mentions(spoken)
                if mention.concept == FOREIGN
            ]

            assert foreign == [], text


@by_file
def test_every_section_is_asked_for_in_many_ways(sections: list[Section]) -> None:
    for section in sections:
        assert len(set(section.asked)) >= 6, section.key
        assert len(set(section.asked)) == len(section.asked), section.key


@pytest.mark.parametrize("rows", [questions.development(), questions.test()], ids=["development", "test"])
def test_questions_that_measure_are_not_among_those_that_are_searched(rows: list[questions.Asked]) -> None:
    searched = [question for section in EVERY for question in section.asked]
    searched += [one for by in CATALOG.elsewhere.values() for asked in by.values() for one in asked]
    told = {question: frozenset(tokens(question)) for question in searched}
    holding: dict[str, list[str]] = defaultdict(list)
    for question, said in told.items():
        for word in said:
            holding[word].append(question)

    for row in rows:
        asked = frozenset(tokens(row.question))
        # Who shares nine tenths lacks a tenth of the words at most, so not all of as many and one more.
        rarest = sorted(asked, key=lambda word: len(holding[word]))[: len(asked) // 10 + 1]
        others = dict.fromkeys(chain.from_iterable(holding[word] for word in rarest))
        same = [other for other in others if len(asked & told[other]) >= 0.9 * len(asked | told[other])]
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
