"""The methodology's sections: one topic an anchor, told in French and in English."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from knowledge.chunks import Chunk, chunks, strangers
from knowledge.lexical import Told
from knowledge.sections import Section, parse

LANGUAGES = ("fr", "en")


class Catalog:
    """Sections by anchor and language; an anchor is a topic, and has a section in each language.

    `elsewhere` holds, by language, questions that no section answers.
    """

    def __init__(
        self, sections: Iterable[Section], elsewhere: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self.elsewhere = elsewhere or {}
        self._sections = {(section.id, section.language): section for section in sections}
        self.topics = tuple(dict.fromkeys(anchor for anchor, _ in self._sections))

    def section(self, anchor: str, language: str) -> Section:
        """Return a section; raises `KeyError` when there is none."""
        return self._sections[anchor, language]

    def sections(self, language: str) -> tuple[Section, ...]:
        """Return the sections of a language, in the order of the files."""
        return tuple(section for (_, told), section in self._sections.items() if told == language)

    def chunks(self) -> list[Chunk]:
        """Return all that is embedded: every section's chunks, then the questions asked elsewhere."""
        ours = [chunk for language in LANGUAGES for each in self.sections(language) for chunk in chunks(each)]
        asked = self.elsewhere.items()
        return [*ours, *(chunk for language, questions in asked for chunk in strangers(questions, language))]

    def text(self, language: str) -> str:
        """Return the titles and sentences of a language, a line each."""
        return "\n".join(
            line for section in self.sections(language) for line in (section.title, *section.sentences)
        )

    def fields(self, languages: Sequence[str] = LANGUAGES) -> list[Mapping[str, Sequence[Told]]]:
        """Return the texts of each topic in the languages, by lexical field."""
        return [_fields([self.section(topic, language) for language in languages]) for topic in self.topics]


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
    folder = files(__package__).joinpath("methodology")
    sections = [
        replace(section, asked=tuple(asked[section.id][language]))
        for language in LANGUAGES
        for file in sorted(folder.joinpath(language).iterdir(), key=lambda file: file.name)
        if file.name.endswith(".md")
        for asked in [_listed(f"asked/{file.name.removesuffix('.md')}.toml")]
        for section in parse(file.read_text(encoding="utf-8"), language, f"{language}/{file.name}")
    ]
    subjects = _listed("elsewhere.toml").values()
    elsewhere = {
        language: [question for subject in subjects for question in subject[language]]
        for language in LANGUAGES
    }
    return Catalog(sections, elsewhere)


def _listed(name: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))
