from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.answer import LONGEST, Found, compose, refuse, repeats
from knowledge.sections import Section


def section(anchor: str, *sentences: str, phase: str | None = "takeover", step: str | None = None) -> Section:
    return Section(anchor, "en", anchor.title(), phase, "\n".join(sentences), "en/a.md", next_step=step)


LENGTH = section("length", "It always happens here.", "Transfers decide the length.", step="Plan it.")
PAPERS = section("papers", "Plans are finalised.", "Agreements follow later.", "Nothing else counts.")


def test_the_best_section_is_quoted_whole_and_word_for_word() -> None:
    answer = compose("How long?", "en", [Found(LENGTH, 0.8123, whole=True)])

    assert answer.answered
    assert (answer.kind, answer.reason, answer.language) == ("methodology", None, "en")
    assert answer.quotes == (("It always happens here.", 1), ("Transfers decide the length.", 1))
    assert (answer.phase, answer.next_step) == ("takeover", "Plan it.")
    (source,) = answer.sources
    assert (source.id, source.title, source.score) == ("length", "Length", 0.812)
    assert source.quote == "It always happens here. Transfers decide the length."
    assert answer.nearest == ()


def test_a_further_section_adds_the_sentences_that_tell_something() -> None:
    found = [Found(LENGTH, 0.8, whole=True), Found(PAPERS, 0.6, whole=False, telling=(0.0, 2.0, 0.0))]

    answer = compose("?", "en", found)

    assert answer.quotes[2:] == (("Agreements follow later.", 2),)
    assert [source.id for source in answer.sources] == ["length", "papers"]


def test_a_further_section_that_tells_nothing_is_no_source() -> None:
    found = [Found(LENGTH, 0.8, whole=True), Found(PAPERS, 0.6, whole=False, telling=(0.0, 0.0, 0.0))]

    assert [source.id for source in compose("?", "en", found).sources] == ["length"]


def test_further_sentences_keep_the_order_of_their_section() -> None:
    found = [Found(LENGTH, 0.8, whole=True), Found(PAPERS, 0.6, whole=False, telling=(1.0, 2.0, 3.0))]

    assert [quote for quote, source in compose("?", "en", found).quotes if source == 2] == list(
        PAPERS.sentences
    )


def test_a_sentence_that_was_said_is_not_said_again() -> None:
    again = section("again", "Plans are finalised.", "A new thing altogether.")

    answer = compose("?", "en", [Found(PAPERS, 0.8, whole=True), Found(again, 0.7, whole=True)])

    assert [quote for quote, source in answer.quotes if source == 2] == ["A new thing altogether."]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Plans are finalised.", True),
        ("Agreements are finalised.", True),
        ("Contracts expire tomorrow.", False),
    ],
)
def test_a_sentence_repeats_when_its_words_were_said(sentence: str, expected: bool) -> None:
    assert repeats(sentence, ["Plans are finalised.", "Agreements follow."]) is expected


def test_a_refusal_names_what_comes_nearest_and_quotes_nothing() -> None:
    answer = refuse("Weather?", "fr", "uncovered", [(LENGTH, 0.3), (PAPERS, 0.2)])

    assert not answer.answered
    assert (answer.kind, answer.reason, answer.language) == ("refusal", "uncovered", "fr")
    assert [(near.id, near.quote) for near in answer.nearest] == [("length", ""), ("papers", "")]
    assert (answer.quotes, answer.sources, answer.phase, answer.next_step) == ((), (), None, None)


@given(
    st.lists(st.lists(st.sampled_from([f"Word{n} counts once." for n in range(40)]), min_size=1), min_size=1)
)
def test_an_answer_fits_a_chat_and_every_quote_has_its_source(texts: list[list[str]]) -> None:
    found = [Found(section(f"s{n}", *lines), 0.5, whole=True) for n, lines in enumerate(texts)]

    answer = compose("?", "en", found)

    assert 1 <= len(answer.quotes) <= LONGEST
    for sentence, number in answer.quotes:
        assert sentence in answer.sources[number - 1].quote
    assert {number for _, number in answer.quotes} == set(range(1, len(answer.sources) + 1))
