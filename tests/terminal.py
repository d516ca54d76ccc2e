"""Relais as somebody runs it in a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def relais(
    home: Path, *arguments: str, typed: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in a fresh process; `home` is where its data is."""
    environment = {
        "PATH": os.environ["PATH"], "RELAIS_HOME": str(home), "LANG": "en_GB.UTF-8", "HF_HUB_OFFLINE": "1",
        **variables,
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], cwd=home.parent, env=environment, input=typed,
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
