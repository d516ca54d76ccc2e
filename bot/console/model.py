"""What is said where the embedding model that was asked for cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.console.desk import Stopped
from knowledge.embedding import EmbeddingError


@contextmanager
def usable_model() -> Iterator[None]:
    """Turn a model that cannot be loaded into a reason not to start."""
    try:
        yield
    except EmbeddingError as error:
        model, reason = error.values.get("model", ""), error.values.get("reason", error.code)
        raise Stopped("model_unusable", model=model, detail=reason.splitlines()[0][:200]) from error
