from __future__ import annotations

import pytest

from knowledge.library import Library
from knowledge.retriever import retriever


@pytest.mark.parametrize("language", ["fr", "en"])
def test_langchain_retrieves_sections_as_documents(library: Library, language: str) -> None:
    first, second = retriever(library, limit=2, language=language).invoke("Qui valide une évolution ?")

    assert first.metadata["id"] == "evolution-who"
    assert first.metadata["language"] == language
    assert first.metadata["phase"] == "operations"
    assert first.metadata["score"] >= second.metadata["score"]
    assert first.page_content.startswith(library.section("evolution-who", language).title)
