"""From a question about an engagement to what its state, and a sentence of the methodology, say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from bot.asking import Asked, mentions
from bot.intents import Intent
from bot.views.facts import Facts
from knowledge.answer import Answer, Source
from knowledge.library import Library
from state import checklists
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.party import CLOCK, OFF_SLACK, Actor, Party

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

#: Items of which another one has taken the place from some phase on: the exit has its own plan.
RENEWED: Mapping[str, tuple[str, Phase]] = {"exit_plan": ("exit_schedule", Phase.EXIT)}


def facts(
    engagement: Engagement,
    asked: Asked,
    *,
    party: Party | None,
    today: date,
    names: Mapping[str, str],
    here: bool,
    question: str = "",
) -> Facts:
    """Return what a question is answered from; `party` is whose part is meant, the asker's own too.

    The people whom the `question` names are found by their `names`, or the first word of them.
    """
    numbers = {item.number: item.key for item in engagement.items}
    meant = {_today(key, engagement) for key in asked.items}
    listed = [number for number, key in numbers.items() if key in meant]
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
        later=_later(meant - set(numbers.values())),
        unlisted=unlisted,
        here=here,
        referred=dict(asked.referred),
        blocking=asked.blocking,
        persons=tuple(_persons(engagement, question, names)),
    )


def _today(key: str, engagement: Engagement) -> str:
    """Return the item that a name means in the present phase."""
    name, phase = RENEWED.get(key, (key, None))
    return name if phase is engagement.phase else key


def _persons(engagement: Engagement, question: str, names: Mapping[str, str]) -> Iterator[Actor]:
    """Yield the people of an engagement whom a question names."""
    for member in engagement.members:
        name = names.get(member.actor.user, member.actor.user)
        if mentions(question, name) or mentions(question, name.split()[0]):
            yield member.actor


def users(engagement: Engagement) -> list[str]:
    """Return everybody of Slack whom an answer may name: the people of the parties, and who did something."""
    decided = [item.decision(party) for item in engagement.items for party in Party]
    stages = [stage for one in engagement.evolutions for stage in one.stages]
    handed = [item.delivered for item in engagement.items]
    lifted = [one.ended for one in engagement.reservations]
    answered = [one.ended for one in engagement.proposals]
    named = {one.actor for one in engagement.members} | {one.by for one in engagement.proposals}
    for done in (*decided, *stages, *answered):
        named |= {actor for actor in (done.by, done.kept_by) if actor} if done else set()
    named |= {done.by for done in (*handed, *lifted, *engagement.terms) if done and done.by}
    return sorted({actor.user for actor in named if actor.team != OFF_SLACK and actor != CLOCK})


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
