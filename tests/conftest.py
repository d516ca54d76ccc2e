"""What every test stands on: no setting of the developer's own, and a folder that is nobody's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

OURS = ("SLACK_", "RELAIS_", "DATABASE_URL", "CHROMA_URL", "EMBEDDING_MODEL", "LLM_", "PORT")

# At once, not in a fixture: modules are imported, and may look, before the first fixture runs.
for _name in [name for name in os.environ if name.startswith(OURS)]:
    del os.environ[_name]

# Nothing is fetched from a hub, whatever a test loads.
os.environ |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}


@pytest.fixture(autouse=True, scope="session")
def _away_from_the_repository(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Move to an empty folder, where a developer's `.env` and `var/` are not found."""
    os.chdir(tmp_path_factory.mktemp("away"))


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the repository's folder."""
    return Path(__file__).resolve().parent.parent
