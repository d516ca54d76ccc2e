"""Who may accept or refuse an item, and what it needs: each party that is asked, once (methodology).

The client asks whether the service can be taken over safely, the provider whether the transfers conform to
the contract: two questions, of which each party answers its own (DOMAIN §4, acceptance item kinds).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from state.rules.broken import RuleBroken
from state.rules.checklist import current_item, with_item
from state.rules.dossier import UpgradeMode
from state.rules.engagement import Engagement
from state.rules.item import Decision, EndedHow, Item, ItemKind, Phase, Reservation, ReservationEnd, Verdict
from state.rules.party import Party, Word
from state.rules.permission import Act, party_for, refuse_closed
from state.rules.reason import checked_reason

#: Slack's clock, by which messages count, and ours, by which buttons count, may differ by as much.
CLOCKS_DIFFER = timedelta(seconds=2)


def accept(engagement: Engagement, number: int, word: Word, *, note: str = "") -> Engagement:
    """Accept one item without reservations, also one that the party had refused or reserved.

    The party's open reservations on it end as overtaken. Raises as `asked` and `refuse_consent`,
    `already_accepted` (number, item), `refused_by_other` (number, item, party: accepted by this person's
    party, refused by that one) and `reason_too_long` (limit).
    """
    party, item = asked(engagement, number, word)
    if item.verdict(party) is Verdict.ACCEPTED:
        refuser = next((one for one in item.asks if item.verdict(one) is Verdict.REFUSED), None)
        if refuser is not None:
            raise RuleBroken("refused_by_other", number=number, item=item, party=refuser)
        raise RuleBroken("already_accepted", number=number, item=item)
    refuse_consent(engagement, item, party, word)
    said = checked_reason(note, required=False)
    return decided(engagement, item, party, Verdict.ACCEPTED, word, said)


def reject(engagement: Engagement, number: int, word: Word, *, reason: str) -> Engagement:
    """Refuse one item, also one that the party had accepted; the reason may be renewed.

    The party's open reservations on it end as overtaken. Raises as `asked`, and `reason_missing`,
    `reason_too_long` (limit), `already_refused` (number, item: refused for the same reason).
    """
    party, item = asked(engagement, number, word)
    said = checked_reason(reason, required=True)
    _refuse_same(item, party, Verdict.REFUSED, said, "already_refused")
    return decided(engagement, item, party, Verdict.REFUSED, word, said)


def waive(engagement: Engagement, number: int, word: Word, *, reason: str) -> Engagement:
    """Say for one party that an item does not apply to this contract; each party says so itself.

    The party's open reservations on it end as overtaken. Raises as `asked`, `phase_whole` (number, item:
    a phase always applies), `four_eyes`, `reason_missing`, `reason_too_long` (limit) and `already_waived`
    (number, item: for the same reason).
    """
    party, item = asked(engagement, number, word)
    if item.kind is ItemKind.PHASE:
        raise RuleBroken("phase_whole", number=number, item=item)
    refuse_consent(engagement, item, party, word)
    said = checked_reason(reason, required=True)
    _refuse_same(item, party, Verdict.WAIVED, said, "already_waived")
    return decided(engagement, item, party, Verdict.WAIVED, word, said)


def asked(engagement: Engagement, number: int, word: Word) -> tuple[Party, Item]:
    """Return for which party somebody decides on an item now, and the item.

    Raises as `party_for` (sign), `closed`, as `checklist.current_item`, `not_asked` (number, item, party),
    `same_person` (number, item, party: this person has decided for that one), `overtaken` (number, item:
    the party has decided since) and `delivered_since` (number, item: handed over anew since).
    """
    party = party_for(engagement, word, Act.SIGN)
    refuse_closed(engagement)
    item = current_item(engagement, number)
    if party not in item.asks:
        raise RuleBroken("not_asked", number=number, item=item, party=party)
    for other in Party:
        said = item.decision(other)
        if other is not party and said is not None and said.by == word.by:
            raise RuleBroken("same_person", number=number, item=item, party=other)
    _refuse_overtaken(item, party, word)
    return party, item


def refuse_consent(engagement: Engagement, item: Item, party: Party, word: Word) -> None:
    """Raise why somebody may not let an item pass: `four_eyes` (number, item), and as `refuse_signing`.

    Who handed it over does not write down either that somebody without Slack accepts it.
    """
    handed = item.delivered
    if engagement.four_eyes and handed is not None and handed.by in {word.by, word.kept_by}:
        raise RuleBroken("four_eyes", number=item.number, item=item)
    if item.kind is ItemKind.PHASE:
        refuse_signing(engagement, party)


def refuse_signing(engagement: Engagement, party: Party) -> None:
    """Raise why a party may not sign the current phase as a whole yet; nothing where it may.

    `items_open` (items: numbers that it has still to accept), `blocking_open` (reservations: numbers of
    those that keep the phase from ending; the party's own on the phase, which its signature overtakes, do
    not count), `upgrade_first` (what both sign for in a takeover includes where the upgrade is done).
    """
    if waiting := open_items(engagement, party):
        raise RuleBroken("items_open", items=waiting)
    whole = {item.number for item in engagement.current_items if item.kind is ItemKind.PHASE}
    others = (one for one in blocking(engagement) if one.party is not party or one.item not in whole)
    if numbers := tuple(one.number for one in others):
        raise RuleBroken("blocking_open", reservations=numbers)
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
        if item.kind is not ItemKind.PHASE and party in item.asks and not item.accepted_by(party)
    )


def blocking(engagement: Engagement) -> tuple[Reservation, ...]:
    """Return the open reservations that keep a phase from ending."""
    return tuple(one for one in engagement.open_reservations if one.blocking)


def decided(
    engagement: Engagement, item: Item, party: Party, verdict: Verdict, word: Word, said: str
) -> Engagement:
    """Keep a party's word on an item; any other than a reservation overtakes its open reservations on it."""
    decision = Decision(verdict, word.by, word.at, said, word.kept_by, word.evidence)
    after = with_item(engagement, item.decided(party, decision))
    if verdict is Verdict.RESERVED:
        return after
    end = ReservationEnd(EndedHow.OVERTAKEN, word.by, word.at)
    ended = tuple(
        replace(one, ended=end) if one.open and (one.item, one.party) == (item.number, party) else one
        for one in engagement.reservations
    )
    return replace(after, reservations=ended)


def _refuse_same(item: Item, party: Party, verdict: Verdict, said: str, code: str) -> None:
    before = item.decision(party)
    if before is not None and (before.verdict, before.note) == (verdict, said):
        raise RuleBroken(code, number=item.number, item=item)


def _refuse_overtaken(item: Item, party: Party, word: Word) -> None:
    """Refuse what was said before the party's last word, or of what was replaced: Slack delivers late."""
    last, handed = item.decision(party), item.delivered
    if last is not None and word.at < last.at - CLOCKS_DIFFER:
        raise RuleBroken("overtaken", number=item.number, item=item)
    if handed is not None and word.at < handed.at - CLOCKS_DIFFER:
        raise RuleBroken("delivered_since", number=item.number, item=item)
