"""Search, from what words and vectors find to the topics that answer: fusion, trust, choice (pure).

The numbers were chosen on the development questions (`evaluation/dev.jsonl`), by cross-validation
where they decide what is refused (`README.md`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: The share of vectors in the fused score; the rest is lexical.
VECTOR = 0.6
#: What the engagement's own phase adds to a section where the question names no subject ("how long is it?");
#: the more the question's words weigh, the less it counts, so that it decides between near equals only.
PHASE = 0.3
#: What says that the question is covered: the best topic's lexical score, how much of the question any topic
#: covers, the best similarity, how far off all that is asked elsewhere is, whether the texts around are ours,
#: whether no company's own facts are asked for, how much is asked in known words and how little in others;
#: and the least sum that is trusted (`python -m knowledge.tune`).
TRUST = (1.00, 1.13, 1.57, 1.57, 0.90, 1.58, 0.13, 0.15)
TRUSTED = 2.32
#: How many topics an answer draws on at most, and how many for each of several things asked.
TOPICS, TOPICS_EACH = 4, 2
#: How far a title that names a part of the question speaks of it, and the share of the title that is named.
NAMED, ABOUT = 0.8, 0.6
#: What a topic loses that speaks of none of the phases that the question names.
ASTRAY = 0.5
#: A further topic scores at least this share of the best one, and speaks of this much more of the question.
NEAR, MORE = 0.55, 0.06
#: What a sentence tells that is left out even where its section is quoted whole.
ASTRAY_LINE = -1.0
#: What a clause weighs at least that names a subject.
SUBJECT = 1.0
#: A topic that scores this share of the best one answers too.
TIED = 0.78

Floats = NDArray[np.float64]

_ASKS = (
    r"(?:[àa]|de|en|pour|sur|with|to|by|at|in)?\s*(?:(?:qu|k)el(?:le)?s?|qui|ki|qu['’]|que|quoi|koi|comment|combien|où|pourquoi|est-ce|c['’]est"
    r"|faut-il|peut-on|doit-on|which|what|who|whom|how|where|why|is|are|does|do|can|must|should)\b"
)
_QUESTION = re.compile(rf"\s*{_ASKS}", re.IGNORECASE)
#: "When" that asks, and does not only say when: "quand commence-t-il", not "quand il commence".
_WHEN = (
    r"(?:when\s+(?:is|are|does|do|did|can|must|should|will|would)\b"
    r"|quand\s+(?!(?:les?|la|l['’]|une?|des|on|ils?|elles?|je|tu|nous|vous|tout|tous|nos|notre|vos|votre)\b)"
    r"|quand\b[^,?;!]*-(?:t-)?(?:il|elle|on|ils|elles)\b)"
)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
#: Where one question ends and another begins: surely, or only when a question stands before it.
_SURELY = re.compile(rf"[?;!]+|,?\s+(?:et|and)\s+(?=(?:{_ASKS}|quand|when)\b)", re.IGNORECASE)
_PERHAPS = re.compile(rf",\s+(?={_ASKS}|{_WHEN})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for a question; arrays by topic, `strength` by part of the question and topic.

    `lexical` is about 0 to 1, `coverage` and `strength` are 0 to 1. `similarity` is 0 for strangers and
    1 for a translation, `elsewhere` the same for the nearest question that no section answers, `around`
    says whether the nearest texts are ours (1) or asked elsewhere (-1), `particular` how surely one
    company's own facts are asked for (0 to 1), `known` and `unknown` what its words weigh that some topic
    speaks of, and that none does.
    `weights` says what each part of the question weighs, `titled` which share of a topic's title the
    question names, `subject` which share of the phases that it names a topic speaks of (1 where none is).
    """

    lexical: Floats
    similarity: Floats
    elsewhere: float
    around: float
    particular: float
    known: float
    unknown: float
    coverage: Floats
    strength: Floats
    weights: Floats
    titled: Floats
    subject: Floats


def clauses(question: str) -> tuple[str, ...]:
    """Return the questions that a question consists of: "Who checks what, and which documents are final?"."""
    found: list[str] = []
    for part in _SURELY.split(question):
        pieces = _PERHAPS.split(part)
        while len(pieces) > 1 and not _QUESTION.match(pieces[0]):
            pieces[:2] = [f"{pieces[0]}, {pieces[1]}"]  # "Once live, who answers for the service?" is one
        found += [piece.strip(" ,.") for piece in pieces]
    return tuple(piece for piece in found if piece)


def apart(question: str) -> tuple[str, str]:
    """Return the sentences of a question that only tell ("Our admin left."), and those that ask.

    The first are "" where there is nothing but the question.
    """
    sentences = [sentence for each in _SENTENCE.split(question) if (sentence := each.strip())]
    asking = [one for one in sentences if one.endswith("?") or _QUESTION.match(one)]
    if not asking:
        return "", question
    return " ".join(one for one in sentences if one not in asking), " ".join(asking)


