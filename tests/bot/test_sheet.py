"""A sheet of contracts as people send it: whatever program wrote it, in either language."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import cells, rows, sheet
from bot.sheet import COLUMNS, NEEDED, Row
from bot.views.wording import explain
from prompts import keys, languages, texts
from state.imports import asked
from state.rules.broken import RuleBroken
from state.rules.clauses import Counts
from state.rules.dossier import ExitMode, UpgradeMode, Upstream
from state.rules.duration import parse
from state.rules.engagement import Engagement
from state.rules.importing import imported
from state.rules.item import Phase
from state.rules.party import OFF_SLACK, Actor, Party, Word
from state.rules.price import Revision
from state.rules.running import Agreed, Ending, Fault, Reserved, Running, Unfit
from state.rules.term import Anchor
from state.values import as_json, from_json
from tests.bot.written import Written
from tests.engagements import T0

T = texts("en")
MINIMAL = "name,channel,phase,start,term,client,provider,evidence"
LINE = "Paie,T1/C1,operations,2021-06-12,36m,T1/U1,T2/U2,report"


def running(**of: str) -> Running:
    """Return what a row says that has all that it needs, and these cells."""
    usual = dict(zip(MINIMAL.split(","), LINE.split(","), strict=True))
    return rows.running(Row(2, {name: text for name, text in (usual | of).items() if text}), Written(), T)


def refused(**of: str) -> list[tuple[str, str]]:
    with pytest.raises(Unfit) as unfit:
        running(**of)
    return [(fault.column, fault.broken.code) for fault in unfit.value.faults]


@pytest.mark.parametrize(
    "raw",
    [
        f"{MINIMAL}\n{LINE}\n".encode(),
        f"\ufeff{MINIMAL}\r\n{LINE}\r\n".encode(),
        f"{MINIMAL}\n{LINE}".replace(",", ";").encode("cp1252"),
        f"{MINIMAL}\n{LINE}\n".replace(",", "\t").encode("utf-16"),
        f"# written, by hand\n\n{MINIMAL.upper()}\n{LINE}\n,,\n".encode(),
        f'"# written, by ""hand"""\n{MINIMAL}\n{LINE}\n'.encode(),
    ],
    ids=["plain", "Excel, UTF-8", "Excel, French", "Excel, Unicode text", "comments", "comments of Excel"],
)
def test_whatever_program_wrote_it(raw: bytes) -> None:
    read = sheet.read(raw)

    (row,) = read.rows
    assert read.wrong == ()
    assert row.cells["phase"] == "operations"
    assert row.cells["provider"] == "T2/U2"


def test_a_cell_may_go_over_lines_and_later_lines_keep_their_numbers() -> None:
    read = sheet.read(f'{MINIMAL}\n"Paie\nNord"{LINE[4:]}\n\n# no\n{LINE}\n'.encode())

    assert [(row.line, row.cells["name"]) for row in read.rows] == [(2, "Paie\nNord"), (6, "Paie")]


def test_titles_are_those_of_both_languages_and_told_as_the_file_has_them() -> None:
    read = sheet.read(
        "Nom;CANAL;Phase;Début;Durée;Client;Prestataire;PREUVE;en service depuis\n".encode("cp1252")
    )

    assert read.wrong == ()
    assert read.titles["live_on"] == "en service depuis"
    assert set(read.titles) == {*NEEDED, "live_on"}


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (f"{MINIMAL},colour\n", [(1, "colour", "import_title_unknown")]),
        (f"{MINIMAL},nom\n", [(1, "nom", "import_title_twice")]),
        (MINIMAL.removeprefix("name,") + "\n", [(1, "", "import_title_missing")]),
        (f"{MINIMAL}\n{LINE},more\n", [(2, "", "import_cells")]),
        (f"{MINIMAL}\n{LINE},,\n", []),
    ],
)
def test_what_is_wrong_with_titles_and_lines_is_told(raw: str, found: list[tuple[int, str, str]]) -> None:
    assert [(one.line, one.title, one.broken.code) for one in sheet.read(raw.encode()).wrong] == found


