"""Which language a question is written in: French, English, another one, or none that can be told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from knowledge.words import fold, own, plain, telling, tokens

OTHER = "other"

Vocabulary = Mapping[str, frozenset[str]]

#: What a frequent word, a letter of its own and a word of the trade say about a language.
FREQUENT, LETTER, TRADE = 1.0, 0.6, 0.4
_LETTERS = {
    "fr": re.compile(r"[çèêëîïôùûœ]|é(?!\b)|\bà\b|\b(?:[cdjlmnst]|qu)['’](?=\w)", re.IGNORECASE),
    "de": re.compile(r"[äöüß]", re.IGNORECASE),
    "es": re.compile(r"[ñ¿¡áíóú]|(?:ción|dad)\b", re.IGNORECASE),
    "it": re.compile(r"\w[àìò]\b|\w(?:zione|ità)\b", re.IGNORECASE),
    "pt": re.compile(r"[ãõ]|dade\b", re.IGNORECASE),
    "nl": re.compile(r"\w(?:ij|aa|uu)\w", re.IGNORECASE),
    "pl": re.compile(r"[ąęłńśźż]", re.IGNORECASE),
}
_WORD = re.compile(r"[a-z]+")


def vocabulary(french: Iterable[str], english: Iterable[str]) -> Vocabulary:
    """Return the folded words of our texts that only French ("fr") or only English ("en") uses."""
    fr, en = own("fr").union(french), own("en").union(english)
    return {"fr": fr - en, "en": en - fr}


def detect(question: str, vocabulary: Vocabulary) -> str | None:
    """Return "fr", "en", "other", or None when the words tell no language ("DORA?", an emoji)."""
    text = plain(question)
    if _foreign_script(text):
        return OTHER
    points = _points(text, vocabulary)
    french, english = points.pop("fr"), points.pop("en")
    if max(points.values()) > max(french, english):
        return OTHER
    if french == english:
        return None
    return "fr" if french > english else "en"


def _points(text: str, vocabulary: Vocabulary) -> dict[str, float]:
    written = [*_WORD.findall(fold(text)), *tokens(text)]
    said = list(dict.fromkeys(written))
    points = {}
    for language, frequent in telling().items():
        letters = _LETTERS.get(language)
        points[language] = (
            FREQUENT * sum(word in frequent for word in said)
            + LETTER * (len(set(letters.findall(text))) if letters else 0)
            + TRADE * sum(word in vocabulary.get(language, ()) and word not in frequent for word in said)
        )
    return points


def _foreign_script(text: str) -> bool:
    """Tell whether most letters are of no Latin alphabet."""
    letters = [char for char in text if char.isalpha()]
    foreign = sum(not unicodedata.name(char, "").startswith("LATIN") for char in letters)
    return foreign * 2 > len(letters)
