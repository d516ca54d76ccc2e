"""The methodology's sections: one topic an anchor, told in French and in English."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from knowledge.chunks import Chunk, chunks, strangers
from knowledge.lexical import Told
from knowledge.sections import Section, SectionError, parse

LANGUAGES = ("fr", "en")


class Catalog:
    """Sections by anchor and language; an anchor is a topic, and has a section in one language or in both.

    `elsewhere` holds, by subject and language, questions that no section answers; `house` the lines of
    the sections that a company has written itself.
    """

    def __init__(
        self,
        sections: Iterable[Section],
        elsewhere: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
        house: Sequence[str] = (),
    ) -> None:
        self.elsewhere = elsewhere or {}
        self.house = house
        self._sections = {(section.id, section.language): section for section in sections}
        self.topics = tuple(dict.fromkeys(anchor for anchor, _ in self._sections))

    def section(self, anchor: str, language: str) -> Section:
        """Return a section, in the other language where there is none in this; raises `KeyError`."""
        told = next((told for told in (language, *LANGUAGES) if (anchor, told) in self._sections), language)
        return self._sections[anchor, told]

    def sections(self, language: str) -> tuple[Section, ...]:
        """Return the sections of a language, in the order of the files."""
        return tuple(section for (_, told), section in self._sections.items() if told == language)

    def chunks(self) -> list[Chunk]:
        """Return all that is embedded: every section's chunks, then the questions asked elsewhere."""
        ours = [chunk for language in LANGUAGES for each in self.sections(language) for chunk in chunks(each)]
        return [*ours, *(chunk for language in LANGUAGES for chunk in self._strangers(language))]

    def _strangers(self, language: str) -> tuple[Chunk, ...]:
        asked = (question for subject in self.elsewhere.values() for question in subject[language])
        return strangers(asked, language)

    def _told(self, topic: str, languages: Sequence[str]) -> list[Section]:
        found = (self._sections.get((topic, language)) for language in languages)
        return [section for section in found if section is not None]

    def text(self, language: str) -> str:
        """Return the titles and sentences of a language, a line each."""
        return "\n".join(
            line for section in self.sections(language) for line in (section.title, *section.sentences)
        )

    def fields(self, languages: Sequence[str] = LANGUAGES) -> list[Mapping[str, Sequence[Told]]]:
        """Return the texts of each topic in the languages, by lexical field."""
        return [_fields(self._told(topic, languages)) for topic in self.topics]


def _fields(sections: Sequence[Section]) -> Mapping[str, Sequence[Told]]:
    return {
        "title": [(section.title, section.language) for section in sections],
        "also": [
            (said, None) for said in dict.fromkeys(said for section in sections for said in section.also)
        ],
        "subject": [(section.subject, section.language) for section in sections],
        "asked": [(question, section.language) for section in sections for question in section.asked],
        "body": [(sentence, section.language) for section in sections for sentence in section.sentences],
    }


@cache
def methodology() -> Catalog:
    """Return the methodology; raises `SectionError` where a file breaks the format."""
    ours = files(__package__)
    sections = _read(ours.joinpath("methodology"), ours.joinpath("asked"))
    return Catalog(sections, _toml(ours.joinpath("elsewhere.toml")))


def with_house(house: Path) -> Catalog:
    """Return the methodology and a company's own sections, where there is a folder of them.

    `house` holds `fr/*.md`, `en/*.md` and `asked/*.toml` like the methodology's own; a section with an
    anchor of ours takes its place. Raises `SectionError` where a file breaks the format.
    """
    ours = methodology()
    if not house.is_dir():
        return ours
    sections = [section for language in LANGUAGES for section in ours.sections(language)]
    theirs = list(_read(house, house / "asked"))
    lines = [line for one in theirs for line in (one.title, *one.also, *one.asked, *one.sentences)]
    return Catalog([*sections, *theirs], ours.elsewhere, lines)


def _read(folder: Traversable, questions: Traversable) -> Iterator[Section]:
    """Yield the sections of a folder, each with what is asked of it."""
    for language in LANGUAGES:
        for file in _files(folder.joinpath(language), ".md"):
            asked = _toml(questions.joinpath(f"{file.name.removesuffix('.md')}.toml"))
            for section in parse(file.read_text(encoding="utf-8"), language, f"{language}/{file.name}"):
                yield replace(section, asked=tuple(asked.get(section.id, {}).get(language, ())))


def _files(folder: Traversable, ending: str) -> list[Traversable]:
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted((file for file in found if file.name.endswith(ending)), key=lambda file: file.name)


def _toml(file: Traversable) -> dict[str, dict[str, list[str]]]:
    if not file.is_file():
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SectionError(file.name, 1, str(error)) from error
