"""What became of items: accepted or refused, by whom and when."""

from __future__ import annotations

from bot.views import kit, wording
from bot.views.acceptance import MARKS, VERDICTS
from bot.views.facts import Facts
from prompts import Translator
from state.rules.checklist import last_number
from state.rules.engagement import Item, ItemKind, Party, Verdict

#: So many items are told in full.
MOST = 4


def told(facts: Facts, t: Translator) -> list[str]:
    """Return each item that is asked about: its day, each party's word with the person and the day."""
    lines = []
    if facts.unlisted is not None:
        last = last_number(facts.engagement)
        lines.append(t("error.unknown_item", number=facts.unlisted, last=last))
    found = [item for item in facts.engagement.items if item.number in facts.numbers]
    for item in found[:MOST]:
        lines += _item(item, facts, t)
    for key, phase in (facts.later or {}).items():
        lines.append(t("asked.item_later", title=wording.item(key, t), phase=t(f"the.{phase}")))
    return lines


def accepted(facts: Facts, t: Translator) -> list[str]:
    """Return what is accepted in this phase: by both parties, or by one."""
    items = facts.engagement.current_items
    both = [item for item in items if item.settled]
    lines = [t("asked.accepted_both", items=_titles(both, t))] if both else []
    for party in [facts.party] if facts.party else list(Party):
        one = [item for item in items if item.accepted_by(party) and not item.settled]
        if one:
            lines.append(t("asked.accepted_one", party=t(f"party.{party}"), items=_titles(one, t)))
    return lines or [t("asked.accepted_none")]


def refused(facts: Facts, t: Translator) -> list[str]:
    """Return what stands refused in this phase, with the reasons."""
    parties = [facts.party] if facts.party else list(Party)
    lines = []
    for item in facts.engagement.current_items:
        if any(_verdict(item, party) is Verdict.REFUSED for party in parties):
            lines += _item(item, facts, t)
    return lines or [t("asked.refused_none")]


def _item(item: Item, facts: Facts, t: Translator) -> list[str]:
    title = t("list.line", number=item.number, title=wording.item(item.key, t))
    if item.due is not None and not item.settled:
        key = "list.overdue" if item.due < facts.today else "list.due"
        title += f" · {t(key, day=kit.day(item.due, t.language))}"
    return [title, _standing(item, t), *(line for party in Party for line in _word(item, party, facts, t))]


def _standing(item: Item, t: Translator) -> str:
    """Return in a sentence how an item stands."""
    if item.settled:
        return t("said.settled")
    if item.refused:
        owner = item.owner
        if item.kind is ItemKind.PHASE:
            owner = next(party.other for party in Party if _verdict(item, party) is Verdict.REFUSED)
        return t("said.redo", party=t(f"party.{owner}"))
    waiting = [party for party in Party if not item.accepted_by(party)]
    return t("said.waits", party=t(f"party.{waiting[0] if len(waiting) == 1 else 'both'}"))


def _word(item: Item, party: Party, facts: Facts, t: Translator) -> list[str]:
    """Return a party's word on an item, and what it said with it."""
    decision, verdict = item.decision(party), _verdict(item, party)
    said = {"side": t(f"side.{party}"), "mark": MARKS[verdict], "verdict": t(f"verdict.{VERDICTS[verdict]}")}
    if decision is None:
        return [t("asked.no_word", **said)]
    person = kit.escape(facts.names.get(decision.by.user, decision.by.user))
    day = kit.instant(decision.at, facts.engagement.zone, t.language)
    line = t("asked.word", **said, person=person, day=day)
    return [line, *([kit.quote(decision.note)] if decision.note else [])]


def _titles(items: list[Item], t: Translator) -> str:
    return ", ".join(t("asked.item", number=one.number, title=wording.item(one.key, t)) for one in items)


def _verdict(item: Item, party: Party) -> Verdict | None:
    decision = item.decision(party)
    return decision.verdict if decision else None
