"""The table of permissions, cell by cell, against the oracle that was written without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product

import pytest

from state.rules.broken import RuleBroken
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.party import OFF_SLACK, Actor, Member, Party, Role, Word
from state.rules.permission import Act, may, party_for, refuse_settings, signatories
from tests.engagements import T0, TODAY, days, engagement
from tests.proof.oracle import ACTS, PARTIES, TABLE, Said, Seat, objections

DAY = timedelta(days=1)
COMPANY = {"client": "TCLIENT", "provider": "TPROVIDER", "incoming": "TNEXT"}


@dataclass(frozen=True)
class Case:
    """One kind of person: what the oracle is told, and the same as the rules know it."""

    name: str
    said: Said
    seats: dict[str, Seat]
    administrators: frozenset[str] = frozenset()
    off_slack: frozenset[str] = frozenset()
    teams: dict[str, str] = field(default_factory=dict)

    def actor(self, who: str) -> Actor:
        if who in self.off_slack:
            return Actor(OFF_SLACK, who)
        seat = self.seats.get(who)
        return Actor(self.teams.get(who) or COMPANY[seat.party if seat else "client"], who)

    def engagement(self) -> Engagement:
        members = tuple(
            Member(
                self.actor(who), Party(seat.party), Role(seat.role),
                self.actor(seat.stands_for) if seat.stands_for else None, seat.since, seat.until,
            )
            for who, seat in self.seats.items()
        )  # fmt: skip
        return engagement(members=members, administrators=tuple(map(self.actor, sorted(self.administrators))))

    def word(self) -> Word:
        keeper = self.actor(self.said.keeper) if self.said.keeper else None
        return Word(self.actor(self.said.by), T0, keeper, self.said.evidence)


def around(party: str) -> dict[str, Seat]:
    """Everybody else of the engagement: a lead of each party and a signatory of the one looked at."""
    return {f"lead of {one}": Seat(one, "lead") for one in PARTIES} | {"principal": Seat(party, "signatory")}


def seated(party: str) -> Iterator[Case]:
    """People who have a seat of their own."""
    rest = around(party)
    for role in TABLE:
        if role != "delegate":
            yield Case(f"{party} {role}", Said("X"), rest | {"X": Seat(party, role)})
    spans = {
        "without days": (None, None),
        "today only": (TODAY, TODAY),
        "from tomorrow": (TODAY + DAY, None),
        "until yesterday": (None, TODAY - DAY),
        "until today": (TODAY - DAY, TODAY),
        "from today": (TODAY, TODAY + DAY),
    }
    for name, (since, until) in spans.items():
        yield Case(
            f"{party} delegate {name}",
            Said("X"),
            rest | {"X": Seat(party, "delegate", "principal", since, until)},
        )
    other = next(one for one in PARTIES if one != party)
    principals = {
        "of a lead": rest | {"X": Seat(party, "delegate", f"lead of {party}")},
        "of nobody": rest | {"X": Seat(party, "delegate")},
        "of somebody released": rest | {"X": Seat(party, "delegate", "gone")},
        "of the other party": rest | {"X": Seat(party, "delegate", f"lead of {other}")},
        "of a member": rest | {"m": Seat(party, "member"), "X": Seat(party, "delegate", "m")},
        "of a delegate": rest
        | {"d": Seat(party, "delegate", "principal"), "X": Seat(party, "delegate", "d")},
        "of themselves": rest | {"X": Seat(party, "delegate", "X")},
    }
    for name, seats in principals.items():
        yield Case(f"{party} delegate {name}", Said("X"), seats)


def outside(party: str) -> Iterator[Case]:
    """People without a seat, administrators, and those who have no Slack."""
    rest, teams = around(party), {"X": COMPANY[party], "third": "TTHIRD"}
    other = next(one for one in PARTIES if one != party)
    yield Case(f"stranger of the {party}'s company", Said("X"), rest, teams=teams)
    yield Case("third company", Said("third"), rest, teams=teams)
    yield Case(f"administrator of the {party}'s company", Said("X"), rest, frozenset({"X"}), teams=teams)
    yield Case("administrator of a third company", Said("third"), rest, frozenset({"third"}), teams=teams)
    for role in TABLE:
        seat = Seat(party, role, "principal" if role == "delegate" else None, until=TODAY - DAY)
        yield Case(f"{party} {role} and administrator", Said("X"), rest | {"X": seat}, frozenset({"X"}))
    away = frozenset({"Marie Dupont"})
    keepers = {
        "lead": "principal", "member": "m", "observer": "o", "delegate": "d", "delegate over": "late",
        "administrator": "third", "stranger": "X", "nobody": None, "the other party": f"lead of {other}",
    }  # fmt: skip
    people = rest | {
        "m": Seat(party, "member"), "o": Seat(party, "observer"), "d": Seat(party, "delegate", "principal"),
        "late": Seat(party, "delegate", "principal", until=TODAY - DAY),
    }  # fmt: skip
    for (keeper, who), evidence, role in product(keepers.items(), ("letter of 3 Nov", "  ", ""), TABLE):
        marie = Seat(party, role, "principal" if role == "delegate" else None)
        yield Case(
            f"{party} {role} off Slack, kept by {keeper}, evidence {evidence!r}",
            Said("Marie Dupont", who, evidence),
            people | {"Marie Dupont": marie},
            frozenset({"third"}), away, teams,
        )  # fmt: skip
    alone = {who: seat for who, seat in rest.items() if seat.party != party}
    for name, more in (("alone", {}), ("beside an observer", {"o": Seat(party, "observer")})):
        yield Case(
            f"{party} lead off Slack {name}, kept by the other party",
            Said("Marie Dupont", f"lead of {other}", "letter"),
            alone | more | {"Marie Dupont": Seat(party, "lead")}, off_slack=away, teams=teams,
        )  # fmt: skip
    yield Case(
        f"{party} off Slack without a seat", Said("Marie Dupont", "principal", "letter"), rest,
        off_slack=away, teams=teams,
    )  # fmt: skip
    for role in ("lead", "member"):
        yield Case(
            f"{party} {role} with Slack, spoken for", Said("X", "principal", "letter"),
            rest | {"X": Seat(party, role)},
        )  # fmt: skip
    yield Case(
        f"{party} administrator with Slack, spoken for", Said("X", "principal", "letter"),
        rest, frozenset({"X"}), teams=teams,
    )  # fmt: skip


CASES = [case for party in PARTIES for kind in (seated, outside) for case in kind(party)]


def refusal(case: Case, act: str, phase: Phase) -> str | None:
    of = case.engagement()
    try:
        if act == "settings":
            refuse_settings(of, case.word())
        else:
            assert party_for(of, case.word(), Act(act)) == case.seats[case.said.by].party
    except RuleBroken as broken:
        return broken.code
    return None


@pytest.mark.parametrize("act", ACTS)
def test_every_cell_of_the_table_is_the_oracles(act: str) -> None:
    wrong = []
    for case in CASES:
        expected = objections(
            case.seats, set(case.administrators), case.said, act, TODAY, off_slack=case.off_slack
        )
        found = refusal(case, act, Phase.TAKEOVER)
        if (found is None) != (not expected) or (found is not None and found not in expected):
            wrong.append(f"{case.name}: {found or 'may'}, not {sorted(expected) or 'may'}")

    assert wrong == []


def test_the_cases_reach_every_objection_and_no_objection() -> None:
    reached = {
        reason
        for case in CASES
        for act in ACTS
        for reason in objections(
            case.seats, set(case.administrators), case.said, act, TODAY, off_slack=case.off_slack
        )
        or {"none"}
    }

    assert reached == {
        "none", "not_member", "role_missing", "no_seat", "delegation_not_begun", "delegation_over",
        "delegation_void", "keeper_not_member", "keeper_other_party", "evidence_missing", "speaks_for_self",
    }  # fmt: skip


@pytest.mark.parametrize("act", [act for act in Act if act is not Act.SETTINGS])
def test_may_says_what_party_for_does(act: Act) -> None:
    """The one asks, the other raises."""
    for case in CASES:
        assert may(case.engagement(), case.word(), act) == (refusal(case, act, Phase.TAKEOVER) is None), (
            case.name
        )


def test_who_signs_on_a_day_is_who_may_sign_then() -> None:
    for case in CASES:
        seat = case.seats.get(case.said.by)
        if seat is None or case.said.keeper is not None or case.said.by in case.off_slack:
            continue
        sign = not objections(case.seats, set(), case.said, "sign", TODAY)
        listed = signatories(case.engagement(), Party(seat.party), TODAY)

        assert (case.actor(case.said.by) in listed) == sign, case.name


@pytest.mark.parametrize(
    ("since", "until", "hours", "signs"),
    [
        (TODAY, TODAY, 0, True),
        (TODAY, TODAY, 12, True),  # 23:00 in Paris
        (TODAY, TODAY, 14, False),  # 01:00 of the next day in Paris, 00:00 in UTC
        (TODAY + DAY, None, 13, True),  # 00:00 in Paris, still the day before in UTC
        (TODAY + DAY, None, 12, False),
    ],
)
def test_days_of_a_delegate_are_days_of_the_engagements_zone(
    since: date | None, until: date | None, hours: int, signs: bool
) -> None:
    case = Case(
        "delegate", Said("X"), around("client") | {"X": Seat("client", "delegate", "principal", since, until)}
    )
    word = Word(case.actor("X"), days(0) + timedelta(hours=hours))

    assert may(case.engagement(), word, Act.SIGN) is signs
