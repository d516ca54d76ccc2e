"""How payloads travel: acknowledged or sent again, over sockets that come and go, or signed over HTTP."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from slack_bolt import BoltRequest
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from bot.sandbox import Sandbox, World
from tests.sandbox.tiny import SHARED, TinyApp

# ---- Socket Mode, spoken by hand


class Line:
    """A Socket Mode connection that acknowledges only when it is told to."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.hello = self.next()

    def next(self) -> dict:
        return json.loads(self.socket.recv(3))

    def ack(self, envelope: dict, **payload: object) -> None:
        self.socket.send(json.dumps({"envelope_id": envelope["envelope_id"], "payload": payload}))


Dial = Callable[[], Line]


@pytest.fixture
def dial(sandbox: Sandbox, client: WebClient) -> Iterator[Dial]:
    """Open one more connection; all are closed in the end."""
    with ExitStack() as opened:

        def one_more() -> Line:
            url = client.apps_connections_open(app_token=sandbox.app_token)["url"]
            return Line(opened.enter_context(connect(url)))

        yield one_more


@pytest.fixture
def line(dial: Dial) -> Line:
    return dial()


def test_a_connection_begins_with_hello(sandbox: Sandbox, line: Line) -> None:
    assert line.hello["type"] == "hello"
    assert line.hello["connection_info"] == {"app_id": sandbox.world.app.id}
    assert line.hello["num_connections"] == 1
    assert sandbox.connected


def test_a_ticket_opens_one_connection(sandbox: Sandbox, line: Line) -> None:
    address = f"ws://127.0.0.1:{sandbox.port}/socket?ticket="

    for ticket in ("", "guessed"):
        with pytest.raises(InvalidStatus), connect(address + ticket):
            pass


def test_an_event_is_sent_again_until_it_is_acknowledged(sandbox: Sandbox, line: Line) -> None:
    sandbox.say("Claire", SHARED, "hello")
    first, second, third = line.next(), line.next(), line.next()
    line.ack(third)
    sandbox.say("Claire", SHARED, "next")
    fourth = line.next()
    line.ack(fourth)

    assert [one["retry_attempt"] for one in (first, second, third, fourth)] == [0, 1, 2, 0]
    assert (second["retry_reason"], second["type"]) == ("timeout", "events_api")
    assert first["payload"]["event_id"] == third["payload"]["event_id"] != fourth["payload"]["event_id"]
    assert len({one["envelope_id"] for one in (first, second, third)}) == 3


def test_an_event_that_is_never_acknowledged_is_given_up_after_three_retries(
    world: World, client: object
) -> None:
    with Sandbox(world, ack_seconds=0.02, retry_waits=(0, 0.02, 0.02)) as sandbox:
        sandbox.say("Claire", SHARED, "hello")

        entries = sandbox.wait_for(
            lambda: sandbox.log.of("message") if len(sandbox.log.of("message")) == 5 else None
        )
        assert [one.ok for one in entries] == [False] * 5
        assert entries[-1].summary == "given up after 4 deliveries: no_connection"


def test_an_event_finds_a_connection_that_comes_back(sandbox: Sandbox, dial: Dial) -> None:
    sandbox.say("Claire", SHARED, "while you were away")
    line = dial()

    envelope = line.next()
    line.ack(envelope)

    assert envelope["retry_attempt"] > 0
    assert envelope["payload"]["event"]["text"] == "while you were away"


def test_a_command_that_is_not_acknowledged_fails_and_is_not_sent_again(sandbox: Sandbox, line: Line) -> None:
    outcome = sandbox.command("Nadia", SHARED, "/relais status")
    envelope = line.next()
    line.ack(envelope, text="too late")

    assert (outcome.ok, outcome.error) == (False, "operation_timeout")
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert "retry_attempt" not in envelope
    assert sandbox.wait_for(lambda: sandbox.log.of("ack"))[0].direction == "note"
    assert sandbox.messages(SHARED, "Nadia") == []


