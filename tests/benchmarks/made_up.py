"""Sections that nobody wrote, as long as real ones, always the same: to see what many sections cost."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from pathlib import Path

from knowledge.catalog import LANGUAGES, methodology
from knowledge.sections import Section

#: What the anchors of made-up sections begin with, and how many are in a file.
PREFIX, IN_A_FILE = "made-up-", 20
#: How many words are invented, and the share of a section's longer words that are replaced by them.
INVENTED, REPLACED = 12_000, 0.7
#: The most frequent invented words are nearly as frequent as those after them: Zipf's law, flattened.
FLAT = 10

_LONGER = re.compile(r"[^\W\d_]{5,}")
_SYLLABLES = [consonant + vowel for consonant in "bdflmnprstv" for vowel in "aeio"]


class Inventor:
    """Puts invented words, some of them often, in the place of real ones."""

    def __init__(self, seed: int = 7) -> None:
        self.source = random.Random(seed)
        self._words = [self._invented() for _ in range(INVENTED)]
        self._often = list(itertools.accumulate(1 / (rank + FLAT) for rank in range(INVENTED)))

    def changed(self, text: str) -> str:
        """Return a text with most of its longer words replaced."""
        return _LONGER.sub(self._other, text)

    def _invented(self) -> str:
        return "".join(self.source.choices(_SYLLABLES, k=self.source.randint(2, 5)))

    def _other(self, found: re.Match[str]) -> str:
        if self.source.random() >= REPLACED:
            return found[0]
        return self.source.choices(self._words, cum_weights=self._often)[0]


def write(folder: Path, count: int) -> None:
    """Write so many sections, in one language each, as a company's own (`fr/*.md`, `en/*.md`)."""
    inventor = Inventor()
    for first in range(0, count, IN_A_FILE):
        language = LANGUAGES[first // IN_A_FILE % len(LANGUAGES)]
        models = inventor.source.choices(methodology().sections(language), k=min(IN_A_FILE, count - first))
        lines = [f"# {inventor.changed(models[0].subject)}"]
        for number, model in enumerate(models, first):
            lines += _section(number, model, inventor)
        file = folder / language / f"{PREFIX}{first:06}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines), encoding="utf-8")


def _section(number: int, model: Section, inventor: Inventor) -> Iterator[str]:
    yield ""
    yield f"## {inventor.changed(model.title)} {{#{PREFIX}{number}}}"
    yield f"<!-- phase: none; also: {inventor.changed(', '.join(model.also))} -->"
    yield from (inventor.changed(line) for line in model.body.splitlines())
