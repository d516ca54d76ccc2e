"""Tells a question about this engagement from one about the methodology, and reads what it asks. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from bot import phrases
from bot.hearing import Heard, hear
from bot.intents import GENERAL, Intent
from bot.intents import RULES as CHECKLIST
from bot.matters import MATTERS
from state.rules.party import Party

RULES = (*CHECKLIST, *MATTERS)
#: What the asker's own party is meant for where something is said to wait for "us".
OURS = {Intent.EVOLUTIONS}
#: Items whose name is also another thing's: meant where somebody asks whether they are accepted.
SHARED_NAMES = {
    "contract", "takeover", "upgrade", "exit", "operations", "software", "system_documentation",
    "maintenance", "data_back", "access_revoked", "staff", "machines", "workplace",
}  # fmt: skip
#: What may stand between the words of a name.
BETWEEN = r"\W+"
#: So many unknown words make another subject, one less where nothing says "here".
MOST_UNKNOWN = 3
#: A question of so few words has hardly another subject.
LENGTHS = {"tiny": 4, "short": 6, "brief": 8}
#: A question of so few words may lean on the one before it.
LEANING = 7
NUMBER = re.compile(
    r"(?:n°|nº|\bno\.?|\bnumber|\bnum[ée]ro|\bitem|\bpoint|\b[ée]l[ée]ment|#)\s*(\d{1,4})\b", re.IGNORECASE
)
#: Figures of a case that somebody thinks up: "36 mois", "31 December", "2026".
FIGURES = re.compile(
    r"\b\d+[\s-]*(?:mois|ans?|jours?|months?|years?|days?)\b|\b(?:19|20)\d\d\b"
    r"|\b\d{1,2}(?:er|st|nd|rd|th)?\s+(?:janv|f[ée]v|mars|avr|mai|juin|juil|ao[uû]t|sept|oct|nov|d[ée]c|jan|feb|apr"
    r"|may|jun|jul|aug)",
    re.IGNORECASE,
)
#: What is asked after by name: "où en est Paie Lyon ?", "the contract Lyon", "Paie Lyon, où en est-on ?".
AFTER = re.compile(
    r"\b(?:o[uù] en (?:est|sont)|where (?:is|are we (?:on|with))|(?:status|progress|news) (?:of|on|for)"
    r"|(?:statut|avancement|nouvelles) (?:de|du|d['’]))\s+(?P<name>[^?!.,;]{2,60})",
    re.IGNORECASE,
)
CALLED = re.compile(
    r"\b(?i:engagement|contrat|projet|dossier|contract|project)\s+(?:(?i:de|du|d['’]|of|for)\s*)?"
    r"(?P<name>[«\"“]?\s*[A-ZÀ-Ý][^?!.,;]{1,60})"
)
FIRST = re.compile(r"^\W*(?P<name>[A-ZÀ-Ý][\w’'-]*(?: [\w’'-]+){0,3})\s*[,:]\s")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about the engagement.

    `party` is the one asked about, `own` that of the asker. `items` are keys of the checklists, `number`
    an item's own. `sure`: the methodology adds a sentence at most; else it may be what is asked, and
    answers as well. `stranger`: it asks after something by a name that is nothing of this engagement.
    `referred` are the other things that it numbers: "reservation 2". `blocking`: only what blocks is meant.
    """

    intents: tuple[Intent, ...]
    party: Party | None = None
    own: bool = False
    items: tuple[str, ...] = ()
    number: int | None = None
    sure: bool = True
    stranger: bool = False
    referred: tuple[tuple[str, int], ...] = ()
    blocking: bool = False


def recognise(text: str, *, known: Collection[str] = ()) -> Asked | None:
    """Return what a question asks about the engagement; None where it is about something else.

    `known` are names that belong to it: its own, those of its people.
    """
    named = any(mentions(text, name) for name in known)
    for name in known:
        text = without(text, name)
    heard = hear(text)
    number = None if heard.numbered else NUMBER.search(text)
    kinds = _kinds(heard, text)
    if named and "stand_in" in kinds:
        kinds.add("here")
    if number is not None:
        kinds |= {"item", "numbered"}
    rules = [] if _elsewhere(heard, kinds) else [rule for rule in RULES if rule.holds(kinds)]
    if not rules:
        return Asked((Intent.PHASE,), sure=False, stranger=True) if _proper(text, heard) else None
    intents = {rule.intent for rule in rules}
    firm = _here(kinds) and any(not rule.firm or rule.firm in kinds for rule in rules)
    party = _party(kinds)
    return Asked(
        intents=tuple(intent for intent in Intent if intent in intents),
        party=party,
        own=party is None and ("own" in kinds or ("ours" in kinds and bool(OURS & intents))),
        items=_items(heard, kinds, intents),
        number=int(number[1]) if number else None,
        sure=firm and not heard.unknown,
        stranger=_stranger(text, heard),
        referred=heard.numbered,
        blocking="block" in kinds,
    )