def test_an_acknowledgement_that_slack_cannot_show_is_an_error_of_the_command(
    sandbox: Sandbox, line: Line
) -> None:
    def answer() -> None:
        line.ack(line.next(), blocks=[{"type": "nonsense"}])

    thread = threading.Thread(target=answer)
    thread.start()
    outcome = sandbox.command("Nadia", SHARED, "/relais status")
    thread.join()

    assert outcome.error == "invalid_command_response"


def test_a_payload_goes_to_one_of_several_connections(sandbox: Sandbox, dial: Dial) -> None:
    lines = [dial() for _ in range(3)]
    for n in range(6):
        sandbox.say("Claire", SHARED, str(n))

    got = []
    for one in lines:
        envelopes = [one.next(), one.next()]
        for envelope in envelopes:
            one.ack(envelope)
        got += [envelope["payload"]["event"]["text"] for envelope in envelopes]

    assert sorted(got) == list("012345")


def test_the_eleventh_connection_is_turned_away(sandbox: Sandbox, dial: Dial) -> None:
    lines = [dial() for _ in range(11)]

    assert [one.hello["type"] for one in lines] == ["hello"] * 10 + ["disconnect"]
    assert lines[-1].hello["reason"] == "too_many_websockets"


def test_slack_warns_before_it_closes_a_connection(sandbox: Sandbox, line: Line) -> None:
    sandbox.refresh_sockets(seconds=0.05)

    assert line.next()["reason"] == "warning"
    sandbox.wait_for(lambda: not sandbox.connected)


def test_a_bolt_app_comes_back_after_a_warning(sandbox: Sandbox, app: TinyApp) -> None:
    sandbox.refresh_sockets(seconds=0.05)
    sandbox.wait_for(lambda: sandbox.connected)
    sandbox.say("Claire", SHARED, "@Relais still there?")

    assert sandbox.wait_for(lambda: app.events("app_mention"))


def test_a_cut_connection_leaves_its_event_to_be_sent_again(sandbox: Sandbox, dial: Dial) -> None:
    first = dial()
    sandbox.say("Claire", SHARED, "hello")
    sent = first.next()
    sandbox.cut_sockets()
    second = dial()
    again = second.next()
    second.ack(again)

    assert again["payload"]["event_id"] == sent["payload"]["event_id"]
    assert again["retry_attempt"] >= 1


def test_events_can_be_lost_doubled_and_mixed_up(sandbox: Sandbox, line: Line) -> None:
    sandbox.faults.add("event.message", "lose")
    sandbox.faults.add("event.message", "duplicate")
    sandbox.faults.add("event.message", "reorder", times=3)
    for text in ("lost", "twice", "1", "2", "3", "after"):
        sandbox.say("Claire", SHARED, text)

    payloads = []
    for _ in range(6):
        envelope = line.next()
        line.ack(envelope)
        payloads.append(envelope["payload"])

    texts = [one["event"]["text"] for one in payloads]
    assert texts[:3] == ["twice", "twice", "3"]
    assert [text for text in texts[3:] if text != "after"] == ["2", "1"]
    assert payloads[0]["event_id"] == payloads[1]["event_id"] != payloads[2]["event_id"]


# ---- HTTP


