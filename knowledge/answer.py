"""Answers made of the methodology's own sentences, each with its source, and refusals (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.sections import Section

#: How many sentences an answer holds at most, so that it fits a chat.
LONGEST = 9
#: How many sentences a further source adds at most.
FURTHER = 3
#: A sentence of which this much was said before adds nothing; words up to this length do not count.
SAME, SHORT = 0.8, 3


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
class Answer:
    """What Relais says to a question.

    `language` is the asker's, "fr" or "en"; `kind` is "methodology" or "refusal". `quotes` are sentences,
    word for word, each with the number (from 1) of its source. `phase` is "takeover", "upgrade",
    "operations", "exit" or None. `reason`, of a refusal: "uncovered" (no section answers) or "language"
    (neither French nor English); `nearest`, of a refusal: what comes nearest, the best first.
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


@dataclass(frozen=True, slots=True)
class Found:
    """A section that answers: quoted whole when it is the best, else the sentences that tell something more.

    `telling[sentence]` is how much of the question (weights of its parts) a sentence speaks of that the
    sections before leave out.
    """

    section: Section
    score: float
    whole: bool
    telling: Sequence[float] = ()


def compose(question: str, language: str, found: Sequence[Found]) -> Answer:
    """Return the answer that quotes what was found, the best section first."""
    quotes: list[tuple[str, int]] = []
    sources: list[Source] = []
    for each in found:
        said = [sentence for sentence, _ in quotes]
        quoted = _sentences(each, said)[: LONGEST - len(quotes)]
        if quoted:
            quotes += [(sentence, len(sources) + 1) for sentence in quoted]
            sources.append(_source(each.section, each.score, " ".join(quoted)))
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
    )


def refuse(
    question: str, language: str, reason: str, nearest: Sequence[tuple[Section, float]] = ()
) -> Answer:
    """Return a refusal that names what comes nearest."""
    named = tuple(_source(section, score, "") for section, score in nearest)
    return Answer(question, language, "refusal", answered=False, nearest=named, reason=reason)


def _sentences(found: Found, said: Sequence[str]) -> list[str]:
    """Return the sentences to quote, in the section's order, without those that only repeat what was said."""
    sentences = found.section.sentences
    chosen = list(range(len(sentences)))
    if not found.whole:
        best = sorted(chosen, key=lambda at: -found.telling[at])[:FURTHER]
        chosen = sorted(at for at in best if found.telling[at] > 0)
    return [sentences[at] for at in chosen if not repeats(sentences[at], said)]


def repeats(sentence: str, said: Sequence[str]) -> bool:
    """Tell whether nearly all words of a sentence, short ones apart, have been said."""
    words, before = _telling_words(sentence), {word for other in said for word in _telling_words(other)}
    return len(words & before) >= SAME * len(words)


def _telling_words(sentence: str) -> set[str]:
    return {word for word in re.findall(r"\w+", sentence.lower()) if len(word) > SHORT}


def _source(section: Section, score: float, quote: str) -> Source:
    return Source(section.id, section.title, section.language, quote, round(score, 3))
