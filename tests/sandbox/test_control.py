"""The control API of the page: who may use it, and that it does what people do."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from bot.sandbox import Sandbox
from tests.sandbox.tiny import SHARED, TEAM, TinyApp

Ask = Callable[..., tuple[int, Any]]


@pytest.fixture
def ask(sandbox: Sandbox) -> Ask:
    """Send one request with the headers given, and return the status and the JSON, or the text."""

    def sent(method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=5)
        given = {"Content-Type": "application/json"} | {
            key.replace("_", "-"): value for key, value in headers.items()
        }
        connection.request(method, path, None if body is None else json.dumps(body), given)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, json.loads(text) if text.startswith("{") else text

    return sent


def test_it_listens_on_this_machine_alone(sandbox: Sandbox) -> None:
    assert sandbox._socket.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "localhost.evil"]
)
@pytest.mark.parametrize("path", ["/", "/control/world", "/api/auth.test"])
def test_another_host_name_is_turned_away(ask: Ask, host: str, path: str) -> None:
    """DNS rebinding: a foreign name that was made to point here."""
    assert ask("GET", path, Host=host)[0] == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost"])
def test_a_page_of_another_origin_is_turned_away(ask: Ask, sandbox: Sandbox, origin: str) -> None:
    said = {"user": "Claire", "channel": SHARED, "text": "forged"}

    assert ask("POST", "/control/message", said, Origin=origin)[0] == 403
    assert sandbox.messages(SHARED) == []


def test_a_form_of_another_page_is_turned_away(ask: Ask, sandbox: Sandbox) -> None:
    """Without an Origin, as old browsers send it, a form still cannot say that it is JSON."""
    said = {"user": "Claire", "channel": SHARED, "text": "forged"}

    assert ask("POST", "/control/message", said, Content_Type="text/plain")[0] == 415
    assert sandbox.messages(SHARED) == []


def test_the_page_itself_and_local_programs_come_in(ask: Ask, sandbox: Sandbox) -> None:
    said = {"user": "Claire", "channel": SHARED, "text": "hello"}

    assert ask("POST", "/control/message", said, Origin=sandbox.url)[1]["ok"]
    assert ask("POST", "/control/message", said, Host=f"localhost:{sandbox.port}")[1]["ok"]
    assert ask("GET", "/")[1].startswith("<!doctype html>")


def test_a_foreign_page_opens_no_socket(sandbox: Sandbox, client: WebClient) -> None:
    url = client.apps_connections_open(app_token=sandbox.app_token)["url"]
    with pytest.raises(InvalidStatus), connect(url, origin=Origin("https://evil.example")):
        pass


def test_the_page_loads_nothing_from_elsewhere(ask: Ask) -> None:
    page = ask("GET", "/")[1]

    assert "default-src 'none'" in page
    for name in ("relais.js", "relais.css", "blocks.js", "mrkdwn.js"):
        status, text = ask("GET", f"/{name}")
        assert status == 200
        assert "//cdn" not in text
        assert "@import" not in text


def test_no_answer_holds_a_token(ask: Ask, sandbox: Sandbox, app: TinyApp) -> None:
    sandbox.say("Claire", SHARED, "@Relais")
    sandbox.wait_for(lambda: sandbox.log.of("chat.postMessage"))

    told = json.dumps([ask("GET", path)[1] for path in ("/control/world", "/control/log")])
    for secret in (sandbox.bot_token, sandbox.app_token, sandbox.signing_secret):
        assert secret not in told


def test_each_sees_what_is_theirs(ask: Ask, sandbox: Sandbox, client: WebClient) -> None:
    nadia = sandbox.person("Nadia")
    ts = sandbox.say("Claire", SHARED, "root")
    sandbox.say("Hugo", SHARED, "reply", ts)
    client.chat_postEphemeral(channel=sandbox.channel(SHARED).id, user=nadia.id, text="for Nadia")

    def texts(user: str, thread: str = "") -> list[str]:
        path = f"/control/view?user={user}&channel={sandbox.channel(SHARED).id}&thread={thread}"
        return [one["text"] for one in ask("GET", path)[1]["messages"]]

    assert texts("nadia.benali") == ["root", "reply", "for Nadia"]
    assert texts("claire.dumas") == ["root", "reply"]
    assert texts("claire.dumas", ts) == ["root", "reply"]


def test_a_whole_dialogue_over_http(ask: Ask, sandbox: Sandbox, app: TinyApp) -> None:
    where = {"user": "Claire", "channel": SHARED}
    ask("POST", "/control/message", {**where, "text": "@Relais"})
    reply = sandbox.wait_for(lambda: [m for m in sandbox.messages(SHARED) if "bot_id" in m])[0]

    pressed = ask("POST", "/control/action", {**where, "ts": reply["ts"], "action_id": "open"})[1]
    refused = ask("POST", "/control/submit", {"user": "Claire", "values": {"why": {"text": "no"}}})[1]
    opened = ask("GET", "/control/modal?user=Claire")[1]
    closed = ask("POST", "/control/submit", {"user": "Claire", "values": {"why": {"text": "because"}}})[1]

    assert pressed["ok"]
    assert refused["errors"] == {"why": "Say more."}
    assert (opened["view"]["callback_id"], opened["depth"]) == ("form", 1)
    assert closed["closed"]
    assert ask("GET", "/control/modal?user=Claire")[1]["view"] is None


def test_commands_shortcuts_home_and_closing_over_http(ask: Ask, sandbox: Sandbox, app: TinyApp) -> None:
    nadia = {"user": "Nadia", "channel": SHARED}
    ts = sandbox.say("Claire", SHARED, "keep")

    assert ask("POST", "/control/command", {**nadia, "text": "/relais a"})[1]["ack"] == {"text": "you said a"}
    assert ask("POST", "/control/command", {**nadia, "user": "Claire", "text": "/relais a"})[1]["ok"] is False
    assert ask("POST", "/control/shortcut", {**nadia, "callback_id": "keep", "ts": ts})[1]["ok"]
    assert ask("POST", "/control/open", {"user": "Nadia", "tab": "messages"})[1]["ok"]
    sandbox.wait_for(
        lambda: [one for one in app.events("app_home_opened") if one["event"]["tab"] == "messages"]
    )
    assert ask("GET", "/control/home?user=Nadia")[1]["view"] is None
    assert ask("POST", "/control/close", {"user": "Nadia"})[1]["ok"] is False


def test_clock_and_faults_over_http(ask: Ask, sandbox: Sandbox) -> None:
    assert ask("POST", "/control/clock", {"by_days": 7})[1]["ok"]
    assert ask("POST", "/control/clock", {"to": "2027-03-01T09:00:00+01:00"})[1]["now"].startswith(
        "2027-03-01T08:00:0"
    )
    assert ask("POST", "/control/clock", {"to": "2027-03-01"})[1]["ok"] is False
    sandbox.offer_next(lambda: sandbox.clock().replace(year=2031))
    assert ask("GET", "/control/world")[1]["has_next"]
    assert ask("POST", "/control/clock", {"next": True})[1]["now"].startswith("2031-03-01")

    assert ask("POST", "/control/faults", {"method": "auth.test", "kind": "status", "status": 503})[1]["ok"]
    assert ask("GET", "/api/auth.test")[0] == 503
    assert ask("POST", "/control/faults", {"method": "auth.test", "kind": "nonsense"})[1]["ok"] is False
    assert ask("POST", "/control/faults", {"clear": True})[1]["ok"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("message", {"user": "Nobody", "channel": SHARED, "text": "x"}),
        ("message", {"user": "Claire", "channel": TEAM, "text": "x"}),
        ("message", {"user": "Claire"}),
        ("message", []),
        ("action", {"user": "Claire", "channel": SHARED, "ts": "1.0", "action_id": "x"}),
        ("submit", {"user": "Claire"}),
    ],
)
def test_a_mistake_is_told_and_breaks_nothing(ask: Ask, sandbox: Sandbox, path: str, body: Any) -> None:
    status, answer = ask("POST", f"/control/{path}", body)

    assert (status, answer["ok"]) == (200, False)
    assert answer["error"]


def test_changes_are_told_to_those_who_can_see_them(sandbox: Sandbox, client: WebClient) -> None:
    heard: dict[str, list[dict]] = {"Nadia": [], "Claire": []}
    connections = {}
    for user in heard:
        connections[user] = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=5)
        connections[user].request("GET", f"/control/events?user={user}")
    streams = {user: one.getresponse() for user, one in connections.items()}

    sandbox.say("Nadia", TEAM, "for us")
    client.chat_postEphemeral(
        channel=sandbox.channel(SHARED).id, user=sandbox.person("Nadia").id, text="for Nadia"
    )
    sandbox.say("Nadia", SHARED, "for all")
    for user, lines in (("Nadia", 3), ("Claire", 1)):
        while len(heard[user]) < lines:
            line = streams[user].readline().removeprefix(b"data: ").strip()
            heard[user] += [json.loads(line)] if line else []
    for one in connections.values():
        one.close()

    assert [one["channel"] for one in heard["Claire"]] == [sandbox.channel(SHARED).id]
    assert [one["user"] for one in heard["Nadia"]] == [None, sandbox.person("Nadia").id, None]
