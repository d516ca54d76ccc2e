"""The three outcomes of a contract's term: terminated, renewed, renegotiated (methodology: end of service).

Either party takes the initiative of each. What both have to agree to (a renewal of a contract that would
expire, the withdrawal of a notice) comes here from `proposal.py`, once it is agreed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from state.rules import notice
from state.rules.ahead import STEPS
from state.rules.amendment import renewed
from state.rules.broken import RuleBroken
from state.rules.clauses import Notice
from state.rules.dossier import Exit, ExitCause, Proposal, TermEnd
from state.rules.dropping import phase_dropped
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.notice import Timing, notice_in_time, standing_notice
from state.rules.party import Party, Word
from state.rules.permission import Act, day_of, party_for, refuse_closed
from state.rules.reason import checked_reason
from state.rules.run import Outcome
from state.rules.term import Contract, course, decision_at, term_at, term_of

#: Days before its last day from which the exit of a contract that expires may begin: when people are
#: first reminded of that day.
PREPARED = timedelta(days=STEPS[0])


def terminate(
    engagement: Engagement, word: Word, *, sent_on: date, received_on: date | None = None
) -> Engagement:
    """Record a party's notice that it will not go on (methodology: outcome A; DOMAIN T9).

    In time, it begins the exit; late, it is kept for the next period (R9), and the phase stays; where the
    contract counts the reception, it waits for that (`received`). Days are the engagement's.

    Raises as `party_for`, `closed`, `leaving_already` (last_day), `notice_operations` (phase), `day_ahead`
    (on, today), `notice_on_its_way` (sent_on), and as `notice.give_notice`.
    """
    party, today = _deciding(engagement, word)
    if engagement.phase is not Phase.OPERATIONS:
        raise RuleBroken("notice_operations", phase=engagement.phase)
    for day in (sent_on, received_on):
        if day is not None and day > today:
            raise RuleBroken("day_ahead", on=day, today=today)
    before = engagement.contract
    if waiting := on_its_way(before):
        raise RuleBroken("notice_on_its_way", sent_on=waiting.sent_on)
    contract = notice.give_notice(
        before, sent_on=sent_on, received_on=received_on, by_provider=party is Party.PROVIDER
    )
    return _counted(replace(engagement, contract=contract), word)


def received(engagement: Engagement, word: Word, *, on: date) -> Engagement:
    """Record that the notice which was sent has arrived; then as `terminate`.

    Raises as `party_for`, `closed`, `leaving_already` (last_day), `day_ahead` (on, today), and as
    `notice.notice_received`.
    """
    _, today = _deciding(engagement, word)
    if on > today:
        raise RuleBroken("day_ahead", on=on, today=today)
    contract = notice.notice_received(engagement.contract, on=on)
    return _counted(replace(engagement, contract=contract), word)


def renew(engagement: Engagement, word: Word, *, note: str = "") -> Engagement:
    """Record that a party lets the contract renew as it stands (methodology: outcome B).

    The contract renews by itself; the other party may still give notice until the deadline.

    Raises as `party_for`, `closed`, `leaving_already` (last_day), `renewal_by_both` (last_day: it would
    expire, so both have to agree), `nothing_to_renew` (it has no term any more), `renewed_already` (on),
    `new_term_pending` (start), `notice_stands` (last_day) and `reason_too_long` (limit).
    """
    _, today = _deciding(engagement, word)
    term = decision_at(engagement.contract, today)
    if term.outcome is Outcome.EXPIRES:
        raise RuleBroken("renewal_by_both", last_day=term.last_day)
    if term.outcome is Outcome.TERMINATED:
        raise RuleBroken("notice_stands", last_day=term.last_day)
    if term.outcome is Outcome.NEW_TERM:
        raise RuleBroken("new_term_pending", start=term.next_start)
    if term.last_day is None:
        raise RuleBroken("nothing_to_renew")
    if (settled := term_end(engagement, term.k)) is not None:
        raise RuleBroken("renewed_already", on=settled.on)
    said = checked_reason(note, required=False)
    return with_term_end(engagement, TermEnd(term.k, term.outcome, today, word.by, said))


def agreed_renewal(engagement: Engagement, proposal: Proposal, word: Word) -> Engagement:
    """Renew a contract that would expire, as both agreed: once, for its agreed length, below its cap (R7).

    An exit that had begun because the contract was to expire ends with it. Raises `closed`,
    `leaving_already` (last_day: it ends for another reason), `renews_by_itself` (start), and as
    `amendment.renewed`.
    """
    refuse_closed(engagement)
    _refuse_leaving(engagement, but=ExitCause.EXPIRY)
    today = day_of(engagement, word)
    term = term_at(engagement.contract, today)
    if term.outcome is Outcome.RENEWED:
        raise RuleBroken("renews_by_itself", start=term.next_start)
    after = replace(engagement, contract=renewed(engagement.contract, on=today))
    after = with_term_end(after, TermEnd(term.k, Outcome.RENEWED, today, word.by, proposal.reason))
    return resumed(after, word) if engagement.phase is Phase.EXIT else after


def agreed_withdrawal(engagement: Engagement, _proposal: Proposal, word: Word) -> Engagement:
    """Withdraw the notice, as both agreed before the last day: operations go on (DOMAIN T12).

    Raises `closed`, `leaving_already` (last_day: it ends for another reason), and as
    `notice.withdraw_notice`.
    """
    refuse_closed(engagement)
    _refuse_leaving(engagement, but=ExitCause.NOTICE)
    contract = notice.withdraw_notice(engagement.contract, on=day_of(engagement, word))
    kept = tuple(one for one in engagement.terms if one.outcome is not Outcome.TERMINATED)
    after = replace(engagement, contract=contract, terms=kept)
    return resumed(after, word) if engagement.phase is Phase.EXIT else after


def begin_exit(engagement: Engagement, cause: ExitCause, today: date) -> Engagement:
    """Return the engagement in its exit, without its items: `checklist.enlist` adds them.

    The service goes on until the contract's last day.
    """
    last = course(engagement.contract).ends_on
    return replace(engagement, phase=Phase.EXIT, phase_since=today, exit=Exit(cause, today, last))


def resumed(engagement: Engagement, word: Word) -> Engagement:
    """Return the engagement back in operations; nothing of the exit is asked for any more."""
    after = phase_dropped(engagement, Phase.EXIT, word)
    members = tuple(one for one in after.members if one.party is not Party.INCOMING)
    today = day_of(engagement, word)
    return replace(after, phase=Phase.OPERATIONS, phase_since=today, exit=None, members=members)


def may_begin_exit(engagement: Engagement, today: date) -> bool:
    """Say whether the contract comes to its end: a notice ends the running period, or it expires soon."""
    return exit_cause(engagement, today) is not None


def exit_cause(engagement: Engagement, today: date) -> ExitCause | None:
    """Return why the exit may begin on a day; None where the contract goes on."""
    term = term_at(engagement.contract, today)
    if engagement.phase is not Phase.OPERATIONS or term.last_day is None:
        return None
    if term.outcome is Outcome.TERMINATED:
        return ExitCause.NOTICE
    expires = term.outcome is Outcome.EXPIRES and today >= term.last_day - PREPARED
    return ExitCause.EXPIRY if expires else None


def last_day_of(engagement: Engagement) -> date | None:
    """Return the day until which the service is owed; None where the contract goes on without an end."""
    if engagement.exit is not None and engagement.exit.last_day is not None:
        return engagement.exit.last_day
    return course(engagement.contract).ends_on


def term_over(engagement: Engagement, today: date) -> bool:
    """Say whether the contract's last day has passed."""
    last = last_day_of(engagement)
    return last is not None and today > last


