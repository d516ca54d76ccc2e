"""`relais import` and `relais export` as people and programs run them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import Settings
from bot.parts import open_state
from bot.sheet import COLUMNS
from prompts import texts
from state.ledger import Ledger
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.party import OFF_SLACK, Actor, Party
from tests.engagements import CLAIRE, NADIA, call, opening
from tests.terminal import inside as relais
from tests.terminal import relais as fresh

FRENCH, ENGLISH = "fr_FR.UTF-8", "en_GB.UTF-8"
SAM = ("--apply", "--by", "Sam Moreau")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A sheet with one contract in its third renewal, and one in its takeover."""
    path = tmp_path / "contracts.csv"
    rows = [
        ["name", "channel", "phase", "start", "term", "notice", "renewal", "client", "provider", "upgrade",
         "live since", "accepted", "evidence"],
        ["Paie Nord", "TPRO/CSHARED", "operations", "2021-06-12", "36m", "3m", "12m", "TCLI/UCLAIRE",
         "TPRO/UNADIA | Martine Besson", "not-needed the assessment conforms", "2021-09-01",
         "knowledge 2021-08-30", "report of 1 September 2021"],
        ["Stock", "TPRO/CSHARED", "takeover", "2026-10-01", "36m", "3m", "", "TCLI/UCLAIRE", "TPRO/UNADIA",
         "", "", "study 2026-10-12", "steering committee"],
    ]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    return path


def ledger(home: Path) -> Ledger:
    return open_state(Settings(relais_home=home))


def written(file: Path, line: int, title: str, cell: str) -> None:
    """Write another cell into a sheet."""
    rows = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
    rows[line - 1][rows[0].index(title)] = cell
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)


def test_a_dry_run_shows_what_would_come_and_keeps_nothing(home: Path, file: Path) -> None:
    done = fresh(home, "import", str(file))

    assert done.returncode == 0, done.stderr
    assert "Line 2: Paie Nord, operations since 1 September 2021." in done.stdout
    assert "Period 4, 12 June 2026 to 11 June 2027." in done.stdout
    assert "Accepted before: 2 items. Open reservations: 0." in done.stdout
    assert "Line 3: Stock, takeover since 1 October 2026." in done.stdout
    assert "2 contracts would come in. Nothing was written" in done.stdout
    assert "No Slack can be asked" in done.stderr
    assert ledger(home).engagements.all() == ()


def test_what_was_shown_comes_in_with_who_and_evidence(home: Path, file: Path) -> None:
    done = relais(home, "import", str(file), *SAM, LANG=FRENCH)

    assert done.returncode == 0, done.stderr
    assert "2 contrats sont repris" in done.stdout
    kept = ledger(home)
    paie, stock = kept.engagements.all()
    assert (paie.phase, stock.phase) == (Phase.OPERATIONS, Phase.TAKEOVER)
    (entry,) = kept.history.of(paie.id)
    assert (entry.by, entry.source, entry.note) == (
        Actor(OFF_SLACK, "Sam Moreau"), "import", "report of 1 September 2021",
    )  # fmt: skip
    decision = next(item for item in paie.items if item.key == "knowledge").decision(Party.CLIENT)
    assert decision is not None
    assert (decision.note, decision.evidence) == ("accepté avant Relais", "report of 1 September 2021")
    assert relais(home, "verify").returncode == 0
    assert json.loads(relais(home, "status", "Paie Nord", "--json").stdout)["term"]["k"] == 3


def test_what_came_in_is_told_in_its_history(home: Path, file: Path) -> None:
    relais(home, "import", str(file), *SAM)

    told = relais(home, "timeline", "Paie Nord").stdout

    assert "Sam Moreau" in told
    assert "report of 1 September 2021" in told


def test_a_contract_that_goes_on_without_an_end_says_so(home: Path, file: Path) -> None:
    rows = file.read_text(encoding="utf-8").splitlines()
    file.write_text(f"{rows[0]},tacit\n{rows[2]},yes\n".replace("2026-10-01,36m", "2023-10-01,36m"))

    done = relais(home, "import", str(file))

    assert "Period 2, since 1 October 2026, without an end." in done.stdout


