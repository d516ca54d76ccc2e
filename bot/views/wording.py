"""Values of the trade as people read them, in one language."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from bot.views import kit
from prompts import Translator
from state.rules.broken import RuleBroken
from state.rules.change import Change
from state.rules.dossier import UpgradeMode
from state.rules.duration import Duration, Unit
from state.rules.engagement import Engagement
from state.rules.item import Item, Phase
from state.rules.party import OFF_SLACK, PAIR, Actor, Party
from state.rules.permission import signatories
from state.rules.phase import Missing
from state.rules.reminder import Reminder
from state.rules.step import NextStep

Owed = TypeVar("Owed", NextStep, Missing, Reminder)
#: Who owes something, in the order of telling; `either` is whoever comes first.
OWNERS = ("three", "both", "receiving", "client", "provider", "incoming", "either")
#: What several parties owe alike is told once.
TOGETHER: dict[str, tuple[Party, ...]] = {
    "three": tuple(Party), "both": PAIR, "receiving": (Party.CLIENT, Party.INCOMING),
}  # fmt: skip

#: Values of broken rules that have texts of their own, and where those are.
NAMED = {
    "key": "item", "party": "party", "phase": "the", "mode": "upgrade", "role": "role", "act": "act",
    "stage": "stage", "step": "step", "route": "covered", "exit_mode": "exit_mode",
}  # fmt: skip
LACKS = {
    "item_refused": "status.missing_refused", "item_again": "status.missing_again",
    "reservation_blocking": "status.missing_blocking", "reservation_open": "status.missing_reservation",
}  # fmt: skip
#: What is missing of the whole, and of no item.
LACKS_WHOLE = {
    "upgrade_undecided": "status.missing_upgrade", "end_undecided": "status.missing_end",
    "exit_mode": "status.missing_exit_mode", "term_running": "status.missing_term",
}  # fmt: skip
UNITS = {Unit.MONTHS: "months", Unit.WEEKS: "weeks", Unit.DAYS: "days"}


def item(one: Item, t: Translator) -> str:
    """Return an item's name: its own where the parties gave it one, else that of the checklists."""
    return kit.escape(one.title) if one.title else task(one.key, t)


def task(key: str, t: Translator) -> str:
    """Return the name of an item of the checklists."""
    return t(f"item.{key}")


def duration(length: Duration, t: Translator) -> str:
    return t(f"duration.{UNITS[length.unit]}", n=length.count)


def person(actor: Actor) -> str:
    """Return a mention of a person, the name of one whose company has no Slack."""
    return kit.escape(actor.user) if actor.team == OFF_SLACK else kit.person(actor.user)


def people(actors: Iterable[Actor]) -> str:
    return ", ".join(person(actor) for actor in actors)


def speaker(change: Change) -> str:
    """Return whose word brought a change about."""
    return person(change.speaker)


def kept(keeper: Actor, evidence: str, t: Translator) -> str:
    """Return who wrote down the word of a person without Slack, on the strength of what."""
    return t("said.kept", keeper=person(keeper), evidence=kit.escape(evidence))


def members(engagement: Engagement, party: Party, today: date) -> str:
    """Return the people who sign for a party on a day, as mentions."""
    return people(signatories(engagement, party, today))


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def upgrade(mode: UpgradeMode, t: Translator) -> str:
    return t(f"upgrade.{mode}")


def owned(things: Iterable[Owed], same: Callable[[Owed], Hashable]) -> list[tuple[Owed, str]]:
    """Return each thing once with who owes it (`OWNERS`): several parties together, where they owe alike."""
    listed = list(things)
    parties: dict[Hashable, set[Party | None]] = {}
    for one in listed:
        parties.setdefault(same(one), set()).add(one.party)
    found: list[tuple[Owed, str]] = []
    told: set[Hashable] = set()
    for one in listed:
        owing = parties[same(one)]
        together = next((who for who, those in TOGETHER.items() if owing == set(those)), None)
        if together is None:
            found.append((one, one.party or "either"))
        elif same(one) not in told:
            told.add(same(one))
            found.append((one, together))
    return found


def owing(owner: str) -> tuple[Party, ...]:
    """Return the parties that one of `OWNERS` names: whichever of the two comes first is either."""
    return (Party(owner),) if owner in set(Party) else TOGETHER.get(owner, PAIR)


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
    found = owned(lacks, lambda lack: (lack.code, lack.item, lack.ref))
    lines: list[str] = []
    for owner in OWNERS:
        owed = [lack for lack, who in found if who == owner]
        if owed:
            lines.append(heading(owner) if heading else t(f"owed.{owner}"))
            said = [f"• {_lack(lack, items.get(lack.item or 0), engagement.phase, t)}" for lack in owed]
            lines += shortened(said, most, t)
    return lines


def _lack(lack: Missing, about: Item | None, phase: Phase, t: Translator) -> str:
    if lack.code in LACKS_WHOLE:
        return t(LACKS_WHOLE[lack.code])
    if about is None:
        return t("status.missing_phase", phase=t(f"the.{phase}"))
    title = item(about, t)
    if lack.code in LACKS:
        return t(LACKS[lack.code], number=about.number, title=title)
    if about.due is None:
        return t("status.missing_item", number=about.number, title=title)
    return t("status.missing_item_due", number=about.number, title=title, day=kit.day(about.due, t.language))


def shortened(lines: list[str], most: int | None, t: Translator) -> list[str]:
    """Return at most so many lines, and how many others there are."""
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
    if isinstance(value, Item):
        return item(value, t)
    if name in NAMED:
        return t(f"{NAMED[name]}.{value}")
    if name == "user" and kit.USER_ID.fullmatch(str(value)):
        return kit.person(str(value))
    told = _listed(name, value, t, engagement) if isinstance(value, tuple) else None
    return _plain(value, t) if told is None else told


def _listed(name: str, values: tuple[Any, ...], t: Translator, engagement: Engagement | None) -> str | None:
    """Return several values of a broken rule that have a shape of their own; None for others."""
    if name == "people":
        return people(values) or "—"
    if name == "channels":
        return ", ".join(f"<#{channel}>" for channel in values)
    if name == "phases":
        return ", ".join(t(f"the.{phase}") for phase in values)
    if name in {"names", "columns"}:
        family = "pair" if name == "names" else "column"
        return ", ".join(t("new.name") if one == "name" else t.words(f"{family}.{one}")[0] for one in values)
    if name == "missing" and engagement is not None:
        return "\n".join(missing_lines(engagement, values, t))
    return None


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
