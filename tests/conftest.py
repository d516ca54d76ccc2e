"""What every test stands on: no setting of the developer's own, and a folder that is nobody's."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

import hypothesis
import pytest

from bot.config import Settings
from bot.parts import open_library

OURS = ("SLACK_", "RELAIS_", "DATABASE_URL", "CHROMA_URL", "EMBEDDING_MODEL", "LLM_", "PORT")

# At once, not in a fixture: modules are imported, and may look, before the first fixture runs.
for _name in [name for name in os.environ if name.startswith(OURS)]:
    del os.environ[_name]

# Nothing is fetched from a hub, whatever a test loads.
os.environ |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}

# A machine that runs many tests at once is slow at times; what takes long is measured by `make bench`.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(autouse=True, scope="session")
def _away_from_the_repository(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Move to an empty folder, where a developer's `.env` and `var/` are not found."""
    os.chdir(tmp_path_factory.mktemp("away"))


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the repository's folder."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the methodology's index in it, made once for all processes of a run."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    home = shared / "prepared"
    with (shared / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            part = shared / "prepared.part"
            open_library(Settings(relais_home=part)).prepare()
            part.rename(home)
    return home


@pytest.fixture
def prepared_home(tmp_path: Path, prepared: Path) -> Path:
    """Return a folder of the test's own, with the index in it."""
    return Path(shutil.copytree(prepared, tmp_path / "var"))