@pytest.mark.parametrize(
    ("raw", "code", "values"),
    [
        (b"", "import_empty", {}),
        (b"# nothing\n\n", "import_empty", {}),
        (b"\x81\x8d\xff", "import_encoding", {}),
        (b"name,channel\0\n", "import_encoding", {}),
        (f'{MINIMAL}\n{LINE}\n"Paie{LINE}\n'.encode(), "import_broken", {"line": 3}),
    ],
)
def test_what_is_no_sheet_is_refused(raw: bytes, code: str, values: dict[str, int]) -> None:
    with pytest.raises(RuleBroken) as broken:
        sheet.read(raw)

    assert (broken.value.code, broken.value.values) == (code, values)


def test_what_a_spreadsheet_would_run_as_a_formula_is_written_as_text_and_read_back() -> None:
    csv = sheet.written([MINIMAL.split(","), ["=1+1", "T1/C1", *LINE.split(",")[2:]]])

    assert "'=1+1" in csv
    assert sheet.read(csv.encode()).rows[0].cells["name"] == "=1+1"


@pytest.mark.parametrize("language", languages())
def test_every_column_has_a_title_of_its_own(language: str) -> None:
    titles = [sheet.title(column, language) for column in COLUMNS]

    assert len(set(titles)) == len(COLUMNS)
    assert sheet.read(sheet.written([titles]).encode()).wrong == ()


def test_a_row_with_what_it_needs_has_the_usual_for_the_rest() -> None:
    said = running()

    contract = said.opening.contract
    assert (said.opening.language, said.opening.zone, said.opening.upgrade) == (
        "fr", "Europe/Paris", UpgradeMode.UNDECIDED,
    )  # fmt: skip
    assert (contract.tacit, contract.calendars, contract.counts, contract.anchor) == (
        False, ("FR",), Counts.RECEPTION, Anchor.EFFECTIVE,
    )  # fmt: skip
    assert said.said == "accepté avant Relais"
    assert said.ending == Ending()
    assert contract.revision is None


def test_a_row_is_read_as_a_whole() -> None:
    said = running(
        phase="Phase opérationnelle", since="01/09/2021", notice="3 mois", renewal="1 an", tacit="oui",
        max_renewals="4", max_total="84m", counts="envoi", calendars="FR, FR-AM", anchor="signature",
        public="yes", price="1 200 000,50", base="280.6", index="Syntec 2022", fixed="15 %", cap="0.03",
        floor="-1%", price_now="1236000", language="EN", zone="Europe/London", live_on="2021-09-01",
        full_level="2021-12-01", client="T1/U1 | Marie Dupont, T1/U3", closed_on="2024-01-02",
        channel="T1/CSHARED", incoming="<@U0456789>",
    )  # fmt: skip

    contract = said.opening.contract
    assert (said.phase, said.since) == (Phase.OPERATIONS, date(2021, 9, 1))
    assert (contract.notice, contract.renewal, contract.max_total) == (
        parse("3m"),
        parse("12m"),
        parse("84m"),
    )
    assert (contract.counts, contract.calendars, contract.anchor, contract.public) == (
        Counts.DISPATCH, ("FR", "FR-AM"), Anchor.SIGNATURE, True,
    )  # fmt: skip
    assert contract.revision == Revision(
        price=Decimal("1200000.50"), base=Decimal("280.6"), index="Syntec 2022", fixed=Decimal("0.15"),
        cap=Decimal("0.03"), floor=Decimal("-0.01"),
    )  # fmt: skip
    assert said.opening.client == (Actor("T1", "U1"), Actor(OFF_SLACK, "Marie Dupont"), Actor("T1", "U3"))
    assert said.opening.shared
    assert (said.price_now, said.incoming) == (Decimal(1236000), (Actor("TASKED", "U0456789"),))
    assert (said.live_on, said.full_level_on, said.closed_on) == (
        date(2021, 9, 1), date(2021, 12, 1), date(2024, 1, 2),
    )  # fmt: skip
    assert said.said == "accepted before Relais"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", (UpgradeMode.UNDECIDED, "", None)),
        ("in-contract", (UpgradeMode.IN_CONTRACT, "", None)),
        ("écartée le risque est accepté", (UpgradeMode.LEFT_OUT, "le risque est accepté", None)),
        (
            'amont société="Nord Info" référence=M-12 depuis=2020-09-01 au=31/03/2021 avant',
            (
                UpgradeMode.UPSTREAM,
                "avant",
                Upstream("Nord Info", "M-12", date(2020, 9, 1), date(2021, 3, 31)),
            ),
        ),
    ],
)
def test_where_the_upgrade_is_done(cell: str, expected: tuple[UpgradeMode, str, Upstream | None]) -> None:
    said = running(upgrade=cell)

    assert (said.opening.upgrade, said.upgrade_reason, said.upstream) == expected


