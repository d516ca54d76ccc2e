"""`relais run`, `relais sandbox` and `relais worker`: the processes that stay."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from bot.config import Settings
from bot.console.desk import Desk, Stopped
from bot.console.keep import indexed
from bot.console.model import ready_writer
from bot.parts import open_state
from bot.relais import Access, Relais

if TYPE_CHECKING:
    from bot.sandbox import Sandbox

ACCESS = "sandbox-access.json"


def run(at: Desk, *, http: bool) -> None:
    """Start Relais: connected to Slack where there are tokens, else in the local sandbox."""
    if not at.settings.has_slack:
        sandbox(at)
        return
    access = slack_access(at.settings, http=http)
    listener = _listening(at) if access.signing_secret is not None else None
    _prepare(at)
    at.tell("cli.connecting", url=access.api_url)
    relais = Relais(at.settings, access)
    with _until_told() as stop, relais:
        at.tell("cli.connected", team=relais.services.identity.url or relais.services.identity.team)
        if listener is not None and access.signing_secret is not None:
            _serve(at, relais, access.signing_secret, listener, stop)
        else:
            stop.wait()
        at.tell("cli.stopping")


def sandbox(at: Desk) -> None:
    """Start a local Slack in the browser, with Relais in it; it never runs beside real tokens."""
    if at.settings.has_slack:
        raise Stopped("sandbox_beside_tokens")
    if (other := _running(at.settings.relais_home)) is not None:
        raise Stopped("sandbox_running", url=other["page"])
    from bot.demonstration import installed, show  # noqa: PLC0415 - the sandbox is no part of a real start
    from bot.sandbox import Sandbox, World  # noqa: PLC0415

    _prepare(at)
    home = at.settings.relais_home
    world = installed(World.load(), at.settings.relais_command)
    with (
        Sandbox(world, port=_port(at), state_file=home / "sandbox.json") as slack,
        _announced(home, slack),
        _until_told() as stop,
        Relais(
            at.settings,
            Access(slack.api_url, slack.bot_token, slack.app_token),
            clock=slack.clock,
        ) as relais,
    ):
        slack.on_move = lambda _: relais.clock.wake()
        slack.offer_next(lambda: relais.ledger.reminders.next_morning(now=slack.clock()))
        show(relais.ledger, slack.world, now=slack.clock())
        relais.courier.wake()
        at.tell("cli.sandbox", url=slack.url)
        if sys.stdout.isatty():
            webbrowser.open(slack.url)
        stop.wait()
        at.tell("cli.stopping")


def worker(at: Desk) -> None:
    """Run the clock and the outbox alone, for installations of several processes."""
    with _until_told() as stop, Relais(at.settings, any_access(at.settings)):
        at.tell("cli.worker")
        stop.wait()
        at.tell("cli.stopping")


def slack_access(settings: Settings, *, http: bool) -> Access:
    """Return how to reach Slack; raises Stopped with the token that is missing."""
    bot, app, secret = settings.slack_bot_token, settings.slack_app_token, settings.slack_signing_secret
    if bot is None:
        raise Stopped("token_missing", name="SLACK_BOT_TOKEN")
    if http:
        if secret is None:
            raise Stopped("token_missing", name="SLACK_SIGNING_SECRET")
        return Access(
            settings.slack_api_url, bot.get_secret_value(), signing_secret=secret.get_secret_value()
        )
    if app is None:
        raise Stopped("token_missing", name="SLACK_APP_TOKEN")
    return Access(settings.slack_api_url, bot.get_secret_value(), app.get_secret_value())


def any_access(settings: Settings) -> Access:
    """Return how a command that only posts reaches Slack: by the tokens, else the sandbox that runs now.

    Raises Stopped where there is neither.
    """
    if settings.slack_bot_token is not None:
        return Access(settings.slack_api_url, settings.slack_bot_token.get_secret_value())
    if settings.has_slack:
        raise Stopped("token_missing", name="SLACK_BOT_TOKEN")
    found = _running(settings.relais_home)
    if found is None:
        raise Stopped("no_slack")
    return Access(found["api_url"], found["bot_token"])


def _running(home: Path) -> dict[str, Any] | None:
    """Return what the sandbox that runs on this data said of itself; None where none runs."""
    try:
        found: dict[str, Any] = json.loads((home / ACCESS).read_text(encoding="utf-8"))
        os.kill(found["pid"], 0)
        # A crash leaves the file behind, and its process number may be another program's by now.
        return found if _answers(found["port"]) else None
    except (OSError, ValueError, KeyError):
        return None


def _prepare(at: Desk) -> None:
    """Bring database and index up to date and load what is slow, before anybody is told of Relais."""
    open_state(at.settings)
    report = indexed(at)
    if report.added or report.changed or report.removed:
        at.tell("cli.index_ready", n=report.added + report.changed + report.unchanged)
    ready_writer(at)


def _port(at: Desk) -> int:
    """Return the port for the page: the usual one, else any that is free."""
    if not _answers(at.settings.port):
        return at.settings.port
    at.tell("cli.port_taken", port=at.settings.port)
    return 0


def _answers(port: int) -> bool:
    """Say whether any program listens on a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def _announced(home: Path, slack: Sandbox) -> Iterator[None]:
    """Let `relais tick` find the sandbox while it runs."""
    file = home / ACCESS
    file.touch(mode=0o600)
    said = {
        "page": slack.url, "port": slack.port, "pid": os.getpid(),
        "api_url": slack.api_url, "bot_token": slack.bot_token,
    }  # fmt: skip
    file.write_text(json.dumps(said), encoding="utf-8")
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


@contextlib.contextmanager
def _until_told() -> Iterator[threading.Event]:
    """Yield an event that SIGTERM and Ctrl+C set, so that what is under way ends first."""
    stop = threading.Event()

    def told(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, told) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def _listening(at: Desk) -> socket.socket:
    """Return the socket for Slack's requests; raises Stopped where its port cannot be had."""
    from bot.http import listening  # noqa: PLC0415 - Socket Mode needs no web server

    try:
        return listening(at.settings.port)
    except OSError as error:
        raise Stopped("port_unusable", port=at.settings.port, detail=error.strerror) from error


def _serve(
    at: Desk, relais: Relais, signing_secret: str, listener: socket.socket, stop: threading.Event
) -> None:
    """Take Slack's requests over HTTP until told to stop."""
    from bot.http import serve  # noqa: PLC0415 - as above

    at.tell("cli.http", port=at.settings.port)
    serve(relais.app, relais.reader, signing_secret=signing_secret, listener=listener, stop=stop)
