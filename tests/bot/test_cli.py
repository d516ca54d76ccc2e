"""The commands as people and programs run them: in a fresh process, with a telling exit status."""

from __future__ import annotations

import json
import socket
import sqlite3
from pathlib import Path

import pytest
import typer

from bot.config import Settings
from bot.console.desk import at_desk
from bot.parts import open_state
from tests.engagements import NADIA, call, opening
from tests.terminal import relais


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "var"


def test_ask_prints_the_answer_and_its_sources(home: Path) -> None:
    done = relais(home, "ask", "Qui accepte quoi à la fin de la prise en charge ?")

    assert done.returncode == 0, done.stderr
    assert "acceptation mutuelle" in done.stdout
    assert "[1]" in done.stdout


def test_ask_answers_programs_line_by_line(home: Path) -> None:
    done = relais(home, "ask", typed="What is portability?\n\nWhich phone should I buy?\n")

    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["answered"] for line in lines] == [True, False]
    assert set(lines[0]) >= {
        "question", "language", "kind", "answered", "text", "phase", "sources", "nearest", "milliseconds",
    }  # fmt: skip
    assert set(lines[0]["sources"][0]) == {"id", "title", "language", "quote", "score"}
    assert lines[0]["kind"] == "methodology"
    assert (lines[1]["kind"], lines[1]["text"]) == (
        "refusal",
        "The methodology does not answer this question.",
    )


@pytest.mark.parametrize(
    ("question", "said"), [("", "Put your question"), ("x" * 10_000, "10,000 characters")]
)
def test_a_question_that_is_none_is_refused(home: Path, question: str, said: str) -> None:
    done = relais(home, "ask", question)

    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_status_of_an_engagement_for_people_and_programs(home: Path) -> None:
    ledger = open_state(Settings(relais_home=home))
    ledger.engagements.open(opening(), call(NADIA), team="T", channel="C")

    shown = relais(home, "status", "paie marbeuf")
    values = json.loads(relais(home, "status", "Paie Marbeuf", "--json").stdout)

    assert "Prise en charge" in shown.stdout
    assert (values["phase"], values["accountable"], len(values["missing"])) == ("takeover", "client", 24)
    assert values["term"]["deadline"] == "2029-08-31"
    assert relais(home, "status", "nobody").returncode == 1


def test_simulate_prints_every_date_of_a_contract(home: Path) -> None:
    clauses = ("--start", "2024-01-01", "--term", "36m", "--notice", "3m", "--renewal", "12m")

    dates = json.loads(relais(home, "simulate", *clauses, "--until", "2027-02-01", "--json").stdout)

    found = {(one["date"], one["kind"]) for one in dates}
    # DOMAIN.md, 5, case 1, and the send-by day of R5.
    assert {
        ("2026-12-31", "term_end"), ("2026-09-30", "notice_deadline"), ("2026-09-30", "act_by"),
        ("2026-09-23", "send_by"), ("2027-01-01", "tacit_renewal"),
    } <= found  # fmt: skip
    assert [one["date"] for one in dates] == sorted(one["date"] for one in dates)


def test_verify_ends_with_one_when_the_history_was_touched(home: Path) -> None:
    ledger = open_state(Settings(relais_home=home))
    ledger.engagements.open(opening(), call(NADIA), team="T", channel="C")
    assert relais(home, "verify").returncode == 0

    with sqlite3.connect(home / "relais.sqlite3") as connection:
        connection.execute("DROP TRIGGER history_no_update")
        connection.execute("UPDATE history SET user = 'U0FORGED'")
    done = relais(home, "verify")

    assert done.returncode == 1
    assert "broken at entry 1" in done.stdout


def test_tick_without_any_slack_says_what_to_do(home: Path) -> None:
    done = relais(home, "tick")

    assert done.returncode == 1
    assert "make run" in done.stderr


def test_nobody_is_told_in_a_real_slack_what_is_due_in_the_future(home: Path) -> None:
    done = relais(home, "tick", "--now", "2099-01-01", SLACK_BOT_TOKEN="xoxb-1")

    assert done.returncode == 1
    assert "no date to come" in done.stderr


def test_a_port_that_is_taken_keeps_relais_from_starting(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = relais(
            home, "run", "--http", SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="s" * 32, PORT=port,
            SLACK_API_URL="http://127.0.0.1:9/",
        )  # fmt: skip

    assert done.returncode == 1
    assert f"Port {port} cannot be used" in done.stderr


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN is missing"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN is missing"),
        (
            {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": "http://127.0.0.1:9/"},
            "does not answer at http://127.0.0.1:9/",
        ),
        ({"PORT": "http"}, "Wrong setting: PORT"),
        ({"EMBEDDING_MODEL": "/no/such/model"}, "EMBEDDING_MODEL=/no/such/model cannot be loaded"),
        ({"DATABASE_URL": "sqlite:////proc/none/relais.sqlite3"}, "does not answer"),
    ],
    ids=["no app token", "no bot token", "unreachable", "port", "model", "database"],
)  # fmt: skip
def test_what_keeps_relais_from_starting_is_said_clearly(
    home: Path, variables: dict[str, str], said: str
) -> None:
    done = relais(home, "run", **variables)

    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_what_nobody_foresaw_ends_with_a_sentence_and_a_file(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RELAIS_HOME", str(home))

    with pytest.raises(typer.Exit), at_desk():
        raise ZeroDivisionError

    said = capsys.readouterr().err
    assert "crash.log" in said
    assert "Traceback" not in said
    assert "ZeroDivisionError" in (home / "crash.log").read_text()


def test_an_answer_in_a_third_language_cannot_be_asked_for(home: Path) -> None:
    done = relais(home, "ask", "--language", "de", "Wer?")

    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "“de”" in done.stderr


def test_in_french_for_a_french_terminal(home: Path) -> None:
    assert "Il manque SLACK_APP_TOKEN" in relais(home, "run", SLACK_BOT_TOKEN="x", LANG="fr_FR.UTF-8").stderr
    assert "Démarrer Relais" in relais(home, "--help", LANG="fr_FR.UTF-8").stdout


def test_the_sandbox_never_starts_beside_a_token(home: Path) -> None:
    done = relais(home, "sandbox", SLACK_BOT_TOKEN="xoxb-1")

    assert done.returncode == 1
    assert "never starts beside real Slack tokens" in done.stderr


def test_a_database_of_a_newer_relais_is_refused(home: Path) -> None:
    open_state(Settings(relais_home=home))
    with sqlite3.connect(home / "relais.sqlite3") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    done = relais(home, "migrate")

    assert done.returncode == 1
    assert "newer Relais (schema 9999)" in done.stderr


def test_migrate_and_index_say_what_they_did(home: Path) -> None:
    assert "up to date" in relais(home, "migrate").stdout
    assert json.loads(relais(home, "index", "--json").stdout.splitlines()[-1])["added"] > 100
    assert json.loads(relais(home, "index", "--json").stdout.splitlines()[-1])["unchanged"] > 100
