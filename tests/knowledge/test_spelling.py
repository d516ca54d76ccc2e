from __future__ import annotations

from collections import Counter

import pytest

from knowledge.glossary import glossary
from knowledge.spelling import Spelling
from knowledge.words import fold, word, words

KNOWN = (
    "la prise en charge est validée, phase de réversibilité, contrats, takeover documents, renewal automatic"
)
SPELLING = Spelling(
    Counter(word.text for word in words(KNOWN)), ["initiative", "physical", "durée"], glossary().foreign
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("chrage", "charge"),
        ("contarts", "contrats"),
        ("reversiblité", "reversibilite"),
        ("takover", "takeover"),
        ("documants", "documents"),
        ("linitiative", "initiative"),
        ("dinitiative", "initiative"),
        ("fase", "phase"),
        ("automatik", "automatic"),
        ("fysical", "physical"),
        ("nivo", "niveau"),
        ("doi", "dois"),
    ],
)
def test_a_mistyped_word_is_put_right(written: str, meant: str) -> None:
    assert SPELLING.right(word(fold(written))).text == meant


@pytest.mark.parametrize(
    "written",
    [
        "charge",
        "valider",
        "sla",
        "l1224",
        "translation",
        "weather",
        "kubernetes",
        "toujours",
        "xylophone",
        "bus",
        "kpi",
        "z",
        "tree",
    ],
)
def test_a_word_that_is_known_or_far_from_all_stays(written: str) -> None:
    assert SPELLING.right(word(written)).text == written


def test_the_more_frequent_of_two_spellings_as_near_wins() -> None:
    spelling = Spelling({"boite": 2, "boule": 1}, [])

    assert spelling.right(word("boile")).text == "boite"
