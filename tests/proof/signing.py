"""What people say of the items: the part of the state machine that is about acceptance."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.proof.story import OPEN, PARTY, PICK, REASON, Story, having, pick

VERDICTS = st.sampled_from(("accept", "reserve", "reject", "waive"))


class Signing(Story):
    """Accepted, with reservations, refused, not applicable, handed over; in time or late."""

    @precondition(OPEN)
    @rule(who=PICK, at=PICK)
    def accept(self, who: int, at: int) -> None:
        said = self.who(who)
        self.act("accept", said, number=self.item(said, at))

    @precondition(OPEN)
    @rule(party=PARTY)
    def accept_all(self, party: str) -> None:
        """One party accepts all that is left, as people do at the end of a meeting."""
        said, phase = self.lead(party), self.world.phase
        left = sorted(self.world.current.items(), key=lambda one: (one[1].kind == "phase", one[0]))
        for number, thing in left:
            if self.world.phase == phase and party in thing.asks and not thing.consents(party):
                self.act("accept", said, number=number)

    @precondition(OPEN)
    @rule(
        who=PICK, at=PICK, text=REASON, within=st.sampled_from((None, 0, 20, -1)), blocking=st.booleans(),
        owner=st.one_of(st.none(), PARTY),
    )  # fmt: skip
    def reserve(
        self, who: int, at: int, text: str, within: int | None, owner: str | None, *, blocking: bool
    ) -> None:
        said, due = self.who(who), self.day(within)
        number = self.item(said, at)
        self.act("reserve", said, number=number, text=text, due=due, owner=owner, blocking=blocking)

    @precondition(OPEN)
    @rule(who=PICK, at=PICK, reason=REASON, deed=st.sampled_from(("reject", "waive")))
    def object_to(self, who: int, at: int, reason: str, deed: str) -> None:
        said = self.who(who)
        self.act(deed, said, number=self.item(said, at), reason=reason)

    @precondition(OPEN)
    @rule(who=PICK, at=PICK, deed=st.sampled_from(("accept", "reject")))
    def arrive_late(self, who: int, at: int, deed: str) -> None:
        """A word of this morning comes after another one of the same party."""
        said = self.who(who)
        party, world = self.world.party(said), self.world
        today = [
            n for n, one in world.current.items()
            if world.spoken.get((n, party)) == world.today and party in one.says
            and said.by not in {by for whose, (_, by) in one.says.items() if whose != party}
        ]  # fmt: skip
        if today and not world.objects(said, "sign"):
            reason = {"reason": "late"} if deed == "reject" else {}
            self.pair.too_late(deed, said, number=pick(today, at, 1), **reason)

    @precondition(OPEN)
    @rule(who=PICK, at=PICK, deeds=st.lists(VERDICTS, min_size=2, max_size=3))
    def think_again(self, who: int, at: int, deeds: list[str]) -> None:
        """A party says one thing of an item, and then another."""
        said = self.who(who)
        number = self.item(said, at)
        for deed in deeds:
            rest: dict[str, Any] = {"reason": "so"} if deed in {"reject", "waive"} else {}
            if deed == "reserve":
                rest = {"text": "not yet", "due": None, "owner": None, "blocking": bool(at % 2)}
            self.act(deed, said, number=number, **rest)

    @precondition(OPEN)
    @rule(who=PICK, at=PICK, evidence=st.sampled_from(("https://example.org/a", "")))
    def deliver(self, who: int, at: int, evidence: str) -> None:
        said = self.who(who)
        party = self.world.party(said)
        left = [n for n, one in self.world.current.items() if not one.settled]
        mine = [n for n in left if self.world.items[n].owner == party]
        self.act("deliver", said, number=pick(mine if at < 11 else left, at, 1), evidence=evidence)

    @precondition(OPEN)
    @rule(who=PICK, at=PICK)
    def accept_what_one_made(self, who: int, at: int) -> None:
        """Somebody hands a thing over and accepts it too, where four eyes are asked for."""
        said = self.who(who)
        party = self.world.party(said)
        mine = [n for n, one in self.world.current.items() if one.owner == party and not one.settled]
        if not self.world.four_eyes:
            self.act("four_eyes", self.lead("client"), asked=True)
        self.act("deliver", said, number=pick(mine, at, 1), evidence="mine")
        self.act("accept", said, number=pick(mine, at, 1))

    @precondition(having("open_reserves"))
    @rule(who=PICK, at=PICK)
    def lift(self, who: int, at: int) -> None:
        number, reservation = pick(list(self.world.open_reserves.items()), at, (0, None))
        self.act("lift", self.who(who, reservation.party if reservation else "client"), reservation=number)

    @precondition(OPEN)
    @rule(who=PICK, owner=PARTY)
    def add_item(self, who: int, owner: str) -> None:
        title = f"Badge {len(self.world.items)}"
        self.act("add_item", self.who(who), title=title, kind="knowledge", owner=owner, due=self.day(9))
