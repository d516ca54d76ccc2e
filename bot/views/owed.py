"""What is owed before the next phase, by whom and by when; and who the people are."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.views import item as items
from bot.views import kit, wording
from bot.views.facts import Facts
from prompts import Translator
from state.rules.engagement import ItemKind, Party, Phase
from state.rules.phase import Missing, missing, next_phase
from state.rules.step import NextStep, next_steps, pressing

#: So many steps, and lines for each owner, are told; the list has everything.
MOST = 8


def live(facts: Facts, t: Translator) -> list[str]:
    """Say whether the service may start, or since when it runs: the takeover's validation starts it."""
    since = facts.engagement.live_on
    if since is None:
        return ready(facts, t)
    running = t("asked.live", day=kit.day(since, t.language))
    return [running, *(ready(facts, t) if facts.engagement.phase is Phase.UPGRADE else [])]


def ready(facts: Facts, t: Translator) -> list[str]:
    engagement = facts.engagement
    phase = t(f"the.{engagement.phase}")
    lacking = missing(engagement)
    if not lacking:
        following = next_phase(engagement)
        if following is Phase.CLOSED or following is None:
            return [t("asked.yes_close")]
        return [t("asked.yes", phase=t(f"the.{following}"))]
    due = next((one.due for one in engagement.current_items if one.kind is ItemKind.PHASE), None)
    day = [t("asked.phase_due", phase=phase, day=kit.day(due, t.language))] if due else []
    return [t("asked.not_yet", phase=phase), *_owed(facts, lacking, t), *day]


def left(facts: Facts, t: Translator) -> list[str]:
    return _owed(facts, missing(facts.engagement), t)


def sign(facts: Facts, t: Translator) -> list[str]:
    """Say who has to accept what, by name."""
    lacking = missing(facts.engagement)
    if facts.numbers:
        lacking = tuple(lack for lack in lacking if lack.item in facts.numbers)
        if not lacking:
            return items.told(facts, t)
    return _owed(facts, lacking, t, by_name=True)


def _owed(facts: Facts, lacking: Sequence[Missing], t: Translator, *, by_name: bool = False) -> list[str]:
    engagement, party = facts.engagement, facts.party
    if not lacking:
        return [t("status.ready")]
    theirs = [lack for lack in lacking if party is None or lack.party in {party, None}]
    if not theirs:
        return [t("asked.nothing_owed", party=wording.capital(t(f"party.{party}")))]

    def heading(owner: str) -> str:
        who = _named(facts, owner, t) if by_name else ""
        return f"{t(f'owed.{owner}')} {who}".rstrip()

    return wording.missing_lines(engagement, theirs, t, heading=heading, most=MOST if by_name else None)


def late(facts: Facts, t: Translator) -> list[str]:
    """Say what is late; where nothing is, what comes first."""
    steps = _steps(facts)
    late = [step for step in steps if step.by is not None and step.by < facts.today]
    if late:
        return wording.step_lines(facts.engagement, late, facts.today, t, most=MOST)
    first = [step for step in steps if step.by is not None][:1]
    lines = wording.step_lines(facts.engagement, first, facts.today, t)
    return [t("asked.on_time"), *([t("asked.coming"), *lines] if lines else [])]


def coming(facts: Facts, t: Translator) -> list[str]:
    steps = _steps(facts)
    if not steps and facts.party is not None:
        return [t("asked.nothing_owed", party=wording.capital(t(f"party.{facts.party}")))]
    calm = [] if pressing(facts.engagement, steps) else [t("status.calm")]
    return [t("next.title"), *calm, *wording.step_lines(facts.engagement, steps, facts.today, t, most=MOST)]


def _steps(facts: Facts) -> list[NextStep]:
    steps = next_steps(facts.engagement)
    return [step for step in steps if facts.party is None or step.party in {facts.party, None}]


def people(facts: Facts, t: Translator) -> list[str]:
    parties = [facts.party] if facts.party else list(Party)
    return [
        t("asked.people", party=wording.capital(t(f"party.{party}")), people=_people_of(facts, [party]))
        for party in parties
    ]


def _named(facts: Facts, owner: str, t: Translator) -> str:
    """Return the people who may accept for an owner: "(Claire Dumas)", by party where there are two."""
    if owner in set(Party):
        return f"({_people_of(facts, [Party(owner)])})"
    sides = {party.value: _people_of(facts, [party]) for party in Party}
    return f"({t('status.team', **sides)})"


def _people_of(facts: Facts, parties: Collection[Party]) -> str:
    users = [one.actor.user for one in facts.engagement.members if one.party in parties]
    return ", ".join(kit.escape(facts.names.get(user, user)) for user in users)
