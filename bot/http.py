"""HTTP instead of Socket Mode: a gate on the raw bytes, then the inbox for events and the app for the rest.

Bolt parses a body before it looks at its signature, and forged bodies make it stumble (RELIABILITY.md, 1.7);
so nothing unsigned gets past this gate.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
import socket
import threading
import time
from collections import OrderedDict
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

import uvicorn
from slack_bolt import App, BoltRequest
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.reader import Reader
from state.errors import StoreUnavailable

log = logging.getLogger(__name__)

LARGEST = 1_000_000
#: How old a signature may be, and for how long the same request must not count twice.
WINDOW_SECONDS = 300
SEEN_SECONDS = 600
STAMP = re.compile(r"[0-9]{1,12}")
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


class Gate:
    """Lets a request in once: signed by Slack, fresh, and of a shape that can be read."""

    def __init__(self, signing_secret: str) -> None:
        self._secret = signing_secret.encode()
        self._seen: OrderedDict[str, float] = OrderedDict()

    def signed(self, body: bytes, headers: Any) -> bool:
        """Say whether Slack signed these bytes within the last five minutes (docs.slack.dev, verifying).

        The SDK's verifier decodes the body first, and stumbles over bytes that are no text.
        """
        stamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
        if not STAMP.fullmatch(stamp) or not SIGNATURE.fullmatch(signature):
            return False
        if abs(time.time() - int(stamp)) > WINDOW_SECONDS:
            return False
        expected = hmac.new(self._secret, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(f"v0={expected}", signature)

    def fresh(self, signature: str) -> bool:
        """Say whether this signature comes for the first time."""
        now = time.monotonic()
        while self._seen and next(iter(self._seen.values())) < now - SEEN_SECONDS:
            self._seen.popitem(last=False)
        if signature in self._seen:
            return False
        self._seen[signature] = now
        return True

    def forget(self, signature: str) -> None:
        """Let a request in again."""
        self._seen.pop(signature, None)


def readable(body: bytes, content_type: str) -> dict[str, Any] | None:
    """Return what a signed body holds; None where it is nothing that Slack sends."""
    try:
        text = body.decode("utf-8")
        if content_type.startswith("application/json"):
            found = json.loads(text)
        else:
            fields = {name: values[-1] for name, values in parse_qs(text, keep_blank_values=True).items()}
            found = json.loads(fields["payload"]) if "payload" in fields else fields
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and found else None


def build(app: App, reader: Reader, signing_secret: str) -> Starlette:
    """Return the web application: `/slack/events` for everything that Slack sends, `/healthz` for others."""
    gate = Gate(signing_secret)

    async def receive(request: Request) -> Response:
        body = await _limited(request)
        if body is None:
            return PlainTextResponse("", status_code=413)
        if not gate.signed(body, request.headers):
            log.warning("a request without Slack's signature was refused")
            return PlainTextResponse("", status_code=401)
        found = readable(body, request.headers.get("content-type", ""))
        if found is None:
            return PlainTextResponse("", status_code=400)
        if found.get("type") == "url_verification":
            return JSONResponse({"challenge": found.get("challenge")})
        signature = request.headers["x-slack-signature"]
        if not gate.fresh(signature):
            return PlainTextResponse("")
        answer = await run_in_threadpool(_taken, app, reader, found)
        if answer.status_code >= HTTPStatus.MULTIPLE_CHOICES:
            gate.forget(signature)  # it had no effect, so the same request may come again
        return answer

    def health(_request: Request) -> Response:
        return JSONResponse({"ok": True})

    return Starlette(
        routes=[Route("/slack/events", receive, methods=["POST"]), Route("/healthz", health, methods=["GET"])]
    )


#: Slack comes from outside, so a server for it listens on every interface.
EVERYWHERE = "0.0.0.0"  # noqa: S104


def listening(port: int, host: str = EVERYWHERE) -> socket.socket:
    """Return a socket that requests can reach; raises OSError where the port cannot be had."""
    return socket.create_server((host, port), backlog=128)


def serve(
    app: App, reader: Reader, *, signing_secret: str, listener: socket.socket, stop: threading.Event
) -> None:
    """Serve until `stop` is set; raises RuntimeError where the server ends before."""
    server = uvicorn.Server(uvicorn.Config(build(app, reader, signing_secret), log_level="warning"))
    thread = threading.Thread(target=server.run, args=([listener],), name="http", daemon=True)
    thread.start()
    while thread.is_alive() and not stop.wait(0.2):
        pass
    if not stop.is_set():
        raise RuntimeError("the server ended by itself")
    server.should_exit = True
    thread.join(timeout=10)


def _taken(app: App, reader: Reader, found: dict[str, Any]) -> Response:
    if found.get("type") == "event_callback":
        if not isinstance(found.get("event"), dict) or not isinstance(found.get("event_id"), str):
            return PlainTextResponse("", status_code=400)
        try:
            reader.keep(found)
        except StoreUnavailable as error:
            log.warning("an event could not be kept: %s", error.code)
            return PlainTextResponse("", status_code=503)
        return PlainTextResponse("")
    answer = app.dispatch(BoltRequest(body=found, mode="socket_mode"))
    return Response(answer.body or "", answer.status, media_type=answer.first_headers().get("content-type"))


async def _limited(request: Request) -> bytes | None:
    """Return the body; None where it is larger than anything that Slack sends."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST:
            return None
        parts.append(part)
    return b"".join(parts)
