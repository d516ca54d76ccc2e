"""`relais ask`: one answer, or one a line."""

from __future__ import annotations

import sys
import time
from dataclasses import asdict
from typing import Any

from bot.console.desk import Desk
from bot.console.model import usable_model
from bot.parts import open_library, open_state
from bot.views.answer import text
from knowledge.answer import Answer
from knowledge.library import Library, QuestionRefused
from prompts import languages, texts
from state.rules.broken import RuleBroken


def ask(
    at: Desk, question: str | None, language: str | None, engagement: str | None, *, as_json: bool
) -> None:
    """Answer one question, or, without one, each line of standard input as a line of JSON.

    Raises `unknown_language` (language), and as `Library.ask`.
    """
    if language is not None and language not in languages():
        raise RuleBroken("unknown_language", language=language)
    phase = _phase(at, engagement)
    with usable_model():
        _ask(at, open_library(at.settings), question, language, phase, as_json=as_json)


def _ask(
    at: Desk,
    library: Library,
    question: str | None,
    language: str | None,
    phase: str | None,
    *,
    as_json: bool,
) -> None:
    if question is not None:
        answer, milliseconds = _timed(library, question, language, phase)
        if as_json:
            at.give(as_values(answer, milliseconds))
        else:
            _show(at, answer)
        return
    for line in sys.stdin:
        if line.strip():
            at.give(_line(library, line.strip(), language, phase))


def as_values(answer: Answer, milliseconds: float) -> dict[str, Any]:
    """Return an answer as plain values, the refusal's sentence included."""
    values = asdict(answer)
    del values["quotes"]
    said = text(answer, texts(answer.language))
    return values | {"text": said, "milliseconds": round(milliseconds, 2)}


def _line(library: Library, question: str, language: str | None, phase: str | None) -> dict[str, Any]:
    try:
        return as_values(*_timed(library, question, language, phase))
    except RuleBroken as error:
        return {"question": question, "answered": False, "error": error.code}


def _timed(library: Library, question: str, language: str | None, phase: str | None) -> tuple[Answer, float]:
    started = time.perf_counter()
    try:
        answer = library.ask(question, language=language, phase=phase)
    except QuestionRefused as refused:
        raise RuleBroken(refused.code, **{"usage": "relais ask …", **refused.values}) from refused
    return answer, (time.perf_counter() - started) * 1000


def _phase(at: Desk, name: str | None) -> str | None:
    if name is None:
        return None
    found = open_state(at.settings).engagements.named(name)
    if found is None:
        raise RuleBroken("engagement_unknown")
    return found.phase.value


def _show(at: Desk, answer: Answer) -> None:
    t = texts(answer.language)
    at.say(text(answer, t))
    if answer.next_step:
        at.say(f"\n{t('answer.next', step=answer.next_step).replace('*', '')}")
    if answer.phase:
        at.say(t("answer.phase", phase=t(f"phase.{answer.phase}")))
    for n, source in enumerate(answer.sources, start=1):
        at.say(f"[{n}] {source.title}")
    if answer.nearest:
        at.say(t("answer.nearest"))
        for near in answer.nearest:
            at.say(f"• {near.title}")
