"""What Slack's answer says about a message (RELIABILITY.md, 8, outbound; the cases by their number)."""

from __future__ import annotations

import socket
import ssl
from datetime import timedelta
from http.client import IncompleteRead, RemoteDisconnected
from urllib.error import URLError

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.outcome import SLOW, accepted, failed, retry_after
from state.rules.delivery import Parked, Posted, Refused, Unclear


def answered(error: str, status: int = 200, **headers: str) -> SlackApiError:
    response = SlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, data={"ok": False, "error": error},
        headers=headers, status_code=status,
    )  # fmt: skip
    return SlackApiError("", response)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"ok": True, "ts": "1.2"}, Posted("1.2")),
        ({"ok": True}, Unclear("no_ts")),
        ({"ok": True, "ts": ""}, Unclear("no_ts")),
    ],
)
def test_an_ok_counts_only_with_its_ts(said: dict[str, object], expected: object) -> None:
    assert accepted(said) == expected


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({"Retry-After": "1"}, 1), ({"retry-after": "3600"}, 3600), ({}, None), ({"Retry-After": "soon"}, None),
     ({"Retry-After": "-1"}, None), ({"Retry-After": "1000000000000"}, None), ({"Retry-After": ["7"]}, 7)],
)  # fmt: skip
def test_o01_to_03_a_rate_limit_is_tried_later(headers: dict[str, object], seconds: int | None) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)

    assert retry_after(headers) == expected
    assert failed(answered("ratelimited", 429, **headers)) == Refused("ratelimited", expected)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "reason", [ConnectionRefusedError(), socket.gaierror(), ssl.SSLCertVerificationError()]
)
def test_o04_to_06_before_a_byte_was_sent_nothing_was_posted(reason: Exception) -> None:
    assert isinstance(failed(URLError(reason)), Refused)


@pytest.mark.parametrize(
    "error",
    [
        RemoteDisconnected(""), ConnectionResetError(), TimeoutError(), IncompleteRead(b""),
        URLError(TimeoutError()), URLError(ConnectionResetError()),
        answered("Received a response in a non-JSON format: <html>"),
    ],
)  # fmt: skip
def test_o07_to_12_a_lost_answer_is_unclear(error: Exception) -> None:
    assert isinstance(failed(error), Unclear)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_o13_to_16_an_error_of_the_server_is_unclear(status: int) -> None:
    assert isinstance(failed(answered("", status)), Unclear)


@pytest.mark.parametrize("error", ["fatal_error", "internal_error", "service_unavailable", "request_timeout"])
def test_o17_to_20_what_slack_itself_is_not_sure_of_is_unclear(error: str) -> None:
    assert failed(answered(error)) == Unclear(error)


@pytest.mark.parametrize(
    "error",
    ["channel_not_found", "is_archived", "not_in_channel", "restricted_action", "ekm_access_denied",
     "invalid_auth", "token_expired", "token_revoked", "account_inactive", "missing_scope",
     "msg_too_long", "invalid_blocks", "metadata_too_large", "too_many_attachments", "thread_not_found"],
)  # fmt: skip
def test_o22_to_35_what_only_a_person_can_change_is_parked(error: str) -> None:
    assert failed(answered(error)) == Parked(error)


@pytest.mark.parametrize("error", ["team_added_to_org", "org_login_required"])
def test_o36_to_37_what_passes_by_itself_is_tried_again_slowly(error: str) -> None:
    assert failed(answered(error)) == Refused(error, SLOW)


def test_o38_an_unknown_error_is_looked_into_once_then_parked() -> None:
    assert failed(answered("brand_new_error")) == Unclear("brand_new_error")
    assert failed(answered("brand_new_error"), generation=1) == Parked("brand_new_error")
