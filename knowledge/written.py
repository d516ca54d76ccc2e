"""What a language model wrote, cut into sentences with their citations, less what nobody may send (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.answer import Sentence
from knowledge.words import plain

_BRACKETS = str.maketrans("【】", "[]")
#: What some models think aloud before they answer.
_THOUGHT = re.compile(r"<think>.*?(?:</think>|$)", re.DOTALL)
#: What Slack, or whoever copies the answer, would take for a link, an address or a mention.
_REACHES_OUT = re.compile(r"<[@#!]|<(?:https?|mailto|tel):|\w+://|\S@\w|\]\(|(?<!\w)[@#]\w", re.IGNORECASE)
_MARKUP = re.compile(r"[*`~|]+|(?<!\w)_+|_+(?!\w)|^\s*#+ ")
_BULLET = re.compile(r"^\s*(?:[-•–—>]|\d{1,2}[.)])\s+", re.ASCII)
_CITED = re.compile(r"\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]", re.ASCII)
#: A citation after the full stop goes with the sentence before it.
_AFTER = re.compile(r"([.!?…]+[»”\"]?)\s*((?:\[[\d,; ]+\]\s*)+)\.?", re.ASCII)
#: Where a sentence ends. A short word with a full stop ("art.", "M.") is an abbreviation; sentences that are
#: not told apart are checked as one.
_END = re.compile(r"(?:(?<=\w{4}[.!?…])|(?<=[\])»”\"%\d][.!?…])|(?<=\]))\s+(?=[A-ZÀ-Ý«“\"])")
_STOPPED = tuple('.!?…:;»”"')


def sentences(written: str) -> Iterator[Sentence]:
    """Yield each sentence of a text without its markup, with what it cites: "… [1]", "… [1, 2]", "… [1][2]".

    One with a link or a mention comes without its words, one with other brackets without a citation: it
    was written, and cannot be sent.
    """
    for line in _THOUGHT.sub("", written).translate(_BRACKETS).splitlines():
        whole = _AFTER.sub(lambda found: f"{found[2].strip()}{found[1]} ", _BULLET.sub("", line))
        for piece in _END.split(whole):
            if any(char.isalnum() for char in _CITED.sub("", plain(piece))):
                yield _sentence(piece)


def _sentence(piece: str) -> Sentence:
    if _REACHES_OUT.search(piece):
        return Sentence("", ())
    cited = dict.fromkeys(int(n) for one in _CITED.findall(piece) for n in re.findall(r"\d+", one, re.ASCII))
    bare = _MARKUP.sub("", plain(_CITED.sub("", piece)))
    text = re.sub(r" +(?=[.,])", "", re.sub(r"[ \t]+", " ", bare)).strip()
    if not set("[]").isdisjoint(text):
        return Sentence(text, ())
    return Sentence(text if text.endswith(_STOPPED) else f"{text}.", tuple(cited))
