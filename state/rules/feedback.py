"""What people say of answers: who may, what it takes, and the questions that it makes for the evaluation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from state.rules.broken import RuleBroken
from state.rules.engagement import Engagement
from state.rules.gap import key
from state.rules.party import Actor
from state.rules.reason import checked_reason

#: An answer that nobody judged is forgotten after so long, with the question that it keeps.
KEPT = timedelta(days=90)


class Vote(StrEnum):
    UP = "up"
    DOWN = "down"


class Reason(StrEnum):
    """What was wrong with an answer."""

    WRONG = "wrong"
    INCOMPLETE = "incomplete"
    OFF_SUBJECT = "off-subject"
    OUTDATED = "outdated"
    HARD_TO_READ = "hard-to-read"


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was given; `sections` are the anchors that it quotes.

    `engagement` is the id of the one that the channel follows, if any.
    """

    question: str
    language: str
    sections: tuple[str, ...]
    channel: str
    engagement: str | None


@dataclass(frozen=True, slots=True)
class Opinion:
    """One person's last word on one answer; `at` is when they said it (UTC)."""

    given: Given
    by: Actor
    at: datetime
    vote: Vote
    reason: Reason | None = None
    note: str = ""


def judged(
    given: Given,
    engagement: Engagement | None,
    by: Actor,
    at: datetime,
    *,
    vote: Vote,
    reason: Reason | None = None,
    note: str = "",
) -> Opinion:
    """Return what a person says of an answer; who disapproves says why.

    Raises as `refuse_outsider`, and `feedback_reason`, `reason_too_long` (limit).
    """
    if engagement is not None:
        refuse_outsider(engagement, by)
    if vote is Vote.UP:
        return Opinion(given, by, at, vote)
    if reason is None:
        raise RuleBroken("feedback_reason")
    return Opinion(given, by, at, vote, reason, checked_reason(note, required=False))


def refuse_outsider(engagement: Engagement, by: Actor) -> None:
    """Raise `outsider` for people of neither company of an engagement."""
    if engagement.side_of(by) is None:
        raise RuleBroken("outsider")


def rows(opinions: Iterable[Opinion]) -> list[dict[str, Any]]:
    """Return questions for `knowledge/evaluation`, in the order in which they were judged first.

    An answer that was only approved gives its sections. One that somebody disapproved of gives none yet,
    and `reported`, what it was and why: a person has to say what would be right.
    """
    found: dict[tuple[str, str, tuple[str, ...]], list[Opinion]] = {}
    for one in sorted(opinions, key=lambda one: one.at):
        said = (key(one.given.question), one.given.language, one.given.sections)
        found.setdefault(said, []).append(one)
    return [_row(together) for together in found.values()]


def _row(opinions: list[Opinion]) -> dict[str, Any]:
    given = opinions[0].given
    against = [one for one in opinions if one.vote is Vote.DOWN]
    asked = {"question": given.question, "language": given.language}
    if not against:
        return {**asked, "sections": list(given.sections), "style": "approved"}
    reported = {
        "sections": list(given.sections),
        "reasons": sorted({one.reason.value for one in against if one.reason}),
        "notes": [one.note for one in against if one.note],
    }
    return {**asked, "sections": [], "style": "reported", "reported": reported}
