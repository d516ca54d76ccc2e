"""The HTTP side: the Web API, response URLs, uploads, Socket Mode connections; and who may come in at all."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.sandbox.core import USES, Lease, Refused, Slack
from bot.sandbox.faults import DONE, Fault
from bot.sandbox.methods import METHODS, TIERS, answer
from bot.sandbox.people import respond
from bot.sandbox.world import Json

HOSTS = {"127.0.0.1", "localhost"}


class Protocol(H11Protocol):
    """HTTP as ever; each request knows its connection, so that a fault can cut it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class Cut(Response):
    """No answer: the connection goes, after the first half of the body where there is one."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        transport: asyncio.Transport = scope["state"]["transport"]
        if self.body:
            half = bytes(self.body[: len(self.body) // 2])
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": half, "more_body": True})
            transport.close()  # after what was written
        else:
            transport.abort()
        await asyncio.sleep(0.01)  # until the server has noticed


class Guard:
    """Only this machine's programs and this page: no foreign name (DNS rebinding), no foreign page."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._origins = {f"http://{host}:{port}" for host in HOSTS}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope.get("headers", [])}
        host = headers.get("host", "").partition(":")[0]  # Slack's SDK leaves the port out
        if scope["type"] == "lifespan" or (host in HOSTS and headers.get("origin") in {None, *self._origins}):
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await PlainTextResponse("The sandbox is for this machine alone.", 403)(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})


async def arguments(request: Request) -> tuple[Json, str]:
    """The arguments and the token of a call: JSON, form or query."""
    body, args = await request.body(), dict[str, object](request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            given = json.loads(body or b"{}")
        except ValueError:
            given = None
        if not isinstance(given, dict):
            raise Refused("invalid_json")
        args |= given
    else:
        args |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    token = str(args.pop("token", ""))
    return args, request.headers.get("authorization", "").removeprefix("Bearer ") or token


def used(slack: Slack, lease: Lease | None) -> Lease:
    """A response_url's lease, if it is still good, with one use less."""
    if lease is None or lease.expires < slack.now() or lease.uses >= USES:
        raise Refused("used_url" if lease and lease.uses >= USES else "expired_url")
    lease.uses += 1
    return lease


class Wire:
    def __init__(self, slack: Slack) -> None:
        self.slack = slack

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/api/{method}", self.api, methods=["GET", "POST"]),
            Route("/respond/{team}/{name}", self.respond, methods=["POST"]),
            Route("/upload/{file}", self.upload, methods=["POST"]),
            Route("/files/{file}", self.file),
            Route("/archives/{channel}/{ts}", self.archive),
            WebSocketRoute("/socket", self.socket),
        ]

    # ---- The Web API

    async def api(self, request: Request) -> Response:
        name = request.path_params["method"]
        try:
            args, token = await arguments(request)
        except Refused as refused:
            return JSONResponse({"ok": False, "error": refused.error})
        channel = str(args.get("channel") or args.get("channel_id") or "")
        wait = self.slack.limited(name, TIERS[METHODS[name].tier], channel) if name in METHODS else 0
        fault = None if wait else self.slack.faults.take(name, channel)
        if wait:
            return self._limited(name, args, str(wait))
        if fault:
            return await self._faulty(fault, name, args, token)
        scopes = ",".join(sorted(self.slack.world.app.scopes))
        return JSONResponse(self._done(name, args, token), headers={"x-oauth-scopes": scopes})

    def _done(self, name: str, args: Json, token: str, how: str = "") -> Json:
        """Carry a call out, and write it down."""
        result = answer(self.slack, name, args, token)
        summary = how or result.get("error") or args.get("text") or args.get("name") or ""
        self.slack.log.add("from_app", name, str(summary), ok=result["ok"], body=args, answer=result)
        return result

    def _limited(self, name: str, args: Json, retry_after: str | None) -> Response:
        self.slack.log.add("from_app", name, "ratelimited", ok=False, body=args)
        headers = {} if retry_after is None else {"Retry-After": retry_after}
        return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)

    async def _faulty(self, fault: Fault, name: str, args: Json, token: str) -> Response:
        """Answer as a fault asks; what was done, if anything, is in the log with the fault's name."""
        result: Json = {"ok": False, "error": fault.error}
        if fault.kind == "ratelimit":
            return self._limited(name, args, fault.retry_after)
        if fault.accepted or fault.kind in DONE:
            done = self._done(name, args, token, fault.kind)
            result = result if fault.kind == "error" else done
        else:
            self.slack.log.add("from_app", name, fault.kind, ok=False, body=args)
        if fault.kind == "late_commit":
            self.slack.delivery.later(self._late(fault.seconds, name, args, token))
        if fault.kind in {"slow", "hang"}:
            await asyncio.sleep(fault.seconds)
        if fault.kind in {"drop_before_accept", "drop_after_accept", "late_commit"}:
            return Cut()
        if fault.kind == "truncate":
            return Cut(json.dumps(result), media_type="application/json")
        if fault.kind in {"status", "body"}:
            return Response(
                fault.body, fault.status if fault.kind == "status" else 200, media_type="text/html"
            )
        return JSONResponse(result)

    async def _late(self, seconds: float, name: str, args: Json, token: str) -> None:
        await asyncio.sleep(seconds)
        self._done(name, args, token, "late_commit")

    # ---- Response URLs, files, permalinks, sockets

    async def respond(self, request: Request) -> Response:
        lease = self.slack.responses.get(request.path_params["name"])
        body: Json = {}
        try:
            body, _ = await arguments(request)
            respond(self.slack, used(self.slack, lease), body)
        except Refused as refused:
            self.slack.log.add("from_app", "response_url", refused.error, ok=False, body=body)
            return JSONResponse({"ok": False, "error": refused.error, **refused.more}, 404)
        self.slack.log.add("from_app", "response_url", str(body.get("text") or ""), body=body)
        return JSONResponse({"ok": True})

    async def upload(self, request: Request) -> Response:
        file, content = self.slack.files.get(request.path_params["file"]), await request.body()
        if file is None or len(content) != file["size"]:
            return PlainTextResponse("another length was announced", 400)
        self.slack.contents[file["id"]] = content
        return PlainTextResponse(f"OK - {len(content)}")

    async def file(self, request: Request) -> Response:
        """An uploaded file, always as a download: what an app uploads is never part of the page."""
        file = self.slack.files.get(request.path_params["file"])
        if file is None or file["id"] not in self.slack.contents:
            return PlainTextResponse("not found", 404)
        name = file["name"].encode("ascii", "replace").decode().replace('"', "")
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        }
        return Response(
            self.slack.contents[file["id"]], media_type="application/octet-stream", headers=headers
        )

    async def archive(self, request: Request) -> Response:
        """A permalink leads to the page: to its thread, which may be the message alone."""
        channel, digits = request.path_params["channel"], request.path_params["ts"].lstrip("p")
        thread = request.query_params.get("thread_ts") or f"{digits[:-6]}.{digits[-6:]}"
        return RedirectResponse(f"/#channel={channel}&thread={thread}")

    async def socket(self, ws: WebSocket) -> None:
        ticket = ws.query_params.get("ticket", "")
        if ticket not in self.slack.tickets:
            await ws.close(1008)
            return
        self.slack.tickets.discard(ticket)
        await self.slack.delivery.serve(ws)
