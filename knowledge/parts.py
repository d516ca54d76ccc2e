"""What a text speaks of: its words and the trade's phrases, each with the terms that mean the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.glossary import FOREIGN, NOTHING, Glossary, Mention
from knowledge.spelling import Spelling
from knowledge.words import Word, fold, words

#: How many words and phrases are remembered as parts.
KEPT = 50_000
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


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it was meant: its words, how sure each is (1: as written), and the trade's phrases in it."""

    words: tuple[Word, ...]
    sure: tuple[float, ...]
    mentions: tuple[Mention, ...]

    def terms(self, language: str | None) -> Iterator[str]:
        """Yield every term in a language, or in both: the words' stems, the phrases' concepts."""
        for word in self.words:
            if not word.stop:
                yield from (stem for stem in word.stems if language is None or stem.startswith(language))
        yield from (concept(mention.concept) for mention in self.mentions)

    def parts(self) -> Iterator[Part]:
        """Yield what the text speaks of; a phrase of the glossary is one part."""
        start = 0
        for mention in (*self.mentions, Mention(NOTHING, len(self.words), len(self.words))):
            between = slice(start, mention.start)
            for word, certain in zip(self.words[between], self.sure[between], strict=True):
                if not word.stop:
                    yield _alone(word, certain)
            if mention.concept != NOTHING:
                span = slice(mention.start, mention.end)
                yield _phrase(mention.concept, self.words[span], min(self.sure[span]))
            start = mention.end


def reading(text: Sequence[Word], glossary: Glossary) -> Reading:
    """Return a text of ours, which is left as it is written."""
    return Reading(tuple(text), (1.0,) * len(text), tuple(glossary.mentions(text)))


class Reader:
    """Reads texts with the glossary, and with the spellings that are right."""

    def __init__(self, glossary: Glossary, spelling: Spelling) -> None:
        self._glossary = glossary
        self._spelling = spelling

    def read(self, text: str) -> Reading:
        """Return a text with its mistyped words put right."""
        written = words(text)
        meant = tuple(self._spelling.right(word) for word in written)
        sure = tuple(1.0 if right is word else CORRECTED for right, word in zip(meant, written, strict=True))
        return Reading(meant, sure, tuple(self._glossary.mentions(meant)))

    def corrected(self, text: str) -> str:
        """Return a text with its mistyped words put right, the others as they are."""
        meant = {word.text: self._spelling.right(word).text for word in words(text)}

        def right(found: re.Match[str]) -> str:
            written = fold(found[0])
            return found[0] if meant.get(written, written) == written else meant[written]

        return _WORD.sub(right, text)


@lru_cache(KEPT)
def _alone(word: Word, sure: float) -> Part:
    return Part(word.stems[0], dict.fromkeys(word.stems, sure), light=word.light)


@lru_cache(KEPT)
def _phrase(named: str, text: tuple[Word, ...], sure: float) -> Part:
    """Return a phrase of the glossary, which names a concept, as one part."""
    if named == FOREIGN:
        return Part(None, {})
    single = len(text) == 1
    found = {
        stem: sure * (1.0 if single else WITHIN)
        for word in text
        if single or not (word.stop or word.light)
        for stem in word.stems
    }
    found[concept(named)] = sure * (SYNONYM if single else 1.0)
    return Part(concept(named), found)


def concept(named: str) -> str:
    """Return the term that stands for every phrase of a concept."""
    return f"~{named}"
