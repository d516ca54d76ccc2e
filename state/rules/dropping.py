"""What an engagement no longer asks for: items leave the list, and stay in the record."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC

from state.rules.engagement import Engagement
from state.rules.item import EndedHow, Item, Phase, Reservation, ReservationEnd
from state.rules.party import Word
from state.rules.permission import day_of


def dropped(engagement: Engagement, numbers: Collection[int], word: Word) -> Engagement:
    """Return the engagement without those items on its list; nothing of them is erased.

    Their open reservations are overtaken: nobody clears what is no longer asked for.
    """
    today = day_of(engagement, word)
    end = ReservationEnd(EndedHow.OVERTAKEN, word.by, word.at.astimezone(UTC))

    def item(one: Item) -> Item:
        gone = one.number in numbers and one.dropped_on is None
        return replace(one, dropped_on=today) if gone else one

    def reservation(one: Reservation) -> Reservation:
        return replace(one, ended=end) if one.item in numbers and one.open else one

    return replace(
        engagement,
        items=tuple(item(one) for one in engagement.items),
        reservations=tuple(reservation(one) for one in engagement.reservations),
    )


def phase_dropped(engagement: Engagement, phase: Phase, word: Word) -> Engagement:
    """Return the engagement without the items of a phase on its list; see `dropped`."""
    return dropped(engagement, {item.number for item in engagement.items if item.phase is phase}, word)
