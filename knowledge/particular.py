"""Whether a question is about one company's own facts, which no methodology holds (pure).

"How many servers do we have?" and "who is on call tonight?" are in the trade's words all the same.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from knowledge.words import fold

#: What it counts that a question names the day of asking, and that it asks for a figure or name of one's own.
NOW, OWN = 0.25, 0.75


def particular(question: str) -> float:
    """Return how surely a question asks for one company's own facts, 0 to 1."""
    said = fold(question)
    now, own, fact = (_phrases(kind).search(said) for kind in ("now", "own", "fact"))
    return NOW * bool(now) + OWN * (bool(own) and bool(fact))


@cache
def _phrases(kind: str) -> re.Pattern[str]:
    listed = tomllib.loads(files(__package__).joinpath("particular.toml").read_text(encoding="utf-8"))[kind]
    phrases = (phrase for language in listed.values() for phrase in language)
    return re.compile(r"\b(?:" + "|".join(phrases) + r")\b")
