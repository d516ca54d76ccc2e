"""The parts that every process and command opens; each is imported when it is asked for, to start fast."""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.config import Settings

if TYPE_CHECKING:
    from bot.views.kit import Message
    from knowledge.library import Library
    from knowledge.writer import Writer
    from state.ledger import Ledger
    from state.rules.engagement import Engagement


def wall() -> datetime:
    """Return this machine's time, in UTC."""
    return datetime.now(UTC)


def open_library(settings: Settings) -> Library:
    """Open the methodology's index in its folder; nothing heavy is loaded yet."""
    from knowledge.library import Library

    return Library(
        settings.relais_home, embedding_model=settings.embedding_model, chroma_url=settings.chroma_url
    )


def open_writer(settings: Settings) -> Writer | None:
    """Return what words answers anew, None without LLM_MODEL; nothing is loaded or sent yet."""
    if settings.llm_model is None:
        return None
    from knowledge.writer import Writer
    from prompts import instructions

    settings.lend()
    return Writer(settings.llm_model, instructions, url=settings.llm_url, seconds=settings.llm_seconds)


def open_state(settings: Settings) -> Ledger:
    """Open the database, bringing its schema up to date; raises StoreUnavailable."""
    from bot.voice import ChannelVoice
    from state.ledger import open_ledger

    if settings.database_url is None:
        settings.relais_home.mkdir(parents=True, exist_ok=True)
    return open_ledger(settings.database, ChannelVoice())


def drawn(engagement: Engagement, *, clock: Callable[[], datetime]) -> Message:
    """Return the card of an engagement as its channel sees it now."""
    from bot.views.engagement import card
    from prompts import texts
    from state.engagements import day

    return card(engagement, today=day(clock(), engagement.zone), t=texts(engagement.language))
