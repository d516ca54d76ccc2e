"""A question that nothing answers as a section to be filled in, in the methodology's own format."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection

from prompts import Translator

#: So many words of the question name the section; shorter words say little.
WORDS, SHORTEST = 5, 4


def anchor(question: str, taken: Collection[str]) -> str:
    """Return an anchor made of a question's words, in kebab-case, that no other section has."""
    spread = unicodedata.normalize("NFKD", question.lower())
    bare = "".join(char for char in spread if not unicodedata.combining(char))
    words = [word for word in re.findall(r"[a-z0-9]+", bare) if len(word) >= SHORTEST]
    made = "-".join(words[:WORDS]) or "question"
    numbered = (f"{made}-{n}" for n in range(2, len(taken) + 3))
    return made if made not in taken else next(one for one in numbered if one not in taken)


def section(name: str, t: Translator, *, new: bool) -> str:
    """Return the section in the translator's language; a `new` file begins with its subject."""
    lines = [
        f"## {t('draft.title')} {{#{name}}}",
        "<!-- phase: none; also: ; source: -->",
        t("draft.sentence"),
        t("draft.next"),
    ]
    return "\n".join([f"# {t('draft.subject')}", "", *lines] if new else lines)


def asked(name: str, question: str, language: str, languages: Collection[str]) -> str:
    """Return the questions that the section answers, as TOML; those of the other language are to be added."""
    flat = json.dumps(" ".join(question.split()), ensure_ascii=False)
    lines = [f"{one} = [{flat if one == language else ''}]" for one in languages]
    return "\n".join([f"[{name}]", *lines])
