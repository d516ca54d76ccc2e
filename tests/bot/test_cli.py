"""The commands as people and programs run them: each in a fresh process once, with a telling exit status."""

from __future__ import annotations

import json
import shutil
import socket
import sqlite3
from pathlib import Path

import pytest
import typer

from bot.config import Settings
from bot.console.desk import at_desk
from bot.parts import open_state
from state.rules.feedback import Given, Reason, Vote
from state.rules.gap import Unanswered
from tests.engagements import HUGO, NADIA, T0, call, days, opening
from tests.provider import echoed, provider
from tests.terminal import Run, inside, relais


@pytest.fixture
def empty(tmp_path: Path, migrated: Path) -> Path:
    """Return a folder for what needs no index."""
    folder = tmp_path / "var"
    folder.mkdir()
    shutil.copy(migrated, folder)
    return folder


@pytest.fixture
def home(prepared_home: Path, migrated: Path) -> Path:
    """Return a folder with the index in it."""
    shutil.copy(migrated, prepared_home)
    return prepared_home


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


@pytest.fixture
def followed(home: Path) -> Path:
    """An engagement is followed, of which the provider has accepted one thing."""
    ledger = open_state(Settings(relais_home=home))
    engagement = ledger.engagements.open(opening(), call(NADIA), team="TPROVIDER", channel="CSHARED")
    ledger.acceptances.accept(engagement.id, 4, call(NADIA))
    return home


ENGAGED = ("where are we?", "When must we give notice?", "What is portability?", "Where is Zorglub at?")


def test_ask_answers_for_an_engagement(followed: Path) -> None:
    done = inside(followed, "ask", "--engagement", "paie marbeuf", typed="\n".join(ENGAGED))

    where, notice, general, other = (json.loads(line) for line in done.stdout.splitlines())
    assert [one["kind"] for one in (where, notice, general, other)] == [
        "engagement", "engagement", "methodology", "engagement",
    ]  # fmt: skip
    assert all(one["answered"] for one in (where, notice, general, other))
    assert (where["phase"], where["language"], where["sources"]) == ("takeover", "en", [])
    assert where["text"].startswith("Paie Marbeuf (takeover)")
    assert "Since 24 November 2026" in where["text"]
    assert "31 August 2029" in notice["text"]
    assert [source["id"] for source in notice["sources"]] == ["notice-deadline"]
    assert "ask in its channel" in other["text"]


def test_ask_shows_what_the_methodology_adds(followed: Path) -> None:
    shown = inside(followed, "ask", "--engagement", "Paie Marbeuf", "Peut-on passer en exploitation ?").stdout
    long = f"{'Nous avons tout relu. ' * 300}Peut-on passer en exploitation ?"
    letter = json.loads(inside(followed, "ask", "--engagement", "Paie Marbeuf", "--json", long).stdout)

    assert "Le client doit encore" in shown
    assert "n° 4, Transfert de connaissances" in shown
    assert "[1] Ce qui doit être prêt avant l’exploitation" in shown
    assert (letter["kind"], letter["question"]) == ("engagement", long)


def test_ask_says_which_engagement_does_not_exist(empty: Path) -> None:
    done = inside(empty, "ask", "--engagement", "Zorglub", "where are we?")

    assert done.returncode == 1
    assert "does not exist" in done.stderr


def test_ask_words_its_answers_with_a_model(home: Path) -> None:
    with provider() as server:
        server.says = echoed
        (home.parent / ".env").write_text("OPENAI_API_KEY=sk-of-a-test\n")
        model = {"LLM_MODEL": "openai:small", "LLM_URL": server.url, "LLM_SECONDS": "30"}
        values = json.loads(relais(home, "ask", "What is portability?", "--json", **model).stdout)
        model["OPENAI_API_KEY"] = "sk-of-a-test"
        shown = inside(home, "ask", "What is portability?", **model).stdout

    assert (values["worded"], values["kind"]) == (True, "methodology")
    assert values["text"].startswith("Ainsi, ")
    assert not {"wording", "quotes", "leads"} & set(values)
    assert shown.startswith("Ainsi, ")
    assert "Worded by a language model" in shown
    assert server.keys == ["Bearer sk-of-a-test"] * 2


