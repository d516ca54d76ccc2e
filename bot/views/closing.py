"""What is told of the contract's end: who accounts for what, the exit, notices, past outcomes and prices."""

from __future__ import annotations

from bot.views import exit as leaving
from bot.views import kit, renewal, standing
from bot.views.facts import Facts
from prompts import Translator
from state.rules.clauses import Notice
from state.rules.dossier import PriceSet, TermEnd
from state.rules.item import Phase
from state.rules.party import Party
from state.rules.pricing import price_on
from state.rules.revisions import next_revision
from state.rules.term import term_of

#: So many prices, and outcomes of periods, are told, the last ones.
MOST = 5


def accountable(facts: Facts, t: Translator) -> list[str]:
    """Return who answers for the service since when, and on whose word."""
    engagement = facts.engagement
    return [standing.answers_for(engagement, t), *standing.evidence(engagement, t)]


def way_out(facts: Facts, t: Translator) -> list[str]:
    """Return how the exit stands, and why the contract ends early where it does."""
    engagement = facts.engagement
    lines = leaving.standing(engagement, facts.today, t)
    if engagement.exit is not None and engagement.exit.reason:
        lines.append(kit.quote(engagement.exit.reason))
    return lines


def given(facts: Facts, t: Translator) -> list[str]:
    """Return the notices that were given, each with its days."""
    return [_notice(one, t) for one in facts.engagement.contract.notices] or [t("asked.notice_none")]


def _notice(one: Notice, t: Translator) -> str:
    side = t(f"side.{Party.PROVIDER if one.by_provider else Party.CLIENT}")
    values = {"sent": kit.day(one.sent_on, t.language), "side": side}
    if one.withdrawn_on is not None:
        return t("asked.notice_withdrawn", **values, day=kit.day(one.withdrawn_on, t.language))
    if one.received_on is not None:
        return t("asked.notice_received", **values, day=kit.day(one.received_on, t.language))
    return t("asked.notice_sent", **values)


def dates(facts: Facts, t: Translator) -> list[str]:
    """Return the contract's dates, and what became of its last periods."""
    outcomes = [_outcome(one, facts, t) for one in facts.engagement.terms[-MOST:]]
    return [renewal.summary(facts.engagement, facts.today, t, counted=True), *outcomes]


def _outcome(one: TermEnd, facts: Facts, t: Translator) -> str:
    last = term_of(facts.engagement.contract, one.k).last_day
    values = {"last": kit.day(last, t.language) if last else "—", "on": kit.day(one.on, t.language)}
    said = t(f"became.{one.outcome}", **values)
    return (
        t("asked.became_by", said=said, person=facts.name(one.by)) if one.by else t("asked.became", said=said)
    )


def price(facts: Facts, t: Translator) -> list[str]:
    """Return the price of today, those that it was revised from, and when the next revision comes."""
    engagement = facts.engagement
    now = renewal.price(engagement, facts.today, t)
    if not now:
        return [t("asked.price_none")]
    first = price_on(engagement, engagement.contract.start)
    known = [*([first] if first and first not in engagement.prices else []), *engagement.prices]
    told = [f"• {_price(one, t)}" for one in known[-MOST:]] if len(known) > 1 else []
    following = next_revision(engagement.contract, facts.today)
    ahead = following is not None and engagement.phase is not Phase.CLOSED
    return [
        now,
        *told,
        *([t("asked.price_next", day=kit.day(following, t.language))] if ahead and following else []),
    ]


def _price(one: PriceSet, t: Translator) -> str:
    values = {"on": kit.day(one.on, t.language), "amount": kit.number(one.amount, t.language)}
    if one.pending:
        return t("asked.price_pending", **values)
    if one.index is None:
        return t("asked.price_set", **values)
    return t("asked.price_index", **values, index=kit.number(one.index, t.language))
