"""The contract's dates, and what happens if nobody acts."""

from __future__ import annotations

from datetime import date

from bot.views import kit, wording
from prompts import Translator
from state.rules.dossier import ExitCause
from state.rules.ending import last_day_of, on_its_way, term_end
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.notice import standing_notice
from state.rules.pricing import price_on
from state.rules.run import ENDS, Outcome
from state.rules.term import Term, clauses_on, decision_at, term_at

#: The buttons of the dates: what each does, by its text.
NOTICE, RECEIVED, RENEW = "button.notice", "button.received", "button.renew"
RENEGOTIATE, WITHDRAW, EARLY = "button.renegotiate", "button.withdraw", "button.early"
INDEX, EXIT = "button.index", "button.exit"
ACTIONS = {
    NOTICE: "term.notice", RECEIVED: "term.received", RENEW: "term.renew", RENEGOTIATE: "proposal.amend",
    WITHDRAW: "term.withdraw", EARLY: "exit.early", INDEX: "price.index", EXIT: "exit.show",
}  # fmt: skip


def summary(engagement: Engagement, today: date, t: Translator, *, counted: bool = False) -> str:
    """Return the current period, its notice days and what comes by default; `today` is the zone's day.

    `counted`: with the days that are left, which only what is read today may say.
    """
    term = term_at(engagement.contract, today)
    parts = [t("dates.title"), default(engagement, today, t)]
    if engagement.leaving:
        parts.append(way_out(engagement, t))
    else:
        parts.insert(1, _period(term, today, t))
        if term.deadline is not None and today <= term.deadline:
            parts.insert(2, _notice(term, today, t, counted=counted))
        parts += [_decided(engagement, today, t), _on_its_way(engagement, t), _kept(engagement, term, t)]
    return "\n".join(part for part in (*parts, price(engagement, today, t)) if part)


def default(engagement: Engagement, today: date, t: Translator) -> str:
    """Return what comes after the current period if nobody acts; "" where it has no end."""
    term = term_at(engagement.contract, today)
    if engagement.leaving:
        return _ending(engagement, today, t)
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


def way_out(engagement: Engagement, t: Translator) -> str:
    """Return who takes the service over; "" outside the exit."""
    leaving = engagement.exit
    if leaving is None:
        return ""
    mode = t(f"exit_mode.{leaving.mode}")
    if not leaving.company:
        return t("dates.exit_mode", mode=mode)
    return t("dates.exit_company", mode=mode, company=kit.escape(leaving.company))


def price(engagement: Engagement, today: date, t: Translator) -> str:
    """Return what the service costs on a day; "" where the contract says nothing of it."""
    now = price_on(engagement, today)
    if now is None:
        return ""
    key = "dates.price_pending" if now.pending else "dates.price"
    return t(key, amount=kit.number(now.amount, t.language), on=kit.day(now.on, t.language))


def dates(engagement: Engagement, *, today: date, t: Translator) -> kit.Message:
    """Return the contract's dates for a person who asks, with what may be done about them."""
    if engagement.phase is Phase.CLOSED:
        return kit.say(t("status.closed", day=_day(engagement.closed_on, t)))
    said = summary(engagement, today, t, counted=True)
    advice = t("dates.advice")
    acts = _buttons(engagement, today, t)
    rows = [kit.actions(*acts)] if acts else []
    return kit.message(f"{said}\n{advice}", [kit.section(said), *rows, kit.context(advice)])


def _buttons(engagement: Engagement, today: date, t: Translator) -> list[kit.Block]:
    """Return what may come next: an outcome, what a notice waits for, an early end, an index."""
    acts = [EXIT] if engagement.leaving else []
    if engagement.phase is Phase.OPERATIONS:
        acts += _outcomes(engagement, today)
    elif engagement.exit is not None and engagement.exit.cause is ExitCause.NOTICE:
        acts.append(WITHDRAW)
    if not engagement.leaving:
        acts.append(EARLY)
    if any(one.pending for one in engagement.prices):
        acts.append(INDEX)
    return [kit.button(t(act), ACTIONS[act], engagement.id) for act in acts]


def _outcomes(engagement: Engagement, today: date) -> list[str]:
    contract = engagement.contract
    if standing_notice(contract) is not None:
        return [RECEIVED, WITHDRAW] if on_its_way(contract) is not None else [WITHDRAW]
    term = decision_at(contract, today)
    renews = term.last_day is not None and term.outcome is not Outcome.NEW_TERM
    if term.outcome is Outcome.EXPIRES and clauses_on(contract, today).renewal is None:
        renews = False  # nothing says for how long: only an amendment does
    acts = [RENEW] if renews and term_end(engagement, term.k) is None else []
    return [*([NOTICE] if term.outcome not in ENDS else []), *acts, RENEGOTIATE]


def _ending(engagement: Engagement, today: date, t: Translator) -> str:
    last = last_day_of(engagement)
    if last is None:
        return ""
    return t("dates.expired" if today > last else "dates.leaving", last=kit.day(last, t.language))


def _decided(engagement: Engagement, today: date, t: Translator) -> str:
    """Return who let the contract renew, where somebody did."""
    end = term_end(engagement, decision_at(engagement.contract, today).k)
    if end is None or end.by is None or end.outcome in ENDS:
        return ""
    return t("dates.renewed_by", person=wording.person(end.by), on=kit.day(end.on, t.language))


def _on_its_way(engagement: Engagement, t: Translator) -> str:
    waiting = on_its_way(engagement.contract)
    return t("dates.on_its_way", sent=kit.day(waiting.sent_on, t.language)) if waiting else ""


def _kept(engagement: Engagement, term: Term, t: Translator) -> str:
    """Return when a notice that came late ends the contract."""
    last = last_day_of(engagement)
    if standing_notice(engagement.contract) is None or last is None or term.outcome in ENDS:
        return ""
    return t("dates.kept", last=kit.day(last, t.language))


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
