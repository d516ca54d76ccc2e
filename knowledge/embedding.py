"""Texts to vectors: Relais's own bilingual model, or any sentence-transformers model instead.

The embedded model (`model/MODEL.md`) is static: a word is the sum of its own vector and of its letter
groups' mean, times the word's weight; a text is the sum of its words. Neither torch nor a network is needed.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import zlib
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load as read_tensors

from knowledge.words import fold, plain

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Floats = NDArray[np.float32]

#: The model's file, in the folder `model`.
FILE = "static.safetensors"
#: Letters of a word that are looked at; what is longer is no word.
LONGEST = 40
#: Words whose vectors are made at a time (their rows, some 3 MB, stay in the processor's cache), and texts.
WORDS_AT_ONCE, TEXTS_AT_ONCE = 128, 1024
#: What a family wants before questions and passages, where its own settings do not say (model cards).
PROMPTS = ((re.compile(r"(?:^|[/_-])e5-(?:small|base|large)(?!.*instruct)"), ("query: ", "passage: ")),)

#: About how many numbers of each tensor go into the digest of another model.
SAMPLED = 1000

_WORD = re.compile(r"[a-z0-9]+")
_PROBE = "L'été, le client accepte-t-il the take-over of 3 serveurs?"


class EmbeddingError(Exception):
    """A model that cannot be loaded: `missing-package`, `not-found` or `broken`; values: model, reason."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code, values)
        self.code, self.values = code, values


class Embedder(Protocol):
    """What turns texts into rows of length 1 (or 0, where a text holds nothing known)."""

    @property
    def name(self) -> str:
        """What changes whenever the vectors would change."""

    @property
    def dimension(self) -> int:
        """How many numbers a row holds."""

    def encode_queries(self, texts: Sequence[str]) -> Floats:
        """Return a row a question."""

    def encode_documents(self, texts: Sequence[str]) -> Floats:
        """Return a row a passage."""


def load(model: str | None = None) -> Embedder:
    """Return the embedded model, or the sentence-transformers model of that name or folder.

    Raises `EmbeddingError`.
    """
    return _Tuned(model) if model else Static(files(__package__).joinpath("model", FILE).read_bytes())


def split(text: str) -> list[str]:
    """Return a text's words: folded, no apostrophe, at most `LONGEST` letters each."""
    return [word[:LONGEST] for word in _WORD.findall(fold(plain(text)))]


def groups(word: str, shortest: int, longest: int, buckets: int) -> list[int]:
    """Return the buckets (0 to buckets - 1) of a word's groups of letters, its two ends marked."""
    marked = f"<{word}>"
    return [
        zlib.crc32(marked[start : start + size].encode()) % buckets
        for size in range(shortest, longest + 1)
        for start in range(len(marked) - size + 1)
    ]


