"""Slack cannot be used."""

from __future__ import annotations


class SlackUnreachable(Exception):  # noqa: N818 - named for what people are told
    """Slack did not answer, or refused the token; `code` names the text `start.<code>`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values
