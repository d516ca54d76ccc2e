"""Model of the phases: what each waits for, the moves, and where the upgrade is done (T1 to T5, T11)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from tests.proof.oracle import PAIR, Said
from tests.proof.world import World, unless

CHECKLISTS = Path(__file__).parents[2] / "state" / "checklists"
#: What each way of doing the upgrade adds to the takeover.
ADDS = {"upstream": "upstream_done", "not-needed": "assessment", "left-out": "risk_accepted"}


@cache
def tasks(name: str) -> tuple[dict[str, Any], ...]:
    """The checklists are data, theirs and ours."""
    return tuple(rows(name))


def rows(name: str) -> list[dict[str, Any]]:
    with (CHECKLISTS / f"{name}.toml").open("rb") as file:
        lines: list[dict[str, Any]] = tomllib.load(file)["task"]
        return lines


def enlist_phase(world: World) -> None:
    for task in tasks(world.phase):
        world.ask_for(task)


def lacking(world: World) -> set[str]:
    """Return everything that the next move waits for."""
    if world.phase == "operations":
        return {"end_undecided"}
    found = {
        "items": not all(one.settled for one in world.current.values()),
        "phase_acceptance": world.whole is None,
        "reservation_blocking": world.blocked(),
        "upgrade_undecided": world.phase == "takeover" and world.upgrade == "undecided",
    }
    if world.phase == "exit":
        found |= {
            "exit_mode": world.mode == "undecided",
            "reservation_open": bool(world.open_reserves),
            "term_running": world.last_day is None or world.today < world.last_day,
        }
    return {name for name, lacks in found.items() if lacks}


def turned(world: World) -> None:
    """The last key turns the gate."""
    if world.phase == "closed" or lacking(world):
        return
    move(world, following(world))


def following(world: World) -> str:
    if world.phase == "takeover":
        return "upgrade" if world.upgrade == "in-contract" else "operations"
    return {"upgrade": "operations", "operations": "exit", "exit": "closed"}[world.phase]


def move(world: World, to: str) -> None:
    if world.phase == "takeover" and to in {"upgrade", "operations"}:
        world.live_on = world.today
    if world.phase in {"takeover", "upgrade"} and to == "operations":
        world.full_on = world.today
    world.come_to(to)
    if to == "closed":
        world.closed_on = world.today
    else:
        enlist_phase(world)


def decide_upgrade(world: World, said: Said, mode: str, reason: str, company: str) -> None:
    unless(world.objects(said, "commit"))
    whole = world.whole
    signed = whole is not None and any(whole.consents(party) for party in PAIR)
    decision = (mode, reason.strip(), company if mode == "upstream" else "")
    unless(
        "upgrade_too_late" if world.phase != "takeover" else None,
        "upgrade_choice" if mode == "undecided" else None,
        "upgrade_already" if decision == world.decision else None,
        "upgrade_signed" if signed and world.phase == "takeover" and world.upgrade != "undecided" else None,
        "reason_missing" if mode != "in-contract" and not reason.strip() else None,
        "upstream_company" if mode == "upstream" and not company.strip() else None,
    )
    world.upgrade, world.decision = mode, decision
    wanted = ADDS.get(mode)
    for n, one in world.current.items():
        if one.key in ADDS.values() and one.key != wanted:
            world.drop(n)
    if wanted is not None and wanted not in {one.key for one in world.current.values()}:
        world.ask_for(next(task for task in tasks("upgrade_modes") if task["key"] == wanted))
