"""What is owed before the next phase, by whom and by when."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views import item as items
from bot.views import kit, wording
from bot.views.facts import Facts
from bot.views.speaking import named
from bot.views.steps import lines as step_lines
from prompts import Translator
from state.rules.item import ItemKind, Phase
from state.rules.party import Party
from state.rules.permission import signatories
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
    lacking = missing(engagement, facts.today)
    if not lacking:
        following = next_phase(engagement)
        if following is Phase.CLOSED or following is None:
            return [t("asked.yes_close")]
        return [t("asked.yes", phase=t(f"the.{following}"))]
    due = next((one.due for one in engagement.current_items if one.kind is ItemKind.PHASE), None)
    day = [t("asked.phase_due", phase=phase, day=kit.day(due, t.language))] if due else []
    return [t("asked.not_yet", phase=phase), *_owed(facts, lacking, t), *day]


def left(facts: Facts, t: Translator) -> list[str]:
    return _owed(facts, missing(facts.engagement, facts.today), t)


def sign(facts: Facts, t: Translator) -> list[str]:
    """Say who has to accept what, by name."""
    lacking = missing(facts.engagement, facts.today)
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
        return step_lines(facts.engagement, late, facts.today, t, most=MOST)
    first = [step for step in steps if step.by is not None][:1]
    lines = step_lines(facts.engagement, first, facts.today, t)
    return [t("asked.on_time"), *([t("asked.coming"), *lines] if lines else [])]


def coming(facts: Facts, t: Translator) -> list[str]:
    steps = _steps(facts)
    if not steps and facts.party is not None:
        return [t("asked.nothing_owed", party=wording.capital(t(f"party.{facts.party}")))]
    calm = [] if pressing(facts.engagement, steps) else [t("status.calm")]
    return [t("next.title"), *calm, *step_lines(facts.engagement, steps, facts.today, t, most=MOST)]


def _steps(facts: Facts) -> list[NextStep]:
    steps = next_steps(facts.engagement, facts.today)
    return [step for step in steps if facts.party is None or step.party in {facts.party, None}]


def _named(facts: Facts, owner: str, t: Translator) -> str:
    """Return the people who may accept for an owner: "(Claire Dumas)", by party where there are two."""
    parties = wording.owing(owner)
    if len(parties) == 1:
        return f"({_signing(facts, parties[0], t)})"
    told = [t("status.team", side=t(f"side.{party}"), people=_signing(facts, party, t)) for party in parties]
    return f"({' · '.join(told)})"


def _signing(facts: Facts, party: Party, t: Translator) -> str:
    """Return who signs for a party today, by name."""
    return named(signatories(facts.engagement, party, facts.today), facts) or t("asked.nobody")
