"""Values of the trade as people read them, in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from enum import Enum
from typing import Any

from bot.views import kit
from prompts import Translator
from state.rules.broken import RuleBroken
from state.rules.duration import Duration, Unit
from state.rules.engagement import Actor, Engagement, Item, Party, Phase, UpgradeMode
from state.rules.phase import Missing
from state.rules.step import NextStep

USER_ID = re.compile(r"[UW][A-Z0-9]+")
#: Values of broken rules that have texts of their own, and where those are.
NAMED = {"key": "item", "party": "party", "phase": "phase", "mode": "upgrade"}
LACKS = {"item_refused": "status.missing_refused", "item_again": "status.missing_again"}
UNITS = {Unit.MONTHS: "months", Unit.WEEKS: "weeks", Unit.DAYS: "days"}


def item(key: str, t: Translator) -> str:
    """Return the name of an item of the checklists."""
    return t(f"item.{key}")


def duration(length: Duration, t: Translator) -> str:
    return t(f"duration.{UNITS[length.unit]}", n=length.count)


def people(actors: Iterable[Actor]) -> str:
    return ", ".join(kit.person(actor.user) for actor in actors)


def members(engagement: Engagement, party: Party) -> str:
    """Return the people who sign for a party, as mentions."""
    return people(member.actor for member in engagement.members if member.party is party)


def who(party: Party | None, t: Translator) -> str:
    return t(f"party.{party or 'both'}")


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def upgrade(mode: UpgradeMode, t: Translator) -> str:
    return t(f"upgrade.{mode}")


def missing_lines(engagement: Engagement, lacks: Sequence[Missing], t: Translator) -> list[str]:
    """Return what is missing, grouped by who owes it: "*The client still has to:*", then its lines."""
    items = {one.number: one for one in engagement.items}
    lines: list[str] = []
    for party in (*Party, None):
        owed = [lack for lack in lacks if lack.party is party]
        if owed:
            lines.append(t(f"owed.{party or 'both'}"))
            lines += [f"• {_lack(lack, items.get(lack.item or 0), engagement.phase, t)}" for lack in owed]
    return lines


def _lack(lack: Missing, about: Item | None, phase: Phase, t: Translator) -> str:
    if lack.code == "upgrade_undecided":
        return t("status.missing_upgrade")
    if about is None:
        return t("status.missing_phase", phase=t(f"phase.{phase}"))
    title = item(about.key, t)
    if lack.code in LACKS:
        return t(LACKS[lack.code], number=about.number, title=title)
    if about.due is None:
        return t("status.missing_item", number=about.number, title=title)
    return t("status.missing_item_due", number=about.number, title=title, day=kit.day(about.due, t.language))


def step_lines(engagement: Engagement, steps: Sequence[NextStep], today: date, t: Translator) -> list[str]:
    """Return the next steps, each with who, what and by when."""
    keys = {one.number: one.key for one in engagement.items}
    lines = []
    for step in together(steps):
        values: dict[str, Any] = {
            "who": f"*{capital(who(step.party, t))}*",
            "phase": t(f"phase.{engagement.phase}"),
        }
        if step.item is not None:
            values |= {"number": step.item, "title": item(keys[step.item], t)}
        said = t(f"next.{step.code}", **values)
        if step.by is not None:
            key = "next.overdue" if step.by < today else "next.by"
            said = t(key, step=said, day=kit.day(step.by, t.language))
        lines.append(f"• {said}")
    return lines


def together(steps: Sequence[NextStep]) -> list[NextStep]:
    """Return the steps, those that both parties have to take on the same item as one."""
    found: dict[tuple[str, int | None], NextStep] = {}
    for step in steps:
        key = (step.code, step.item)
        found[key] = replace(step, party=None) if key in found else step
    return list(found.values())


def advance_button(engagement: Engagement, t: Translator) -> kit.Block:
    """Return the button that ends the present phase; it says which one, as it may be pressed much later."""
    value = f"{engagement.id} {engagement.phase}"
    return kit.button(t("button.advance"), "phase.advance", value, style="primary")


def explain(error: RuleBroken, t: Translator, engagement: Engagement | None = None, **more: object) -> str:
    """Return what was wrong and what to do, as a sentence; `more` fills what only the place knows."""
    values = {name: _shown(name, value, t, engagement) for name, value in error.values.items()}
    return t(f"error.{error.code}", **{**more, **values})


def _shown(name: str, value: object, t: Translator, engagement: Engagement | None) -> object:
    if name in NAMED:
        return t(f"{NAMED[name]}.{value}")
    if name == "user" and USER_ID.fullmatch(str(value)):
        return kit.person(str(value))
    if name == "names" and isinstance(value, tuple):
        return ", ".join(t("new.name") if one == "name" else t.words(f"pair.{one}")[0] for one in value)
    if name == "missing" and engagement is not None and isinstance(value, tuple):
        return "\n".join(missing_lines(engagement, value, t))
    return _plain(value, t)


def _plain(value: object, t: Translator) -> object:
    if isinstance(value, date):
        return kit.day(value, t.language)
    if isinstance(value, Duration):
        return duration(value, t)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list):
        return ", ".join(str(_plain(one, t)) for one in value)
    return kit.escape(value) if isinstance(value, str) else value
