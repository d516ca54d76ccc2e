"""`relais status` and `relais simulate`: what is kept, on the terminal or as JSON."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from bot import arguments
from bot.console.desk import Desk
from bot.parts import drawn, open_state, wall
from bot.views import kit
from prompts import Translator
from state.engagements import day
from state.ledger import Ledger
from state.rules.broken import RuleBroken
from state.rules.contract import checked
from state.rules.engagement import Engagement
from state.rules.phase import missing
from state.rules.simulation import Occurrence
from state.rules.simulation import simulate as simulated
from state.rules.step import next_steps
from state.rules.term import Contract, term_at
from state.values import as_json as plain


def status(at: Desk, name: str | None, *, as_json: bool) -> None:
    """Show one engagement, or all of them, and what waits to be posted."""
    ledger = open_state(at.settings)
    found = [named(ledger, name)] if name else list(ledger.engagements.all())
    if as_json:
        shown = [_values(one) for one in found]
        at.give(shown[0] if name else {"engagements": shown, "notices": _notices(ledger)})
        return
    if not found:
        at.tell("cli.no_engagement")
    for one in found:
        at.say(arguments.unmarked(drawn(one, clock=wall)["text"]))
        at.say()
    counts = ledger.outbox.counts()
    at.tell("cli.notices", **counts)
    last = ledger.reminders.last_pass()
    at.say(at.t("cli.last_pass", at=kit.instant(last, "UTC", at.t.language)) if last else at.t("cli.no_pass"))


def simulate(
    at: Desk, name: str | None, clauses: dict[str, str | None], until: str, *, as_json: bool
) -> None:
    """Show every date and default outcome of a contract if nobody acts, oldest first."""
    contract, today = _contract(at, name, clauses)
    found = simulated(contract, today=today, until=arguments.day(until))
    if as_json:
        at.give([_occurrence(one) for one in found])
        return
    for one in found:
        at.say(f"{one.on:%Y-%m-%d}  {_event(one, at.t)}")


def named(ledger: Ledger, name: str) -> Engagement:
    """Return the engagement of a name; raises `engagement_unknown`."""
    found = ledger.engagements.named(name)
    if found is None:
        raise RuleBroken("engagement_unknown")
    return found


def _values(engagement: Engagement) -> dict[str, Any]:
    today = day(wall(), engagement.zone)
    term = term_at(engagement.contract, today)
    return plain(engagement) | {
        "accountable": engagement.accountable,
        "missing": [asdict(lack) for lack in missing(engagement, today)],
        "next_steps": [asdict(step) for step in next_steps(engagement, today)],
        "term": {
            "k": term.k, "start": term.start, "last_day": term.last_day, "deadline": term.deadline,
            "act_by": term.act_by, "send_by": term.send_by, "outcome": term.outcome,
        },
    }  # fmt: skip


def _notices(ledger: Ledger) -> dict[str, Any]:
    last = ledger.reminders.last_pass()
    return ledger.outbox.counts() | {"last_pass": last.isoformat() if last else None}


def _contract(at: Desk, name: str | None, clauses: dict[str, str | None]) -> tuple[Contract, date]:
    if name is not None:
        engagement = named(open_state(at.settings), name)
        return engagement.contract, day(wall(), engagement.zone)
    start, term = clauses["start"], clauses["term"]
    if not start or not term:
        raise RuleBroken(
            "pair_missing", names=("start", "term"), usage="relais simulate --start 2026-12-01 --term 36m …"
        )
    length, renewal = arguments.duration(term), arguments.duration(clauses["renewal"] or "")
    if length is None:
        raise RuleBroken("duration_missing")
    contract = Contract(
        start=arguments.day(start),
        term=length,
        notice=arguments.duration(clauses["notice"] or ""),
        renewal=renewal,
        tacit=renewal is not None,
    )
    return checked(contract), contract.start


def _occurrence(one: Occurrence) -> dict[str, Any]:
    values = {
        "date": one.on, "kind": one.kind, "term": one.term, "until": one.until,
        "length": str(one.length) if one.length else None, "days": one.days,
        "towards": one.towards, "outcome": one.outcome,
    }  # fmt: skip
    return {name: value for name, value in values.items() if value is not None}


def _event(one: Occurrence, t: Translator) -> str:
    said = t(f"event.{one.kind}")
    if one.days is not None:
        said += f" ({t('duration.days', n=one.days)})"
    return f"{said}, {t('event.until', day=kit.day(one.until, t.language))}" if one.until else said
