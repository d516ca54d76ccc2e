"""`relais portfolio` on the terminal and for programs: the gravest first, with why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.config import Settings
from bot.parts import open_state
from tests.engagements import CLAIRE, NADIA, call, opening
from tests.terminal import relais


@pytest.fixture
def followed(prepared_home: Path) -> Path:
    """Two engagements; the client has a blocking reservation in the second one."""
    ledger = open_state(Settings(relais_home=prepared_home))
    ledger.engagements.open(opening(name="Abeille"), call(NADIA), team="TPROVIDER", channel="CONE")
    made = ledger.engagements.open(opening(name="Zèbre"), call(NADIA), team="TPROVIDER", channel="CTWO")
    ledger.acceptances.reserve(made.id, 4, call(CLAIRE), text="No figures", due=None, blocking=True)
    return prepared_home


def test_people_read_the_gravest_first(followed: Path) -> None:
    done = relais(followed, "portfolio")

    assert done.returncode == 0, done.stderr
    assert done.stdout.index("Zèbre") < done.stdout.index("Abeille")
    assert "blocking reservation" in done.stdout
    assert "<#" not in done.stdout
    assert "*" not in done.stdout


def test_programs_get_levels_reasons_and_steps(followed: Path) -> None:
    done = relais(followed, "portfolio", "--json")

    first, second = json.loads(done.stdout)
    assert (first["name"], first["level"], second["name"]) == ("Zèbre", "at_risk", "Abeille")
    blocking = next(reason for reason in first["reasons"] if reason["code"] == "blocking")
    assert (blocking["level"], blocking["n"]) == ("at_risk", 1)
    assert {step["code"] for step in first["next_steps"]} >= {"accept_item", "clear_reservation"}


def test_nothing_under_way_is_said(prepared_home: Path) -> None:
    done = relais(prepared_home, "portfolio")

    assert (done.returncode, done.stdout.strip()) == (0, "No engagement is under way.")
    assert json.loads(relais(prepared_home, "portfolio", "--json").stdout) == []
