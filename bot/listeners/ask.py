"""Questions about the methodology, and the sections that an answer comes from."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot import arguments
from bot.request import Reply, Request, from_button
from bot.services import Services
from bot.views import answer as show
from bot.views.help import usage
from knowledge.answer import Answer
from knowledge.library import QuestionRefused
from prompts import texts
from state.rules.broken import RuleBroken


def ask(request: Request, question: str, services: Services) -> Reply:
    """Answer a question as `found` finds it."""
    return shown(found(request, question, services))


def shown(answer: Answer) -> Reply:
    """Return an answer as a message, in its own language."""
    return show.answered(answer, texts(answer.language))


def found(request: Request, question: str, services: Services) -> Answer:
    """Answer a question in its language, the same whatever the way in; in the asker's own where it has none.

    Raises `question_empty` (usage) and `question_too_long` (length, limit).
    """
    try:
        return services.library.ask(arguments.plain(question), fallback=request.words(services).language)
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