def test_what_was_accepted_is_named_by_key_or_title() -> None:
    said = running(
        accepted="knowledge 2021-08-30 | Plan d’assurance qualité 31/08/2021\n"
        "usage_rights 2021-08-01 party=client"
    )

    assert said.accepted == (
        Agreed(key="knowledge", on=date(2021, 8, 30)),
        Agreed(key="quality_plan", on=date(2021, 8, 31)),
        Agreed(key="usage_rights", on=date(2021, 8, 1), party=Party.CLIENT),
    )


def test_reservations_say_who_clears_what_by_when() -> None:
    said = running(
        reservations="machines: the rack (2 U) due=2027-01-31 owner=provider blocking=yes"
        "|Étude d’infogérance : annexe manquante échéance=31/01/2027 partie=prestataire"
    )

    assert said.reservations == (
        Reserved(
            key="machines", text="the rack (2 U)", due=date(2027, 1, 31), owner=Party.PROVIDER, blocking=True
        ),
        Reserved(key="study", text="annexe manquante", due=date(2027, 1, 31), party=Party.PROVIDER),
    )


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (
            "sent=2026-06-01 received=2026-06-03 party=provider",
            Ending(sent_on=date(2026, 6, 1), received_on=date(2026, 6, 3), by_provider=True),
        ),
        (
            "fin=2026-12-31 accord des parties",
            Ending(last_day=date(2026, 12, 31), reason="accord des parties"),
        ),
    ],
)
def test_how_a_contract_ends(cell: str, expected: Ending) -> None:
    assert running(ending=cell).ending == expected


def test_who_takes_the_service_back() -> None:
    there = running(exit='portabilité société="Sud Infogérance"')

    assert (there.mode, there.company) == (ExitMode.PORTABILITY, "Sud Infogérance")
    assert running(exit="reversibility").mode is ExitMode.REVERSIBILITY


@pytest.mark.parametrize(
    ("of", "found"),
    [
        ({"name": ""}, [("name", "import_cell_missing")]),
        ({"phase": "running", "start": "2021-02-30"}, [("start", "date_wrong"), ("phase", "import_word")]),
        ({"term": "long"}, [("term", "bad_duration")]),
        ({"term": "0m"}, [("term", "duration_not_positive")]),
        ({"tacit": "perhaps"}, [("tacit", "import_word")]),
        ({"counts": "signature"}, [("counts", "import_word")]),
        ({"max_renewals": "two"}, [("max_renewals", "import_number")]),
        ({"price": "1,200", "base": "280.6"}, [("price", "import_amount"), ("price", "import_price_base")]),
        ({"price": "€ 12", "base": "1"}, [("price", "import_amount"), ("price", "import_price_base")]),
        ({"price": "12"}, [("base", "import_price_base")]),
        ({"base": "12"}, [("price", "import_price_base")]),
        ({"fixed": "some"}, [("fixed", "import_amount")]),
        ({"language": "de"}, [("language", "unknown_language")]),
        ({"channel": "#general"}, [("channel", "import_channel")]),
        ({"client": "@Marie"}, [("client", "import_person")]),
        ({"client": "T1/"}, [("client", "import_person")]),
        ({"upgrade": "elsewhere"}, [("upgrade", "upgrade_unknown")]),
        ({"upgrade": "upstream company="}, [("upgrade", "pair_empty")]),
        (
            {"accepted": "rack 2021-08-30 | knowledge"},
            [("accepted", "import_item"), ("accepted", "date_wrong")],
        ),
        ({"accepted": "knowledge 2021-08-30 party=nobody"}, [("accepted", "party_unknown")]),
        ({"reservations": "machines: the rack"}, [("reservations", "import_due")]),
        ({"reservations": "rack: x due=2027-01-31"}, [("reservations", "import_item")]),
        ({"reservations": "machines: x due=2027-01-31 blocking=maybe"}, [("reservations", "yes_or_no")]),
        ({"ending": "sent=soon"}, [("ending", "date_wrong")]),
        ({"exit": "elsewhere"}, [("exit", "import_word")]),
        ({"live_on": "0001-01-01"}, [("live_on", "import_day_far")]),
        ({"reservations": "machines: x due=9999-12-31"}, [("reservations", "import_day_far")]),
        ({"price": "1" * 25, "base": "1"}, [("price", "import_amount"), ("price", "import_price_base")]),
        ({"provider": "x" * 81}, [("provider", "person_too_long")]),
    ],
)
def test_what_a_cell_cannot_say_is_told_at_its_column(
    of: dict[str, str], found: list[tuple[str, str]]
) -> None:
    assert refused(**of) == found


