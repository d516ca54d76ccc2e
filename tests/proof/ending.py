"""Model of the end of a term (T7, T9, T12), with the months counted by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.proof.moving import move
from tests.proof.oracle import Said
from tests.proof.parts import Told
from tests.proof.world import World, unless


def antedated(world: World, deed: str, args: dict[str, Any]) -> bool:
    """Whether a notice counts before an extension that is on record already.

    It is judged by what held on its day (DOMAIN R9), which the model does not remember.
    """
    if deed not in {"terminate", "received"} or world.extended_on is None:
        return False
    counted = args["on"] if deed == "received" else args["received"] or args["sent"]
    return bool(counted < world.extended_on)


def terminate(world: World, said: Said, sent: date, received: date | None) -> None:
    unless(world.objects(said, "commit"))
    provider = world.party(said) == "provider"
    counted = received or sent
    unless(
        {"notice_operations"} if world.phase != "operations" else None,
        leaving(world),
        "provider_cannot_refuse" if world.terms.public and provider else None,
        "received_before_sent" if received is not None and received < sent else None,
        "day_ahead" if max(counted, sent) > world.today else None,
        {"notice_stands", "notice_on_its_way"} if standing(world) else None,
    )
    unless({"notice_not_needed", "contract_over"} if _needless(world, counted) else None, pending(world))
    world.notices.append(Told(provider, sent, received))
    _take_effect(world, said)


def received(world: World, said: Said, on: date) -> None:
    unless(world.objects(said, "commit"))
    notice = standing(world)
    unless(
        leaving(world),
        "no_notice" if notice is None else None,
        "day_ahead" if on > world.today else None,
        "notice_received_already" if notice and notice.received else None,
        "received_before_sent" if notice and on < notice.sent else None,
        pending(world),
    )
    assert notice is not None
    notice.received = on
    _take_effect(world, said)


def leaving(world: World) -> set[str]:
    """Once the end is decided, nobody gives notice or awaits a renewal any more."""
    return {"leaving_already"} if world.phase == "exit" else set()


def standing(world: World) -> Told | None:
    """The notice that was given and not withdrawn."""
    return next((one for one in world.notices if not one.withdrawn), None)


def ended_by(world: World, counted: date) -> int | None:
    """Return the period that a notice ends: the first one whose deadline it meets (R9); None: no need."""
    terms = world.terms
    k = terms.at(max(counted, terms.start))
    while k != terms.final:
        if counted <= terms.deadline(k):
            return k
        k += 1
    return None


def _needless(world: World, counted: date) -> bool:
    """Whether the contract ends anyway; a late notice is taken down, even where it changes nothing."""
    terms = world.terms
    late = counted > terms.deadline(terms.at(counted))
    return ended_by(world, counted) is None and not (late and terms.at(counted) != terms.final)


def pending(world: World) -> set[str]:
    """Once a new term is agreed, nothing is added to it before it begins."""
    return {"new_term_pending"} if world.terms.at(world.today) == world.agreed_after else set()


def effective(world: World) -> bool:
    """Whether a notice that was received ends a period (R9: unless capped)."""
    notice = standing(world)
    return notice is not None and notice.received is not None and ended_by(world, notice.received) is not None


def last_period(world: World) -> int | None:
    """Return the period with which the contract ends, as things stand."""
    notice = standing(world)
    if notice is not None and notice.received is not None:
        k = ended_by(world, notice.received)
        if k is not None:
            return k
    return world.terms.final


def _take_effect(world: World, said: Said) -> None:
    """In time: the exit begins; late: kept for the next period, which begins first (R9)."""
    notice = standing(world)
    if notice is None or notice.received is None:
        return
    k = ended_by(world, notice.received)
    if k is None:
        return
    settle(world, k, "terminated", said.by)
    if k == world.terms.at(notice.received) or k <= world.terms.at(world.today):
        begin_exit(world, "notice", world.terms.last_day(k))


def settle(world: World, k: int, outcome: str, by: str | None) -> None:
    """Record what became of a period; the last word counts."""
    world.outcomes = [one for one in world.outcomes if one[0] != k] + [(k, outcome, by)]


def begin_exit(world: World, cause: str, last_day: date | None) -> None:
    world.cause, world.mode, world.company, world.last_day = cause, "undecided", "", last_day
    move(world, "exit")


def renew(world: World, said: Said) -> None:
    unless(world.objects(said, "commit"))
    k = ended_by(world, world.today)
    unless(
        leaving(world),
        "notice_stands" if effective(world) else None,
        "renewal_by_both" if k is None else None,
        pending(world),
        "renewed_already" if any(one[0] == k for one in world.outcomes) else None,
    )
    assert k is not None
    settle(world, k, "renewed", said.by)


def not_renewable(world: World) -> set[str]:
    """What would expire is renewed by both, once, below the cap; what renews by itself is not."""
    found: set[str] = set()
    if world.phase == "exit" and world.cause != "expiry":
        found.add("leaving_already")
    k = last_period(world)
    if k is None or world.terms.at(world.today) != k:
        found |= {"renews_by_itself", "new_term_pending"}
    if world.today > world.terms.last_day(world.terms.at(world.today)):
        found.add("contract_over")
    if world.terms.capped:
        found.add("cap_reached")
    return found


def agreed_renewal(world: World, said: Said) -> None:
    assert world.terms.final is not None
    settle(world, world.terms.final, "renewed", said.by)
    world.agreed_after = world.terms.final
    world.terms.final += 1
    if world.phase == "exit":
        _resume(world)


def not_withdrawable(world: World) -> set[str]:
    notice = standing(world)
    found: set[str] = set()
    if world.phase == "exit" and world.cause != "notice":
        found.add("leaving_already")
    if notice is None:
        found.add("no_notice")
    if world.phase == "exit" and world.last_day is not None and world.today > world.last_day:
        found.add("contract_over")
    return found


def agreed_withdrawal(world: World) -> None:
    notice = standing(world)
    assert notice is not None
    notice.withdrawn = True
    world.outcomes = [one for one in world.outcomes if one[1] != "terminated"]
    if world.phase == "exit":
        _resume(world)


def _resume(world: World) -> None:
    """Operations go on (T12); nothing of the exit is asked for, and the incoming provider has no seat."""
    for n, one in world.items.items():
        if one.phase == "exit":
            world.drop(n)
    world.seats = {who: seat for who, seat in world.seats.items() if seat.party != "incoming"}
    world.come_to("operations")
    world.cause = world.last_day = None
    world.mode, world.company = "undecided", ""
