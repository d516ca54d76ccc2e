"""Handing an item over for acceptance, for the first time or again (DOMAIN T5: the refused comes back)."""

from __future__ import annotations

from dataclasses import replace

from state.rules.acceptance import CLOCKS_DIFFER
from state.rules.broken import RuleBroken
from state.rules.checklist import current_item, with_item
from state.rules.engagement import Engagement
from state.rules.item import Delivery, Item, ItemKind, Verdict
from state.rules.party import Party, Word
from state.rules.permission import Act, party_for, refuse_closed
from state.rules.reason import checked_reason


def deliver(engagement: Engagement, number: int, word: Word, *, evidence: str) -> Engagement:
    """Hand an item over, with a link or a few words on where it is; only the party that owns it does.

    What was refused is pending again for who refused it; what was accepted stays so. Raises as
    `party_for` (work), `closed`, as `checklist.current_item`, `phase_whole` (number, item: nobody makes a
    phase), `not_owner` (number, item, party: the owner), `settled_already` (number, item),
    `refused_since` (number, item, party: refused it after this was said), `delivered_since` (number,
    item: handed over after this was said), `already_delivered` (number, item: at the same place, and
    nobody refused it) and `reason_too_long` (limit).
    """
    party = party_for(engagement, word, Act.WORK)
    refuse_closed(engagement)
    item = current_item(engagement, number)
    refuse_delivery(item, party)
    said = checked_reason(evidence, required=False)
    refusers = _refusers(item, word)
    last = item.delivered
    if last is not None and word.at < last.at - CLOCKS_DIFFER:
        raise RuleBroken("delivered_since", number=number, item=item)
    if last is not None and last.evidence == said and not refusers:
        raise RuleBroken("already_delivered", number=number, item=item)
    after = replace(item, delivered=Delivery(word.by, word.at, said))
    for refuser in refusers:
        after = after.decided(refuser, None)
    return with_item(engagement, after)


def refuse_delivery(item: Item, party: Party) -> None:
    """Raise why a party does not hand an item over: `phase_whole`, `not_owner` or `settled_already`."""
    if item.kind is ItemKind.PHASE:
        raise RuleBroken("phase_whole", number=item.number, item=item)
    if item.owner is not party:
        raise RuleBroken("not_owner", number=item.number, item=item, party=item.owner)
    if item.settled:
        raise RuleBroken("settled_already", number=item.number, item=item)


def _refusers(item: Item, word: Word) -> tuple[Party, ...]:
    found = []
    for party in item.asks:
        decision = item.decision(party)
        if decision is not None and decision.verdict is Verdict.REFUSED:
            if word.at < decision.at - CLOCKS_DIFFER:
                raise RuleBroken("refused_since", number=item.number, item=item, party=party)
            found.append(party)
    return tuple(found)
