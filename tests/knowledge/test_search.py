from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import search
from knowledge.search import Evidence


def evidence(
    lexical: Sequence[float],
    similarity: Sequence[float] | None = None,
    *,
    strength: Sequence[Sequence[float]] = ((1.0,),),
    weights: Sequence[float] = (3.0,),
    elsewhere: float = 0.0,
    coverage: float = 1.0,
    titled: float = 1.0,
    subject: Sequence[float] | None = None,
) -> Evidence:
    found = np.array(lexical)
    return Evidence(
        lexical=found,
        similarity=np.array(similarity if similarity is not None else lexical),
        elsewhere=elsewhere,
        around=0.5,
        particular=0.0,
        known=3.0,
        unknown=0.0,
        coverage=np.full(len(found), coverage),
        strength=np.array(strength),
        weights=np.array(weights),
        titled=np.full(len(found), titled),
        subject=np.array(subject if subject is not None else np.ones(len(found))),
    )


NOWHERE = np.zeros(2, bool)
FIRST = np.array([True, False])


def test_words_and_vectors_both_count() -> None:
    scores = search.fuse(evidence([0.8, 0.2], [0.2, 0.8]), NOWHERE)

    assert scores.tolist() == pytest.approx([0.8 - 0.6 * search.VECTOR, 0.2 + 0.6 * search.VECTOR])


def test_the_phase_decides_between_near_equals() -> None:
    scores = search.fuse(evidence([0.60, 0.62]), FIRST)

    assert scores[0] > scores[1]


def test_the_phase_never_beats_a_clearly_better_section() -> None:
    scores = search.fuse(evidence([0.5, 0.9], weights=[4.0]), FIRST)

    assert scores[1] > scores[0]


def test_the_phase_counts_most_where_the_question_names_no_subject() -> None:
    vague = search.fuse(evidence([0.5, 0.5], weights=[0.5]), FIRST)
    clear = search.fuse(evidence([0.5, 0.5], weights=[8.0]), FIRST)

    assert vague[0] - vague[1] > 2 * (clear[0] - clear[1]) > 0


def test_a_topic_that_speaks_of_none_of_the_named_phases_falls_back() -> None:
    scores = search.fuse(evidence([0.8, 0.6, 0.8], subject=[0.0, 1.0, 0.5]), np.zeros(3, bool))

    assert scores.tolist() == pytest.approx([0.4, 0.6, 0.6])


def test_a_question_that_is_covered_is_trusted_and_one_that_is_not_is_not() -> None:
    assert search.trust(evidence([0.7, 0.1]), 0) >= search.TRUSTED
    assert search.trust(evidence([0.1, 0.1], coverage=0.2), 0) < search.TRUSTED


def test_a_question_nearer_to_what_is_asked_elsewhere_is_not_trusted() -> None:
    assert search.trust(evidence([0.4, 0.1], elsewhere=0.1), 0) >= search.TRUSTED
    assert search.trust(evidence([0.4, 0.1], elsewhere=0.9), 0) < search.TRUSTED


@pytest.mark.parametrize(
    ("sign", "less", "more"),
    [("around", -1.0, 1.0), ("particular", 1.0, 0.0), ("known", 0.5, 8.0), ("unknown", 8.0, 0.0)],
)
def test_each_sign_counts_for_or_against_an_answer(sign: str, less: float, more: float) -> None:
    worse, better = (
        search.trust(replace(evidence([0.4, 0.1]), **{sign: value}), 0)  # type: ignore[arg-type]
        for value in (less, more)
    )

    assert worse < better


def test_a_topic_of_another_phase_vouches_for_no_answer() -> None:
    astray, near = (
        search.signals(evidence([0.2, 0.9], subject=subject), 0) for subject in ([1.0, 0.0], [1.0, 1.0])
    )

    assert astray[2] == pytest.approx(0.2)
    assert near[2] == pytest.approx(0.9)


def test_words_that_no_section_covers_count_against_an_answer() -> None:
    covered, soup = (search.trust(evidence([0.4, 0.1], coverage=share), 0) for share in (1.0, 0.3))

    assert soup < covered


