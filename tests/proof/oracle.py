"""Who may do what, written down from the issue and DOMAIN §4 (roles and rights), not from the rules.

A person is judged by their seat alone: the oracle knows no engagement. Everything is a plain word, as
people say it: "client", "lead", "sign".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

PAIR = ("client", "provider")
PARTIES = (*PAIR, "incoming")
ACTS = ("sign", "commit", "work", "people", "settings")

#: One line a role, one column an act, in the order of ACTS.
TABLE = {
    "lead": "yes yes yes yes yes",
    "signatory": "yes yes yes no no",
    "delegate": "yes yes yes no no",
    "member": "no no yes no no",
    "observer": "no no no no no",
}
#: What the incoming provider, which signed nothing yet, may do of all that.
INCOMING = "yes no yes yes no"


@dataclass(frozen=True)
class Seat:
    """Where a person sits; a delegate speaks for `stands_for` from `since` to `until`, both included."""

    party: str
    role: str
    stands_for: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Said:
    """Who speaks, by the name that the cast has for them; `keeper` wrote it down, resting on `evidence`."""

    by: str
    keeper: str | None = None
    evidence: str = ""


def cell(role: str, act: str) -> bool:
    return TABLE[role].split()[ACTS.index(act)] == "yes"


def objections(
    seats: dict[str, Seat],
    administrators: set[str],
    said: Said,
    act: str,
    today: date,
    *,
    off_slack: frozenset[str] = frozenset(),
) -> set[str]:
    """Return every reason for which somebody may not do something; none where they may."""
    if act == "settings" and said.by in administrators and said.keeper is None:
        return set()
    seat = seats.get(said.by)
    if seat is None:
        return {"not_member"} | _unkept(seats, administrators, said, today, off_slack)
    found = _outside_days(seats, seat, today)
    if not cell(seat.role, act):
        found.add("role_missing")
    if seat.party == "incoming" and INCOMING.split()[ACTS.index(act)] == "no":
        found.add("no_seat")
    return found | _unkept(seats, administrators, said, today, off_slack)


def _outside_days(seats: dict[str, Seat], seat: Seat, today: date) -> set[str]:
    """A delegate signs in somebody's place: between two days, and while that person may sign."""
    if seat.role != "delegate":
        return set()
    found = set()
    if seat.since is not None and today < seat.since:
        found.add("delegation_not_begun")
    if seat.until is not None and seat.until < today:
        found.add("delegation_over")
    principal = seats.get(seat.stands_for or "")
    if principal is None or principal.party != seat.party or principal.role not in {"lead", "signatory"}:
        found.add("delegation_void")
    return found


def _unkept(
    seats: dict[str, Seat], administrators: set[str], said: Said, today: date, off_slack: frozenset[str]
) -> set[str]:
    """Who has no Slack needs somebody who writes their word down, and what that rests on."""
    if said.keeper is None:
        return {"keeper_not_member"} if said.by in off_slack else set()
    found = set()
    if said.by not in off_slack:
        found.add("speaks_for_self")
    keeper = seats.get(said.keeper)
    works = keeper is not None and cell(keeper.role, "work") and not _outside_days(seats, keeper, today)
    if not works and said.keeper not in administrators:
        found.add("keeper_not_member")
    if _of_another(seats, said, today, off_slack):
        found.add("keeper_other_party")
    if not said.evidence.strip():
        found.add("evidence_missing")
    return found


def _of_another(seats: dict[str, Seat], said: Said, today: date, off_slack: frozenset[str]) -> bool:
    """Never for the other party: only a party that nobody works for in Slack is written for by another."""
    speaker, keeper = seats.get(said.by), seats.get(said.keeper or "")
    if speaker is None or keeper is None or keeper.party == speaker.party:
        return False
    return any(
        seat.party == speaker.party and cell(seat.role, "work") and not _outside_days(seats, seat, today)
        for who, seat in seats.items()
        if who not in off_slack
    )  # fmt: skip
