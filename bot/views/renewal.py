"""The contract's dates, and what happens if nobody acts."""

from __future__ import annotations

from datetime import date

from bot.views import kit, wording
from prompts import Translator
from state.rules.engagement import Engagement, Phase
from state.rules.run import ENDS, Outcome
from state.rules.term import Term, term_at


def summary(engagement: Engagement, today: date, t: Translator, *, counted: bool = False) -> str:
    """Return the current period, its notice days and what comes by default; `today` is the zone's day.

    `counted`: with the days that are left, which only what is read today may say.
    """
    term = term_at(engagement.contract, today)
    parts = [t("dates.title"), _period(term, today, t)]
    if not engagement.leaving and term.deadline is not None and today <= term.deadline:
        parts.append(_notice(term, today, t, counted=counted))
    return "\n".join(part for part in (*parts, default(engagement, today, t)) if part)


def default(engagement: Engagement, today: date, t: Translator) -> str:
    """Return what comes after the current period if nobody acts; "" where it has no end."""
    term = term_at(engagement.contract, today)
    if engagement.leaving:
        return t("dates.leaving")
    if term.last_day is None:
        return ""
    last, start = kit.day(term.last_day, t.language), _day(term.next_start, t)
    if term.outcome in ENDS:
        return t("dates.expired" if today > term.last_day else "dates.expires", last=last)
    if term.outcome is Outcome.NEW_TERM:
        return t("dates.new_term", start=start)
    passed = term.deadline is not None and today > term.deadline
    days = {"deadline": _weekday(term.deadline, t), "start": start}
    if term.renewed_for is None:
        return t("dates.passed_open" if passed else "dates.renews_open", **days)
    length = wording.duration(term.renewed_for, t)
    return t("dates.passed" if passed else "dates.renews", length=length, **days)


def dates(engagement: Engagement, *, today: date, t: Translator) -> kit.Message:
    """Return the contract's dates for a person who asks."""
    if engagement.phase is Phase.CLOSED:
        return kit.say(t("status.closed", day=_day(engagement.closed_on, t)))
    said = summary(engagement, today, t, counted=True)
    advice = t("dates.advice")
    return kit.message(f"{said}\n{advice}", [kit.section(said), kit.context(advice)])


def _period(term: Term, today: date, t: Translator) -> str:
    first = kit.day(term.start, t.language)
    if term.last_day is None:
        return t("dates.unending", first=first)
    key = "dates.period" if term.start <= today else "dates.period_ahead"
    return t(key, first=first, last=kit.day(term.last_day, t.language))


def _notice(term: Term, today: date, t: Translator, *, counted: bool) -> str:
    """Return until when notice can be given; where its last day is no working day, also the one before it."""
    days = {"send": _weekday(term.send_by, t), "deadline": _weekday(term.deadline, t)}
    left = (term.send_by - today).days if term.send_by else 0
    parts = [t("dates.notice" if left >= 0 else "dates.notice_urgent", **days)]
    if term.act_by is not None and today <= term.act_by != term.deadline:
        parts.append(t("dates.act_by", act=_weekday(term.act_by, t)))
    if counted and left > 0:
        parts.append(t("dates.left", n=left))
    return " ".join(parts)


def _day(on: date | None, t: Translator) -> str:
    return kit.day(on, t.language) if on else "—"


def _weekday(on: date | None, t: Translator) -> str:
    return kit.weekday(on, t.language) if on else "—"
