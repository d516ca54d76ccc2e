"""The one error that rules raise."""

from __future__ import annotations


class RuleBroken(Exception):  # noqa: N818 - named for what people are told
    """A rule refused a change; nothing was changed.

    `code` names the text `error.<code>` in `prompts/texts`; `values` fill its placeholders
    with plain values (dates, numbers, names, enum members), never with sentences.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values
