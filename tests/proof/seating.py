"""Model of the people: each lead names and releases their own, and nobody sits on two sides."""

from __future__ import annotations

from datetime import date

from tests.proof.oracle import Said, Seat
from tests.proof.world import World, unless


def name_member(  # noqa: PLR0913, PLR0917 - what a lead may say of a person
    world: World, said: Said, person: str, party: str, role: str,
    stands_for: str | None, since: date | None, until: date | None, evidence: str,
) -> None:  # fmt: skip
    unless(world.objects(said, "people"))
    old = world.seats.get(person)
    unless(
        _not_theirs(world, said, party, role),
        "both_parties" if old is not None and old.party != party else None,
        "evidence_missing" if person in world.off_slack and not evidence.strip() else None,
        _of_another_company(world, person, party) if not evidence.strip() else None,
        _delegation(world, person, party, role, stands_for, since, until),
        {"only_delegates"} if role != "delegate" and (stands_for or since or until) else None,
        "last_lead" if role != "lead" and _last_lead(world, person) else None,
    )
    seat = (
        Seat(party, role, stands_for, since or world.today, until)
        if role == "delegate"
        else Seat(party, role)
    )
    unless("member_already" if old == seat else None)
    world.seats[person] = seat


def release_member(world: World, said: Said, person: str) -> None:
    unless(world.objects(said, "people"))
    seat = world.seats.get(person)
    unless("member_unknown" if seat is None else None)
    assert seat is not None
    unless(
        "own_party_only" if seat.party != world.party(said) else None,
        "last_lead" if _last_lead(world, person) else None,
    )
    del world.seats[person]


def _not_theirs(world: World, said: Said, party: str, role: str) -> set[str]:
    """A lead names their own people, the client's lead also the first lead of the incoming provider."""
    mine = world.party(said)
    if party == "incoming" and not (world.phase == "exit" and world.mode == "portability"):
        return {"no_incoming"}
    if party == mine:
        return set()
    if party != "incoming" or mine != "client" or "incoming" in world.parties:
        return {"own_party_only"}
    return set() if role == "lead" else {"incoming_lead_first"}


def _of_another_company(world: World, person: str, party: str) -> set[str]:
    """Companies are kept apart, unless something says why somebody of another one speaks for a party."""
    here = {world.teams[who] for who, seat in world.seats.items() if seat.party == party} - {"off-slack"}
    return {"other_company"} if here and world.teams[person] not in here else set()


def _delegation(
    world: World, person: str, party: str, role: str,
    stands_for: str | None, since: date | None, until: date | None,
) -> set[str]:  # fmt: skip
    if role != "delegate":
        return set()
    found = set()
    principal = world.seats.get(stands_for or "")
    proper = principal is not None and principal.party == party and principal.role in {"lead", "signatory"}
    if stands_for == person:
        found.add("delegate_of_self")
    elif not proper:
        found.add("delegate_for_whom")
    if until is None:
        found.add("delegation_days")
    elif until < world.today:
        found.add("due_past")
    if until is not None and until < (since or world.today):
        found.add("delegation_order")
    return found


def _last_lead(world: World, person: str) -> bool:
    seat = world.seats.get(person)
    if seat is None or seat.role != "lead":
        return False
    leads = [name for name, one in world.seats.items() if one.party == seat.party and one.role == "lead"]
    return leads == [person]
