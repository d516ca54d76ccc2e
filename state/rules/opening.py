"""What it takes to open an engagement: a name, a contract, and people who sign for both parties."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from state.rules.broken import RuleBroken
from state.rules.engagement import Actor, Engagement, Member, Party, Phase, UpgradeMode
from state.rules.reason import visible
from state.rules.term import Contract

LONGEST_NAME = 80
MOST_MEMBERS = 10
LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Opening:
    """What somebody asks for when they open an engagement; not checked yet.

    `shared`: two companies share the channel.
    """

    name: str
    contract: Contract
    upgrade: UpgradeMode
    client: tuple[Actor, ...]
    provider: tuple[Actor, ...]
    language: str
    zone: str
    shared: bool = False


def opened(opening: Opening, *, id_: str, team: str, channel: str, today: date) -> Engagement:
    """Return the new engagement, in takeover (methodology: takeover is systematic), without its items.

    `today` is a day in the engagement's zone. Raises `name_missing`, `name_too_long` (limit),
    `party_missing` (party), `party_too_many` (party, limit), `both_parties` (user: named on both
    sides), `same_company` (in a channel that two companies share, one stands on both sides),
    `unknown_language` (language) and `unknown_zone` (zone).
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
    )


def checked_zone(zone: str) -> str:
    """Return the name of an IANA zone; raises `unknown_zone` (zone)."""
    try:
        return ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise RuleBroken("unknown_zone", zone=zone) from None


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
    teams = [{actor.team for actor in actors} for actors in sides.values()]
    if opening.shared and set.intersection(*teams):
        raise RuleBroken("same_company")
    return tuple(Member(actor, party) for party, actors in sides.items() for actor in actors)


def _once(actors: Iterable[Actor]) -> tuple[Actor, ...]:
    return tuple(dict.fromkeys(actors))
