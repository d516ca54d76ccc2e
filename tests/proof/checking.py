"""What has to hold of an engagement's history, whatever the model says: DOMAIN §4, invariants."""

from __future__ import annotations

from typing import Any

from state.rules.engagement import Engagement
from state.values import as_json
from tests.proof.real import Real
from tests.proof.world import ORDER, World

#: Every move that there is (T2 to T13); going back is by agreement only.
MOVES = {
    ("takeover", "upgrade"), ("takeover", "operations"), ("upgrade", "operations"), ("operations", "exit"),
    ("exit", "closed"), ("takeover", "exit"), ("upgrade", "exit"), ("takeover", "closed"),
    ("exit", "operations"), ("upgrade", "takeover"), ("operations", "takeover"), ("operations", "upgrade"),
}  # fmt: skip
NUMBERED = {"items", "reservations", "proposals", "evolutions", "intervals"}
#: What moves the engagement without the two signatures on the phase as a whole.
ON_ONE_WORD = {"term.notice", "term.received", "exit.early", "exit.begin", "proposal.agree"}


def check_history(real: Real, world: World, kept: Engagement) -> None:
    """Check the chain, replay it, and look at every move that it tells of."""
    chains = real.ledger.history.verify(real.id)
    assert [chain.broken_at for chain in chains] == [None]
    entries = real.ledger.history.of(real.id)
    parts: dict[str, Any] = {}
    moves = []
    for entry in entries:
        was = dict(parts)
        for part in entry.before:
            assert parts.pop(part) == entry.before[part], part  # nothing is erased unseen
        parts |= entry.after
        if was and was["phase"] != parts["phase"]:
            moves.append((was["phase"], parts["phase"]))
            _check_move(entry.action, was, parts)
    assert moves == [(old, new) for old, new, _ in world.moves]
    assert parts == _parts(as_json(kept))


def _parts(present: dict[str, Any]) -> dict[str, Any]:
    """Tell an engagement as its history does: what is numbered one by one, such as `item 3`."""
    found: dict[str, Any] = {}
    for name, value in present.items():
        if isinstance(value, list) and name in NUMBERED:
            found |= {f"{name[:-1]} {one['number']}": one for one in value}
        else:
            found[name] = value
    return found


def _check_move(action: str, was: dict[str, Any], now: dict[str, Any]) -> None:
    move = (was["phase"], now["phase"])
    assert move in MOVES, move
    if ORDER.index(move[1]) < ORDER.index(move[0]):
        assert action == "proposal.agree", (action, move)
    signed = [one for name, one in now.items() if name.startswith("item ") and _whole(one, move[0])]
    people = [str(one[party]["by"]) for one in signed for party in one["asks"] if one[party]]
    if action in ON_ONE_WORD or move == ("operations", "exit") or (now.get("cancelled") or "") != "":
        return
    assert signed, move
    assert all(one[party] and one[party]["verdict"] != "refused" for one in signed for party in one["asks"])
    assert len(people) == len(set(people)) >= 2, people  # each party's own word, never one person's twice


def _whole(item: dict[str, Any], phase: str) -> bool:
    return item["kind"] == "phase" and item["phase"] == phase and item["dropped_on"] is None
