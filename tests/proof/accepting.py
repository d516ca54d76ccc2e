"""Model of mutual acceptance: two parties, each for itself, and the reservations between them."""

from __future__ import annotations

from datetime import date

from tests.proof.moving import turned
from tests.proof.oracle import Said
from tests.proof.parts import Reserve, Thing
from tests.proof.world import World, fresh, unless

OTHER = {"client": "provider", "provider": "client", "incoming": "client"}


def accept(world: World, said: Said, number: int, note: str = "") -> None:
    item = _asked(world, said, number)
    party = world.party(said)
    verdict = item.says.get(party, ("", ""))[0]
    unless(
        {"already_accepted", "refused_by_other"} if verdict == "accepted" else None,
        _signing(world, said, item),
    )
    _says(world, said, number, "accepted")
    _overtake(world, number, party)
    turned(world)


def reserve(
    world: World, said: Said, number: int, text: str, due: date | None, owner: str | None, *, blocking: bool
) -> None:
    item = _asked(world, said, number)
    party = world.party(said)
    unless(
        _signing(world, said, item),
        None if text.strip() else "reason_missing",
        "due_past" if due is not None and due < world.today else None,
    )
    whose = owner or (OTHER[party] if item.owner == party else item.owner)
    unless(
        "own_reservation" if whose == party else None,
        "owner_absent" if whose not in world.parties else None,
        "already_reserved" if (number, party, text) in world.open_texts else None,
    )
    _says(world, said, number, "reserved")
    world.reserves[fresh(world.reserves)] = Reserve(
        number, party, whose, due or _in_30_days(world), text, blocking
    )
    turned(world)


def reject(world: World, said: Said, number: int, reason: str) -> None:
    item = _asked(world, said, number)
    party = world.party(said)
    unless(
        "already_refused" if _again(world, item, number, party, "refused", reason) else None,
        None if reason.strip() else "reason_missing",
    )
    _says(world, said, number, "refused")
    world.why[number, party] = reason
    _overtake(world, number, party)


def waive(world: World, said: Said, number: int, reason: str) -> None:
    item = _asked(world, said, number)
    party = world.party(said)
    unless(
        "already_waived" if _again(world, item, number, party, "waived", reason) else None,
        "phase_whole" if item.kind == "phase" else None,
        None if reason.strip() else "reason_missing",
        _four_eyes(world, said, item),
    )
    _says(world, said, number, "waived")
    world.why[number, party] = reason
    _overtake(world, number, party)
    turned(world)


def deliver(world: World, said: Said, number: int, evidence: str) -> None:
    unless(world.objects(said, "work"))
    item = _here(world, number)
    unless(
        "not_owner" if item.owner != world.party(said) else None,
        "phase_whole" if item.kind == "phase" else None,
        "settled_already" if item.settled else None,
        "already_delivered" if _handed_before(item, evidence) else None,
    )
    item.handed, item.place = said.by, evidence
    item.says = {party: word for party, word in item.says.items() if word[0] != "refused"}


def lift(world: World, said: Said, reservation: int, note: str = "") -> None:
    unless(world.objects(said, "sign"))
    found = world.reserves.get(reservation)
    unless("unknown_reservation" if found is None else None)
    assert found is not None
    unless(
        "not_your_reservation" if found.party != world.party(said) else None,
        "reservation_over" if found.ended else None,
    )
    found.ended = "lifted"
    turned(world)


def add_item(world: World, said: Said, title: str, kind: str, owner: str, due: date | None) -> None:
    unless(
        world.objects(said, "work"),
        None if title.strip() else "title_missing",
        "due_past" if due is not None and due < world.today else None,
        "kind_whole" if kind == "phase" else None,
        "owner_absent" if owner not in world.parties else None,
        "title_taken" if title.strip() in {one.title for one in world.current.values()} else None,
    )
    world.enlist("own", kind, owner, due=due, title=title.strip())


def change_item(
    world: World, said: Said, number: int, title: str | None, owner: str | None, due: date | None
) -> None:
    unless(world.objects(said, "work"))
    item = _here(world, number)
    renamed = title is not None or owner is not None
    others = {one.title for n, one in world.current.items() if n != number}
    unless(
        "settled_already" if item.settled and renamed else None,
        "phase_whole" if item.kind == "phase" and renamed else None,
        "due_past" if due not in {None, item.due} and due < world.today else None,
        "owner_absent" if owner is not None and owner not in world.parties else None,
        "title_taken" if title is not None and title in others else None,
        "nothing_to_change" if _same(item, title, owner, due) else None,
    )
    item.title = item.title if title is None else title
    item.owner = item.owner if owner is None else owner
    item.due = item.due if due is None else due


def _asked(world: World, said: Said, number: int) -> Thing:
    """The item, for somebody whose party is asked about it."""
    unless(world.objects(said, "sign"))
    item = _here(world, number)
    unless("not_asked" if world.party(said) not in item.asks else None, _same_person(world, said, item))
    return item


def _here(world: World, number: int) -> Thing:
    item = world.items.get(number)
    unless("unknown_item" if item is None else None)
    assert item is not None
    unless(
        "item_dropped" if item.dropped else None,
        "wrong_phase" if item.phase != world.phase else None,
    )
    return item


def _same_person(world: World, said: Said, item: Thing) -> str | None:
    """Never the same person for two parties."""
    words = [by for party, (_, by) in item.says.items() if party != world.party(said)]
    return "same_person" if said.by in words else None


def _signing(world: World, said: Said, item: Thing) -> set[str]:
    """What speaks against a consent: the four eyes, and for the phase all that is still open."""
    found: set[str] = set()
    found |= _four_eyes(world, said, item)
    if item.kind == "phase":
        party = world.party(said)
        others = (one for one in world.current.values() if one is not item and party in one.asks)
        if not all(one.consents(party) for one in others):
            found.add("items_open")
        if world.blocked(but=party):
            found.add("blocking_open")
        if world.phase == "takeover" and world.upgrade == "undecided":
            found.add("upgrade_first")
    return found


def _four_eyes(world: World, said: Said, item: Thing) -> set[str]:
    seen = item.handed is not None and item.handed in {said.by, said.keeper}
    return {"four_eyes"} if world.four_eyes and seen else set()


def _again(world: World, item: Thing, number: int, party: str, verdict: str, reason: str) -> bool:
    """Whether a party says the same thing twice, for the same reason."""
    return item.says.get(party, ("", ""))[0] == verdict and world.why.get((number, party)) == reason


def _handed_before(item: Thing, place: str) -> bool:
    refused = any(verdict == "refused" for verdict, _ in item.says.values())
    return item.handed is not None and item.place == place and not refused


def _same(item: Thing, title: str | None, owner: str | None, due: date | None) -> bool:
    return (title or item.title, owner or item.owner, due or item.due) == (item.title, item.owner, item.due)


def _says(world: World, said: Said, number: int, verdict: str) -> None:
    world.items[number].says[world.party(said)] = (verdict, said.by)
    world.spoken[number, world.party(said)] = world.today


def _overtake(world: World, number: int, party: str) -> None:
    for one in world.open_reserves.values():
        if one.item == number and one.party == party:
            one.ended = "overtaken"


def _in_30_days(world: World) -> date:
    return date.fromordinal(world.today.toordinal() + 30)
