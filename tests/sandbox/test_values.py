"""From what a person sets to what Slack sends, element by element."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.values import find, initial, mistakes, state, value_of
from bot.sandbox.world import Json

A, B = ({"text": {"type": "plain_text", "text": one}, "value": one} for one in "ab")
GROUPS = {"option_groups": [{"label": {}, "options": [A]}, {"label": {}, "options": [B]}]}
OPTIONS = {"options": [A, B]}
SENT = [
    ({"type": "button", "text": {"text": "Go"}}, "7", {"value": "7", "text": {"text": "Go"}}),
    ({"type": "feedback_buttons"}, "good", {"value": "good"}),
    ({"type": "overflow", **OPTIONS}, "b", {"selected_option": B}),
    ({"type": "static_select", **OPTIONS}, "a", {"selected_option": A}),
    ({"type": "static_select", **GROUPS}, "b", {"selected_option": B}),
    ({"type": "static_select", **OPTIONS}, None, {"selected_option": None}),
    ({"type": "radio_buttons", **OPTIONS}, "b", {"selected_option": B}),
    ({"type": "multi_static_select", **OPTIONS}, ["b", "a"], {"selected_options": [B, A]}),
    ({"type": "checkboxes", **OPTIONS}, None, {"selected_options": []}),
    ({"type": "users_select"}, "U1", {"selected_user": "U1"}),
    ({"type": "multi_users_select"}, ["U1"], {"selected_users": ["U1"]}),
    ({"type": "channels_select"}, "C1", {"selected_channel": "C1"}),
    ({"type": "conversations_select"}, "C1", {"selected_conversation": "C1"}),
    ({"type": "multi_conversations_select"}, None, {"selected_conversations": []}),
    ({"type": "datepicker"}, "2026-12-01", {"selected_date": "2026-12-01"}),
    ({"type": "timepicker"}, "09:30", {"selected_time": "09:30"}),
    ({"type": "datetimepicker"}, 1795565683, {"selected_date_time": 1795565683}),
    ({"type": "plain_text_input"}, "", {"value": None}),
    ({"type": "number_input"}, 3, {"value": "3"}),
]


@pytest.mark.parametrize(("element", "raw", "sent"), SENT)
def test_a_value_has_the_shape_of_its_element(element: Json, raw: Any, sent: Json) -> None:
    assert value_of(element, raw) == sent


@pytest.mark.parametrize(
    ("element", "raw"),
    [
        ({"type": "plain_text_input", "initial_value": "x"}, "x"),
        ({"type": "static_select", "initial_option": A}, "a"),
        ({"type": "checkboxes", "initial_options": [A, B]}, ["a", "b"]),
        ({"type": "multi_users_select", "initial_users": ["U1"]}, ["U1"]),
        ({"type": "datepicker", "initial_date": "2026-12-01"}, "2026-12-01"),
        ({"type": "multi_static_select"}, []),
        ({"type": "plain_text_input"}, None),
    ],
)
def test_an_element_starts_as_it_says(element: Json, raw: Any) -> None:
    assert initial(element) == raw


def form(**element: Any) -> list[Json]:
    element = {"type": "plain_text_input", "action_id": "text", **element}
    return [
        {"type": "input", "block_id": "b", "element": element, "optional": element.pop("optional", False)}
    ]


def test_the_state_holds_what_was_chosen_else_what_it_started_with() -> None:
    actions = {"type": "actions", "block_id": "c", "elements": [{"type": "button", "action_id": "go"}]}
    blocks = [*form(initial_value="x"), actions]

    assert state(blocks, {})["values"] == {"b": {"text": {"type": "plain_text_input", "value": "x"}}}
    assert state(blocks, {"b": {"text": None}})["values"]["b"]["text"]["value"] is None


@pytest.mark.parametrize(
    ("element", "raw", "found"),
    [
        ({}, "x", {}),
        ({}, None, {"b": "required"}),
        ({"optional": True}, None, {}),
        ({"min_length": 3}, "ab", {"b": "length"}),
        ({"min_length": 3, "optional": True}, "", {}),
        ({"max_length": 3}, "abcd", {"b": "length"}),
        ({"type": "checkboxes", "options": [A]}, [], {"b": "required"}),
        ({"initial_value": "x"}, ..., {}),
    ],
)
def test_a_form_is_checked_before_the_app_is_asked(element: Json, raw: Any, found: Json) -> None:
    assert mistakes(form(**element), {} if raw is ... else {"b": {"text": raw}}) == found


def test_of_several_buttons_the_one_with_the_value_is_meant() -> None:
    buttons = [{"type": "button", "action_id": "accept", "value": str(n)} for n in range(3)]
    blocks = [{"type": "actions", "block_id": str(n), "elements": [one]} for n, one in enumerate(buttons)]

    assert find(blocks, "accept", None, "2")[1] == buttons[2]
    assert find(blocks, "accept", "1", None)[1] == buttons[1]
    assert find(blocks, "accept", None, None)[1] == buttons[0]
