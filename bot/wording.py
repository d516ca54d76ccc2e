"""Answers that wait for better words: kept first, posted once, in a model's words or in those they quote.

Messages are reworded, in channels and direct messages; slash commands are not (`listeners/command.py`).
"""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from bot.request import Rewordable
from bot.services import Services
from state.errors import StoreUnavailable
from state.rules.change import Notice

log = logging.getLogger(__name__)

#: How much longer than its model an answer waits: it is sent without the wording only where nobody is left
#: who asks the model, after a crash.
MARGIN = timedelta(seconds=2)


def put(notice: Notice, answer: Rewordable, services: Services) -> None:
    """Put an answer into the outbox, and have it reworded beside the inbox, where others' questions wait."""
    due = services.wall() + answer.patience + MARGIN
    services.ledger.outbox.put([notice], now=services.clock(), due=due)
    finish = threading.Thread(
        target=_finish, args=(notice.key, answer, services), name="wording", daemon=True
    )
    finish.start()


def _finish(key: str, answer: Rewordable, services: Services) -> None:
    try:
        services.ledger.outbox.hasten(key, answer.reworded())
    except StoreUnavailable as error:
        log.warning("an answer waits for its time: %s", error.code)
    services.courier.wake()
