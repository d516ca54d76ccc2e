"""How people talk: who goes on asking in a thread, what a long message asks, manners. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum

from bot import phrases
from prompts import listened

#: What goes on from an answer is short; a long message with a "?" in it is somebody's own text.
LONGEST_FOLLOWING, MOST_WORDS = 240, 40
#: "et le client" may ask without a mark; "et le client a dit oui" says something.
UNMARKED_LEANING, UNMARKED_ASKING = 4, 12
#: What is longer is read for the questions in it, of which so many are taken.
LONG, MOST_QUESTIONS, LONGEST_QUESTION = 600, 3, 400
#: A header is a word or two before a colon, a name a word or two before a comma; several people are more.
HEADER_WORDS, LONGEST_NAME, MOST_CALLED = 2, 2, 4

_QUOTED = re.compile(r"```.*?```|`[^`]*`|«[^»]*»|“[^”]*”|\"[^\"]*\"", re.DOTALL)
_SENTENCE = re.compile(r"[^.?!…\n]+[.?!…]*")
_CALLED = re.compile(r"<[@!][^>]*>|(?<![\w@])@\w")
_FIRST = re.compile(r"\W*([^,?!.]+),")
_LAST = re.compile(r",\s*([^\W\d_][\w’'-]*)\s*\?*\s*$")
#: The first one may have lost its first colon with the mention before it.
_EMOJI = re.compile(r"(?:^\s*|:)[a-z0-9_+'-]+:(?=\W|$)")


class Manner(StrEnum):
    """How a message is meant that asks nothing which may be answered."""

    STEERING = "steering"
    RUDE = "rude"
    WORDLESS = "wordless"


def leans(text: str) -> bool:
    """Say whether a question goes on from the one before it: "et pour le client ?", "why?"."""
    return _begins(text, "leaning") and not _begins(text, "idle")


def follows(text: str, *, names: Collection[str] = ()) -> bool:
    """Say whether a message in a thread asks something of Relais without calling it.

    It calls nobody, by mention or by name (`names`: people of the channel, by first name), speaks to nobody,
    is short, and asks: its last words are a question, or it begins as one. What it quotes does not count.
    """
    said = _own_words(text)
    if _CALLED.search(text) or not said or len(said) > LONGEST_FOLLOWING or phrases.small_talk(said):
        return False
    words = phrases.spoken(said).split()
    if not words or len(words) > MOST_WORDS or _begins(said, "idle") or _addressed(said, names):
        return False
    if said.rstrip(" )»\u00a0").endswith("?"):
        return True
    if _begins(said, "leaning") and len(words) <= UNMARKED_LEANING:
        return True
    return _begins(said, "asking") and len(words) <= UNMARKED_ASKING


def asked_in(text: str) -> str:
    """Return what a long message asks, as far as it says so; a short one as it is, and "" for nothing."""
    if len(text) <= LONG:
        return text
    lines = [line.strip() for line in text.splitlines()]
    own = "\n".join(line for line in lines if not line.startswith((">", "&gt;")) and not _header(line))
    sentences = [found[0].strip() for found in _SENTENCE.finditer(own)]
    asking = [one for one in sentences if "?" in one or _begins(one, "begging")]
    return " ".join(_itself(one)[-LONGEST_QUESTION:] for one in asking[-MOST_QUESTIONS:])


def manner(text: str) -> Manner | None:
    """Return how a message is meant that is no question: orders to Relais, insults, nothing but signs."""
    spoken = phrases.spoken(_EMOJI.sub(" ", text))
    if not spoken:
        return Manner.WORDLESS
    if any(_holds(spoken, words) for words in listened("talk")["steering"]):
        return Manner.STEERING
    return Manner.RUDE if any(_holds(spoken, words) for words in listened("talk")["rude"]) else None


def civil(text: str) -> str:
    """Return a text without the words that nobody should have to read."""
    rude = "|".join(r"\W+".join(map(re.escape, words.split())) for words in listened("talk")["rude"])
    return re.sub(rf"\b(?:{rude})\b[\s,!]*", "", text, flags=re.IGNORECASE)


def _itself(sentence: str) -> str:
    """Return a question without what asks for its answer: "could you tell me who signs?" is "who signs?"."""
    spoken = f"{phrases.spoken(sentence)} "
    words = max(
        (one for one in listened("talk")["asking_for"] if spoken.startswith(f"{one} ")), key=len, default=""
    )
    return re.sub(rf"^\W*(?:\w+\W+){{{len(words.split())}}}", "", sentence) if words else sentence


def _own_words(text: str) -> str:
    """Return a message without what it quotes."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith((">", "&gt;"))]
    return _QUOTED.sub(" ", "\n".join(lines)).strip()


def _addressed(said: str, names: Collection[str]) -> bool:
    """Say whether a message speaks to a person, whom it calls first or last: "Claire, tu confirmes ?"."""
    spoken = phrases.spoken(said)
    explains = any(_holds(spoken, words) for words in listened("talk")["explain"])
    if not explains and any(_holds(spoken, words) for words in listened("talk")["you"]):
        return True
    first, last = _FIRST.match(said), _LAST.search(said)
    return (first is not None and _names(first[1], names)) or (
        last is not None and (last[1][0].isupper() or _names(last[1], names))
    )


def _names(called: str, names: Collection[str]) -> bool:
    """Say whether the few words beside a comma name somebody: "Hugo et Tom", or one that may be a name."""
    words = phrases.spoken(called).split()
    if {phrases.fold(name) for name in names} & set(words):
        return len(words) <= MOST_CALLED
    unusual = phrases.spoken(called) not in listened("talk")["opening"]
    asks = _begins(called, "asking") or _begins(called, "leaning")
    return len(words) <= LONGEST_NAME and called.strip()[0].isupper() and unusual and not asks


def _holds(spoken: str, words: str) -> bool:
    return f" {words} " in f" {spoken} "


def _header(line: str) -> bool:
    before, colon, _ = line.partition(":")
    words = phrases.spoken(before).split()
    return bool(colon) and 0 < len(words) <= HEADER_WORDS and words[0] in listened("talk")["header"]


def _begins(text: str, kind: str) -> bool:
    spoken = f"{phrases.spoken(text)} "
    return any(spoken.startswith(f"{words} ") for words in listened("talk")[kind])
