"""Answers made of the methodology's own sentences, each with its source, and refusals (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from knowledge.sections import Section

#: How many sentences an answer holds at most, so that it fits a chat.
LONGEST = 9
#: How many characters the sentences have at most together, the best section's own apart.
CHARACTERS = 1000
#: How many sentences a further source adds at most.
FURTHER = 3
#: A sentence of which this much was said before adds nothing.
SAME = 0.8

#: What a text speaks of: for each thing, the terms that mean it, and what it weighs.
Gist = tuple[tuple[frozenset[str], float], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A section that an answer quotes, or that comes near; `quote` is empty where nothing is quoted.

    `id` is the anchor, the same in both languages; `score` is about 0 to 1.
    """

    id: str
    title: str
    language: str
    quote: str
    score: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in a model's words, with the numbers (from 1) of the sources that it cites."""

    text: str
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What Relais says to a question.

    `language` is the asker's, "fr" or "en"; `kind` is "methodology" or "refusal". `quotes` are sentences,
    word for word, each with the number (from 1) of its source. `phase` is "takeover", "upgrade",
    "operations", "exit" or None. `reason`, of a refusal: "uncovered" (no section answers) or "language"
    (neither French nor English); `nearest`, of a refusal: what comes nearest, the best first. `leads` are
    the numbers of the sources that are the best for one of the things asked. `wording` is what a language
    model made of the quotes (`writer.py`); empty: the quotes are the answer.
    """

    question: str
    language: str
    kind: str
    answered: bool
    quotes: tuple[tuple[str, int], ...] = ()
    phase: str | None = None
    sources: tuple[Source, ...] = ()
    nearest: tuple[Source, ...] = ()
    next_step: str | None = None
    reason: str | None = None
    leads: tuple[int, ...] = ()
    wording: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A section that answers: quoted whole when it is the best, else the sentences that tell something more.

    `telling[sentence]` is how much of the question (weights of its parts) a sentence speaks of that the
    sections before leave out; less than nothing where it is about something else. A section `leads` that
    is the best for one of the things asked; it is cut last. `gists[sentence]` says what a sentence speaks
    of; without them nothing counts as a repetition.
    """

    section: Section
    score: float
    whole: bool
    telling: Sequence[float] = ()
    leads: bool = False
    gists: Sequence[Gist] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """Sentences of the section `at` that are quoted together or not at all: one, or a list.

    `worth` orders what is kept: its section leads, it opens such a section, its section is quoted whole,
    how much it tells.
    """

    at: int
    places: tuple[int, ...]
    worth: tuple[bool, bool, bool, float]


def compose(question: str, language: str, found: Sequence[Found]) -> Answer:
    """Return the answer that quotes what was found, the best section first."""
    quotes: list[tuple[str, int]] = []
    sources: list[Source] = []
    leads: list[int] = []
    pieces = [piece for at in range(len(found)) for piece in _pieces(found, at)]
    kept = _fitting(found, _said_once(found, pieces))
    for at, each in enumerate(found):
        places = sorted(place for piece in kept if piece.at == at for place in piece.places)
        quoted = [each.section.sentences[place] for place in places]
        if quoted:
            quotes += [(sentence, len(sources) + 1) for sentence in quoted]
            sources.append(_source(each.section, each.score, " ".join(quoted)))
            leads += [len(sources)] * (each.leads or not at)
    best = found[0].section
    return Answer(
        question,
        language,
        "methodology",
        answered=True,
        quotes=tuple(quotes),
        phase=best.phase,
        sources=tuple(sources),
        next_step=best.next_step,
        leads=tuple(leads),
    )


def refuse(
    question: str, language: str, reason: str, nearest: Sequence[tuple[Section, float]] = ()
) -> Answer:
    """Return a refusal that names what comes nearest."""
    named = tuple(_source(section, score, "") for section, score in nearest)
    return Answer(question, language, "refusal", answered=False, nearest=named, reason=reason)


def repeats(gist: Gist, said: AbstractSet[str]) -> bool:
    """Tell whether nearly all that a sentence speaks of has been said."""
    total = sum(weight for _, weight in gist)
    return sum(weight for terms, weight in gist if terms & said) >= SAME * total > 0


def _pieces(found: Sequence[Found], at: int) -> list[_Piece]:
    """Return what may be quoted of a section, in its order; a list goes with the sentence before it."""
    each = found[at]
    places = set(range(len(each.section.sentences)))
    if not each.whole:
        best = sorted(places, key=lambda place: -each.telling[place])[:FURTHER]
        places = {place for place in best if each.telling[place] > 0}
    lists = [tuple(listed) for listed in each.section.lists if _listed(listed, places)]
    together = sorted([*lists, *((place,) for place in places.difference(*lists))])
    telling = [
        max((each.telling[place] for place in piece if each.telling), default=0.0) for piece in together
    ]
    kept = [(piece, told) for piece, told in zip(together, telling, strict=True) if told >= 0]
    return [
        _Piece(at, piece, (each.leads, each.leads and nth == 0, each.whole, told))
        for nth, (piece, told) in enumerate(kept)
    ]


def _listed(listed: range, places: set[int]) -> bool:
    """Tell whether a list is quoted as one: what announces it is to be quoted, or several of its lines."""
    return listed[0] in places or len(places.intersection(listed)) > 1


def _said_once(found: Sequence[Found], pieces: Sequence[_Piece]) -> list[_Piece]:
    """Return the pieces without those that only repeat what other sections say, the leading ones first."""
    said: dict[int, set[str]] = {}
    kept = []
    for piece in sorted(pieces, key=lambda piece: not piece.worth[0]):
        gists = [found[piece.at].gists[place] for place in piece.places if found[piece.at].gists]
        before = {term for at, terms in said.items() if at != piece.at for term in terms}
        if not gists or not all(repeats(gist, before) for gist in gists):
            kept.append(piece)
            terms = (term for gist in gists for meant, _ in gist for term in meant)
            said.setdefault(piece.at, set()).update(terms)
    return kept


def _fitting(found: Sequence[Found], pieces: Sequence[_Piece]) -> list[_Piece]:
    """Return the pieces that fit: what is worth least goes first, a leading section never for its length."""

    def length(piece: _Piece) -> int:
        return sum(len(found[piece.at].section.sentences[place]) for place in piece.places)

    kept = list(pieces)
    while True:
        least = min(reversed(kept), key=lambda piece: piece.worth, default=None)
        many = sum(len(piece.places) for piece in kept) > LONGEST
        long = sum(map(length, kept)) > CHARACTERS
        if least is None or not (many or (long and not least.worth[0])):
            return kept
        kept.remove(least)


def _source(section: Section, score: float, quote: str) -> Source:
    return Source(section.id, section.title, section.language, quote, round(score, 3))
