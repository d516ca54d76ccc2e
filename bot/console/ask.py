"""`relais ask`: one answer, or one a line."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from bot.console.desk import Desk
from bot.console.engaged import Engaged
from bot.console.model import ready_writer, usable_model
from bot.parts import open_library, open_state
from bot.talk import asked_in
from bot.views.answer import text
from knowledge.answer import Answer
from knowledge.library import Library, QuestionRefused
from knowledge.writer import Writer
from prompts import languages, texts
from state.rules.broken import RuleBroken
from state.rules.engagement import Engagement


@dataclass(frozen=True, slots=True)
class Said:
    """An answer to a question as it was put, what an engagement's state says first, and how long it took."""

    question: str
    answer: Answer
    milliseconds: float
    state: str = ""


Answering = Callable[[str], Said]


def ask(
    at: Desk, question: str | None, language: str | None, engagement: str | None, *, as_json: bool
) -> None:
    """Answer one question, or, without one, each line of standard input as a line of JSON.

    Answers are reworded where there is an LLM_MODEL: who asks here, waits. `engagement` is the name of the
    one that questions may be about.

    Raises `unknown_language` (language), `engagement_unknown`, and as `Library.ask`.
    """
    if language is not None and language not in languages():
        raise RuleBroken("unknown_language", language=language)
    followed = _named(at, engagement)
    with usable_model():
        library, writer = open_library(at.settings), ready_writer(at)
        engaged = Engaged(at, followed, library, language) if followed else None
        answering = partial(_timed, library=library, writer=writer, language=language, engaged=engaged)
        _ask(at, question, answering, as_json=as_json)


def _ask(at: Desk, question: str | None, answering: Answering, *, as_json: bool) -> None:
    if question is not None:
        said = answering(question)
        if as_json:
            at.give(as_values(said))
        else:
            _show(at, said)
        return
    for line in sys.stdin:
        if line.strip():
            at.give(_line(line.strip(), answering))


def as_values(said: Said) -> dict[str, Any]:
    """Return an answer as plain values, the refusal's sentence included."""
    answer = said.answer
    values = asdict(answer)
    del values["quotes"], values["leads"], values["wording"]
    told = {"question": said.question, "text": _text(said), "worded": bool(answer.wording)}
    return values | told | {"milliseconds": round(said.milliseconds, 2)}


def _line(question: str, answering: Answering) -> dict[str, Any]:
    try:
        return as_values(answering(question))
    except RuleBroken as error:
        return {"question": question, "answered": False, "error": error.code}


def _timed(
    question: str, *, library: Library, writer: Writer | None, language: str | None, engaged: Engaged | None
) -> Said:
    phase = engaged.engagement.phase.value if engaged else None

    def ask(asked: str) -> Answer:
        answer = library.ask(asked, language=language, phase=phase)
        return answer if writer is None else writer.reword(answer)

    started = time.perf_counter()
    asked = asked_in(question) or question
    try:
        told = engaged.answer(asked, ask) if engaged else None
        state, answer = told or ("", ask(asked))
    except QuestionRefused as refused:
        raise RuleBroken(refused.code, **{"usage": "relais ask …", **refused.values}) from refused
    return Said(question, answer, (time.perf_counter() - started) * 1000, state)


def _named(at: Desk, name: str | None) -> Engagement | None:
    if name is None:
        return None
    found = open_state(at.settings).engagements.named(name)
    if found is None:
        raise RuleBroken("engagement_unknown")
    return found


def _text(said: Said) -> str:
    method = text(said.answer, texts(said.answer.language))
    return "\n".join(part for part in (said.state, method) if part)


def _show(at: Desk, said: Said) -> None:
    answer = said.answer
    t = texts(answer.language)
    at.say(_text(said))
    if answer.next_step:
        at.say(f"\n{t('answer.next', step=answer.next_step).replace('*', '')}")
    if answer.phase and not said.state:
        at.say(t("answer.phase", phase=t(f"phase.{answer.phase}")))
    if answer.wording:
        at.say(t("answer.worded"))
    for n, source in enumerate(answer.sources, start=1):
        at.say(f"[{n}] {source.title}")
    if answer.nearest:
        at.say(t("answer.nearest"))
        for near in answer.nearest:
            at.say(f"• {near.title}")
