"""Text to words: accents, apostrophes and elisions folded, French and English stems (pure)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import Stemmer

#: Slack's control tokens (`<@U1>`, `<!here>`, links) and emoji codes: never words of a question.
_CONTROL = re.compile(r"<[^<>\s][^<>]*>|:[a-z0-9_+'-]+:(?=\W|$)", re.IGNORECASE)
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´′＇", "'") | {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
#: French's spaces that do not break; accents once they stand apart.
_SPACES = str.maketrans("\u00a0\u202f", "  ")
_MARKS = re.compile("[\u0300-\u036f]+")
_ELISION = re.compile(r"\b(?:jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu|qu|[cdjlmnst])'(?=[a-z0-9])")
_ENGLISH_TAIL = re.compile(r"(?<=[a-z])(?:n't|'(?:s|re|ve|ll|d|m))\b")
#: take-over, sign-off, transition-in: one word.
_JOINED = re.compile(r"(?<=[a-z]{3})-(?=(?:in|off|out|over|up)\b)")
_WORD = re.compile(r"[a-z0-9]+")
#: The French stemmer knows "validée", and not what is left of it without its accent.
_PARTICIPLE = re.compile(r"(?<=\w\w)ees?$")
#: Abbreviations that are other words once in lower case: système d'information, vérification d'aptitude, AI.
_ABBREVIATION = re.compile(r"\b(?:SI|IT|VA|AO|PAS|AI|IA)\b")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written (folded), and its stems by language: "fr:valid", "en:valid".

    A `stop` word counts inside a phrase only; a `light` one hints at a subject without naming one.
    """

    text: str
    stems: tuple[str, ...]
    stop: bool = False
    light: bool = False


def plain(text: str) -> str:
    """Return the text without Slack's control tokens and characters that nobody sees."""
    bare = _CONTROL.sub(" ", text)
    bare = bare.replace("\n", " ")
    if bare.translate(_SPACES).isprintable():
        return bare
    shown = (char for char in bare if unicodedata.category(char) not in {"Cf", "Cs", "Co"})
    return "".join(" " if unicodedata.category(char) == "Cc" else char for char in shown)


def fold(text: str) -> str:
    """Return the text in lower case, without accents, ligatures and curly apostrophes."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))
    bare = _MARKS.sub("", decomposed)
    if bare.isascii():
        return bare.lower()
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def tokens(text: str) -> tuple[str, ...]:
    """Return the folded words of a text, all of them, what is written in a hurry in full."""
    shown = plain(text)
    if not shown.isupper() or " " not in shown.strip():
        shown = _ABBREVIATION.sub(lambda found: f"{found[0]}abbr", shown)
    bare = _ENGLISH_TAIL.sub(" ", _ELISION.sub(" ", _JOINED.sub("", fold(shown))))
    short = _lists()["short"]
    return tuple(
        part
        for found in _WORD.findall(bare)
        for part in _WORD.findall(_ELISION.sub(" ", short.get(found, found)))
    )


def words(text: str) -> tuple[Word, ...]:
    """Return the words of a text, without articles and the like."""
    return tuple(word(found) for found in tokens(text) if found not in _listed("glue"))


@lru_cache(maxsize=50_000)
def word(text: str) -> Word:
    """Return a folded word with its French and English stems."""
    bare = _PARTICIPLE.sub("e", text)
    stems = tuple(f"{language}:{stemmer.stemWord(bare)}" for language, stemmer in _stemmers().items())
    stop = text in _listed("stop") or (len(text) == 1 and not text.isdigit())
    light = text.isdigit() or text in _listed("light") or not _verbs().isdisjoint(stems)
    return Word(text, stems, stop=stop, light=not stop and light)


def ordinary() -> frozenset[str]:
    """Return the words that say little: right spellings for those that are mistyped."""
    return _listed("stop") | _listed("light")


def own(language: str) -> frozenset[str]:
    """Return the words that say little in "fr" or in "en"."""
    return frozenset(text for kind in ("stop", "light") for text in _lists()[kind][language].split())


@cache
def telling() -> dict[str, frozenset[str]]:
    """Return, for each language that is told apart, its frequent words."""
    return {language: frozenset(text.split()) for language, text in _lists()["telling"].items()}


@cache
def _listed(kind: str) -> frozenset[str]:
    return frozenset(text for listed in _lists()[kind].values() for text in listed.split())


@cache
def _verbs() -> frozenset[str]:
    """Return the stems of verbs that go with any subject."""
    listed = _lists()["verbs"].items()
    return frozenset(
        f"{language}:{stem}"
        for language, verbs in listed
        for stem in _stemmers()[language].stemWords(verbs.split())
    )


@cache
def _lists() -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def _stemmers() -> dict[str, Stemmer.Stemmer]:
    # 0: no cache of their own, which would not be for threads.
    return {"fr": Stemmer.Stemmer("french", 0), "en": Stemmer.Stemmer("english", 0)}