def test_the_best_topic_answers_alone_when_it_says_all() -> None:
    scores = np.array([0.9, 0.6])

    assert search.choose(scores, evidence([0.9, 0.6], strength=[[1.0, 1.0]]), 4) == (0,)


def test_a_topic_that_says_more_of_what_is_asked_is_drawn_on() -> None:
    of_two = evidence([0.9, 0.6], strength=[[1.0, 0.0], [0.0, 1.0]], weights=[2.0, 2.0])

    assert search.choose(np.array([0.9, 0.6]), of_two, 4) == (0, 1)
    assert search.choose(np.array([0.9, 0.6]), of_two, 1) == (0,)


def test_a_topic_that_is_far_behind_is_not_drawn_on() -> None:
    of_two = evidence([0.9, 0.2], strength=[[1.0, 0.0], [0.0, 1.0]], weights=[2.0, 2.0])

    assert search.choose(np.array([0.9, 0.2]), of_two, 4) == (0,)


def test_a_topic_that_scores_nearly_as_much_answers_too() -> None:
    same = evidence([0.9, 0.85], strength=[[1.0, 1.0]])

    assert search.choose(np.array([0.9, 0.85]), same, 4) == (0, 1)


def test_topics_are_chosen_even_where_no_word_counts() -> None:
    blank = evidence([0.9, 0.1], strength=np.zeros((0, 2)).tolist(), weights=[])
    blank = replace(blank, strength=np.zeros((0, 2)), weights=np.zeros(0))

    assert search.choose(np.array([0.9, 0.1]), blank, 4) == (0,)
    assert not search.named(blank, 0, np.zeros(0))


def test_a_title_names_a_part_that_those_before_only_touch() -> None:
    of_one = evidence([0.9, 0.8], strength=[[0.6, 1.0]])

    assert search.named(of_one, 1, np.array([0.6]))
    assert not search.named(of_one, 1, np.array([1.0]))
    assert not search.named(of_one, 0, np.array([0.0]))


def test_a_title_that_says_much_else_names_nothing() -> None:
    assert not search.named(evidence([0.9], strength=[[1.0]], titled=0.3), 0, np.array([0.0]))


def test_sentences_tell_what_is_not_yet_said() -> None:
    of_two = evidence([0.9, 0.6], strength=[[1.0, 0.6], [0.0, 1.0]], weights=[2.0, 3.0])
    speaks = [np.array([1.0, 0.0]), np.array([0.0, 1.0])]

    assert search.telling(of_two, 1, np.array([1.0, 0.0]), speaks) == (0.0, 3.0)


def test_sentences_of_a_topic_that_adds_no_part_tell_what_is_asked() -> None:
    of_one = evidence([0.9, 0.85], strength=[[1.0, 1.0]])

    assert search.telling(of_one, 1, np.array([1.0]), [np.array([1.0]), np.array([0.0])]) == (3.0, 0.0)


def test_a_topic_tied_with_the_best_tells_something_where_no_sentence_names_what_it_adds() -> None:
    of_two = evidence([0.9, 0.85], strength=[[1.0, 1.0], [0.0, 1.0]], weights=[3.0, 0.5])
    speaks = [np.array([1.0, 0.0]), np.array([0.0, 0.0])]
    told = [search.telling(of_two, 1, np.array([1.0, 0.0]), speaks, tied=tied) for tied in (False, True)]

    assert told == [(0.0, 0.0), (3.0, 0.0)]


def test_a_light_clause_leans_on_the_whole_question_where_a_topic_speaks_of_the_clause() -> None:
    clause, whole = np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 1.0])

    mixed = search.mixed(clause, whole, 0.25, spoken=np.array([1.0, 1.0, 0.2]))

    assert mixed.tolist() == pytest.approx([0.25, 0.75, 0.15])


def test_a_topic_speaks_of_a_share_of_what_is_asked() -> None:
    of_two = evidence([0.9, 0.6], strength=[[1.0, 0.0], [0.6, 0.6]], weights=[3.0, 1.0])
    of_none = replace(of_two, strength=np.zeros((0, 2)), weights=np.zeros(0))

    assert search.speaking(of_two).tolist() == pytest.approx([1.0, 0.25])
    assert search.speaking(of_none).tolist() == [1.0, 1.0]


