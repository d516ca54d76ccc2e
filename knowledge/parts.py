"""What a text speaks of: its words and the trade's phrases, each with the terms that mean the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.glossary import FOREIGN, NOTHING, Glossary, Mention
from knowledge.spelling import Spelling
from knowledge.words import Word, fold, words

_WORD = re.compile(r"[^\W_]+")
#: What a synonym, a corrected word and a word of a longer phrase count, where the exact word counts 1.
SYNONYM, CORRECTED, WITHIN = 0.8, 0.85, 0.4


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a text speaks of: the terms that mean it, and how surely (0 to 1) each does.

    `name` is the term that says it best; None for a subject that no section speaks of.
    """

    name: str | None
    terms: Mapping[str, float]
    light: bool = False


class Reader:
    """Reads texts with the glossary, and with the spellings that are right."""

    def __init__(self, glossary: Glossary, spelling: Spelling) -> None:
        self._glossary = glossary
        self._spelling = spelling

    def parts(self, text: str) -> Iterator[Part]:
        """Yield what a text speaks of, mistyped words put right; a phrase of the glossary is one part."""
        written = words(text)
        meant = [self._spelling.right(word) for word in written]
        sure = [1.0 if right is word else CORRECTED for right, word in zip(meant, written, strict=True)]
        start = 0
        for mention in [*self._glossary.mentions(meant), Mention(NOTHING, len(meant), len(meant))]:
            for word, certain in zip(meant[start : mention.start], sure[start : mention.start], strict=True):
                if not word.stop:
                    yield Part(word.stems[0], dict.fromkeys(word.stems, certain), light=word.light)
            if mention.concept != NOTHING:
                span = slice(mention.start, mention.end)
                yield phrase(mention, meant[span], min(sure[span]))
            start = mention.end

    def corrected(self, text: str) -> str:
        """Return a text with its mistyped words put right, the others as they are."""
        meant = {word.text: self._spelling.right(word).text for word in words(text)}

        def right(found: re.Match[str]) -> str:
            written = fold(found[0])
            return found[0] if meant.get(written, written) == written else meant[written]

        return _WORD.sub(right, text)


def terms(text: Sequence[Word], language: str | None, glossary: Glossary) -> Iterator[str]:
    """Yield every term of a text in a language, or in both: its words' stems, its phrases' concepts."""
    for word in text:
        if not word.stop:
            yield from (stem for stem in word.stems if language is None or stem.startswith(language))
    for mention in glossary.mentions(text):
        yield concept(mention)


def phrase(mention: Mention, text: Sequence[Word], sure: float) -> Part:
    """Return a phrase of the glossary as one part."""
    if mention.concept == FOREIGN:
        return Part(None, {})
    single = len(text) == 1
    found = {
        stem: sure * (1.0 if single else WITHIN)
        for word in text
        if single or not (word.stop or word.light)
        for stem in word.stems
    }
    found[concept(mention)] = sure * (SYNONYM if single else 1.0)
    return Part(concept(mention), found)


def concept(mention: Mention) -> str:
    """Return the term that stands for every phrase of a concept."""
    return f"~{mention.concept}"
