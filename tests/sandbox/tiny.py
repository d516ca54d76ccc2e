"""A tiny Bolt app that is none of Relais: it answers, opens modals, and writes down what it got."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.sandbox import Sandbox

SHARED, TEAM = "#infogerance-marbeuf", "#equipe-septane"


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def button(action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(action_id), "action_id": action_id, **more}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def form(**more: Any) -> dict[str, Any]:
    """A modal with one text to fill in."""
    asked = {
        "type": "input",
        "block_id": "why",
        "label": plain("Why?"),
        "element": {"type": "plain_text_input", "action_id": "text"},
    }
    view = {"type": "modal", "callback_id": "form", "title": plain("Form"), "submit": plain("Send")}
    return {**view, "blocks": [asked], **more}


class TinyApp:
    """A Bolt app that writes down every payload, and answers a mention, `/relais`, buttons and a modal."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.seen: list[dict[str, Any]] = []
        self.retries: list[str] = []
        self.client = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])
        quiet = logging.getLogger("tiny")
        quiet.setLevel(logging.CRITICAL)
        self.bolt = App(client=self.client, signing_secret=sandbox.signing_secret, logger=quiet)
        self.bolt.use(self._note)
        self.bolt.event("app_mention")(self._mentioned)
        self.bolt.event("message")(lambda: None)
        self.bolt.event({"type": "member_joined_channel"})(lambda: None)
        self.bolt.event("app_home_opened")(lambda: None)
        self.bolt.event("reaction_added")(lambda: None)
        self.bolt.command("/relais")(lambda ack, command: ack(text=f"you said {command['text']}"))
        self.bolt.action("open")(self._opened)
        for action_id in ("accept", "pick"):
            self.bolt.action(action_id)(lambda ack: ack())
        self.bolt.shortcut("keep")(lambda ack: ack())
        self.bolt.view("form")(self._submitted)
        self.bolt.view_closed("form")(lambda ack: ack())

    def _note(self, body: dict[str, Any], request: BoltRequest, next_: Callable[[], None]) -> None:
        self.seen.append(body)
        self.retries += request.headers.get("x-slack-retry-num", [])
        next_()

    def _mentioned(self, event: dict[str, Any], client: WebClient) -> None:
        actions = {"type": "actions", "elements": [button("accept", value="7"), button("open", value="form")]}
        client.chat_postMessage(
            channel=event["channel"],
            thread_ts=event.get("thread_ts") or event["ts"],
            text=f"Hello <@{event['user']}>",
            blocks=[section("Hello"), actions],
        )

    def _opened(self, ack: Any, body: dict[str, Any], client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=form(notify_on_close=True))
        ack()

    def _submitted(self, ack: Any, view: dict[str, Any]) -> None:
        said = view["state"]["values"]["why"]["text"]["value"]
        if said == "no":
            ack(response_action="errors", errors={"why": "Say more."})
        elif said == "more":
            ack(response_action="push", view=form(title=plain("Second")))
        elif said == "other":
            ack(response_action="update", view=form(title=plain("Other")))
        elif said == "wrong":
            ack(response_action="errors", errors={"nowhere": "?"})
        elif said == "all":
            ack(response_action="clear")
        else:
            ack()

    def events(self, kind: str) -> list[dict[str, Any]]:
        return [one for one in self.seen if one.get("event", {}).get("type") == kind]

    def interactions(self, kind: str) -> list[dict[str, Any]]:
        return [one for one in self.seen if one.get("type") == kind]


class Socketed:
    """The tiny app on Socket Mode."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.app = TinyApp(sandbox)
        self.handler = SocketModeHandler(self.app.bolt, sandbox.app_token, logger=self.app.bolt.logger)

    def __enter__(self) -> TinyApp:
        before = len(self.sandbox.delivery.sockets)
        self.handler.connect()  # type: ignore[no-untyped-call]
        self.sandbox.wait_for(lambda: len(self.sandbox.delivery.sockets) > before)
        return self.app

    def __exit__(self, *_: object) -> None:
        client = self.handler.client
        client.auto_reconnect_enabled = False
        client.closed = True
        self.sandbox.cut_sockets()  # or else the client waits three seconds for a last word,
        client.message_queue.put(None)  # and one more for a last message
        self.handler.close()  # type: ignore[no-untyped-call]