@pytest.mark.parametrize(
    ("run", "model", "language", "said"),
    [
        (relais, "mistralai:small", "en_GB.UTF-8", "needs the package langchain-mistralai"),
        (inside, "mistralai:small", "fr_FR.UTF-8", "demande le paquet langchain-mistralai"),
        (inside, "nobody:small", "en_GB.UTF-8", "LLM_MODEL=nobody:small cannot be used"),
    ],
)
def test_a_model_that_cannot_be_used_is_told_of_and_costs_the_wording_alone(
    home: Path, run: Run, model: str, language: str, said: str
) -> None:
    done = run(home, "ask", "What is portability?", "--json", LLM_MODEL=model, LANG=language)

    assert done.returncode == 0
    assert [json.loads(line)["worded"] for line in done.stdout.splitlines()] == [False]
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_run_says_which_package_is_missing_before_it_connects(home: Path) -> None:
    done = relais(
        home, "run", SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1",
        SLACK_API_URL="http://127.0.0.1:9/", LLM_MODEL="anthropic:claude",
    )  # fmt: skip

    assert "needs the package langchain-anthropic" in done.stderr
    assert "does not answer at http://127.0.0.1:9/" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("question", "said"), [("", "Put your question"), ("x" * 10_000, "10,000 characters")]
)
def test_a_question_that_is_none_is_refused(empty: Path, question: str, said: str) -> None:
    done = inside(empty, "ask", question)

    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_status_of_an_engagement_for_people_and_programs(empty: Path) -> None:
    ledger = open_state(Settings(relais_home=empty))
    ledger.engagements.open(opening(), call(NADIA), team="T", channel="C")

    shown = relais(empty, "status", "paie marbeuf")
    values = json.loads(inside(empty, "status", "Paie Marbeuf", "--json").stdout)

    assert "Prise en charge" in shown.stdout
    assert (values["phase"], values["accountable"], len(values["missing"])) == ("takeover", "client", 26)
    assert values["term"]["deadline"] == "2029-08-31"
    assert inside(empty, "status", "nobody").returncode == 1


def test_simulate_prints_every_date_of_a_contract(empty: Path) -> None:
    clauses = ("--start", "2024-01-01", "--term", "36m", "--notice", "3m", "--renewal", "12m")

    dates = json.loads(relais(empty, "simulate", *clauses, "--until", "2027-02-01", "--json").stdout)

    found = {(one["date"], one["kind"]) for one in dates}
    # DOMAIN.md, 5, case 1, and the send-by day of R5.
    assert {
        ("2026-12-31", "term_end"), ("2026-09-30", "notice_deadline"), ("2026-09-30", "act_by"),
        ("2026-09-23", "send_by"), ("2027-01-01", "tacit_renewal"),
    } <= found  # fmt: skip
    assert [one["date"] for one in dates] == sorted(one["date"] for one in dates)


def test_verify_ends_with_one_when_the_history_was_touched(empty: Path) -> None:
    ledger = open_state(Settings(relais_home=empty))
    ledger.engagements.open(opening(), call(NADIA), team="T", channel="C")
    assert inside(empty, "verify").returncode == 0

    with sqlite3.connect(empty / "relais.sqlite3") as connection:
        connection.execute("DROP TRIGGER history_no_update")
        connection.execute("UPDATE history SET user = 'U0FORGED'")
    done = relais(empty, "verify")

    assert done.returncode == 1
    assert "broken at entry 1" in done.stdout


def test_tick_without_any_slack_says_what_to_do(empty: Path) -> None:
    done = relais(empty, "tick")

    assert done.returncode == 1
    assert "make run" in done.stderr


def test_nobody_is_told_in_a_real_slack_what_is_due_in_the_future(empty: Path) -> None:
    done = inside(empty, "tick", "--now", "2099-01-01", SLACK_BOT_TOKEN="xoxb-1")

    assert done.returncode == 1
    assert "no date to come" in done.stderr


