"""What the store says when it cannot keep or give anything."""

from __future__ import annotations


class StoreUnavailable(Exception):  # noqa: N818 - named for what people are told
    """The database did not take part; nothing was changed.

    Codes, each a text `error.<code>`: `store_locked` (another process holds it), `store_readonly`,
    `store_newer` (found: its schema, written by a newer Relais), `store_unreachable` (detail: what
    the database said).
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values
