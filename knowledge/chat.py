"""A chat model, reached through LangChain's `init_chat_model`, whoever provides it."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Mapping
from textwrap import shorten
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

#: An answer, and what some models think aloud before it; one that goes on is not listened to any further.
MOST_CHARACTERS = 12_000
_PACKAGE = re.compile(r"pip install (?:-U )?[\"'`]?([\w-]+)")

#: (role, text): "system" says what to do, "human" is what to do it with.
Messages = list[tuple[str, str]]


class ChatUnusable(Exception):  # noqa: N818 - named for what it says
    """A model to which nothing can be put.

    `llm_package` (package: the one to install), or `llm_unusable` (detail: the provider is unknown, its
    key is missing, or whatever else its package says).
    """

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code, values)
        self.code, self.values = code, values


class Chat:
    """The model `name` ("provider:model"); `url` is another place where the provider's protocol is spoken.

    Keys are in the provider's own variables. No answer is waited for longer than `seconds` by providers
    that take a time limit, and none is asked for twice.
    """

    def __init__(self, name: str, *, url: str | None, seconds: int) -> None:
        self.name = name
        self._options = {"timeout": seconds, "max_retries": 0} | ({"base_url": url} if url else {})
        self._lock = threading.Lock()
        self._opened: BaseChatModel | ChatUnusable | None = None
        self._streams = True

    def open(self) -> BaseChatModel:
        """Load the provider's package, which takes seconds the first time; raises `ChatUnusable`."""
        with self._lock:
            if self._opened is None:
                self._opened = _opened(self.name, self._options)
        if isinstance(self._opened, ChatUnusable):
            raise self._opened
        return self._opened

    def say(self, messages: Messages, *, until: float) -> str:
        """Return what the model says; `until` (by `time.monotonic`) somebody waits for it.

        It is streamed, so that the model stops where nobody listens; a server that streams nothing is
        asked for the whole. Raises `ChatUnusable`, `TimeoutError`, and whatever the provider's package
        raises.
        """
        model = self.open()
        if self._streams and (said := _streamed(model, messages, until)):
            return said
        if time.monotonic() >= until:
            raise TimeoutError
        said = str(model.invoke(messages).text)
        self._streams = False
        return said[:MOST_CHARACTERS]


def _streamed(model: BaseChatModel, messages: Messages, until: float) -> str:
    """Return what the model streams; "" where it streams nothing."""
    said = ""
    try:
        for chunk in model.stream(messages):
            said += str(chunk.text)
            if time.monotonic() >= until:
                raise TimeoutError
            if len(said) >= MOST_CHARACTERS:
                break
    except ValueError:  # LangChain's, for a stream without an answer in it
        if said:
            raise
    return said[:MOST_CHARACTERS]


def _opened(name: str, options: Mapping[str, Any]) -> BaseChatModel | ChatUnusable:
    from langchain.chat_models import init_chat_model  # noqa: PLC0415 - takes seconds

    try:
        model: BaseChatModel = init_chat_model(name, **options)
    except ImportError as error:
        found = _PACKAGE.search(str(error))
        return ChatUnusable("llm_package", package=found[1] if found else str(error.name))
    except Exception as error:  # noqa: BLE001 - providers' packages raise what they like
        return ChatUnusable("llm_unusable", detail=shorten(str(error), 200, placeholder=" …").rstrip("."))
    return model
