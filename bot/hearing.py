"""What a question says in the words that `prompts/asked.toml` knows, however it is spelt. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot import phrases
from knowledge.spelling import real
from knowledge.words import ordinary
from prompts import listened

#: What an elision or a contraction leaves of a word.
ELIDED = {"c", "d", "l", "ll", "m", "n", "qu", "re", "s", "t", "ve"}
#: "Qu’est-ce que" asks what, "est-ce que" says nothing.
WHAT, ASKS = (
    re.compile(r"\bqu est ce\b(?: qu[ei]?\b)?|\bce qu[ei]\b"),
    re.compile(r"\best ce\b(?: qu[ei]?\b)?"),
)
#: From so many letters on, one of a word may be wrong, then two; of a beginning, one.
ONE_WRONG, TWO_WRONG, BEGUN = 5, 9, 6
#: Shorter words are articles and the like.
TELLING = 4
#: What has numbers of its own, beside the items; of so many digits at most.
NUMBERED = {"reservation", "proposal", "evolution", "optimisation"}
LONGEST_NUMBER = 4

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """`words` are the kinds of words that a text holds, `phases` and `items` what it names, in its order.

    `unknown` are the words that mean nothing here: another subject's, or a name. `many` counts all words.
    `numbered` are the things of which a number is said: "reservation 2".
    """

    words: frozenset[str]
    phases: tuple[str, ...]
    items: tuple[str, ...]
    unknown: tuple[str, ...]
    many: int
    numbered: tuple[tuple[str, int], ...] = ()


def hear(text: str) -> Heard:
    """Return what a text says."""
    said = _written(text)
    known = _book()
    spans = {kind: list(_found(said, known[kind])) for kind in ("words", "phases", "items")}
    covered = {at for found in spans.values() for _, start, stop in found for at in range(start, stop)}
    return Heard(
        words=frozenset(kind for kind, _, _ in spans["words"]),
        phases=_longest(spans["phases"]),
        items=_longest(spans["items"]),
        unknown=tuple(
            word
            for at, word in enumerate(said)
            if at not in covered and len(word) >= TELLING and word not in ordinary() and not word.isdigit()
        ),
        many=len(said),
        numbered=tuple(dict.fromkeys(_numbered(said, spans["words"]))),
    )


def spoken(text: str) -> str:
    """Return a text as `prompts/asked.toml` writes it, mistyped words put right."""
    return " ".join(_written(text))


def _written(text: str) -> Phrase:
    short = listened("asked")["short"]
    plain = " ".join(re.findall(r"[a-z0-9]+", phrases.fold(text)))
    full = " ".join(short.get(word, word) for word in plain.split())
    asked = ASKS.sub(" ", WHAT.sub(" quoi ", full)).split()
    return tuple(_right(word) for word in asked if word not in ELIDED)


def _right(word: str) -> str:
    """Return a mistyped word as it is meant, another one as it is."""
    if len(word) < ONE_WRONG or word in ordinary() or word in real() or _known(word):
        return word
    wrong = 2 if len(word) >= TWO_WRONG else 1
    near = [one for one in _spellings() if one[0] == word[0]]
    found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=wrong)
    if found is not None:
        return found[0]
    begun = (one for one in _beginnings() if one[0] == word[0] and len(one) < len(word))
    return next((one for one in begun if _begins(word, one)), word)


def _begins(word: str, beginning: str) -> bool:
    lengths = range(len(beginning) - 1, len(beginning) + 2)
    return any(OSA.distance(word[:length], beginning) <= 1 for length in lengths)


@cache
def _known(word: str) -> bool:
    return word in _spellings() or any(word.startswith(beginning) for beginning in _beginnings(1))


def _found(said: Phrase, index: _Index) -> Iterator[tuple[str, int, int]]:
    """Yield each kind that is said, with the words from `start` to `stop` that say it."""
    for start, word in enumerate(said):
        for kind, phrase in index.starting(word):
            stop = start + len(phrase)
            if stop <= len(said) and all(map(_same, said[start:stop], phrase)):
                yield kind, start, stop


def _numbered(said: Phrase, found: Iterable[tuple[str, int, int]]) -> Iterator[tuple[str, int]]:
    """Yield the things that are said with a number, which comes at once or after a word such as "number"."""
    for kind, _, stop in found:
        after = [
            word for word in said[stop : stop + 2] if word not in listened("asked")["numbering"]["before"]
        ]
        if kind in NUMBERED and after and after[0].isdigit() and len(after[0]) <= LONGEST_NUMBER:
            yield kind, int(after[0])


def _longest(found: Iterable[tuple[str, int, int]]) -> tuple[str, ...]:
    """Return what is named, without what is only part of a longer name: "licences" of "licences rendues"."""
    spans = list(found)
    kept = [
        (start, kind)
        for kind, start, stop in spans
        if not any(a <= start and stop <= b and b - a > stop - start for _, a, b in spans)
    ]
    return tuple(dict.fromkeys(kind for _, kind in sorted(kept)))


def _same(word: str, pattern: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


class _Index:
    """The phrases of each kind, by their first word."""

    def __init__(self, kinds: Mapping[str, Iterable[str]]) -> None:
        self._words: dict[str, list[tuple[str, Phrase]]] = defaultdict(list)
        self._beginnings: list[tuple[str, Phrase]] = []
        for kind, listed in kinds.items():
            for phrase in listed:
                written = tuple(phrase.split())
                if written[0].endswith("*"):
                    self._beginnings.append((kind, written))
                else:
                    self._words[written[0]].append((kind, written))

    def starting(self, word: str) -> Iterator[tuple[str, Phrase]]:
        yield from self._words.get(word, ())
        yield from (one for one in self._beginnings if _same(word, one[1][0]))


@cache
def _book() -> Mapping[str, _Index]:
    return {kind: _Index(listened("asked")[kind]) for kind in ("words", "phases", "items")}


@cache
def _spellings() -> tuple[str, ...]:
    return tuple(sorted({word for word in _all() if not word.endswith("*")}))


@cache
def _beginnings(least: int = BEGUN) -> tuple[str, ...]:
    return tuple(sorted({word[:-1] for word in _all() if word.endswith("*") and len(word) > least}))


def _all() -> Iterator[str]:
    for kind in ("words", "phases", "items"):
        for listed in listened("asked")[kind].values():
            for phrase in listed:
                yield from phrase.split()
