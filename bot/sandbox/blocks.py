"""Block Kit's limits (https://docs.slack.dev/reference/block-kit): what is over is refused, with the reason.

A check takes a value and its JSON pointer, and yields what Slack would complain about, in Slack's words.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator
from typing import Any

from bot.sandbox.core import Refused
from bot.sandbox.world import Json

Check = Callable[[Any, str], Iterator[str]]
MARKDOWN = 12_000  # characters over all markdown blocks of a message
MOST = {"message": 50, "modal": 100, "home": 100}  # blocks
PASSIVE = {"image", "plain_text", "mrkdwn"}


def elements(block: Json) -> list[Json]:
    """The interactive elements of a block."""
    if block.get("type") in {"rich_text", "context"}:
        return []
    found = [*(block.get("elements") or []), block.get("accessory"), block.get("element")]
    return [one for one in found if isinstance(one, dict) and one.get("type") not in PASSIVE]


def with_ids(blocks: list[Json]) -> list[Json]:
    """Blocks as Slack keeps them: each with a block_id, each interactive element with an action_id."""
    kept = [{**block, "block_id": block.get("block_id") or secrets.token_urlsafe(4)} for block in blocks]
    for element in (one for block in kept for one in elements(block)):
        element.setdefault("action_id", secrets.token_urlsafe(4))
    return kept


# ---- Checks, and how they are put together


def anything(_value: Any, _at: str) -> Iterator[str]:
    yield from ()


def string(most: int, least: int = 0) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"must provide a string [json-pointer:{at}]"
        elif len(value) > most:
            yield f"must be less than {most + 1} characters [json-pointer:{at}]"
        elif len(value) < least:
            yield f"must be more than {least - 1} characters [json-pointer:{at}]"

    return check


def text(most: int, *kinds: str) -> Check:
    """A text object; of plain text, unless other kinds are named."""
    allowed = kinds or ("plain_text",)

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict) or value.get("type") not in allowed:
            yield f"must be a text object of type {' or '.join(allowed)} [json-pointer:{at}]"
        else:
            yield from string(most, 1)(value.get("text"), f"{at}/text")

    return check


def each(check: Check, most: int, least: int = 1) -> Check:
    def whole(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"must provide an array [json-pointer:{at}]"
        elif len(value) > most:
            yield f"no more than {most} items allowed [json-pointer:{at}]"
        elif len(value) < least:
            yield f"no fewer than {least} items allowed [json-pointer:{at}]"
        else:
            for number, one in enumerate(value):
                yield from check(one, f"{at}/{number}")

    return whole


def fields(spec: dict[str, Check], *free: str) -> Check:
    """An object with these fields: names that end with `!` are required, those in `free` hold anything."""
    known = {name.rstrip("!"): check for name, check in spec.items()} | dict.fromkeys(free, anything)

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"must provide an object [json-pointer:{at}]"
            return
        for name in spec:
            if name.endswith("!") and name.rstrip("!") not in value:
                yield f"missing required field: {name.rstrip('!')} [json-pointer:{at}]"
        for name, inner in value.items():
            if name not in known:
                yield f"invalid additional property: {name} [json-pointer:{at}]"
            elif inner is not None:
                yield from known[name](inner, f"{at}/{name}")

    return check


def one_of(*kinds: str) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in kinds:
            yield f"unsupported type: {kind} [json-pointer:{at}/type]"
        else:
            yield from ELEMENTS[kind](value, at)

    return check


def element(spec: dict[str, Check], *free: str) -> Check:
    common = {"action_id": ID, "confirm": CONFIRM, "placeholder": text(150)}
    return fields({**common, **spec}, "type", "focus_on_load", *free)


def block(spec: dict[str, Check], *free: str) -> Check:
    return fields({"block_id": ID, **spec}, "type", *free)


# ---- What Slack's pages say

BOTH, ID = ("plain_text", "mrkdwn"), string(255)
OPTION = fields(
    {"text!": text(75, *BOTH), "value!": string(150), "description": text(75, *BOTH), "url": string(3000)}
)
GROUP = fields({"label!": text(75), "options!": each(OPTION, 100)})
LISTS = {"options": each(OPTION, 100), "option_groups": each(GROUP, 100)}
CONFIRM = fields(
    {"title!": text(100), "text!": text(300, *BOTH), "confirm!": text(30), "deny!": text(30)}, "style"
)
LABEL = {"text!": text(75), "value": string(2000), "accessibility_label": string(75)}
FILTER = ("default_to_current_conversation", "filter")
TYPED = ("initial_value", "dispatch_action_config", "min_value", "max_value", "is_decimal_allowed",
         "multiline", "min_length", "max_length")  # fmt: skip
PICTURE = {"alt_text!": string(2000), "image_url": string(3000)}
ELEMENTS: dict[str, Check] = {
    "plain_text": text(2000),
    "mrkdwn": text(2000, "mrkdwn"),
    "image": fields(PICTURE, "type", "slack_file"),
    "button": element({**LABEL, "url": string(3000)}, "style"),
    "overflow": element({"options!": each(OPTION, 5)}),
    "checkboxes": element({"options!": each(OPTION, 10)}, "initial_options"),
    "radio_buttons": element({"options!": each(OPTION, 10)}, "initial_option"),
    "static_select": element(LISTS, "initial_option"),
    "multi_static_select": element(LISTS, "initial_options", "max_selected_items"),
    "users_select": element({}, "initial_user"),
    "multi_users_select": element({}, "initial_users", "max_selected_items"),
    "channels_select": element({}, "initial_channel", "response_url_enabled"),
    "multi_channels_select": element({}, "initial_channels", "max_selected_items"),
    "conversations_select": element({}, "initial_conversation", "response_url_enabled", *FILTER),
    "multi_conversations_select": element({}, "initial_conversations", "max_selected_items", *FILTER),
    "datepicker": element({}, "initial_date"),
    "timepicker": element({}, "initial_time", "timezone"),
    "datetimepicker": element({}, "initial_date_time"),
    **dict.fromkeys(
        ("plain_text_input", "number_input", "email_text_input", "url_text_input"), element({}, *TYPED)
    ),
    "feedback_buttons": element({"positive_button!": fields(LABEL), "negative_button!": fields(LABEL)}),
    "icon_button": element({**LABEL, "icon!": string(20)}, "visible_to_user_ids"),
}
TYPING = {name for name in ELEMENTS if name.endswith("_input")}
CHOOSING = {name for name in ELEMENTS if "select" in name or "picker" in name} | {
    "checkboxes",
    "radio_buttons",
}
# The block types that the sandbox's page can show: those of every surface, then those of messages alone.
EVERYWHERE = {
    "section": block({"text": text(3000, *BOTH), "fields": each(text(2000, *BOTH), 10),
                      "accessory": one_of("button", "image", "overflow", *CHOOSING)}, "expand"),
    "header": block({"text!": text(150)}, "level"),
    "divider": block({}),
    "context": block({"elements!": each(one_of("image", *BOTH), 10)}),
    "image": block({**PICTURE, "title": text(2000)}, "slack_file"),
    "actions": block({"elements!": each(one_of("button", "overflow", *CHOOSING), 25)}),
    "input": block({"label!": text(2000), "hint": text(2000), "element!": one_of(*TYPING, *CHOOSING)},
                   "optional", "dispatch_action"),
    "rich_text": block({"elements!": each(anything, 1000)}),
}  # fmt: skip
BLOCKS = {
    "modal": EVERYWHERE,
    "home": EVERYWHERE,
    "message": {
        **EVERYWHERE,
        "markdown": block({"text!": string(MARKDOWN, 1)}),
        "table": block({"rows!": each(each(anything, 20), 100)}, "column_settings"),
        "context_actions": block({"elements!": each(one_of("feedback_buttons", "icon_button"), 5)}),
    },
}
IN_VIEW = {"private_metadata": string(3000), "callback_id": ID, "external_id": ID, "blocks!": anything}
VIEWS = {
    "home": fields(IN_VIEW, "type"),
    "modal": fields({**IN_VIEW, "title!": text(24), "submit": text(24), "close": text(24)},
                    "type", "clear_on_close", "notify_on_close", "submit_disabled"),
}  # fmt: skip


def problems(blocks: Any, surface: str, extra: Collection[str] = (), at: str = "/blocks") -> Iterator[str]:
    """What Slack would say against these blocks on a surface: message, modal or home."""
    yield from each(anything, MOST[surface], 0)(blocks, at)
    seen: set[str] = set()
    for number, one in enumerate(blocks if isinstance(blocks, list) else []):
        here, kind = f"{at}/{number}", one.get("type") if isinstance(one, dict) else None
        if kind in extra:
            continue
        if kind not in BLOCKS[surface]:
            yield f"unsupported type: {kind} [json-pointer:{here}/type]"
            continue
        yield from BLOCKS[surface][kind](one, here)
        if kind == "section" and not one.get("text") and not one.get("fields"):
            yield f"either text or fields is required [json-pointer:{here}]"
        actions = [inner["action_id"] for inner in elements(one) if inner.get("action_id")]
        if len(actions) != len(set(actions)):
            yield f"`action_id` already exists in this block [json-pointer:{here}]"
        if one.get("block_id") in seen:
            yield f"`block_id` {one['block_id']} already exists [json-pointer:{here}/block_id]"
        seen |= {one["block_id"]} if one.get("block_id") else set()


def checked_blocks(blocks: Any, extra: Collection[str]) -> None:
    """Refuse a message's blocks as Slack does: `invalid_blocks`, with every reason."""
    if blocks is None:
        return
    if not isinstance(blocks, list) or not all(isinstance(one, dict) for one in blocks):
        raise Refused("invalid_blocks_format")
    if sum(len(str(one.get("text", ""))) for one in blocks if one.get("type") == "markdown") > MARKDOWN:
        raise Refused("msg_blocks_too_long")
    found = list(problems(blocks, "message", extra))
    if found:
        raise Refused("invalid_blocks", *found)


def checked_view(view: Any, extra: Collection[str]) -> None:
    """Refuse a view as Slack does: `invalid_arguments`, with every reason."""
    kind = view.get("type") if isinstance(view, dict) else None
    if kind not in VIEWS:
        raise Refused("invalid_arguments", "failed to match all allowed schemas [json-pointer:/view]")
    blocks = view.get("blocks") or []
    found = [*VIEWS[kind](view, "/view"), *problems(blocks, kind, extra, "/view/blocks")]
    asks = any(isinstance(one, dict) and one.get("type") == "input" for one in blocks)
    if kind == "modal" and asks and not view.get("submit"):
        found.append("a view with input blocks needs submit [json-pointer:/view]")
    if found:
        raise Refused("invalid_arguments", *found)
