"""What is exported as a line of a sheet comes in again as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import lines, rows, sheet
from bot.sheet import COLUMNS
from prompts import languages, texts
from state.imports import asked
from state.rules.acceptance import accept, reject
from state.rules.broken import RuleBroken
from state.rules.checklist import add_item
from state.rules.clauses import Amendment, Counts
from state.rules.dossier import ExitMode, UpgradeMode, Upstream
from state.rules.duration import Duration, Unit, parse
from state.rules.engagement import Engagement
from state.rules.importing import imported
from state.rules.item import ItemKind, Phase
from state.rules.opening import Opening
from state.rules.party import OFF_SLACK, Actor, Party, Word
from state.rules.price import Revision
from state.rules.reservation import reserve
from state.rules.running import Agreed, Ending, Reserved, Running
from state.rules.term import Contract
from tests.bot.written import Written
from tests.engagements import CLAIRE, HUGO, NADIA, T0, TODAY, contract, engagement

WORD = Word(Actor(OFF_SLACK, "Sam"), T0)
NAMES = st.text(alphabet="Aébz 'ç’()&\"+=-@#;,.:/", min_size=1, max_size=12).map(lambda text: f"N {text}")
#: What can be accepted in each phase, by both; of the present phase also by one alone.
KEYS = {
    Phase.TAKEOVER: ["study", "knowledge", "machines"],
    Phase.UPGRADE: ["reliability", "software"],
    Phase.OPERATIONS: ["exit_plan"],
    Phase.EXIT: ["access_revoked", "data_deleted"],
}
ORDER = list(Phase)
PAST = st.dates(date(2022, 1, 3), TODAY)
MONTHS = st.builds(Duration, st.integers(6, 40), st.just(Unit.MONTHS))


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    """Draw a contract that runs on T0: it renews without an end, or its first term is long."""
    tacit = draw(st.booleans())
    revision = st.builds(
        Revision,
        price=st.decimals("0.01", 10**7, places=2),
        base=st.decimals(1, 500, places=1),
        index=st.sampled_from(["Syntec", "SMIC, mensuel"]),
        fixed=st.sampled_from([Decimal(0), Decimal("0.15")]),
        cap=st.none() | st.just(Decimal("0.03")),
    )
    renewal = draw(MONTHS) if tacit else None
    return Contract(
        start=draw(st.dates(date(2020, 6, 1), date(2020, 12, 31))),
        term=Duration(draw(st.integers(12, 60) if tacit else st.integers(84, 100)), Unit.MONTHS),
        notice=draw(st.none() | st.builds(Duration, st.integers(1, 5), st.sampled_from(Unit))),
        renewal=renewal,
        tacit=tacit,
        max_renewals=draw(st.none() | st.integers(20, 30)) if renewal else None,
        calendars=draw(st.sampled_from([("FR",), ("FR", "DE-BY"), ("none",)])),
        counts=draw(st.sampled_from(Counts)),
        public=draw(st.booleans()),
        revision=draw(st.none() | revision),
    )


@st.composite
def agreements(draw: st.DrawFn, phase: Phase, *, upgraded: bool) -> tuple[Agreed, ...]:
    passed = [one for one in ORDER[: ORDER.index(phase) + 1] if one is not Phase.UPGRADE or upgraded]
    keys = [(one, key) for one in passed for key in KEYS.get(one, [])]
    found = []
    for one, key in draw(st.lists(st.sampled_from(keys), unique=True, max_size=4)):
        alone = one is phase and draw(st.booleans())
        found.append(Agreed(key=key, on=draw(PAST), party=Party.CLIENT if alone else None))
    return tuple(found)


@st.composite
def runnings(draw: st.DrawFn) -> Running:
    """Draw a row that can come in."""
    phase = draw(st.sampled_from(Phase))
    modes = [mode for mode in UpgradeMode if phase is Phase.TAKEOVER or mode is not UpgradeMode.UNDECIDED]
    upgrade = UpgradeMode.IN_CONTRACT if phase is Phase.UPGRADE else draw(st.sampled_from(modes))
    upgraded = upgrade is UpgradeMode.IN_CONTRACT and phase is not Phase.TAKEOVER
    accepted = draw(agreements(phase, upgraded=upgraded))
    both = [one.key for one in accepted if one.party is None]
    reserved = st.builds(
        Reserved, key=st.sampled_from(both), text=NAMES, due=PAST | st.just(date(2027, 5, 1)),
        blocking=st.booleans(),
    )  # fmt: skip
    leaving, closed = phase in {Phase.EXIT, Phase.CLOSED}, phase is Phase.CLOSED
    mode = draw(st.sampled_from([ExitMode.REVERSIBILITY, ExitMode.PORTABILITY])) if leaving else None
    there = mode is ExitMode.PORTABILITY
    terms = draw(contracts())
    people = st.sampled_from([(CLAIRE, HUGO), (Actor(OFF_SLACK, "Marie Dupont"),)])
    return Running(
        opening=Opening(
            draw(NAMES), terms, upgrade, draw(people), (NADIA,), draw(st.sampled_from(languages())),
            draw(st.sampled_from(["Europe/Paris", "America/Montreal"])),
        ),
        team="TPROVIDER", channel="CSHARED", phase=phase, evidence="report", said="before",
        live_on=None if phase is Phase.TAKEOVER else draw(st.dates(date(2021, 1, 1), date(2021, 12, 31))),
        full_level_on=date(2022, 1, 2) if upgraded and phase is not Phase.UPGRADE else None,
        closed_on=TODAY if closed else None,
        upgrade_reason=draw(NAMES) if upgrade is not UpgradeMode.UNDECIDED else "",
        upstream=Upstream("Nord Info", "M-12") if upgrade is UpgradeMode.UPSTREAM else None,
        accepted=accepted,
        reservations=tuple(draw(st.lists(reserved, max_size=2))) if both and not closed else (),
        ending=Ending(last_day=TODAY, reason=draw(NAMES)) if leaving else Ending(),
        mode=mode or ExitMode.UNDECIDED, company="Sud" if there else "",
        incoming=(Actor("TNEW", "UIRIS"),) if there else (),
        price_now=draw(st.none() | st.just(Decimal("11.50"))) if terms.revision else None,
    )  # fmt: skip


def again(made: Engagement, language: str) -> Engagement:
    """Export an engagement as a line, and bring that line in."""
    t = texts(language)
    written = sheet.written(
        [[sheet.title(column, language) for column in COLUMNS], lines.line(made, TODAY, "report", t)]
    )
    read = sheet.read(written.encode())
    assert read.wrong == ()
    running = replace(rows.running(read.rows[0], Written(), t), said="before")
    return imported(running, id_=made.id, word=WORD, tasks=asked)


@settings(max_examples=60)
@given(runnings(), st.sampled_from(languages()))
def test_whatever_came_in_comes_in_again_as_it_is(running: Running, language: str) -> None:
    made = imported(running, id_="e1", word=WORD, tasks=asked)

    assert again(made, language) == _flat(made)


def _flat(made: Engagement) -> Engagement:
    """Return an engagement whose words have lost what means something in a cell."""
    leaving = made.exit and replace(made.exit, reason=_read(made.exit.reason))
    return replace(
        made,
        upgrade_reason=_read(made.upgrade_reason),
        reservations=tuple(replace(one, text=_read(one.text)) for one in made.reservations),
        exit=leaving,
        terms=tuple(replace(one, note=_read(one.note)) for one in made.terms),
    )


def _read(words: str) -> str:
    """Return words as a cell's text is read, on one line."""
    return " ".join(lines.flat(words).split())


