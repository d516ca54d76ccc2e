"""Elements that hold a value: from what a person set (an option, a date, an id, text) to Slack's `state`."""

from __future__ import annotations

from typing import Any

from bot.sandbox.blocks import elements
from bot.sandbox.world import Json

PRESSED = {"button", "feedback_buttons", "icon_button", "overflow"}  # they hold nothing
MANY = ("multi_", "checkboxes")


def value_of(element: Json, raw: Any) -> Json:
    """What Slack sends for an element that a person set to a raw value."""
    kind, known = element["type"], options(element)
    if kind in {"checkboxes", "multi_static_select"}:
        return {"selected_options": [known[one] for one in raw or []]}
    if kind in {"static_select", "radio_buttons", "overflow"}:
        return {"selected_option": known[raw] if raw else None}
    if kind.endswith("picker"):
        return {f"selected_{'date_time' if kind == 'datetimepicker' else kind.removesuffix('picker')}": raw}
    if kind.endswith("s_select"):
        what = kind.removeprefix("multi_").removesuffix("s_select")
        return {f"selected_{what}s": raw or []} if kind.startswith("multi_") else {f"selected_{what}": raw}
    if kind in PRESSED:
        return {"value": raw, **({"text": element["text"]} if "text" in element else {})}
    return {"value": None if raw in (None, "") else str(raw)}


def options(element: Json) -> dict[str, Json]:
    grouped = [one for group in element.get("option_groups") or [] for one in group["options"]]
    return {one["value"]: one for one in [*(element.get("options") or []), *grouped]}


def initial(element: Json) -> Any:
    """The raw value that an element starts with."""
    if "initial_option" in element:
        return element["initial_option"]["value"]
    if "initial_options" in element:
        return [one["value"] for one in element["initial_options"]]
    given = [value for name, value in element.items() if name.startswith("initial_")]
    return given[0] if given else [] if element["type"].startswith(MANY) else None


def state(blocks: list[Json], chosen: Json) -> Json:
    """The `state` of a view or message: every element that holds a value, as chosen or as it started."""
    values: dict[str, Json] = {}
    for block in blocks:
        mine = chosen.get(block["block_id"], {})
        for one in (one for one in elements(block) if one["type"] not in PRESSED):
            raw = mine[one["action_id"]] if one["action_id"] in mine else initial(one)
            values.setdefault(block["block_id"], {})[one["action_id"]] = {
                "type": one["type"],
                **value_of(one, raw),
            }
    return {"values": values}


def find(blocks: list[Json], action_id: str, block_id: str | None, value: Any) -> tuple[Json, Json]:
    """The block and element that a person means, of several the one with the value; LookupError: none."""
    found = [(block, one) for block in blocks for one in elements(block)
             if one["action_id"] == action_id and block_id in (None, "", block["block_id"])]  # fmt: skip
    if not found:
        raise LookupError(f"no element {action_id} here")
    return next((pair for pair in found if value is not None and pair[1].get("value") == value), found[0])


def mistakes(blocks: list[Json], chosen: Json) -> dict[str, str]:
    """What Slack finds wrong with a form before it asks the app, by block_id: `required` or `length`."""
    found = {}
    for block in (one for one in blocks if one["type"] == "input"):
        element = block["element"]
        raw = chosen.get(block["block_id"], {}).get(element["action_id"], initial(element))
        if not raw and not block.get("optional"):
            found[block["block_id"]] = "required"
        elif (
            isinstance(raw, str)
            and raw
            and not element.get("min_length", 0) <= len(raw) <= element.get("max_length", 3000)
        ):
            found[block["block_id"]] = "length"
    return found
