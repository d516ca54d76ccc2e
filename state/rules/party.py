"""Who is who: the parties of a contract, the people who speak for them, and in which role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Party(StrEnum):
    """The two signatories of the contract, and the provider that takes over at the end (portability)."""

    CLIENT = "client"
    PROVIDER = "provider"
    INCOMING = "incoming"

    @property
    def other(self) -> Party:
        """The party across the table; the incoming provider's is the client."""
        return Party.PROVIDER if self is Party.CLIENT else Party.CLIENT


#: The two who signed the contract: what "both" means.
PAIR = (Party.CLIENT, Party.PROVIDER)


class Role(StrEnum):
    """What a person is for their party; `permission.py` says what each may do."""

    LEAD = "lead"
    SIGNATORY = "signatory"
    DELEGATE = "delegate"
    MEMBER = "member"
    OBSERVER = "observer"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person of Slack: ids are unique only together (team, user)."""

    team: str
    user: str


#: The team of people whose company has no Slack; their `user` is the name that they are known by.
OFF_SLACK = "off-slack"
#: Relais itself, where time and nobody else brought something about.
CLOCK = Actor("relais", "clock")


@dataclass(frozen=True, slots=True)
class Member:
    """A person of one party of one engagement.

    A delegate signs in the place of `stands_for` from `since` to `until`, both included (days in the
    engagement's zone; None: no limit). `evidence` is what says that somebody without Slack may sign.
    """

    actor: Actor
    party: Party
    role: Role = Role.SIGNATORY
    stands_for: Actor | None = None
    since: date | None = None
    until: date | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """Somebody's word: whose, when (UTC), and how it reached Relais.

    `kept_by` wrote it down for a person without Slack, on the strength of `evidence`.
    """

    by: Actor
    at: datetime
    kept_by: Actor | None = None
    evidence: str = ""
