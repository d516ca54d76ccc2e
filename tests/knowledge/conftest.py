"""A library with its index, and an embedder that is quick and always the same."""

from __future__ import annotations

import pytest

from knowledge.library import Library
from tests.knowledge.letters import Letters


@pytest.fixture
def letters() -> Letters:
    return Letters()


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return the methodology with the embedded model, its index made on the first question."""
    return Library(tmp_path_factory.mktemp("knowledge"))
