"""Values of the trade as people read them, in one language."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from bot.views import kit
from prompts import Translator
from state.rules.broken import RuleBroken
from state.rules.duration import Duration, Unit
from state.rules.engagement import Actor, Engagement, Item, Party, Phase, UpgradeMode
from state.rules.phase import Missing
from state.rules.reminder import Reminder
from state.rules.step import NextStep

Owed = TypeVar("Owed", NextStep, Missing, Reminder)
#: Who owes something, in the order of telling; `either` is whoever comes first.
OWNERS = ("both", "client", "provider", "either")

USER_ID = re.compile(r"[UW][A-Z0-9]+")
#: Values of broken rules that have texts of their own, and where those are.
NAMED = {"key": "item", "party": "party", "phase": "the", "mode": "upgrade"}
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


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def upgrade(mode: UpgradeMode, t: Translator) -> str:
    return t(f"upgrade.{mode}")


def owned(things: Iterable[Owed], same: Callable[[Owed], Hashable]) -> list[tuple[Owed, str]]:
    """Return each thing once with who owes it (`OWNERS`): what each party owes alike, both owe."""
    listed = list(things)
    parties: dict[Hashable, set[Party | None]] = {}
    for one in listed:
        parties.setdefault(same(one), set()).add(one.party)
    found = []
    for one in listed:
        both = parties[same(one)] >= set(Party)
        if not (both and one.party is Party.PROVIDER):
            found.append((one, "both" if both else one.party or "either"))
    return found


def missing_lines(
    engagement: Engagement,
    lacks: Sequence[Missing],
    t: Translator,
    *,
    heading: Callable[[str], str] | None = None,
    most: int | None = None,
) -> list[str]:
    """Return what is missing, grouped by who owes it: "*The client still has to:*", then its lines.

    `heading` writes another heading for an owner (`OWNERS`); `most` cuts each group short, and says so.
    """
    items = {one.number: one for one in engagement.items}
    found = owned(lacks, lambda lack: (lack.code, lack.item))
    lines: list[str] = []
    for owner in OWNERS:
        owed = [lack for lack, who in found if who == owner]
        if owed:
            lines.append(heading(owner) if heading else t(f"owed.{owner}"))
            said = [f"• {_lack(lack, items.get(lack.item or 0), engagement.phase, t)}" for lack in owed]
            lines += _cut(said, most, t)
    return lines


def _lack(lack: Missing, about: Item | None, phase: Phase, t: Translator) -> str:
    if lack.code == "upgrade_undecided":
        return t("status.missing_upgrade")
    if about is None:
        return t("status.missing_phase", phase=t(f"the.{phase}"))
    title = item(about.key, t)
    if lack.code in LACKS:
        return t(LACKS[lack.code], number=about.number, title=title)
    if about.due is None:
        return t("status.missing_item", number=about.number, title=title)
    return t("status.missing_item_due", number=about.number, title=title, day=kit.day(about.due, t.language))


def step_lines(
    engagement: Engagement, steps: Sequence[NextStep], today: date, t: Translator, *, most: int | None = None
) -> list[str]:
    """Return the next steps, each with who, what and by when; `most` cuts them short, and says so."""
    keys = {one.number: one.key for one in engagement.items}
    lines = []
    for step, who in owned(steps, lambda step: (step.code, step.item)):
        values: dict[str, Any] = {"who": f"*{capital(t(f'party.{who}'))}*"}
        if step.item is not None:
            values |= {"number": step.item, "title": item(keys[step.item], t)}
        said = t(f"next.{step.code}", **values)
        if step.by is not None:
            key = "next.overdue" if step.by < today else "next.by"
            said = t(key, step=said, day=kit.day(step.by, t.language))
        lines.append(f"• {said}")
    return _cut(lines, most, t)


def _cut(lines: list[str], most: int | None, t: Translator) -> list[str]:
    if most is None or len(lines) <= most:
        return lines
    return [*lines[:most], t("status.more", n=len(lines) - most)]


def advance_button(engagement: Engagement, t: Translator) -> kit.Block:
    """Return the button that ends the present phase; it says which one, as it may be pressed much later."""
    value = f"{engagement.id} {engagement.phase}"
    return kit.button(t("button.advance"), "phase.advance", value, style="primary")


def explain(error: RuleBroken, t: Translator, engagement: Engagement | None = None) -> str:
    """Return what was wrong and what to do, as a sentence."""
    values = {name: _shown(name, value, t, engagement) for name, value in error.values.items()}
    return t(f"error.{error.code}", **values)


def _shown(name: str, value: object, t: Translator, engagement: Engagement | None) -> object:
    if name in NAMED:
        return t(f"{NAMED[name]}.{value}")
    if name == "user" and USER_ID.fullmatch(str(value)):
        return kit.person(str(value))
    if name == "channels" and isinstance(value, tuple):
        return ", ".join(f"<#{channel}>" for channel in value)
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
    if isinstance(value, int):
        return kit.number(value, t.language)
    return kit.escape(value) if isinstance(value, str) else value
