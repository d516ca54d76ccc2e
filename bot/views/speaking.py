"""Who speaks for which party: everybody with their role, who leads, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Iterable

from bot.views import members, wording
from bot.views.facts import Facts
from prompts import Translator
from state.rules.party import Actor, Member, Party, Role
from state.rules.permission import signatories


def people(facts: Facts, t: Translator) -> list[str]:
    """Return everybody by party, with their role, and whom delegates stand for until when."""
    lines = []
    for party in _parties(facts):
        theirs = [one for one in facts.engagement.members if one.party is party]
        told = ", ".join(
            t("asked.person", person=facts.name(one.actor), role=t(f"role.{one.role}")) for one in theirs
        )
        lines.append(t("asked.people", party=wording.capital(t(f"party.{party}")), people=told))
        lines += _delegates((one for one in theirs if one.stands_for is not None), facts, t)
    return lines


def lead(facts: Facts, t: Translator) -> list[str]:
    """Return who leads each party, or the one that is asked about."""
    lines = []
    for party in _parties(facts):
        leads = [one.actor for one in facts.engagement.members if (one.party, one.role) == (party, Role.LEAD)]
        if leads:
            lines.append(t("asked.lead", party=t(f"party.{party}"), people=named(leads, facts)))
    return lines or [t("asked.lead_none")]


def stand_in(facts: Facts, t: Translator) -> list[str]:
    """Return who stands in for whom, for those alone who are asked about, and who else may sign."""
    engagement = facts.engagement
    asked = {one.party for one in engagement.members if one.actor in facts.persons}
    found = [
        one
        for one in engagement.members
        if one.role is Role.DELEGATE
        and (not facts.persons or one.stands_for in facts.persons or one.actor in facts.persons)
        and (facts.party is None or one.party is facts.party)
    ]
    lines = _delegates(found, facts, t) or [t("asked.no_delegate")]
    for party in _parties(facts):
        if not asked or party in asked:
            signing = [one for one in signatories(engagement, party, facts.today) if one not in facts.persons]
            people = named(signing, facts) or t("asked.nobody")
            lines.append(t("asked.signing", party=t(f"party.{party}"), people=people))
    return lines


def named(actors: Iterable[Actor], facts: Facts) -> str:
    return ", ".join(facts.name(actor) for actor in actors)


def _delegates(found: Iterable[Member], facts: Facts, t: Translator) -> list[str]:
    return [f"• {members.line(one, facts.engagement, facts.names, today=facts.today, t=t)}" for one in found]


def _parties(facts: Facts) -> list[Party]:
    seated = facts.engagement.parties
    return [facts.party] if facts.party in seated and facts.party else list(seated)