def test_without_slack_what_is_written_has_to_say_all_of_it(home: Path, file: Path) -> None:
    written(file, 2, "channel", "C0123456789")
    written(file, 2, "client", "U0123456789")

    done = relais(home, "import", str(file))

    said = "No Slack can be asked whose {id} is: write the workspace too, T0123/{id}."
    assert f"Line 2, column “channel”: {said.format(id='C0123456789')}" in done.stdout
    assert f"Line 2, column “client”: {said.format(id='U0123456789')}" in done.stdout


def test_for_programs(home: Path, file: Path) -> None:
    dry = json.loads(relais(home, "import", str(file), "--json").stdout)
    done = json.loads(relais(home, "import", str(file), "--json", *SAM).stdout)
    again = relais(home, "import", str(file), "--json", *SAM)

    assert (dry["applied"], done["applied"]) == (False, True)
    assert [(one["line"], one["name"], one["phase"]) for one in done["engagements"]] == [
        (2, "Paie Nord", "operations"), (3, "Stock", "takeover"),
    ]  # fmt: skip
    assert done["engagements"][0]["period"]["deadline"] == "2027-03-11"
    assert again.returncode == 1
    assert [
        (one["line"], one["column"], one["code"]) for one in json.loads(again.stdout)["faults"]
    ] == [(2, "name", "name_taken"), (3, "name", "name_taken")]  # fmt: skip


def test_everything_that_is_wrong_is_told_by_line_and_column_and_nothing_comes_in(
    home: Path, file: Path
) -> None:
    written(file, 3, "term", "long")
    written(file, 3, "accepted", "study 2026-02-30 | rack 2026-10-12")

    english = relais(home, "import", str(file), *SAM)
    french = relais(home, "import", str(file), *SAM, LANG=FRENCH)

    assert english.returncode == french.returncode == 1
    assert "Line 3, column “term”: “long” is not a duration." in english.stdout
    assert "Line 3, column “accepted”: “2026-02-30” is not a date that exists." in english.stdout
    assert "Line 3, column “accepted”: “rack” is no item of the checklists." in english.stdout
    assert "Line 2: Paie Nord" in english.stdout
    assert "Nothing was written. Correct the file" in english.stdout
    assert (
        "Ligne 3, colonne «\u00a0term\u00a0»\u00a0: «\u00a0long\u00a0» n’est pas une durée." in french.stdout
    )
    assert ledger(home).engagements.all() == ()


def test_a_row_that_says_two_things_that_cannot_both_be_is_told_at_its_column(home: Path, file: Path) -> None:
    written(file, 2, "live since", "")

    done = relais(home, "import", str(file))

    assert "Line 2, column “live since”: In this phase this day is needed" in done.stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "There is nothing in this file."),
        (b"name,channel\n", "Line 1: Columns are missing: phase, start, term, client, provider, evidence."),
        (b'name\n"open', "From line 2 on, this is no CSV"),
        (b"{}", "This file is no export of Relais"),
        (b"{not json", "This file is no export of Relais"),
        (b"\x81\x8d", "This file is no text that I can read."),
    ],
)  # fmt: skip
def test_what_is_no_sheet_is_told_in_a_sentence(home: Path, file: Path, content: bytes, said: str) -> None:
    file.write_bytes(content)

    done = relais(home, "import", str(file))

    assert done.returncode == 1
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_missing_on_the_command_line_is_asked_for(home: Path, file: Path) -> None:
    for arguments, said in (
        ((), "Say which file to read"),
        ((str(file), "--apply"), "Say who brings this in"),
        ((str(file), "--apply", "--by", " "), "Say who brings this in"),
        ((str(home / "none.csv"),), "There is no file"),
    ):
        done = relais(home, "import", *arguments)
        assert (done.returncode, said in done.stderr) == (1, True), done.stderr
    assert "no format of an export" in relais(home, "export", "x", "--format", "xml").stderr
    assert "does not exist" in relais(home, "export", "x").stderr


