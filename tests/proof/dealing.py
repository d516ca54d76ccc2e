"""What people do in the operations, and who they are: that part of the state machine."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.proof.cast import LETTER, named
from tests.proof.natural import STEPS
from tests.proof.oracle import Said
from tests.proof.signing import Signing
from tests.proof.story import DAY, OPEN, PARTY, PICK, REASON, ROLES, during, having, pick


class Dealing(Signing):
    """Evolutions and optimisations; people named, released, and gone over to the other side."""

    @precondition(during("operations"))
    @rule(who=PICK, route=st.sampled_from(("contract", "amendment", "project")))
    def open_evolution(self, who: int, route: str) -> None:
        self.act("open_evolution", self.who(who, "client"), title="A form", route=route)

    @precondition(having("changes"))
    @rule(who=PICK, at=PICK)
    def next_step(self, who: int, at: int) -> None:
        """The step that comes next, by the party that it belongs to; at times another one."""
        number, change = pick([(n, c) for n, c in self.world.changes.items() if c.open], at, (1, None))
        deed, party = STEPS[change.stages[-1]] if change else ("validate", "client")
        self.act(deed, self.who(who, *(() if at > 13 else [party])), number=number)

    @precondition(having("changes"))
    @rule(who=PICK, at=PICK, deed=st.sampled_from(("send_back", "withdraw")), reason=REASON)
    def turn_down(self, who: int, at: int, deed: str, reason: str) -> None:
        number = pick([n for n, one in self.world.changes.items() if one.open], at, 1)
        self.act(deed, self.who(who, "client"), number=number, reason=reason)

    @precondition(having("changes"))
    @rule(who=PICK, at=PICK, route=st.sampled_from(("contract", "amendment")))
    def cover(self, who: int, at: int, route: str) -> None:
        """Say otherwise how an evolution is covered, or by which amendment."""
        number = pick([n for n, one in self.world.changes.items() if one.open], at, 1)
        if at % 2:
            self.act("reroute", self.who(who, "client"), number=number, route=route)
        else:
            self.act("link", self.who(who), number=number, proposal=pick(list(self.world.offers), who, 1))

    @precondition(during("operations"))
    @rule(who=PICK)
    def optimise(self, who: int) -> None:
        self.act("open_optimisation", self.who(who, "provider"), title="Fewer alerts")

    @precondition(having("stretches"))
    @rule(who=PICK, at=PICK)
    def close_optimisation(self, who: int, at: int) -> None:
        self.act(
            "close_optimisation", self.who(who, "client"), number=pick(list(self.world.stretches), at, 1)
        )

    @precondition(OPEN)
    @rule(
        party=PARTY, person=st.integers(0, 5), role=ROLES, at=PICK, until=st.sampled_from((0, 6, 100)),
    )  # fmt: skip
    def name_member(self, party: str, person: int, role: str, at: int, until: int) -> None:
        """A lead names somebody of their own company; a delegate stands in for one of those who sign."""
        company = {"client": "TCLIENT", "provider": "TPROVIDER", "incoming": "TNEXT"}[party]
        colleagues = [who for who, team in self.world.teams.items() if team == company]
        signs = [
            who for who, s in self.world.seats.items() if s.party == party and s.role in {"lead", "signatory"}
        ]
        delegate = role == "delegate"
        self.act(
            "name_member", self.lead(party), person=pick(colleagues, person, "Pia"), party=party, role=role,
            stands_for=pick(signs, at, "Zoe") if delegate else None, since=None,
            until=self.day(until) if delegate else None, evidence="",
        )  # fmt: skip

    @precondition(OPEN)
    @rule(at=PICK, which=st.integers(0, 7))
    def turn_of_events(self, at: int, which: int) -> None:
        """What happens seldom: somebody leaves or moves on, four eyes are asked."""
        if which < 3:
            person, seat = pick(list(self.world.seats.items()), at, ("Zoe", None))
            self.act("release_member", self.lead(seat.party if seat else "client"), person=person)
        elif which == 3:
            last_day = self.world.today + at * DAY
            self.act("end_early", self.who(at), last_day=last_day, ground="article 9")
        elif which < 6:
            self.act("four_eyes", self.lead("provider"), asked=which == 4)
        else:
            self.act("advance" if which == 6 else "renew", self.who(at))

    @precondition(OPEN)
    @rule(at=PICK)
    def change_sides(self, at: int) -> None:
        """Somebody goes over to the other company, and speaks again of what they spoke of."""
        signs = [who for who, seat in self.world.seats.items() if seat.role == "signatory"]
        who = pick(signs, at, "")
        if not who or who in self.world.off_slack:
            return
        party = self.world.seats[who].party
        other = "provider" if party == "client" else "client"
        number = self.item(Said(who), at)
        self.act("accept", Said(who), number=number)
        self.act("propose", Said(who), kind="amendment", reason="so", back_to=None, evolution=None)
        there = named(who, other, "signatory", evidence=LETTER)
        self.act("name_member", self.lead(other), **there)  # while they still sit on this side
        self.act("release_member", self.lead(other), person=who)
        self.act("release_member", self.lead(party), person=who)
        self.act("name_member", self.lead(other), **there)
        self.act("reject", Said(who), number=number, reason="after all")
        self.act("agree", Said(who), number=max(self.world.offers, default=1))
