"""Questions about the methodology, and the sections that an answer comes from."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot.listeners import feedback, gap
from bot.request import Request, Rewordable, from_button
from bot.services import Services
from bot.views import answer as show
from bot.views.help import usage
from bot.views.kit import Block, Message
from knowledge.answer import Answer
from knowledge.library import QuestionRefused
from prompts import texts
from state.errors import StoreUnavailable
from state.rules.broken import RuleBroken

log = logging.getLogger(__name__)


def shown(answer: Answer, request: Request, services: Services) -> Message | Rewordable:
    """Return an answer as a message, in its own language, with what its reader may do about it."""
    t, buttons, writer = texts(answer.language), _kept(answer, request, services), services.writer
    content = show.answered(answer, t, buttons=buttons)
    if writer is None or answer.kind != "methodology":
        return content

    def reworded() -> Message | None:
        worded = writer.reword(answer)
        return show.answered(worded, t, buttons=buttons) if worded.wording else None

    return Rewordable(content, reworded, timedelta(seconds=writer.seconds))


def _kept(answer: Answer, request: Request, services: Services) -> list[Block]:
    """Keep what was asked; where that cannot be, it costs the buttons, not the answer."""
    keep = feedback.kept if answer.answered else gap.kept
    try:
        return keep(answer, request, services)
    except (RuleBroken, StoreUnavailable) as error:
        log.warning("a question is not kept: %s", error.code)
        return []


def found(request: Request, question: str, services: Services, *, after: str | None = None) -> Answer:
    """Answer a question in its language, the same whatever the way in; in the asker's own where it has none.

    `after` is the question before it in a conversation, on which it may lean.
    Raises `question_empty` (usage) and `question_too_long` (length, limit).
    """
    try:
        return services.library.ask(question, fallback=request.words(services).language, after=after)
    except QuestionRefused as refused:
        written = usage("ask", request.command(services), request.words(services))
        raise RuleBroken(refused.code, **{"usage": written, **refused.values}) from refused


def open_section(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Show a source in full."""
    language, _, anchor = action["value"].partition("/")
    try:
        section = services.library.section(anchor, language)
    except KeyError:
        raise RuleBroken("stale") from None
    services.slack.open_view(
        body["trigger_id"], show.section_modal(section, from_button(body).words(services))
    )
    ack()


def register(app: App, services: Services) -> None:
    app.action(re.compile(r"^answer\.section\."))(partial(open_section, services=services))
