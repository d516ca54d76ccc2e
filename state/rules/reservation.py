"""Accepted, but: what a party accepts an item without, who clears it by when, and how it is lifted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from state.rules.acceptance import asked, decided, refuse_consent
from state.rules.broken import RuleBroken
from state.rules.checklist import refuse_absent, refuse_past
from state.rules.engagement import Engagement
from state.rules.item import EndedHow, Item, Reservation, ReservationEnd, Verdict
from state.rules.party import Party, Word
from state.rules.permission import Act, day_of, party_for, refuse_closed
from state.rules.reason import checked_reason

#: Calendar days to clear a reservation where nobody says by when.
USUAL = timedelta(days=30)


def reserve(
    engagement: Engagement,
    number: int,
    word: Word,
    *,
    text: str,
    due: date | None,
    owner: Party | None = None,
    blocking: bool = False,
) -> Engagement:
    """Accept one item with a reservation, or with one more; it is lifted later by the party that made it.

    `due` None: in 30 days. `owner` None: the item's owner, else the party across the table: nobody clears
    its own reservations. Raises as `acceptance.asked` and `acceptance.refuse_consent`, `reason_missing`,
    `reason_too_long` (limit), `due_past` (due, today), `owner_absent` (party), `own_reservation` and
    `already_reserved` (number, item, reservation: the party's, with the same words).
    """
    party, item = asked(engagement, number, word)
    refuse_consent(engagement, item, party, word)
    said = checked_reason(text, required=True)
    today = day_of(engagement, word)
    refuse_past(due, today)
    clears = owner or owner_for(item, party)
    if clears is party:
        raise RuleBroken("own_reservation")
    refuse_absent(engagement, clears)
    for one in open_on(engagement, number, party):
        if one.text == said:
            raise RuleBroken("already_reserved", number=number, item=item, reservation=one.number)
    made = Reservation(
        number=last_reservation(engagement) + 1,
        item=number,
        party=party,
        text=said,
        owner=clears,
        due=due or today + USUAL,
        by=word.by,
        at=word.at,
        blocking=blocking,
    )
    after = decided(engagement, item, party, Verdict.RESERVED, word, said)
    return replace(after, reservations=(*after.reservations, made))


def lift(engagement: Engagement, reservation: int, word: Word, *, note: str = "") -> Engagement:
    """Lift a reservation, in whatever phase; only the party that made it does.

    Raises as `party_for` (sign), `closed`, `unknown_reservation` (reservation, last),
    `not_your_reservation` (reservation, party: that made it), `reservation_over` (reservation, on) and
    `reason_too_long` (limit).
    """
    party = party_for(engagement, word, Act.SIGN)
    refuse_closed(engagement)
    made = reservation_of(engagement, reservation)
    if made.party is not party:
        raise RuleBroken("not_your_reservation", reservation=reservation, party=made.party)
    if made.ended is not None:
        ended_on = day_of(engagement, replace(word, at=made.ended.at))
        raise RuleBroken("reservation_over", reservation=reservation, on=ended_on)
    said = checked_reason(note, required=False)
    lifted = replace(made, ended=ReservationEnd(EndedHow.LIFTED, word.by, word.at, said))
    kept = tuple(lifted if one.number == reservation else one for one in engagement.reservations)
    return replace(engagement, reservations=kept)


def owner_for(item: Item, party: Party) -> Party:
    """Return who clears a party's reservation on an item where nobody says who."""
    return party.other if item.owner is party else item.owner


def reservation_of(engagement: Engagement, number: int) -> Reservation:
    """Return the reservation of a number; raises `unknown_reservation` (reservation, last)."""
    found = next((one for one in engagement.reservations if one.number == number), None)
    if found is None:
        raise RuleBroken("unknown_reservation", reservation=number, last=last_reservation(engagement))
    return found


def open_on(engagement: Engagement, item: int, party: Party) -> tuple[Reservation, ...]:
    """Return a party's open reservations on an item."""
    return tuple(one for one in engagement.open_reservations if (one.item, one.party) == (item, party))


def last_reservation(engagement: Engagement) -> int:
    """Return the highest number given to a reservation so far; 0 when there is none."""
    return max((one.number for one in engagement.reservations), default=0)
