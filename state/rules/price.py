"""Price revision by an index (methodology: renewal; DOMAIN §5, price).

Always from the first price and the first index, never from the last rounded price: the price of a
period depends on nothing but P0, S0 and that period's S1.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from state.rules.broken import RuleBroken
from state.rules.duration import Duration

CENT = Decimal("0.01")
# Links the Syntec index of before August 2022 to the one that followed (280.6 / 286.4, as published).
SYNTEC_LINK = Decimal("0.97975")
DIGITS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What the contract says of its price.

    `price` is P0, in the contract's currency; `base` is S0, the index of the month that the contract
    names. `fixed` is the part of P0 that does not move (0.15 for 15 %). `cap` and `floor` limit the
    change from P0 (0.03: at most 3 % above P0; 0: never below P0). `link` divides S1 where S0 is of
    an index that was replaced since. `every`: revised whenever so much more of the contract has run;
    None: on the first day of each later period.
    """

    price: Decimal
    base: Decimal
    index: str = "Syntec"
    fixed: Decimal = Decimal(0)
    cap: Decimal | None = None
    floor: Decimal | None = None
    link: Decimal | None = None
    every: Duration | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """A price in the contract's currency, to the cent; `pending` while it waits for its index."""

    amount: Decimal
    pending: bool = False


def revised(revision: Revision, current: Decimal | None, *, last: Decimal) -> Price:
    """Return the price for the index `current` (S1: the latest published on the day of the revision).

    Without that index the price is pending and provisionally the `last` one; it is never guessed.
    Raises `index_not_positive` (index).
    """
    if current is None:
        return Price(_cents(last), pending=True)
    with localcontext(prec=DIGITS):
        ratio = _positive(current, "index_not_positive") / (revision.link or 1) / revision.base
        factor = revision.fixed + (1 - revision.fixed) * ratio
        if revision.cap is not None:
            factor = min(factor, 1 + revision.cap)
        if revision.floor is not None:
            factor = max(factor, 1 + revision.floor)
        return Price(_cents(revision.price * factor))


def checked_revision(revision: Revision) -> Revision:
    """Return a revision clause that can be computed.

    Raises `price_not_positive` (price), `index_not_positive` (index; also for the link), `fixed_part`
    (fixed: not from 0 to below 1), `bad_limit` (limit: not a number, or a whole price lost) and
    `cap_below_floor` (cap, floor).
    """
    _positive(revision.price, "price_not_positive")
    _positive(revision.base, "index_not_positive")
    if revision.link is not None:
        _positive(revision.link, "index_not_positive")
    if not revision.fixed.is_finite() or not 0 <= revision.fixed < 1:
        raise RuleBroken("fixed_part", fixed=revision.fixed)
    for limit in (revision.cap, revision.floor):
        if limit is not None and not (limit.is_finite() and limit > -1):
            raise RuleBroken("bad_limit", limit=limit)
    if revision.cap is not None and revision.floor is not None and revision.cap < revision.floor:
        raise RuleBroken("cap_below_floor", cap=revision.cap, floor=revision.floor)
    return revision


def _positive(value: Decimal, code: str) -> Decimal:
    if not value.is_finite() or value <= 0:
        raise RuleBroken(code, **{code.removesuffix("_not_positive"): value})
    return value


def _cents(amount: Decimal) -> Decimal:
    with localcontext(prec=DIGITS):
        return amount.quantize(CENT, rounding=ROUND_HALF_UP)