class Static:
    """The embedded model, from the bytes of its file.

    The file holds `vectors` (int8: a row a word, then a row a bucket of letter groups) with `scales`
    (a number a row), `weights` (a number a word, then one for all others), `words` (UTF-8, a word a
    line) and `groups` (the sizes of the shortest and of the longest group). Raises `EmbeddingError`.
    """

    def __init__(self, content: bytes) -> None:
        try:
            tensors = read_tensors(content)
            self._vectors: NDArray[np.int8] = tensors["vectors"]
            self._scales: Floats = tensors["scales"].astype(np.float32)
            self._weights: Floats = tensors["weights"].astype(np.float32)
            listed = tensors["words"].tobytes().decode().split("\n")
            self._shortest, self._longest = (int(size) for size in tensors["groups"])
        except (SafetensorError, KeyError, ValueError) as error:
            raise EmbeddingError("broken", model=FILE, reason=str(error)) from error
        self._places = {word: place for place, word in enumerate(listed)}
        self._buckets = len(self._vectors) - len(listed)
        digest = hashlib.sha256(content + " ".join(split(_PROBE)).encode())
        self._name = f"relais-static-{self.dimension}-{digest.hexdigest()[:12]}"

    @property
    def name(self) -> str:
        """Return what holds a digest of the file, and of how a text with accents and apostrophes is cut."""
        return self._name

    @property
    def dimension(self) -> int:
        return int(self._vectors.shape[1])

    def encode_queries(self, texts: Sequence[str]) -> Floats:
        return self.encode_documents(texts)

    def encode_documents(self, texts: Sequence[str]) -> Floats:
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            rows[start : start + TEXTS_AT_ONCE] = self._encoded(texts[start : start + TEXTS_AT_ONCE])
        return normalised(rows)

    def _encoded(self, texts: Sequence[str]) -> Floats:
        places: dict[str, int] = {}
        found = [[places.setdefault(word, len(places)) for word in split(text)] for text in texts]
        listed = list(places)
        vectors = np.zeros((len(listed), self.dimension), np.float32)
        for start in range(0, len(listed), WORDS_AT_ONCE):
            vectors[start : start + WORDS_AT_ONCE] = self._of_words(listed[start : start + WORDS_AT_ONCE])
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(rows, found, strict=True):
            np.add.reduce(vectors[text], axis=0, out=row)
        return rows

    def _of_words(self, listed: Sequence[str]) -> Floats:
        """Return a row a word: its own vector and the mean of its groups of letters, times its weight."""
        features, shares = [], []
        for word in listed:
            own = [self._places[word]] if word in self._places else []
            letters = [
                len(self._places) + bucket
                for bucket in groups(word, self._shortest, self._longest, self._buckets)
            ]
            features.append(own + letters)
            shares += [1.0] * len(own) + [1.0 / len(letters)] * len(letters)
        flat = np.array([row for found in features for row in found])
        vectors = self._vectors[flat] * (self._scales[flat] * np.array(shares, np.float32))[:, None]
        rows = np.zeros((len(listed), self.dimension), np.float32)
        start = 0
        for row, found in zip(rows, features, strict=True):  # ten times as fast as `np.add.reduceat`
            np.add.reduce(vectors[start : start + len(found)], axis=0, out=row)
            start += len(found)
        rows *= self._weights[[self._places.get(word, -1) for word in listed], None]
        return rows


def normalised(rows: Floats) -> Floats:
    """Return the rows at length 1; a row of zeros stays one."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    divided: Floats = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return divided


class _Tuned:
    """A sentence-transformers model, by name or folder, with the prompts that it wants."""

    def __init__(self, model: str) -> None:
        try:
            self._model = _opened(model)
        except ImportError as error:
            raise EmbeddingError("missing-package", model=model, reason=str(error)) from error
        except OSError as error:
            raise EmbeddingError("not-found", model=model, reason=str(error)) from error
        except (ValueError, RuntimeError, KeyError, TypeError, SafetensorError) as error:
            raise EmbeddingError("broken", model=model, reason=str(error)) from error
        for family, (query, document) in PROMPTS:
            if family.search(model.lower()) and not any(self._model.prompts.values()):
                self._model.prompts |= {"query": query, "document": document}
        self._name = f"{model}-{_fingerprint(self._model)}"

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension() or 0)

    def encode_queries(self, texts: Sequence[str]) -> Floats:
        return self._rows(self._model.encode_query, texts)

    def encode_documents(self, texts: Sequence[str]) -> Floats:
        return self._rows(self._model.encode_document, texts)

    def _rows(self, encode: Callable[..., Any], texts: Sequence[str]) -> Floats:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        return normalised(np.asarray(encode(list(texts), show_progress_bar=False), np.float32))


def _opened(model: str) -> SentenceTransformer:
    """Return the model that is on this machine already, without asking the hub, or else the hub's."""
    if Path(model).is_absolute() and not Path(model).exists():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), model)
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 torch takes seconds

    try:
        return SentenceTransformer(model, local_files_only=True)
    except OSError:
        return SentenceTransformer(model)


def _fingerprint(model: SentenceTransformer) -> str:
    """Return a digest of a model's prompts, length limit and weights (some numbers of each tensor)."""
    digest = hashlib.sha256(repr((sorted(model.prompts.items()), model.max_seq_length)).encode())
    for name, tensor in sorted(model.state_dict().items()):
        flat = tensor.detach().cpu().flatten()
        some = flat[:: max(1, len(flat) // SAMPLED)].float().numpy()
        digest.update(f"{name}{tuple(tensor.shape)}".encode() + some.tobytes())
    return digest.hexdigest()[:12]
