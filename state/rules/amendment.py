"""Amendments signed by both parties: an extension, other clauses, a renewal agreed in words, a new term.

Each function returns the contract with one amendment more, and raises as `contract.checked`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from state.rules.broken import RuleBroken
from state.rules.clauses import Amendment, Clauses
from state.rules.contract import checked
from state.rules.duration import Duration
from state.rules.run import Outcome
from state.rules.term import Contract, clauses_on, course, term_at


def extended(contract: Contract, by: Duration | date, *, on: date) -> Contract:
    """Move the last day of the period running on a day, by a length or to a day (R11).

    A length is counted from the contract's original start, as the period was. Raises `open_ended`
    (a length needs a last day to be added to).
    """
    run = course(contract).run_on(on)
    mark = run.mark(run.at(on))
    if isinstance(by, Duration):
        if mark is None:
            raise RuleBroken("open_ended")
        by = mark.plus(by).last_day
    return amended(contract, Amendment(on=on, clauses=clauses_on(contract, on), last_day=by))


def ended(contract: Contract, last_day: date, *, on: date) -> Contract:
    """End the running period on another day, by agreement; nothing follows, so no clause is left."""
    return amended(contract, Amendment(on=on, clauses=Clauses(), last_day=last_day))


def renewed(contract: Contract, *, on: date) -> Contract:
    """Renew, in words, a contract that would expire: once, for its agreed length, below its cap (R7).

    One that renews by itself stays as it is. Raises `renewal_missing` (no length was agreed).
    """
    term = term_at(contract, on)
    if term.outcome is Outcome.RENEWED:
        return contract
    clauses = clauses_on(contract, on)
    if clauses.renewal is None:
        raise RuleBroken("renewal_missing")
    return amended(contract, Amendment(on=on, clauses=clauses, term=clauses.renewal, restart=False))


def amended(contract: Contract, amendment: Amendment) -> Contract:
    """Let other clauses hold, move the last day, begin a new term (outcome C), or several of these."""
    return checked(replace(contract, amendments=(*contract.amendments, amendment)))
