"""What the words of the texts come to, kept in a file: made anew only when texts or code have changed."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from knowledge.glossary import Glossary
from knowledge.lexical import Texts, Told, read
from knowledge.titles import Listed

_log = logging.getLogger(__name__)

Arrays = Mapping[str, NDArray[Any]]


def texts(path: Path, topics: Sequence[Mapping[str, Sequence[Told]]], glossary: Glossary) -> Texts:
    """Return what the topics' texts come to, from the file where that is of these texts and this code.

    A file that is damaged, or cannot be written, costs time and nothing else.
    """
    digest = _digest(topics, glossary)
    kept = _read(path, digest)
    if kept is not None:
        return kept
    made = read(topics, glossary)
    _write(path, _arrays(made) | {"digest": _bytes(digest)})
    return made


def _digest(topics: Sequence[Mapping[str, Sequence[Told]]], glossary: Glossary) -> str:
    content = hashlib.sha256(_code())
    for topic in topics:
        content.update(repr(sorted(topic.items())).encode())
    content.update(repr(sorted(glossary.written.items())).encode())
    return content.hexdigest()


@cache
def _code() -> bytes:
    """Return a digest of all that reads words: our own code and lists."""
    here = sorted(files(__package__).iterdir(), key=lambda file: file.name)
    read_by = (file.read_bytes() for file in here if file.name.endswith((".py", ".toml", ".txt")))
    return hashlib.sha256(b"\0".join(read_by)).digest()


def _read(path: Path, digest: str) -> Texts | None:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return _texts(arrays) if _text(arrays["digest"]) == digest else None
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, IndexError, EOFError, BadZipFile) as error:
        _log.warning("The words of the texts are read anew: %s", error)
        return None


def _write(path: Path, arrays: Arrays) -> None:
    new = path.with_name(f"{path.name}.{os.getpid()}.npz")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(new, allow_pickle=False, **arrays)
        new.replace(path)
    except OSError as error:
        _log.warning("The words of the texts cannot be kept, and are read anew at each start: %s", error)
        with contextlib.suppress(OSError):
            new.unlink()


def _arrays(made: Texts) -> dict[str, NDArray[Any]]:
    return {
        "count": np.array(made.count),
        **_terms("postings", made.postings),
        **_terms("titled", made.titled),
        **_listed("titles", made.titles),
        **_listed("asked", made.asked),
        "frequency": np.array(list(made.frequency.values()), np.int64),
        "frequency.words": _bytes("\n".join(made.frequency)),
    }


def _texts(arrays: Arrays) -> Texts:
    frequent = _text(arrays["frequency.words"]).split("\n")
    return Texts(
        int(arrays["count"]),
        _postings("postings", arrays),
        _postings("titled", arrays),
        _titles("titles", arrays),
        _titles("asked", arrays),
        dict(zip(frequent, arrays["frequency"].tolist(), strict=True)),
    )


def _listed(name: str, titles: Listed) -> dict[str, NDArray[Any]]:
    columns = {"topic": titles.topic, "title": titles.title, "weight": titles.weight}
    return {f"{name}.{column}": values for column, values in columns.items()} | _terms(
        name, {term: (parts,) for term, parts in titles.held.items()}
    )


def _titles(name: str, arrays: Arrays) -> Listed:
    topic, title, weight = (arrays[f"{name}.{column}"] for column in ("topic", "title", "weight"))
    return Listed(topic, title, weight, {term: held for term, (held,) in _mapped(name, 1, arrays)})


def _postings(name: str, arrays: Arrays) -> Mapping[str, tuple[NDArray[np.intp], NDArray[np.float64]]]:
    return {term: (topics, strength) for term, (topics, strength) in _mapped(name, 2, arrays)}


def _terms(name: str, held: Mapping[str, tuple[NDArray[Any], ...]]) -> dict[str, NDArray[Any]]:
    """Return a mapping of terms to rows of numbers as flat arrays, one a row."""
    columns = zip(*held.values(), strict=True) if held else ()
    flat = {f"{name}.{at}": np.concatenate(column) for at, column in enumerate(columns)}
    lengths = np.array([len(rows[0]) for rows in held.values()], np.int64)
    return flat | {f"{name}.ends": np.cumsum(lengths), f"{name}.terms": _bytes("\n".join(held))}


def _mapped(name: str, rows: int, arrays: Arrays) -> Iterable[tuple[str, tuple[NDArray[Any], ...]]]:
    ends = arrays[f"{name}.ends"].tolist()
    if not ends:
        return ()
    flat = [arrays[f"{name}.{at}"] for at in range(rows)]
    terms = _text(arrays[f"{name}.terms"]).split("\n")
    spans = zip([0, *ends[:-1]], ends, strict=True)
    return (
        (term, tuple(column[start:end] for column in flat))
        for term, (start, end) in zip(terms, spans, strict=True)
    )


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def _text(array: NDArray[Any]) -> str:
    return array.tobytes().decode()
