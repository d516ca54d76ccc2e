"""What the parties said of an item, in a sign and in words; its reservations; what was handed over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.views import kit, wording
from prompts import Translator
from state.rules.dossier import StageDone
from state.rules.engagement import Engagement
from state.rules.item import Decision, EndedHow, Item, Reservation, Verdict
from state.rules.party import PAIR, Actor, Party

#: Who is named, and how: by mention where the whole channel is told, by name where nobody is to be called.
Who = Callable[[Actor], str]
MARKS = {
    Verdict.ACCEPTED: "✅",
    Verdict.RESERVED: "🟠",
    Verdict.REFUSED: "⛔",
    Verdict.WAIVED: "➖",
    None: "▫️",
}


def named(verdict: Verdict | None, t: Translator) -> str:
    return t(f"verdict.{verdict or 'pending'}")


def marks(item: Item, engagement: Engagement, t: Translator) -> str:
    """Return the word of each party that is asked: "client: ✅ accepted · provider: ▫️ pending"."""
    said = [
        t("list.word", side=t(f"side.{party}"), mark=_mark(item, party, engagement, t)) for party in item.asks
    ]
    return " · ".join(said)


def _mark(item: Item, party: Party, engagement: Engagement, t: Translator) -> str:
    """Return a party's word; one whose reservations are all lifted has accepted."""
    verdict = item.verdict(party)
    theirs = [one for one in engagement.open_reservations if (one.item, one.party) == (item.number, party)]
    if verdict is Verdict.RESERVED and not theirs:
        return f"{MARKS[Verdict.ACCEPTED]} {t('verdict.lifted')}"
    return f"{MARKS[verdict]} {named(verdict, t)}"


def due(item: Item, today: date, t: Translator) -> str:
    """Return by when an item is to be accepted; "" once it is, and where it has no day."""
    if item.due is None or item.settled:
        return ""
    key = "list.overdue" if item.due < today else "list.due"
    return t(key, day=kit.day(item.due, t.language))


def said(decision: Decision, engagement: Engagement, t: Translator) -> str:
    """Return who gave a party's word and when, who wrote it down for them, and what they said with it."""
    verdict, day = named(decision.verdict, t), kit.instant(decision.at, engagement.zone, t.language)
    line = t("list.said", verdict=verdict, person=by(decision.by, decision, t), day=day)
    # The words of a reservation stand on its own line.
    note = "" if decision.verdict is Verdict.RESERVED else decision.note
    return f"{line}{t('list.colon')}\n{kit.quote(note)}" if note else f"{line}."


def by(person: Actor, decision: Decision | StageDone, t: Translator) -> str:
    """Return a person, and who wrote their word down on the strength of what."""
    if decision.kept_by is None:
        return wording.person(person)
    return f"{wording.person(person)} ({wording.kept(decision.kept_by, decision.evidence, t)})"


def told(item: Item) -> list[Decision]:
    """Return the words that say more than their mark: with a reason or a note, or written down for others."""
    found = (item.decision(party) for party in item.asks)
    return [
        one
        for one in found
        if one is not None and (one.kept_by is not None or (one.note and one.verdict is not Verdict.RESERVED))
    ]


def delivered(item: Item, engagement: Engagement, t: Translator, *, who: Who = wording.person) -> list[str]:
    """Return who handed an item over, when, and where it is; nothing where nobody did."""
    handed = item.delivered
    if handed is None:
        return []
    day = kit.instant(handed.at, engagement.zone, t.language)
    line = f"📎 {t('list.delivered', person=who(handed.by), day=day)}"
    if not handed.evidence:
        return [f"{line}."]
    place = kit.place(handed.evidence)
    return [
        f"{line}{t('list.colon')} {place}" if place.startswith("<") else f"{line}{t('list.colon')}\n{place}"
    ]


def reservations(item: Item, engagement: Engagement) -> list[Reservation]:
    """Return the reservations on an item that stand or were lifted, by number."""
    return [one for one in engagement.reservations if one.item == item.number and not _overtaken(one)]


def reservation(
    one: Reservation, engagement: Engagement, today: date, t: Translator, *, who: Who = wording.person
) -> str:
    """Return a reservation: of whom, who clears it by when, whether it blocks, and when it was lifted."""
    values = {"number": one.number, "side": t(f"side.{one.party}")}
    if one.ended is not None:
        day = kit.instant(one.ended.at, engagement.zone, t.language)
        lifted = t("list.lifted", **values, person=who(one.ended.by), day=day)
        return f"{lifted}\n{kit.quote(one.text)}"
    key = "list.reserved_late" if one.due < today else "list.reserved"
    line = t(key, **values, owner=t(f"party.{one.owner}"), day=kit.day(one.due, t.language))
    blocks = f" {t('list.blocking')}" if one.blocking else ""
    return f"🟠 {line}{blocks}\n{kit.quote(one.text)}"


def standing(item: Item, t: Translator) -> str:
    """Return in a sentence who still has to speak of an item, or that all have accepted or waived it."""
    if item.settled and all(item.verdict(party) is Verdict.WAIVED for party in item.asks):
        return t("said.settled_waived")
    if item.settled:
        key = "said.settled" if set(item.asks) == set(PAIR) else "said.settled_all"
        return t(key)
    waived = any(item.verdict(party) is Verdict.WAIVED for party in item.asks)
    left = parties([one for one in item.asks if not item.accepted_by(one)], t)
    return t("said.waits_word" if waived else "said.waits", party=left)


def parties(found: list[Party], t: Translator) -> str:
    """Return parties by name: "both parties", "the client, the incoming provider"."""
    if set(found) == set(PAIR):
        return t("party.both")
    return ", ".join(t(f"party.{party}") for party in found)


def _overtaken(one: Reservation) -> bool:
    return one.ended is not None and one.ended.how is EndedHow.OVERTAKEN