class Endpoint:
    """A web server that writes requests down and answers as it is told."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.answer: Callable[[], tuple[int, bytes]] = lambda: (200, b"")
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                endpoint.requests.append(({key.lower(): value for key, value in self.headers.items()}, body))
                status, answer = endpoint.answer()
                self.send_response(status)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/slack/events"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    running = Endpoint()
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def by_http(world: World, endpoint: Endpoint) -> Iterator[Sandbox]:
    with Sandbox(world, request_url=endpoint.url, ack_seconds=0.3, retry_waits=(0, 0.05, 0.1)) as running:
        yield running


def test_requests_are_signed(by_http: Sandbox, endpoint: Endpoint) -> None:
    by_http.say("Claire", SHARED, "hello")
    headers, body = by_http.wait_for(lambda: endpoint.requests)[0]

    verifier = SignatureVerifier(by_http.signing_secret)
    assert verifier.is_valid_request(body, headers)
    assert not verifier.is_valid_request(body + b" ", headers)
    assert json.loads(body)["event"]["text"] == "hello"
    assert headers["content-type"] == "application/json"


def test_a_failed_request_comes_again_with_its_number_and_reason(
    by_http: Sandbox, endpoint: Endpoint
) -> None:
    answers = iter([(500, b""), (200, b"")])
    endpoint.answer = lambda: next(answers)
    by_http.say("Claire", SHARED, "hello")
    by_http.wait_for(lambda: len(endpoint.requests) == 2)

    first, second = (headers for headers, _ in endpoint.requests)
    assert "x-slack-retry-num" not in first
    assert (second["x-slack-retry-num"], second["x-slack-retry-reason"]) == ("1", "http_error")


def test_a_slow_answer_is_a_timeout_whatever_it_says_later(by_http: Sandbox, endpoint: Endpoint) -> None:
    def slow() -> tuple[int, bytes]:
        time.sleep(0.4 if len(endpoint.requests) == 1 else 0)
        return 200, b""

    endpoint.answer = slow
    by_http.say("Claire", SHARED, "hello")
    by_http.wait_for(lambda: len(endpoint.requests) == 2)

    assert endpoint.requests[1][0]["x-slack-retry-reason"] == "http_timeout"


def test_a_command_is_a_form_and_its_answer_text_or_json(by_http: Sandbox, endpoint: Endpoint) -> None:
    for body, said in ((b"plain words", "plain words"), (b'{"text": "in json"}', "in json")):
        endpoint.answer = partial(tuple[int, bytes], (200, body))
        assert by_http.command("Nadia", SHARED, "/relais status").shown[0]["text"] == said

    form = parse_qs(endpoint.requests[0][1].decode())
    assert (form["command"], form["text"], form["is_enterprise_install"]) == (
        ["/relais"],
        ["status"],
        ["false"],
    )


def test_an_interaction_is_a_form_with_one_payload_that_bolt_reads(
    by_http: Sandbox, endpoint: Endpoint
) -> None:
    by_http.shortcut("Nadia", "keep")
    headers, body = endpoint.requests[0]

    request = BoltRequest(body=body.decode(), headers={key: [value] for key, value in headers.items()})
    assert (request.body["type"], request.body["callback_id"]) == ("shortcut", "keep")
    assert request.context.user_id == by_http.person("Nadia").id


def test_a_server_that_is_not_there_is_dispatch_failed(world: World) -> None:
    with Sandbox(world, request_url="http://127.0.0.1:9/") as sandbox:
        assert sandbox.command("Nadia", SHARED, "/relais").error == "dispatch_failed"


def dispatched(app: TinyApp, endpoint: Endpoint) -> tuple[int, bytes]:
    """What a Bolt app answers to the last request."""
    headers, body = endpoint.requests[-1]
    sent: dict[str, str | Sequence[str]] = dict(headers)
    answer = app.bolt.dispatch(BoltRequest(body=body.decode(), headers=sent))
    return answer.status, (answer.body or "").encode()


def test_bolt_takes_what_is_sent_and_refuses_another_signature(by_http: Sandbox, endpoint: Endpoint) -> None:
    app = TinyApp(by_http)
    endpoint.answer = lambda: dispatched(app, endpoint)
    right = by_http.command("Nadia", SHARED, "/relais status")
    by_http.delivery.signing_secret = "another"
    wrong = by_http.command("Nadia", SHARED, "/relais status")

    assert right.shown[0]["text"] == "you said status"
    assert (wrong.error, len(app.seen)) == ("dispatch_failed", 1)
