"""From a question to its answer: language, words and vectors, then what `search` and `answer` decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from knowledge import search
from knowledge.answer import Answer, Found, compose, refuse
from knowledge.catalog import LANGUAGES, Catalog
from knowledge.glossary import Glossary
from knowledge.language import OTHER, detect, vocabulary
from knowledge.lexical import Lexical, Texts, read
from knowledge.particular import particular
from knowledge.ranking import VAGUE, Ranking, weigh
from knowledge.search import Evidence
from knowledge.sections import Section
from knowledge.vectors import Nearness
from knowledge.words import tokens, words

#: What a refusal names.
NEAREST = 3
#: The phase that a concept of the glossary names; "the new provider" names one of the parties too.
PHASES = {
    "takeover": "takeover",
    "upgrade": "upgrade",
    "operations": "operations",
    "end-of-service": "exit",
    "reversibility": "exit",
    "portability": "exit",
}
PARTIES = {"portability"}
#: A special case, of which a section is meant only where the question names it, and what names it.
SPECIAL, NAMED = "public-contract", {"public-contract", "ccag"}


Floats = NDArray[np.float64]
Similarities = Callable[[str], Nearness]


class Finder:
    """Finds the topics that answer.

    `similar` says how near a question is to each topic and to what is asked elsewhere; `languages` are
    those of the texts that are searched, `texts` what their words come to, where that is known.
    """

    def __init__(
        self,
        catalog: Catalog,
        glossary: Glossary,
        similar: Similarities,
        languages: Sequence[str] = LANGUAGES,
        texts: Texts | None = None,
    ) -> None:
        self._catalog = catalog
        self._glossary = glossary
        self._lexical = Lexical(texts or read(catalog.fields(languages), glossary), glossary)
        self._similar = similar
        self._special = self._lexical.holds(SPECIAL, in_title=True)
        self._phases = np.array(
            [catalog.section(topic, LANGUAGES[0]).phase or "" for topic in catalog.topics]
        )
        told = {
            language: {*tokens(catalog.text(language)), *glossary.words[language]} for language in LANGUAGES
        }
        self._vocabulary = vocabulary(told["fr"], told["en"])
        #: The phases that a sentence of ours names.
        self._phases_of = cache(self._spoken_of)

    def language(self, question: str) -> str | None:
        """Return "fr", "en", "other", or None when the words tell no language."""
        return detect(question, self._vocabulary)

    def rank(self, question: str, language: str | None, phase: str | None) -> Ranking:
        """Return every topic's score.

        The engagement's phase decides between near equals where the question is vague ("what are the
        risks?"); one that names a phase, or says much, has one answer wherever it is asked.
        """
        matches = self._lexical.match(question, language)
        corrected = self._lexical.corrected(question)
        near = self._similar(corrected)
        spoken = matches.strength.max(axis=1, initial=0.0) > 0
        known = weigh(matches.parts, matches.weights * spoken)
        concepts = {one.concept for one in self._glossary.mentions(words(corrected))}
        evidence = Evidence(
            lexical=matches.scores,
            similarity=near.topics,
            elsewhere=near.elsewhere,
            around=near.around,
            particular=particular(question),
            known=known,
            unknown=weigh(matches.parts, matches.weights) - known,
            coverage=matches.coverage,
            strength=matches.strength,
            weights=matches.weights,
            titled=matches.titled,
            subject=self._subject(concepts),
        )
        vague = not concepts & PHASES.keys() and weigh(matches.parts, matches.weights) <= VAGUE
        meant = phase if phase and vague else "none"
        scores = search.fuse(evidence, self._phases == meant)
        return Ranking(matches, evidence, scores, vague, _phases_named(concepts))

    def _subject(self, concepts: AbstractSet[str]) -> Floats:
        """Return which share of the named phases each topic speaks of; 0 for a special case not named."""
        share = np.ones(len(self._phases))
        named = concepts & (PHASES.keys() - PARTIES)
        if named:
            share = np.mean([self._lexical.holds(phase) for phase in named], axis=0)
        if not concepts & NAMED:
            share = np.where(self._special, 0.0, share)
        return share

    def _spoken_of(self, sentence: str) -> AbstractSet[str]:
        concepts = {one.concept for one in self._glossary.mentions(words(sentence))}
        return frozenset(PHASES[concept] for concept in concepts & PHASES.keys())

    def ranked(self, question: str, language: str | None, phase: str | None) -> list[tuple[Section, float]]:
        """Return every section in the language, or the question's own, with its score, the best first."""
        written = self.language(question)
        ranking = self.rank(question, _known(written), phase)
        told = language or _asked(written)
        return [(self._section(topic, told), float(ranking.scores[topic])) for topic in ranking.order]

    def signals(self, question: str) -> tuple[float, ...]:
        """Return what decides whether a question is covered by its best topic."""
        ranking = self.rank(question, _known(self.language(question)), None)
        return search.signals(ranking.evidence, ranking.best)

    def answer(
        self,
        question: str,
        language: str | None,
        phase: str | None,
        fallback: str | None = None,
        after: str | None = None,
    ) -> Answer:
        """Return the answer in the language, else the question's own, else `fallback` where none is told.

        `after` is the question before this one, on which a vague one leans: "and for the client?". So does a
        question that says nothing by itself on what is told before it.
        """
        written = self.language(question)
        asked, known = language or _asked(written or fallback), _known(written)
        whole = self.rank(question, known, phase)
        things = self._things(question, known, phase, whole)
        before, asks = (after, question) if after else search.apart(question)
        if before and (not things or (after and whole.brief)):
            things = self._leaning(asks, before, known, phase)
        found = [] if written == OTHER else self._found(things, asked)
        if not found:
            nearest = [
                (self._section(topic, asked), float(whole.scores[topic])) for topic in whole.order[:NEAREST]
            ]
            return refuse(question, asked, "language" if written == OTHER else "uncovered", nearest)
        return compose(question, asked, found)

    def _things(
        self, question: str, language: str | None, phase: str | None, whole: Ranking
    ) -> list[Ranking]:
        """Return the things that are asked and covered: the clauses of a question, or the question itself.

        A covered clause that leans on none before it, or names a phase, needs no trust in the rest.
        """
        clauses = search.clauses(question)
        rankings = self._clauses(clauses, language, phase) if len(clauses) > 1 else []
        heaviest = max((ranking.weight for ranking in rankings), default=0.0)
        things: dict[int, Ranking] = {}
        for at, ranking in enumerate(rankings):
            stands = (at == 0 or bool(ranking.named)) and ranking.covered
            share = 1.0 if stands else ranking.weight / (heaviest or 1.0)
            spoken = search.speaking(ranking.evidence)
            thing = replace(ranking, scores=search.mixed(ranking.scores, whole.scores, share, spoken))
            trust = share * thing.trust + (1 - share) * whole.trust
            if trust >= search.TRUSTED:
                things.setdefault(thing.best, thing)
        if len(things) < 2 and whole.trust >= search.TRUSTED:  # noqa: PLR2004 - several are two
            return [*(thing for topic, thing in things.items() if topic != whole.best), whole]
        return list(things.values())

    def _leaning(self, question: str, after: str, language: str | None, phase: str | None) -> list[Ranking]:
        """Return what a question asks that leans on the one before it, where that is covered."""
        if self._phase_named(question):  # "and the upgrade?" puts one phase in the place of another
            whole = self.rank(f"{self._without_phase(after)} {question}", language, phase)
            return [whole] if whole.covered else []
        before, own = self.rank(after, language, phase), self._clauses((after, question), language, phase)[-1]
        whole = self.rank(f"{after} {question}", language, phase)
        share = own.weight / (max(own.weight, before.weight) or 1.0)
        if share * own.trust + (1 - share) * whole.trust < search.TRUSTED:
            return []
        scores = search.mixed(own.scores, whole.scores, share, search.speaking(own.evidence))
        return [replace(own if own.weight else whole, scores=scores)]

    def _clauses(self, clauses: Sequence[str], language: str | None, phase: str | None) -> list[Ranking]:
        """Return each clause's ranking; a vague one ("and how long is it?") means the phase named last."""
        rankings: list[Ranking] = []
        last = ""
        for clause in clauses:
            ranking = self.rank(clause, language, phase)
            if ranking.vague and last:
                ranking = self.rank(f"{clause} {last}", language, phase)
            rankings.append(ranking)
            last = self._phase_named(clause) or last
        return rankings

    def _phase_named(self, clause: str) -> str:
        """Return the words that name a phase, the last ones where there are several; "" where none do."""
        text, named = self._naming(clause)
        return " ".join(text[at] for places in named[-1:] for at in places)

    def _without_phase(self, question: str) -> str:
        """Return a question's words without those that name a phase."""
        text, named = self._naming(question)
        said = {at for places in named for at in places}
        return " ".join(word for at, word in enumerate(text) if at not in said)

    def _naming(self, question: str) -> tuple[list[str], list[range]]:
        """Return a question's words, put right, and the places of those that name a phase, in order."""
        text = words(self._lexical.corrected(question))
        mentions = self._glossary.mentions(text)
        named = [range(one.start, one.end) for one in mentions if one.concept in PHASES.keys() - PARTIES]
        return [word.text for word in text], named

    def _found(self, things: Sequence[Ranking], language: str) -> list[Found]:
        """Return the sections that answer each thing asked, in the order of the question."""
        found: dict[int, Found] = {}
        limit = search.TOPICS if len(things) == 1 else search.TOPICS_EACH
        for thing in things:
            spoken = np.zeros(len(thing.matches.parts))
            for topic in search.choose(thing.scores, thing.evidence, limit):
                section = self._section(topic, language)
                speaks = [
                    self._lexical.speaks(sentence, thing.matches.parts) for sentence in section.sentences
                ]
                tied = bool(thing.scores[topic] >= search.TIED * thing.scores[thing.best])
                told = search.telling(thing.evidence, topic, spoken, speaks, tied=tied)
                telling = search.on_phase(
                    told, thing.named, [self._phases_of(each) for each in section.sentences], section.phase
                )
                leads = topic == thing.best
                whole = leads or search.named(thing.evidence, topic, spoken)
                gists = [self._lexical.gist(sentence) for sentence in section.sentences]
                score = float(thing.scores[topic])
                if leads or topic not in found:
                    found[topic] = Found(section, score, whole, telling, leads=leads, gists=gists)
                spoken = np.maximum(spoken, thing.evidence.strength[:, topic])
        return list(found.values())

    def _section(self, topic: int, language: str) -> Section:
        return self._catalog.section(self._catalog.topics[topic], language)


def _phases_named(concepts: AbstractSet[str]) -> AbstractSet[str]:
    """Return the phases that concepts name; none where they name nothing but a party."""
    if not concepts & (PHASES.keys() - PARTIES):
        return frozenset()
    return frozenset(PHASES[concept] for concept in concepts & PHASES.keys())


def _known(written: str | None) -> str | None:
    return written if written in LANGUAGES else None


def _asked(written: str | None) -> str:
    """Return the language to answer in: English for people of a third language, else French."""
    return _known(written) or ("en" if written == OTHER else LANGUAGES[0])
