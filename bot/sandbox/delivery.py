"""How payloads reach the app: over Socket Mode, or as signed HTTP requests.

An event that is not acknowledged in three seconds is sent again, three times at most
(https://docs.slack.dev/apis/events-api); a command or a click is not.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import http.client
import itertools
import json
import time
import uuid
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.faults import Faults
from bot.sandbox.record import Log
from bot.sandbox.world import Json

MOST_SOCKETS = 10
DEBUG = {"host": "sandbox", "approximate_connection_time": 18060}
Gone = (WebSocketDisconnect, RuntimeError, OSError)  # what a closed connection raises


class NotAcknowledged(Exception):  # noqa: N818 it is Slack's word
    """The app did not acknowledge; `error` is what Slack shows to the person."""

    def __init__(self, error: str, reason: str) -> None:
        super().__init__(error)
        self.error, self.reason = error, reason


@dataclass(eq=False)
class Socket:
    ws: WebSocket
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)


@dataclass
class Delivery:
    log: Log
    faults: Faults
    app_id: str
    signing_secret: str
    request_url: str | None  # where to POST; None: Socket Mode
    ack_seconds: float
    retry_waits: Sequence[float]  # seconds before the second, third and fourth delivery of an event
    changed: Callable[[], None]  # told when a connection comes or goes
    change: Callable[[Json], Json] = lambda payload: payload  # tests bend payloads here
    sockets: list[Socket] = field(default_factory=list)
    _turn: itertools.count[int] = field(default_factory=itertools.count)
    _held: list[Json] = field(default_factory=list)
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    @property
    def connected(self) -> bool:
        return bool(self.sockets or self.request_url)

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something beside the current request."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()

    # ---- Events: acknowledged, or sent again

    def event(self, payload: Json) -> None:
        inner = payload["event"]
        fault = self.faults.take(f"event.{inner['type']}", inner.get("channel"))
        if fault and fault.kind == "reorder":
            self._held.append(payload)
            if fault.happened == fault.times:
                held, self._held = self._held, []
                self.later(self._last_first(held))
            return
        for one in [payload] * (1 if not fault else 2 if fault.kind == "duplicate" else 0):
            self.later(self._deliver(one))

    async def _last_first(self, held: list[Json]) -> None:
        """Deliver one when the one before is acknowledged: sent at once, they would race each other."""
        for payload in reversed(held):
            await self._deliver(payload)

    async def _deliver(self, payload: Json) -> None:
        reason, waits = "", [0.0, *self.retry_waits]
        for attempt, wait in enumerate(waits):
            await asyncio.sleep(wait)
            try:
                await self.ask("events_api", payload, attempt, reason)
            except NotAcknowledged as missing:
                reason = missing.reason
            else:
                return
        self.log.note(payload["event"]["type"], f"given up after {len(waits)} deliveries: {reason}")

    # ---- One delivery

    async def ask(self, kind: str, payload: Json, attempt: int = 0, reason: str = "") -> Json:
        """Send once and return what the app acknowledged with; raises NotAcknowledged."""
        name, again = (
            payload.get("event", payload).get("type") or kind,
            f" (retry {attempt}: {reason})" if attempt else "",
        )
        summary, payload = describe(payload) + again, self.change(json.loads(json.dumps(payload)))
        try:
            send = self._by_http if self.request_url else self._by_socket
            answer = await send(kind, payload, attempt, reason)
        except NotAcknowledged as missing:
            summary = f"{missing.error} ({missing.reason}) {summary}"
            self.log.add("to_app", name, summary, ok=False, body=payload)
            raise
        self.log.add("to_app", name, summary, body=payload, answer=answer)
        return answer

    async def _by_socket(self, kind: str, payload: Json, attempt: int, reason: str) -> Json:
        if not self.sockets:
            raise NotAcknowledged("dispatch_failed", "no_connection")
        socket = self.sockets[next(self._turn) % len(self.sockets)]
        envelope: Json = {"envelope_id": str(uuid.uuid4()), "payload": payload, "type": kind,
                          "accepts_response_payload": kind != "events_api"}  # fmt: skip
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        answer = socket.waiting[envelope["envelope_id"]] = asyncio.get_running_loop().create_future()
        try:
            await socket.ws.send_json(envelope)
            return await asyncio.wait_for(answer, self.ack_seconds)
        except TimeoutError:
            raise NotAcknowledged("operation_timeout", "timeout") from None
        except Gone:
            raise NotAcknowledged("dispatch_failed", "connection_closed") from None
        finally:
            socket.waiting.pop(envelope["envelope_id"], None)

    async def _by_http(self, kind: str, payload: Json, attempt: int, reason: str) -> Json:
        retry = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason} if attempt else {}
        try:
            status, text = await asyncio.to_thread(self._request, kind, payload, retry)
        except TimeoutError:
            raise NotAcknowledged("operation_timeout", "http_timeout") from None
        except (OSError, http.client.HTTPException):
            raise NotAcknowledged("dispatch_failed", "connection_failed") from None
        if status != HTTPStatus.OK:
            raise NotAcknowledged("dispatch_failed", "http_error")
        with contextlib.suppress(ValueError):
            answer = json.loads(text or "{}")
            if isinstance(answer, dict):
                return answer
        return {"text": text}

    def _request(self, kind: str, payload: Json, headers: dict[str, str]) -> tuple[int, str]:
        form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
        body = json.dumps(payload) if kind == "events_api" else urlencode(form)
        content = "application/json" if kind == "events_api" else "application/x-www-form-urlencoded"
        url, at = (
            urlsplit(self.request_url or ""),
            str(int(time.time())),
        )  # the app has its own, unmoved clock
        signature = hmac.new(
            self.signing_secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256
        ).hexdigest()
        signed = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={signature}"}
        to = http.client.HTTPConnection(url.hostname or "", url.port, timeout=self.ack_seconds)
        with contextlib.closing(to):
            to.request("POST", url.path or "/", body.encode(), {"Content-Type": content, **signed, **headers})
            answer = to.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")

    # ---- Socket Mode connections

    async def serve(self, ws: WebSocket) -> None:
        """One connection, until either side closes it."""
        await ws.accept()
        if len(self.sockets) >= MOST_SOCKETS:
            await ws.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await ws.close()
            return
        socket = Socket(ws)
        self.sockets.append(socket)
        self.changed()
        with contextlib.suppress(KeyError, ValueError, *Gone):
            await ws.send_json({"type": "hello", "num_connections": len(self.sockets),
                                "connection_info": {"app_id": self.app_id}, "debug_info": DEBUG})  # fmt: skip
            while True:
                self._heard(socket, await ws.receive_json())
        self.sockets.remove(socket)
        for answer in socket.waiting.values():
            if not answer.done():
                answer.set_exception(WebSocketDisconnect())
        self.changed()

    def _heard(self, socket: Socket, message: Json) -> None:
        answer = socket.waiting.get(message.get("envelope_id", ""))
        if answer is None:
            self.log.note("ack", "an envelope that is unknown, or acknowledged too late")
        elif not answer.done():
            answer.set_result(message.get("payload") or {})

    async def refresh(self, seconds: float) -> None:
        """Warn every connection, as Slack does every few hours, and close it after `seconds`."""
        sockets = list(self.sockets)
        for socket in sockets:
            await socket.ws.send_json(
                {"type": "disconnect", "reason": "warning", "debug_info": {"host": "sandbox"}}
            )
        await asyncio.sleep(seconds)
        for socket in sockets:
            with contextlib.suppress(*Gone):
                await socket.ws.close()


def describe(payload: Json) -> str:
    """A payload in a few words, for the inspector."""
    inner = payload.get("event", payload)
    words = [payload.get("command"), *(one.get("action_id") for one in payload.get("actions", []))]
    words.append(inner.get("text") or inner.get("callback_id") or payload.get("view", {}).get("callback_id"))
    return " ".join(str(one) for one in words if one)
