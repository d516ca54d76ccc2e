"""The real engagement and the model, told in the same plain words."""

from __future__ import annotations

from typing import Any

from state.rules.engagement import Engagement
from tests.proof.oracle import PARTIES
from tests.proof.world import World


def told_by_model(world: World) -> dict[str, Any]:
    return {
        "phase": world.phase,
        "upgrade": world.upgrade,
        "live_on": world.live_on,
        "full_level_on": world.full_on,
        "closed_on": world.closed_on,
        "cancelled": world.cancelled,
        "accountable": world.accountable,
        "four_eyes": world.four_eyes,
        "exit": (world.cause, world.mode, world.company, world.last_day) if world.cause else None,
        "members": {who: (one.party, one.role, one.stands_for, one.since, one.until)
                    for who, one in world.seats.items()},
        "items": {
            n: (
                one.key, one.kind, one.phase, one.owner, one.asks, one.title, one.handed, one.dropped,
                one.says, None if one.phase == "exit" else one.due,
            )
            for n, one in world.items.items()
        },
        "reservations": {
            n: (one.item, one.party, one.owner, one.due, one.text, one.blocking, one.ended)
            for n, one in world.reserves.items()
        },
        "proposals": {
            n: (one.kind, one.party, one.back_to, one.evolution, one.ended) for n, one in world.offers.items()
        },
        "evolutions": {n: (one.route, one.stages, one.amendment) for n, one in world.changes.items()},
        "intervals": {n: (one.kind, one.evolution, one.closed) for n, one in world.stretches.items()},
        "terms": sorted(world.outcomes, key=lambda one: one[0]),
    }  # fmt: skip


def told_by_relais(engagement: Engagement) -> dict[str, Any]:
    left = engagement.exit
    return {
        "phase": engagement.phase,
        "upgrade": engagement.upgrade,
        "live_on": engagement.live_on,
        "full_level_on": engagement.full_level_on,
        "closed_on": engagement.closed_on,
        "cancelled": bool(engagement.cancelled),
        "accountable": engagement.accountable,
        "four_eyes": engagement.four_eyes,
        "exit": (left.cause, left.mode, left.company, left.last_day) if left else None,
        "members": {
            one.actor.user: (
                one.party, one.role, one.stands_for.user if one.stands_for else None, one.since, one.until
            )
            for one in engagement.members
        },
        "items": {
            one.number: (
                one.key, one.kind, one.phase, one.owner, one.asks, one.title,
                one.delivered.by.user if one.delivered else None, one.dropped_on is not None,
                {
                    party: (word.verdict, word.by.user)
                    for party, word in zip(PARTIES, (one.client, one.provider, one.incoming), strict=True)
                    if word is not None
                },
                None if one.phase == "exit" else one.due,
            )
            for one in engagement.items
        },
        "reservations": {
            one.number: (
                one.item, one.party, one.owner, one.due, one.text, one.blocking,
                one.ended.how if one.ended else None,
            )
            for one in engagement.reservations
        },
        "proposals": {
            one.number: (
                one.kind, one.party, one.back_to, one.evolution, one.ended.answer if one.ended else None
            )
            for one in engagement.proposals
        },
        "evolutions": {
            one.number: (one.route, [stage.stage for stage in one.stages], one.amendment)
            for one in engagement.evolutions
        },
        "intervals": {
            one.number: (one.kind, one.evolution, one.closed_on is not None) for one in engagement.intervals
        },
        "terms": [(one.k, one.outcome, one.by.user if one.by else None) for one in engagement.terms],
    }  # fmt: skip


def differences(world: World, engagement: Engagement) -> list[str]:
    """Name every part in which the two do not say the same."""
    ours, theirs = told_by_model(world), told_by_relais(engagement)
    found = []
    for part, expected in ours.items():
        real = theirs[part]
        if expected == real:
            continue
        if isinstance(expected, dict) and isinstance(real, dict):
            keys = [key for key in expected.keys() | real.keys() if expected.get(key) != real.get(key)]
            found += [f"{part} {key}: {real.get(key)}, not {expected.get(key)}" for key in sorted(keys)]
        else:
            found.append(f"{part}: {real}, not {expected}")
    return found
