"""Faults on demand: what the caller sees, and what was done all the same."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import Sandbox
from tests.sandbox.tiny import SHARED, TEAM

POST = "chat.postMessage"
BROKEN = (OSError, http.client.HTTPException)  # what a caller gets of a connection that breaks


def post(
    sandbox: Sandbox, text: str = "x", channel: str = SHARED, timeout: float = 5
) -> tuple[int, str, Any]:
    """One plain request, with nothing that tries again: the status, the body and Retry-After."""
    body = json.dumps({"channel": sandbox.channel(channel).id, "text": text}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {sandbox.bot_token}"}
    request = urllib.request.Request(f"{sandbox.api_url}{POST}", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.status, answer.read().decode(), answer.headers.get("Retry-After")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), error.headers.get("Retry-After")


def posted(sandbox: Sandbox) -> list[str]:
    return [one["text"] for one in sandbox.messages(SHARED)]


@pytest.mark.parametrize(
    ("kind", "done"), [("drop_before_accept", []), ("drop_after_accept", ["x"]), ("truncate", ["x"])]
)
def test_a_connection_breaks_before_or_after_the_work(sandbox: Sandbox, kind: str, done: list[str]) -> None:
    sandbox.faults.add(POST, kind)

    with pytest.raises(BROKEN):
        post(sandbox)

    assert posted(sandbox) == done
    assert post(sandbox, "next")[0] == 200


def test_a_late_commit_comes_after_the_connection_has_gone(sandbox: Sandbox) -> None:
    sandbox.faults.add(POST, "late_commit", seconds=0.2)

    with pytest.raises(BROKEN):
        post(sandbox)
    at_once = posted(sandbox)

    assert at_once == []
    assert sandbox.wait_for(lambda: posted(sandbox)) == ["x"]


@pytest.mark.parametrize(("kind", "done"), [("slow", ["x"]), ("hang", [])])
def test_an_answer_can_be_longer_than_the_caller_waits(sandbox: Sandbox, kind: str, done: list[str]) -> None:
    sandbox.faults.add(POST, kind, seconds=1)

    with pytest.raises(TimeoutError):
        post(sandbox, timeout=0.1)

    assert posted(sandbox) == done


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("accepted", [True, False])
def test_a_server_error_comes_with_and_without_the_work_done(
    sandbox: Sandbox, status: int, accepted: bool
) -> None:
    sandbox.faults.add(POST, "status", status=status, body="<h1>Oops</h1>", accepted=accepted)

    assert post(sandbox)[:2] == (status, "<h1>Oops</h1>")
    assert posted(sandbox) == (["x"] if accepted else [])


@pytest.mark.parametrize("accepted", [True, False])
def test_an_error_can_be_told_of_what_was_done(sandbox: Sandbox, accepted: bool) -> None:
    sandbox.faults.add(POST, "error", error="fatal_error", accepted=accepted)

    assert json.loads(post(sandbox)[1]) == {"ok": False, "error": "fatal_error"}
    assert posted(sandbox) == (["x"] if accepted else [])


@pytest.mark.parametrize("body", ["", "<html>", '{"ok": true}'])
def test_a_success_can_have_any_body(sandbox: Sandbox, body: str) -> None:
    sandbox.faults.add(POST, "body", body=body)

    assert post(sandbox)[:2] == (200, body)
    assert posted(sandbox) == ["x"]


@pytest.mark.parametrize("retry_after", ["1", "3600", "soon", "-1", None])
def test_a_rate_limit_says_when_to_come_back_or_does_not(sandbox: Sandbox, retry_after: str | None) -> None:
    sandbox.faults.add(POST, "ratelimit", retry_after=retry_after)

    status, body, said = post(sandbox)

    assert (status, json.loads(body)["error"], said) == (429, "ratelimited", retry_after)
    assert posted(sandbox) == []


def test_a_fault_happens_as_often_as_asked_to_what_it_is_about(sandbox: Sandbox, client: WebClient) -> None:
    fault = sandbox.faults.add(
        "chat.*", "error", times=2, error="internal_error", channel=sandbox.channel(SHARED).id
    )

    errors = [json.loads(post(sandbox)[1]).get("error") for _ in range(3)]

    assert json.loads(post(sandbox, channel=TEAM)[1])["ok"]
    assert client.auth_test()["ok"]
    assert (errors, fault.happened) == (["internal_error", "internal_error", None], 2)


def test_the_sdk_posts_twice_when_a_connection_breaks_after_the_work(sandbox: Sandbox) -> None:
    """The reason for `retry_handlers=[]` (RELIABILITY.md §1.1), seen on this wire."""
    sandbox.faults.add(POST, "drop_after_accept")
    WebClient(token=sandbox.bot_token, base_url=sandbox.api_url).chat_postMessage(
        channel=sandbox.channel(SHARED).id, text="twice"
    )

    assert posted(sandbox) == ["twice", "twice"]


def test_faults_can_be_taken_back_and_must_be_known(sandbox: Sandbox) -> None:
    sandbox.faults.add(POST, "error")
    sandbox.faults.clear()

    assert post(sandbox)[0] == 200
    with pytest.raises(ValueError, match="unknown fault"):
        sandbox.faults.add(POST, "earthquake")


def test_the_log_tells_what_was_done_under_a_fault(sandbox: Sandbox) -> None:
    sandbox.faults.add(POST, "drop_before_accept")
    with pytest.raises(BROKEN):
        post(sandbox)
    sandbox.faults.add(POST, "status", accepted=True)
    post(sandbox)

    assert [(one.summary, one.ok) for one in sandbox.log.of(POST)] == [
        ("drop_before_accept", False),
        ("status", True),
    ]


def test_faults_of_calls_and_of_events_do_not_meet(sandbox: Sandbox, client: WebClient) -> None:
    sandbox.faults.add("*", "lose")
    sandbox.faults.add("*", "error", error="internal_error")

    with pytest.raises(SlackApiError, match="internal_error"):
        client.auth_test()
    sandbox.say("Claire", SHARED, "@Relais")
    assert client.auth_test()["ok"]
