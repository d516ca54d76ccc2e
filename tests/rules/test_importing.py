"""A contract that already runs comes in: in any phase, any period, with what was accepted before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from state.imports import asked
from state.rules.clauses import Counts
from state.rules.contract import checked
from state.rules.dossier import ExitCause, ExitMode, UpgradeMode, Upstream
from state.rules.duration import parse
from state.rules.engagement import Engagement
from state.rules.importing import imported
from state.rules.item import Item, ItemKind, Phase, Verdict
from state.rules.opening import Opening
from state.rules.party import OFF_SLACK, Actor, Party, Role, Word
from state.rules.phase import missing
from state.rules.price import Revision
from state.rules.run import Outcome
from state.rules.running import Agreed, Ending, Reserved, Running, Unfit
from state.rules.term import Anchor, Contract, term_at
from tests.engagements import CLAIRE, HUGO, NADIA, T0, TODAY, TOM

OPERATOR = Actor(OFF_SLACK, "Sam Operator")
MARIE = Actor(OFF_SLACK, "Marie Dupont")
WORD = Word(OPERATOR, T0)
TAKEOVER_KEYS = (
    "study", "contract", "specifications", "knowledge", "property_rights", "usage_rights", "staff",
    "machines", "workplace", "quality_plan", "service_agreements",
)  # fmt: skip


def contract(start: str = "2021-06-12", term: str = "36m", **changed: object) -> Contract:
    """A contract of DOMAIN §5, case 18: on T0 its period k=3 runs."""
    usual = Contract(
        start=date.fromisoformat(start),
        term=parse(term),
        notice=parse("3m"),
        renewal=parse("12m"),
        tacit=True,
    )
    return replace(usual, **changed)  # type: ignore[arg-type]


def row(phase: Phase = Phase.OPERATIONS, **changed: object) -> Running:
    """A row that can come in, in a phase."""
    upgrade = UpgradeMode.IN_CONTRACT if phase is Phase.UPGRADE else UpgradeMode.NOT_NEEDED
    opening = Opening("Paie Nord", contract(), upgrade, (CLAIRE, HUGO), (NADIA, TOM), "fr", "Europe/Paris")
    usual = Running(
        opening=opening, team="TPROVIDER", channel="CSHARED", phase=phase,
        evidence="PV du 1er septembre 2021", said="avant Relais",
        upgrade_reason="" if phase is Phase.UPGRADE else "état des lieux conforme",
        live_on=None if phase is Phase.TAKEOVER else date(2021, 9, 1),
    )  # fmt: skip
    return replace(usual, **changed)  # type: ignore[arg-type]


def with_contract(running: Running, **changed: object) -> Running:
    return replace(running, opening=replace(running.opening, contract=contract(**changed)))  # type: ignore[arg-type]


def with_opening(running: Running, **changed: object) -> Running:
    return replace(running, opening=replace(running.opening, **changed))  # type: ignore[arg-type]


def brought(running: Running, word: Word = WORD) -> Engagement:
    return imported(running, id_="e1", word=word, tasks=asked)


def faults(running: Running) -> list[tuple[str, str]]:
    """Return what is wrong with a row: the column and the code."""
    with pytest.raises(Unfit) as refused:
        brought(running)
    return [(fault.column, fault.broken.code) for fault in refused.value.faults]


def item(engagement: Engagement, key: str) -> Item:
    return next(one for one in engagement.items if one.key == key)


def test_a_contract_comes_in_in_operations_in_its_third_renewal() -> None:
    made = brought(row())

    assert (made.phase, made.live_on, made.full_level_on) == (
        Phase.OPERATIONS, date(2021, 9, 1), date(2021, 9, 1),
    )  # fmt: skip
    assert made.phase_since == date(2021, 9, 1)
    assert made.created_on == TODAY
    # DOMAIN §5, case 18, one period later: 12 June 2026 to 11 June 2027, deadline 11 March 2027.
    term = term_at(made.contract, TODAY)
    assert (term.k, term.last_day, term.deadline) == (3, date(2027, 6, 11), date(2027, 3, 11))
    assert made.accountable is Party.PROVIDER


def test_periods_that_are_over_are_recorded_so_that_nobody_is_told_of_them_today() -> None:
    made = brought(row())

    assert [(end.k, end.outcome, end.on, end.by, end.note) for end in made.terms] == [
        (0, Outcome.RENEWED, date(2024, 6, 11), None, "avant Relais"),
        (1, Outcome.RENEWED, date(2025, 6, 11), None, "avant Relais"),
        (2, Outcome.RENEWED, date(2026, 6, 11), None, "avant Relais"),
    ]


def test_the_first_person_of_each_party_leads_it_and_whoever_brings_it_in_administers_it() -> None:
    sam = Word(Actor("TPROVIDER", "USAM"), T0)

    made = brought(row(), sam)

    assert [(one.actor, one.party, one.role) for one in made.members] == [
        (CLAIRE, Party.CLIENT, Role.LEAD), (HUGO, Party.CLIENT, Role.SIGNATORY),
        (NADIA, Party.PROVIDER, Role.LEAD), (TOM, Party.PROVIDER, Role.SIGNATORY),
    ]  # fmt: skip
    assert made.administrators == (sam.by,)
    assert brought(row()).administrators == ()


def test_a_person_without_slack_has_the_rows_evidence() -> None:
    made = brought(with_opening(row(), client=(MARIE,)))

    assert made.members[0].evidence == "PV du 1er septembre 2021"
    assert made.members[1].evidence == ""


def test_the_takeover_that_is_over_was_accepted_by_both_leads_on_its_day() -> None:
    whole = item(brought(row()), "takeover")

    assert [one.key for one in brought(row()).items] == ["takeover", "exit_plan"]
    for party, lead in ((Party.CLIENT, CLAIRE), (Party.PROVIDER, NADIA)):
        decision = whole.decision(party)
        assert decision is not None
        assert (decision.verdict, decision.by, decision.kept_by) == (Verdict.ACCEPTED, lead, OPERATOR)
        assert decision.at == datetime(2021, 9, 1, 10, 0, tzinfo=UTC)
        assert (decision.note, decision.evidence) == ("avant Relais", "PV du 1er septembre 2021")


def test_what_was_accepted_before_comes_with_its_day() -> None:
    accepted = (
        Agreed(key="knowledge", on=date(2021, 8, 30)),
        Agreed(key="exit_plan", on=date(2022, 1, 10), party=Party.PROVIDER),
    )

    made = brought(row(accepted=accepted))

    assert [one.key for one in made.items] == ["knowledge", "takeover", "exit_plan"]
    assert item(made, "knowledge").settled
    assert item(made, "knowledge").due is None
    assert item(made, "exit_plan").verdict(Party.CLIENT) is None
    decision = item(made, "exit_plan").provider
    assert decision is not None
    assert decision.at == datetime(2022, 1, 10, 11, 0, tzinfo=UTC)


def test_a_takeover_goes_on_with_its_whole_checklist() -> None:
    accepted = tuple(Agreed(key=key, on=date(2026, 11, 2)) for key in ("study", "contract"))

    made = brought(
        replace(row(Phase.TAKEOVER, accepted=accepted, since=date(2026, 10, 1)), opening=row().opening)
    )

    assert sorted(one.key for one in made.current_items) == sorted([*TAKEOVER_KEYS, "takeover", "assessment"])
    assert [one.key for one in made.items if one.settled] == ["study", "contract"]
    assert item(made, "knowledge").due == date(2026, 11, 30)
    assert made.live_on is None
    assert made.accountable is Party.CLIENT


def test_a_takeover_without_a_day_began_with_the_contract_or_begins_today() -> None:
    ahead = with_contract(row(Phase.TAKEOVER), start="2027-01-01")

    assert brought(row(Phase.TAKEOVER)).phase_since == date(2021, 6, 12)
    assert brought(ahead).phase_since == TODAY


def test_an_upgrade_goes_on_from_the_day_of_the_takeover() -> None:
    made = brought(row(Phase.UPGRADE))

    assert (made.phase, made.phase_since, made.full_level_on) == (Phase.UPGRADE, date(2021, 9, 1), None)
    assert made.items[0].key == "takeover"
    assert {one.phase for one in made.current_items} == {Phase.UPGRADE}


def test_nothing_is_late_on_the_day_on_which_a_contract_comes_in() -> None:
    late = brought(row(Phase.UPGRADE))
    begun = brought(row(Phase.TAKEOVER, since=date(2026, 10, 1)))

    assert {one.due for one in late.current_items} == {date(2026, 12, 24)}
    assert item(begun, "study").due == date(2026, 12, 24)  # it would have been due on 15 October
    assert item(begun, "knowledge").due == date(2026, 11, 30)


def test_after_an_upgrade_in_the_contract_its_day_is_asked_for() -> None:
    running = with_opening(row(), upgrade=UpgradeMode.IN_CONTRACT)
    full = replace(running, full_level_on=date(2022, 3, 1))

    assert faults(running) == [("full_level", "import_day_missing")]
    assert brought(full).full_level_on == brought(full).phase_since == date(2022, 3, 1)
    assert [one.key for one in brought(full).items if one.kind is ItemKind.PHASE] == ["takeover", "upgrade"]
    assert brought(replace(running, since=date(2022, 3, 1))).full_level_on == date(2022, 3, 1)


def test_an_upgrade_upstream_that_is_not_done_keeps_its_reservation() -> None:
    upstream = Upstream("Nord Infogérance", "M-12")
    running = replace(
        with_opening(row(), upgrade=UpgradeMode.UPSTREAM),
        upstream=upstream,
        accepted=(Agreed(key="upstream_done", on=date(2021, 9, 1)),),
        reservations=(Reserved(key="upstream_done", text="migration en cours", due=date(2027, 1, 31)),),
    )

    made = brought(running)

    (reservation,) = made.reservations
    assert (reservation.number, reservation.owner, reservation.party) == (1, Party.CLIENT, Party.PROVIDER)
    assert item(made, "upstream_done").verdict(Party.PROVIDER) is Verdict.RESERVED
    assert item(made, "upstream_done").verdict(Party.CLIENT) is Verdict.ACCEPTED
    assert made.upstream == upstream


def test_a_blocking_reservation_keeps_the_phase_from_ending_as_one_made_in_slack() -> None:
    running = replace(
        row(Phase.TAKEOVER),
        accepted=(Agreed(key="machines", on=TODAY),),
        reservations=(Reserved(key="machines", text="baie", due=date(2027, 1, 31), blocking=True),),
    )

    made = brought(running)

    assert ("reservation_blocking", Party.PROVIDER) in [(one.code, one.party) for one in missing(made)]


def test_a_notice_in_time_leads_to_the_exit_with_the_contracts_last_day() -> None:
    ending = Ending(sent_on=date(2026, 10, 1), received_on=date(2026, 10, 5), by_provider=True)

    made = brought(row(Phase.EXIT, ending=ending, mode=ExitMode.REVERSIBILITY))

    assert made.exit is not None
    assert (made.exit.cause, made.exit.begun_on, made.exit.last_day, made.exit.mode) == (
        ExitCause.NOTICE, date(2026, 10, 5), date(2027, 6, 11), ExitMode.REVERSIBILITY,
    )  # fmt: skip
    assert made.contract.notices[0].by_provider
    assert (made.terms[-1].k, made.terms[-1].outcome) == (3, Outcome.TERMINATED)
    assert {one.phase for one in made.current_items} == {Phase.EXIT}


def test_a_late_notice_is_kept_and_the_operations_go_on() -> None:
    # Received a day after the deadline of period k=2, 11 March 2026: it ends period k=3 (R9).
    late = Ending(sent_on=date(2026, 3, 10), received_on=date(2026, 3, 12))
    running = row(ending=late)

    assert faults(running) == [("ending", "import_leaving")]
    made = imported(running, id_="e1", word=Word(OPERATOR, datetime(2026, 4, 1, tzinfo=UTC)), tasks=asked)
    assert (made.phase, made.terms[-1].k, made.terms[-1].outcome) == (Phase.OPERATIONS, 3, Outcome.TERMINATED)


def test_a_portability_seats_the_incoming_provider() -> None:
    incoming = Actor("TNEW", "UIRIS")
    ending = Ending(last_day=date(2027, 3, 31), reason="accord des parties")
    running = row(
        Phase.EXIT, ending=ending, mode=ExitMode.PORTABILITY, company="Sud Infogérance", incoming=(incoming,),
        accepted=(Agreed(key="exit", on=TODAY, party=Party.INCOMING),),
    )  # fmt: skip
    made = brought(replace(running, accepted=()))

    assert made.exit is not None
    assert (made.exit.cause, made.exit.last_day, made.exit.reason, made.exit.company) == (
        ExitCause.EARLY, date(2027, 3, 31), "accord des parties", "Sud Infogérance",
    )  # fmt: skip
    assert made.members[-1].actor == incoming
    assert (made.members[-1].party, made.members[-1].role) == (Party.INCOMING, Role.LEAD)
    assert Party.INCOMING in item(made, "exit").asks
    assert faults(running) == [("accepted", "items_open")]


def test_a_party_may_have_signed_the_phase_before_the_other_one() -> None:
    alone = tuple(
        Agreed(key=key, on=TODAY, party=Party.CLIENT) for key in (*TAKEOVER_KEYS, "assessment", "takeover")
    )

    made = brought(row(Phase.TAKEOVER, accepted=alone))

    assert item(made, "takeover").accepted_by(Party.CLIENT)
    assert {one.party for one in missing(made)} == {Party.PROVIDER}


def test_a_contract_that_expires_is_in_its_exit_without_a_notice() -> None:
    running = with_contract(row(Phase.EXIT), start="2024-01-01", renewal=None, tacit=False)

    made = brought(replace(running, live_on=date(2024, 3, 1)))

    assert made.exit is not None
    assert (made.exit.cause, made.exit.last_day) == (ExitCause.EXPIRY, date(2026, 12, 31))


def test_a_closed_contract_comes_in_with_who_has_the_service_now() -> None:
    ending = Ending(sent_on=date(2026, 2, 1), received_on=date(2026, 2, 3))
    running = row(Phase.CLOSED, ending=ending, mode=ExitMode.REVERSIBILITY, closed_on=date(2026, 6, 30))

    made = brought(running)

    assert (made.closed_on, made.phase_since, made.accountable) == (
        date(2026, 6, 30), date(2026, 6, 30), Party.CLIENT,
    )  # fmt: skip
    assert item(made, "exit").settled
    assert faults(replace(running, closed_on=date(2026, 6, 10))) == [("ending", "import_closed_early")]
    assert faults(replace(running, mode=ExitMode.UNDECIDED)) == [("exit", "import_mode_missing")]


def test_the_price_of_today_is_kept_or_waits_for_its_index() -> None:
    revision = Revision(price=Decimal(10_000), base=Decimal("280.6"))
    running = with_contract(row(), revision=revision)

    known = brought(replace(running, price_now=Decimal("11225.94")))
    unknown = brought(running)

    assert [(one.k, one.on, one.amount, one.pending) for one in known.prices] == [
        (3, date(2026, 6, 12), Decimal("11225.94"), False)
    ]
    assert [(one.k, one.on, one.amount, one.pending) for one in unknown.prices] == [
        (3, date(2026, 6, 12), Decimal(10_000), True)
    ]
    assert faults(row(price_now=Decimal(1))) == [("price_now", "import_price")]


def test_the_words_of_the_contract_come_in_checked() -> None:
    running = with_contract(row(), calendars=("fr", "FR-AM"), counts=Counts.DISPATCH)

    assert brought(running).contract == checked(running.opening.contract)
    assert brought(running).contract.calendars == ("FR", "FR-AM")


@pytest.mark.parametrize(
    ("running", "found"),
    [
        (row(evidence=" "), [("evidence", "import_evidence")]),
        (row(evidence="x" * 501), [("evidence", "reason_too_long")]),
        (with_opening(row(), name=" "), [("name", "name_missing")]),
        (with_opening(row(), provider=()), [("provider", "party_missing")]),
        (with_opening(row(), provider=(CLAIRE,)), [("provider", "both_parties")]),
        (with_opening(row(), zone="Europe/Marbeuf"), [("zone", "unknown_zone")]),
        (
            with_opening(row(), shared=True, provider=(HUGO,), client=(CLAIRE,)),
            [("provider", "same_company")],
        ),
        (with_contract(row(), notice=parse("40m")), [("notice", "notice_exceeds_term")]),
        (with_contract(row(), calendars=("XX",)), [("calendars", "unknown_calendar")]),
        (with_contract(row(), max_renewals=0), [("max_renewals", "bad_max_renewals")]),
        (with_contract(row(), anchor=Anchor.ACCEPTANCE), [("start", "import_anchor")]),
        (row(live_on=None), [("live_on", "import_day_missing")]),
        (row(live_on=date(2027, 1, 1)), [("live_on", "day_ahead")]),
        (row(since=date(2021, 8, 1)), [("since", "import_disorder")]),
        (row(closed_on=TODAY), [("closed_on", "import_day_early")]),
        (row(Phase.TAKEOVER, live_on=TODAY), [("live_on", "import_day_early")]),
        (row(Phase.CLOSED), [("closed_on", "import_day_missing")]),
        (with_opening(row(), upgrade=UpgradeMode.UNDECIDED), [("upgrade", "import_upgrade_undecided")]),
        (row(upgrade_reason=""), [("upgrade", "reason_missing")]),
        (
            replace(with_opening(row(Phase.UPGRADE), upgrade=UpgradeMode.NOT_NEEDED), upgrade_reason="x"),
            [("upgrade", "import_upgrade_elsewhere")],
        ),
        (row(upstream=Upstream("Nord")), [("upgrade", "import_upstream")]),
        (with_opening(row(), upgrade=UpgradeMode.UPSTREAM), [("upgrade", "upstream_company")]),
        (row(mode=ExitMode.REVERSIBILITY), [("exit", "import_mode_early")]),
        (row(ending=Ending(last_day=TODAY, reason="x")), [("ending", "import_ending_early")]),
        (row(ending=Ending(received_on=TODAY)), [("ending", "import_sent_missing")]),
        (
            row(Phase.TAKEOVER, ending=Ending(sent_on=TODAY, received_on=TODAY)),
            [("ending", "notice_operations")],
        ),
        (row(ending=Ending(sent_on=date(2027, 1, 4))), [("ending", "day_ahead")]),
        (
            row(ending=Ending(sent_on=date(2026, 10, 1), received_on=date(2026, 10, 5))),
            [("ending", "import_leaving")],
        ),
        (
            with_contract(row(), start="2022-01-01", renewal=None, tacit=False, notice=None),
            [("ending", "import_over")],
        ),
        (row(Phase.EXIT), [("ending", "import_ending")]),
        (row(Phase.EXIT, ending=Ending(sent_on=date(2026, 10, 1))), [("ending", "import_not_received")]),
        (
            row(Phase.EXIT, ending=Ending(sent_on=date(2026, 10, 1), last_day=TODAY)),
            [("ending", "import_ending_both")],
        ),
        (row(Phase.EXIT, ending=Ending(last_day=TODAY)), [("ending", "reason_missing")]),
        (
            row(Phase.EXIT, ending=Ending(last_day=TODAY, reason="x"), mode=ExitMode.PORTABILITY),
            [("exit", "company_missing")],
        ),
        (
            row(Phase.EXIT, ending=Ending(last_day=TODAY, reason="x"), incoming=(TOM,)),
            [("exit", "import_incoming")],
        ),
        (
            row(
                Phase.EXIT, ending=Ending(last_day=TODAY, reason="x"), mode=ExitMode.PORTABILITY,
                company="Sud", incoming=(TOM,),
            ),
            [("exit", "both_parties")],
        ),
        (row(accepted=(Agreed(key="knowledge_back", on=TODAY),)), [("accepted", "import_key_ahead")]),
        (row(accepted=(Agreed(key="software", on=TODAY),)), [("accepted", "import_not_listed")]),
        (row(accepted=(Agreed(key="exit_plan", on=date(2026, 11, 25)),)), [("accepted", "day_ahead")]),
        (row(accepted=(Agreed(key="exit_plan", on=TODAY),) * 2), [("accepted", "import_twice")]),
        (
            row(accepted=(Agreed(key="exit_plan", on=TODAY, party=Party.INCOMING),)),
            [("accepted", "import_not_asked")],
        ),
        (
            row(accepted=(Agreed(key="knowledge", on=TODAY, party=Party.CLIENT),)),
            [("accepted", "import_half")],
        ),
        (
            row(
                Phase.CLOSED, ending=Ending(last_day=TODAY, reason="x"), mode=ExitMode.REVERSIBILITY,
                closed_on=TODAY, accepted=(Agreed(key="exit_plan", on=TODAY),),
                reservations=(Reserved(key="exit_plan", text="x", due=TODAY),),
            ),
            [("reservations", "import_reservation_closed")],
        ),
        (
            row(
                Phase.EXIT, ending=Ending(last_day=TODAY, reason="x"), mode=ExitMode.PORTABILITY,
                company="Sud", accepted=(Agreed(key="exit", on=TODAY, party=Party.INCOMING),),
            ),
            [("accepted", "owner_absent")],
        ),
        (
            replace(
                with_contract(row(), public=True),
                ending=Ending(sent_on=date(2026, 10, 1), received_on=date(2026, 10, 5), by_provider=True),
            ),
            [("ending", "provider_cannot_refuse")],
        ),
        (
            row(Phase.TAKEOVER, accepted=(Agreed(key="takeover", on=TODAY, party=Party.CLIENT),)),
            [("accepted", "items_open")],
        ),
        (
            row(
                Phase.TAKEOVER,
                accepted=tuple(
                    Agreed(key=key, on=TODAY) for key in (*TAKEOVER_KEYS, "assessment", "takeover")
                ),
            ),
            [("phase", "import_phase_over")],
        ),
        (
            row(reservations=(Reserved(key="exit_plan", text="x", due=TODAY),)),
            [("reservations", "import_reserved_first")],
        ),
        (
            row(reservations=(Reserved(key="machines", text="x", due=TODAY),)),
            [("reservations", "import_reserved_first")],
        ),
        (
            row(
                accepted=(Agreed(key="exit_plan", on=TODAY),),
                reservations=(
                    Reserved(
                        key="exit_plan", text="x", due=TODAY, owner=Party.CLIENT, party=Party.CLIENT
                    ),
                ),
            ),
            [("reservations", "own_reservation")],
        ),
        (
            row(
                accepted=(Agreed(key="exit_plan", on=TODAY),),
                reservations=(Reserved(key="exit_plan", text=" ", due=TODAY),),
            ),
            [("reservations", "reason_missing")],
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_at_its_column(running: Running, found: list[tuple[str, str]]) -> None:
    assert faults(running) == found


def test_all_that_is_wrong_with_a_row_is_told_at_once() -> None:
    running = replace(with_contract(row(), calendars=("XX",)), evidence="")

    assert faults(with_opening(running, zone="Mars")) == [
        ("evidence", "import_evidence"), ("calendars", "unknown_calendar"), ("zone", "unknown_zone"),
    ]  # fmt: skip
