"""The numbers, durations, dates and amounts that a text names, however they are written (pure)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from knowledge.words import fold, plain

_TOKEN = re.compile(r"[1-9]\d{0,2}(?:[ .,']\d{3})+(?!\d)|\d+(?:[.,]\d+)*|[a-z]+|[%€$]")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[ .,']\d{3})+")
#: "Both parties" counts nothing anew: it speaks of what was named.
_BOTH = re.compile(r"\b(?:les|tous(?: les)?|toutes(?: les)?|ces|the|these) (?:deux|two)\b")
_PERCENT = re.compile(r"\b(?:pour ?cent|per ?cent)\b")
_ORDINAL = re.compile(r"(?<=\d)(?:er|e|eme|st|nd|rd|th)\b")
#: What stands between the parts of one number, or of a range: "vingt et un", "3 à 6 mois".
_WITHIN, _BETWEEN = {"et", "and"}, {"a", "et", "ou", "and", "or", "to"}
_ONE = {"un", "une", "one"}
#: Months that are other words too: dates only beside a number.
_VERBS = {"may", "march"}
_HUNDRED, _THOUSAND = 100, 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """A number ("36", "99.9"; "" for a month or weekday alone), and what it counts, where that is known."""

    value: str
    unit: str = ""

    @property
    def measures(self) -> bool:
        """Say whether it is a length of time, a share or an amount: what people act on."""
        return self.unit in _tables()["units"]


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, number or sign, folded; it `follows` where only a space or hyphen is before it."""

    text: str
    follows: bool


@dataclass(frozen=True, slots=True)
class _Number:
    """A number and where it stands among the tokens; `end` is after its last one."""

    start: int
    end: int
    value: str


def figures(text: str) -> frozenset[Figure]:
    """Return every figure of a French or English text: "3 months", "three months", "trois mois" are one."""
    tokens = _tokens(text)
    numbers = list(_numbers(tokens))
    found = {
        Figure(number.value, _unit(tokens, number) or _shared(tokens, number, following))
        for number, following in zip(numbers, [*numbers, None][1:], strict=True)
    }
    named = _table("months") | _table("weekdays")
    dates = {named[token.text] for token in tokens if token.text in named.keys() - _VERBS}
    return frozenset(found | {Figure("", date) for date in dates})


def unsaid(these: AbstractSet[Figure], said: AbstractSet[Figure]) -> frozenset[Figure]:
    """Return the figures that are not among those said; without a unit, the number is enough."""
    values = {each.value for each in said}
    return frozenset(
        each for each in these if each not in said and (each.unit != "" or each.value not in values)
    )


def _tokens(text: str) -> list[_Token]:
    bare = _ORDINAL.sub("", _PERCENT.sub("%", fold(plain(text))))
    shown = _BOTH.sub(lambda found: found[0] if _counts(bare[found.end() :]) else " . ", bare)
    found, last = [], 0
    for token in _TOKEN.finditer(shown):
        found.append(_Token(token[0], not shown[last : token.start()].strip(" -\u2010\u2011")))
        last = token.end()
    return found


def _counts(rest: str) -> bool:
    """Say whether what follows a number is a unit."""
    first = _TOKEN.match(rest.lstrip())
    return first is not None and first[0] in _table("units")


def _numbers(tokens: Sequence[_Token]) -> Iterator[_Number]:
    at = 0
    while at < len(tokens):
        text = tokens[at].text
        end, value = (at + 1, _digits(text)) if text[0].isdigit() else _spelt(tokens, at)
        if value:
            yield _Number(at, end, value)
        at = max(end, at + 1)


def _digits(text: str) -> str:
    if _THOUSANDS.fullmatch(text):
        return re.sub(r"\D", "", text)
    whole, *fraction = re.split(r"[.,]", text)
    if len(fraction) > 1:
        return text  # a version, or a numbered heading
    decimals = "".join(fraction).rstrip("0")
    return f"{whole.lstrip('0') or '0'}{'.' if decimals else ''}{decimals}"


def _spelt(tokens: Sequence[_Token], start: int) -> tuple[int, str]:
    """Return the place after the number in words that begins here, and its value; "" where none does."""
    parts: list[int] = []
    counts, end = False, start
    for at in range(start, len(tokens)):
        token = tokens[at]
        if at > start and not token.follows:
            break
        if token.text in _WITHIN and parts and parts[-1] > 10:  # noqa: PLR2004 - vingt et un, a hundred and two
            continue
        part = 1 if token.text in _ONE else int(_table("numbers").get(token.text, -1))
        if part < 0 or (parts and not _goes_on(parts[-1], part)):
            break
        parts.append(part)
        counts, end = counts or token.text not in _ONE, at + 1
    # "Un mois" is one month; "un" alone is an article.
    counts = counts or (end < len(tokens) and tokens[end].text in _table("units"))
    return end, str(_sum(parts)) if parts and counts else ""


def _goes_on(last: int, part: int) -> bool:
    """Say whether a part of a number can follow another: "twenty" and "four", "dix" and "sept"."""
    if part in {_HUNDRED, _THOUSAND}:
        return last != part
    if last in {_HUNDRED, _THOUSAND}:
        return True
    if last == 4 and part == 20:  # noqa: PLR2004 - quatre-vingts
        return True
    if last >= 20:  # noqa: PLR2004 - soixante-dix, twenty-four
        return part < 20  # noqa: PLR2004
    return last == 10 and 7 <= part <= 9  # noqa: PLR2004 - dix-sept


def _sum(parts: Sequence[int]) -> int:
    total = current = 0
    for last, part in zip([0, *parts], parts, strict=False):
        if part == _THOUSAND:
            total, current = total + max(current, 1) * part, 0
        elif part == _HUNDRED:
            current = max(current, 1) * part
        elif last == 4 and part == 20:  # noqa: PLR2004 - quatre-vingts
            current += 76
        else:
            current += part
    return total + current


def _unit(tokens: Sequence[_Token], number: _Number) -> str:
    """Return what a number counts: "3 months", "3 working days", "31 December", "December 31", "$5"."""
    months, units = _table("months"), _table("units")
    for at, token in enumerate(tokens[number.end : number.end + 2]):
        if token.text in units:
            return units[token.text]
        if at == 0 and token.text in months:
            return months[token.text]
        if token.text in _BETWEEN or token.text[0].isdigit() or token.text in _table("numbers"):
            break
    before = tokens[number.start - 1].text if number.start else ""
    return months.get(before) or (units[before] if before in {"€", "$"} else "")


def _shared(tokens: Sequence[_Token], number: _Number, following: _Number | None) -> str:
    """Return the unit that a number has in common with the one after it: "between 3 and 6 months"."""
    if following is None or following.start - number.end > 1:
        return ""
    if any(token.text not in _BETWEEN for token in tokens[number.end : following.start]):
        return ""
    unit = _unit(tokens, following)
    return unit if unit in _tables()["units"] else ""


@cache
def _table(name: str) -> dict[str, str]:
    """Return what each word means."""
    listed = _tables()[name].items()
    return {word: meaning for meaning, words in listed for word in words.split()}


@cache
def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__package__).joinpath("figures.toml").read_text(encoding="utf-8"))
