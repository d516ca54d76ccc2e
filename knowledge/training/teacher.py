"""What the model is taught: the vectors of an English teacher, in fewer dimensions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import load

Floats = NDArray[np.float32]

#: Texts encoded between two files of the cache.
AT_ONCE = 4096


class Teacher:
    """A sentence-transformers model; what it said is kept in a folder, as it is slow."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self._folder, self._cache = folder, cache
        cache.mkdir(parents=True, exist_ok=True)
        self._known: dict[str, NDArray[np.float16]] = {}
        for file in sorted(cache.glob("*.npz")):
            kept = np.load(file)
            self._known |= zip(kept["texts"].tolist(), kept["vectors"], strict=True)

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Return a row of length 1 a text."""
        missing = {text for text in texts if text not in self._known}
        if missing:
            self._ask(sorted(missing, key=lambda text: (len(text), text)))
        return np.stack([self._known[text] for text in texts]).astype(np.float32)

    def words(self) -> list[str]:
        """Return the whole words that the teacher's own vocabulary holds (`vocab.txt`)."""
        listed = (self._folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
        return [word for word in listed if word.isascii() and word.isalpha() and len(word) > 2]  # noqa: PLR2004

    def _ask(self, texts: Sequence[str]) -> None:
        model = load(str(self._folder))
        for start in range(0, len(texts), AT_ONCE):
            some = texts[start : start + AT_ONCE]
            rows = model.encode_documents(some).astype(np.float16)
            self._known |= zip(some, rows, strict=True)
            name = hashlib.sha256("\0".join(some).encode()).hexdigest()[:16]
            np.savez(self._cache / f"{name}.npz", texts=np.array(some), vectors=rows)


class Aims:
    """The teacher's vectors turned so that the first dimensions say most, less what all have in common."""

    def __init__(self, teacher: Teacher, typical: Iterable[str], dimension: int) -> None:
        self._teacher = teacher
        rows = teacher.vectors(list(typical)).astype(np.float64)
        self._mean = rows.mean(axis=0)
        _, turned = np.linalg.eigh(np.cov(rows - self._mean, rowvar=False))
        self._turned = turned[:, ::-1][:, :dimension]

    def of(self, texts: Sequence[str]) -> Floats:
        """Return a row of length 1 a text, in the student's dimensions."""
        rows = (self._teacher.vectors(texts) - self._mean) @ self._turned
        aims: Floats = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        return aims
