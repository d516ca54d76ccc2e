"""What the words mean that people write to Relais, in both languages: commands, courtesy, questions. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from prompts import languages, texts
from state.rules.dossier import Route, UpgradeMode
from state.rules.item import PARTIAL, Phase
from state.rules.party import Party, Role

#: The commands, by what they are for, as the guide tells of them.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "stands": ("status", "list", "next", "timeline", "portfolio"),
    "accepting": ("accept", "reserve", "reject", "na", "deliver", "lift", "item"),
    "phases": ("advance", "upgrade", "back"),
    "agreeing": ("amend", "agree", "decline", "retract"),
    "ending": ("renewal", "price", "exit"),
    "service": ("evolve", "optimise"),
    "people": ("new", "members", "settings", "follow", "unfollow", "archive"),
    "asking": ("ask", "gaps", "help"),
}
COMMANDS = tuple(word for words in GROUPS.values() for word in words)
OPENING = ("start", "term", "notice", "renewal", "upgrade", "client", "provider", "language", "zone")
#: What one line may say of the price.
PRICING = ("price", "base", "fixed", "cap", "floor", "index")
PAIRS = (
    *OPENING, *PRICING, "due", "owner", "kind", "title", "evidence", "for", "blocking", "route", "reference",
    "company", "sent", "received", "ends", "party", "role", "since",
    "until", "instead", "parts", "engagement", "incoming", "evolution", "eyes",
)  # fmt: skip
#: What is done at the end of a term, after `renewal`; and how a contract is left, after `exit`.
OUTCOMES = ("terminate", "received", "renew", "renegotiate", "withdraw")
LEAVINGS = ("reversibility", "portability", "early")
#: What is done with people, after `members`.
STAFFING = ("add", "remove", "administrator", "former")
#: What is done with an evolution, after its number.
EVOLVING = ("solution", "validate", "back", "implement", "withdraw", "link")
#: Where an engagement may go back to.
WAYS = (Phase.TAKEOVER.value, Phase.UPGRADE.value)
#: What people say without asking anything.
SMALL = ("hello", "thanks", "able")
#: So many words may name one thing: "mise à niveau"; and the marks that may stand after it.
PHRASE, MARKS = 4, "?!.,:;…"
#: How alike a mistyped word must be to be offered (0 to 100).
ALIKE = 70


def command(text: str) -> tuple[str | None, str, str]:
    """Return the command that a text begins with (None: unknown), its first word, and the rest."""
    return leading("command", text)


def alone(rest: str) -> bool:
    """Say whether what follows a command is nothing but courtesy: "please", "s’il te plaît", "?"."""
    said = spoken(rest)
    return not said or said in _vocabulary("courtesy")


def slipped(text: str) -> bool:
    """Say whether a message is one word, a single slip of the keyboard away from a command."""
    _, word, rest = command(text)
    typed = fold(word.strip(MARKS)).rstrip("s")
    meant = (known.rstrip("s") for known in _vocabulary("command"))
    return alone(rest) and any(OSA.distance(typed, known) == 1 for known in meant)


def questions(text: str) -> bool:
    """Say whether a text asks something: what is asked decides nothing."""
    said = f" {spoken(text)} "
    return "?" in text or any(f" {words} " in said for words in _vocabulary("asking"))


def small_talk(text: str) -> str | None:
    """Return what kind of small talk a message is, as a whole: `hello`, `thanks` or `able`."""
    return _vocabulary("small").get(bare(text))


def nearest(word: str, language: str) -> str:
    """Return the command that a mistyped word probably means, in a language's word; "" when none is near."""
    found = process.extractOne(
        fold(word), list(_vocabulary("command")), scorer=fuzz.ratio, score_cutoff=ALIKE
    )
    return texts(language).words(f"command.{_vocabulary('command')[found[0]]}")[0] if found else ""


def leading(kind: str, text: str) -> tuple[str | None, str, str]:
    """Return what a text's first words mean ("mise à niveau incluse"), the first word, and the rest."""
    words = text.split()
    for count in range(min(PHRASE, len(words)), 0, -1):
        meant = _vocabulary(kind).get(fold("-".join(words[:count])).strip(MARKS))
        if meant is not None:
            return meant, words[0], "".join(text.split(maxsplit=count)[count:])
    return None, "".join(words[:1]), "".join(text.split(maxsplit=1)[1:])


def bare(text: str) -> str:
    """Return a text as it is said, without the courtesy at its end."""
    said = spoken(text)
    for courtesy in _vocabulary("courtesy"):
        said = said.removesuffix(f" {courtesy}")
    return said


def meant(kind: str, word: str) -> str | None:
    """Return what one word of a kind (`command`, `pair`, `mode`, `seat`…) means; None where it is none."""
    return _vocabulary(kind).get(fold(word))


def fold(word: str) -> str:
    """Return a word without case and accents, so that `échéance` and `ECHEANCE` are one."""
    bare = unicodedata.normalize("NFKD", word.replace("’", "'"))
    return "".join(char for char in bare if not unicodedata.combining(char)).casefold()


def spoken(text: str) -> str:
    """Return a text as it is said: without case, accents and marks."""
    return " ".join(re.findall(r"\w+", fold(text)))


def _joined(text: str) -> str:
    return fold(text).replace(" ", "-")


@cache
def _vocabulary(kind: str) -> Mapping[str, str]:
    """Return what people may type, folded, and what each word means, in both languages at once."""
    kinds: Mapping[str, Iterable[str]] = {
        "command": COMMANDS, "pair": PAIRS, "mode": _modes(), "courtesy": ("words",), "small": SMALL,
        "asking": ("words",), "seat": tuple(Party), "kind": PARTIAL, "yesno": ("yes", "no"),
        "way": WAYS, "none": ("words",), "staffing": STAFFING, "called": tuple(Role),
        "outcome": OUTCOMES, "leaving": LEAVINGS, "evolving": EVOLVING, "route": tuple(Route),
    }  # fmt: skip
    written = spoken if kind in {"courtesy", "small", "asking"} else _joined
    return {
        written(word): key
        for key in kinds[kind]
        for language in languages()
        for word in texts(language).words(f"{kind}.{key}")
    }


def _modes() -> tuple[str, ...]:
    return tuple(mode.value for mode in UpgradeMode if mode is not UpgradeMode.UNDECIDED)
