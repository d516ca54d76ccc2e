"""What people see of the history in Slack, and can check on the terminal with the seal that they hold."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from tests.stories.conftest import CLIENT, LEAD, MANAGER, Stage
from tests.terminal import relais


def test_the_history_is_read_page_by_page_by_command_and_by_mention(stage: Stage) -> None:
    stage.open()
    for number in range(1, 11):
        stage.told(LEAD, f"/relais accept {number} Seen")

    shown = stage.told(MANAGER, "/relais timeline")
    assert shown.count("*item accepted*") + shown.count("*élément accepté*") == 10
    assert "engagement" not in shown
    alone = stage.ephemeral(MANAGER)
    stage.press(MANAGER, alone, "timeline.older")
    older = stage.soon(lambda: (one := stage.ephemeral(MANAGER))["ts"] != alone["ts"] and one)
    assert "engagement ouvert" in older["text"] or "engagement opened" in older["text"]

    asked = stage.asked(CLIENT, f"<@{stage.bot}> frise")
    assert "Historique de" in asked["text"] or "History of" in asked["text"]


def test_the_seal_of_the_day_is_in_the_channel_and_the_terminal_knows_it(stage: Stage, home: Path) -> None:
    stage.open()
    stage.told(LEAD, "/relais accept 1 Seen")
    stage.slack.advance(timedelta(days=1))
    said = stage.soon(lambda: next((one for one in stage.said() if "🔏" in one), None))

    found = re.search(r"`([0-9a-f]{32})`", said)
    assert found is not None
    seal = found[1]
    verified = relais(home, "verify")
    assert (verified.returncode, seal in verified.stdout) == (0, True)
    checked = relais(home, "verify", "--seal", f"{seal[:20]}…")
    assert (checked.returncode, "Paie Marbeuf" in checked.stdout) == (0, True)
    unknown = relais(home, "verify", "--seal", "0" * 32)
    assert (unknown.returncode, "No history holds this seal" in unknown.stdout) == (1, True)
    wrong = relais(home, "verify", "--seal", "abc")
    assert (wrong.returncode, "is no seal" in wrong.stderr + wrong.stdout) == (1, True)
    told = relais(home, "timeline", "paie marbeuf")
    assert told.returncode == 0, told.stderr
    assert "by the command: item accepted (no. 2)" in told.stdout
    lines = relais(home, "timeline", "Paie Marbeuf", "--json").stdout.splitlines()
    assert len(lines) == 2
    assert '"action": "engagement.open"' in lines[0] or '"action":"engagement.open"' in lines[0]
