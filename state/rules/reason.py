"""What people may write: names, and words beside a decision."""

from __future__ import annotations

import unicodedata

from state.rules.broken import RuleBroken

LONGEST = 500
#: What an item, an evolution or a stretch of optimisation is called.
LONGEST_TITLE = 80
#: Characters that nobody sees, or that belong to no text: they hide in it, or turn it around.
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def visible(text: str) -> str:
    """Return what people can see of a text, without blanks around it; lines stay lines."""
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) not in HIDDEN).strip()


def checked_reason(text: str, *, required: bool) -> str:
    """Return the visible reason; raises `reason_missing` or `reason_too_long` (limit)."""
    reason = visible(text)
    if required and not reason:
        raise RuleBroken("reason_missing")
    if len(reason) > LONGEST:
        raise RuleBroken("reason_too_long", limit=LONGEST)
    return reason


def checked_title(text: str) -> str:
    """Return a title on one line; raises `title_missing` or `title_too_long` (limit)."""
    title = " ".join(visible(text).split())
    if not title:
        raise RuleBroken("title_missing")
    if len(title) > LONGEST_TITLE:
        raise RuleBroken("title_too_long", limit=LONGEST_TITLE)
    return title