def on_its_way(contract: Contract) -> Notice | None:
    """Return a notice that was sent, and does not count before it is received."""
    standing = standing_notice(contract)
    return standing if standing is not None and standing.counted_on(contract.counts) is None else None


def term_end(engagement: Engagement, k: int) -> TermEnd | None:
    return next((one for one in engagement.terms if one.k == k), None)


def with_term_end(engagement: Engagement, end: TermEnd) -> Engagement:
    """Return the engagement with what became of a period, in the periods' order; the last word counts."""
    others = (one for one in engagement.terms if one.k != end.k)
    return replace(engagement, terms=tuple(sorted((*others, end), key=lambda one: one.k)))


def _deciding(engagement: Engagement, word: Word) -> tuple[Party, date]:
    party = party_for(engagement, word, Act.COMMIT)
    refuse_closed(engagement)
    _refuse_leaving(engagement)
    return party, day_of(engagement, word)


def _refuse_leaving(engagement: Engagement, *, but: ExitCause | None = None) -> None:
    if engagement.exit is not None and engagement.exit.cause is not but:
        raise RuleBroken("leaving_already", last_day=last_day_of(engagement))


def _counted(engagement: Engagement, word: Word) -> Engagement:
    """Return what a notice that was recorded brings about: the exit, another period's end, or nothing yet."""
    contract = engagement.contract
    given = contract.notices[-1]
    day = given.counted_on(contract.counts)
    if day is None:
        return engagement
    effect = notice_in_time(replace(contract, notices=contract.notices[:-1]), day)
    if term_of(contract, effect.term).outcome is not Outcome.TERMINATED:
        return engagement  # that period ends anyway (R9: unless capped)
    today = day_of(engagement, word)
    after = with_term_end(engagement, TermEnd(effect.term, Outcome.TERMINATED, today, word.by))
    running = term_at(contract, today).k >= effect.term
    return begin_exit(after, ExitCause.NOTICE, today) if effect.timing is Timing.IN_TIME or running else after
