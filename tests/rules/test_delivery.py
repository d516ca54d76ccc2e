"""How long to wait before a message is tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from state.rules.delivery import LEASE, LONGEST_PAUSE, SETTLE, pause


@pytest.mark.parametrize(
    ("attempts", "asked", "expected"),
    [
        (1, None, 2), (3, None, 8), (50, None, 900),
        (1, 30, 30), (1, 0, 1), (1, 3600, 900),
    ],
)  # fmt: skip
def test_the_pause_is_what_slack_asks_for_within_a_quarter_of_an_hour(
    attempts: int, asked: int | None, expected: int
) -> None:
    wanted = None if asked is None else timedelta(seconds=asked)

    assert pause(attempts, wanted) == timedelta(seconds=expected)
    assert pause(attempts, wanted) <= LONGEST_PAUSE


def test_nobody_looks_for_a_message_before_its_sender_has_given_up() -> None:
    assert SETTLE > LEASE