def test_a_notice_comes_in_again() -> None:
    ending = Ending(sent_on=date(2026, 10, 1), received_on=date(2026, 10, 5), by_provider=True)
    opening = Opening(
        "Paie", contract("2024-01-01", notice="1m"), UpgradeMode.LEFT_OUT,
        (CLAIRE,), (NADIA,), "fr", "Europe/Paris",
    )  # fmt: skip
    running = Running(
        opening=opening, team="T1", channel="C1", phase=Phase.EXIT, evidence="report", said="before",
        live_on=date(2024, 3, 1), upgrade_reason="risque accepté", ending=ending,
    )  # fmt: skip
    made = imported(running, id_="e1", word=WORD, tasks=asked)

    assert again(made, "fr") == made


@pytest.mark.parametrize(
    "changed",
    [
        {"amendments": (Amendment(on=TODAY, clauses=Contract(start=TODAY, term=parse("1m")).clauses),)},
        {"margin_days": 3},
        {"partial_last": True},
        {"revision": Revision(price=Decimal(1), base=Decimal(1), every=parse("12m"))},
    ],
)
def test_a_contract_whose_dates_would_come_out_wrong_is_not_written_as_a_line(
    changed: dict[str, Any],
) -> None:
    made = engagement()

    with pytest.raises(RuleBroken) as broken:
        lines.line(replace(made, contract=replace(made.contract, **changed)), TODAY, "report", texts("fr"))

    assert (broken.value.code, broken.value.values) == ("export_terms", {"name": "Paie Marbeuf"})


def test_what_a_line_has_no_place_for_is_left_to_the_history() -> None:
    """Refusals, own items and the words of a phase that is over by one party alone."""
    made = engagement()
    made = accept(made, 4, Word(NADIA, T0))
    made = reject(made, 5, Word(NADIA, T0), reason="trop vague")
    made = add_item(made, Word(NADIA, T0), title="Clés", kind=ItemKind.PHYSICAL, owner=Party.CLIENT, due=None)

    own = made.items[-1].number
    made = reserve(made, own, Word(NADIA, T0), text="une manque", due=None)

    cells = dict(zip(COLUMNS, lines.line(made, TODAY, "report", texts("fr")), strict=True))

    assert cells["accepted"] == 'knowledge 2026-11-24 partie="prestataire"'
    assert cells["reservations"] == ""
