"""Who may accept or refuse an item, and what it needs: both parties, each once (methodology: acceptance)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from state.rules.broken import RuleBroken
from state.rules.checklist import last_number
from state.rules.engagement import (
    Actor,
    Decision,
    Engagement,
    Item,
    ItemKind,
    Party,
    Phase,
    UpgradeMode,
    Verdict,
)
from state.rules.phase import refuse_closed
from state.rules.reason import checked_reason

#: Slack's clock, by which messages count, and ours, by which buttons count, may differ by as much.
CLOCKS_DIFFER = timedelta(seconds=2)


def accept(engagement: Engagement, number: int, *, actor: Actor, now: datetime, note: str = "") -> Engagement:
    """Accept one item for the actor's party, also one that it had refused; `now` is when it said so.

    Raises `not_member`, `closed`, `unknown_item` (number, last), `wrong_phase` (number, phase),
    `overtaken` (number, key: the party has decided since), `already_accepted` (number, key),
    `refused_by_other` (number, key, party: accepted by the actor's party, refused by this one),
    `reason_too_long` (limit) and, for the phase as a whole, as `refuse_signing`.
    """
    party, item = _theirs(engagement, number, actor)
    _refuse_overtaken(item, party, now)
    if item.accepted_by(party):
        if item.refused:
            raise RuleBroken("refused_by_other", number=number, key=item.key, party=party.other)
        raise RuleBroken("already_accepted", number=number, key=item.key)
    if item.kind is ItemKind.PHASE:
        refuse_signing(engagement, party)
    said = checked_reason(note, required=False)
    return _decided(engagement, item, party, Decision(Verdict.ACCEPTED, actor, now, said))


def reject(engagement: Engagement, number: int, *, actor: Actor, now: datetime, reason: str) -> Engagement:
    """Refuse one item for the actor's party, also one that it had accepted; the reason may be renewed.

    Raises as `accept`, and `reason_missing`, `reason_too_long` (limit), `already_refused` (number, key:
    refused for the same reason).
    """
    party, item = _theirs(engagement, number, actor)
    _refuse_overtaken(item, party, now)
    said = checked_reason(reason, required=True)
    before = item.decision(party)
    if before is not None and before.verdict is Verdict.REFUSED and before.note == said:
        raise RuleBroken("already_refused", number=number, key=item.key)
    return _decided(engagement, item, party, Decision(Verdict.REFUSED, actor, now, said))


def refuse_signing(engagement: Engagement, party: Party) -> None:
    """Raise why a party may not sign the current phase as a whole yet; nothing where it may.

    `items_open` (items: numbers that it has still to accept), `upgrade_first` (what both sign for in a
    takeover includes where the upgrade is done).
    """
    if waiting := open_items(engagement, party):
        raise RuleBroken("items_open", items=waiting)
    if engagement.phase is Phase.TAKEOVER and engagement.upgrade is UpgradeMode.UNDECIDED:
        raise RuleBroken("upgrade_first")


def may_sign(engagement: Engagement, party: Party) -> bool:
    """Say whether a party may sign the current phase as a whole."""
    try:
        refuse_signing(engagement, party)
    except RuleBroken:
        return False
    return True


def open_items(engagement: Engagement, party: Party) -> tuple[int, ...]:
    """Return the numbers that a party has to accept before it may sign the current phase."""
    return tuple(
        item.number
        for item in engagement.current_items
        if item.kind is not ItemKind.PHASE and not item.accepted_by(party)
    )


def _theirs(engagement: Engagement, number: int, actor: Actor) -> tuple[Party, Item]:
    party = engagement.party_of(actor)
    if party is None:
        raise RuleBroken("not_member")
    refuse_closed(engagement)
    item = next((item for item in engagement.items if item.number == number), None)
    if item is None:
        raise RuleBroken("unknown_item", number=number, last=last_number(engagement))
    if item.phase is not engagement.phase:
        raise RuleBroken("wrong_phase", number=number, phase=item.phase)
    return party, item


def _refuse_overtaken(item: Item, party: Party, now: datetime) -> None:
    """Refuse what was said before the party's last word: Slack delivers late, and in any order."""
    last = item.decision(party)
    if last is not None and now < last.at - CLOCKS_DIFFER:
        raise RuleBroken("overtaken", number=item.number, key=item.key)


def _decided(engagement: Engagement, item: Item, party: Party, decision: Decision) -> Engagement:
    after = item.decided(party, decision)
    items = tuple(after if old.number == item.number else old for old in engagement.items)
    return replace(engagement, items=items)
