"""Makes `.venv` and fills it with the pinned packages, before anything of Relais can be imported.

The Makefile runs it with the system's Python, so it uses the standard library alone:
`python3 -I bot/install.py run`, or `dev` for the tools of `make test` too, or `torch` to try only
that again. A stamp, written last, makes the next call a matter of milliseconds; an installation that
was interrupted is taken up where it stopped.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = VENV / "install.log"
LOCKS = {"run": ["requirements.lock"], "dev": ["requirements.lock", "requirements-dev.lock"]}
TORCH = "2.13.0"
# uv knows where the builds of torch without CUDA are; nothing else is installed with it.
UV = "uv==0.13.9"
# Variables that would send the packages elsewhere than into .venv, or pin others than the locks do.
# The rest of pip's configuration (index, proxy, certificates, wheels on disk) stays in force.
UNWELCOME = {
    "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_PYTHON", "PIP_CONSTRAINT", "PIP_REQUIREMENT",
    "PIP_REQUIRE_HASHES", "PIP_DRY_RUN", "PIP_QUIET", "PIP_VERBOSE", "PIP_LOG", "PYTHONHOME", "PYTHONPATH",
}  # fmt: skip
HELP = """\
Relais: the packages could not be installed. Behind a proxy or a company mirror, tell pip about it
(HTTPS_PROXY, PIP_INDEX_URL); then run the same command again, it goes on from here. The last lines
of .venv/install.log:"""


class SetupFailedError(Exception):
    """The environment could not be made; the message says what to do about it."""


def main(arguments: Sequence[str]) -> int:
    """Make the environment ready for `run` or `dev`; returns the exit status."""
    target = arguments[0] if arguments else "run"
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if target == "torch" or not ready(target):
            with alone():
                set_up(target)
    except SetupFailedError as failure:
        say(str(failure))
        return 1
    except OSError as failure:
        say(f"Relais: the environment could not be made: {failure}")
        return 1
    except KeyboardInterrupt:
        say("Relais: interrupted. The same command goes on from here.")
        return 130
    return 0


def set_up(target: str) -> None:
    """Do what is missing, from the environment itself to the stamp."""
    if target == "torch":
        install_torch()
        return
    if ready(target):  # made by the run that this one waited for
        return
    started = time.monotonic()
    create()
    forget_half_installed()
    for lock in LOCKS[target]:
        count = sum(1 for line in (ROOT / lock).read_text().splitlines() if line.strip() and line[0] != "#")
        pip(["--no-deps", "--requirement", lock], f"installing {count} packages of {lock}", count)
    install_torch()
    pip(["--no-deps", "--no-build-isolation", "--editable", "."], "installing Relais itself")
    stamp(target).write_text(key(target))
    say(f"Relais: the environment is ready ({time.monotonic() - started:.0f} s).")


def key(target: str) -> str:
    """Return what the installation depends on: the folder, the pinned versions, the project file."""
    digest = hashlib.sha256(os.fsencode(ROOT))
    for name in [*LOCKS[target], "pyproject.toml"]:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def stamp(target: str) -> Path:
    """Return the file that says for which key the environment was completed."""
    return VENV / f".ready-{target}"


def ready(target: str) -> bool:
    """Say whether the environment is complete and its Python still starts."""
    with contextlib.suppress(OSError):
        return stamp(target).read_text() == key(target) and works("-c", "import prompts")
    return False


def works(*arguments: str) -> bool:
    """Say whether the environment's Python runs with these arguments."""
    with contextlib.suppress(OSError):
        return subprocess.run([PYTHON, "-I", *arguments], capture_output=True, check=False).returncode == 0
    return False


