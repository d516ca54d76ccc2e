"""What it takes to open an engagement: a name, a contract, and people who sign for both parties."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from state.rules.broken import RuleBroken
from state.rules.dossier import UpgradeMode
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.party import OFF_SLACK, Actor, Member, Party, Role
from state.rules.reason import checked_reason, visible
from state.rules.term import Contract

LONGEST_NAME = 80
MOST_MEMBERS = 10
LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Opening:
    """What somebody asks for when they open an engagement; not checked yet.

    The first one named of each party is its lead, the others sign. `evidence` is what says that those
    without Slack may sign. `shared`: two companies share the channel.
    """

    name: str
    contract: Contract
    upgrade: UpgradeMode
    client: tuple[Actor, ...]
    provider: tuple[Actor, ...]
    language: str
    zone: str
    shared: bool = False
    evidence: str = ""


def opened(opening: Opening, *, id_: str, team: str, channel: str, today: date, by: Actor) -> Engagement:
    """Return the new engagement, in takeover (methodology: takeover is systematic), without its items.

    `today` is a day in the engagement's zone; `by`, who opens it, administers it. Raises `name_missing`,
    `name_too_long` (limit), `party_missing` (party), `party_too_many` (party, limit), `both_parties`
    (user: named on both sides), `same_company` (in a channel that two companies share, one stands on
    both sides), `evidence_missing`, `person_missing`, `person_too_long` (limit), `reason_too_long`
    (limit), `unknown_language` (language) and `unknown_zone` (zone).
    """
    name = " ".join(visible(opening.name).split())
    if not name:
        raise RuleBroken("name_missing")
    if len(name) > LONGEST_NAME:
        raise RuleBroken("name_too_long", limit=LONGEST_NAME)
    if opening.language not in LANGUAGES:
        raise RuleBroken("unknown_language", language=opening.language)
    return Engagement(
        id=id_,
        name=name,
        team=team,
        channel=channel,
        phase=Phase.TAKEOVER,
        phase_since=today,
        created_on=today,
        upgrade=opening.upgrade,
        contract=opening.contract,
        language=opening.language,
        zone=checked_zone(opening.zone),
        members=_members(opening),
        administrators=(by,),
    )


def checked_zone(zone: str) -> str:
    """Return the name of an IANA zone; raises `unknown_zone` (zone)."""
    try:
        return ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise RuleBroken("unknown_zone", zone=zone) from None


def refuse_same_company(members: Iterable[Member]) -> None:
    """Raise `same_company` where one company speaks for two parties."""
    speaks: dict[str, Party] = {}
    for member in members:
        team = member.actor.team
        if team != OFF_SLACK and speaks.setdefault(team, member.party) is not member.party:
            raise RuleBroken("same_company")


def off_slack(actor: Actor) -> Actor:
    """Return a person, the name of one without Slack as people see it, on one line.

    Raises `person_missing` and `person_too_long` (limit).
    """
    if actor.team != OFF_SLACK:
        return actor
    said = " ".join(visible(actor.user).split())
    if not said:
        raise RuleBroken("person_missing")
    if len(said) > LONGEST_NAME:
        raise RuleBroken("person_too_long", limit=LONGEST_NAME)
    return Actor(OFF_SLACK, said)


def _members(opening: Opening) -> tuple[Member, ...]:
    sides = {Party.CLIENT: _once(opening.client), Party.PROVIDER: _once(opening.provider)}
    for party, actors in sides.items():
        if not actors:
            raise RuleBroken("party_missing", party=party)
        if len(actors) > MOST_MEMBERS:
            raise RuleBroken("party_too_many", party=party, limit=MOST_MEMBERS)
    both = set(sides[Party.CLIENT]) & set(sides[Party.PROVIDER])
    if both:
        raise RuleBroken("both_parties", user=min(actor.user for actor in both))
    evidence = checked_reason(opening.evidence, required=False)
    members = tuple(
        _member(actor, party, evidence, leads=actor == actors[0])
        for party, actors in sides.items()
        for actor in actors
    )
    if opening.shared:
        refuse_same_company(members)
    return members


def _member(actor: Actor, party: Party, evidence: str, *, leads: bool) -> Member:
    role = Role.LEAD if leads else Role.SIGNATORY
    if actor.team != OFF_SLACK:
        return Member(actor, party, role)
    if not evidence:
        raise RuleBroken("evidence_missing")
    return Member(actor, party, role, evidence=evidence)


def _once(actors: Iterable[Actor]) -> tuple[Actor, ...]:
    return tuple(dict.fromkeys(off_slack(actor) for actor in actors))