def leaning(text: str, before: Asked) -> Asked | None:
    """Return what a short question asks that leans on the one before it: "and for the client?"."""
    heard = hear(text)
    kinds = _kinds(heard, text)
    party, own = _party(kinds), bool(kinds & {"own", "we"})
    if heard.many > LEANING or heard.unknown or kinds & {"why", "how", "general"}:
        return None
    if heard.items:
        return replace(before, intents=(Intent.ITEM,), items=heard.items, number=None, party=party, own=False)
    if party is None and not own and "both" not in kinds:
        return None
    return replace(before, party=party, own=own and party is None)


def mentions(text: str, name: str) -> bool:
    """Say whether a text names an engagement or a person."""
    return _span(text, name) is not None


def without(text: str, name: str) -> str:
    """Return a text without a name."""
    span = _span(text, name)
    return text if span is None else f"{text[: span[0]]} {text[span[1] :]}"


def _span(text: str, name: str) -> tuple[int, int] | None:
    words = re.findall(r"\w+", phrases.fold(name))
    if not words:
        return None
    same_length = "".join((phrases.fold(char) or " ")[:1] for char in text)
    found = re.search(rf"\b{BETWEEN.join(map(re.escape, words))}\b", same_length)
    return found.span() if found else None


def _kinds(heard: Heard, text: str) -> set[str]:
    """Return the kinds of words of a question, and what follows: an `item`, a `phase`, its length."""
    kinds = set(heard.words)
    named = set(heard.items)
    if named - SHARED_NAMES or (named and "spoken_on" in kinds):
        kinds.add("item")
    if heard.phases:
        kinds.add("phase")
    if "operations" in heard.phases:
        kinds.add("operations")
    if "exit" in heard.phases:
        kinds.add("leaving")
    if heard.numbered:
        kinds |= {"numbered", "referred"}
    if kinds & {"golive", "advance"}:
        kinds.add("onward")
    if FIGURES.search(text):
        kinds.add("figures")
    return kinds | {length for length, most in LENGTHS.items() if heard.many <= most}


def _items(heard: Heard, kinds: set[str], intents: set[Intent]) -> tuple[str, ...]:
    if "item" in kinds:
        return heard.items
    return tuple(item for item in heard.items if item != "contract") if Intent.SIGN in intents else ()


def _elsewhere(heard: Heard, kinds: set[str]) -> bool:
    """Say whether a question speaks of the methodology, or of too much that is no part of an engagement."""
    strange = len(heard.unknown) >= (MOST_UNKNOWN if "here" in kinds else MOST_UNKNOWN - 1)
    return bool(kinds & set(GENERAL.split())) or (strange and "where" not in kinds)


def _here(kinds: set[str]) -> bool:
    """Say whether a question is surely about this engagement: it says so, or is too short to say more."""
    elsewhere = "phase" in kinds and "onward" not in kinds
    told = {"item", "verdict", "brief"} <= kinds and "who" not in kinds
    led = {"lead", "at_side"} <= kinds
    return (
        led
        or bool(kinds & {"here", "where", "to_come", "numbered"})
        or (not elsewhere and (told or "tiny" in kinds or {"we", "brief"} <= kinds))
    )


def _stranger(text: str, heard: Heard) -> bool:
    """Say whether a question asks after something by a name that means nothing here."""
    for pattern in (AFTER, CALLED, FIRST):
        found = pattern.search(text)
        named = hear(found["name"]) if found else None
        if named and named.unknown and not named.items and set(named.unknown) <= set(heard.unknown):
            return True
    return False


def _proper(text: str, heard: Heard) -> bool:
    """Say whether a question asks after something by a proper name, as written with capital letters."""
    found = AFTER.search(text)
    words = re.findall(r"[^\W\d_][\w’'-]*", found["name"]) if found else []
    return any(word[0].isupper() and phrases.fold(word) in heard.unknown for word in words)


def _party(kinds: set[str]) -> Party | None:
    if "incoming" in kinds:
        return Party.INCOMING
    if {"client", "provider"} <= kinds or "both" in kinds:
        return None
    return next((party for party in Party if party.value in kinds), None)
