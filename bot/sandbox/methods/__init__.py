"""The Web API: one function a method, registered under its name with what it asks for.

Shapes and errors: https://docs.slack.dev/reference/methods. A method that is not here is `unknown_method`.
"""

from __future__ import annotations

import contextlib
import importlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.core import Refused, Slack
from bot.sandbox.world import Channel, Json, Person, World

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}  # calls a minute


@dataclass(frozen=True)
class Call:
    """One call of a method, with what the methods ask of its arguments."""

    slack: Slack
    args: Json

    @property
    def world(self) -> World:
        return self.slack.world

    def json(self, name: str, error: str = "invalid_arguments") -> Any:
        """An argument that is JSON, or that a form carries as JSON."""
        value = self.args.get(name)
        try:
            return json.loads(value) if isinstance(value, str) and value else value
        except ValueError:
            raise Refused(error) from None

    def flag(self, name: str) -> bool:
        return self.args.get(name) in (True, "true", "1")

    def channel(self, name: str = "channel", *, member: bool = False) -> Channel:
        """The channel that a call names, if the app can see it; `member`: and if it may write there."""
        reference = str(self.args.get(name) or "")
        if reference.startswith(("U", "W")):
            return self.world.dm(self.person(name, "channel_not_found"))
        found = next((one for one in self.world.channels if one.id == reference), None)
        inside = found is not None and self.slack.bot.id in found.members
        if found is None or (not inside and found.kind != "channels"):
            raise Refused("channel_not_found")
        if member and (not inside or found.is_archived):
            raise Refused("is_archived" if inside else "not_in_channel")
        return found

    def person(self, name: str = "user", error: str = "user_not_found") -> Person:
        found = next((one for one in self.world.people if one.id == self.args.get(name)), None)
        if found is None:
            raise Refused(error)
        return found

    def message(
        self, name: str = "ts", *, member: bool = True, error: str = "message_not_found"
    ) -> tuple[Channel, Json]:
        """A message that everyone may see, and its channel."""
        channel = self.channel(member=member)
        found = channel.find(str(self.args.get(name)))
        if found is None or "ephemeral_to" in found:
            raise Refused(error)
        return channel, found

    def page(self, found: list[Any], key: str, default: int = 100) -> Json:
        """One page of a list, with the cursor of the next."""
        start, most = int(self.args.get("cursor") or 0), int(self.args.get("limit") or default)
        after = start + max(1, min(most, 999))
        more = after < len(found)
        cursor = {"next_cursor": str(after) if more else ""}
        return {key: found[start:after], "has_more": more, "response_metadata": cursor}


Run = Callable[[Call], Json]


@dataclass(frozen=True)
class Method:
    run: Run
    scope: str  # `{kind}` stands for channels, groups or im
    needs: tuple[str, ...]
    tier: int
    app_token: bool


METHODS: dict[str, Method] = {}


def method(
    name: str, scope: str = "", *needs: str, tier: int = 3, app_token: bool = False
) -> Callable[[Run], Run]:
    """Register a method: the scope that it asks for, its required arguments, its rate tier."""

    def register(run: Run) -> Run:
        METHODS[name] = Method(run, scope, needs, tier, app_token)
        return run

    return register


def answer(slack: Slack, name: str, args: Json, token: str) -> Json:
    """Carry one call out and return Slack's answer."""
    try:
        known = METHODS.get(name)
        if known is None:
            return {"ok": False, "error": "unknown_method", "req_method": name}
        check_token(slack, known, token)
        check_scope(slack, known, args)
        check_needs(known, args)
        return {"ok": True, **known.run(Call(slack, args))}
    except Refused as refused:
        return {"ok": False, "error": refused.error, **refused.more}
    except (AttributeError, LookupError, TypeError, ValueError) as wrong:
        slack.log.note(name, f"an argument of the wrong kind: {wrong!r}")
        return {"ok": False, "error": "invalid_arguments"}


def check_token(slack: Slack, known: Method, token: str) -> None:
    if token not in {slack.bot_token, slack.app_token}:
        raise Refused("invalid_auth" if token else "not_authed")
    if (token == slack.app_token) != known.app_token:
        raise Refused("not_allowed_token_type")


def check_scope(slack: Slack, known: Method, args: Json) -> None:
    kind = "channels"
    with contextlib.suppress(KeyError):
        kind = slack.world.channel(str(args.get("channel") or args.get("channel_id"))).kind
    scopes, needed = slack.world.app.scopes, known.scope.replace("{kind}", kind)
    if needed and needed not in scopes:
        raise Refused("missing_scope", needed=needed, provided=",".join(sorted(scopes)))


def check_needs(known: Method, args: Json) -> None:
    missing = [one for one in known.needs if args.get(one) in (None, "")]
    if missing:
        raise Refused("invalid_arguments", *(f"missing required field: {one}" for one in missing))


for _name in ("chat", "conversations", "surfaces", "others"):
    importlib.import_module(f"bot.sandbox.methods.{_name}")
