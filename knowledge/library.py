"""The methodology, to be asked: sections, their index in a folder, and answers from them."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from knowledge import embedding, frozen
from knowledge.answer import Answer
from knowledge.catalog import LANGUAGES, with_house
from knowledge.chroma import Embedded, Server
from knowledge.copies import ChromaFailed, Copy
from knowledge.embedding import Embedder
from knowledge.finder import Finder
from knowledge.glossary import glossary
from knowledge.index import Index, IndexReport, Progress, refresh
from knowledge.sections import Section
from knowledge.similar import Similar
from knowledge.store import Store
from knowledge.words import plain

#: How many characters a question may have.
LIMIT = 4000

_log = logging.getLogger(__name__)


class QuestionRefused(Exception):  # noqa: N818 - named for what people are told
    """A question that cannot be looked at.

    `question_empty` (without a letter or a digit: "???", an emoji), or `question_too_long` (limit, length).
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code, self.values = code, values


class Library:
    """The methodology and the sections of `home/methodology`, indexed in `home`; for several threads.

    `embedding_model` is a sentence-transformers model to use in place of the embedded one; `chroma_url`
    a Chroma server to search in place of the vectors in memory.
    """

    def __init__(
        self, home: Path, *, embedding_model: str | None = None, chroma_url: str | None = None
    ) -> None:
        self._home = home
        self._store = Store(home / "index.sqlite3")
        self._model = embedding_model
        self._chroma = Embedded(home / "chroma")
        self._server = Server(chroma_url) if chroma_url else None
        self._catalog = with_house(home / "methodology")
        self._lock, self._copying = threading.Lock(), threading.Lock()
        self._opened: _Opened | None = None

    def prepare(self, progress: Progress | None = None) -> IndexReport:
        """Bring the index and its copy in Chroma up to date; say what changed.

        `progress` is given chunks done and chunks to do, after each batch. A copy that cannot be made
        is reported and logged, not raised: the vectors in SQLite answer. Raises `EmbeddingError`.
        """
        with self._lock:
            opened, report = self._open(progress)
        with self._copying:
            return replace(report, chroma=self._copied(opened.index))

    def ask(
        self,
        question: str,
        *,
        language: str | None = None,
        phase: str | None = None,
        fallback: str | None = None,
        after: str | None = None,
    ) -> Answer:
        """Answer a question, in `language` or its own; `phase` is the engagement's, where there is one.

        `fallback` ("fr" or "en") is the language of the answer where the question's own cannot be told
        ("CCAG"). `after` is the question that was answered before, in a conversation: "and for the client?"
        leans on it. Raises `QuestionRefused`, and `EmbeddingError` where the model cannot be loaded.
        """
        return self._finder(question).answer(question.strip(), language, phase, fallback, after)

    def search(
        self,
        question: str,
        *,
        language: str | None = None,
        phase: str | None = None,
        within: str | None = None,
    ) -> list[tuple[Section, float]]:
        """Return every section in `language`, or the question's own, with its score, the best first.

        Texts of both languages are searched, or those of `within` alone. Raises what `ask` raises.
        """
        return self._finder(question, within).ranked(question.strip(), language, phase)

    def language(self, question: str) -> str | None:
        """Return a question's language: "fr", "en", "other", or None where none can be told."""
        return self._ready(None).language(question)

    def section(self, anchor: str, language: str) -> Section:
        """Return a section, such as one that an answer names; raises as `Catalog.section`."""
        return self._catalog.section(anchor, language)

    def sections(self, language: str) -> tuple[Section, ...]:
        """Return all sections of a language, "fr" or "en"."""
        return self._catalog.sections(language)

    def _finder(self, question: str, within: str | None = None) -> Finder:
        if not any(char.isalnum() for char in plain(question)):
            raise QuestionRefused("question_empty")
        if len(question) > LIMIT:
            raise QuestionRefused("question_too_long", limit=LIMIT, length=len(question))
        return self._ready(within)

    def _ready(self, within: str | None) -> Finder:
        opened = self._opened
        if opened is None or within not in opened.finders:
            with self._lock:
                opened = self._opened or self._open(None)[0]
                if within not in opened.finders:
                    opened.finders[within] = self._found(opened, within)
        return opened.finders[within]

    def _open(self, progress: Progress | None) -> tuple[_Opened, IndexReport]:
        embedder = embedding.load(self._model)
        index, report = refresh(self._store, self._catalog.chunks(), embedder, progress)
        opened = self._opened
        if opened is None or opened.index.digest != index.digest:
            opened = _Opened(index, embedder, {})
            opened.finders[None] = self._found(opened, None)
            self._opened = opened
        return opened, report

    def _found(self, opened: _Opened, within: str | None) -> Finder:
        languages = (within,) if within else LANGUAGES
        similar = Similar(self._catalog.topics, opened.index, opened.embedder, self._server, languages)
        words = glossary().owning(self._catalog.house)
        kept = self._home / f"words-{within or 'all'}.npz"
        texts = frozen.texts(kept, self._catalog.fields(languages), words)
        return Finder(self._catalog, words, similar, languages, texts)

    def _copied(self, index: Index) -> str:
        """Copy the sections; a server, which is searched, gets what is asked too."""
        try:
            if self._server is not None:
                built = self._server.refresh(Copy(index))
            else:
                built = self._chroma.refresh(Copy(index.told()))
        except ChromaFailed as error:
            _log.warning("Chroma took no part, the vectors in SQLite answer: %s", error)
            return "failed"
        return "built" if built else "checked"


@dataclass(frozen=True, slots=True)
class _Opened:
    """The index in memory, and a finder for each choice of the texts to search."""

    index: Index
    embedder: Embedder
    finders: dict[str | None, Finder]
