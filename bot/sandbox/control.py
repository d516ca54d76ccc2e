"""The control API: what the page, and tests over HTTP, ask of the sandbox beyond what Slack offers."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.sandbox import people
from bot.sandbox.core import Refused, Slack
from bot.sandbox.payloads import shown
from bot.sandbox.people import Outcome
from bot.sandbox.world import Channel, Json, Person

Endpoint = Callable[[Request], Awaitable[Response]]


def visible(channel: Channel, person: Person | None, thread: str = "") -> list[Json]:
    """The messages of a channel, or of one thread, as one person sees them (None: as everyone does)."""
    seen = [one for one in channel.messages if one.get("ephemeral_to") in {None, person and person.id}]
    inside = [one for one in seen if thread in {"", one["ts"], one.get("thread_ts")}]
    marks = [{"ephemeral": "ephemeral_to" in one, "pinned": one["ts"] in channel.pins} for one in inside]
    return [{**shown(one, metadata=True), **mark} for one, mark in zip(inside, marks, strict=True)]


class Control:
    """Each method takes a request's arguments: those of `reads` by GET, those of `acts` by POST, as JSON."""

    def __init__(self, slack: Slack, move: Callable[[datetime], None]) -> None:
        self.slack, self._move = slack, move
        self.next_date: Callable[[], datetime | None] | None = None
        self.listeners: dict[asyncio.Queue[Json | None], str] = {}
        self.reads = (self.world, self.view, self.home, self.modal, self.log)
        self.acts = (self.message, self.command, self.action, self.shortcut, self.submit, self.close,
                     self.open, self.clock, self.faults)  # fmt: skip

    def routes(self) -> list[BaseRoute]:
        reads = [Route(f"/control/{one.__name__}", self._endpoint(one)) for one in self.reads]
        acts = [Route(f"/control/{one.__name__}", self._endpoint(one), methods=["POST"]) for one in self.acts]
        return [Route("/control/events", self.events), *reads, *acts]

    def _endpoint(self, run: Callable[[Json], Json | Awaitable[Outcome]]) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            try:
                posted = request.method == "POST"
                if posted and not request.headers.get("content-type", "").startswith("application/json"):
                    return JSONResponse(
                        {"ok": False, "error": "invalid_json"}, 415
                    )  # no form of another page
                result = run(json.loads(await request.body()) if posted else dict(request.query_params))
                if isinstance(result, dict):
                    return JSONResponse({"ok": True, **result})
                return JSONResponse(dataclasses.asdict(await result))
            except (Refused, LookupError, TypeError, ValueError) as wrong:
                return JSONResponse({"ok": False, "error": str(wrong)})

        return endpoint

    def _who(self, args: Json) -> Person:
        return self.slack.world.person(args["user"])

    def _where(self, args: Json) -> Channel:
        return self.slack.world.channel(args["channel"], self._who(args))

    # ---- What is there

    def world(self, _args: Json) -> Json:
        world, app = self.slack.world, self.slack.world.app
        return {
            "workspaces": [one.model_dump() for one in world.workspaces],
            "channels": [one.model_dump(exclude={"messages", "pins"}) for one in world.channels],
            "users": [one.model_dump() for one in world.people],
            "commands": app.commands,
            "shortcuts": app.shortcuts,
            "bot": {"team_id": app.team_id, "connected": self.slack.delivery.connected},
            "now_ts": self.slack.now(),
            "has_next": self.next_date is not None,
        }

    def view(self, args: Json) -> Json:
        channel, thread = self._where(args), args.get("thread", "")
        statuses = self.slack.statuses.items()
        doing = [said for (where, root), said in statuses if where == channel.id and thread in {"", root}]
        prompts = self.slack.prompts.get(channel.id, {}).get("prompts", [])
        return {
            "messages": visible(channel, self._who(args), thread),
            "status": " ".join(doing),
            "prompts": prompts,
        }

    def home(self, args: Json) -> Json:
        return {"view": self.slack.world.homes.get(self._who(args).id)}

    def modal(self, args: Json) -> Json:
        stack = self.slack.views.get(self._who(args).id, [])
        return {"view": stack[-1] if stack else None, "depth": len(stack)}

    def log(self, args: Json) -> Json:
        after = int(args.get("after") or 0)
        return {"entries": [dataclasses.asdict(one) for one in self.slack.log if one.n > after]}

    async def events(self, request: Request) -> Response:
        """Server-sent events: each change that a person can see."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self.listeners[queue] = self._who(dict(request.query_params)).id

        async def stream() -> AsyncIterator[str]:
            try:
                while (change := await queue.get()) is not None:
                    yield f"data: {json.dumps(change)}\n\n"
            finally:
                self.listeners.pop(queue, None)

        return StreamingResponse(
            stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    def changed(self, change: Json) -> None:
        """Pass a change on to those who can see it."""
        members = next(
            (one.members for one in self.slack.world.channels if one.id == change["channel"]), None
        )
        for queue, user in self.listeners.items():
            if change["user"] in {None, user} and (members is None or user in members):
                queue.put_nowait(change)

    # ---- What people do

    def message(self, args: Json) -> Json:
        return {
            "ts": people.say(
                self.slack, self._who(args), self._where(args), args["text"], args.get("thread_ts")
            )
        }

    def command(self, args: Json) -> Awaitable[Outcome]:
        return people.command(self.slack, self._who(args), self._where(args), args["text"])

    def action(self, args: Json) -> Awaitable[Outcome]:
        """In a message (`channel`, `ts`), in App Home (`home`), else in the open modal with its `values`."""
        source: Json = {"home": args.get("home"), "values": args.get("values")}
        if args.get("ts"):
            source = {"channel": self._where(args), "ts": args["ts"]}
        block, value = args.get("block_id"), args.get("value")
        return people.act(self.slack, self._who(args), source, args["action_id"], value, block)

    def shortcut(self, args: Json) -> Awaitable[Outcome]:
        channel = self._where(args) if args.get("ts") else None
        return people.shortcut(self.slack, self._who(args), args["callback_id"], channel, args.get("ts"))

    def submit(self, args: Json) -> Awaitable[Outcome]:
        return people.submit(self.slack, self._who(args), args.get("values") or {})

    def close(self, args: Json) -> Awaitable[Outcome]:
        return people.close(self.slack, self._who(args))

    def open(self, args: Json) -> Json:
        people.open_home(self.slack, self._who(args), args.get("tab", "home"))
        return {}

    # ---- What only a sandbox can do

    def clock(self, args: Json) -> Json:
        """{"by_days": 1}, {"by_seconds": 60}, {"to": an ISO 8601 instant with a zone}, or {"next": true}."""
        by = timedelta(days=args.get("by_days", 0), seconds=args.get("by_seconds", 0))
        to = datetime.fromisoformat(args["to"]) if "to" in args else self.slack.clock() + by
        coming = self.next_date() if args.get("next") and self.next_date else None
        self._move(coming or to)
        return {"now": self.slack.clock().isoformat()}

    def faults(self, args: Json) -> Json:
        """{"method": …, "kind": …, "times": …} asks for a fault (faults.py); {"clear": true}."""
        if args.get("clear"):
            self.slack.faults.clear()
        else:
            self.slack.faults.add(**args)
        return {}
