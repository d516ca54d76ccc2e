"""What people write of a proposal, by word or in a form, read into values: pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date

from bot import arguments, phrases
from state.rules.broken import RuleBroken
from state.rules.clauses import Amendment, Clauses
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.price import Revision
from state.rules.proposal import Content
from state.rules.term import clauses_on

_SIGN = re.compile(r"^(?:(?:la\s+)?proposition|(?:the\s+)?proposal|p)\s*(?=\D{0,5}\d)", re.IGNORECASE)
_TOWARDS = re.compile(r"^(?:(?:à|en|vers|to)\s+)?(?:(?:la|the)\s+)?", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;\n]")


@dataclass(frozen=True, slots=True)
class Amending:
    """What an amendment changes, still as text; what is empty stays as it was."""

    parts: str = ""
    reference: str = ""
    since: str = ""
    ends: str = ""
    term: str = ""
    notice: str = ""
    renewal: str = ""
    price: str = ""
    base: str = ""
    evolution: str = ""


#: The options of an amendment in one line.
OPTIONS = frozenset(one.name for one in fields(Amending))


def number(text: str, *, usage: str) -> tuple[int, str]:
    """Return the number of the proposal that a text begins with ("3", "P3", "proposal no. 3"), and the rest.

    Raises as `arguments.number`.
    """
    return arguments.number(_SIGN.sub("", text.strip(), count=1), usage=usage)


def is_number(text: str) -> bool:
    """Say whether a text begins with the number of a proposal."""
    return arguments.is_number(_SIGN.sub("", text.strip(), count=1))


def way(text: str) -> tuple[Phase | None, str]:
    """Return the phase to go back to that a text begins with (None: none), and the reason that follows."""
    found, _, reason = phrases.leading("way", _TOWARDS.sub("", text.strip(), count=1))
    if found is None:
        return None, arguments.plain(text)
    return Phase(found), arguments.plain(reason).lstrip(":,–— \u00a0\u202f")


def unreadable(form: Amending) -> dict[str, RuleBroken]:
    """Return, by field, what cannot be read of an amendment; the errors are those of `content`."""
    readings: dict[str, tuple[Callable[[str], object], str]] = {
        "since": (arguments.day, form.since),
        "ends": (arguments.day, form.ends),
        "term": (arguments.duration, form.term),
        "notice": (arguments.duration, "" if _none(form.notice) else form.notice),
        "renewal": (arguments.duration, "" if _none(form.renewal) else form.renewal),
        "price": (arguments.amount, form.price),
        "base": (arguments.amount, form.base),
        "evolution": (evolution, form.evolution),
    }
    wrong = {}
    for name, (read, text) in readings.items():
        try:
            if text:
                read(text)
        except RuleBroken as error:
            wrong[name] = error
    return wrong


def content(form: Amending, engagement: Engagement, *, today: date) -> Content:
    """Return what an amendment asks for; `today` is a day in the engagement's zone.

    Raises `date_wrong`, `bad_duration`, `amount_wrong` and `evolution_wrong` (text: what cannot be read),
    and `base_missing`.
    """
    return {
        "parts": tuple(arguments.plain(part) for part in _BETWEEN.split(form.parts)),
        "reference": arguments.plain(form.reference),
        "terms": terms(form, engagement, today=today),
        "revision": revision(form, engagement),
        "evolution": evolution(form.evolution),
    }


def terms(form: Amending, engagement: Engagement, *, today: date) -> Amendment | None:
    """Return what changes in the contract's dates, with all the clauses that hold then, and from which day.

    None where nothing of it was said.
    """
    on = arguments.day(form.since) if form.since else today
    before = clauses_on(engagement.contract, on)
    clauses = _renewing(_noticed(before, form.notice), form.renewal)
    last_day = arguments.day(form.ends) if form.ends else None
    term = arguments.duration(form.term)
    if clauses == before and last_day is None and term is None and not form.since:
        return None
    return Amendment(on=on, clauses=clauses, last_day=last_day, term=term)


def revision(form: Amending, engagement: Engagement) -> Revision | None:
    """Return the price from then on, on its base index; None where the price stays."""
    if not form.price:
        return None
    before, price = engagement.contract.revision, arguments.amount(form.price)
    if form.base:
        base = arguments.amount(form.base)
        return replace(before, price=price, base=base) if before else Revision(price=price, base=base)
    if before is None:
        raise RuleBroken("base_missing")
    return replace(before, price=price)


def evolution(text: str) -> int | None:
    """Return the number of the evolution that an amendment covers; None for none."""
    if not text.strip():
        return None
    found = re.fullmatch(r"\D{0,3}(\d{1,6})", arguments.plain(text).strip())
    if found is None:
        raise RuleBroken("evolution_wrong", text=arguments.plain(text)[:40])
    return int(found[1])


def _noticed(clauses: Clauses, text: str) -> Clauses:
    if not text.strip():
        return clauses
    return replace(clauses, notice=None if _none(text) else arguments.duration(text))


def _renewing(clauses: Clauses, text: str) -> Clauses:
    """Return the clauses with another renewal; where there is none any more, nothing limits it either."""
    if not text.strip():
        return clauses
    if _none(text):
        return Clauses(notice=clauses.notice)
    return replace(clauses, renewal=arguments.duration(text), tacit=True)


def _none(text: str) -> bool:
    return phrases.meant("none", arguments.plain(text)) is not None