def test_a_port_that_is_taken_keeps_relais_from_starting(empty: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = relais(
            empty, "run", "--http", SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="s" * 32, PORT=port,
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
    empty: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RELAIS_HOME", str(empty))

    with pytest.raises(typer.Exit), at_desk():
        raise ZeroDivisionError

    said = capsys.readouterr().err
    assert "crash.log" in said
    assert "Traceback" not in said
    assert "ZeroDivisionError" in (empty / "crash.log").read_text()


def test_an_answer_in_a_third_language_cannot_be_asked_for(empty: Path) -> None:
    done = inside(empty, "ask", "--language", "de", "Wer?")

    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "“de”" in done.stderr


def test_in_french_for_a_french_terminal(empty: Path) -> None:
    assert "Il manque SLACK_APP_TOKEN" in inside(empty, "run", SLACK_BOT_TOKEN="x", LANG="fr_FR.UTF-8").stderr
    assert "Démarrer Relais" in relais(empty, "--help", LANG="fr_FR.UTF-8").stdout


def test_the_sandbox_never_starts_beside_a_token(empty: Path) -> None:
    done = inside(empty, "sandbox", SLACK_BOT_TOKEN="xoxb-1")

    assert done.returncode == 1
    assert "never starts beside real Slack tokens" in done.stderr


def test_a_database_of_a_newer_relais_is_refused(empty: Path) -> None:
    open_state(Settings(relais_home=empty))
    with sqlite3.connect(empty / "relais.sqlite3") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    done = inside(empty, "migrate")

    assert done.returncode == 1
    assert "newer Relais (schema 9999)" in done.stderr


def refused(home: Path) -> None:
    """Have Hugo asked a question in an engagement's channel, and Nadia one in a direct message."""
    ledger = open_state(Settings(relais_home=home))
    made = ledger.engagements.open(opening(), call(NADIA), team="T", channel="C")
    here = Unanswered("Qui paie\nles pénalités ?", "fr", "C", made.id, ("four-phases",), 0.2, aloud=True)
    alone = Unanswered("Who pays?", "en", "D1", None, (), None, aloud=False)
    for asked, by, at in ((here, HUGO, T0), (alone, NADIA, days(1)), (here, NADIA, days(2))):
        ledger.gaps.keep(asked, call(by, at))
    ledger.gaps.settle(ledger.gaps.keep(alone, call(NADIA, days(3))).number, call(NADIA, days(4)))


def test_gaps_lists_what_nothing_answers_for_people_and_programs(empty: Path) -> None:
    refused(empty)

    shown = relais(empty, "gaps").stdout
    values = json.loads(inside(empty, "gaps", "--json", "--all").stdout)

    assert "1. Qui paie les pénalités ?\n   Asked 2 times since 24 November 2026. Engagement Paie" in shown
    assert "Who pays?" not in shown
    assert [(one["number"], one["times"], one["private"]) for one in values] == [(2, 2, True), (1, 2, False)]
    assert (values[1]["engagement"], values[1]["nearest"], values[1]["user"]) == (
        "Paie Marbeuf", ["four-phases"], "UHUGO",
    )  # fmt: skip
    assert values[0]["settled"]["how"] == "answered"


def test_a_gap_becomes_a_section_to_be_filled_in(empty: Path) -> None:
    refused(empty)

    done = relais(empty, "gaps", "--draft", "1")

    assert done.returncode == 0, done.stderr
    for said in (
        f"--- {empty}/methodology/fr/house.md\n# Règles de la maison",
        f"--- {empty}/methodology/en/house.md\n# House rules",
        f'--- {empty}/methodology/asked/house.toml\n[paie-penalites]\nfr = ["Qui paie les pénalités ?"]',
        "Fill in each text",
    ):
        assert said in done.stdout
    missing = inside(empty, "gaps", "--draft", "99")
    assert (missing.returncode, missing.stderr) == (1, "There is no question number 99.\n")


def test_a_draft_that_is_filled_in_and_put_in_its_place_answers_the_question(home: Path) -> None:
    refused(home)
    drafted = inside(home, "gaps", "--draft", "1").stdout
    for part in drafted.split("--- ")[1:]:
        name, _, text = part.partition("\n")
        file = Path(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        filled = text.replace(
            "Une phrase par ligne, qui se comprend seule.", "Le prestataire paie les pénalités."
        )
        file.write_text(filled.split("Fill in each")[0].rstrip(), encoding="utf-8")

    answered = json.loads(inside(home, "ask", "Qui paie les pénalités ?", "--json").stdout)

    assert "Le prestataire paie les pénalités. [1]" in answered["text"]
    assert "# House rules" not in inside(home, "gaps", "--draft", "1").stdout


def test_what_is_asked_on_the_command_line_is_not_kept(home: Path) -> None:
    inside(home, "ask", "Which phone should I buy?")

    assert inside(home, "gaps", "--json").stdout == "[]\n"
    assert "No question waits" in inside(home, "gaps").stdout


def test_feedback_lists_what_people_say_and_makes_rows_that_the_evaluation_takes(
    home: Path, tmp_path: Path
) -> None:
    ledger = open_state(Settings(relais_home=home))
    assert "Nobody has judged" in relais(home, "feedback").stdout
    liked = Given("What is portability?", "en", ("portability",), "D1", None)
    disliked = Given("Qui paie ?", "fr", ("four-phases",), "D1", None)
    ledger.feedback.vote(ledger.feedback.keep(liked, call(HUGO)), call(HUGO), vote=Vote.UP)
    ledger.feedback.vote(
        ledger.feedback.keep(disliked, call(HUGO)), call(HUGO, days(1)),
        vote=Vote.DOWN, reason=Reason.OFF_SUBJECT, note="Rien à\nvoir.",
    )  # fmt: skip

    shown = inside(home, "feedback").stdout
    values = json.loads(inside(home, "feedback", "--json").stdout)
    rows = inside(home, "feedback", "--rows").stdout

    assert "👎 Qui paie ?\n   It is off the subject: Rien à voir. Sections quoted: four-phases." in shown
    assert [(one["verdict"], one["reason"]) for one in values] == [("down", "off-subject"), ("up", None)]
    assert [json.loads(line)["sections"] for line in rows.splitlines()] == [["portability"], []]
    (tmp_path / "rows.jsonl").write_text(rows, encoding="utf-8")
    done = inside(home, "evaluate", str(tmp_path / "rows.jsonl"), "--json", "--without-baselines")
    assert json.loads(done.stdout)["questions"] == 2


def test_migrate_and_index_say_what_they_did(tmp_path: Path) -> None:
    home = tmp_path / "new"
    assert "up to date" in relais(home, "migrate").stdout
    assert json.loads(relais(home, "index", "--json").stdout.splitlines()[-1])["added"] > 100
