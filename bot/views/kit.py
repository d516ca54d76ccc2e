"""Block Kit as plain dicts, within Slack's documented limits (docs.slack.dev, Block Kit reference).

The SDK's own models drop blocks that they do not know, so none is used.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

Block = dict[str, Any]
Message = dict[str, Any]

SECTION, HEADER, BUTTON, CONTEXT = 3000, 150, 75, 10
TITLE = 24
MESSAGE_BLOCKS = 50
#: Characters that nobody sees: they turn text around, hide in it, or belong to no script.
HIDDEN = {"Cf", "Cs", "Co"}
USER_ID = re.compile(r"[UW][A-Z0-9]+")
#: What is shown as a link, whole: nobody is led elsewhere than it says.
ADDRESS = re.compile(r"https?://[^\s<>|]{1,300}")
QUOTED_CHARACTERS, QUOTED_LINES = 300, 6
QUOTED = str.maketrans("<>", "‹›")
LOCALES = {"fr": "fr_FR", "en": "en_GB"}


def escape(text: str) -> str:
    """Return what people wrote as text that Slack shows and never obeys: no mention, link or broadcast."""
    shown = "".join(char for char in text if unicodedata.category(char) not in HIDDEN)
    return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quote(text: str) -> str:
    """Return what people wrote as a quotation of a few lines, which nobody takes for Relais's own words."""
    lines = [line.strip() for line in cut(text, QUOTED_CHARACTERS).splitlines() if line.strip()]
    if len(lines) > QUOTED_LINES:
        lines = [*lines[: QUOTED_LINES - 1], "…"]
    return "\n".join(f"> {escape(line)}" for line in lines)


def bare(text: str) -> str:
    """Return what people wrote for a place without formatting, where nobody knows what is obeyed."""
    return "".join(char for char in text if unicodedata.category(char) not in HIDDEN).translate(QUOTED)


def cut(text: str, limit: int) -> str:
    """Return the text, shortened with an ellipsis where it is longer than the limit."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def plain(text: str, limit: int = 3000) -> Block:
    return {"type": "plain_text", "text": cut(text, limit), "emoji": True}


def mrkdwn(text: str, limit: int = SECTION) -> Block:
    # Verbatim: only what is marked as a mention or a link is one, not what people's words look like.
    return {"type": "mrkdwn", "text": cut(text, limit), "verbatim": True}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, HEADER)}


def section(text: str) -> Block:
    return {"type": "section", "text": mrkdwn(text)}


def sections(text: str) -> list[Block]:
    """Return a text as sections: one, or as many as its lines need."""
    parts = [""]
    for line in text.splitlines():
        if parts[-1] and len(parts[-1]) + len(line) >= SECTION:
            parts.append("")
        parts[-1] += f"\n{line}" if parts[-1] else line
    return [section(part) for part in parts]


def context(*texts: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(text) for text in texts[:CONTEXT]]}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def divider() -> Block:
    return {"type": "divider"}


def button(
    text: str, action: str, value: str = "", *, style: str | None = None, label: str | None = None
) -> Block:
    """Return a button; `label` is what a screen reader says where the text alone is unclear."""
    block: Block = {"type": "button", "text": plain(text, BUTTON), "action_id": action}
    if value:
        block["value"] = value
    if style:
        block["style"] = style
    return block | {"accessibility_label": cut(label, BUTTON)} if label else block


def overflow(action: str, options: Sequence[Block]) -> Block:
    """Return the menu of what is done less often, five options at most."""
    return {"type": "overflow", "action_id": action, "options": list(options)}


def option(text: str, value: str) -> Block:
    return {"text": plain(text, BUTTON), "value": value}


def input_(block_id: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    """Return an input block; its element's action id is the block's own id."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {**element, "action_id": block_id},
        "optional": optional,
    }
    return block | {"hint": plain(hint)} if hint else block


def modal(callback: str, title: str, blocks: Sequence[Block], *, submit: str, close: str, data: str) -> Block:
    """Return a modal; `data` travels with it (ids only, never trusted as state)."""
    view = {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, TITLE),
        "close": plain(close, TITLE),
        "private_metadata": data,
        "blocks": list(blocks),
    }
    return view | {"submit": plain(submit, TITLE)} if submit else view


def message(text: str, blocks: Iterable[Block] = ()) -> Message:
    """Return a message: `text` is complete by itself, for notifications and screen readers."""
    found = list(blocks)
    return {"text": cut(text, 40_000), "blocks": found[:MESSAGE_BLOCKS]} if found else {"text": text}


def say(text: str) -> Message:
    """Return a message of text alone, shown as a section so that it wraps and formats as the others."""
    return message(text, [section(text)])


def day(on: date, language: str) -> str:
    """Return a day as people write it: "1 décembre 2026", "1 December 2026"."""
    said = format_date(on, "d MMMM y", LOCALES[language])
    return f"1er{said[1:]}" if language == "fr" and on.day == 1 else said


def weekday(on: date, language: str) -> str:
    """Return a day with the day of the week before it."""
    return f"{format_date(on, 'EEEE', LOCALES[language])} {day(on, language)}"


def instant(at: datetime, zone: str, language: str) -> str:
    """Return an instant in a zone: the day, then the hour and minute."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day(local.date(), language)}, {format_datetime(local, 'HH:mm', locale=LOCALES[language])}"


def number(count: int | Decimal, language: str) -> str:
    """Return a number as people write it: "10 000", "10,000"."""
    said: str = format_decimal(count, locale=LOCALES[language])
    return said


def place(text: str) -> str:
    """Return where something is: an address as a link, other words as a quotation."""
    return f"<{escape(text)}>" if ADDRESS.fullmatch(text) else quote(text)


def person(user: str) -> str:
    """Return a mention of a person of Slack; the name of one whose company has no Slack."""
    return f"<@{user}>" if USER_ID.fullmatch(user) else escape(user)
