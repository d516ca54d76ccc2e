"""Where the upgrade is done: four ways, each with what it asks for (methodology: what to decide)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from state import checklists
from state.rules.acceptance import accept
from state.rules.broken import RuleBroken
from state.rules.checklist import enlist
from state.rules.dossier import UpgradeMode, Upstream
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.party import Actor, Party
from state.rules.phase import missing, turned
from state.rules.reservation import reserve
from state.rules.upgrade import decide_upgrade, upgrade_behind
from tests.engagements import CLAIRE, NADIA, STRANGER, TODAY, all_accepted, engagement, word

INSTEAD = checklists.instead_of_upgrade()
UPSTREAM = Upstream("Nord Infogérance", "C-4512", date(2026, 12, 1), date(2027, 2, 26))
UNDECIDED = engagement(upgrade=UpgradeMode.UNDECIDED)


def decided(
    of: Engagement,
    mode: UpgradeMode,
    reason: str = "The assessment meets the requirements",
    upstream: Upstream | None = None,
    by: Actor = CLAIRE,
) -> Engagement:
    return decide_upgrade(of, mode, word(by), reason=reason, upstream=upstream, instead=INSTEAD)


def asked(of: Engagement) -> list[str]:
    """Return what the takeover asks for beyond its own checklist."""
    own = {task.key for task in checklists.tasks(Phase.TAKEOVER)}
    return [item.key for item in of.current_items if item.key not in own]


@pytest.mark.parametrize(
    ("mode", "upstream", "asks"),
    [
        (UpgradeMode.IN_CONTRACT, None, []),
        (UpgradeMode.UPSTREAM, UPSTREAM, ["upstream_done"]),
        (UpgradeMode.NOT_NEEDED, None, ["assessment"]),
        (UpgradeMode.LEFT_OUT, None, ["risk_accepted"]),
    ],
)
def test_each_choice_asks_both_parties_for_what_stands_instead(
    mode: UpgradeMode, upstream: Upstream | None, asks: list[str]
) -> None:
    after = decided(UNDECIDED, mode, upstream=upstream)

    assert (after.upgrade, after.upstream, asked(after)) == (mode, upstream, asks)
    assert after.upgrade_reason == "The assessment meets the requirements"
    added = [item.number for item in after.items[len(UNDECIDED.items) :]]
    owed = {lack.party for lack in missing(after) if lack.item in added}
    assert owed == ({Party.CLIENT, Party.PROVIDER} if asks else set())


def test_another_choice_takes_what_the_former_asked_for_off_the_list_and_keeps_it_in_the_record() -> None:
    first = decided(UNDECIDED, UpgradeMode.LEFT_OUT)
    second = decided(first, UpgradeMode.NOT_NEEDED)

    assert asked(second) == ["assessment"]
    assert [(item.number, item.key, item.dropped_on) for item in second.items[-2:]] == [
        (13, "risk_accepted", TODAY),
        (14, "assessment", None),
    ]


def test_what_is_off_the_list_has_no_open_reservation_left() -> None:
    first = decided(UNDECIDED, UpgradeMode.LEFT_OUT)
    held = reserve(first, 13, word(CLAIRE), text="Insurer's word", due=None, blocking=True)
    assert held.open_reservations

    assert decided(held, UpgradeMode.IN_CONTRACT, "").open_reservations == ()


def test_the_same_choice_may_be_told_better_without_asking_again() -> None:
    first = decided(UNDECIDED, UpgradeMode.UPSTREAM, upstream=UPSTREAM)
    second = decided(first, UpgradeMode.UPSTREAM, "Contract signed", replace(UPSTREAM, reference="C-4513"))

    assert (second.upgrade_reason, asked(second)) == ("Contract signed", ["upstream_done"])
    assert len(second.items) == len(first.items)


def test_work_upstream_is_due_when_its_contract_says_so() -> None:
    after = decided(UNDECIDED, UpgradeMode.UPSTREAM, upstream=UPSTREAM)
    over = replace(UPSTREAM, starts=None, ends=TODAY - timedelta(days=1))

    assert after.items[-1].due == UPSTREAM.ends
    assert decided(UNDECIDED, UpgradeMode.UPSTREAM, upstream=over).items[-1].due == TODAY + timedelta(75)


def test_operations_may_begin_while_the_work_upstream_goes_on_if_both_say_so() -> None:
    """DOMAIN T3w: each party accepts it with a reservation, and the warning stays until both are lifted."""
    after = decided(UNDECIDED, UpgradeMode.UPSTREAM, upstream=UPSTREAM)
    for by in (CLAIRE, NADIA):
        after = reserve(after, 13, word(by), text="Phase 2 ends in March", due=None)
    moved = turned(all_accepted(after), word(NADIA))

    assert moved.phase is Phase.OPERATIONS
    assert upgrade_behind(moved)
    assert not upgrade_behind(accepted(UNDECIDED))


def accepted(of: Engagement) -> Engagement:
    after = decided(of, UpgradeMode.UPSTREAM, upstream=UPSTREAM)
    for by in (CLAIRE, NADIA):
        after = accept(after, 13, word(by))
    return after


@pytest.mark.parametrize(
    ("start", "mode", "reason", "code"),
    [
        (UNDECIDED, UpgradeMode.LEFT_OUT, " ", "reason_missing"),
        (UNDECIDED, UpgradeMode.NOT_NEEDED, "x" * 501, "reason_too_long"),
        (UNDECIDED, UpgradeMode.UNDECIDED, "x", "upgrade_choice"),
        (UNDECIDED, UpgradeMode.UPSTREAM, "x", "upstream_company"),
        (engagement(), UpgradeMode.NOT_NEEDED, "", "reason_missing"),
        (engagement(upgrade_reason="x"), UpgradeMode.NOT_NEEDED, "x", "upgrade_already"),
        (engagement(phase=Phase.OPERATIONS), UpgradeMode.LEFT_OUT, "x", "upgrade_too_late"),
        (all_accepted(engagement(), Party.CLIENT), UpgradeMode.LEFT_OUT, "x", "upgrade_signed"),
        (engagement(phase=Phase.CLOSED, closed_on=TODAY), UpgradeMode.LEFT_OUT, "x", "closed"),
    ],
)
def test_a_decision_on_the_upgrade_that_is_refused(
    start: Engagement, mode: UpgradeMode, reason: str, code: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        decided(start, mode, reason)

    assert broken.value.code == code


@pytest.mark.parametrize(
    ("upstream", "code"),
    [
        (Upstream(" \u200b "), "upstream_company"),
        (Upstream("x" * 81), "company_too_long"),
        (Upstream("Nord", "x" * 501), "reason_too_long"),
        (Upstream("Nord", "", date(2027, 2, 1), date(2027, 1, 31)), "upstream_days"),
    ],
)
def test_a_separate_contract_that_does_not_hold_together(upstream: Upstream, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        decided(UNDECIDED, UpgradeMode.UPSTREAM, upstream=upstream)

    assert broken.value.code == code


def test_only_who_binds_a_party_decides() -> None:
    with pytest.raises(RuleBroken) as broken:
        decided(UNDECIDED, UpgradeMode.IN_CONTRACT, "", by=STRANGER)

    assert broken.value.code == "not_member"


def test_every_choice_out_of_the_contract_has_items_and_each_has_all_that_enlisting_needs() -> None:
    assert set(INSTEAD) == set(UpgradeMode) - {UpgradeMode.UNDECIDED, UpgradeMode.IN_CONTRACT}
    for tasks in INSTEAD.values():
        assert all(item.due and item.asks for item in enlist(engagement(), tasks).items)
