"""One cell of a sheet of contracts, read into a value, as people of either language write it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TypeVar

from bot import arguments, options, phrases
from bot.one_line import ordinary
from prompts import Translator, keys, languages, texts
from state.rules.broken import RuleBroken
from state.rules.clauses import Counts
from state.rules.dossier import ExitMode, UpgradeMode, Upstream
from state.rules.item import Phase
from state.rules.running import Agreed, Ending, Reserved
from state.rules.term import EARLIEST, LATEST, Anchor

Value = TypeVar("Value")
Choice = TypeVar("Choice", Phase, Counts, Anchor, ExitMode)
LONGEST_AMOUNT = 24
MODES = (ExitMode.REVERSIBILITY, ExitMode.PORTABILITY)
#: What separates several things in one cell: a bar, or a line of their own.
_SEVERAL = re.compile(r"\s*[|\n]\s*")
_CALENDARS = re.compile(r"[\s,;|+]+")
#: "1 200 000,50" or "1200000.5": spaces between thousands, and one decimal sign.
_AMOUNT = re.compile(r"[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)?")
#: Thousands or decimals, depending on who wrote it: nobody can tell.
_UNCLEAR = re.compile(r"\d{1,3},\d{3}")
_BRACKETS = re.compile(r"\(.*\)")
_PERCENT = re.compile(r"(?P<number>.*\S)\s*%")


def parts(text: str) -> list[str]:
    """Return the things that a cell lists."""
    return [part for part in _SEVERAL.split(text.strip()) if part]


def choice(text: str, of: Iterable[Choice], t: Translator) -> Choice:
    """Return which of some values a cell names; raises `import_word` (text, choices)."""
    known = {value: _names(value.value) for value in of}
    found = next((value for value, names in known.items() if phrases.spoken(text) in names), None)
    if found is None:
        choices = tuple(t.words(f"cell.{one.value}")[0] for one in known)
        raise RuleBroken("import_word", text=_short(text), choices=choices)
    return found


def phase(text: str, t: Translator) -> Phase:
    return choice(text, Phase, t)


def counts(text: str, t: Translator) -> Counts:
    return choice(text, Counts, t)


def anchor(text: str, t: Translator) -> Anchor:
    return choice(text, Anchor, t)


def yes(text: str, t: Translator) -> bool:
    """Return whether a cell says yes; raises `import_word` (text, choices)."""
    found = phrases.meant("yesno", text)
    if found is None:
        choices = tuple(t.words(f"yesno.{word}")[0] for word in ("yes", "no"))
        raise RuleBroken("import_word", text=_short(text), choices=choices)
    return found == "yes"


def day(text: str) -> date:
    """Return a day that a contract may have; raises `date_wrong` (text), `import_day_far` (first, last)."""
    found = arguments.day(text)
    if not EARLIEST <= found <= LATEST:
        raise RuleBroken("import_day_far", first=EARLIEST, last=LATEST)
    return found


def whole(text: str) -> int:
    """Return a whole number; raises `import_number` (text)."""
    if not re.fullmatch(r"[0-9]{1,6}", text.strip()):
        raise RuleBroken("import_number", text=_short(text))
    return int(text)


def amount(text: str) -> Decimal:
    """Return an amount, whatever its decimal sign; raises `import_amount` (text)."""
    said = text.strip()
    if _AMOUNT.fullmatch(said) is None or _UNCLEAR.fullmatch(said) or len(said) > LONGEST_AMOUNT:
        raise RuleBroken("import_amount", text=_short(text))
    return Decimal(re.sub(r"\s", "", said).replace(",", "."))


def share(text: str) -> Decimal:
    """Return a share of a whole, "15 %" or "0.15"; raises `import_amount` (text)."""
    sign, said = (-1, text.strip()[1:]) if text.strip()[:1] in {"-", "−"} else (1, text)
    percent = _PERCENT.fullmatch(said.strip())
    return sign * (amount(percent["number"]) / 100 if percent else amount(said))


def calendars(text: str) -> tuple[str, ...]:
    """Return the calendars that a cell names; `contract.checked` knows which exist."""
    return tuple(part for part in _CALENDARS.split(text.strip()) if part)


def upgrade(text: str) -> tuple[UpgradeMode, str, Upstream | None]:
    """Return where the upgrade is done, the reason, and the separate contract where one is named.

    `upstream company="Nord" reference=M-12 since=2025-01-01 until=2025-06-30 why`. Raises as
    `options.taken`, `arguments.mode` and `day`.
    """
    rest, given = options.taken(text, {"company", "reference", "since", "until"})
    mode, reason = arguments.mode(rest)
    if not given:
        return mode, reason, None
    upstream = Upstream(
        given.get("company", ""),
        given.get("reference", ""),
        _of(day, given.get("since")),
        _of(day, given.get("until")),
    )
    return mode, reason, upstream


def agreed(text: str) -> Agreed:
    """Return what was accepted, `knowledge 2024-03-01` with `party=client` where only one did.

    Raises as `options.taken`, `arguments.party` and `day`, and `import_item` (text).
    """
    rest, given = options.taken(text, {"party"})
    name, _, on = rest.rpartition(" ")
    if not name:
        name, on = rest, ""
    return Agreed(key=_item(name), on=day(on), party=_of(arguments.party, given.get("party")))


def reserved(text: str) -> Reserved:
    """Return a reservation: `machines: the rack is missing due=2027-01-15 owner=provider blocking=yes`.

    Raises as `options.taken`, `arguments.party`, `day` and `arguments.yes`, and `import_item`
    (text) and `import_due` (text).
    """
    rest, given = options.taken(text, {"due", "owner", "party", "blocking"})
    name, _, said = rest.partition(":")
    if "due" not in given:
        raise RuleBroken("import_due", text=_short(rest))
    return Reserved(
        key=_item(name),
        text=said.strip(),
        due=day(given["due"]),
        owner=_of(arguments.party, given.get("owner")),
        party=_of(arguments.party, given.get("party")),
        blocking="blocking" in given and arguments.yes(given["blocking"], name="blocking"),
    )


def ending(text: str) -> Ending:
    """Return how the contract ends: `sent=2026-09-01 received=2026-09-03 party=client`, or `ends=… why`.

    Raises as `options.taken`, `arguments.party` and `day`.
    """
    rest, given = options.taken(text, {"sent", "received", "party", "ends"})
    by = _of(arguments.party, given.get("party"))
    return Ending(
        sent_on=_of(day, given.get("sent")),
        received_on=_of(day, given.get("received")),
        by_provider=by == "provider",
        last_day=_of(day, given.get("ends")),
        reason=rest,
    )


def leaving(text: str, t: Translator) -> tuple[ExitMode, str]:
    """Return who takes the service back, and the company: `portability company="Sud"`.

    Raises as `options.taken` and `choice`.
    """
    rest, given = options.taken(text, {"company"})
    return choice(rest, MODES, t), given.get("company", "")


def _item(text: str) -> str:
    """Return the key of an item by its key or its title; raises `import_item` (text)."""
    found = _items().get(phrases.spoken(ordinary(text).replace("_", " ")))
    if found is None:
        raise RuleBroken("import_item", text=_short(text))
    return found


@cache
def _items() -> Mapping[str, str]:
    """Return every name of an item, in both languages at once: its key, its title, that without brackets."""
    found = {}
    for text_key in keys(languages()[0]):
        family, _, key = text_key.partition(".")
        titles = (texts(language)(text_key) for language in languages() if family == "item")
        for title in titles:
            found[phrases.spoken(title)] = found[phrases.spoken(_BRACKETS.sub("", title))] = key
            found[phrases.spoken(key.replace("_", " "))] = key
    return found


@cache
def _names(value: str) -> frozenset[str]:
    """Return what a value may be called, in both languages at once."""
    words = {word for language in languages() for word in texts(language).words(f"cell.{value}")}
    return frozenset(phrases.spoken(word) for word in {value, *words})


def _of(read: Callable[[str], Value], text: str | None) -> Value | None:
    return None if text is None else read(text)


def _short(text: str) -> str:
    return text.strip()[:40]
