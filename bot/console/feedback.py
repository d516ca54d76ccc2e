"""`relais feedback`: what people say of answers, also as questions for the evaluation."""

from __future__ import annotations

from typing import Any

from bot.console.desk import Desk
from bot.parts import open_state
from state.ledger import Ledger
from state.rules.feedback import Opinion
from state.rules.feedback import rows as questions


def feedback(at: Desk, *, rows: bool, as_json: bool) -> None:
    """Show every opinion, the newest first; `rows`: as questions, a line of JSON each."""
    ledger = open_state(at.settings)
    found = ledger.feedback.all()
    if rows:
        for row in questions(found):
            at.give(row)
    elif as_json:
        names = _names(ledger)
        at.give([_values(one, names) for one in found])
    elif not found:
        at.tell("cli.no_feedback")
    else:
        for one in found:
            _show(at, one)


def _show(at: Desk, one: Opinion) -> None:
    question = " ".join(one.given.question.split())
    at.tell("cli.opinion", mark=at.t(f"feedback.{one.vote}"), question=question)
    said = [at.t("cli.opinion_sections", sections=", ".join(one.given.sections))]
    if one.reason is not None:
        reason = at.t(f"reason.{one.reason}")
        noted = at.t("cli.opinion_noted", reason=reason, note=" ".join(one.note.split()))
        said.insert(0, noted if one.note else at.t("cli.opinion_reason", reason=reason))
    at.say(f"   {' '.join(said)}")


def _names(ledger: Ledger) -> dict[str, str]:
    return {one.id: one.name for one in ledger.engagements.all()}


def _values(one: Opinion, names: dict[str, str]) -> dict[str, Any]:
    given = one.given
    return {
        "question": given.question,
        "language": given.language,
        "sections": list(given.sections),
        "verdict": one.vote,
        "reason": one.reason,
        "note": one.note,
        "team": one.by.team,
        "user": one.by.user,
        "channel": given.channel,
        "engagement": names.get(given.engagement or ""),
        "at": one.at.isoformat(),
    }
