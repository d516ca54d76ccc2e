"""What is told of reservations, what was handed over, proposals, evolutions, and of what is at risk."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views import evolution as evolving
from bot.views import item as items
from bot.views import kit, portfolio, verdict, wording
from bot.views import proposal as proposing
from bot.views.facts import Facts
from bot.views.steps import EVOLUTIONS
from bot.views.steps import lines as step_lines
from prompts import Translator
from state.rules.dossier import Answer, Evolution, IntervalKind, Proposal
from state.rules.evolution import open_evolutions
from state.rules.interval import open_intervals
from state.rules.item import EndedHow, Item, Reservation, Verdict
from state.rules.party import Party
from state.rules.risk import Level, risk
from state.rules.step import next_steps

#: So many of a kind are told; commands show them all.
MOST = 8


def reservations(facts: Facts, t: Translator) -> list[str]:
    """Return the open reservations, the first due first, or the one that is asked about."""
    engagement = facts.engagement
    number = facts.referred.get("reservation")
    if number is not None:
        found = [one for one in engagement.reservations if one.number == number]
        return (
            _reservation(found[0], facts, t)
            if found
            else [t("error.unknown_reservation", reservation=number)]
        )
    open_ = sorted(engagement.open_reservations, key=lambda one: (one.due, one.number))
    blocking = [one for one in open_ if one.blocking]
    if facts.blocking:
        open_ = blocking
    if not open_:
        return [t("asked.blocking_none" if facts.blocking else "asked.reservations_none")]
    count = [] if facts.blocking else [t("asked.reservations", n=len(open_))]
    count += [t("asked.blocking", n=len(blocking))] if blocking else []
    told = ["\n".join(_reservation(one, facts, t)[:2]) for one in open_]
    return [" ".join(count), *wording.shortened(told, MOST, t)]


def _reservation(one: Reservation, facts: Facts, t: Translator) -> list[str]:
    """Return a reservation under the item that it is on, with who may lift it while it stands."""
    engagement = facts.engagement
    item = next(each for each in engagement.items if each.number == one.item)
    name = t("list.line", number=item.number, title=wording.item(item, t))
    if one.ended is not None and one.ended.how is EndedHow.OVERTAKEN:
        overtaken = t("asked.overtaken", number=one.number, side=t(f"side.{one.party}"))
        return [name, overtaken, kit.quote(one.text)]
    lines = [name, verdict.reservation(one, engagement, facts.today, t, who=facts.name)]
    return [*lines, t("asked.lifts", party=t(f"party.{one.party}"))] if one.open else lines


def handed(facts: Facts, t: Translator) -> list[str]:
    """Return what was handed over in this phase and waits to be accepted; or what is asked about."""
    asked = [item for item in facts.engagement.items if item.number in facts.numbers]
    if asked:
        return items.told(facts, t)
    waiting = [item for item in facts.engagement.current_items if item.delivered and not item.settled]
    told = ["\n".join(_handed(item, facts, t)) for item in waiting]
    return [t("asked.handed"), *wording.shortened(told, MOST, t)] if told else [t("asked.handed_none")]


def _handed(item: Item, facts: Facts, t: Translator) -> list[str]:
    name = t("list.line", number=item.number, title=wording.item(item, t))
    delivered = verdict.delivered(item, facts.engagement, t, who=facts.name)
    return [name, *delivered, verdict.standing(item, t)]


def waived(facts: Facts, t: Translator) -> list[str]:
    """Return the items of which a party said that they do not apply, with each party's word."""
    found = [
        item
        for item in facts.engagement.items
        if item.dropped_on is None and any(item.verdict(party) is Verdict.WAIVED for party in item.asks)
    ]
    names = [t("list.line", number=one.number, title=wording.item(one, t)) for one in found]
    words = [verdict.marks(one, facts.engagement, t) for one in found]
    told = [f"{name} {said}" for name, said in zip(names, words, strict=True)]
    return wording.shortened(told, MOST, t) or [t("asked.waived_none")]


