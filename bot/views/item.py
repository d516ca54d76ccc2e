"""What became of items: accepted or refused, by whom and when."""

from __future__ import annotations

from bot.views import kit, verdict, wording
from bot.views.facts import Facts
from prompts import Translator
from state.rules.checklist import last_number
from state.rules.item import Item, ItemKind, Verdict
from state.rules.party import Party

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
        lines.append(t("asked.item_later", title=wording.task(key, t), phase=t(f"the.{phase}")))
    return lines


def accepted(facts: Facts, t: Translator) -> list[str]:
    """Return what is accepted in this phase: by all who are asked, or by one."""
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
        if any(item.verdict(party) is Verdict.REFUSED for party in parties):
            lines += _item(item, facts, t)
    return lines or [t("asked.refused_none")]


def _item(item: Item, facts: Facts, t: Translator) -> list[str]:
    """Return an item's name and day, how it stands, each party's word, what is reserved; nobody called."""
    name = t("list.line", number=item.number, title=wording.item(item, t))
    title = " · ".join(part for part in (name, verdict.due(item, facts.today, t)) if part)
    lines = [title, _standing(item, t), *verdict.delivered(item, facts.engagement, t, who=facts.name)]
    for party in item.asks:
        lines += _word(item, party, facts, t)
    for one in verdict.reservations(item, facts.engagement):
        lines.append(verdict.reservation(one, facts.engagement, facts.today, t, who=facts.name))
    return lines


def _standing(item: Item, t: Translator) -> str:
    """Return in a sentence how an item stands."""
    refuser = next((party for party in item.asks if item.verdict(party) is Verdict.REFUSED), None)
    if refuser is None:
        return verdict.standing(item, t)
    owner = refuser.other if item.kind is ItemKind.PHASE else item.owner
    return t("said.redo", party=t(f"party.{owner}"))


def _word(item: Item, party: Party, facts: Facts, t: Translator) -> list[str]:
    """Return a party's word on an item, and what it said with it; a reservation has a line of its own."""
    decision, found = item.decision(party), item.verdict(party)
    said = {"side": t(f"side.{party}"), "mark": verdict.MARKS[found], "verdict": verdict.named(found, t)}
    if decision is None:
        return [t("asked.no_word", **said)]
    day = kit.instant(decision.at, facts.engagement.zone, t.language)
    line = t("asked.word", **said, person=facts.name(decision.by), day=day)
    told = decision.note and decision.verdict is not Verdict.RESERVED
    return [line, *([kit.quote(decision.note)] if told else [])]


def _titles(items: list[Item], t: Translator) -> str:
    return ", ".join(t("asked.item", number=one.number, title=wording.item(one, t)) for one in items)
