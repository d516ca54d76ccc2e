"""What the model learns from: aligned documentation, the methodology, questions, the glossary, words."""

from __future__ import annotations

import gzip
import json
import tomllib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from knowledge.catalog import Catalog
from knowledge.chunks import chunks
from knowledge.sections import Section

#: One page in so many is never learnt from, and serves to measure.
HELD_OUT = 20
#: Lines longer than this many characters are lists and code.
LONGEST = 600


@dataclass(frozen=True, slots=True)
class Line:
    """A line of public documentation in both languages, and the heading that it stands under."""

    source: str
    heading: bool
    under_en: str
    under_fr: str
    en: str
    fr: str

    @property
    def held_out(self) -> bool:
        """Tell whether the line's page is one of those that are measured on."""
        return zlib.crc32(self.source.encode()) % HELD_OUT == 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that should fall on one point; those of one group are no wrong answers to each other."""

    group: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """Phrases of both languages that mean one thing."""

    fr: tuple[str, ...]
    en: tuple[str, ...]


def lines(path: Path) -> list[Line]:
    """Read the aligned lines (JSON Lines, gzip), each pair once."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = (json.loads(line) for line in file)
        found = {(row["en"], row["fr"]): row for row in rows if 0 < len(row["en"]) < LONGEST}
    return [
        Line(
            row["source"], row["heading"], row["under_en"] or "", row["under_fr"] or "", row["en"], row["fr"]
        )
        for row in found.values()
    ]


def headings(aligned: Iterable[Line]) -> Iterator[Pair]:
    """Yield each heading with each line under it, in the four ways to combine the languages."""
    for line in aligned:
        if line.heading or not line.under_en or not line.under_fr:
            continue
        for under in (line.under_en, line.under_fr):
            for passage in (line.en, line.fr):
                yield Pair(line.under_en, under, passage)


def meanings() -> list[Meaning]:
    """Return the glossary's concepts and the words of `lexicon.txt`."""
    glossary = tomllib.loads(files("knowledge").joinpath("glossary.toml").read_text(encoding="utf-8"))
    return [
        *(Meaning(tuple(said["fr"]), tuple(said["en"])) for said in glossary.values()),
        *(Meaning(tuple(fr.split(", ")), tuple(en.split(", "))) for fr, en in _listed("lexicon.txt")),
    ]


def methodology(catalog: Catalog) -> Iterator[Pair]:
    """Yield what belongs together in the methodology's sections, within and across the languages."""
    for topic in catalog.topics:
        french, english = catalog.section(topic, "fr"), catalog.section(topic, "en")
        for asked in (french, english):
            for told in (french, english):
                yield from _asked_and_told(asked, told)
        yield Pair(topic, french.title, english.title)
        if len(french.sentences) == len(english.sentences):
            both = zip(french.sentences, english.sentences, strict=True)
            yield from (Pair(f"{topic} {place}", *pair) for place, pair in enumerate(both))


def questions(catalog: Catalog) -> Iterator[Pair]:
    """Yield what is asked of each section with the section, and with a question that means as much.

    Both languages meet; what is asked elsewhere is told apart from ours, and by its subject.
    """
    for topic in catalog.topics:
        french, english = catalog.section(topic, "fr"), catalog.section(topic, "en")
        asked = [*french.asked, *english.asked]
        for question in asked:
            yield from (Pair(topic, question, passage(told)) for told in (french, english))
        yield from _turned(topic, asked)
    for subject, listed in catalog.elsewhere.items():
        yield from _turned(f"elsewhere {subject}", [*listed["fr"], *listed["en"]])


def passage(section: Section) -> str:
    """Return a section as the index embeds it, its questions apart."""
    return chunks(section)[0].text


def _turned(group: str, questions: Sequence[str]) -> Iterator[Pair]:
    """Yield each question with another one of its group: with each of several, over the steps."""
    for turn in (1, len(questions) // 2, len(questions) // 3):
        for at, question in enumerate(questions):
            if (other := questions[(at + turn) % len(questions)]) != question:
                yield Pair(group, question, other)


def _asked_and_told(asked: Section, told: Section) -> Iterator[Pair]:
    """Yield the title, the other words and each sentence of one section, with the text of the other."""
    yield Pair(asked.id, asked.title, " ".join(told.sentences))
    for said in asked.also:
        yield Pair(asked.id, said, passage(told))
    for place, sentence in enumerate(asked.sentences):
        others = [other for number, other in enumerate(told.sentences) if number != place]
        yield Pair(asked.id, sentence, " ".join([f"{told.title}.", *others]))


def _listed(name: str) -> list[list[str]]:
    """Return the lines of a list of this folder, cut at " = "."""
    listed = files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines()
    return [line.split(" = ") for line in listed if line and not line.startswith("#")]
