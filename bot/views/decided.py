"""What people and channels are told once something was said of an item, or done to it."""

from __future__ import annotations

from bot.views import kit, phase, verdict, wording
from prompts import Translator
from state.rules.change import Change
from state.rules.checklist import item_of
from state.rules.engagement import Engagement
from state.rules.item import Item, ItemKind, Reservation, Verdict
from state.rules.party import Party
from state.rules.reservation import reservation_of

#: The sign before what is told of each action on an item.
SIGNS = {"item.deliver": "📎", "item.add": "➕", "item.change": "✏️"}
SAID = {
    Verdict.ACCEPTED: "said.accepted",
    Verdict.RESERVED: "said.reserved",
    Verdict.REFUSED: "said.refused",
    Verdict.WAIVED: "said.waived",
}
DONE = {
    Verdict.ACCEPTED: "said.done_accepted",
    Verdict.RESERVED: "said.done_reserved",
    Verdict.REFUSED: "said.done_refused",
    Verdict.WAIVED: "said.done_waived",
}


def done(before: Engagement, after: Engagement, number: int, party: Party, t: Translator) -> kit.Message:
    """Return what tells a person that their party's word is kept, and that it turned the gate."""
    item = item_of(after, number)
    said = [_kept_for(item, party, t) or _kept(item, party, t)]
    made = [one for one in after.reservations[len(before.reservations) :] if one.open]
    said += [
        t("said.done_reservation", number=one.number, owner=t(f"party.{one.owner}"), day=_day(one, t))
        for one in made
    ]
    if item.settled:
        said.append(verdict.standing(item, t))
    return kit.say(" ".join([*said, *_moved(before, after, t)]))


def _kept(item: Item, party: Party, t: Translator) -> str:
    key = DONE[item.verdict(party) or Verdict.ACCEPTED]
    return t(key, number=item.number, title=wording.item(item, t), party=t(f"party.{party}"))


def _kept_for(item: Item, party: Party, t: Translator) -> str:
    """Return that the word of a person without Slack is kept; "" where the person spoke for themselves."""
    decision = item.decision(party)
    if decision is None or decision.kept_by is None:
        return ""
    return t(
        "said.done_for", person=wording.person(decision.by), side=t(f"side.{party}"),
        number=item.number, title=wording.item(item, t), verdict=verdict.named(decision.verdict, t),
    )  # fmt: skip


def lifted(before: Engagement, after: Engagement, number: int, t: Translator) -> kit.Message:
    """Return what tells a person that a reservation is lifted."""
    return kit.say(" ".join([t("said.done_lifted", number=number), *_moved(before, after, t)]))


def handled(key: str, item: Item, t: Translator) -> kit.Message:
    """Return what tells a person that an item is handed over, added or changed: `said.done_…`."""
    return kit.say(t(key, number=item.number, title=wording.item(item, t)))


def announced(change: Change, t: Translator) -> str:
    """Return what tells both parties of a party's word on an item, its reason as a quotation."""
    item, party = item_of(change.after, change.number or 0), _party(change)
    decision, found = item.decision(party), item.verdict(party) or Verdict.ACCEPTED
    lines = [f"{verdict.MARKS[found]} {t(SAID[found], **_values(change, item, t))}"]
    if found is Verdict.RESERVED:
        made = change.after.reservations[-1]
        cleared = {"owner": t(f"party.{made.owner}"), "day": _day(made, t)}
        lines.append(t("said.reservation", number=made.number, **cleared))
    lines += [kit.quote(decision.note)] if decision and decision.note else []
    if found is Verdict.RESERVED and change.after.reservations[-1].blocking:
        lines.append(t("said.blocks"))
    lines.append(_redo(item, party, t) if found is Verdict.REFUSED else verdict.standing(item, t))
    return "\n".join([*lines, *_turned(change, t)])


def announced_lift(change: Change, t: Translator) -> str:
    """Return what tells both parties that a reservation is lifted."""
    made = reservation_of(change.after, change.number or 0)
    values = _values(change, item_of(change.after, made.item), t)
    lines = [f"🟢 {t('said.lifted', **values, reservation=made.number)}", kit.quote(made.text)]
    if made.ended is not None and made.ended.note:
        lines.append(t("said.lift_note", note=kit.escape(made.ended.note)))
    return "\n".join([*lines, *_turned(change, t)])


def announced_delivery(change: Change, t: Translator) -> str:
    """Return what tells both parties that an item was handed over, where it is, and who accepts it now."""
    item = item_of(change.after, change.number or 0)
    place = item.delivered.evidence if item.delivered else ""
    again = change.before is not None and item_of(change.before, item.number).refused
    key = "said.delivered_again" if again else "said.delivered"
    lines = [f"{SIGNS[change.action]} {t(key, **_values(change, item, t))}"]
    return "\n".join([*lines, *([kit.place(place)] if place else []), verdict.standing(item, t)])


def announced_item(change: Change, t: Translator) -> str:
    """Return what tells both parties that an item was added, or what is different about it."""
    number = change.number or change.after.items[-1].number
    item = item_of(change.after, number)
    old = item_of(change.before, number) if change.number and change.before else None
    key = "said.added" if old is None else "said.changed"
    lines = [f"{SIGNS[change.action]} {t(key, **_values(change, old or item, t))}"]
    if old is not None and wording.item(old, t) != wording.item(item, t):
        lines.append(t("said.item_title", title=wording.item(item, t)))
    if old is None or old.owner is not item.owner:
        lines.append(t("said.item_owner", owner=t(f"party.{item.owner}")))
    if item.due is not None and (old is None or old.due != item.due):
        lines.append(t("said.item_due", day=kit.day(item.due, t.language)))
    return "\n".join(lines)


def _values(change: Change, item: Item, t: Translator) -> dict[str, object]:
    return {
        "person": wording.speaker(change), "side": t(f"side.{_party(change)}"),
        "number": item.number, "title": wording.item(item, t),
    }  # fmt: skip


def _party(change: Change) -> Party:
    return change.after.party_of(change.behalf or change.by) or Party.CLIENT


def _redo(item: Item, party: Party, t: Translator) -> str:
    owner = party.other if item.kind is ItemKind.PHASE else item.owner
    return t("said.redo", party=t(f"party.{owner}"))


def _day(made: Reservation, t: Translator) -> str:
    return kit.day(made.due, t.language)


def _moved(before: Engagement, after: Engagement, t: Translator) -> list[str]:
    """Return what tells a person that theirs was the last word that was missing."""
    return [] if after.phase is before.phase else [phase.begun(after, t)]


def _turned(change: Change, t: Translator) -> list[str]:
    """Return what tells both parties that the last key turned, and which phase begins."""
    if change.before is None or change.before.phase is change.after.phase:
        return []
    return ["", f"🔑 {t('said.turned')}", phase.announced_move(change, t)]
