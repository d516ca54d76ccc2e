"""Lexical search: BM25 over weighted fields, with the trade's synonyms and tolerance for typos."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from knowledge.answer import Gist
from knowledge.glossary import Glossary
from knowledge.parts import WITHIN, Part, Reader, terms
from knowledge.spelling import Spelling
from knowledge.titles import Titles
from knowledge.words import words

#: What a word counts in each field: title, what people say instead, subject of the file, sentences.
WEIGHTS = {"title": 3.0, "also": 2.0, "asked": 1.5, "subject": 0.5, "body": 1.0}
#: BM25's saturation, and how much a field's length counts (Robertson and Zaragoza, "BM25 and beyond", 2009).
K1, B = 1.2, 0.4
#: What a word that only hints weighs, where a word that names a subject weighs 1.
LIGHT = 0.25
#: What a word that no topic holds and a subject of another world weigh, where the rarest known word weighs 1.
UNKNOWN, FOREIGN = 0.8, 2.0
#: What a question weighs at least, and at least where none of its words names a subject ("12?", "who?").
LEAST, NAMELESS = 1.0, 3.0
#: What it counts that the question and a title say the same thing, no more and no less.
TITLE = 0.2
#: How far a topic speaks of a part that its title does not name.
UNTITLED = 0.6

Floats = NDArray[np.float64]
#: A text and its language.
Told = tuple[str, str | None]
#: For each term, the topics that hold it and how strongly (0 to 1).
Postings = Mapping[str, tuple[NDArray[np.intp], Floats]]


@dataclass(frozen=True, slots=True)
class Matches:
    """What a question's words find in each topic.

    `scores` are about 0 to 1, `coverage` is the share (0 to 1) of the question that a topic speaks of,
    `titled` the share of a topic's title that the question names. `strength[part, topic]` (0 to 1) says
    how far a topic speaks of a part, `weights[part]` what it weighs.
    """

    parts: tuple[Part, ...]
    weights: Floats
    scores: Floats
    coverage: Floats
    titled: Floats
    strength: Floats


class Lexical:
    """An index of topics; a topic is (text, language) pairs by field, None for words of either language."""

    def __init__(self, topics: Sequence[Mapping[str, Sequence[Told]]], glossary: Glossary) -> None:
        self._count = len(topics)
        written = {
            field: [[(words(text), language) for text, language in topic[field]] for topic in topics]
            for field in WEIGHTS
        }
        texts = [text for field in written.values() for topic in field for text, _ in topic]
        ours = frozenset().union(*glossary.words.values())
        self._reader = Reader(glossary, Spelling(texts, ours, glossary.foreign))
        counts = {
            field: [
                Counter(term for text, language in topic for term in terms(text, language, glossary))
                for topic in of_topics
            ]
            for field, of_topics in written.items()
        }
        self._postings = _postings(counts)
        self._titled = _postings({"title": counts["title"]})
        #: The parts of our own texts; questions, of which there is no end, are not kept.
        self._parts = cache(lambda text: tuple(self._reader.parts(text)))
        self._own_titles, self._titles = (
            self._titles_in(topics, fields) for fields in (("title",), ("title", "asked"))
        )

    def match(self, question: str, language: str | None = None) -> Matches:
        """Return how well each topic matches the question, in its language where that is known."""
        read = (self._narrowed(part, language) for part in self._reader.parts(question))
        parts = tuple(part for part in read if not part.light or self._known(part))
        weights = np.array([self._weight(part) for part in parts])
        share = weights / max(weights.sum(), NAMELESS if all(part.light for part in parts) else LEAST)
        held, scored, titled = (
            self._found(parts, postings) for postings in (None, self._postings, self._titled)
        )
        return Matches(
            parts,
            weights,
            scores=share @ scored + TITLE * self._titles.same(parts, share),
            coverage=share @ held,
            titled=self._own_titles.named(parts),
            strength=held * np.where(titled > 0, 1.0, UNTITLED),
        )

    def corrected(self, question: str) -> str:
        """Return the question with its mistyped words put right."""
        return self._reader.corrected(question)

    def speaks(self, text: str, parts: Sequence[Part]) -> Floats:
        """Return how far (0 to 1) a text of ours speaks of each part."""
        held = {term for part in self._parts(text) for term in part.terms}
        return np.array(
            [max((part.terms[term] for term in held & part.terms.keys()), default=0.0) for part in parts]
        )

    def gist(self, text: str) -> Gist:
        """Return what a text of ours speaks of."""
        return tuple(
            (frozenset(term for term, sure in part.terms.items() if sure > WITHIN), self._weight(part))
            for part in self._parts(text)
        )

    def holds(self, concept: str, *, in_title: bool = False) -> NDArray[np.bool_]:
        """Return the topics that speak of a concept of the glossary, or whose title does."""
        postings = self._titled if in_title else self._postings
        found = np.zeros(self._count, bool)
        found[postings.get(f"~{concept}", _NOWHERE)[0]] = True
        return found

    def _titles_in(self, topics: Sequence[Mapping[str, Sequence[Told]]], fields: Sequence[str]) -> Titles:
        titles = [
            (at, self._parts(title))
            for at, topic in enumerate(topics)
            for field in fields
            for title, _ in topic[field]
        ]
        return Titles(titles, self._weight, self._count)

    def _found(self, parts: Sequence[Part], postings: Postings | None) -> Floats:
        """Return [part, topic]: the strongest of a part's terms in each topic, or just how sure it is."""
        found = np.zeros((len(parts), self._count))
        for row, part in zip(found, parts, strict=True):
            for term, sure in part.terms.items():
                topics, strength = (self._postings if postings is None else postings).get(term, _NOWHERE)
                row[topics] = np.maximum(row[topics], sure if postings is None else sure * strength)
        return found

    def _narrowed(self, part: Part, language: str | None) -> Part:
        """Return a part without the stems of the other language, where the question's own find something."""
        if language is None or not any(
            term.startswith(f"{language}:") and term in self._postings for term in part.terms
        ):
            return part
        terms = {
            term: sure
            for term, sure in part.terms.items()
            if term[:3] in ("~", f"{language}:") or term[0] == "~"
        }
        return replace(part, name=part.name if part.name in terms else next(iter(terms)), terms=terms)

    def _known(self, part: Part) -> bool:
        return any(term in self._postings for term in part.terms)

    def _weight(self, part: Part) -> float:
        """Return what a part weighs: the rarer, the more."""
        if part.name is None:
            return FOREIGN * self._idf(1)
        names = (
            [part.name]
            if part.name in self._postings
            else [term for term in part.terms if term in self._postings]
        )
        weight = min(
            (self._idf(len(self._postings[term][0])) for term in names), default=UNKNOWN * self._idf(1)
        )
        return weight * (LIGHT if part.light else 1.0)

    def _idf(self, found: int) -> float:
        return math.log(1 + (self._count - found + 0.5) / (found + 0.5))


_NOWHERE = (np.zeros(0, np.intp), np.zeros(0))


def _postings(counts: Mapping[str, Iterable[Counter[str]]]) -> Postings:
    """Return BM25's saturated frequencies, fields weighted and their lengths evened out first."""
    summed: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for field, of_topics in counts.items():
        topics = list(of_topics)
        usual = max(1.0, sum(topic.total() for topic in topics) / max(1, len(topics)))
        for at, topic in enumerate(topics):
            for term, count in topic.items():
                summed[term][at] += WEIGHTS[field] * count / (1 - B + B * topic.total() / usual)
    return {
        term: (np.array(list(found)), (strength := np.array(list(found.values()))) / (K1 + strength))
        for term, found in summed.items()
    }
