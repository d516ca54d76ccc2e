"""The form of `new` in one line: a name, then pairs such as `start=2026-12-01`. Pure."""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot import phrases
from bot.arguments import plain
from state.rules.broken import RuleBroken

NEEDED = ("name", "start", "term", "client", "provider")
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "\u00a0": " "})
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody filled in to open an engagement, still as text.

    People are ids of Slack; with `evidence`, a party may also be represented by names. `pricing` holds
    what is said of the price, by the names of `phrases.PRICING`.
    """

    name: str
    start: str
    term: str
    notice: str
    renewal: str
    upgrade: str
    client: tuple[str, ...]
    provider: tuple[str, ...]
    language: str
    zone: str
    evidence: str = ""
    pricing: Mapping[str, str] = field(default_factory=dict)


def form(text: str, *, usage: str, language: str, zone: str) -> Form:
    """Read the one-line form of `new`: a name in quotes, then pairs such as `start=2026-12-01`.

    Raises `quote_open`, `pair_unknown` (text), `pair_twice` (name), `pair_missing` (names, usage) and
    `person_wrong` (text).
    """
    names, pairs = _split(text)
    given = {"name": " ".join(names)} | pairs
    lacking = [name for name in NEEDED if not given.get(name)]
    if lacking:
        raise RuleBroken("pair_missing", names=tuple(lacking), usage=usage)
    return Form(
        name=plain(given["name"]),
        start=given["start"],
        term=given["term"],
        notice=given.get("notice", ""),
        renewal=given.get("renewal", ""),
        upgrade=given.get("upgrade", ""),
        client=signing(given["client"], named="evidence" in given),
        provider=signing(given["provider"], named="evidence" in given),
        language=given.get("language", language),
        zone=given.get("zone", zone),
        evidence=plain(given.get("evidence", "")),
        pricing={name: plain(given[name]) for name in phrases.PRICING if name in given},
    )


def signing(text: str, *, named: bool) -> tuple[str, ...]:
    """Return who signs: the ids of people mentioned; where they may be `named`, names between commas.

    Raises as `people`.
    """
    if named and "<@" not in text:
        return tuple(plain(name).strip() for name in text.split(",") if name.strip())
    return people(text)


def people(text: str) -> tuple[str, ...]:
    """Return the ids of the people mentioned, separated by commas or blanks; raises `person_wrong` (text)."""
    wrong = _MENTION.sub(" ", text).replace(",", " ").split()
    if wrong:
        raise RuleBroken("person_wrong", text=plain(wrong[0])[:40])
    return tuple(_MENTION.findall(text))


def _split(text: str) -> tuple[list[str], dict[str, str]]:
    """Return the words of the name, and the pairs; `client=<@U1>, <@U2>` is one pair."""
    spaced = re.sub(r"(?<==)\s+|\s+(?==)", "", ordinary(text))
    spaced = re.sub(r"(>)\s*,\s*(<@)", r"\1,\2", spaced)
    lexer = shlex.shlex(spaced, posix=True)
    lexer.whitespace_split, lexer.commenters, lexer.quotes = True, "", '"'
    try:
        words = list(lexer)
    except ValueError:
        raise RuleBroken("quote_open") from None
    names: list[str] = []
    pairs: dict[str, str] = {}
    for word in words:
        left, equals, right = word.partition("=")
        key = phrases.meant("pair", left)
        if not equals and not pairs:
            names.append(word)
        elif not equals or key not in {*phrases.OPENING, *phrases.PRICING, "evidence"}:
            raise RuleBroken("pair_unknown", text=plain(word)[:60])
        elif key in pairs:
            raise RuleBroken("pair_twice", name=left)
        else:
            pairs[key] = right
    return names, pairs


def ordinary(text: str) -> str:
    """Return the text with straight quotation marks, in NFC."""
    return unicodedata.normalize("NFC", text).translate(_QUOTES).replace("&quot;", '"')
