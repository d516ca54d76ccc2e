"""What the words of the texts come to is made once, and again when it does not fit any more."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge import frozen, lexical
from knowledge.glossary import make
from knowledge.lexical import Lexical, Texts, Told

GLOSSARY = make([("takeover", "fr", "prise en charge"), ("takeover", "en", "takeover")])


def topic(title: str, body: str) -> dict[str, list[Told]]:
    fields: dict[str, list[Told]] = {
        "title": [(title, "fr")],
        "also": [],
        "asked": [("combien de tps ?", "fr")],
        "subject": [],
        "body": [(body, "fr")],
    }
    return fields


TOPICS = [
    topic("La durée de la prise en charge", "La prise en charge dure."),
    topic("Avenant", "Il change le contrat."),
]


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows each time texts are read."""
    counted: list[int] = []

    def read(*arguments: object) -> Texts:
        counted.append(1)
        return lexical.read(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(frozen, "read", read)
    return counted


def test_what_is_kept_finds_the_same_as_what_was_made(tmp_path: Path, reads: list[int]) -> None:
    made, kept = (frozen.texts(tmp_path / "words.npz", TOPICS, GLOSSARY) for _ in range(2))

    assert len(reads) == 1
    for question in ("durée de la prise en charge", "takeover ?", "avenant au contrat", "tps", "météo"):
        first, second = (Lexical(texts, GLOSSARY).match(question) for texts in (made, kept))
        assert first.parts == second.parts
        np.testing.assert_array_equal(first.scores, second.scores)
        np.testing.assert_array_equal(first.strength, second.strength)
        np.testing.assert_array_equal(first.titled, second.titled)
    assert Lexical(kept, GLOSSARY).corrected("contart") == "contrat"


def test_other_texts_or_another_glossary_are_read_anew(tmp_path: Path, reads: list[int]) -> None:
    path = tmp_path / "words.npz"
    frozen.texts(path, TOPICS, GLOSSARY)
    frozen.texts(path, TOPICS[:1], GLOSSARY)
    frozen.texts(path, TOPICS[:1], make([("takeover", "en", "takeover")]))

    assert len(reads) == 3


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut"])
def test_a_damaged_file_is_replaced(
    tmp_path: Path, reads: list[int], caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    path = tmp_path / "words.npz"
    path.write_bytes(content)
    frozen.texts(path, TOPICS, GLOSSARY)
    frozen.texts(path, TOPICS, GLOSSARY)

    assert len(reads) == 1
    assert "read anew" in caplog.text


def test_where_nothing_can_be_kept_the_texts_are_read_at_each_start(
    tmp_path: Path, reads: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder")
    for _ in range(2):
        frozen.texts(tmp_path / "file" / "words.npz", TOPICS, GLOSSARY)

    assert len(reads) == 2
    assert "cannot be kept" in caplog.text


def test_no_topics_are_kept_too(tmp_path: Path) -> None:
    for _ in range(2):
        assert frozen.texts(tmp_path / "words.npz", [], GLOSSARY).count == 0
