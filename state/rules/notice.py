"""Notice that a party will not go on: whether it is in time, what it ends, and its withdrawal.

R9 to R13 of DOMAIN §5; French practice counts the reception unless the contract says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from state.rules.broken import RuleBroken
from state.rules.clauses import Notice
from state.rules.contract import checked
from state.rules.course import with_notice
from state.rules.run import Outcome
from state.rules.term import Contract, course


class Timing(StrEnum):
    """How a notice stands to the period in which it counts."""

    IN_TIME = "in-time"
    LATE = "late"
    NOT_NEEDED = "not-needed"


@dataclass(frozen=True, slots=True)
class Effect:
    """What a notice does: it ends period `term`, and the contract with it, at the end of `ends_on`.

    `deadline` is of the period running on the day that counts (`running`), None where that one is
    open-ended or ends anyway; `days_late` counts from it. A late notice is kept for a later period (R9).
    """

    timing: Timing
    running: int
    deadline: date | None
    days_late: int
    term: int
    ends_on: date


def notice_in_time(contract: Contract, counted_on: date) -> Effect:
    """Return what a notice does that counts on a day: received, or sent where the contract counts that.

    Raises `contract_over` (last_day), `new_term_pending` (start), `notice_stands` (last_day: of the
    contract, another notice ends it) and `no_notice_agreed` (an open-ended contract then ends after a
    reasonable notice, which is no date).
    """
    before = course(contract)
    after = with_notice(before, counted_on)
    if before.last.then is Outcome.TERMINATED:
        raise RuleBroken("notice_stands", last_day=before.ends_on)
    running = before.last.at(counted_on)
    deadline = before.last.deadline(running)
    term = before.last.effect_of(counted_on)
    if after.ends_on is None:
        raise RuleBroken("no_notice_agreed")
    late = max(0, (counted_on - deadline).days) if deadline else 0
    timing = Timing.LATE if late else Timing.NOT_NEEDED if after is before else Timing.IN_TIME
    return Effect(timing, running, deadline, late, term, after.ends_on)


def give_notice(
    contract: Contract, *, sent_on: date, received_on: date | None = None, by_provider: bool = False
) -> Contract:
    """Return the contract with a notice given; one not received yet counts once it is.

    Raises `provider_cannot_refuse` (public contract), `received_before_sent` (sent_on),
    `notice_stands` (last_day: None while that one has not arrived), `notice_not_needed` (last_day: the
    contract ends there anyway), and as `notice_in_time`.
    """
    if contract.public and by_provider:
        raise RuleBroken("provider_cannot_refuse")
    if received_on is not None and received_on < sent_on:
        raise RuleBroken("received_before_sent", sent_on=sent_on)
    if standing_notice(contract) is not None:
        ends_on = course(contract).ends_on
        raise RuleBroken("notice_stands", last_day=ends_on)
    notice = Notice(sent_on=sent_on, received_on=received_on, by_provider=by_provider)
    effect = notice_in_time(contract, notice.counted_on(contract.counts) or sent_on)
    if effect.timing is Timing.NOT_NEEDED:
        raise RuleBroken("notice_not_needed", last_day=effect.ends_on)
    return checked(replace(contract, notices=(*contract.notices, notice)))


def notice_received(contract: Contract, *, on: date) -> Contract:
    """Return the contract once the notice that was sent has arrived.

    Raises `no_notice`, `notice_received_already` (on) and `received_before_sent` (sent_on).
    """
    notice = standing_notice(contract)
    if notice is None:
        raise RuleBroken("no_notice")
    if notice.received_on is not None:
        raise RuleBroken("notice_received_already", on=notice.received_on)
    if on < notice.sent_on:
        raise RuleBroken("received_before_sent", sent_on=notice.sent_on)
    return checked(replace(contract, notices=(*contract.notices[:-1], replace(notice, received_on=on))))


def withdraw_notice(contract: Contract, *, on: date) -> Contract:
    """Return the contract with its notice withdrawn by both parties: it renews as if none was given (T12).

    Raises `no_notice`, `withdrawn_before_sent` (sent_on) and `contract_over` (last_day).
    """
    notice = standing_notice(contract)
    if notice is None:
        raise RuleBroken("no_notice")
    if on < notice.sent_on:
        raise RuleBroken("withdrawn_before_sent", sent_on=notice.sent_on)
    ends_on = course(contract).ends_on
    if ends_on is not None and on > ends_on:
        raise RuleBroken("contract_over", last_day=ends_on)
    return checked(replace(contract, notices=(*contract.notices[:-1], replace(notice, withdrawn_on=on))))


def standing_notice(contract: Contract) -> Notice | None:
    """Return the notice that was given and not withdrawn."""
    last = contract.notices[-1] if contract.notices else None
    return last if last is not None and last.withdrawn_on is None else None
