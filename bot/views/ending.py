"""What is said of a term's end: a notice, a renewal, what time brought about, who takes over, a price."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.views import kit, wording
from prompts import Translator
from state.rules.change import Change
from state.rules.dossier import ExitCause, ExitMode, PriceSet
from state.rules.ending import last_day_of, term_end
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.notice import Timing, notice_in_time
from state.rules.party import Party
from state.rules.run import Outcome
from state.rules.term import term_of


def noted(engagement: Engagement, t: Translator) -> kit.Message:
    """Return what tells a person what the notice that they recorded does."""
    said = t("ending.noted_notice", sent=kit.day(engagement.contract.notices[-1].sent_on, t.language))
    return kit.say("\n".join([said, *_effect(engagement, t)]))


def renewed(engagement: Engagement, t: Translator) -> kit.Message:
    """Return what tells a person that the renewal is on record."""
    return kit.say("\n".join([t("ending.noted"), *_still(engagement, t)]))


def announced_notice(change: Change, t: Translator) -> str:
    """Return what tells both parties of a notice, and of what it does."""
    given = change.after.contract.notices[-1]
    days = {"sent": kit.day(given.sent_on, t.language)}
    if given.received_on is not None:
        days["received"] = kit.day(given.received_on, t.language)
    said = t("ending.notice_received" if given.received_on else "ending.notice", **days, **by(change, t))
    return "\n".join([f"✉️ {said}", *_effect(change.after, t)])


def announced_received(change: Change, t: Translator) -> str:
    """Return what tells both parties that the notice has arrived, and what it does."""
    day = change.after.contract.notices[-1].received_on
    said = t("ending.arrived", received=_day(day, t), **by(change, t))
    return "\n".join([f"✉️ {said}", *_effect(change.after, t)])


def announced_renewal(change: Change, t: Translator) -> str:
    """Return what tells both parties that one of them lets the contract renew."""
    end = change.after.terms[-1]
    start = term_of(change.after.contract, end.k).next_start
    said = t("ending.renewed", start=_day(start, t), **by(change, t))
    lines = [f"🔁 {said}", *([kit.quote(end.note)] if end.note else []), *_still(change.after, t)]
    return "\n".join(lines)


def announced_period(change: Change, t: Translator) -> str:
    """Return what tells both parties that another period runs, and by whose act."""
    after, k = change.after, change.number or 0
    end, term = term_end(after, k - 1), term_of(after.contract, k)
    days = {"start": kit.day(term.start, t.language), "last": _day(term.last_day, t)}
    outcome = end.outcome if end is not None else Outcome.RENEWED
    if outcome is Outcome.NEW_TERM:
        said = t("ending.begun_new", **days)
    elif term.last_day is None:
        said = t("ending.begun_open", start=days["start"])
    else:
        said = t("ending.begun", **days)
    return "\n".join([f"🔁 {said}", *_new_prices(change, t)])


def announced_price(change: Change, t: Translator) -> str:
    """Return what tells both parties that a price waits for its index."""
    return "\n".join(_new_prices(change, t))


def announced_index(change: Change, t: Translator) -> str:
    """Return what tells both parties of an index, and of the price that it makes."""
    price = _changed_price(change)
    values = {"on": kit.day(price.on, t.language), "amount": kit.number(price.amount, t.language)}
    return t("ending.index", index=kit.number(price.index or 0, t.language), **values, **by(change, t))


def announced_exit(change: Change, t: Translator) -> str:
    """Return what tells both parties that time has begun the exit."""
    after = change.after
    expired = after.exit is not None and after.exit.cause is ExitCause.EXPIRY
    name, last = kit.escape(after.name), _day(last_day_of(after), t)
    said = t("ending.expired" if expired else "ending.due", name=name, last=last)
    return f"➡️ {said}\n{t('ending.choose')}"


def announced_early(change: Change, t: Translator) -> str:
    """Return what tells both parties that one of them ends the contract before its term, and why."""
    after = change.after
    if after.phase is Phase.CLOSED:
        said = t("ending.cancelled", name=kit.escape(after.name), **by(change, t))
        return f"🏁 {said}\n{kit.quote(after.cancelled)}"
    said = t("ending.early", last=_day(last_day_of(after), t), **by(change, t))
    reason = after.exit.reason if after.exit is not None else ""
    return f"➡️ {said}\n{kit.quote(reason)}\n{t('ending.choose')}"


def announced_mode(change: Change, t: Translator) -> str:
    """Return what tells all parties who takes over, and what is asked for then."""
    leaving = change.after.exit
    if leaving is None:
        return ""
    mode = t(f"exit_mode.{leaving.mode}")
    company = {"company": kit.escape(leaving.company)} if leaving.company else {}
    said = t("ending.mode_company" if company else "ending.mode", mode=mode, **company, **by(change, t))
    before = change.before.exit if change.before is not None else None
    changed = before is not None and before.mode is not ExitMode.UNDECIDED
    lines = [f"🚪 {said}", kit.quote(leaving.reason) if changed else ""]
    lines += [t("ending.listed"), t("ending.seat") if leaving.mode is ExitMode.PORTABILITY else ""]
    return "\n".join(line for line in lines if line)


def announced_close(change: Change, t: Translator) -> str:
    """Return what tells all parties that the contract is over, and who answers for the service."""
    after = change.after
    party = t(f"party.{after.accountable}")
    return f"🏁 {t('ending.closed', name=kit.escape(after.name))}\n{t('ending.answers', party=party)}"


def by(change: Change, t: Translator) -> dict[str, str]:
    """Return whose word a change is, and for which party."""
    party = change.after.party_of(change.speaker) or Party.CLIENT
    return {"person": wording.speaker(change), "side": t(f"side.{party}")}


def _effect(engagement: Engagement, t: Translator) -> list[str]:
    """Return what the last notice does, in sentences."""
    last = _day(last_day_of(engagement), t)
    if engagement.phase is Phase.EXIT:
        return [t("ending.in_time", last=last), t("ending.choose")]
    contract = engagement.contract
    day = contract.notices[-1].counted_on(contract.counts)
    if day is None:
        return [t("ending.waits")]
    effect = notice_in_time(replace(contract, notices=contract.notices[:-1]), day)
    if effect.timing is Timing.NOT_NEEDED:
        return [t("ending.needless", last=last)]
    if effect.deadline is None:
        return [t("ending.kept", last=last)]
    return [t("ending.late", deadline=kit.weekday(effect.deadline, t.language), last=last)]


def _still(engagement: Engagement, t: Translator) -> list[str]:
    """Return until when a party may still stop a renewal that is on record."""
    deadline = term_of(engagement.contract, engagement.terms[-1].k).deadline
    return [t("ending.still", deadline=kit.weekday(deadline, t.language))] if deadline else []


def _new_prices(change: Change, t: Translator) -> Iterator[str]:
    """Yield what is said of each price that waits for its index since this change."""
    before = change.before.prices if change.before is not None else ()
    revision = change.after.contract.revision
    for price in change.after.prices:
        if price.pending and price not in before and revision is not None:
            amount, on = kit.number(price.amount, t.language), kit.day(price.on, t.language)
            yield t("ending.price_waits", on=on, amount=amount, name=kit.escape(revision.index))


def _changed_price(change: Change) -> PriceSet:
    before = change.before.prices if change.before is not None else ()
    return next(one for one in reversed(change.after.prices) if one not in before)


def _day(on: date | None, t: Translator) -> str:
    return kit.day(on, t.language) if on else "—"
