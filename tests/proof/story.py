"""What a story can say: who speaks, of what, on which day. Whoever is picked first makes most sense."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize

from state.voice import Voice
from tests.proof.beginning import begin
from tests.proof.cast import LETTER
from tests.proof.checking import check_history
from tests.proof.ending import antedated
from tests.proof.memory import Silent
from tests.proof.natural import speaks
from tests.proof.oracle import Said
from tests.proof.pair import Pair
from tests.proof.proposing import uncertain
from tests.proof.starts import STARTS
from tests.proof.world import World

Some = TypeVar("Some")
DAY = timedelta(days=1)

#: People who mostly may not, or whose word needs more than themselves.
OTHERS = [
    *(Said(who) for who in ("Delia", "Dora", "Max", "Mia", "Otto", "Olga", "Ada", "Sam", "Zoe", "Pia")),
    Said("Marie Dupont", "Max", LETTER), Said("Marie Dupont", "Nadia", LETTER),
    Said("Marie Dupont", "Claire"), Said("Marie Dupont", "Olga", LETTER), Said("Marie Dupont"),
    Said("Claire", "Max", LETTER),
]  # fmt: skip
SIGNERS = [Said(who) for who in ("Claire", "Nadia", "Paul", "Hugo", "Tom")]
#: Which of several people or things is meant: the first ones are those that make sense.
PICK = st.integers(0, 15)
ANYBODY = st.sampled_from([*SIGNERS, *SIGNERS, *OTHERS])
PARTY = st.sampled_from(("client", "provider", "incoming"))
REASON = st.sampled_from(("because", "otherwise", "for once"))
ROLES = st.sampled_from(("lead", "signatory", "delegate", "observer"))
MODES = ("in-contract", "upstream", "not-needed", "left-out")


def pick(among: Sequence[Some], at: int, otherwise: Some) -> Some:
    return among[at % len(among)] if among else otherwise


def during(*phases: str) -> Callable[[Any], bool]:
    return lambda life: life.world.phase in phases


def having(part: str) -> Callable[[Any], bool]:
    return lambda life: bool(getattr(life.world, part))


OPEN = during("takeover", "upgrade", "operations", "exit")


class Story(RuleBasedStateMachine):
    """One engagement, Relais beside the model, from one of the beginnings on."""

    pair: Pair
    #: What tells of the changes; most stories need nobody to be told.
    voice: type[Voice] = Silent

    @initialize(start=st.sampled_from(sorted(STARTS)))
    def begin(self, start: str) -> None:
        self.pair = begin(start, self.voice)

    def teardown(self) -> None:
        if hasattr(self, "pair"):
            kept = self.pair.real.kept()
            self.pair.compare(kept)
            check_history(self.pair.real, self.pair.world, kept)

    @property
    def world(self) -> World:
        return self.pair.world

    def act(self, deed: str, said: Said, **args: Any) -> None:
        unsure = deed == "agree" and uncertain(self.world, args["number"])
        if not unsure and not antedated(self.world, deed, args):
            self.pair.act(deed, said, **args)

    def who(self, at: int, *parties: str) -> Said:
        """Return somebody who signs for one of the parties, mostly."""
        theirs = [
            Said(who, "Max", LETTER) if who in self.world.off_slack else Said(who)
            for who, seat in self.world.seats.items()
            if seat.role in {"lead", "signatory", "delegate"}
            and seat.party in (parties or self.world.parties)
        ]
        return pick(theirs, at, SIGNERS[0]) if at < 14 else pick(OTHERS, at + len(self.pair.deeds), OTHERS[0])

    def lead(self, party: str) -> Said:
        return speaks(self.world, party)

    def item(self, said: Said, at: int) -> int:
        """Return the number of an item: rather one on which the person's party has still to speak."""
        party = self.world.party(said)
        current = self.world.current
        left = [n for n, one in current.items() if party in one.asks and not one.consents(party)]
        return pick(left or list(current), at, 1) if at < 14 else pick(list(self.world.items), at * 7, 1)

    def day(self, within: int | None) -> date | None:
        return None if within is None else self.world.today + within * DAY
