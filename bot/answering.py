"""From a question about an engagement to what its state, and a sentence of the methodology, say of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.asking import Asked
from bot.intents import Intent
from bot.views.facts import Facts
from knowledge.answer import Answer, Source
from knowledge.library import Library
from state import checklists
from state.rules.engagement import Engagement, Party, Phase

#: The section whose first sentence helps with an answer, by what is asked and, if need be, in which phase.
HELPS: Mapping[tuple[Intent, Phase | None], str] = {
    (Intent.LIVE, Phase.TAKEOVER): "ready-for-operations",
    (Intent.READY, Phase.TAKEOVER): "ready-for-operations",
    (Intent.READY, Phase.UPGRADE): "operations-start",
    (Intent.READY, Phase.OPERATIONS): "three-outcomes",
    (Intent.READY, Phase.EXIT): "closing-the-exit",
    (Intent.SIGN, Phase.TAKEOVER): "takeover-mutual-acceptance",
    (Intent.LEFT, Phase.TAKEOVER): "takeover-mutual-acceptance",
    (Intent.LEFT, Phase.EXIT): "closing-the-exit",
    (Intent.UPGRADE, Phase.TAKEOVER): "upgrade-decision",
    (Intent.NOTICE, None): "notice-deadline",
    (Intent.END, None): "three-outcomes",
    (Intent.RENEWAL, None): "outcome-renewal",
    (Intent.ACCOUNTABLE, Phase.TAKEOVER): "accountable-in-takeover",
    (Intent.ACCOUNTABLE, None): "provider-accountable",
}


def facts(
    engagement: Engagement,
    asked: Asked,
    *,
    party: Party | None,
    today: date,
    names: Mapping[str, str],
    here: bool,
) -> Facts:
    """Return what a question is answered from; `party` is whose part is meant, the asker's own too."""
    numbers = {item.number: item.key for item in engagement.items}
    listed = [number for number, key in numbers.items() if key in asked.items]
    unlisted = asked.number if asked.number is not None and asked.number not in numbers else None
    if asked.number in numbers:
        listed.append(asked.number)
    return Facts(
        engagement=engagement,
        intents=tuple(asked.intents),
        today=today,
        names=names,
        party=party,
        numbers=tuple(dict.fromkeys(listed)),
        later=_later(set(asked.items) - set(numbers.values())),
        unlisted=unlisted,
        here=here,
    )


def users(engagement: Engagement) -> list[str]:
    """Return everybody whom an answer may name: who signs, and who decided."""
    decided = (item.decision(party) for item in engagement.items for party in Party)
    signing = [one.actor.user for one in engagement.members]
    return sorted({*signing, *(one.by.user for one in decided if one is not None)})


def quote(
    engagement: Engagement, question: str, asked: Asked, library: Library, language: str
) -> Answer | None:
    """Return the one sentence of the methodology that helps with an answer, where one does."""
    anchor = next((found for intent in asked.intents if (found := _anchor(intent, engagement.phase))), None)
    if anchor is None:
        return None
    section = library.section(anchor, language)
    sentence = section.sentences[0]
    source = Source(section.id, section.title, language, sentence, 1.0)
    return Answer(question, language, "engagement", answered=True, quotes=((sentence, 1),), sources=(source,))


def _anchor(intent: Intent, phase: Phase) -> str | None:
    return HELPS.get((intent, phase)) or HELPS.get((intent, None))


def _later(keys: set[str]) -> dict[str, Phase]:
    """Return the items that belong to a phase which has not begun, with that phase."""
    return {task.key: phase for phase in Phase for task in checklists.tasks(phase) if task.key in keys}
