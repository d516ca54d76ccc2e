"""What every test stands on: no setting of the developer's own, and a folder that is nobody's."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import hypothesis
import pytest

from bot.config import Settings
from bot.parts import open_library
from knowledge.catalog import LANGUAGES
from state.migration import migrate
from state.store import connect

OURS = ("SLACK_", "RELAIS_", "DATABASE_URL", "CHROMA_URL", "EMBEDDING_MODEL", "LLM_", "PORT")

# At once, not in a fixture: modules are imported, and may look, before the first fixture runs.
for _name in [name for name in os.environ if name.startswith(OURS)]:
    del os.environ[_name]

# Nothing is fetched from a hub, whatever a test loads.
os.environ |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}

# Tests run beside each other already: threads of one sum would wait for one another, at full speed.
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

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
            library = open_library(Settings(relais_home=part))
            library.prepare()
            for language in LANGUAGES:
                library.search("Combien de phases ?", within=language)  # reads, and keeps, each one's words
            part.rename(home)
    return home


@pytest.fixture
def prepared_home(tmp_path: Path, prepared: Path) -> Path:
    """Return a folder of the test's own, with the index in it."""
    return Path(shutil.copytree(prepared, tmp_path / "var"))


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that is empty and up to date, to be copied: migrating takes a fifth of a second."""
    file = tmp_path_factory.mktemp("migrated") / "relais.sqlite3"
    migrate(connect(f"sqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def aside() -> Iterator[ThreadPoolExecutor]:
    """Where sandboxes stop while the next test runs: each waits two tenths of a second for its server."""
    with ThreadPoolExecutor(4) as pool:
        yield pool
