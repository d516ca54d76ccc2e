"""Options within what people type, and the words that stay."""

from __future__ import annotations

import pytest

from bot import options
from state.rules.broken import RuleBroken


@pytest.mark.parametrize(
    ("text", "rest", "found"),
    [
        ("4 Il manque l’index échéance=2027-01-15", "4 Il manque l’index", {"due": "2027-01-15"}),
        ("4 owner = client No index", "4 No index", {"owner": "client"}),
        (
            "4 une ligne\nune autre « citée » due=2027-01-15",
            "4 une ligne\nune autre « citée »",
            {"due": "2027-01-15"},
        ),
        ("4 owner=“the client” rien", "4 rien", {"owner": "the client"}),
        ("4 a=b kind=legal", "4 a=b kind=legal", {}),
    ],
)
def test_options_are_taken_out_and_everything_else_stays_as_it_was_written(
    text: str, rest: str, found: dict[str, str]
) -> None:
    assert options.taken(text, {"due", "owner"}) == (rest, found)


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("due=2027-01-15 échéance=2027-01-16", "pair_twice", "échéance"),
        ("4 due= owner=client", "pair_empty", "due"),
    ],
)
def test_an_option_is_given_once_and_with_something(text: str, code: str, name: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        options.taken(text, {"due", "owner"})
    assert (broken.value.code, broken.value.values["name"]) == (code, name)
