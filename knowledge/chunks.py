"""What of a section is embedded, and when it has to be embedded anew (pure)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.sections import Section

#: Raise it when chunks are cut differently: every vector is then made again.
FORMAT = 1


#: The topic of questions that no section answers (`elsewhere.toml`).
ELSEWHERE = ""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A text to embed, of one section; its id is the section's key and its place there."""

    id: str
    section: str
    topic: str
    language: str
    text: str

    @property
    def told(self) -> bool:
        """Tell whether this is a section itself, not what is asked of it or elsewhere."""
        return self.topic != ELSEWHERE and self.id == f"{self.section}#0"

    @property
    def digest(self) -> str:
        """Return what changes whenever the chunk has to be embedded anew, or told apart from others."""
        return hashlib.sha256("\0".join([str(FORMAT), self.id, self.topic, self.text]).encode()).hexdigest()


def chunks(section: Section) -> tuple[Chunk, ...]:
    """Return a section's chunks: itself, under the path of its titles, and each question that it answers."""
    itself = f"{section.subject} › {section.title}. {' '.join(section.sentences)}"
    return tuple(
        Chunk(f"{section.key}#{at}", section.key, section.id, section.language, text)
        for at, text in enumerate([itself, *section.asked])
    )


def strangers(questions: Iterable[str], language: str) -> tuple[Chunk, ...]:
    """Return the chunks of questions that no section answers."""
    key = f"{language}/elsewhere"
    return tuple(Chunk(f"{key}#{at}", key, ELSEWHERE, language, text) for at, text in enumerate(questions))
