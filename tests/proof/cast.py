"""The people of the proof."""

from __future__ import annotations

from datetime import date
from typing import Any

TEAMS = {
    **dict.fromkeys(("Claire", "Hugo", "Delia", "Max", "Otto", "Sam"), "TCLIENT"),
    **dict.fromkeys(("Nadia", "Tom", "Dora", "Mia", "Olga", "Ada"), "TPROVIDER"),
    **dict.fromkeys(("Paul", "Pia"), "TNEXT"),
    "Zoe": "TTHIRD",
    "Marie Dupont": "off-slack",
}
OFF_SLACK = frozenset({"Marie Dupont"})
OPENED = date(2026, 11, 24)
LETTER = "letter of 3 November"
LEADS = {"client": "Claire", "provider": "Nadia", "incoming": "Paul"}


def named(who: str, party: str, role: str, **more: Any) -> dict[str, Any]:
    rest = {"stands_for": None, "since": None, "until": None, "evidence": ""} | more
    return {"person": who, "party": party, "role": role} | rest
