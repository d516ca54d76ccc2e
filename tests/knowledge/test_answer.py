from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.answer import LONGEST, Found, Gist, compose, refuse, repeats
from knowledge.sections import Section


def section(anchor: str, *sentences: str, phase: str | None = "takeover", step: str | None = None) -> Section:
    return Section(anchor, "en", anchor.title(), phase, "\n".join(sentences), "en/a.md", next_step=step)


def gist(sentence: str) -> Gist:
    """Return what a sentence speaks of: each word but "are", in either number, weighs the same."""
    words = sentence.lower().strip(".").split()
    return tuple((frozenset({word.removesuffix("s")}), 1.0) for word in words if word != "are")


def found(
    of: Section, score: float = 0.7, *, whole: bool = True, leads: bool = False, telling: Sequence[float] = ()
) -> Found:
    return Found(of, score, whole, telling, leads=leads, gists=[gist(sentence) for sentence in of.sentences])


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


@pytest.mark.parametrize("leads", [True, False])
def test_a_sentence_about_something_else_is_left_out_even_of_a_section_quoted_whole(leads: bool) -> None:
    answer = compose("?", "en", [found(PAPERS, leads=leads, telling=(1.0, -1.0, 0.0))])

    assert [quote for quote, _ in answer.quotes] == ["Plans are finalised.", "Nothing else counts."]


def test_further_sentences_keep_the_order_of_their_section() -> None:
    found = [Found(LENGTH, 0.8, whole=True), Found(PAPERS, 0.6, whole=False, telling=(1.0, 2.0, 3.0))]

    assert [quote for quote, source in compose("?", "en", found).quotes if source == 2] == list(
        PAPERS.sentences
    )


def test_a_sentence_that_was_said_is_not_said_again() -> None:
    again = section("again", "Plans are finalised.", "A new thing altogether.")

    answer = compose("?", "en", [found(PAPERS), found(again)])

    assert [quote for quote, source in answer.quotes if source == 2] == ["A new thing altogether."]


def test_a_section_may_say_the_same_thing_twice_itself() -> None:
    twice = section("twice", "Plans are finalised.", "Finalised plans are plans.")

    assert len(compose("?", "en", [found(twice, leads=True)]).quotes) == 2


def test_what_a_leading_section_says_is_left_to_it() -> None:
    before = section("before", "Plans are finalised.", "Contracts expire.")
    leading = section("leading", "Plans are finalised.", "Prices follow.")

    answer = compose("?", "en", [found(before), found(leading, leads=True)])

    assert answer.quotes == (("Contracts expire.", 1), ("Plans are finalised.", 2), ("Prices follow.", 2))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Plans are finalised.", True),
        ("A plan is finalised.", False),
        ("Agreements are finalised.", True),
        ("Contracts expire tomorrow.", False),
        ("", False),
    ],
)
def test_a_sentence_repeats_when_what_it_speaks_of_was_said(sentence: str, expected: bool) -> None:
    assert repeats(gist(sentence), {"plan", "finalised", "agreement", "follow"}) is expected


@pytest.mark.parametrize(
    ("telling", "expected"),
    [
        ((0.0, 2.0, 0.0, 0.0, 0.0, 1.0), ["Three count.", "One.", "Two.", "Three.", "It ends."]),
        ((0.0, 0.0, 2.0, 0.0, 1.0, 0.0), ["Three count.", "One.", "Two.", "Three."]),
        ((1.0, 0.0, 0.0, 2.0, 0.0, 0.0), ["It opens.", "Two."]),
    ],
)
def test_a_list_is_quoted_as_a_whole_unless_a_single_line_is_asked_for(
    telling: tuple[float, ...], expected: list[str]
) -> None:
    listed = section("listed", "It opens.", "Three count.", "- One.", "- Two.", "- Three.", "It ends.")

    answer = compose("?", "en", [found(listed, whole=False, telling=telling)])

    assert [quote for quote, _ in answer.quotes] == expected


def test_what_is_cut_is_the_least_telling_and_a_leading_section_last() -> None:
    five = [section(name, *(f"{name} {n}." for n in range(5))) for name in ("further", "lead")]
    telling = (1.0, 2.0, 3.0, 4.0, 5.0)

    answer = compose(
        "?", "en", [found(five[0], telling=telling), found(five[1], telling=telling, leads=True)]
    )

    assert len(answer.quotes) == LONGEST
    assert "further 0." not in [quote for quote, _ in answer.quotes]


def test_a_leading_section_keeps_the_sentence_that_opens_it() -> None:
    opens = [section(name, *(f"{name} {n}." for n in range(6))) for name in ("one", "two")]
    telling = (0.0, 1.0, 2.0, 3.0, 4.0, 5.0)

    answer = compose("?", "en", [found(of, telling=telling, leads=True) for of in opens])

    assert len(answer.quotes) == LONGEST
    assert {"one 0.", "two 0."} <= {quote for quote, _ in answer.quotes}


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
