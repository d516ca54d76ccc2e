"""views.*: modals and App Home."""

from __future__ import annotations

import json
import secrets

from bot.sandbox.blocks import checked_view, with_ids
from bot.sandbox.core import Refused, Slack
from bot.sandbox.methods import Call, method
from bot.sandbox.world import Json, Person, new_id

LARGEST, DEEPEST = 250_000, 3  # bytes of a view; views on top of each other
EMPTY: Json = {
    **dict.fromkeys(("private_metadata", "callback_id", "external_id"), ""),
    **dict.fromkeys(("title", "close", "submit", "previous_view_id")),
    **dict.fromkeys(("clear_on_close", "notify_on_close"), False),
}


def made(slack: Slack, given: Json, **more: object) -> Json:
    """A view object as Slack keeps and sends it (https://docs.slack.dev/reference/views)."""
    app = slack.world.app
    view = {**EMPTY, **given, "id": new_id("V"), "team_id": app.team_id, "blocks": with_ids(given["blocks"]),
            "state": {"values": {}}, "hash": f"{int(slack.now())}.{secrets.token_hex(4)}", "app_id": app.id,
            "app_installed_team_id": app.team_id, "bot_id": app.bot_id, **more}  # fmt: skip
    return {"root_view_id": view["id"], **view}


def given_view(call: Call) -> Json:
    view = call.json("view")
    checked_view(view, call.slack.extra_blocks)
    if len(json.dumps(view, ensure_ascii=False).encode()) > LARGEST:
        raise Refused("view_too_large")
    return dict(view)


def check_unique(slack: Slack, view: Json, besides: str = "") -> None:
    others = [one for stack in slack.views.values() for one in stack if one["id"] != besides]
    if view.get("external_id") and view["external_id"] in {one["external_id"] for one in others}:
        raise Refused("duplicate_external_id")


def push(slack: Slack, person: Person, given: Json) -> Json:
    """Put a view on top of a person's stack: by views.push, or by the answer to a submission."""
    stack = slack.views.get(person.id)
    if not stack or len(stack) >= DEEPEST:
        raise Refused("push_limit_reached" if stack else "not_found")
    check_unique(slack, given)
    stack.append(made(slack, given, root_view_id=stack[0]["id"], previous_view_id=stack[-1]["id"]))
    slack.changed("view", user=person.id)
    return stack[-1]


def replace(slack: Slack, person: Person, old: Json, given: Json) -> Json:
    """Put a new version in the place of an open view; what was typed under the same ids stays."""
    check_unique(slack, given, old["id"])
    same = {key: old[key] for key in ("id", "root_view_id", "previous_view_id")}
    stack = slack.views[person.id]
    view = stack[stack.index(old)] = made(slack, given, **same)
    slack.changed("view", user=person.id)
    return view


@method("views.open", "", "trigger_id", "view", tier=4)
def open_(call: Call) -> Json:
    slack, view = call.slack, given_view(call)
    check_unique(slack, view)
    person = slack.exchange(call.args["trigger_id"])
    slack.close_views(person, everything=True)
    slack.views[person.id] = [made(slack, view)]
    slack.changed("view", user=person.id)
    return {"view": slack.views[person.id][0]}


@method("views.push", "", "trigger_id", "view", tier=4)
def push_(call: Call) -> Json:
    view = given_view(call)
    return {"view": push(call.slack, call.slack.exchange(call.args["trigger_id"]), view)}


@method("views.update", "", "view", tier=4)
def update(call: Call) -> Json:
    view, external = given_view(call), call.args.get("external_id")
    for user, stack in call.slack.views.items():
        for old in stack:
            if old["id"] == call.args.get("view_id") or (external and old["external_id"] == external):
                check_hash(call, old)
                return {"view": replace(call.slack, call.world.person(user), old, view)}
    raise Refused("not_found")


@method("views.publish", "", "user_id", "view", tier=4)
def publish(call: Call) -> Json:
    person, view = call.person("user_id"), given_view(call)
    old = call.world.homes.get(person.id)
    if old:
        check_hash(call, old)
    call.world.homes[person.id] = made(call.slack, view, **({"id": old["id"]} if old else {}))
    call.slack.changed("home", user=person.id)
    return {"view": call.world.homes[person.id]}


def check_hash(call: Call, old: Json) -> None:
    if call.args.get("hash") not in (None, "", old["hash"]):
        raise Refused("hash_conflict")
