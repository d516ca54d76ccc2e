"""The set-up of `make run`: what makes it start over, go on, or leave things alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot import install


@pytest.fixture
def clone(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the files that the set-up depends on, with an environment that works."""
    for name in (*install.LOCKS["dev"], "pyproject.toml"):
        (tmp_path / name).write_bytes((root / name).read_bytes())
    venv = tmp_path / ".venv"
    (venv / "lib" / "python3.11" / "site-packages").mkdir(parents=True)
    for name, value in {"ROOT": tmp_path, "VENV": venv, "PYTHON": Path(sys.executable)}.items():
        monkeypatch.setattr(install, name, value)
    monkeypatch.setattr(install, "LOG", venv / "install.log")
    return tmp_path


def package(clone: Path, name: str, *, whole: bool = True) -> Path:
    record = clone / ".venv" / "lib" / "python3.11" / "site-packages" / f"{name}.dist-info"
    record.mkdir()
    (record / "METADATA").touch()
    if whole:
        (record / "INSTALLER").touch()
    return record


def test_a_finished_environment_is_left_alone(clone: Path) -> None:
    install.stamp("run").write_text(install.key("run"))

    assert install.ready("run")
    assert not install.ready("dev")


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_a_changed_pin_or_project_makes_it_install_again(clone: Path, changed: str) -> None:
    install.stamp("run").write_text(install.key("run"))

    with (clone / changed).open("a") as file:
        file.write("# changed\n")

    assert not install.ready("run")


def test_a_moved_folder_makes_it_install_again(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = install.key("run")
    (clone / "elsewhere").mkdir()
    for name in ("requirements.lock", "pyproject.toml"):
        (clone / name).rename(clone / "elsewhere" / name)
    monkeypatch.setattr(install, "ROOT", clone / "elsewhere")

    assert install.key("run") != before


def test_an_environment_whose_python_is_gone_is_not_ready(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install.stamp("run").write_text(install.key("run"))
    monkeypatch.setattr(install, "PYTHON", clone / "gone" / "python")

    assert not install.ready("run")


def test_a_package_cut_short_is_installed_again_and_a_whole_one_is_kept(clone: Path) -> None:
    half, whole = package(clone, "rich-15.0.0", whole=False), package(clone, "six-1.17.0")

    install.forget_half_installed()

    assert not half.exists()
    assert whole.exists()


def test_settings_that_lead_astray_do_not_reach_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")

    given = install.surroundings()

    assert "PIP_TARGET" not in given
    assert given["PIP_USER"] == "0"
    assert given["PIP_INDEX_URL"] == "https://mirror.example/simple"


def test_without_a_gpu_no_build_of_torch_with_cuda_is_asked_for(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """When neither this machine nor uv has a build for CPUs, torch is left out, and it is said."""
    asked: list[list[str]] = []

    def refuse(command: list[str], label: str, total: int = 0) -> None:
        asked.append(command)
        raise install.SetupFailedError(label)

    monkeypatch.setattr(install, "shown", refuse)
    monkeypatch.setattr(install, "has_nvidia_gpu", lambda: False)
    monkeypatch.setattr(sys, "platform", "linux")

    install.install_torch()

    assert [command for command in asked if f"torch=={install.TORCH}" in command] == asked[:1]
    assert "--no-index" in asked[0]
    assert "torch is left out" in capsys.readouterr().out


def test_torch_that_is_there_is_not_installed_again(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package(clone, f"torch-{install.TORCH}+cpu")
    monkeypatch.setattr(install, "shown", lambda *arguments: pytest.fail("installed again"))

    install.install_torch()


def test_a_command_that_fails_shows_what_it_said(clone: Path) -> None:
    with pytest.raises(install.SetupFailedError, match="no such index") as failure:
        install.shown([sys.executable, "-c", "raise SystemExit('no such index')"], "trying")

    assert "install.log" in str(failure.value)


def test_the_lock_pins_everything_and_nothing_of_cuda(root: Path) -> None:
    lines = [line for name in install.LOCKS["dev"] for line in (root / name).read_text().splitlines()]
    pins = [line for line in lines if not line.startswith("#")]

    assert all("==" in pin for pin in pins)
    assert not [pin for pin in pins if pin.startswith(("torch==", "triton", "nvidia-", "cuda-"))]


@pytest.mark.parametrize("target", ["run", "dev", "torch"])
def test_each_set_up_of_the_makefile_exists(root: Path, target: str) -> None:
    assert f"$(call install,{target})" in (root / "Makefile").read_text()
    assert target == "torch" or target in install.LOCKS


def test_a_python_that_is_too_old_is_refused_with_a_sentence(root: Path, tmp_path: Path) -> None:
    old = tmp_path / "python-old"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)

    done = subprocess.run(
        ["make", "--no-print-directory", "ready-run", f"PYTHONS={old}"],
        cwd=root,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert "Relais needs Python 3.11 or newer" in done.stderr