def test_the_words_that_a_cell_may_have_are_told_in_the_readers_language() -> None:
    with pytest.raises(RuleBroken) as broken:
        cells.counts("maybe", texts("fr"))

    assert broken.value.values["choices"] == ("réception", "envoi")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1200000", "1200000"),
        ("1 200 000", "1200000"),
        ("1\u202f200,5", "1200.5"),
        ("280.6", "280.6"),
        ("12,345678", "12.345678"),
    ],
)
def test_amounts_whatever_their_decimal_sign(text: str, value: str) -> None:
    assert cells.amount(text) == Decimal(value)


@pytest.mark.parametrize("language", languages())
def test_no_two_items_have_the_same_title(language: str) -> None:
    titles = [texts(language)(key) for key in keys(language) if key.startswith("item.")]

    assert len(set(titles)) == len(titles)


#: Words that mean something somewhere, to be put together in every wrong way.
PIECES = st.sampled_from(
    [
        "2021-06-12", "31/08/2026", "2027-02-31", "0001-01-01", "36m", "12 mois", "3", "-1", "0", "oui", "no",
        "15 %", "1 200,5", "∞", "٣", "knowledge", "exit_plan", "machines:", "due=2027-01-01", "party=client",
        "partie=entrant", "owner=", 'company="Sud', "operations", "clos", "takeover", "portabilité", "amont",
        "not-needed", "|", "\n", "T1/U1", "<@U1>", "Marie", ",", "sent=2026-10-01", "received=2026-10-05",
        "ends=2026-12-31", "FR", "XX", "é" * 90,
    ]
)  # fmt: skip
CELLS = st.dictionaries(
    st.sampled_from(COLUMNS), st.lists(PIECES | st.text(max_size=4), min_size=1, max_size=4).map(" ".join)
)


@settings(max_examples=300)
@given(of=CELLS, usual=st.booleans())
def test_whatever_stands_in_a_row_comes_in_or_is_told_of(*, of: dict[str, str], usual: bool) -> None:
    """Nothing else is ever raised, however the words are put together."""
    needed = dict(zip(MINIMAL.split(","), LINE.split(","), strict=True)) if usual else {}
    more = {"live_on": "2021-09-01", "upgrade": "not-needed conforming"} if usual else {}
    made, faults = tried(needed | more | of)

    assert all(fault.column in COLUMNS and explain(fault.broken, T) for fault in faults)
    assert made is None or from_json(as_json(made)) == made


def tried(of: dict[str, str]) -> tuple[Engagement | None, tuple[Fault, ...]]:
    """Return what comes of a row, or what is wrong with it."""
    try:
        contract = rows.running(Row(2, of), Written(), T)
        return imported(contract, id_="e1", word=Word(Actor(OFF_SLACK, "Sam"), T0), tasks=asked), ()
    except Unfit as unfit:
        return None, unfit.faults


@given(st.binary() | st.text().map(str.encode))
def test_whatever_stands_in_a_file_is_read_or_told_of(raw: bytes) -> None:
    with suppress(RuleBroken):
        sheet.read(raw)
