"""A library with its index, and an embedder that is quick and always the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.library import Library
from tests.knowledge.letters import Letters


@pytest.fixture
def letters() -> Letters:
    return Letters()


@pytest.fixture(scope="session")
def library(prepared: Path) -> Library:
    """Return the methodology with the embedded model and its index."""
    return Library(prepared)