def proposals(facts: Facts, t: Translator) -> list[str]:
    """Return the proposals that wait for an answer, or the one asked about; else the last one."""
    engagement, number = facts.engagement, facts.referred.get("proposal")
    if number is not None:
        found = [one for one in engagement.proposals if one.number == number]
        return _proposal(found[0], facts, t) if found else [t("error.unknown_proposal", number=number)]
    open_ = [one for one in engagement.proposals if one.open]
    if open_:
        return [line for one in open_[:MOST] for line in _proposal(one, facts, t)]
    last = engagement.proposals[-1:]
    return [t("asked.proposals_none"), *(line for one in last for line in _proposal(one, facts, t))]


def _proposal(one: Proposal, facts: Facts, t: Translator) -> list[str]:
    """Return a proposal with all that it would change, and who answers by when, or what was answered."""
    engagement, what = facts.engagement, proposing.what(one, t)
    lines = [t("status.proposal", number=one.number, party=t(f"party.{one.party}"), what=what)]
    lines += [kit.quote(one.reason)] if one.reason else []
    lines += [f"• {line}" for line in proposing.details(one, engagement, t)]
    if one.ended is None:
        steps = (step for step in next_steps(engagement, facts.today) if step.code == "answer_proposal")
        return [
            *lines,
            *step_lines(engagement, [step for step in steps if step.ref == one.number], facts.today, t),
        ]
    side = one.party if one.ended.answer is Answer.TAKEN_BACK else one.party.other
    values = {
        "number": one.number,
        "person": facts.name(one.ended.by),
        "side": t(f"side.{side}"),
        "what": what,
    }
    day = kit.instant(one.ended.at, engagement.zone, t.language)
    note = [kit.quote(one.ended.note)] if one.ended.note else []
    return [*lines, t(f"proposed.{one.ended.answer}", **values), *note, t("asked.answered_on", day=day)]


def evolutions(facts: Facts, t: Translator) -> list[str]:
    """Return the evolutions that are under way, those alone that wait for a party, or the one asked about."""
    engagement, number = facts.engagement, facts.referred.get("evolution")
    if number is not None:
        found = [one for one in engagement.evolutions if one.number == number]
        return _evolutions(found, facts, t) or [t("error.evolution_unknown", number=number)]
    open_ = open_evolutions(engagement)
    if not open_:
        return [t("evolution.none")]
    if facts.party is None:
        return _evolutions(open_, facts, t)
    theirs = [one for one in open_ if _waits_for(one, facts.party, facts)]
    if theirs:
        return _evolutions(theirs, facts, t)
    nobody = t("asked.evolutions_none_for", party=t(f"party.{facts.party}"))
    return [nobody, t("evolution.summary_evolutions", n=len(open_))]


def _evolutions(found: Sequence[Evolution], facts: Facts, t: Translator) -> list[str]:
    told = [evolving.told(one, facts.engagement, facts.today, t) for one in found]
    return wording.shortened(told, MOST, t)


def _waits_for(one: Evolution, party: Party, facts: Facts) -> bool:
    steps = (step for step in next_steps(facts.engagement, facts.today) if step.ref == one.number)
    return any(step.party in {party, None} and step.code in EVOLUTIONS for step in steps)


def optimisations(facts: Facts, t: Translator) -> list[str]:
    """Return the stretches of optimisation that are open."""
    found = open_intervals(facts.engagement, IntervalKind.OPTIMISATION)
    told = [evolving.optimisation(one, t) for one in found]
    return wording.shortened(told, MOST, t) or [t("asked.optimisations_none")]


def at_risk(facts: Facts, t: Translator) -> list[str]:
    """Return how the engagement stands, and what weighs on it."""
    found = risk(facts.engagement, facts.today)
    if found.level is Level.FINE:
        return [t("asked.risk_none", mark=portfolio.MARKS[found.level])]
    level = wording.capital(t(f"level.{portfolio.LEVELS[found.level]}"))
    reasons = [f"• {portfolio.reason(one, t)}" for one in found.reasons]
    return [t("asked.risk", mark=portfolio.MARKS[found.level], level=level), *reasons]
