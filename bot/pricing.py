"""The price clause of a contract as people type it beside the other terms: `price=10000 base=280.6`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from bot import cells
from state.rules.broken import RuleBroken
from state.rules.price import Revision


def revision(given: Mapping[str, str]) -> Revision | None:
    """Return the clause from its options (`phrases.PRICING`); None where none is given.

    A share is "15%" or "0.15". Raises `import_amount` (text: what cannot be read) and
    `import_price_base` (a price without the base index of its revision, or the other way round).
    """
    if not given:
        return None
    if not ("price" in given and "base" in given):
        raise RuleBroken("import_price_base")
    shares = {name: cells.share(given[name]) for name in ("fixed", "cap", "floor") if name in given}
    return Revision(
        price=cells.amount(given["price"]),
        base=cells.amount(given["base"]),
        index=given.get("index", "Syntec"),
        fixed=shares.get("fixed", Decimal(0)),
        cap=shares.get("cap"),
        floor=shares.get("floor"),
    )
