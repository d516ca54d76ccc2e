"""Relais as somebody runs it in a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from typer.testing import CliRunner

from bot.cli import build
from bot.console.desk import desk

Run = Callable[..., subprocess.CompletedProcess[str]]


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


def inside(
    home: Path, *arguments: str, typed: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command as `relais` does, within this process: a fresh one takes a second to start."""
    environment = {"RELAIS_HOME": str(home), "LANG": "en_GB.UTF-8", **variables}
    with patch.dict(os.environ, environment):
        done = CliRunner().invoke(build(desk()), arguments, input=typed, catch_exceptions=False)
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)
