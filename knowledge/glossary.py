"""The trade's vocabulary: phrases of both languages that mean one thing, and those of other subjects."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from knowledge.words import Word, words

Key = tuple[str, ...]

#: The concept of phrases that say nothing of a subject: "do we need to", "il y a".
NOTHING = "nothing"
#: The concept of phrases of another world ("foreign.toml").
FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of the glossary found at words [start:end] of a text."""

    concept: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Glossary:
    """Phrases and the concept that each names; as written first, then by stems where these name one of ours.

    `words` are those of the trade's phrases by language, `foreign` those of another world's. `reach` is
    the length of the longest phrase that begins with a word or a stem.
    """

    written: Mapping[Key, str]
    stems: Mapping[Key, str]
    words: Mapping[str, frozenset[str]]
    foreign: frozenset[str]
    reach: Mapping[str, int]

    def mentions(self, text: Sequence[Word]) -> Iterator[Mention]:
        """Yield the phrases of a text from left to right, the longest first; they do not overlap."""
        start = 0
        while start < len(text):
            found = self._at(text, start)
            if found is None:
                start += 1
                continue
            yield found
            start = found.end

    def owning(self, texts: Iterable[str]) -> Glossary:
        """Return this glossary, in which no phrase of the texts is of another world."""
        spoken = (text for text in map(words, texts) if any(word.text in self.foreign for word in text))
        ours = {
            tuple(word.text for word in text[found.start : found.end])
            for text in spoken
            for found in self.mentions(text)
            if found.concept == FOREIGN
        }
        return replace(self, written={key: told for key, told in self.written.items() if key not in ours})

    def _at(self, text: Sequence[Word], start: int) -> Mention | None:
        first = text[start]
        reach = max(self.reach.get(said, 0) for said in (first.text, *first.stems))
        for end in range(min(len(text), start + reach), start, -1):
            concept = self._concept(tuple(text[start:end]))
            if concept is not None:
                return Mention(concept, start, end)
        return None

    def _concept(self, phrase: Sequence[Word]) -> str | None:
        written = self.written.get(tuple(word.text for word in phrase))
        if written or all(word.stop or word.light for word in phrase):
            return written  # "maintenant" is no form of "maintenance"
        return next((self.stems[key] for key in _stems(phrase).values() if key in self.stems), None)


def make(phrases: Iterable[tuple[str, str, str]]) -> Glossary:
    """Return the glossary of (concept, language, phrase).

    Raises `ValueError` where a phrase names two concepts or holds no word.
    """
    written: dict[Key, str] = {}
    stems: dict[Key, set[str]] = {}
    used: dict[str, set[str]] = {"fr": set(), "en": set(), FOREIGN: set()}
    for concept, language, phrase in phrases:
        text = words(phrase)
        key = tuple(word.text for word in text)
        if not key:
            raise ValueError(f"{concept}: {phrase!r} holds no word")
        if written.setdefault(key, concept) != concept:
            raise ValueError(f"{phrase!r} names {written[key]} and {concept}")
        stems.setdefault(_stems(text)[language], set()).add(concept)
        used[FOREIGN if concept == FOREIGN else language].update(key)
    return Glossary(
        written,
        {
            key: min(concepts)
            for key, concepts in stems.items()
            if len(concepts) == 1 and FOREIGN not in concepts
        },
        {language: frozenset(used[language]) for language in ("fr", "en")},
        frozenset(used[FOREIGN]),
        _reach([*written, *stems]),
    )


def trade(source: str) -> Iterator[tuple[str, str, str]]:
    """Yield the concepts and phrases of `glossary.toml`: a list a language."""
    for concept, languages in tomllib.loads(source).items():
        for language, listed in languages.items():
            yield from ((concept, language, phrase) for phrase in listed)


def foreign(source: str) -> Iterator[tuple[str, str, str]]:
    """Yield the phrases of `foreign.toml`, parted by commas, all of one concept."""
    for languages in tomllib.loads(source).values():
        for language, listed in languages.items():
            yield from ((FOREIGN, language, phrase.strip()) for phrase in listed.split(","))


def _reach(keys: Iterable[Key]) -> dict[str, int]:
    reach: dict[str, int] = {}
    for key in keys:
        reach[key[0]] = max(reach.get(key[0], 0), len(key))
    return reach


def _stems(phrase: Sequence[Word]) -> dict[str, Key]:
    """Return a phrase's stems, by the French and by the English stemmer."""
    return {language: tuple(word.stems[at] for word in phrase) for at, language in enumerate(("fr", "en"))}


@cache
def glossary() -> Glossary:
    """Return the glossary of the trade."""
    folder = files(__package__)
    ours = folder.joinpath("glossary.toml").read_text(encoding="utf-8")
    others = folder.joinpath("foreign.toml").read_text(encoding="utf-8")
    return make([*trade(ours), *foreign(others)])
