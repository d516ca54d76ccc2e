"""The only door to Slack's Web API: who waits, who retries, and what this Slack can do without."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient

from bot import outcome
from bot.unreachable import SlackUnreachable
from state.outbox import Message
from state.rules.delivery import Outcome, Posted

log = logging.getLogger(__name__)

POST_SECONDS = 10
#: Beside a person who waits: three seconds are Slack's, for all of an acknowledgement.
SHORT_SECONDS = 2
EVENT = "relais_notice"
PAGES = 20
DONE_BEFORE = {"already_pinned"}
#: Errors by which a Slack says that it does not have a method, or that this installation may not use it.
LACKING = {"unknown_method", "missing_scope", "not_allowed_token_type", "method_deprecated"}


@dataclass(frozen=True, slots=True)
class Identity:
    """Who Relais is in this Slack: its user, its bot, and the workspace that it is installed in."""

    user: str
    bot: str
    team: str
    url: str


class Outgoing:
    """Calls Slack; nothing here decides what is said."""

    def __init__(self, token: str, api_url: str) -> None:
        #: Posts, without hidden retries: those of the SDK post twice (RELIABILITY.md, 1.1).
        self.client = WebClient(token, base_url=api_url, timeout=POST_SECONDS, retry_handlers=[])
        #: Reads: a dropped connection is tried once more; nobody sleeps out a rate limit here.
        self._reader = WebClient(
            token, base_url=api_url, timeout=POST_SECONDS, retry_handlers=[ConnectionErrorRetryHandler()]
        )
        self._short = WebClient(token, base_url=api_url, timeout=SHORT_SECONDS, retry_handlers=[])
        #: Methods that this Slack lacks, with the reason that it gave.
        self.lacking: dict[str, str] = {}

    def identity(self) -> Identity:
        """Return who Relais is; raises SlackUnreachable."""
        try:
            said = self._reader.auth_test()
        except SlackApiError as error:
            raise SlackUnreachable("token_refused", detail=_reason(error)) from error
        except Exception as error:
            raise SlackUnreachable(
                "slack_unreachable", url=self.client.base_url, detail=str(error)
            ) from error
        return Identity(said["user_id"], said.get("bot_id") or "", said["team_id"], said.get("url") or "")

    def post(self, message: Message, content: Mapping[str, Any], *, thread: str | None) -> Outcome:
        """Post a message once, and say what became of it."""
        metadata = {"event_type": EVENT, "event_payload": {"id": message.id}}
        try:
            answer = self.client.chat_postMessage(
                channel=message.channel,
                thread_ts=thread,
                unfurl_links=False,
                unfurl_media=False,
                metadata=metadata,
                **content,
            )
            return outcome.accepted(_data(answer))
        except Exception as error:  # noqa: BLE001 - whatever it is, somebody has to say what became of the message
            return outcome.failed(error, generation=message.generation)

    def update(self, channel: str, ts: str, content: Mapping[str, Any]) -> Outcome:
        """Edit a message in place; raises SlackApiError where it is not there any more."""
        try:
            self.client.chat_update(channel=channel, ts=ts, **content)
        except SlackApiError as error:
            if _reason(error) in {"message_not_found", "cant_update_message", "edit_window_closed"}:
                raise
            return outcome.failed(error)
        except Exception as error:  # noqa: BLE001 - as above
            return outcome.failed(error)
        return Posted(ts)

    def find(self, message: Message, *, thread: str | None, since: datetime) -> str | None:
        """Look a message up by the id in its metadata; None when it is surely not there.

        `since` is when it was sent at the earliest, by Slack's clock. Raises SlackApiError and OSError
        where nobody can tell.
        """
        oldest = f"{since.timestamp():.6f}"
        cursor = None
        for _ in range(PAGES):
            try:
                page = self._page(message.channel, thread, oldest, cursor)
            except SlackApiError as error:
                if _reason(error) == "thread_not_found":  # its first message was deleted
                    return None
                raise
            for found in page["messages"]:
                said = (found.get("metadata") or {}).get("event_payload") or {}
                if said.get("id") == message.id:
                    ts: str = found["ts"]
                    return ts
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None
        raise TimeoutError(message.channel)

    def open_view(self, trigger: str, view: Mapping[str, Any]) -> None:
        """Open a modal while its trigger lives (3 seconds); raises SlackApiError and OSError."""
        self._short.views_open(trigger_id=trigger, view=dict(view))

    def respond(self, url: str, content: Mapping[str, Any], *, replace: bool) -> None:
        """Answer a button or command by its response URL; a courtesy: what fails is logged, not raised."""
        try:
            answer = WebhookClient(url, timeout=SHORT_SECONDS, retry_handlers=[]).send_dict(
                {"response_type": "ephemeral", "replace_original": replace, **content}
            )
        except Exception:
            log.warning("a response URL did not answer", exc_info=True)
        else:
            if answer.status_code != HTTPStatus.OK:
                log.warning("a response URL answered %s: %s", answer.status_code, answer.body[:200])

    def pin(self, channel: str, ts: str) -> None:
        """Pin a message where this Slack can; what fails is noted, not raised."""
        self._optional("pins.add", {"channel": channel, "timestamp": ts})

    def publish_home(self, user: str, view: Mapping[str, Any]) -> None:
        """Show a person's App Home where this Slack can."""
        self._optional("views.publish", {"user_id": user, "view": dict(view)})

    def user(self, user: str) -> Mapping[str, Any]:
        """Return a person's profile (users.info); raises SlackApiError and OSError."""
        found: Mapping[str, Any] = self._short.users_info(user=user, include_locale=True)["user"]
        return found

    def channel(self, channel: str) -> Mapping[str, Any]:
        """Return what a channel is (conversations.info); raises SlackApiError and OSError."""
        found: Mapping[str, Any] = self._short.conversations_info(channel=channel)["channel"]
        return found

    def _page(self, channel: str, thread: str | None, oldest: str, cursor: str | None) -> Mapping[str, Any]:
        asked: dict[str, Any] = {
            "oldest": oldest,
            "limit": 200,
            "cursor": cursor,
            "include_all_metadata": True,
        }
        if thread is None:
            return _data(self._reader.conversations_history(channel=channel, **asked))
        return _data(self._reader.conversations_replies(channel=channel, ts=thread, **asked))

    def _optional(self, method: str, body: dict[str, Any]) -> None:
        if method in self.lacking:
            return
        try:
            self._reader.api_call(method, json=body)
        except SlackApiError as error:
            if _reason(error) in LACKING:
                self.lacking[method] = _reason(error)
            if _reason(error) not in DONE_BEFORE:
                log.warning("%s is done without: %s", method, _reason(error))
        except Exception:
            log.warning("%s is done without", method, exc_info=True)


def _data(answer: SlackResponse) -> Mapping[str, Any]:
    """Return what a call answered: a mapping for every method that is called here."""
    return answer.data if isinstance(answer.data, dict) else {}


def _reason(error: SlackApiError) -> str:
    return str(error.response.get("error") or error.response.status_code)
