"""Questions about an engagement on the terminal: from its state, with what the methodology adds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from bot import answering, arguments, asking
from bot.asking import Asked
from bot.console.desk import Desk, Stopped
from bot.parts import wall
from bot.views import asked as show
from bot.views.facts import Facts
from bot.views.kit import escape
from knowledge.answer import Answer
from knowledge.library import Library
from prompts import languages, texts
from state.engagements import day
from state.rules.engagement import Engagement
from state.rules.item import Phase


@dataclass(frozen=True)
class Engaged:
    """An engagement, and what its questions are answered with; `ask` asks the methodology."""

    at: Desk
    engagement: Engagement
    library: Library
    language: str | None

    def answer(self, question: str, ask: Callable[[str], Answer]) -> tuple[str, Answer] | None:
        """Return what the state says, and the methodology's answer beside it; None for other questions.

        The answer has no sources where the methodology adds nothing.
        """
        engagement = self.engagement
        asked = asking.recognise(question, known=[engagement.name])
        if asked is None:
            return None
        written = self.library.language(question)
        language = self.language or (written if written in languages() else engagement.language)
        t = texts(str(language))
        phase = None if engagement.phase is Phase.CLOSED else engagement.phase.value
        empty = Answer(question, t.language, "engagement", answered=True, phase=phase)
        if asked.stranger:
            return arguments.unmarked(t("asked.other", name=escape(engagement.name))), empty
        lead = arguments.unmarked(show.answer(self._facts(asked, question), t)["text"])
        if asked.sure:
            found = answering.quote(engagement, question, asked, self.library, t.language)
        else:
            found = ask(question)
        if found is None or not found.answered:
            return lead, empty
        return f"{lead}\n\n{t('asked.method')}", replace(found, kind="engagement", phase=phase)

    def _facts(self, asked: Asked, question: str) -> Facts:
        return answering.facts(
            self.engagement,
            asked,
            party=asked.party,
            today=day(wall(), self.engagement.zone),
            names=self._names,
            here=True,
            question=question,
        )

    @cached_property
    def _names(self) -> dict[str, str]:
        """Return people's names as far as a Slack that can be reached tells them."""
        # Imported here: other questions need nothing of Slack.
        from bot.console.run import any_access  # noqa: PLC0415
        from bot.outgoing import Outgoing  # noqa: PLC0415
        from bot.people import People  # noqa: PLC0415

        try:
            access = any_access(self.at.settings)
        except Stopped:
            return {}
        people = People(Outgoing(access.bot_token, access.api_url), wall=wall)
        return people.names(answering.users(self.engagement))