TAKEOVER, EXIT, NONE = frozenset({"takeover"}), frozenset({"exit"}), frozenset[str]()


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("takeover", (1.0, 2.0, 0.0, 4.0)),
        ("exit", (1.0, 0.0, 0.0, 4.0)),
        (None, (1.0, 2.0, search.ASTRAY_LINE, 0.0)),
    ],
)
def test_sentences_about_another_phase_tell_nothing(own: str | None, expected: tuple[float, ...]) -> None:
    speaks = [TAKEOVER, TAKEOVER | EXIT, EXIT, NONE]

    assert search.on_phase([1.0, 2.0, 3.0, 4.0], TAKEOVER, speaks, own) == expected


def test_where_no_phase_is_named_every_sentence_tells_what_it_tells() -> None:
    assert search.on_phase([1.0, 2.0], NONE, [TAKEOVER, EXIT], None) == (1.0, 2.0)


def test_a_section_on_no_phase_that_never_speaks_of_the_named_one_is_not_cut() -> None:
    assert search.on_phase([1.0, 2.0], TAKEOVER, [NONE, EXIT], None) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("question", "clauses"),
    [
        ("Who signs?", ("Who signs",)),
        (
            "What do client and provider each check, and which documents get finalised?",
            ("What do client and provider each check", "which documents get finalised"),
        ),
        (
            "Quand commence l'exploitation et qui est garant ?",
            ("Quand commence l'exploitation", "qui est garant"),
        ),
        ("la réversibilité c koi et ki paye", ("la réversibilité c koi", "ki paye")),
        ("Quelle durée et quel préavis ?", ("Quelle durée", "quel préavis")),
        ("Quels sont les risques ? Et après ?", ("Quels sont les risques", "Et après")),
        (
            "Is renewal automatic, does the price change, and what can be renegotiated?",
            ("Is renewal automatic", "does the price change", "what can be renegotiated"),
        ),
        ("Once live, who is responsible?", ("Once live, who is responsible",)),
        (
            "What is operations, when does it start?",
            ("What is operations", "when does it start"),
        ),
        ("Who answers, when the service is down?", ("Who answers, when the service is down",)),
        ("Qui est garant, quand commence-t-on ?", ("Qui est garant", "quand commence-t-on")),
        (
            "Qui est garant, quand le service commence-t-il ?",
            ("Qui est garant", "quand le service commence-t-il"),
        ),
        ("Qui est garant, quand le service tombe ?", ("Qui est garant, quand le service tombe",)),
        ("On déménage un site, c'est du projet ?", ("On déménage un site, c'est du projet",)),
        ("les transferts juridiques et physiques", ("les transferts juridiques et physiques",)),
        ("?!", ()),
    ],
)
def test_a_question_is_cut_into_the_questions_that_it_holds(question: str, clauses: tuple[str, ...]) -> None:
    assert search.clauses(question) == clauses


@given(st.text(alphabet="ab ,?;et", max_size=40))
def test_cutting_a_question_loses_no_letter_but_the_words_between(question: str) -> None:
    kept = "".join(search.clauses(question))

    assert set(kept) <= set(question)
    assert kept.count("a") == question.count("a")


@pytest.mark.parametrize(
    ("question", "told", "asks"),
    [
        ("Our admin has left. What now?", "Our admin has left.", "What now?"),
        ("What is reversibility?", "", "What is reversibility?"),
        (
            "Bonjour. La recette est finie ! Qui signe ? Et quand ?",
            "Bonjour. La recette est finie !",
            "Qui signe ? Et quand ?",
        ),
        ("Rien à demander. Vraiment.", "", "Rien à demander. Vraiment."),
        ("First line\nwhich document counts", "First line", "which document counts"),
    ],
)
def test_what_is_told_is_parted_from_what_is_asked(question: str, told: str, asks: str) -> None:
    assert search.apart(question) == (told, asks)
