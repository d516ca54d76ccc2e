"""Which sentences of a model's wording the quotes bear out, and whether enough is left to be said (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from knowledge.answer import LONGEST, Answer, Sentence
from knowledge.figures import Figure, figures, unsaid
from knowledge.words import fold, words
from knowledge.written import sentences

#: The share of a sentence's subjects that the quotes which it cites must name; README.md has the figures.
BORNE_OUT = 0.7
#: The share of what was written that must stand: a model of which more is struck out is not to be trusted.
STANDING = 0.5
#: The share of a leading quote's subjects that one sentence of the wording must still name.
TOLD = 0.5
#: How many characters fit the one section of a Slack message (3,000, of which some are written longer there).
FITS = 2800
#: A site such as legifrance.gouv.fr, which nobody may make up.
_SITE = re.compile(r"\b(?:[a-z0-9-]+\.)+[a-z]{2,}\b")
_NEGATION = re.compile(
    r"\b(?:pas|aucune?s?|jamais|sans|ni|rien|non|not|no(?!\.)|never|without|cannot|neither|nor|none|nothing)\b"
    r"|n't\b"
)


def proofread(written: str, answer: Answer) -> tuple[Sentence, ...]:
    """Return the sentences of a wording that may be said; none where the quotes themselves say it better.

    A sentence stands if it cites sources of the answer, and if their quotes name all its figures and most
    of its subjects, and deny something where it does. A wording stands if half of its sentences do, and if
    it still tells what the leading sources say first, and their durations, shares and amounts. Words are
    compared, not grammar: who does what to whom is the model's to keep.
    """
    found = list(sentences(written))
    standing = [one for one in found if _stands(one, answer)]
    if not standing or len(standing) < STANDING * len(found):
        return ()
    standing = list(dict.fromkeys(standing))[:LONGEST]
    if sum(len(one.text) for one in standing) > FITS:
        return ()
    return tuple(standing) if all(_kept(source, standing, answer) for source in answer.leads) else ()


def _stands(sentence: Sentence, answer: Answer) -> bool:
    subjects = _subjects(sentence.text, answer.language)
    quotes = [text for text, source in answer.quotes if source in sentence.sources]
    quoted = {source for _, source in answer.quotes}
    if not subjects or not quotes or not quoted.issuperset(sentence.sources):
        return False
    titles = [answer.sources[source - 1].title for source in sentence.sources]
    return (
        _share(subjects, [*quotes, *titles], answer.language) >= BORNE_OUT
        and not unsaid(figures(sentence.text), _figures(quotes))
        and _sites([sentence.text]) <= _sites(quotes)
        and _denies_as(sentence.text, quotes, answer.language)
    )


def _kept(source: int, standing: Sequence[Sentence], answer: Answer) -> bool:
    """Say whether a leading source is cited, and what it says first and what it measures are still told."""
    quotes = [text for text, of in answer.quotes if of == source]
    told = [one.text for one in standing]
    first = _subjects(quotes[0], answer.language)
    measured = {figure for figure in _figures(quotes) if figure.measures}
    return (
        any(source in one.sources for one in standing)
        and any(_share(first, [text], answer.language) >= TOLD for text in told)
        and not unsaid(measured, _figures(told))
    )


def _denies_as(text: str, quotes: Sequence[str], language: str) -> bool:
    """Say whether a text denies something where the quotes that it draws on do, and only there."""
    shares = [_share(_subjects(quote, language), [text], language) for quote in quotes]
    drawn = [quote for quote, share in zip(quotes, shares, strict=True) if share >= min(TOLD, max(shares))]
    denials = [_denies(quote) for quote in drawn]
    return any(denials) if _denies(text) else not all(denials)


def _denies(text: str) -> bool:
    return _NEGATION.search(fold(text)) is not None


def _figures(texts: Iterable[str]) -> frozenset[Figure]:
    return frozenset(figure for text in texts for figure in figures(text))


def _sites(texts: Iterable[str]) -> set[str]:
    return {site for text in texts for site in _SITE.findall(text)}


def _share(subjects: Sequence[str], texts: Iterable[str], language: str) -> float:
    """Return the share of these subjects that the texts name."""
    named = {stem for text in texts for word in words(text) for stem in word.stems if stem[:2] == language}
    return sum(subject in named for subject in subjects) / len(subjects) if subjects else 1.0


def _subjects(text: str, language: str) -> list[str]:
    """Return the stems of what a text speaks of, figures apart; of its light words where it has no others."""
    said = [word for word in words(text) if not word.stop and not word.text.isdigit()]
    telling = [word for word in said if not word.light] or said
    return [stem for word in telling for stem in word.stems if stem[:2] == language]
