"""The right spelling of a mistyped word, among the words that Relais knows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.words import Word, ordinary, word

#: Words shorter than this are only put right where they are written as they sound ("doi"), those shorter than
#: the second length not at all; from the last length on, two letters may be wrong.
SHORTEST, BY_SOUND, TWO_ERRORS = 4, 2, 9
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
    """Corrects words that are in no text; of two spellings as near, the more frequent one wins."""

    def __init__(
        self, texts: Iterable[Iterable[Word]], ours: Iterable[str], others: Iterable[str] = ()
    ) -> None:
        self._frequency = Counter(word.text for text in texts for word in text)
        near = {*self._frequency, *ours, *ordinary()}
        self._known = near | real() | set(others)
        self._stems = {stem for text in near for stem in word(text).stems}
        self._candidates = sorted(text for text in near if len(text) >= SHORTEST)
        self._sounds = [_sound(text) for text in self._candidates]
        longest_first = sorted(ordinary(), key=lambda text: (len(text), text), reverse=True)
        self._ordinary = {_sound(text): text for text in longest_first}

    def right(self, written: Word) -> Word:
        """Return the word that was meant: itself when it is known, or when nothing known is near."""
        text = written.text
        if text in self._known or len(text) < BY_SOUND or not text.isalpha():
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
            self._near(sound, self._sounds, 0)
            or self._near(text, self._candidates, errors)
            or self._near(sound, self._sounds, errors - 1)
        )
        return word(near) if near else written

    def _near(self, text: str, among: list[str], errors: int) -> str | None:
        """Return the candidate whose form is nearest; then words of our texts count, and the first letter."""
        found = process.extract(text, among, scorer=OSA.distance, score_cutoff=errors, limit=10)
        best = min(
            found, key=lambda near: (near[1], *self._rank(text, self._candidates[near[2]])), default=None
        )
        return self._candidates[best[2]] if best else None

    def _rank(self, text: str, candidate: str) -> tuple[bool, bool, int]:
        frequency = self._frequency[candidate]
        return (not frequency, candidate[0] != text[:1], -frequency)


@cache
def real() -> frozenset[str]:
    """Return words that look like mistyped ones and are not: "translation" is no "transition"."""
    return frozenset(files(__package__).joinpath("real_words.txt").read_text(encoding="utf-8").split())


def _sound(text: str) -> str:
    for letters, sound in _SOUNDS:
        text = letters.sub(sound, text)
    return text