def fuse(evidence: Evidence, in_phase: NDArray[np.bool_]) -> Floats:
    """Return one score a topic, about 0 to 1: a convex sum of lexical and vector search."""
    phase = PHASE / max(1.0, float(evidence.weights.sum()))
    fused = (1 - VECTOR) * evidence.lexical + VECTOR * evidence.similarity + phase * in_phase
    scores: Floats = fused * (1 - ASTRAY * (1 - evidence.subject))
    return scores


def mixed(clause: Floats, whole: Floats, share: float, spoken: Floats) -> Floats:
    """Return the scores for one clause, which weighs `share` (0 to 1) of the heaviest one.

    What a light clause leaves out ("and how long does it take?"), the whole question says, of the topics
    that speak of the clause (`spoken`, 0 to 1).
    """
    scores: Floats = share * clause + (1 - share) * whole * spoken
    return scores


def speaking(evidence: Evidence) -> Floats:
    """Return how much of what is asked each topic speaks of, 0 to 1; 1 where nothing is named."""
    total = float(evidence.weights.sum())
    if not total:
        return np.ones_like(evidence.lexical)
    spoken: Floats = evidence.weights @ (evidence.strength > 0) / total
    return spoken


def trust(evidence: Evidence, topic: int) -> float:
    """Return how surely the question is covered, by its best topic."""
    return float(np.dot(TRUST, signals(evidence, topic)))


def signals(evidence: Evidence, topic: int) -> tuple[float, ...]:
    """Return what tells whether a question is covered by its best topic: see `TRUST`."""
    near = evidence.subject >= evidence.subject.max(initial=0.0)
    return (
        float(evidence.lexical[topic]),
        float(evidence.coverage[near].max(initial=0.0)),
        float(evidence.similarity[near].max(initial=0.0)),
        -evidence.elsewhere,
        evidence.around,
        -evidence.particular,
        math.log1p(evidence.known),
        -math.log1p(evidence.unknown),
    )


def choose(scores: Floats, evidence: Evidence, limit: int) -> tuple[int, ...]:
    """Return the topics to answer from, at most `limit`: the best, then those that say more of what is asked.

    A topic says more where its title or its sentences speak of parts of the question that
    those before it leave out.
    """
    ranked = np.argsort(-scores, kind="stable")
    chosen = [int(ranked[0])]
    spoken = evidence.strength[:, ranked[0]]
    total = float(evidence.weights.sum()) or 1.0
    for topic in ranked[1:]:
        if len(chosen) >= limit or scores[topic] < NEAR * scores[ranked[0]]:
            break
        more = float(evidence.weights @ np.maximum(evidence.strength[:, topic] - spoken, 0.0)) / total
        if more >= MORE or scores[topic] >= TIED * scores[ranked[0]]:
            chosen.append(int(topic))
            spoken = np.maximum(spoken, evidence.strength[:, topic])
    return tuple(chosen)


def named(evidence: Evidence, topic: int, spoken: Floats) -> bool:
    """Tell whether a topic's title is about a part of the question that those before do not name."""
    names = (evidence.strength[:, topic] >= NAMED) & (spoken < NAMED)
    return bool(names.any()) and bool(evidence.titled[topic] >= ABOUT)


def telling(
    evidence: Evidence, topic: int, spoken: Floats, speaks: Sequence[Floats], *, tied: bool = False
) -> tuple[float, ...]:
    """Return how much each sentence of a topic tells of what is asked and not yet `spoken` of.

    `spoken[part]` is how far the topics before speak of a part, `speaks[sentence][part]` how far a
    sentence does. A topic that adds no part, or is `tied` with the best and has no sentence on what it
    adds, is told by its sentences that are nearest to the question.
    """
    missing = evidence.weights * np.maximum(evidence.strength[:, topic] - spoken, 0.0)
    told = [float(missing @ of_sentence) for of_sentence in speaks]
    if not missing.any() or (tied and not any(told)):
        told = [float(evidence.weights @ of_sentence) for of_sentence in speaks]
    return tuple(told)


def on_phase(
    told: Sequence[float], named: AbstractSet[str], speaks: Sequence[AbstractSet[str]], own: str | None
) -> tuple[float, ...]:
    """Return how much each sentence tells, nothing where it is about another phase than the `named` ones.

    `speaks[sentence]` are the phases that a sentence names; `own` is the section's phase. In a section of
    the named phases, a sentence may name another one along with them; in one of another phase, it may not.
    In one of no phase that speaks of them, a sentence names one of them, and is `ASTRAY_LINE` where it names
    others alone.
    """
    if not named:
        return tuple(told)
    if own is None and any(phases & named for phases in speaks):
        return tuple(
            tells if phases & named else ASTRAY_LINE if phases else 0.0
            for tells, phases in zip(told, speaks, strict=True)
        )
    mixed = own is None or own in named
    return tuple(
        tells if phases <= named or (mixed and phases & named) else 0.0
        for tells, phases in zip(told, speaks, strict=True)
    )
