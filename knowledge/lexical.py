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
from knowledge.parts import WITHIN, Part, Reader, reading
from knowledge.spelling import Spelling
from knowledge.titles import Listed, Titles, listed
from knowledge.words import Word, words

#: What a word counts in each field: title, what people say instead, subject of the file, sentences.
WEIGHTS = {"title": 3.0, "also": 2.0, "asked": 1.0, "subject": 0.5, "body": 1.0}
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

#: In how many of our questions, which are typed in haste, a word is found that is a right spelling.
OFTEN = 4

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


@dataclass(frozen=True, slots=True)
class Texts:
    """All that the words of the texts come to; what takes long to make, and can be kept (`frozen.py`).

    `frequency` is that of the right spellings; `titles` are those of the topics, `asked` those and what is
    asked of them.
    """

    count: int
    postings: Postings
    titled: Postings
    titles: Listed
    asked: Listed
    frequency: Mapping[str, int]


def read(topics: Sequence[Mapping[str, Sequence[Told]]], glossary: Glossary) -> Texts:
    """Read the topics' texts: (text, language) pairs by field, None for words of either language."""
    spoken = {text: words(text) for topic in topics for told in topic.values() for text, _ in told}
    readings = {text: reading(said, glossary) for text, said in spoken.items()}
    counts = {
        field: [
            Counter(term for text, language in topic[field] for term in readings[text].terms(language))
            for topic in topics
        ]
        for field in WEIGHTS
    }
    postings = _postings(counts)
    parts = {
        text: tuple(readings[text].parts())
        for topic in topics
        for field in ("title", "asked")
        for text, _ in topic[field]
    }

    def titles(*fields: str) -> Listed:
        of_topics = enumerate(topics)
        return listed(
            [(at, parts[title]) for at, topic in of_topics for field in fields for title, _ in topic[field]],
            lambda part: _weight(part, postings, len(topics)),
        )

    return Texts(
        len(topics),
        postings,
        _postings({"title": counts["title"]}),
        titles("title"),
        titles("title", "asked"),
        _frequency(topics, spoken),
    )


class Lexical:
    """Topics by the words of their texts."""

    def __init__(self, texts: Texts, glossary: Glossary) -> None:
        self._count, self._postings, self._titled = texts.count, texts.postings, texts.titled
        self._own_titles, self._titles = (
            Titles(titles, texts.count) for titles in (texts.titles, texts.asked)
        )
        ours = frozenset().union(*glossary.words.values())
        self._reader = Reader(glossary, Spelling(texts.frequency, ours, glossary.foreign))
        #: The parts of our own texts; questions, of which there is no end, are not kept.
        self._parts = cache(lambda text: tuple(reading(words(text), glossary).parts()))

    def match(self, question: str, language: str | None = None) -> Matches:
        """Return how well each topic matches the question, in its language where that is known."""
        read = (self._narrowed(part, language) for part in self._reader.read(question).parts())
        parts = tuple(part for part in read if not part.light or self._known(part))
        weights = np.array([self._weight(part) for part in parts])
        share = weights / max(weights.sum(), NAMELESS if all(part.light for part in parts) else LEAST)
        scored, titled = (self._found(parts, postings) for postings in (self._postings, self._titled))
        held = self._found(parts, self._postings, strong=False)
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

    def _found(self, parts: Sequence[Part], postings: Postings, *, strong: bool = True) -> Floats:
        """Return [part, topic]: how sure a part's best term there is, times its strength if that counts."""
        found = np.zeros((len(parts), self._count))
        for row, part in zip(found, parts, strict=True):
            for term, sure in part.terms.items():
                topics, strength = postings.get(term, _NOWHERE)
                row[topics] = np.maximum(row[topics], sure * strength if strong else sure)
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
        return _weight(part, self._postings, self._count)


def _weight(part: Part, postings: Postings, topics: int) -> float:
    """Return what a part weighs: the rarer, the more."""
    if part.name is None:
        return FOREIGN * _idf(1, topics)
    names = [part.name] if part.name in postings else [term for term in part.terms if term in postings]
    weight = min((_idf(len(postings[term][0]), topics) for term in names), default=UNKNOWN * _idf(1, topics))
    return weight * (LIGHT if part.light else 1.0)


def _idf(found: int, topics: int) -> float:
    return math.log(1 + (topics - found + 0.5) / (found + 0.5))


def _frequency(
    topics: Sequence[Mapping[str, Sequence[Told]]], spoken: Mapping[str, Sequence[Word]]
) -> Mapping[str, int]:
    """Return the spellings that are right: those of our texts, and what is often found in questions."""
    told = Counter(
        word.text
        for topic in topics
        for field in topic
        if field != "asked"
        for text, _ in topic[field]
        for word in spoken[text]
    )
    asked = Counter(word.text for topic in topics for text, _ in topic["asked"] for word in set(spoken[text]))
    return told + Counter({text: count for text, count in asked.items() if count >= OFTEN})


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