def create() -> None:
    """Create the environment, unless one is there that works; raises `SetupFailedError`."""
    if works("-m", "pip", "--version"):
        return
    version = ".".join(map(str, sys.version_info[:3]))
    if importlib.util.find_spec("ensurepip") is None:
        message = (
            f"Relais: Python {version} ({sys.executable}) has no venv module. On Debian or Ubuntu, as root:\n"
            f"  apt-get install python3.{sys.version_info.minor}-venv\nThen run the same command again."
        )
        raise SetupFailedError(message)
    say(f"Relais: creating the environment in .venv with Python {version} (once; a few minutes, about 2 GB).")
    made = subprocess.run(
        [sys.executable, "-I", "-m", "venv", "--clear", VENV], capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise SetupFailedError(f"Relais: .venv could not be created.\n{made.stdout}{made.stderr}")


def forget_half_installed() -> None:
    """Remove the claim to be installed of packages whose installation was cut short.

    pip and uv write `INSTALLER` when all files of a package are in place, but take a package without
    it for installed all the same. Without its `.dist-info`, it is installed again over the old files.
    """
    for record in installed():
        if not (record / "INSTALLER").exists():
            shutil.rmtree(record)


def installed(name: str = "*") -> list[Path]:
    """Return the `.dist-info` folders of the environment's packages."""
    return list(VENV.glob(f"lib/python3*/site-packages/{name}.dist-info"))


def install_torch() -> None:
    """Install torch, never with CUDA's packages (gigabytes) where there is no NVIDIA GPU.

    A folder of wheels that pip knows comes first, then, on Linux without a GPU, the builds for CPUs
    that uv finds; if neither answers, torch is left out: only `EMBEDDING_MODEL` needs it.
    """
    if installed(f"torch-{TORCH}*"):
        return
    torch = f"torch=={TORCH}"
    with contextlib.suppress(SetupFailedError):
        pip(["--no-index", "--no-deps", torch], "looking for torch on this machine")
        return
    if sys.platform != "linux" or has_nvidia_gpu():
        pip([torch], "installing torch")
        return
    try:
        pip([UV], "installing uv, which knows the builds of torch without CUDA")
        uv = [str(VENV / "bin" / "uv"), "pip", "install", "--python", str(PYTHON), "--no-progress"]
        shown([*uv, "--no-deps", "--torch-backend=cpu", torch], "installing torch for CPUs")
    except SetupFailedError:
        say(
            "Relais: torch is left out, because no build of it without CUDA could be reached from here.\n"
            "  Relais works without it; only EMBEDDING_MODEL needs it. `make torch` tries again."
        )


def has_nvidia_gpu() -> bool:
    """Say whether this machine shows signs of an NVIDIA GPU."""
    return any(Path("/dev").glob("nvidia[0-9]*")) or shutil.which("nvidia-smi") is not None


def pip(arguments: Sequence[str], label: str, total: int = 0) -> None:
    """Run `pip install` in the environment; raises `SetupFailedError`.

    Nothing is compiled ahead: that takes a minute for modules of which most are never imported.
    """
    command = [str(PYTHON), "-I", "-m", "pip", "install", "--no-input", "--no-compile", "--progress-bar=off"]
    shown([*command, "--disable-pip-version-check", "--no-warn-script-location", *arguments], label, total)


def shown(command: Sequence[str], label: str, total: int = 0) -> None:
    """Run a command with its output in the log, saying how far it is; raises `SetupFailedError`."""
    before, started, told = len(installed()), time.monotonic(), time.monotonic()
    tell(f"{label} …")
    with LOG.open("ab") as output:
        begin = output.tell()
        # The lock of alone() is inherited: it holds for as long as this command lives, orphaned or not.
        process = subprocess.Popen(
            command, cwd=ROOT, env=surroundings(), close_fds=False,
            stdin=subprocess.DEVNULL, stdout=output, stderr=output,
        )  # fmt: skip
        try:
            while process.poll() is None:
                time.sleep(0.1)
                if time.monotonic() - told >= (1 if sys.stdout.isatty() else 20):
                    told = time.monotonic()
                    tell(f"{label}{progress(begin, before, total)} ({told - started:.0f} s)")
        finally:
            process.terminate()
            process.wait()
    tell(f"{label} ({time.monotonic() - started:.0f} s)", last=True)
    if process.returncode:
        lines = LOG.read_bytes()[begin:].decode(errors="replace").splitlines()
        raise SetupFailedError("\n".join([HELP, *(f"  {line}" for line in lines[-12:])]))


def progress(begin: int, before: int, total: int) -> str:
    """Return how many of the packages are fetched, then how many are unpacked."""
    if not total:
        return ""
    text = LOG.read_bytes()[begin:]
    if b"\nInstalling collected packages" in text:
        return f": {min(len(installed()) - before, total)}/{total} unpacked"
    return f": {min(text.count(b'Collecting ') + text.count(b'already satisfied'), total)}/{total} fetched"


def surroundings() -> dict[str, str]:
    """Return the environment's variables for pip and uv, less those that would lead them astray."""
    kept = {name: value for name, value in os.environ.items() if name not in UNWELCOME}
    # A user's pip.conf may say "user = true", which pip refuses inside an environment.
    return kept | {"PIP_USER": "0", "UV_HTTP_TIMEOUT": "20", "UV_HTTP_RETRIES": "1"}


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Wait until no other installation runs in this folder, and keep others waiting meanwhile."""
    with (ROOT / "pyproject.toml").open("r+b") as lock:
        os.set_inheritable(lock.fileno(), True)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Relais: another installation is running in this folder; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def tell(line: str, *, last: bool = False) -> None:
    """Print a line of progress; on a terminal, over the line before."""
    if sys.stdout.isatty():
        print(f"\r  {line}\x1b[K", end="\n" if last else "", flush=True)
    else:
        say(f"  {line}")


def say(line: str) -> None:
    """Print for the person who waits."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