def test_a_sheet_without_a_contract_is_no_error(home: Path, file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8").splitlines()[0])

    done = relais(home, "import", str(file))

    assert (done.returncode, "There is no contract in this file" in done.stdout) == (0, True)


@pytest.mark.parametrize("language", [FRENCH, ENGLISH])
def test_the_template_has_an_example_for_each_phase_that_comes_in(home: Path, language: str) -> None:
    template = relais(home, "import", "--template", LANG=language).stdout
    untouched = relais(home, "import", "-", typed=template, LANG=language)
    rows = list(csv.reader(io.StringIO(template)))
    examples = [[row[0].removeprefix("# "), *row[1:]] for row in rows[2:]]
    out = io.StringIO()
    csv.writer(out).writerows([rows[0], *examples])

    done = relais(home, "import", "-", *SAM, typed=out.getvalue(), LANG=language)

    assert untouched.returncode == 0
    assert len(rows[0]) == len(COLUMNS)
    assert done.returncode == 0, done.stdout
    kept = ledger(home)
    assert {one.phase for one in kept.engagements.all()} == set(Phase)
    assert all(chain.broken_at is None for chain in kept.history.verify())


@pytest.fixture
def followed(home: Path) -> str:
    """An engagement that was opened in Slack, of which something is accepted."""
    kept = ledger(home)
    made = kept.engagements.open(opening(), call(NADIA), team="TPROVIDER", channel="CSHARED")
    for by in (NADIA, CLAIRE):
        kept.acceptances.accept(made.id, 4, call(by))
    return made.id


def test_what_is_exported_as_json_comes_back_elsewhere_with_its_history(
    home: Path, tmp_path: Path, followed: str
) -> None:
    there = tmp_path / "there"
    document = fresh(home, "export", "paie marbeuf").stdout
    dry = relais(there, "import", "-", typed=document)
    done = fresh(there, "import", "-", *SAM, typed=document)
    again = relais(there, "import", "-", *SAM, typed=document)

    assert "1 contract would come in" in dry.stdout
    assert done.returncode == 0, done.stderr
    here, back = ledger(home), ledger(there)
    assert back.engagements.get(followed) == here.engagements.get(followed)
    assert back.history.of(followed)[:-1] == here.history.of(followed)
    assert relais(there, "verify").returncode == 0
    assert (again.returncode, "is here already" in again.stderr) == (1, True)


def test_what_is_exported_as_csv_comes_back_elsewhere_as_a_running_contract(
    home: Path, tmp_path: Path, followed: str
) -> None:
    there = tmp_path / "there"
    sheet = relais(home, "export", "Paie Marbeuf", "--format", "csv", LANG=FRENCH).stdout

    done = relais(there, "import", "-", *SAM, typed=sheet)

    assert done.returncode == 0, done.stdout
    before, after = ledger(home).engagements.get(followed), ledger(there).engagements.all()[0]
    assert after.contract == before.contract
    assert [item.settled for item in after.items] == [item.settled for item in before.items]
    assert [member.actor for member in after.members] == [member.actor for member in before.members]
    rows = list(csv.reader(io.StringIO(sheet)))
    assert [row[4] for row in rows[3:]] == ["engagement.open", "acceptance.accept", "acceptance.accept"]
    assert rows[1][-1].startswith("Export de Relais du ")
    assert rows[1][-1].endswith(rows[-1][-1])


def test_what_a_line_cannot_hold_is_told_before_it_is_lost(home: Path, followed: str) -> None:
    kept = ledger(home)

    def closer(one: Engagement) -> Engagement:
        return replace(one, contract=replace(one.contract, margin_days=2))

    kept.engagements.change(followed, closer, call(NADIA), action="engagement.open")

    done = relais(home, "export", "Paie Marbeuf", "--format", "csv")

    assert done.returncode == 1
    assert done.stderr.strip() == texts("en")("error.export_terms", name="Paie Marbeuf")
