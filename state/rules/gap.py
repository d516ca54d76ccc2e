"""Questions that nothing answers: when two are one, who sees them, who is asked, who settles them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from state.rules.broken import RuleBroken
from state.rules.engagement import Engagement
from state.rules.party import OFF_SLACK, Actor
from state.rules.permission import GRANTS, Act


class How(StrEnum):
    """How a question came to be settled: a person answered it, or the methodology does by now."""

    ANSWERED = "answered"
    COVERED = "covered"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that was refused, where it was asked.

    `engagement` is the id of the one that the channel follows, if any. `nearest` are anchors of sections,
    the best first; `score` is the best one's, about 0 to 1. `aloud`: everyone in the channel saw it refused.
    """

    question: str
    language: str
    channel: str
    engagement: str | None
    nearest: tuple[str, ...]
    score: float | None
    aloud: bool


@dataclass(frozen=True, slots=True)
class Passed:
    """Who was asked in Relais's place, at whose wish, and when (UTC)."""

    to: Actor
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """How a question was settled, when (UTC), and by whom where it was a person."""

    how: How
    at: datetime
    by: Actor | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A question as it is kept; `number` is what people call it by, 0 before it is kept.

    `askers` are all who asked it, the first one first; `at` and `last_at` are the first and the last time
    (UTC), `times` how often.
    """

    number: int
    asked: Unanswered
    askers: tuple[Actor, ...]
    at: datetime
    last_at: datetime
    times: int = 1
    passed: Passed | None = None
    settled: Settled | None = None


def place(channel: str, engagement: str | None) -> str:
    """Return where the same question counts as one: the engagement, else the channel."""
    return engagement or channel


def key(question: str) -> str:
    """Return what the same question has in common however it is typed: case, accents and marks apart."""
    plain = unicodedata.normalize("NFKD", question)
    bare = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
    return hashlib.sha256(" ".join(re.findall(r"\w+", bare)).encode("utf-8", "replace")).hexdigest()


def first(asked: Unanswered, by: Actor, at: datetime) -> Gap:
    """Return a question that was not asked before."""
    return Gap(0, asked, (by,), at, at)


def again(gap: Gap, asked: Unanswered, by: Actor, at: datetime) -> Gap:
    """Return a question that is asked once more; one that was settled is open again: it is still a gap."""
    still_open = gap.settled is None
    return replace(
        gap,
        asked=replace(gap.asked, aloud=gap.asked.aloud or asked.aloud),
        askers=gap.askers if by in gap.askers else (*gap.askers, by),
        last_at=max(gap.last_at, at),
        times=gap.times + 1,
        passed=gap.passed if still_open else None,
        settled=None,
    )


def seen_by(gap: Gap, reader: Actor | None) -> bool:
    """Say whether a reader may see a question where it was asked; None: everyone there at once.

    What Relais refused to one person alone stays theirs, until it is asked aloud.
    """
    return gap.asked.aloud or reader in gap.askers


def person_for(engagement: Engagement, asker: Actor) -> Actor:
    """Return who is asked: the first in Slack who signs for the asker's own party, apart from the asker.

    Raises `outsider` for people of other companies, `nobody_to_ask` where the asker signs alone.
    """
    party = engagement.side_of(asker)
    if party is None:
        raise RuleBroken("outsider")
    theirs = (one for one in engagement.members if one.party is party and one.actor != asker)
    found = (one.actor for one in theirs if Act.SIGN in GRANTS[one.role] and one.actor.team != OFF_SLACK)
    person = next(found, None)
    if person is None:
        raise RuleBroken("nobody_to_ask")
    return person


def passed_on(gap: Gap, engagement: Engagement, by: Actor, at: datetime) -> Gap:
    """Return a question that a person is asked, in front of everyone in the channel.

    Raises as `person_for`, and `gap_settled`, `already_passed` (user: who was asked, on: a day in the
    engagement's zone).
    """
    person = person_for(engagement, by)
    if gap.settled is not None:
        raise RuleBroken("gap_settled")
    if gap.passed is not None:
        on = gap.passed.at.astimezone(ZoneInfo(engagement.zone)).date()
        raise RuleBroken("already_passed", user=gap.passed.to.user, on=on)
    return replace(gap, asked=replace(gap.asked, aloud=True), passed=Passed(person, by, at))


def settle(gap: Gap, engagement: Engagement | None, by: Actor, at: datetime) -> Gap:
    """Return a question that a person says is answered: a signatory, or who asked it where nobody signs.

    A question that only its asker sees is theirs to settle. Raises `not_member` and `gap_settled`.
    """
    theirs = by in gap.askers and not gap.asked.aloud
    signs = engagement is None or engagement.party_of(by) is not None
    if not (theirs or (signs and seen_by(gap, by))):
        raise RuleBroken("not_member")
    if gap.settled is not None:
        raise RuleBroken("gap_settled")
    return replace(gap, settled=Settled(How.ANSWERED, at, by))
