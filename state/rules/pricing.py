"""The price of each period of an engagement (methodology: the price at a renewal; DOMAIN §5, price).

A period's price waits for its index, provisionally as it was: it is never guessed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from state.rules.broken import RuleBroken
from state.rules.dossier import PriceSet
from state.rules.ending import last_day_of
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.party import Word
from state.rules.permission import Act, day_of, party_for, refuse_closed
from state.rules.price import Revision, checked_revision, revised
from state.rules.revisions import next_revision, revision_days
from state.rules.term import term_at

#: A published index has a few digits before the point; more is a slip of the keyboard.
HIGHEST_INDEX = Decimal(100_000)


def price_on(engagement: Engagement, day: date) -> PriceSet | None:
    """Return the price that holds on a day; None where the contract says nothing of its price then."""
    revision = engagement.contract.revision
    if revision is None:
        return None
    known = [one for one in engagement.prices if one.on <= day]
    if known:
        return known[-1]
    if any(one.index == revision.base for one in engagement.prices):
        return None  # the clause was agreed later, and holds from its own day on
    return PriceSet(0, engagement.contract.start, revision.price, revision.base)


def set_index(engagement: Engagement, word: Word, index: Decimal) -> Engagement:
    """Give the index of the last revision, and with it the price from then on; a correction is another one.

    Raises as `party_for`, `closed`, `no_revision` (the contract says nothing of its price),
    `no_revision_yet` (on: the day of the next one), `no_revision_ahead` (none ever comes),
    `index_already` (index), `index_too_high` (limit) and `index_not_positive` (index).
    """
    party_for(engagement, word, Act.COMMIT)
    refuse_closed(engagement)
    today = day_of(engagement, word)
    revision = engagement.contract.revision
    if revision is None:
        raise RuleBroken("no_revision")
    engagement = due_priced(engagement, today)
    waiting = price_on(engagement, today)
    if waiting is None or not _of_revision(engagement, waiting):
        following = next_revision(engagement.contract, today)
        if following is None:
            raise RuleBroken("no_revision_ahead")
        raise RuleBroken("no_revision_yet", on=following)
    if index.is_finite() and index > HIGHEST_INDEX:
        raise RuleBroken("index_too_high", limit=HIGHEST_INDEX)
    if not waiting.pending and waiting.index == index:
        raise RuleBroken("index_already", index=index)
    price = revised(revision, index, last=waiting.amount)
    return with_price(engagement, replace(waiting, amount=price.amount, index=index, pending=False))


def takes_index(engagement: Engagement, today: date) -> bool:
    """Say whether the price of a day comes from a revision, of which the index may be given."""
    if engagement.phase is Phase.CLOSED:
        return False
    engagement = due_priced(engagement, today)
    price = price_on(engagement, today)
    return price is not None and _of_revision(engagement, price)


def _of_revision(engagement: Engagement, price: PriceSet) -> bool:
    return price.on in set(revision_days(engagement.contract, price.on))


def agreed_price(engagement: Engagement, revision: Revision, on: date) -> Engagement:
    """Return the engagement with another price clause, its price from the day `on` that of the clause.

    For an amendment, once both have agreed; until then the price stays what it was. Raises as
    `price.checked_revision`.
    """
    before = price_on(engagement, on)
    if before is not None and before not in engagement.prices:
        engagement = with_price(engagement, before)
    contract = replace(engagement.contract, revision=checked_revision(revision))
    k = term_at(contract, on).k
    after = replace(engagement, contract=contract)
    return with_price(after, PriceSet(k, on, revision.price, revision.base))


def due_priced(engagement: Engagement, today: date) -> Engagement:
    """Return the engagement with a price for every revision until today, pending where it was missing.

    Revisions of before the engagement was opened are left out, but for the last one: its index is asked
    for, as nobody told Relais of it.
    """
    revision = engagement.contract.revision
    if revision is None or engagement.phase is Phase.CLOSED:
        return engagement
    days = list(revision_days(engagement.contract, min(today, last_day_of(engagement) or today)))
    since = max([engagement.created_on, *(one.on for one in engagement.prices)])
    for place, on in enumerate(days):
        last = place == len(days) - 1
        if any(one.on >= on for one in engagement.prices) or not (on >= since or last):
            continue
        before = price_on(engagement, on)
        amount = before.amount if before is not None else revision.price
        k = term_at(engagement.contract, on).k
        engagement = with_price(engagement, PriceSet(k, on, amount, pending=True))
    return engagement


def with_price(engagement: Engagement, price: PriceSet) -> Engagement:
    """Return the engagement with the price from a day on, in the place of one from the same day."""
    others = (one for one in engagement.prices if one.on != price.on)
    return replace(engagement, prices=tuple(sorted((*others, price), key=lambda one: one.on)))
