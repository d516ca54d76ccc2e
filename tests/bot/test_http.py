"""Nothing unsigned, stale, repeated or misshapen gets past the gate, and what gets past has one effect."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_bolt import BoltRequest, BoltResponse
from slack_sdk.signature import SignatureVerifier
from starlette.testclient import TestClient

from bot.http import LARGEST, build
from state.errors import StoreUnavailable

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
EVENT = {"type": "event_callback", "event_id": "Ev1", "event": {"type": "app_mention", "text": "hello"}}


class FakeReader:
    """Keeps what it is given, or says that the database is away."""

    def __init__(self) -> None:
        self.kept: list[dict[str, Any]] = []
        self.away = False

    def keep(self, payload: dict[str, Any]) -> None:
        if self.away:
            raise StoreUnavailable("store_locked")
        self.kept.append(payload)


class FakeApp:
    """Answers everything with what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def dispatch(self, request: BoltRequest) -> BoltResponse:
        self.asked.append(request.body)
        return BoltResponse(status=200, body={"text": "done"})


@pytest.fixture
def reader() -> FakeReader:
    return FakeReader()


@pytest.fixture
def app() -> FakeApp:
    return FakeApp()


@pytest.fixture
def client(app: FakeApp, reader: FakeReader) -> TestClient:
    return TestClient(build(app, reader, SECRET))  # type: ignore[arg-type]


def signed(body: bytes, *, at: int | None = None, kind: str = "application/json") -> dict[str, str]:
    stamp = str(at if at is not None else int(time.time()))
    said = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={said}", "Content-Type": kind}


def test_the_signature_is_the_one_that_slack_makes() -> None:
    """Against the SDK's own, which is written for text."""
    theirs = SignatureVerifier(SECRET).generate_signature(timestamp="1531420618", body="token=x&text=é")

    assert signed("token=x&text=é".encode(), at=1531420618)["X-Slack-Signature"] == theirs


def post(client: TestClient, body: bytes, headers: dict[str, str] | None = None) -> Any:
    return client.post("/slack/events", content=body, headers=headers or signed(body))


def test_a_signed_event_is_kept_and_acknowledged(client: TestClient, reader: FakeReader) -> None:
    assert post(client, json.dumps(EVENT).encode()).status_code == 200
    assert reader.kept == [EVENT]


def test_a_command_is_answered(client: TestClient, app: FakeApp) -> None:
    body = urlencode({"command": "/relais", "text": "statut", "user_id": "U1"}).encode()

    answer = post(client, body, signed(body, kind="application/x-www-form-urlencoded"))

    assert answer.json() == {"text": "done"}
    assert app.asked == [{"command": "/relais", "text": "statut", "user_id": "U1"}]


def test_a_button_is_answered(client: TestClient, app: FakeApp) -> None:
    body = urlencode({"payload": json.dumps({"type": "block_actions"})}).encode()

    post(client, body, signed(body, kind="application/x-www-form-urlencoded"))

    assert app.asked == [{"type": "block_actions"}]


def test_slack_checks_the_address_once(client: TestClient) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "c"}).encode()

    assert post(client, body).json() == {"challenge": "c"}


def test_when_the_event_cannot_be_kept_slack_is_asked_to_send_it_again(
    client: TestClient, reader: FakeReader
) -> None:
    reader.away = True

    body = json.dumps(EVENT).encode()
    headers = signed(body)
    assert post(client, body, headers).status_code == 503

    reader.away = False
    assert post(client, body, headers).status_code == 200
    assert reader.kept == [EVENT]


@pytest.mark.parametrize(
    "changed",
    [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v1=é"},
        {"X-Slack-Request-Timestamp": "abc"},
        {"X-Slack-Request-Timestamp": "1.5"},
        {"X-Slack-Request-Timestamp": "9" * 5000},
        {"X-Slack-Request-Timestamp": ""},
    ],
)
def test_i17_a_wrong_signature_or_time_is_refused(
    client: TestClient, reader: FakeReader, changed: dict[str, str]
) -> None:
    body = json.dumps(EVENT).encode()
    headers = {name: value.encode() for name, value in {**signed(body), **changed}.items()}

    assert client.post("/slack/events", content=body, headers=headers).status_code == 401  # type: ignore[arg-type]
    assert reader.kept == []


def test_i17_unsigned_bytes_that_are_no_text_are_refused(client: TestClient) -> None:
    headers = signed(b"other")

    assert post(client, b"\xff\xfe\x00", headers).status_code == 401


@pytest.mark.parametrize("seconds", [-301, 301])
def test_i17_an_old_or_future_request_is_refused(client: TestClient, seconds: int) -> None:
    body = json.dumps(EVENT).encode()

    assert post(client, body, signed(body, at=int(time.time()) + seconds)).status_code == 401


def test_i17_the_same_request_again_has_no_effect(client: TestClient, reader: FakeReader) -> None:
    body = json.dumps(EVENT).encode()
    headers = signed(body)

    assert [post(client, body, headers).status_code for _ in range(2)] == [200, 200]
    assert len(reader.kept) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"null", b"3", b'"text"', b'{"truncated', b"\xff\xfe", b"{}", b"payload=garbage",
        b"[" * 200_000, b'{"type": "event_callback"}', b'{"type": "event_callback", "event": []}',
        b'{"type": "event_callback", "event": {}, "event_id": 3}',
    ],
    ids=lambda body: body[:20].decode("latin-1"),
)  # fmt: skip
def test_i18_a_signed_body_of_the_wrong_shape_is_refused(
    client: TestClient, reader: FakeReader, app: FakeApp, body: bytes
) -> None:
    assert post(client, body).status_code == 400
    assert (reader.kept, app.asked) == ([], [])


def test_i18_a_body_that_is_too_large_is_not_read_to_its_end(client: TestClient) -> None:
    assert post(client, b"x" * (LARGEST + 1)).status_code == 413


@settings(max_examples=300, deadline=None)
@given(body=st.binary(max_size=300), signature=st.binary(max_size=80), stamp=st.binary(max_size=20))
def test_whatever_comes_unsigned_is_refused(body: bytes, signature: bytes, stamp: bytes) -> None:
    reader, app = FakeReader(), FakeApp()
    client = TestClient(build(app, reader, SECRET))  # type: ignore[arg-type]
    headers = {
        b"X-Slack-Signature": signature.replace(b"\n", b"").replace(b"\r", b"").replace(b"\0", b""),
        b"X-Slack-Request-Timestamp": stamp.replace(b"\n", b"").replace(b"\r", b"").replace(b"\0", b""),
    }

    assert client.post("/slack/events", content=body, headers=headers).status_code == 401
    assert (reader.kept, app.asked) == ([], [])


def test_others_only_learn_that_it_lives(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"ok": True}
    assert client.get("/").status_code == 404
    assert client.get("/slack/events").status_code == 405
