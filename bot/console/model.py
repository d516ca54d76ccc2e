"""What is said where a model that was asked for cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.console.desk import Desk, Stopped
from bot.parts import open_writer
from knowledge.chat import ChatUnusable
from knowledge.embedding import EmbeddingError
from knowledge.writer import Writer


@contextmanager
def usable_model() -> Iterator[None]:
    """Turn a model that cannot be loaded into a reason not to start."""
    try:
        yield
    except EmbeddingError as error:
        model, reason = error.values.get("model", ""), error.values.get("reason", error.code)
        raise Stopped("model_unusable", model=model, detail=reason.splitlines()[0][:200]) from error


def ready_writer(at: Desk) -> Writer | None:
    """Return what words answers anew; one that cannot is told of, and costs the wording, not the start."""
    writer = open_writer(at.settings)
    if writer is not None:
        try:
            writer.prepare()
        except ChatUnusable as error:
            at.warn(f"cli.{error.code}", model=at.settings.llm_model, **error.values)
            return None
    return writer
