"""Options within what people type, such as `due=2027-01-15` or `company="Nord Infogérance"`: pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot import phrases
from bot.one_line import ordinary
from state.rules.broken import RuleBroken

_NAME = r"[^\W\d_][\w’\'-]*"
#: A value follows its sign, after a blank too, unless what follows is another option.
_OPTION = re.compile(
    rf'(?<!\S)(?P<name>{_NAME})\s*=(?P<value>\s*"[^"]*"|\s*<[^>]*>|\S+|\s+(?!{_NAME}\s*=)\S+|)'
)


def taken(text: str, names: Collection[str]) -> tuple[str, dict[str, str]]:
    """Return a text without its options, and the options by their English name (`pair.*` has the words).

    `names` are those that make sense here; any other `word=…` stays in the text. Raises `pair_twice`
    (name) and `pair_empty` (name).
    """
    found: dict[str, str] = {}
    read = ordinary(text)
    source = text if len(text) == len(read) else read  # what stays keeps the marks that people wrote
    stays, end = [], 0
    for option in _OPTION.finditer(read):
        key = phrases.meant("pair", option["name"])
        if key is None or key not in names:
            continue
        value = option["value"].strip().strip('"').strip()
        if key in found:
            raise RuleBroken("pair_twice", name=option["name"])
        if not value:
            raise RuleBroken("pair_empty", name=option["name"])
        found[key] = value
        stays.append(source[end : option.start()])
        end = option.end()
    return re.sub(r"[ \t]+", " ", " ".join([*stays, source[end:]])).strip(), found


def beside(text: str) -> tuple[str, dict[str, str]]:
    """Return a command's text without what any command may have beside it, and that.

    `engagement` is the one that is meant, `for` the person without Slack whose word it is, and with that
    `evidence` what it rests on. Raises as `taken`.
    """
    _, spoken_for = taken(text, {"for"})
    names = {"engagement", "for", "evidence"} if spoken_for else {"engagement"}
    rest, found = taken(text, names)
    return (rest, found) if found else (text, found)
