"""What is measured side by side: an arm answers questions, and ranks sections for them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from knowledge.answer import Answer
from knowledge.catalog import LANGUAGES
from knowledge.grading import Given, Measured
from knowledge.library import Library, QuestionRefused
from knowledge.memory import Most

#: What is asked first, so that what the first question loads is not timed.
FIRST = "Combien de phases ?"
#: How many questions are asked between two looks at the memory.
LOOK = 50


class Arm(Protocol):
    """A way to answer from the methodology."""

    def answer(self, question: str) -> Given:
        """Return what is shown for a question, from the texts of both languages."""

    def rank(self, question: str, told: str) -> Sequence[str]:
        """Return anchors, the best first, found in the texts of one language, "fr" or "en"."""


class Relais:
    """Our own library, as the bot asks it outside of an engagement."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def answer(self, question: str) -> Given:
        """Return the quotes and what to do next; a question that the library does not look at is refused."""
        try:
            answer = self._library.ask(question)
        except QuestionRefused:
            return Given(answered=False)
        return Given(answer.answered, _lines(answer))

    def rank(self, question: str, told: str) -> list[str]:
        """Return all anchors; none for a question that the library does not look at."""
        try:
            return [section.id for section, _ in self._library.search(question, language=told, within=told)]
        except QuestionRefused:
            return []


def measured(
    opened: Callable[[], Arm], questions: Sequence[str], *, ranks: bool, started: float | None = None
) -> Measured:
    """Open an arm and ask it every question; it also ranks for each where `ranks` says so.

    `started` is `time.monotonic()` when the process was started, or now. Memory is that of opening and
    answering: ranking by the texts of one language is for measuring only.
    """
    began = time.monotonic() if started is None else started
    most = Most()
    with most.watching():
        arm = opened()
        arm.answer(FIRST)
        first = time.monotonic() - began
    given: list[Given] = []
    milliseconds: list[float] = []
    for at, question in enumerate(questions):
        start = time.perf_counter()
        given.append(arm.answer(question))
        milliseconds.append((time.perf_counter() - start) * 1000)
        if at % LOOK == 0:
            most.look()
    most.look()
    ranked = {told: [arm.rank(question, told) for question in questions] for told in LANGUAGES if ranks}
    return Measured(given, ranked, milliseconds, first, most.megabytes)


def _lines(answer: Answer) -> tuple[tuple[str, str], ...]:
    quotes = tuple((answer.sources[number - 1].id, quote) for quote, number in answer.quotes)
    return (*quotes, (quotes[0][0], answer.next_step)) if quotes and answer.next_step else quotes
