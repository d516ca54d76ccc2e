"""Notice, renewal, withdrawal: outcomes A and B of a term (DOMAIN T7, T9, T12; cases 31 and 32)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from state.rules.amendment import ended
from state.rules.broken import RuleBroken
from state.rules.clauses import Counts
from state.rules.dossier import ExitCause, ExitMode, ProposalKind, TermEnd
from state.rules.ending import (
    agreed_renewal,
    agreed_withdrawal,
    exit_cause,
    last_day_of,
    may_begin_exit,
    on_its_way,
    received,
    renew,
    term_end,
    term_over,
    terminate,
)
from state.rules.item import Phase
from state.rules.party import Actor, Party, Role
from state.rules.run import Outcome
from state.rules.term import course, term_at
from tests.engagements import CLAIRE, HUGO, IRIS, NADIA, STRANGER
from tests.rules.contracts import broken, day, deal
from tests.rules.operating import (
    EXPIRING,
    SIXTEEN,
    chosen,
    leaving,
    operating,
    proposal,
    said,
    seated,
)


@pytest.mark.parametrize("by", [CLAIRE, NADIA])
@pytest.mark.parametrize("on", ["2025-12-12", "2025-12-14"])
def test_a_notice_in_time_begins_the_exit_for_whoever_gives_it(by: Actor, on: str) -> None:
    """Case 31: until Sunday 14 December, whose working day was Friday 12."""
    after = terminate(operating(), said(by, on), sent_on=day("2025-12-01"), received_on=day(on))

    assert (after.phase, after.phase_since) == (Phase.EXIT, day(on))
    assert after.exit is not None
    assert (after.exit.cause, after.exit.last_day) == (ExitCause.NOTICE, day("2026-03-14"))
    assert after.exit.mode is ExitMode.UNDECIDED
    assert term_end(after, 1) == TermEnd(1, Outcome.TERMINATED, day(on), by)
    assert after.contract.notices[-1].by_provider is (by == NADIA)


def test_a_late_notice_is_kept_for_the_next_period_and_operations_go_on() -> None:
    """Case 31, R9: received on Monday 15 December, it ends the contract a year later."""
    after = terminate(
        operating(), said(CLAIRE, "2025-12-15"), sent_on=day("2025-12-10"), received_on=day("2025-12-15")
    )

    assert (after.phase, after.exit) == (Phase.OPERATIONS, None)
    assert last_day_of(after) == day("2027-03-14")
    assert term_end(after, 2) == TermEnd(2, Outcome.TERMINATED, day("2025-12-15"), CLAIRE)
    assert exit_cause(after, day("2026-03-14")) is None
    assert exit_cause(after, day("2026-03-15")) is ExitCause.NOTICE, "the period that it ends has begun"


def test_a_notice_waits_for_its_reception_where_that_counts() -> None:
    sent = terminate(operating(), said(CLAIRE, "2025-12-10"), sent_on=day("2025-12-09"))

    assert (sent.phase, sent.exit, sent.terms) == (Phase.OPERATIONS, None, ())
    waiting = on_its_way(sent.contract)
    assert waiting is not None
    assert waiting.sent_on == day("2025-12-09")

    in_time = received(sent, said(NADIA, "2025-12-12"), on=day("2025-12-11"))
    late = received(sent, said(NADIA, "2025-12-18"), on=day("2025-12-15"))
    assert (in_time.phase, last_day_of(in_time)) == (Phase.EXIT, day("2026-03-14"))
    assert (late.phase, last_day_of(late)) == (Phase.OPERATIONS, day("2027-03-14"))


def test_a_notice_that_counts_when_sent_waits_for_nothing() -> None:
    contract = replace(SIXTEEN, counts=Counts.DISPATCH)
    after = terminate(operating(contract), said(CLAIRE, "2025-12-14"), sent_on=day("2025-12-14"))

    assert (after.phase, on_its_way(after.contract)) == (Phase.EXIT, None)


def test_an_open_ended_contract_ends_its_notice_after_the_notice_was_received() -> None:
    """R13."""
    contract = deal("2022-03-15", "36m", notice="3m", tacit=True)
    after = terminate(
        operating(contract), said(CLAIRE, "2025-12-01"), sent_on=day("2025-12-01"),
        received_on=day("2025-12-01"),
    )  # fmt: skip

    assert (after.phase, last_day_of(after)) == (Phase.EXIT, day("2026-03-01"))


def test_a_public_contracts_provider_cannot_refuse_the_renewal() -> None:
    public = operating(replace(SIXTEEN, public=True))

    with pytest.raises(RuleBroken, match="provider_cannot_refuse"):
        terminate(public, said(NADIA, "2025-12-01"), sent_on=day("2025-12-01"))
    assert terminate(
        public, said(CLAIRE, "2025-12-01"), sent_on=day("2025-12-01"), received_on=day("2025-12-01")
    ).leaving


def test_a_notice_that_is_refused_changes_nothing() -> None:
    before = operating()
    sent = terminate(before, said(CLAIRE, "2025-12-01"), sent_on=day("2025-12-01"))
    refusals = {
        "not_member": (before, STRANGER, {"sent_on": day("2025-12-01")}),
        "day_ahead": (before, CLAIRE, {"sent_on": day("2025-12-02")}),
        "received_before_sent": (
            before, CLAIRE, {"sent_on": day("2025-12-01"), "received_on": day("2025-11-30")},
        ),
        "notice_on_its_way": (sent, NADIA, {"sent_on": day("2025-12-01")}),
        "leaving_already": (leaving("2025-11-03"), NADIA, {"sent_on": day("2025-12-01")}),
        "notice_operations": (replace(before, phase=Phase.TAKEOVER), CLAIRE, {"sent_on": day("2025-12-01")}),
        "closed": (replace(before, phase=Phase.CLOSED), CLAIRE, {"sent_on": day("2025-12-01")}),
    }  # fmt: skip

    for code, (of, by, given) in refusals.items():
        assert broken(terminate, of, said(by, "2025-12-01"), **given) == code
    needless = broken(terminate, operating(EXPIRING), said(CLAIRE, "2025-03-01"), sent_on=day("2025-03-01"))
    assert needless == "notice_not_needed"
    assert broken(received, before, said(CLAIRE, "2025-12-01"), on=day("2025-12-01")) == "no_notice"
    assert broken(received, sent, said(NADIA, "2025-12-03"), on=day("2025-12-04")) == "day_ahead"
    assert broken(received, sent, said(NADIA, "2025-12-03"), on=day("2025-11-30")) == "received_before_sent"


@pytest.mark.parametrize("role", [Role.MEMBER, Role.OBSERVER])
def test_only_those_who_commit_their_party_give_notice_or_renew(role: Role) -> None:
    before = operating()
    people = tuple(replace(one, role=role) if one.actor == HUGO else one for one in before.members)
    before = replace(before, members=people)

    assert broken(terminate, before, said(HUGO, "2025-12-01"), sent_on=day("2025-12-01")) == "role_missing"
    assert broken(renew, before, said(HUGO, "2025-12-01")) == "role_missing"


def test_a_person_renews_what_would_renew_by_itself_and_it_is_on_record() -> None:
    after = renew(operating(), said(CLAIRE, "2025-12-01"), note="satisfaits du service")

    assert after.terms == (TermEnd(1, Outcome.RENEWED, day("2025-12-01"), CLAIRE, "satisfaits du service"),)
    assert (after.phase, after.contract) == (Phase.OPERATIONS, SIXTEEN)
    assert broken(renew, after, said(NADIA, "2025-12-02")) == "renewed_already"
    other = terminate(
        after, said(NADIA, "2025-12-03"), sent_on=day("2025-12-03"), received_on=day("2025-12-03")
    )
    assert (other.phase, [one.outcome for one in other.terms]) == (Phase.EXIT, [Outcome.TERMINATED])


def test_what_renews_after_the_deadline_is_the_next_period() -> None:
    after = renew(operating(), said(CLAIRE, "2026-01-15"))

    assert [one.k for one in after.terms] == [2]


def test_a_renewal_that_one_party_cannot_bring_about_is_refused() -> None:
    unending = operating(deal("2022-03-15", "36m", notice="3m", tacit=True))
    late = terminate(
        operating(), said(CLAIRE, "2025-12-15"), sent_on=day("2025-12-15"), received_on=day("2025-12-15")
    )

    assert broken(renew, operating(EXPIRING), said(CLAIRE, "2025-01-01")) == "renewal_by_both"
    assert broken(renew, unending, said(CLAIRE, "2025-12-01")) == "nothing_to_renew"
    assert broken(renew, late, said(CLAIRE, "2025-12-20")) == "notice_stands"
    assert broken(renew, leaving(), said(CLAIRE, "2025-12-20")) == "leaving_already"


def test_an_agreed_renewal_is_for_one_period_of_the_agreed_length() -> None:
    after = agreed_renewal(
        operating(EXPIRING), proposal(ProposalKind.RENEWAL, reason="bilan positif"),
        said(CLAIRE, "2025-01-10"),
    )  # fmt: skip

    assert last_day_of(after) == day("2026-03-14")
    assert term_at(after.contract, day("2025-03-15")).outcome is Outcome.EXPIRES, "renewed once"
    assert after.terms == (TermEnd(0, Outcome.RENEWED, day("2025-01-10"), CLAIRE, "bilan positif"),)


def test_an_agreed_renewal_never_passes_the_cap() -> None:
    """R7, case 22: two renewals at most."""
    capped = deal("2023-09-01", "24m", renewal="12m", notice="3m", max_renewals=2, tacit=False)
    once = operating(capped, since="2023-10-01")
    for on, last in (("2025-08-01", "2026-08-31"), ("2026-08-01", "2027-08-31")):
        once = agreed_renewal(once, proposal(ProposalKind.RENEWAL), said(CLAIRE, on))
        assert last_day_of(once) == day(last)

    refused = broken(agreed_renewal, once, proposal(ProposalKind.RENEWAL), said(CLAIRE, "2027-08-01"))
    assert refused == "cap_reached"


def test_an_agreed_renewal_that_makes_no_sense_is_refused() -> None:
    wanted = proposal(ProposalKind.RENEWAL)

    assert broken(agreed_renewal, operating(), wanted, said(CLAIRE, "2025-12-01")) == "renews_by_itself"
    assert broken(agreed_renewal, leaving(), wanted, said(CLAIRE, "2025-12-05")) == "leaving_already"
    over = operating(EXPIRING)
    assert broken(agreed_renewal, over, wanted, said(CLAIRE, "2025-03-15")) == "contract_over"


def test_a_notice_withdrawn_by_both_before_the_last_day_brings_operations_back() -> None:
    """Case 32, T12: outcome B follows, L(2) = 14 March 2027."""
    before = seated(chosen(leaving(), ExitMode.PORTABILITY, company="Nord Infogérance"))
    after = agreed_withdrawal(before, proposal(ProposalKind.WITHDRAWAL), said(CLAIRE, "2026-02-01"))

    assert (after.phase, after.phase_since, after.exit) == (Phase.OPERATIONS, day("2026-02-01"), None)
    assert [item.key for item in after.current_items] == ["exit_plan"]
    assert {item.dropped_on for item in after.items if item.phase is Phase.EXIT} <= {
        day("2025-12-02"), day("2026-02-01"),
    }  # fmt: skip
    assert after.live_on == before.live_on
    assert after.terms == ()
    assert Party.INCOMING not in after.parties
    assert term_at(after.contract, day("2026-03-15")).last_day == day("2027-03-14")
    assert course(after.contract).ends_on is None


def test_a_notice_is_not_withdrawn_once_the_contract_is_over_nor_where_none_stands() -> None:
    wanted = proposal(ProposalKind.WITHDRAWAL)

    assert broken(agreed_withdrawal, leaving(), wanted, said(CLAIRE, "2026-03-14")) == "nothing broken"
    assert broken(agreed_withdrawal, leaving(), wanted, said(CLAIRE, "2026-03-15")) == "contract_over"
    assert broken(agreed_withdrawal, operating(), wanted, said(CLAIRE, "2025-12-01")) == "no_notice"


def test_a_late_notice_can_be_withdrawn_while_operations_go_on() -> None:
    late = terminate(
        operating(), said(CLAIRE, "2025-12-15"), sent_on=day("2025-12-15"), received_on=day("2025-12-15")
    )
    after = agreed_withdrawal(late, proposal(ProposalKind.WITHDRAWAL), said(NADIA, "2026-01-10"))

    assert (after.phase, after.phase_since, after.terms) == (Phase.OPERATIONS, late.phase_since, ())
    assert last_day_of(after) is None


@pytest.mark.parametrize(
    ("contract", "on", "may"),
    [
        (SIXTEEN, "2025-12-20", False),
        (EXPIRING, "2024-09-14", False),
        (EXPIRING, "2024-09-15", True),
        (EXPIRING, "2025-06-01", True),
        (ended(SIXTEEN, day("2026-01-31"), on=day("2025-12-01")), "2025-12-02", True),
    ],
)
def test_an_exit_may_begin_once_the_contract_comes_to_its_end(
    contract: object, on: str, *, may: bool
) -> None:
    before = operating(contract)  # type: ignore[arg-type]

    assert may_begin_exit(before, day(on)) is may
    assert not may_begin_exit(replace(before, phase=Phase.TAKEOVER), day(on))


def test_the_last_day_belongs_to_the_contract() -> None:
    before = leaving()

    assert not term_over(before, day("2026-03-14"))
    assert term_over(before, day("2026-03-15"))
    assert not term_over(operating(), day("2040-01-01"))


def test_the_incoming_provider_commits_nobody() -> None:
    before = seated(chosen(leaving(), ExitMode.PORTABILITY, company="Nord Infogérance"))

    assert broken(renew, before, said(IRIS, "2025-12-20")) == "no_seat"
