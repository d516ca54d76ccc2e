"""Who may import whom, what starts fast, and which folders there are (DESIGN.md, layout)."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("bot", "knowledge", "prompts", "state")
PURE = (
    "state/rules/*.py",
    "bot/views/*.py",
    *(f"knowledge/{n}.py" for n in ("sections", "search", "answer", "figures", "written", "proofread")),
)
# What a pure module may know of Relais: values, and the words it is given.
PURE_MAY_IMPORT = {
    "state": {"state.rules"},
    "knowledge": {
        "knowledge.sections", "knowledge.search", "knowledge.answer", "knowledge.words",
        "knowledge.figures", "knowledge.written",
    },
    "bot": {
        "bot.views", "prompts", "state.rules",
        "knowledge.sections", "knowledge.search", "knowledge.answer",
    },
}  # fmt: skip
LAYERS = {"state": {"state"}, "knowledge": {"knowledge"}, "prompts": {"prompts"}}
# Slack, SQL, Chroma and whatever reaches out of the process.
OUTWARD = {
    "slack_bolt", "slack_sdk", "sqlalchemy", "sqlmodel", "alembic", "sqlite3", "chromadb", "langchain",
    "httpx", "requests", "urllib", "socket", "subprocess", "threading", "os", "time", "random", "secrets",
}  # fmt: skip
HEAVY = {
    "torch",
    "sentence_transformers",
    "transformers",
    "langchain",
    "langchain_core",
    "chromadb",
    "matplotlib",
}
FOLDERS = {".ci", ".slack", "bot", "knowledge", "prompts", "state", "tests"}


def pure_files() -> list[Path]:
    return sorted(path for pattern in PURE for path in ROOT.glob(pattern))


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Yield every module that a file imports, wherever in the file, with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                module = ".".join([*path.relative_to(ROOT).parent.parts, module]).rstrip(".")
            yield module, node.lineno
            # `from state import ledger` imports a module too.
            yield from ((f"{module}.{alias.name}", node.lineno) for alias in node.names)


def within(module: str, packages: set[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def run(code: str) -> str:
    """Run code in a fresh Python, away from what the tests have imported, and return its output."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_imports_none_of_the_others(layer: str) -> None:
    wrong = [
        f"{place(path, line)}: {module}"
        for path in (ROOT / layer).rglob("*.py")
        for module, line in imports(path)
        if module.split(".")[0] in OURS and not within(module, LAYERS[layer])
    ]

    assert wrong == []


def test_pure_modules_import_nothing_that_reaches_out_of_the_process() -> None:
    wrong = [
        f"{place(path, line)}: {module}"
        for path in pure_files()
        for module, line in imports(path)
        if module.split(".")[0] in OUTWARD
    ]

    assert wrong == []


def test_pure_modules_know_of_relais_only_values_and_words() -> None:
    wrong = [
        f"{place(path, line)}: {module}"
        for path in pure_files()
        for module, line in imports(path)
        if module.split(".")[0] in OURS
        and not within(module, PURE_MAY_IMPORT[path.relative_to(ROOT).parts[0]])
        and not any(
            allowed.startswith(f"{module}.") for allowed in PURE_MAY_IMPORT[path.relative_to(ROOT).parts[0]]
        )
    ]

    assert wrong == []


def test_pure_modules_take_the_time_as_an_argument() -> None:
    wrong = [
        f"{place(path, node.lineno)}: {ast.unparse(node)}"
        for path in pure_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today"}
        and ast.unparse(node.value).split(".")[-1] in {"date", "datetime"}
    ]

    assert wrong == []


def test_pure_modules_bring_nothing_of_slack_or_storage_along() -> None:
    """What they import imports in turn."""
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in pure_files()]
    outward = sorted(OUTWARD - set(sys.stdlib_module_names))

    loaded = run(
        "import importlib, sys\n"
        f"for name in {names}: importlib.import_module(name.removesuffix('.__init__'))\n"
        f"print([name for name in {outward} if name in sys.modules])"
    )

    assert loaded.strip() == "[]"


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    """Every module of the product is imported here, so the start of any command is among them."""
    names = sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for package in OURS
        for path in (ROOT / package).rglob("*.py")
        if path.name != "__main__.py" and "migrations" not in path.parts
    )

    loaded = run(
        f"import importlib, sys\nfor name in {names}: importlib.import_module(name)\n"
        f"print([name for name in {sorted(HEAVY)} if name in sys.modules])"
    )

    assert loaded.strip() == "[]"


def test_every_package_that_the_product_imports_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {normal(re.split(r"[^\w.-]", line, maxsplit=1)[0]) for line in project["dependencies"]}
    distributions = packages_distributions()
    wrong = [
        f"{place(path, line)}: {module}"
        for package in OURS
        for path in (ROOT / package).rglob("*.py")
        for module, line in imports(path)
        if (top := module.split(".")[0]) not in {*OURS, *sys.stdlib_module_names}
        and not declared & {normal(name) for name in distributions.get(top, [])}
    ]

    assert wrong == []


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_top_level_folders_are_the_ones_of_the_design() -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("only a clone tells our files from others")
    listed = subprocess.run(
        [git, "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert {line.split("/")[0] for line in listed.stdout.splitlines() if "/" in line} == FOLDERS


def test_there_is_one_manifest_for_the_slack_cli_to_find() -> None:
    found = [path for package in OURS for path in (ROOT / package).rglob("manifest.json")]

    assert found == [ROOT / "bot" / "manifest.json"]
