"""The one error that rules raise."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from state.rules.engagement import Engagement


class RuleBroken(Exception):  # noqa: N818 - named for what people are told
    """A rule refused a change; nothing was changed.

    `code` names the text `error.<code>` in `prompts/texts`; `values` fill its placeholders
    with plain values (dates, numbers, names, enum members, items), never with sentences.
    `about` is the engagement that was to change, where there was one.
    """

    about: Engagement | None = None

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values
