"""What people type after the command's name, read into values: pure."""

from __future__ import annotations

import html
import re
import shlex
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from prompts import languages, texts
from state.rules.broken import RuleBroken
from state.rules.duration import Duration
from state.rules.duration import parse as parse_duration
from state.rules.engagement import UpgradeMode

COMMANDS = (
    "ask", "new", "status", "list", "next", "accept", "reject", "advance", "upgrade", "renewal", "help",
)  # fmt: skip
PAIRS = ("start", "term", "notice", "renewal", "upgrade", "client", "provider", "language", "zone")
NEEDED = ("name", "start", "term", "client", "provider")
#: Commands that people also ask for in a sentence of their own.
ASKED = ("status", "next", "list", "renewal")
#: What people say without asking anything.
SMALL = ("hello", "thanks", "able")
#: So many words may name one thing: "mise à niveau"; and the marks that may stand after it.
PHRASE, MARKS = 3, "?!.,:;…"
#: How alike a mistyped word must be to be offered (0 to 100).
ALIKE = 70

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "\u00a0": " "})
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
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


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody filled in to open an engagement, still as text; people by their ids."""

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


def fold(word: str) -> str:
    """Return a word without case and accents, so that `échéance` and `ECHEANCE` are one."""
    bare = unicodedata.normalize("NFKD", word.replace("’", "'"))
    return "".join(char for char in bare if not unicodedata.combining(char)).casefold()


def command(text: str) -> tuple[str | None, str, str]:
    """Return the command that a text begins with (None: unknown), its first word, and the rest."""
    return _leading("command", text)


def alone(rest: str) -> bool:
    """Say whether what follows a command is nothing but courtesy: "please", "s’il te plaît", "?"."""
    said = _spoken(rest)
    return not said or said in _vocabulary("courtesy")


def misspelt(text: str, language: str) -> str:
    """Return the command that a message mistypes, in a language's word: one word, or one before a number."""
    _, word, rest = command(text)
    return nearest(word.strip(MARKS), language) if alone(rest) or is_number(rest) else ""


def slipped(text: str) -> bool:
    """Say whether a message is one word, a single slip of the keyboard away from a command."""
    _, word, rest = command(text)
    typed = fold(word.strip(MARKS)).rstrip("s")
    meant = (known.rstrip("s") for known in _vocabulary("command"))
    return alone(rest) and any(OSA.distance(typed, known) == 1 for known in meant)


def questions(text: str) -> bool:
    """Say whether a text asks something: what is asked decides nothing."""
    said = f" {_spoken(text)} "
    return "?" in text or any(f" {words} " in said for words in _vocabulary("asking"))


def asked(text: str) -> str | None:
    """Return the command that a whole message asks for in other words: "where are we?"."""
    return _vocabulary("asked").get(_spoken(text))


def small_talk(text: str) -> str | None:
    """Return what kind of small talk a message is, as a whole: `hello`, `thanks` or `able`."""
    return _vocabulary("small").get(_bare(text))


def nearest(word: str, language: str) -> str:
    """Return the command that a mistyped word probably means, in a language's word; "" when none is near."""
    found = process.extractOne(
        fold(word), list(_vocabulary("command")), scorer=fuzz.ratio, score_cutoff=ALIKE
    )
    return texts(language).words(f"command.{_vocabulary('command')[found[0]]}")[0] if found else ""


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
    if _SEVERAL.fullmatch(_bare(text)) or _LISTED.match(text.strip()):
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
    found, word, reason = _leading("mode", text)
    if found is None:
        raise RuleBroken("upgrade_unknown", text=plain(word)[:40])
    return UpgradeMode(found), plain(reason)


def is_mode(text: str) -> bool:
    """Say whether a text begins with where the upgrade is done."""
    return _leading("mode", text)[0] is not None


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
        client=people(given["client"]),
        provider=people(given["provider"]),
        language=given.get("language", language),
        zone=given.get("zone", zone),
    )


def people(text: str) -> tuple[str, ...]:
    """Return the ids of the people mentioned, separated by commas or blanks; raises `person_wrong` (text)."""
    wrong = _MENTION.sub(" ", text).replace(",", " ").split()
    if wrong:
        raise RuleBroken("person_wrong", text=plain(wrong[0])[:40])
    return tuple(_MENTION.findall(text))


def _split(text: str) -> tuple[list[str], dict[str, str]]:
    """Return the words of the name, and the pairs; `client=<@U1>, <@U2>` is one pair."""
    spaced = re.sub(r"(?<==)\s+|\s+(?==)", "", _ordinary(text))
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
        key = _vocabulary("pair").get(fold(left))
        if not equals and not pairs:
            names.append(word)
        elif not equals or key is None:
            raise RuleBroken("pair_unknown", text=plain(word)[:60])
        elif key in pairs:
            raise RuleBroken("pair_twice", name=left)
        else:
            pairs[key] = right
    return names, pairs


def _leading(kind: str, text: str) -> tuple[str | None, str, str]:
    """Return what a text's first words mean ("mise à niveau incluse"), the first word, and the rest."""
    words = text.split()
    for count in range(min(PHRASE, len(words)), 0, -1):
        meant = _vocabulary(kind).get(fold("-".join(words[:count])).strip(MARKS))
        if meant is not None:
            return meant, words[0], "".join(text.split(maxsplit=count)[count:])
    return None, "".join(words[:1]), "".join(text.split(maxsplit=1)[1:])


def _bare(text: str) -> str:
    """Return a text as it is said, without the courtesy at its end."""
    said = _spoken(text)
    for courtesy in _vocabulary("courtesy"):
        said = said.removesuffix(f" {courtesy}")
    return said


def _joined(text: str) -> str:
    return fold(text).replace(" ", "-")


def _spoken(text: str) -> str:
    """Return a text as it is said: without case, accents and marks."""
    return " ".join(re.findall(r"\w+", fold(text)))


def _ordinary(text: str) -> str:
    """Return the text with straight quotation marks, in NFC."""
    return unicodedata.normalize("NFC", text).translate(_QUOTES).replace("&quot;", '"')


@cache
def _vocabulary(kind: str) -> Mapping[str, str]:
    """Return what people may type, folded, and what each word means, in both languages at once."""
    kinds: Mapping[str, Iterable[str]] = {
        "command": COMMANDS, "pair": PAIRS, "mode": _modes(), "courtesy": ("words",), "small": SMALL,
        "asked": ASKED, "asking": ("words",),
    }  # fmt: skip
    written = _joined if kind in {"command", "pair", "mode"} else _spoken
    return {
        written(word): key
        for key in kinds[kind]
        for language in languages()
        for word in texts(language).words(f"{kind}.{key}")
    }


def _modes() -> tuple[str, ...]:
    return tuple(mode.value for mode in UpgradeMode if mode is not UpgradeMode.UNDECIDED)
