"""The right spelling of a mistyped word, among the words that Relais knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property, lru_cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.words import Word, ordinary, word

#: Words shorter than this are only put right where they are written as they sound ("doi"), those shorter than
#: the second length not at all; from the last length on, two letters may be wrong.
SHORTEST, BY_SOUND, TWO_ERRORS = 4, 2, 9
#: How many words that were mistyped are remembered.
KEPT = 20_000
#: Articles that a hurried writer glues to the next word: "linitiative", "dannées".
_GLUED = ("l", "d", "qu", "n", "s", "j", "m")
#: Letters that sound the same: "fase", "automatik".
_SOUNDS = tuple(
    (re.compile(letters), sound)
    for letters, sound in (
        ("ph", "f"),
        ("e?au", "o"),
        ("qu?|ck|c(?=[aou])", "k"),
        ("y", "i"),
        (r"(.)\1", r"\1"),
        ("(?<=..)e?[stx]?$", ""),
    )
)


class Spelling:
    """Corrects words that are in no text; of two spellings as near, the more frequent one wins.

    `frequency` is that of the right spellings, `ours` and `others` are right besides.
    """

    def __init__(self, frequency: Mapping[str, int], ours: Iterable[str], others: Iterable[str] = ()) -> None:
        self._frequency = frequency
        self._near = {*frequency, *ours, *ordinary()}
        self._known = self._near | real() | set(others)
        longest_first = sorted(ordinary(), key=lambda text: (len(text), text), reverse=True)
        self._ordinary = {_sound(text): text for text in longest_first}
        self._right = lru_cache(KEPT)(self._meant)

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(stem for text in self._near for stem in word(text).stems)

    @cached_property
    def _candidates(self) -> list[str]:
        return sorted(text for text in self._near if len(text) >= SHORTEST)

    @cached_property
    def _sounds(self) -> list[str]:
        return [_sound(text) for text in self._candidates]

    def right(self, written: Word) -> Word:
        """Return the word that was meant: itself when it is known, or when nothing known is near."""
        return written if written.text in self._known else self._right(written)

    def _meant(self, written: Word) -> Word:
        text = written.text
        if len(text) < BY_SOUND or not text.isalpha():
            return written
        if len(text) < SHORTEST:
            meant = self._ordinary.get(text)
            return word(meant) if meant else written
        if not self._stems.isdisjoint(written.stems):
            return written  # another form of a known word
        bare = next((text.removeprefix(glued) for glued in _GLUED if text.startswith(glued)), "")
        if len(bare) >= SHORTEST and bare in self._known:
            return word(bare)
        errors = 2 if len(text) >= TWO_ERRORS else 1
        sound = _sound(text)
        near = (
            self._nearest(sound, self._sounds, 0)
            or self._nearest(text, self._candidates, errors)
            or self._nearest(sound, self._sounds, errors - 1)
        )
        return word(near) if near else written

    def _nearest(self, text: str, among: list[str], errors: int) -> str | None:
        """Return the candidate whose form is nearest; then words of our texts count, and the first letter."""
        found = process.extract(text, among, scorer=OSA.distance, score_cutoff=errors, limit=10)
        best = min(
            found, key=lambda near: (near[1], *self._rank(text, self._candidates[near[2]])), default=None
        )
        return self._candidates[best[2]] if best else None

    def _rank(self, text: str, candidate: str) -> tuple[bool, bool, int]:
        frequency = self._frequency.get(candidate, 0)
        return (not frequency, _sound(candidate)[:1] != _sound(text)[:1], -frequency)


@cache
def real() -> frozenset[str]:
    """Return words that look like mistyped ones and are not: "translation" is no "transition"."""
    return frozenset(files(__package__).joinpath("real_words.txt").read_text(encoding="utf-8").split())


def _sound(text: str) -> str:
    for letters, sound in _SOUNDS:
        text = letters.sub(sound, text)
    return text
