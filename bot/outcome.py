"""What an answer of Slack, or its absence, says about a message: pure (RELIABILITY.md, 8, outbound)."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.error import URLError

from slack_sdk.errors import SlackApiError

from state.rules.delivery import Outcome, Parked, Posted, Refused, Unclear

#: Surely not posted: somebody has to let Relais into the channel, or to install it anew.
SHUT_OUT = {"channel_not_found", "is_archived", "not_in_channel"}
LOCKED_OUT = {
    "ekm_access_denied", "invalid_auth", "not_authed", "token_expired", "token_revoked", "account_inactive",
    "access_denied", "no_permission", "missing_scope", "not_allowed_token_type",
}  # fmt: skip
#: Surely not posted, and only a person can change that (docs.slack.dev, chat.postMessage, errors).
PARKED = SHUT_OUT | LOCKED_OUT | {
    "restricted_action", "restricted_action_read_only_channel", "restricted_action_thread_only_channel",
    "restricted_action_non_threadable_channel", "restricted_action_thread_locked", "cannot_reply_to_message",
    "messages_tab_disabled", "thread_not_found", "message_not_found", "user_not_found",
    "msg_too_long", "msg_blocks_too_long", "no_text", "invalid_blocks", "invalid_blocks_format",
    "metadata_too_large", "metadata_must_be_sent_from_app", "invalid_metadata_format",
    "invalid_metadata_schema",
    "too_many_attachments", "as_user_not_supported", "unknown_method", "invalid_arguments",
    "invalid_form_data", "invalid_post_type", "invalid_charset", "external_channel_migrating",
}  # fmt: skip
#: Surely not posted, and likely to pass by itself.
REFUSED = {"ratelimited", "rate_limited", "team_added_to_org", "org_login_required", "accesslimited"}
#: Slack says so itself: some of it may have happened.
UNCLEAR = {
    "fatal_error",
    "internal_error",
    "service_unavailable",
    "request_timeout",
    "team_access_not_granted",
}
#: A workspace waits for a person, or for Slack: not asked every second.
SLOW = timedelta(minutes=15)
LONGEST_PAUSE_DIGITS = 9


def accepted(response: Mapping[str, Any]) -> Outcome:
    """Return what an `ok` answer says; without a `ts`, nobody knows which message it was."""
    ts = response.get("ts")
    return Posted(ts) if isinstance(ts, str) and ts else Unclear("no_ts")


def failed(error: Exception, *, generation: int = 0) -> Outcome:
    """Return what an error says. An error that is not known is looked into once, then parked."""
    if isinstance(error, SlackApiError):
        return _answered(error, generation)
    if isinstance(error, URLError) and _before_sending(error.reason):
        return Refused(type(error.reason).__name__)
    return Unclear(type(error).__name__)


def _answered(error: SlackApiError, generation: int) -> Outcome:
    response = error.response
    status = getattr(response, "status_code", 200)
    reason = str(response.get("error") or "") if isinstance(response.data, dict) else ""
    limited = status == HTTPStatus.TOO_MANY_REQUESTS
    if limited or reason in REFUSED:
        wanted = retry_after(response.headers)
        return Refused(reason or "ratelimited", wanted if limited or wanted else SLOW)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or reason in UNCLEAR or not reason or " " in reason:
        return Unclear(reason or f"http_{status}")
    if reason in PARKED or status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN} or generation > 0:
        return Parked(reason)
    return Unclear(reason)


def retry_after(headers: Mapping[str, Any]) -> timedelta | None:
    """Return the pause that Slack asks for; None where it says nothing that makes sense."""
    said = next((value for name, value in headers.items() if name.lower() == "retry-after"), None)
    text = str(said[0] if isinstance(said, list) else said).strip()
    if not text.isascii() or not text.isdigit() or len(text) > LONGEST_PAUSE_DIGITS:
        return None
    return timedelta(seconds=int(text))


def _before_sending(reason: object) -> bool:
    return isinstance(reason, ConnectionRefusedError | socket.gaierror | ssl.SSLError)
