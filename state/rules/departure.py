"""How a contract that already runs comes to its end, where it does: its notice and its exit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from state.rules.broken import RuleBroken
from state.rules.dossier import Exit, ExitCause, ExitMode, TermEnd
from state.rules.ending import on_its_way, with_term_end
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.leaving import checked_company
from state.rules.notice import give_notice, standing_notice
from state.rules.opening import off_slack, refuse_same_company
from state.rules.party import OFF_SLACK, Member, Party, Role, Word
from state.rules.permission import day_of
from state.rules.reason import checked_reason
from state.rules.run import Outcome
from state.rules.running import Faults, Running
from state.rules.term import Contract, course, term_at

LEAVING = frozenset({Phase.EXIT, Phase.CLOSED})


def with_notice(contract: Contract, running: Running, faults: Faults) -> Contract:
    """Return the contract with the notice that a row tells of, judged by the same rules as a new one."""
    ending = running.ending
    if ending.sent_on is None:
        if ending.received_on is not None:
            faults.add("ending", RuleBroken("import_sent_missing"))
        return contract
    with faults.at("ending"):
        return give_notice(
            contract, sent_on=ending.sent_on, received_on=ending.received_on, by_provider=ending.by_provider
        )
    return contract


def with_exit(made: Engagement, running: Running, word: Word, faults: Faults) -> Engagement:
    """Return the engagement with its exit, or with a notice that ends a later period.

    Outside the exit nothing may have ended the contract yet; within it, the row says what does.
    """
    today = day_of(made, word)
    for day in (running.ending.sent_on, running.ending.received_on):
        if day is not None and day > today:
            faults.add("ending", RuleBroken("day_ahead", on=day, today=today))
    made = _with_term_end(made, running.said)
    if running.phase not in LEAVING:
        with faults.at("ending"):
            _refuse_ended(made, running, today)
        if (running.mode, running.company, running.incoming) != (ExitMode.UNDECIDED, "", ()):
            faults.add("exit", RuleBroken("import_mode_early"))
        return made
    with faults.at("ending"):
        made = _with_early_end(replace(made, exit=_exit(made, running)))
    with faults.at("exit"):
        return _with_mode(made, running)
    return made


def _with_term_end(made: Engagement, said: str) -> Engagement:
    """Return the engagement with the period that its notice ends, once that one counts."""
    notice, final = standing_notice(made.contract), course(made.contract).last.final
    day = notice.counted_on(made.contract.counts) if notice else None
    if day is None or final is None:
        return made
    return with_term_end(made, TermEnd(final, Outcome.TERMINATED, day, note=said))


def _refuse_ended(made: Engagement, running: Running, today: date) -> None:
    ending = running.ending
    if ending.sent_on is not None and made.phase is not Phase.OPERATIONS:
        raise RuleBroken("notice_operations", phase=made.phase)
    if ending.last_day is not None or ending.reason:
        raise RuleBroken("import_ending_early")
    last = course(made.contract).ends_on
    if last is not None and last < today:
        raise RuleBroken("import_over", last_day=last)
    if term_at(made.contract, today).outcome is Outcome.TERMINATED:
        raise RuleBroken("import_leaving", last_day=last)


def _exit(made: Engagement, running: Running) -> Exit:
    """Return the exit: why the contract ends, and on which day (methodology: end of service)."""
    ending, contract = running.ending, made.contract
    begun = running.since or ending.received_on or ending.sent_on or made.phase_since
    if ending.last_day is not None:
        if ending.sent_on is not None:
            raise RuleBroken("import_ending_both")
        reason = checked_reason(ending.reason, required=True)
        found = Exit(ExitCause.EARLY, begun, ending.last_day, reason=reason)
    elif ending.sent_on is not None:
        if on_its_way(contract) is not None:
            raise RuleBroken("import_not_received", sent_on=ending.sent_on)
        found = Exit(ExitCause.NOTICE, begun, course(contract).ends_on)
    elif term_at(contract, made.created_on).outcome is Outcome.EXPIRES:
        found = Exit(ExitCause.EXPIRY, begun, course(contract).ends_on)
    else:
        raise RuleBroken("import_ending")
    if made.closed_on is not None and found.last_day is not None and made.closed_on < found.last_day:
        raise RuleBroken("import_closed_early", last_day=found.last_day)
    return found


def _with_early_end(made: Engagement) -> Engagement:
    """Return the engagement with the period that ended before its time."""
    if made.exit is None or made.exit.last_day is None or made.exit.cause is not ExitCause.EARLY:
        return made
    k = term_at(made.contract, made.exit.last_day).k
    return with_term_end(made, TermEnd(k, Outcome.TERMINATED, made.exit.begun_on, note=made.exit.reason))


def _with_mode(made: Engagement, running: Running) -> Engagement:
    """Return the engagement with who takes the service back (methodology: reversibility, portability)."""
    if running.phase is Phase.CLOSED and running.mode is ExitMode.UNDECIDED:
        raise RuleBroken("import_mode_missing")
    if running.mode is not ExitMode.PORTABILITY and (running.incoming or running.company):
        raise RuleBroken("import_incoming")
    company = checked_company(running.mode, running.company)
    incoming = tuple(dict.fromkeys(off_slack(actor) for actor in running.incoming))
    seated = {member.actor for member in made.members}
    if twice := seated & set(incoming):
        raise RuleBroken("both_parties", user=min(actor.user for actor in twice))
    newcomers = tuple(
        Member(
            actor, Party.INCOMING, Role.SIGNATORY if place else Role.LEAD,
            evidence=running.evidence if actor.team == OFF_SLACK else "",
        )
        for place, actor in enumerate(incoming)
    )  # fmt: skip
    ends = made.exit and replace(made.exit, mode=running.mode, company=company)
    members = (*made.members, *newcomers)
    if running.opening.shared:
        refuse_same_company(members)
    return replace(made, exit=ends, members=members)
