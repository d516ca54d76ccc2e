"""The index in SQLite: only what changed is embedded, and nothing that happens to the file stops it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge.chunks import ELSEWHERE, Chunk, chunks, strangers
from knowledge.index import BATCH, Index, IndexReport, refresh
from knowledge.sections import Section
from knowledge.store import SCHEMA, Row, Store
from tests.knowledge.letters import Letters

SECTIONS = [
    Section(f"s{n}", language, f"Title {n}", None, f"Sentence {n} in {language}.", "a.md", subject="Subject")
    for n in range(3)
    for language in ("fr", "en")
]


def cut(sections: Sequence[Section]) -> list[Chunk]:
    return [chunk for section in sections for chunk in chunks(section)]


ALL = cut(SECTIONS)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home" / "index.sqlite3")


def counts(report: IndexReport) -> tuple[int, int, int, int]:
    return (report.added, report.changed, report.removed, report.unchanged)


def made(store: Store, embedder: Letters, wanted: Sequence[Chunk] = ALL) -> tuple[Index, IndexReport]:
    embedder.embedded.clear()
    return refresh(store, wanted, embedder)


def test_a_new_index_embeds_everything_once(store: Store, letters: Letters) -> None:
    index, report = made(store, letters)

    assert counts(report) == (6, 0, 0, 0)
    assert report.kept
    assert letters.embedded == [chunk.text for chunk in ALL]
    assert index.vectors.tolist() == letters.encode_queries([chunk.text for chunk in ALL]).tolist()


def test_an_index_that_is_up_to_date_embeds_nothing(store: Store, letters: Letters) -> None:
    before, _ = made(store, letters)
    after, report = made(store, letters)

    assert counts(report) == (0, 0, 0, 6)
    assert letters.embedded == []
    assert after.digest == before.digest
    assert after.vectors.tolist() == before.vectors.tolist()


def test_only_what_changed_is_embedded(store: Store, letters: Letters) -> None:
    before, _ = made(store, letters)
    changed = [replace(SECTIONS[0], body="Another sentence."), *SECTIONS[1:5], replace(SECTIONS[5], id="new")]
    after, report = made(store, letters, cut(changed))

    assert counts(report) == (1, 1, 1, 4)
    assert len(letters.embedded) == 2
    assert after.digest != before.digest


def test_a_change_of_what_people_ask_is_a_change_of_the_section(store: Store, letters: Letters) -> None:
    made(store, letters)
    _, more = made(store, letters, cut([replace(SECTIONS[0], asked=("Why?",)), *SECTIONS[1:]]))
    _, less = made(store, letters)

    assert (counts(more), counts(less)) == ((0, 1, 0, 5), (0, 1, 0, 5))
    assert letters.embedded == []


def test_another_model_embeds_everything_anew(store: Store, letters: Letters) -> None:
    before, _ = made(store, letters)
    letters.name = "other"
    after, report = made(store, letters)

    assert counts(report) == (0, 6, 0, 0)
    assert after.digest != before.digest


def test_questions_asked_elsewhere_are_kept_and_not_counted(store: Store, letters: Letters) -> None:
    _, report = made(store, letters, [*ALL, *strangers(["What is the weather?"], "en")])

    assert counts(report) == (6, 0, 0, 0)
    assert sum(row.topic == ELSEWHERE for row in store.read().values()) == 1


def test_progress_is_told_batch_by_batch(store: Store, letters: Letters) -> None:
    told: list[tuple[int, int]] = []
    many = list(strangers([f"Question {n}?" for n in range(BATCH + 1)], "en"))

    refresh(store, many, letters, lambda done, total: told.append((done, total)))

    assert told == [(BATCH, BATCH + 1), (BATCH + 1, BATCH + 1)]


def test_an_empty_catalogue_makes_an_empty_index(store: Store, letters: Letters) -> None:
    index, report = made(store, letters, [])

    assert index.vectors.shape == (0, letters.dimension)
    assert counts(report) == (0, 0, 0, 0)


@pytest.mark.parametrize("damage", [b"no database at all, but long enough to be looked at" * 40, b""])
def test_a_damaged_file_is_made_again(store: Store, letters: Letters, tmp_path: Path, damage: bytes) -> None:
    made(store, letters)
    path = tmp_path / "home" / "index.sqlite3"
    path.write_bytes(damage)
    _, report = made(store, letters)
    _, after = made(store, letters)

    assert counts(report) == (6, 0, 0, 0)
    assert counts(after) == (0, 0, 0, 6)


def test_pages_that_are_torn_are_made_again(store: Store, letters: Letters, tmp_path: Path) -> None:
    made(store, letters)
    path = tmp_path / "home" / "index.sqlite3"
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(bytes(content))
    index, report = made(store, letters)

    assert report.added == 6
    assert index.vectors.tolist() == letters.encode_queries([chunk.text for chunk in ALL]).tolist()


def test_a_file_that_turns_out_damaged_when_written_is_made_again(store: Store, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "index.sqlite3").write_bytes(b"garbage" * 1000)
    row = Row("en/a#0", "en/a", "a", "Words.", "digest", "letters", b"1234")

    store.write([row], [])

    assert store.read() == {"en/a#0": row}


def test_a_vector_that_was_cut_short_is_made_again(store: Store, letters: Letters, tmp_path: Path) -> None:
    made(store, letters)
    with sqlite3.connect(tmp_path / "home" / "index.sqlite3") as connection:
        connection.execute("UPDATE chunks SET vector = x'00' WHERE section = 'fr/s1'")
    connection.close()
    _, report = made(store, letters)

    assert counts(report) == (0, 1, 0, 5)


def test_tables_of_another_relais_are_replaced(store: Store, letters: Letters, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    with sqlite3.connect(tmp_path / "home" / "index.sqlite3") as connection:
        connection.execute("CREATE TABLE chunks (id TEXT)")
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.close()
    _, report = made(store, letters)

    assert counts(report) == (6, 0, 0, 0)
    assert len(store.read()) == 6


def test_a_change_that_fails_half_way_leaves_the_file_as_it_was(store: Store, letters: Letters) -> None:
    made(store, letters)
    rows = list(store.read().values())
    broken = [replace(rows[0], text="changed"), replace(rows[1], text=None)]  # type: ignore[arg-type]

    with pytest.raises(sqlite3.IntegrityError):
        store.write(broken, [])

    assert {row.text for row in store.read().values()} == {chunk.text for chunk in ALL}


def test_a_folder_that_cannot_be_written_leaves_an_index_in_memory(
    tmp_path: Path, letters: Letters, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    index, report = refresh(Store(tmp_path / "file" / "index.sqlite3"), ALL, letters)

    assert not report.kept
    assert len(index.vectors) == len(ALL)
    assert np.isfinite(index.vectors).all()
    assert "made again at each start" in caplog.text


def test_a_file_that_cannot_be_read_leaves_an_index_in_memory(
    tmp_path: Path, letters: Letters, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "index.sqlite3").mkdir()
    index, report = refresh(Store(tmp_path / "index.sqlite3"), ALL, letters)

    assert not report.kept
    assert len(index.vectors) == len(ALL)
    assert "made in memory" in caplog.text
