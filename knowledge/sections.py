"""The methodology's file format: one subject a file, one citable answer a section.

A file is `# Subject`, then sections:

    ## Title {#anchor}
    <!-- phase: takeover; also: words, people, use; facts: S14 S15; source: where an outside fact is from -->
    One sentence a line, each of which stands alone.
    - A line of a list, which belongs to the line before the list.
    > Next: one line of what to do next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

PHASES = ("takeover", "upgrade", "operations", "exit")

_HEADING = re.compile(r"## +(?P<title>.+?) +\{#(?P<anchor>[^}]*)\}\s*$")
_ANCHOR = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FIELD = re.compile(r"(?:^|;)\s*(phase|also|facts|source)\s*:\s*")
_NEXT = re.compile(r">\s*(?:Next|Suite)\s*:\s*(?P<step>.+)$")
_BULLET = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")


class SectionError(ValueError):
    """A methodology file that breaks its format; says the file, the line and what is wrong."""

    def __init__(self, path: str, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}")
        self.path, self.line, self.reason = path, line, reason


@dataclass(frozen=True, slots=True)
class Section:
    """One answer of the methodology in one language; `id` is the anchor, the same in both languages.

    `also` are words that people use for its subject, `asked` questions that it answers (`asked/`).
    """

    id: str
    language: str
    title: str
    phase: str | None
    body: str
    path: str
    next_step: str | None = None
    source: str | None = None
    subject: str = ""
    also: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Return what names this section among all languages, such as "fr/takeover-purpose"."""
        return f"{self.language}/{self.id}"

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return the body's sentences, one a line, without the bullets of lists."""
        return tuple(_BULLET.sub("", line).strip() for line in self.body.splitlines() if line.strip())

    @property
    def lists(self) -> tuple[range, ...]:
        """Return the places in `sentences` of each list, with the sentence that announces it."""
        listed = [bool(_BULLET.match(line)) for line in self.body.splitlines() if line.strip()]
        starts = [at for at, item in enumerate(listed) if item and not (at and listed[at - 1])]
        return tuple(
            range(
                max(0, start - 1),
                next((at for at in range(start, len(listed)) if not listed[at]), len(listed)),
            )
            for start in starts
        )


def parse(markdown: str, language: str, path: str) -> tuple[Section, ...]:
    """Return the sections of one file; raises `SectionError` where the format is broken."""
    lines = markdown.splitlines()
    starts = [n for n, line in enumerate(lines) if line.startswith("## ")]
    subject = _subject(lines[: starts[0]] if starts else lines, path)
    if not starts:
        raise SectionError(path, len(lines) or 1, "the file holds no section (`## Title {#anchor}`)")
    seen: set[str] = set()
    found: list[Section] = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        section = _section(lines[start:end], start + 1, language, path, subject)
        if section.id in seen:
            raise SectionError(path, start + 1, f"the anchor {section.id} is used twice")
        seen.add(section.id)
        found.append(section)
    return tuple(found)


def _subject(lines: Sequence[str], path: str) -> str:
    subject = ""
    for number, line in enumerate(lines, 1):
        if line.startswith("# ") and not subject:
            subject = line[2:].strip()
        elif line.strip():
            raise SectionError(path, number, "a file begins with `# Title`, then its sections")
    if not subject:
        raise SectionError(path, 1, "a file begins with `# Title`")
    return subject


def _section(lines: Sequence[str], first: int, language: str, path: str, subject: str) -> Section:
    heading = _HEADING.match(lines[0])
    if heading is None:
        raise SectionError(path, first, "a section begins with `## Title {#anchor}`")
    anchor = heading["anchor"]
    if not _ANCHOR.fullmatch(anchor):
        raise SectionError(path, first, f"the anchor {anchor!r} is not in kebab-case")
    fields, used = _fields(lines, first, path)
    body, next_step = _body(lines[used:], first + used, path)
    return Section(
        id=anchor,
        language=language,
        title=heading["title"].strip(),
        phase=_phase(fields, path, first + 1),
        body=body,
        path=path,
        next_step=next_step,
        source=fields.get("source"),
        subject=subject,
        also=tuple(word.strip() for word in fields.get("also", "").split(",") if word.strip()),
        facts=tuple(fields.get("facts", "").replace(",", " ").split()),
    )


def _fields(lines: Sequence[str], first: int, path: str) -> tuple[dict[str, str], int]:
    """Return the fields of the comment under the heading, and the number of lines used so far."""
    number = 1
    while number < len(lines) and not lines[number].strip():
        number += 1
    if number == len(lines) or not lines[number].lstrip().startswith("<!--"):
        raise SectionError(path, first + 1, "the comment `<!-- phase: …; also: … -->` is missing")
    start, text = number, lines[number]
    while "-->" not in text:
        number += 1
        if number == len(lines):
            raise SectionError(path, first + start, "the comment is not closed (`-->`)")
        text += " " + lines[number]
    content, rest = text.strip().removeprefix("<!--").split("-->", 1)
    parts = _FIELD.split(content.strip())
    if parts[0].strip() or rest.strip():
        raise SectionError(path, first + start, "the comment holds phase, also, facts and source only")
    fields = {
        name: value.strip().rstrip(";").strip() for name, value in zip(parts[1::2], parts[2::2], strict=True)
    }
    return {name: value for name, value in fields.items() if value}, number + 1


def _phase(fields: dict[str, str], path: str, line: int) -> str | None:
    phase = fields.get("phase")
    if phase not in {*PHASES, "none"}:
        raise SectionError(path, line, f"the phase is one of {', '.join(PHASES)}, none; not {phase!r}")
    return None if phase == "none" else phase


def _body(lines: Sequence[str], first: int, path: str) -> tuple[str, str | None]:
    kept: list[str] = []
    next_step: str | None = None
    for number, line in _written(lines, first):
        if next_step is not None:
            raise SectionError(path, number, "the line of what to do next is the last one of a section")
        step = _NEXT.match(line)
        if step:
            next_step = step["step"].strip()
        elif line.startswith((">", "#", "<!--")):
            raise SectionError(path, number, "a section holds sentences, then `> Next: …` or `> Suite : …`")
        else:
            kept.append(line)
    if not kept:
        raise SectionError(path, first, "the section says nothing")
    return "\n".join(kept), next_step


def _written(lines: Sequence[str], first: int) -> Iterator[tuple[int, str]]:
    return ((number, line.rstrip()) for number, line in enumerate(lines, first) if line.strip())
