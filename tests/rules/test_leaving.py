"""Leaving early (T9, T13), who takes the service over (T10), and what an exit asks for (DOMAIN §2.4, §4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from state import checklists
from state.rules.acceptance import accept
from state.rules.checklist import add_item, due_on
from state.rules.dossier import ExitCause, ExitMode, TermEnd
from state.rules.engagement import Engagement
from state.rules.item import EndedHow, ItemKind, Phase
from state.rules.leaving import LONGEST_COMPANY, choose_mode, end_early
from state.rules.party import PAIR, Actor, Party
from state.rules.reminder import due
from state.rules.reservation import reserve
from state.rules.run import Outcome
from state.rules.turning import last_turn
from tests.engagements import CLAIRE, NADIA, STRANGER, TODAY, engagement, number_of, word
from tests.rules.contracts import broken, day
from tests.rules.operating import chosen, leaving, operating, said, seated

GROUND = "manquement grave, mise en demeure du 3 octobre restée sans effet"
ALL = frozenset(Party)


def number(of: Engagement, key: str) -> int:
    return next(item.number for item in of.current_items if item.key == key)


@pytest.mark.parametrize("by", [CLAIRE, NADIA])
def test_either_party_ends_the_contract_early_on_a_ground_that_it_names(by: Actor) -> None:
    after = end_early(operating(), said(by, "2025-06-02"), last_day=day("2025-08-31"), ground=GROUND)

    assert (after.phase, after.phase_since) == (Phase.EXIT, day("2025-06-02"))
    assert after.exit is not None
    assert (after.exit.cause, after.exit.last_day, after.exit.reason) == (
        ExitCause.EARLY, day("2025-08-31"), GROUND,
    )  # fmt: skip
    assert after.terms == (TermEnd(1, Outcome.TERMINATED, day("2025-06-02"), by, GROUND),)


def test_an_early_end_is_recalled_by_its_own_last_day_and_draws_the_card_anew_after_it() -> None:
    after = end_early(operating(), said(NADIA, "2025-06-02"), last_day=day("2025-08-31"), ground=GROUND)
    morning = datetime(2025, 8, 29, 8, tzinfo=UTC)

    ends = [one.by for one in due(after, now=morning, planned=frozenset()) if one.about == "contract_end"]
    assert ends == [day("2025-08-31")]
    assert last_turn(replace(after, items=()), day("2025-09-05")) == day("2025-09-01")


def test_a_takeover_in_which_nothing_was_handed_over_is_closed_instead() -> None:
    """T13: `cancelled` only if nothing was transferred yet; a document is no transfer."""
    before = engagement()
    before = accept(before, number_of(before, ItemKind.DOCUMENT), word(CLAIRE))
    after = end_early(before, word(CLAIRE), last_day=TODAY, ground=GROUND)

    assert (after.phase, after.closed_on, after.cancelled) == (Phase.CLOSED, TODAY, GROUND)
    assert (after.exit, after.accountable) == (None, Party.CLIENT)


@pytest.mark.parametrize("kind", [ItemKind.KNOWLEDGE, ItemKind.LEGAL, ItemKind.PHYSICAL])
@pytest.mark.parametrize("reserved", [False, True])
def test_a_takeover_in_which_something_was_handed_over_hands_it_back(
    kind: ItemKind, *, reserved: bool
) -> None:
    before = engagement()
    number = number_of(before, kind)
    if reserved:
        before = reserve(before, number, word(NADIA), text="il manque l’annexe 2", due=None)
    else:
        before = accept(before, number, word(NADIA))
    after = end_early(before, word(CLAIRE), last_day=TODAY, ground=GROUND)

    assert (after.phase, after.cancelled, after.accountable) == (Phase.EXIT, "", Party.CLIENT)


def test_an_upgrade_is_left_by_the_exit() -> None:
    before = replace(operating(), phase=Phase.UPGRADE)

    after = end_early(before, said(NADIA, "2025-06-02"), last_day=day("2025-06-02"), ground=GROUND)

    assert after.phase is Phase.EXIT


@pytest.mark.parametrize(
    ("of", "by", "last_day", "ground", "code"),
    [
        (operating(), CLAIRE, "2025-08-31", "  ", "reason_missing"),
        (operating(), CLAIRE, "2025-08-31", "x" * 501, "reason_too_long"),
        (operating(), CLAIRE, "2025-06-01", GROUND, "ends_in_past"),
        (operating(), CLAIRE, "2026-03-14", GROUND, "not_early"),
        (operating(), CLAIRE, "2026-03-15", GROUND, "not_early"),
        (operating(), STRANGER, "2025-08-31", GROUND, "not_member"),
        (leaving("2025-04-01"), CLAIRE, "2025-08-31", GROUND, "leaving_already"),
        (replace(operating(), phase=Phase.CLOSED), CLAIRE, "2025-08-31", GROUND, "closed"),
    ],
)
def test_an_early_end_that_is_refused(
    of: Engagement, by: Actor, last_day: str, ground: str, code: str
) -> None:
    assert broken(end_early, of, said(by, "2025-06-02"), last_day=day(last_day), ground=ground) == code


def test_only_the_client_says_who_takes_over_and_only_in_the_exit() -> None:
    before, on = leaving(), "2025-12-02"
    mode = ExitMode.REVERSIBILITY
    refusals = {
        "client_chooses": (before, NADIA, mode, {}),
        "not_member": (before, STRANGER, mode, {}),
        "exit_first": (operating(), CLAIRE, mode, {}),
        "exit_choice": (before, CLAIRE, ExitMode.UNDECIDED, {}),
        "company_missing": (before, CLAIRE, ExitMode.PORTABILITY, {"company": " \u200b "}),
        "company_too_long": (before, CLAIRE, ExitMode.PORTABILITY, {"company": "x" * (LONGEST_COMPANY + 1)}),
        "exit_mode_already": (chosen(before, mode), CLAIRE, mode, {}),
        "mode_reason": (chosen(before, mode), CLAIRE, ExitMode.PORTABILITY, {"company": "Nord"}),
        "closed": (replace(before, phase=Phase.CLOSED), CLAIRE, mode, {}),
    }

    for code, (of, by, wanted, given) in refusals.items():
        assert broken(choose_mode, of, said(by, on), wanted, **given) == code


def test_reversibility_asks_what_the_exit_asked_already() -> None:
    before = leaving()
    said_yes = accept(before, number(before, "knowledge_back"), said(CLAIRE, "2025-12-02"))
    after = chosen(said_yes, ExitMode.REVERSIBILITY)

    kept = [item for item in said_yes.current_items if item.kind is not ItemKind.PHASE]
    assert [item for item in after.current_items if item.kind is not ItemKind.PHASE] == kept
    assert all(item.asks == PAIR for item in after.current_items)
    assert after.exit is not None
    assert (after.exit.mode, after.exit.company) == (ExitMode.REVERSIBILITY, "")


def test_portability_asks_the_client_and_the_incoming_provider_and_all_three_for_the_whole() -> None:
    after = chosen(leaving(), ExitMode.PORTABILITY, company=" Nord  Infogérance ")

    transfers = {item.key for item in after.current_items if item.asks == (Party.CLIENT, Party.INCOMING)}
    whole = next(item for item in after.current_items if item.kind is ItemKind.PHASE)
    assert transfers == {
        "knowledge_over", "property_rights_over", "usage_rights_over", "staff_over", "machines_over",
        "workplace_over", "data_over",
    }  # fmt: skip
    assert frozenset(whole.asks) == ALL
    assert after.exit is not None
    assert after.exit.company == "Nord Infogérance"


def test_another_mode_regenerates_what_is_not_settled_and_keeps_what_is() -> None:
    """T10: the client changes its mind, with a reason."""
    before = chosen(leaving(), ExitMode.REVERSIBILITY)
    for by in (CLAIRE, NADIA):
        before = accept(before, number(before, "knowledge_back"), said(by, "2025-12-03"))
    before = accept(before, number(before, "usage_rights_back"), said(CLAIRE, "2025-12-03"))
    before = add_item(
        before, said(NADIA, "2025-12-03"), title="Badges rendus", kind=ItemKind.MILESTONE,
        owner=Party.PROVIDER, due=None,
    )  # fmt: skip

    after = chosen(before, ExitMode.PORTABILITY, company="Nord", reason="appel d’offres attribué")

    keys = [item.key for item in after.current_items]
    assert "knowledge_back" in keys, "what both have accepted stays"
    assert "usage_rights_back" not in keys
    assert "Badges rendus" in [item.title for item in after.current_items]
    assert keys.count("exit") == keys.count("data_deleted") == 1
    gone = next(item for item in after.items if item.key == "usage_rights_back")
    assert (gone.dropped_on, gone.client is not None) == (day("2025-12-02"), True), "nothing is erased"
    numbers = [item.number for item in after.items]
    assert numbers == sorted(set(numbers))


def test_another_company_takes_over_from_scratch_and_the_former_one_loses_its_seat() -> None:
    before = seated(chosen(leaving(), ExitMode.PORTABILITY, company="Nord"))
    reserved = reserve(
        before, number(before, "data_over"), said(CLAIRE, "2025-12-03"), text="export illisible", due=None
    )

    after = chosen(reserved, ExitMode.PORTABILITY, company="Sud", reason="Nord s’est retiré")

    assert Party.INCOMING not in after.parties
    (reservation,) = after.reservations
    assert reservation.ended is not None
    assert reservation.ended.how is EndedHow.OVERTAKEN
    assert number(after, "data_over") > number(before, "data_over")
    assert {item.key for item in after.current_items} == {item.key for item in before.current_items}


def test_what_the_whole_was_signed_for_has_changed() -> None:
    before = leaving()
    for item in before.current_items:
        for by in PAIR:
            before = accept(before, item.number, said({Party.CLIENT: CLAIRE, Party.PROVIDER: NADIA}[by],
                                                      "2025-12-01"))  # fmt: skip
    after = chosen(before, ExitMode.REVERSIBILITY)

    whole = next(item for item in after.current_items if item.kind is ItemKind.PHASE)
    assert (whole.client, whole.provider) == (None, None)


@pytest.mark.parametrize(
    ("begun", "last", "knowledge", "deleted"),
    [
        # 90 days before the end: as planned; earlier: later; nearer: at once; after the last day: as planned.
        (date(2026, 1, 1), date(2026, 4, 1), date(2026, 3, 2), date(2026, 5, 1)),
        (date(2025, 1, 1), date(2026, 4, 1), date(2026, 3, 2), date(2026, 5, 1)),
        (date(2026, 3, 20), date(2026, 4, 1), date(2026, 3, 20), date(2026, 5, 1)),
        (date(2026, 4, 2), date(2026, 4, 1), date(2026, 6, 1), date(2026, 7, 31)),
    ],
)
def test_an_exit_is_planned_towards_the_last_day(
    begun: date, last: date, knowledge: date, deleted: date
) -> None:
    before = leaving()
    assert before.exit is not None
    of = replace(before, phase_since=begun, exit=replace(before.exit, last_day=last))
    tasks = {task.key: task for task in checklists.exit_tasks(ExitMode.REVERSIBILITY)}

    assert due_on(of, tasks["knowledge_back"]) == knowledge
    assert due_on(of, tasks["data_deleted"]) == deleted


def test_other_phases_are_planned_from_their_first_day() -> None:
    before = engagement()
    task = checklists.tasks(Phase.TAKEOVER)[0]

    assert task.due_days is not None
    assert due_on(before, task) == TODAY + timedelta(days=task.due_days)


def test_each_list_ends_with_the_acceptance_of_the_whole() -> None:
    for mode in ExitMode:
        *others, whole = checklists.exit_tasks(mode)
        assert whole.kind is ItemKind.PHASE
        assert ItemKind.PHASE not in {task.kind for task in others}
        assert {"exit_schedule", "access_revoked", "data_deleted"} <= {task.key for task in others}
