"""Socket Mode: events are kept before they are acknowledged, the rest is answered at once."""

from __future__ import annotations

import contextlib
import logging
import socket
import time

from slack_bolt import App
from slack_bolt.adapter.socket_mode.internals import run_bolt_app, send_response
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.reader import Reader
from bot.unreachable import SlackUnreachable
from state.errors import StoreUnavailable

log = logging.getLogger(__name__)

#: The SDK gives a connection up after five pings that cannot be sent: a cut is noticed within 15 seconds.
PING_SECONDS = 3


class Socket:
    """One connection to Slack, renewed by the SDK when it breaks."""

    def __init__(self, app: App, reader: Reader, *, app_token: str, api_url: str) -> None:
        self._app = app
        self._reader = reader
        self._client = SocketModeClient(
            app_token=app_token,
            web_client=WebClient(base_url=api_url, timeout=10),
            logger=logging.getLogger("relais.socket"),
            ping_interval=PING_SECONDS,
        )
        self._client.socket_mode_request_listeners.append(self._receive)

    def connect(self) -> None:
        """Connect; raises SlackUnreachable."""
        try:
            self._client.connect()
        except SlackApiError as error:
            detail = str(error.response.get("error"))
            raise SlackUnreachable("app_token_refused", detail=detail) from error
        except Exception as error:
            url = self._client.web_client.base_url
            raise SlackUnreachable("slack_unreachable", url=url, detail=str(error)) from error

    def connected(self) -> bool:
        return bool(self._client.is_connected())

    def close(self) -> None:
        """Disconnect at once: the SDK's own way waits until its threads have waited long enough."""
        self._client.auto_reconnect_enabled = False
        self._client.closed = True
        self._client.message_queue.put(None)  # wakes the thread that works messages off
        session = self._client.current_session
        if session is not None and session.sock is not None:
            with contextlib.suppress(OSError):
                session.sock.shutdown(socket.SHUT_RDWR)
        self._client.close()

    def _receive(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        started = time.time()
        if request.type != "events_api":
            send_response(client, request, run_bolt_app(self._app, request), started)
            return
        try:
            self._reader.keep(request.payload)
        except StoreUnavailable as error:
            # Not acknowledged: Slack delivers it again.
            log.warning("an event could not be kept: %s", error.code)
            return
        client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
