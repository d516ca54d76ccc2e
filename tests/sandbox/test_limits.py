"""Block Kit's limits: at the limit a message passes, one over it is refused, and the reason says where."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.blocks import BLOCKS, checked_blocks, checked_view, problems
from bot.sandbox.core import Refused


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def button(n: int = 0, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("b"), "action_id": f"a{n}", **more}


def options(count: int) -> list[dict[str, Any]]:
    return [{"text": plain(str(n)), "value": str(n)} for n in range(count)]


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def asked(**element: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain("l"), "element": {"action_id": "a", **element}}


# What is to be made, from its size; the limit; where the reason points to.
MESSAGE_LIMITS = [
    (lambda n: [{"type": "divider"}] * n, 50, "/blocks"),
    (lambda n: [{"type": "section", "text": mrkdwn("x" * n)}], 3000, "/blocks/0/text/text"),
    (lambda n: [{"type": "section", "fields": [mrkdwn("x")] * n}], 10, "/blocks/0/fields"),
    (lambda n: [{"type": "section", "fields": [mrkdwn("x" * n)]}], 2000, "/blocks/0/fields/0/text"),
    (lambda n: [{"type": "header", "text": plain("x" * n)}], 150, "/blocks/0/text/text"),
    (lambda n: [{"type": "context", "elements": [mrkdwn("x")] * n}], 10, "/blocks/0/elements"),
    (lambda n: [actions(*(button(i) for i in range(n)))], 25, "/blocks/0/elements"),
    (lambda n: [actions(button(text=plain("x" * n)))], 75, "/blocks/0/elements/0/text/text"),
    (lambda n: [actions(button(value="x" * n))], 2000, "/blocks/0/elements/0/value"),
    (lambda n: [actions(button(action_id="x" * n))], 255, "/blocks/0/elements/0/action_id"),
    (
        lambda n: [actions({"type": "static_select", "options": options(n)})],
        100,
        "/blocks/0/elements/0/options",
    ),
    (lambda n: [actions({"type": "overflow", "options": options(n)})], 5, "/blocks/0/elements/0/options"),
    (lambda n: [{"type": "divider", "block_id": "x" * n}], 255, "/blocks/0/block_id"),
    (lambda n: [{"type": "image", "image_url": "x", "alt_text": "x" * n}], 2000, "/blocks/0/alt_text"),
    (lambda n: [{"type": "image", "alt_text": "x", "image_url": "x" * n}], 3000, "/blocks/0/image_url"),
    (lambda n: [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * n}], 100, "/blocks/0/rows"),
    (
        lambda n: [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * n]}],
        20,
        "/blocks/0/rows/0",
    ),
]


@pytest.mark.parametrize(("make", "limit", "where"), MESSAGE_LIMITS)
def test_a_message_passes_at_a_limit_and_is_refused_above_it(make: Any, limit: int, where: str) -> None:
    checked_blocks(make(limit), ())

    with pytest.raises(Refused) as refused:
        checked_blocks(make(limit + 1), ())
    assert refused.value.error == "invalid_blocks"
    assert f"[json-pointer:{where}]" in refused.value.more["errors"][0]
    assert refused.value.more["response_metadata"]["messages"][0].startswith("[ERROR] ")


def test_markdown_blocks_share_twelve_thousand_characters() -> None:
    half = {"type": "markdown", "text": "x" * 6000}
    checked_blocks([half, half], ())

    with pytest.raises(Refused, match="msg_blocks_too_long"):
        checked_blocks([half, half, {"type": "markdown", "text": "x"}], ())


WRONG = [
    ({"type": "data_table"}, "unsupported type: data_table"),
    ({"type": "alert"}, "unsupported type: alert"),
    ({"text": plain("x")}, "unsupported type: None"),
    ({"type": "section"}, "either text or fields is required"),
    ({"type": "section", "text": plain("")}, "must be more than 0 characters"),
    ({"type": "section", "text": "x"}, "must be a text object"),
    ({"type": "section", "text": mrkdwn("x"), "color": "red"}, "invalid additional property: color"),
    ({"type": "header", "text": mrkdwn("x")}, "must be a text object of type plain_text"),
    ({"type": "header"}, "missing required field: text"),
    ({"type": "context", "elements": [button()]}, "unsupported type: button"),
    ({"type": "actions", "elements": []}, "no fewer than 1 items allowed"),
    (actions(button(1), button(1)), "`action_id` already exists"),
    (actions({"type": "plain_text_input"}), "unsupported type: plain_text_input"),
    (actions({"type": "button"}), "missing required field: text"),
    (actions(button(confirm={"title": plain("t")})), "missing required field: text"),
    (asked(type="button"), "unsupported type: button"),
]


@pytest.mark.parametrize(("block", "reason"), WRONG)
def test_what_block_kit_does_not_know_is_refused(block: dict[str, Any], reason: str) -> None:
    assert reason in next(problems([block], "message"))


def test_two_blocks_of_one_id_are_refused() -> None:
    block = {"type": "divider", "block_id": "same"}

    assert list(problems([block, block], "message")) == [
        "`block_id` same already exists [json-pointer:/blocks/1/block_id]"
    ]


def test_newer_block_types_pass_only_where_they_are_let_pass() -> None:
    assert list(problems([{"type": "card", "title": "x"}], "message", {"card"})) == []


@pytest.mark.parametrize("blocks", ["[", {}, ["x"], 5])
def test_blocks_that_are_no_list_of_objects_have_their_own_error(blocks: Any) -> None:
    with pytest.raises(Refused, match="invalid_blocks_format"):
        checked_blocks(blocks, ())


@pytest.mark.parametrize("surface", ["modal", "home"])
def test_blocks_of_messages_alone_are_refused_elsewhere(surface: str) -> None:
    for kind in BLOCKS["message"].keys() - BLOCKS[surface].keys():
        assert f"unsupported type: {kind}" in next(problems([{"type": kind}], surface))


def modal(**more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("t"), "blocks": [{"type": "divider"}], **more}


VIEW_LIMITS = [
    (lambda n: modal(title=plain("x" * n)), 24, "/view/title/text"),
    (lambda n: modal(submit=plain("x" * n)), 24, "/view/submit/text"),
    (lambda n: modal(close=plain("x" * n)), 24, "/view/close/text"),
    (lambda n: modal(private_metadata="x" * n), 3000, "/view/private_metadata"),
    (lambda n: modal(callback_id="x" * n), 255, "/view/callback_id"),
    (lambda n: modal(blocks=[{"type": "divider"}] * n), 100, "/view/blocks"),
    (lambda n: {"type": "home", "blocks": [{"type": "divider"}] * n}, 100, "/view/blocks"),
]


@pytest.mark.parametrize(("make", "limit", "where"), VIEW_LIMITS)
def test_a_view_passes_at_a_limit_and_is_refused_above_it(make: Any, limit: int, where: str) -> None:
    checked_view(make(limit), ())

    with pytest.raises(Refused) as refused:
        checked_view(make(limit + 1), ())
    assert refused.value.error == "invalid_arguments"
    assert f"[json-pointer:{where}]" in refused.value.more["errors"][0]


@pytest.mark.parametrize(
    ("view", "reason"),
    [
        (None, "failed to match all allowed schemas"),
        ({"type": "drawer"}, "failed to match all allowed schemas"),
        ({"type": "modal", "blocks": []}, "missing required field: title"),
        ({"type": "home", "title": plain("t"), "blocks": []}, "invalid additional property: title"),
        (modal(blocks=[asked(type="plain_text_input")]), "needs submit"),
    ],
)
def test_a_view_without_what_it_needs_is_refused(view: Any, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        checked_view(view, ())
    assert reason in refused.value.more["errors"][0]
