"""What people type after a command's name, read into values: pure."""

from __future__ import annotations

import html
import re
from datetime import date

from bot import phrases
from state.rules.broken import RuleBroken
from state.rules.duration import Duration
from state.rules.duration import parse as parse_duration
from state.rules.engagement import UpgradeMode

_MARK = re.compile(r"(?<!\w)[*_`](?=\S)|(?<=\S)[*_`](?!\w)")
_TOKEN = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
#: "4", "n° 4", "le 4", "item 4", "#4", "4." or "4:", and what follows.
_ITEM = r"(?:(?:le|the|item|point|(?:l['’])?[ée]l[ée]ment|number|num[ée]ro|n°|nº|no\.?|n|#)\s*)*"
_NUMBER = re.compile(
    rf"{_ITEM}(?P<number>[0-9]{{1,6}})(?:[.:,)]?(?=\s|$))(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
#: Several numbers, as a whole ("4 5 6") or with more after them ("4, 5 et le 6 aussi").
_JOINT = r"\s*(?:[,;&+/-]|\bet\b|\band\b|\bà\b|\bto\b)\s*"
_SEVERAL = re.compile(rf"{_ITEM}[0-9]{{1,6}}(?:(?:\s+|{_JOINT}){_ITEM}[0-9]{{1,6}})+", re.IGNORECASE)
_LISTED = re.compile(rf"{_ITEM}[0-9]{{1,6}}{_JOINT}{_ITEM}[0-9]{{1,6}}\b", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


def without_mention(text: str, bot: str) -> str:
    """Return a message's text without the mentions of the bot itself."""
    return re.sub(rf"<@{re.escape(bot)}(?:\|[^>]*)?>[,:]?", " ", text).strip().lstrip(":,; \u00a0\u202f")


def plain(text: str) -> str:
    """Return what people wrote as they meant it: tokens by their label, entities as characters.

    `<!channel>` becomes "@channel": words, which Slack does not obey when they are written again.
    """

    def shown(token: re.Match[str]) -> str:
        sign, target, label = token.groups()
        if label:
            return f"@{label.lstrip('@')}" if sign == "@" else label
        return f"@{target.split('^')[0]}" if sign in {"@", "!"} else f"{sign}{target}"

    return html.unescape(_TOKEN.sub(shown, text)).strip()


def unmarked(text: str) -> str:
    """Return a message's text as a terminal shows it: as `plain`, without bold, italics and code."""
    return _MARK.sub("", plain(text))


def number(text: str, *, usage: str) -> tuple[int, str]:
    """Return the item's number that a text begins with, and what follows it.

    Raises `number_missing` (usage), `number_wrong` (text, usage) and `one_at_a_time` (usage).
    """
    if _SEVERAL.fullmatch(phrases.bare(text)) or _LISTED.match(text.strip()):
        raise RuleBroken("one_at_a_time", usage=usage)
    found = _NUMBER.match(text.strip())
    if found:
        return int(found["number"]), plain(found["rest"]).lstrip(":–— \u00a0\u202f")
    if not text.strip():
        raise RuleBroken("number_missing", usage=usage)
    raise RuleBroken("number_wrong", text=plain(text.split(maxsplit=1)[0])[:40], usage=usage)


def is_number(text: str) -> bool:
    """Say whether a text begins with an item's number."""
    return _NUMBER.match(text.strip()) is not None


def misspelt(text: str, language: str) -> str:
    """Return the command that a message mistypes, in a language's word: one word, or one before a number."""
    _, word, rest = phrases.command(text)
    return (
        phrases.nearest(word.strip(phrases.MARKS), language) if phrases.alone(rest) or is_number(rest) else ""
    )


def day(text: str) -> date:
    """Return a day written 2026-12-01 or, day first, 01/12/2026; raises `date_wrong` (text)."""
    iso, first = _ISO.fullmatch(text.strip()), _DAY_FIRST.fullmatch(text.strip())
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if first:
            return date(int(first[3]), int(first[2]), int(first[1]))
    except ValueError:
        pass
    raise RuleBroken("date_wrong", text=plain(text)[:40])


def duration(text: str) -> Duration | None:
    """Return a duration; None for an empty text; raises `bad_duration` (text)."""
    return parse_duration(text) if text.strip() else None


def mode(text: str) -> tuple[UpgradeMode, str]:
    """Return where the upgrade is done, and the reason that follows; raises `upgrade_unknown` (text)."""
    found, word, reason = phrases.leading("mode", text)
    if found is None:
        raise RuleBroken("upgrade_unknown", text=plain(word)[:40])
    return UpgradeMode(found), plain(reason)


def is_mode(text: str) -> bool:
    """Say whether a text begins with where the upgrade is done."""
    return phrases.leading("mode", text)[0] is not None
