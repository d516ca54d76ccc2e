"""The contract's dates, and what happens if nobody acts."""

from __future__ import annotations

from datetime import date

from bot.views import kit, wording
from prompts import Translator
from state.rules.engagement import Engagement
from state.rules.run import Outcome
from state.rules.term import Term, term_at


def summary(engagement: Engagement, today: date, t: Translator) -> str:
    """Return the current period, its notice days and what comes by default; `today` is the zone's day."""
    term = term_at(engagement.contract, today)
    lines = [t("dates.title")]
    if term.last_day is None:
        return "\n".join([*lines, t("dates.unending")])
    lines.append(t("dates.period", last=_day(term.last_day, t)))
    if term.outcome in {Outcome.EXPIRES, Outcome.TERMINATED}:
        lines.append(t("dates.expires", last=_day(term.last_day, t)))
    elif term.outcome is Outcome.NEW_TERM:
        lines.append(t("dates.new_term", start=_day(term.next_start, t)))
    elif term.deadline is not None and term.act_by is not None and term.send_by is not None:
        if today <= term.deadline:
            send, deadline = _weekday(term.send_by, t), _weekday(term.deadline, t)
            lines.append(t("dates.notice", send=send, deadline=deadline))
        lines.append(_outcome(term, today, t))
    return "\n".join(lines)


def dates(engagement: Engagement, *, today: date, t: Translator) -> kit.Message:
    """Return the contract's dates for a person who asks."""
    said = summary(engagement, today, t)
    advice = t("dates.advice")
    return kit.message(f"{said}\n{advice}", [kit.section(said), kit.context(advice)])


def _outcome(term: Term, today: date, t: Translator) -> str:
    passed = term.deadline is not None and today > term.deadline
    start = _day(term.next_start, t)
    days = {"deadline": _day(term.deadline, t)} if passed else {"act": _weekday(term.act_by, t)}
    if term.renewed_for is None:
        return t("dates.passed_open" if passed else "dates.open_ended", start=start, **days)
    length = wording.duration(term.renewed_for, t)
    return t("dates.passed" if passed else "dates.renews", start=start, length=length, **days)


def _day(on: date | None, t: Translator) -> str:
    return kit.day(on, t.language) if on else "—"


def _weekday(on: date | None, t: Translator) -> str:
    return kit.weekday(on, t.language) if on else "—"
