"""Settings come from the environment, and nothing is there by accident."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.config import SLACK, Settings

ROOT = Path(__file__).resolve().parent.parent.parent


def test_without_anything_relais_keeps_its_data_in_var_and_has_no_slack() -> None:
    settings = Settings()

    assert (settings.relais_home, settings.slack_api_url, settings.has_slack) == (Path("var"), SLACK, False)
    assert settings.database.startswith("sqlite:////")


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"])
def test_any_token_means_that_there_is_a_slack(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "x")

    assert Settings().has_slack


def test_an_empty_variable_counts_as_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "")
    monkeypatch.setenv("DATABASE_URL", "")

    assert not Settings().has_slack
    assert Settings().database_url is None


@pytest.mark.parametrize(
    ("name", "given", "field", "expected"),
    [
        ("SLACK_API_URL", "http://localhost:9/api", "slack_api_url", "http://localhost:9/api/"),
        ("RELAIS_COMMAND", "bascule", "relais_command", "/bascule"),
        ("LANG", "fr_CA.UTF-8", "language", "fr"),
        ("LANG", "C", "language", "en"),
    ],
)
def test_what_people_leave_out_is_added(
    monkeypatch: pytest.MonkeyPatch, name: str, given: str, field: str, expected: str
) -> None:
    monkeypatch.setenv(name, given)

    assert getattr(Settings(), field) == expected


@pytest.mark.parametrize("port", ["0", "70000", "http"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)

    with pytest.raises(ValidationError):
        Settings()


@pytest.mark.parametrize("seconds", ["0", "soon", "3600"])
def test_a_patience_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, seconds: str) -> None:
    monkeypatch.setenv("LLM_SECONDS", seconds)

    with pytest.raises(ValidationError):
        Settings()


def test_what_else_the_file_says_is_lent_to_the_packages_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text(
        "OPENAI_API_KEY=sk-file\nMISTRAL_API_KEY=sk-file\nGROQ_API_KEY=\nPORT=3001\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("os.environ", {"MISTRAL_API_KEY": "sk-environment"})

    Settings().lend()

    assert dict(os.environ) == {"OPENAI_API_KEY": "sk-file", "MISTRAL_API_KEY": "sk-environment"}


def test_a_password_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://relais:hunter2@db.example/relais")

    assert "hunter2" not in Settings().shown_database
    assert "db.example" in Settings().shown_database


def test_the_example_names_every_setting_and_nothing_else() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = {line.split("=")[0] for line in lines if line and not line.startswith("#")}
    known = {name.upper() for name in Settings.model_fields} - {"LANG"}

    assert named == known
