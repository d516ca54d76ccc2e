"""`relais tick` in a second terminal, beside a Relais that runs."""

from __future__ import annotations

from pathlib import Path

from tests.stories.conftest import Stage
from tests.terminal import Run, inside, relais


def tick(stage: Stage, home: Path, now: str, run: Run = inside) -> str:
    done = run(
        home, "tick", "--now", now, LANG="fr_FR.UTF-8",
        SLACK_BOT_TOKEN=stage.slack.bot_token, SLACK_API_URL=stage.slack.api_url,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    stage.settled()
    return done.stdout


def test_looking_some_weeks_and_years_ahead_says_once_what_will_be_late(stage: Stage, home: Path) -> None:
    stage.open()
    stage.settled()
    before = len(stage.said())

    weeks = tick(stage, home, "2027-02-01", relais)
    again = tick(stage, home, "2027-02-01")
    years = tick(stage, home, "2029-08-24")

    sealed: list[str] = []
    said: list[str] = []
    for one in stage.said()[before:]:
        (sealed if "🔏" in one else said).append(one)
    assert (len(sealed), len(said)) == (1, 2)
    assert "à accepter ou refuser, attendu le 8 décembre 2026, en retard de" in said[0]
    assert "dernier jour d’envoi" in said[1]
    assert "Étude d’infogérance" in weeks
    assert "<@" not in weeks
    assert "Étude" not in again
    assert "dernier jour d’envoi" in years
