"""A language model's wording of an answer: what was retrieved, said in one piece, and proofread.

A model that is slow, fails or invents costs the wording, never the answer: what comes back is then the
answer as it came, with its quotes.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from queue import Empty, SimpleQueue

from knowledge.answer import LONGEST, Answer
from knowledge.chat import Chat, Messages
from knowledge.proofread import proofread
from knowledge.words import plain

#: How many wordings may be under way; one question more is answered by its quotes, at once.
AT_ONCE = 8
#: After so many failures in a row a model is left alone for so long (seconds), instead of costing every
#: question its patience.
FAILURES, REST = 3, 60

_log = logging.getLogger(__name__)

#: Gives what a model is told: (language, name of the text, **values).
Told = Callable[..., str]


class Writer:
    """Words answers with a model; safe to use from several threads.

    `model` is "provider:name", as LangChain's `init_chat_model` takes it; `url` another place where the
    provider's protocol is spoken; `seconds` the longest that `reword` takes.
    """

    def __init__(self, model: str, told: Told, *, url: str | None = None, seconds: int) -> None:
        self.seconds = seconds
        self._chat = Chat(model, url=url, seconds=seconds)
        self._told = told
        self._free = threading.BoundedSemaphore(AT_ONCE)
        self._failures, self._rests_until = 0, time.monotonic()

    def prepare(self) -> None:
        """Load what the model needs, which takes seconds, and send nothing; raises `ChatUnusable`."""
        self._chat.open()

    def reword(self, answer: Answer) -> Answer:
        """Return the answer with its wording, or as it came; refusals have none."""
        if answer.kind != "methodology" or not answer.quotes or time.monotonic() < self._rests_until:
            return answer
        if not self._free.acquire(blocking=False):
            return answer
        try:
            wording = proofread(self._written(answer), answer)
        except Exception as error:  # noqa: BLE001 - whatever it is, the answer stands
            self._failed(error)
            return answer
        self._failures = 0
        if not wording:
            _log.warning("%s: the quotes do not bear its wording out", self._chat.name)
        return replace(answer, wording=wording)

    def _written(self, answer: Answer) -> str:
        """Return what the model writes; raises `TimeoutError` and what `Chat.say` raises.

        It works in a thread of its own: some providers take no time limit, and none limits a server that
        sends a little now and then. Only when it ends is there room for another.
        """
        until = time.monotonic() + self.seconds
        ended: SimpleQueue[str | Exception] = SimpleQueue()

        def write() -> None:
            try:
                ended.put(self._chat.say(self._messages(answer), until=until))
            except Exception as error:  # noqa: BLE001 - raised where somebody waits
                ended.put(error)
            finally:
                self._free.release()

        threading.Thread(target=write, name="writer", daemon=True).start()
        try:
            written = ended.get(timeout=self.seconds)
        except Empty:
            raise TimeoutError from None
        if isinstance(written, Exception):
            raise written
        return written

    def _messages(self, answer: Answer) -> Messages:
        """Return what the model is told; JSON keeps the data, question and quotes, apart from the rest."""
        quotes = "\n".join(
            json.dumps(
                {
                    "source": number,
                    "title": source.title,
                    "sentences": [quote for quote, of in answer.quotes if of == number],
                },
                ensure_ascii=False,
            )
            for number, source in enumerate(answer.sources, start=1)
        )
        question = json.dumps(plain(answer.question), ensure_ascii=False)
        return [
            ("system", self._told(answer.language, "system", longest=LONGEST)),
            ("human", self._told(answer.language, "message", question=question, quotes=quotes)),
        ]

    def _failed(self, error: Exception) -> None:
        """Note a failure in one line: what the provider says may quote the question, or a key."""
        self._failures += 1
        status = getattr(error, "status_code", None) or getattr(error, "code", None) or ""
        rest = ""
        if self._failures >= FAILURES:
            self._failures, self._rests_until = 0, time.monotonic() + REST
            rest = f"; it is left alone for {REST} seconds"
        said = f"{type(error).__name__} {status}".strip()
        _log.warning("%s: no wording (%s)%s", self._chat.name, said, rest)
