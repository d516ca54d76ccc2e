"""Model of leaving: before the term, and to whom the service goes (T9, T10, T13)."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.proof.ending import begin_exit, leaving, settle
from tests.proof.moving import tasks
from tests.proof.oracle import PAIR, Said
from tests.proof.world import World, unless


def end_early(world: World, said: Said, last_day: date, ground: str) -> None:
    unless(world.objects(said, "commit"))
    ends = world.terms.last_day(world.terms.at(world.today))
    unless(
        leaving(world),
        "ends_in_past" if last_day < world.today else None,
        "not_early" if world.today <= ends <= last_day else None,
        None if ground.strip() else "reason_missing",
    )
    handed = any(
        one.says.get(party, ("", ""))[0] in {"accepted", "reserved"}
        for one in world.items.values()
        for party in one.asks
        if one.kind in {"knowledge", "legal", "physical"}
    )
    if world.phase == "takeover" and not handed:
        world.come_to("closed")
        world.closed_on, world.cancelled = world.today, True
        return
    settle(world, world.terms.at(world.today), "terminated", said.by)
    begin_exit(world, "early", last_day)


def choose_mode(world: World, said: Said, mode: str, company: str, reason: str) -> None:
    unless(world.objects(said, "commit") | ({"client_chooses"} if world.party(said) == "provider" else set()))
    named = company.strip() if mode == "portability" else ""
    unless(
        "exit_first" if world.phase != "exit" else None,
        "company_missing" if mode == "portability" and not named else None,
        "exit_mode_already" if (mode, named) == (world.mode, world.company) else None,
        "mode_reason" if world.mode != "undecided" and not reason.strip() else None,
    )
    former = exit_list(world.mode)
    wanted = {task["key"]: tuple(task.get("asks", PAIR)) for task in exit_list(mode)}
    world.mode, world.company = mode, named
    world.seats = {who: seat for who, seat in world.seats.items() if seat.party != "incoming"}
    listed = {n: one for n, one in world.current.items() if one.key in {task["key"] for task in former}}
    for n, one in listed.items():
        asked_alike = wanted.get(one.key) == one.asks
        settled = one.key not in wanted and one.settled
        if one.kind == "phase" or "incoming" in one.asks or not (asked_alike or settled):
            world.drop(n)
    kept = {one.key for one in world.current.values()}
    for task in exit_list(mode):
        if task["key"] not in kept:
            world.ask_for(task)


def exit_list(mode: str) -> tuple[dict[str, Any], ...]:
    return tasks("exit_portability" if mode == "portability" else "exit")
