"""The library as a LangChain retriever, for chains and agents of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.library import Library

if TYPE_CHECKING:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever


def retriever(
    library: Library, *, limit: int = 4, language: str | None = None, phase: str | None = None
) -> BaseRetriever:
    """Return a retriever of the `limit` best sections, a document each, the best first.

    A document's metadata hold id, title, language, phase (or None), path and score. LangChain is
    imported here: nothing else in Relais needs it.
    """
    from langchain_core.documents import Document  # noqa: PLC0415 - takes a second
    from langchain_core.retrievers import BaseRetriever  # noqa: PLC0415 - as above

    class SectionRetriever(BaseRetriever):  # type: ignore[misc] # not followed, see pyproject.toml
        """Finds sections of the methodology."""

        def _get_relevant_documents(
            self,
            query: str,
            *,
            run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain passes it
        ) -> list[Document]:
            found = library.search(query, language=language, phase=phase)[:limit]
            return [
                Document(
                    page_content="\n".join([section.title, *section.sentences]),
                    metadata={
                        "id": section.id,
                        "title": section.title,
                        "language": section.language,
                        "phase": section.phase,
                        "path": section.path,
                        "score": score,
                    },
                )
                for section, score in found
            ]

    return SectionRetriever()
