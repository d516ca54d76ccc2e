"""Model of what time brings about, and of the move that people make (T2 to T4, T7, T9, T11)."""

from __future__ import annotations

from tests.proof.ending import begin_exit, ended_by, last_period, settle, standing
from tests.proof.moving import following, lacking, move
from tests.proof.oracle import Said
from tests.proof.world import DAY, World, unless

#: Days before its last day from which the exit of a contract that expires may begin.
HALF_A_YEAR = 180


def pass_time(world: World, days: int) -> None:
    """Days go by, and the clock brings about what nobody did (T7, T9, T11)."""
    world.today += days * DAY
    terms = world.terms
    running = terms.at(world.today)
    if world.phase not in {"exit", "closed"}:
        for k in range(world.first_k, running):
            if not any(one[0] == k for one in world.outcomes):
                settle(world, k, "renewed", None)
    if world.phase == "operations" and (why := ends_now(world)):
        settled = any(one[0] == running for one in world.outcomes)
        due = why == "notice" or world.today > terms.last_day(running)
        if due and not settled:
            settle(world, running, "terminated" if why == "notice" else "expires", None)
        if due:
            begin_exit(world, why, terms.last_day(running))
    over = world.last_day is not None and world.today > world.last_day
    if world.phase == "exit" and over and not lacking(world):
        move(world, "closed")


def ends_now(world: World) -> str | None:
    """Say why the exit may begin: a notice ends the running period, or it expires within half a year."""
    running = world.terms.at(world.today)
    if last_period(world) != running:
        return None
    notice = standing(world)
    if notice is not None and notice.received is not None and ended_by(world, notice.received) == running:
        return "notice"
    soon = (world.terms.last_day(running) - world.today).days <= HALF_A_YEAR
    return "expiry" if soon else None


def advance(world: World, said: Said) -> None:
    """Move on where nothing is missing; also into the exit of a contract that ends."""
    if world.phase == "operations":
        unless(world.objects(said, "commit"))
        why = ends_now(world)
        unless("not_ready" if why is None else None)
        begin_exit(world, str(why), world.terms.last_day(world.terms.at(world.today)))
        return
    unless(world.objects(said, "commit"))
    unless("not_ready" if lacking(world) else None)
    move(world, following(world))
