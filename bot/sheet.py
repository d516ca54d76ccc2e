"""A sheet of contracts as people send it: CSV of whatever program, with a line of titles. Pure."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot import phrases
from prompts import languages, texts
from state.rules.broken import RuleBroken

#: The columns, in the order of the template; texts `column.*` name them.
COLUMNS = (
    "name", "channel", "phase", "since", "start", "term", "notice", "renewal", "tacit", "max_renewals",
    "max_total", "counts", "calendars", "anchor", "public", "price", "base", "index", "fixed", "cap", "floor",
    "price_now", "language", "zone", "client", "provider", "upgrade", "live_on", "full_level", "accepted",
    "reservations", "ending", "exit", "incoming", "closed_on", "evidence",
)  # fmt: skip
NEEDED = ("name", "channel", "phase", "start", "term", "client", "provider", "evidence")
#: Programs separate cells by any of these; the line of titles tells which.
SEPARATORS = (",", ";", "\t")
COMMENT = "#"
#: What spreadsheets take for the beginning of a formula.
FORMULA = frozenset("=+-@")


@dataclass(frozen=True, slots=True)
class Row:
    """One contract: the line of the file that it begins on, and its cells by column, empty ones left out."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong, on which line, and in which column as the file calls it ("" for the line as a whole)."""

    line: int
    title: str
    broken: RuleBroken


@dataclass(frozen=True, slots=True)
class Sheet:
    """The contracts of a file; `titles` are its columns as it calls them, `wrong` what cannot be read."""

    rows: tuple[Row, ...]
    titles: Mapping[str, str]
    wrong: tuple[Wrong, ...]


def read(raw: bytes) -> Sheet:
    """Read a file; empty lines, and those that begin with `#`, are left out.

    Raises `import_encoding` (no text that is known), `import_broken` (line: it is no CSV from there on)
    and `import_empty` (no line of titles).
    """
    text = _text(raw)
    records = _records(text)
    first = next(records, None)
    if first is None:
        raise RuleBroken("import_empty")
    line, titles = first
    columns, wrong = _columns(line, titles)
    rows = []
    for at, cells in records:
        if len(cells) > len(titles) and any(cell.strip() for cell in cells[len(titles) :]):
            wrong.append(Wrong(at, "", RuleBroken("import_cells", count=len(cells), titles=len(titles))))
            continue
        named = zip(columns, cells, strict=False)
        rows.append(Row(at, {column: _plain(cell) for column, cell in named if column and cell.strip()}))
    known = {column: title for column, title in zip(columns, titles, strict=True) if column}
    return Sheet(tuple(rows), known, tuple(wrong))


def written(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as CSV; a cell that a spreadsheet would take for a formula stays text."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([[_harmless(cell) for cell in row] for row in rows])
    return out.getvalue()


def title(column: str, language: str) -> str:
    """Return what a column is called in a language."""
    return texts(language).words(f"column.{column}")[0]


def _text(raw: bytes) -> str:
    """Return a file's text: UTF-8, or what spreadsheets write instead of it."""
    wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise RuleBroken("import_encoding")


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line that it begins on; a cell in quotes may go over several lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            raise RuleBroken("import_broken", line=line) from None
        if cells is None:
            return
        if any(cell.strip() for cell in cells) and not cells[0].lstrip().startswith(COMMENT):
            yield line, cells
        line = reader.line_num + 1


def _separator(text: str) -> str:
    """Return what separates the cells: what the line of titles has most of."""
    lines = (line for line in text.splitlines() if line.strip() and not line.lstrip('"').startswith(COMMENT))
    titles = next(lines, "")
    return max(SEPARATORS, key=titles.count)


def _columns(line: int, titles: Sequence[str]) -> tuple[list[str | None], list[Wrong]]:
    """Return the column that each title names (None: none), and what is wrong with the titles."""
    columns: list[str | None] = []
    wrong = []
    for written_as in titles:
        column = _known().get(_said(written_as))
        if column is None and written_as.strip():
            wrong.append(Wrong(line, written_as.strip(), RuleBroken("import_title_unknown")))
        if column is not None and column in columns:
            wrong.append(Wrong(line, written_as.strip(), RuleBroken("import_title_twice")))
        columns.append(column)
    if lacking := tuple(column for column in NEEDED if column not in columns):
        wrong.append(Wrong(line, "", RuleBroken("import_title_missing", columns=lacking)))
    return columns, wrong


@cache
def _known() -> Mapping[str, str]:
    """Return every title that a column may have, in both languages at once."""
    return {
        _said(word): column
        for column in COLUMNS
        for language in languages()
        for word in [column, *texts(language).words(f"column.{column}")]
    }


def _said(text: str) -> str:
    return phrases.spoken(text.replace("_", " "))


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet runs: what begins as a formula is quoted by an apostrophe."""
    return f"'{cell}" if cell[:1] in FORMULA else cell


def _plain(cell: str) -> str:
    """Return a cell as it was meant, without what `_harmless` put before it."""
    said = cell.strip()
    return said[1:] if said[:1] == "'" and said[1:2] in FORMULA else said
