"""What people may write beside a decision."""

from __future__ import annotations

from state.rules.broken import RuleBroken

LONGEST = 500


def checked_reason(text: str, *, required: bool) -> str:
    """Return the reason without blanks around it; raises `reason_missing` or `reason_too_long` (limit)."""
    reason = text.strip()
    if required and not reason:
        raise RuleBroken("reason_missing")
    if len(reason) > LONGEST:
        raise RuleBroken("reason_too_long", limit=LONGEST)
    return reason


def checked_note(text: str) -> str:
    """Return the note without blanks around it; raises `note_too_long` (limit)."""
    note = text.strip()
    if len(note) > LONGEST:
        raise RuleBroken("note_too_long", limit=LONGEST)
    return note
