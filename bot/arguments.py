"""What people type after a command's name, read into values: pure."""

from __future__ import annotations

import html
import re
from datetime import date
from decimal import Decimal, InvalidOperation

from bot import phrases
from state.rules.broken import RuleBroken
from state.rules.dossier import UpgradeMode
from state.rules.duration import Duration
from state.rules.duration import parse as parse_duration
from state.rules.item import ItemKind
from state.rules.party import Party

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
#: "2", "R2", "n° 2", "la réserve 2", "reservation no. 2", and what follows.
_RESERVATION = re.compile(
    r"(?:(?:la|the|r[ée]serve|reservation|number|num[ée]ro|n°|nº|no\.?|n|#|r(?=\d))\s*)*"
    r"(?P<number>[0-9]{1,6})(?:[.:,)]?(?=\s|$))(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
#: What may open and close words that begin as something else does.
QUOTES = {'"': '"', "“": "”", "«": "»"}
#: A link as Slack writes it in a message: `<https://…>` or `<https://…|label>`.
_LINK = re.compile(r"<(https?://[^<>|\s]+)(?:\|[^<>]*)?>")
#: Thousands as in English: "10,000", "10,000.50".
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_ON = re.compile(r"(?:le|on)\s+", re.IGNORECASE)
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
        return int(found["number"]), note(found["rest"])
    if not text.strip():
        raise RuleBroken("number_missing", usage=usage)
    raise RuleBroken("number_wrong", text=plain(text.split(maxsplit=1)[0])[:40], usage=usage)


def note(text: str) -> str:
    """Return the words that follow a decision, without what sets them off: a sign, quotation marks."""
    return unquoted(plain(text).lstrip(":–— \u00a0\u202f"))


def unquoted(text: str) -> str:
    """Return words without the quotation marks around them as a whole."""
    closing, inside = QUOTES.get(text[:1]), text[1:-1]
    if closing is None or len(text) == 1 or not text.endswith(closing) or {closing, text[0]} & set(inside):
        return text
    return inside.strip("\u00a0\u202f ")


def introduced(first: str, more: str) -> bool:
    """Say whether what follows a decision's first word belongs to it: options, a note after ":", nothing."""
    return phrases.alone(more) or "=" in more or first.endswith(":") or more.startswith((":", "–", "—"))


def is_number(text: str) -> bool:
    """Say whether a text begins with an item's number."""
    return _NUMBER.match(text.strip()) is not None


def misspelt(text: str, language: str) -> str:
    """Return the command that a message mistypes, in a language's word: one word, or one before a number."""
    _, word, rest = phrases.command(text)
    return (
        phrases.nearest(word.strip(phrases.MARKS), language) if phrases.alone(rest) or is_number(rest) else ""
    )


def reservation(text: str, *, usage: str) -> tuple[int, str]:
    """Return the reservation's number that a text begins with, and what follows it.

    Raises `reservation_missing` (usage) and `reservation_wrong` (text, usage).
    """
    found = _RESERVATION.match(text.strip())
    if found:
        return int(found["number"]), note(found["rest"])
    if not text.strip():
        raise RuleBroken("reservation_missing", usage=usage)
    raise RuleBroken("reservation_wrong", text=plain(text.split(maxsplit=1)[0])[:40], usage=usage)


def is_reservation(text: str) -> bool:
    """Say whether a text begins with a reservation's number."""
    return _RESERVATION.match(text.strip()) is not None


def unlinked(text: str) -> str:
    """Return a text without its addresses, in which a mark may stand that asks nothing."""
    return re.sub(r"https?://\S+", " ", text)


def links(text: str) -> str:
    """Return a text with the addresses that its links lead to, in place of their labels."""
    return _LINK.sub(lambda link: html.unescape(link[1]), text)


def party(text: str) -> Party:
    """Return a party by its name; raises `party_unknown` (text)."""
    found = phrases.meant("seat", plain(text))
    if found is None:
        raise RuleBroken("party_unknown", text=plain(text)[:40])
    return Party(found)


def kind(text: str) -> ItemKind:
    """Return what an item is, by the word for it; raises `kind_unknown` (text)."""
    found = phrases.meant("kind", plain(text))
    if found is None:
        raise RuleBroken("kind_unknown", text=plain(text)[:40])
    return ItemKind(found)


def yes(text: str, *, name: str) -> bool:
    """Return whether an option of that name is wanted; raises `yes_or_no` (name, text)."""
    found = phrases.meant("yesno", plain(text))
    if found is None:
        raise RuleBroken("yes_or_no", name=name, text=plain(text)[:40])
    return found == "yes"


def day(text: str) -> date:
    """Return a day written 2026-12-01 or, day first, 01/12/2026; raises `date_wrong` (text)."""
    said = _ON.sub("", text.strip(), count=1)
    iso, first = _ISO.fullmatch(said), _DAY_FIRST.fullmatch(said)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if first:
            return date(int(first[3]), int(first[2]), int(first[1]))
    except ValueError:
        pass
    raise RuleBroken("date_wrong", text=plain(text)[:40])


def is_day(text: str) -> bool:
    """Say whether a text is a day that exists."""
    try:
        day(text)
    except RuleBroken:
        return False
    return True


def duration(text: str) -> Duration | None:
    """Return a duration; None for an empty text; raises `bad_duration` (text)."""
    return parse_duration(text) if text.strip() else None


def amount(text: str) -> Decimal:
    """Return an amount as people write it ("10 000", "9500,50", "10,000 €"); raises `amount_wrong` (text)."""
    bare = re.sub(r"[\s€]|EUR", "", plain(text))
    if _THOUSANDS.fullmatch(bare):
        bare = bare.replace(",", "")
    try:
        found = Decimal(bare.replace(",", "."))
    except InvalidOperation:
        raise RuleBroken("amount_wrong", text=plain(text)[:40]) from None
    if not found.is_finite():
        raise RuleBroken("amount_wrong", text=plain(text)[:40])
    return found


def mode(text: str) -> tuple[UpgradeMode, str]:
    """Return where the upgrade is done, and the reason that follows; raises `upgrade_unknown` (text)."""
    found, word, reason = phrases.leading("mode", text)
    if found is None:
        raise RuleBroken("upgrade_unknown", text=plain(word)[:40])
    return UpgradeMode(found), note(reason)


def is_mode(text: str) -> bool:
    """Say whether a text begins with where the upgrade is done."""
    return phrases.leading("mode", text)[0] is not None
