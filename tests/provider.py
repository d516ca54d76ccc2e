"""A model's server on this machine: it speaks OpenAI's chat completions, whole and streamed."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Provider:
    """What it answers is set by the test, and may be changed between questions.

    `says` is the model's text, or makes it from the message that it is sent; `status` another one than 200
    is an error; `garbage` is sent as it is; `waits` seconds pass before anything is sent, `drips` before each
    line of a stream; `streams` false sends the whole also where a stream was asked for. `asked` are the
    requests so far, `keys` what they were sent with.
    """

    url: str = ""
    says: str | Callable[[str], str] = ""
    status: int = 200
    garbage: str = ""
    waits: float = 0.0
    drips: float = 0.0
    streams: bool = True
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)

    @property
    def told(self) -> str:
        """Return all that the model was told last."""
        return "\n".join(message["content"] for message in self.asked[-1]["messages"])


@contextmanager
def provider() -> Iterator[Provider]:
    """Run a provider while a test lasts."""
    here = Provider()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            here.asked.append(body)
            here.keys.append(self.headers.get("Authorization", ""))
            with contextlib.suppress(ConnectionError):
                answer(self, here, stream=bool(body.get("stream")))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        here.closed.set()
        server.shutdown()
        server.server_close()
        thread.join()


def echoed(message: str) -> str:
    """Word the quotes of a message again, hardly otherwise: every one with its source."""
    lines = [json.loads(line) for line in message.splitlines() if line.startswith("{")]
    return "\n".join(
        f"Ainsi, {sentence[0].lower()}{sentence[1:]} [{line['source']}]"
        for line in lines for sentence in line["sentences"]
    )  # fmt: skip


def answer(handler: BaseHTTPRequestHandler, here: Provider, *, stream: bool) -> None:
    text = here.says if isinstance(here.says, str) else here.says(here.asked[-1]["messages"][-1]["content"])
    here.closed.wait(here.waits)
    if here.garbage:
        whole(handler, here.garbage.encode(), kind="text/html")
    elif here.status != 200:
        error = {"error": {"message": "No, says the model.", "type": "error", "code": None}}
        whole(handler, json.dumps(error).encode(), status=here.status)
    elif stream and here.streams:
        streamed(handler, here, text)
    else:
        message = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        whole(handler, completion("chat.completion", message))


def whole(
    handler: BaseHTTPRequestHandler, body: bytes, *, status: int = 200, kind: str = "application/json"
) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def streamed(handler: BaseHTTPRequestHandler, here: Provider, text: str) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Connection", "close")
    handler.end_headers()
    for word in [*text.splitlines(keepends=True), None]:
        if here.drips and not here.closed.wait(here.drips):
            handler.wfile.write(b": still thinking\n\n")
        delta = {} if word is None else {"role": "assistant", "content": word}
        choice = {"index": 0, "delta": delta, "finish_reason": "stop" if word is None else None}
        handler.wfile.write(b"data: " + completion("chat.completion.chunk", choice) + b"\n\n")
        handler.wfile.flush()
    handler.wfile.write(b"data: [DONE]\n\n")


def completion(kind: str, choice: dict[str, Any]) -> bytes:
    values = {"id": "1", "object": kind, "created": int(time.time()), "model": "small", "choices": [choice]}
    return json.dumps(values).encode()
