"""The state machine: people do things in any order, also what they may not, and the days go by."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.proof.dealing import Dealing
from tests.proof.natural import next_deeds
from tests.proof.oracle import Said
from tests.proof.parts import month_end
from tests.proof.story import (
    ANYBODY,
    DAY,
    MODES,
    OPEN,
    PARTY,
    PICK,
    REASON,
    SIGNERS,
    during,
    having,
    pick,
)
from tests.proof.wild import DEEDS
from tests.proof.world import ORDER

EVOLVING = {"propose_solution", "validate", "implement", "send_back", "withdraw", "reroute", "link"}


class Life(Dealing):
    """One engagement, lived through by its people."""

    @rule(at=st.integers(0, 31), times=st.integers(1, 4))
    def go_on(self, at: int, times: int) -> None:
        """People do what everybody waits for; where nobody has to, time goes by."""
        for n in range(times):
            deeds = next_deeds(self.world)
            deed, said, args = pick(deeds, at + n, ("", SIGNERS[0], {}))
            if deed:
                self.act(deed, said, **args)
            else:
                self.wait(40)

    @rule(at=st.integers(0, 31))
    def finish_one_thing(self, at: int) -> None:
        """The same one thing is carried on as long as somebody waits for it: all steps, or both keys."""
        for _ in range(4):
            deeds = next_deeds(self.world)
            if deeds:
                deed, said, args = pick(deeds, min(at, len(deeds) - 1), deeds[0])
                self.act(deed, said, **args)

    @rule(at=st.integers(0, 31), party=PARTY)
    def overreach(self, at: int, party: str) -> None:
        """Somebody does what another party is waited for."""
        deeds = next_deeds(self.world)
        if deeds:
            deed, _, args = pick(deeds, at, deeds[0])
            self.act(deed, self.lead(party), **args)

    @rule(said=ANYBODY, deed=DEEDS)
    def try_anything(self, said: Said, deed: tuple[str, dict[str, Any]]) -> None:
        """Whoever it is, whatever it is, whenever it is."""
        name, args = deed
        days = {"due", "sent", "received", "on", "last_day", "since", "until"}
        meant = {key: self.day(one) if key in days else one for key, one in args.items()}
        self.act(name, said, **self.about(name, said, meant))

    def about(self, deed: str, said: Said, args: dict[str, Any]) -> dict[str, Any]:
        """Let a deed be about something that is there, mostly."""
        at = args.get("number", args.get("reservation", 0))
        world = self.world
        if at % 4 == 3 or "number" not in args:
            there = list(world.open_reserves)
            return args | {"reservation": pick(there, at, at)} if deed == "lift" else args
        if deed in {"agree", "decline", "take_back"}:
            return args | {"number": pick(list(world.open_offers), at, at)}
        if deed in EVOLVING:
            return args | {"number": pick([n for n, one in world.changes.items() if one.open], at, at)}
        return args | {"number": self.item(said, at % 11)} if deed != "close_optimisation" else args

    # phases and proposals

    @precondition(during("takeover"))
    @rule(who=PICK, mode=st.sampled_from(MODES), reason=REASON)
    def decide_upgrade(self, who: int, mode: str, reason: str) -> None:
        self.act("decide_upgrade", self.who(who), mode=mode, reason=reason, company="Maj SA")

    @precondition(OPEN)
    @rule(
        who=PICK, kind=st.sampled_from(("back", "amendment", "renewal", "withdrawal")),
        back_to=st.sampled_from(ORDER[:3]),
    )  # fmt: skip
    def propose(self, who: int, kind: str, back_to: str) -> None:
        amended = [n for n, one in self.world.changes.items() if one.route == "amendment"]
        evolution = pick([*amended, None], who, None)
        self.act("propose", self.who(who), kind=kind, reason="so", back_to=back_to, evolution=evolution)

    @precondition(during("takeover", "upgrade", "operations"))
    @rule(who=PICK, months=st.sampled_from((1, 6, 12)))
    def extend(self, who: int, months: int) -> None:
        """The running period is to end later, if the other party agrees."""
        terms = self.world.terms
        last_day = terms.last_day(terms.at(self.world.today))
        if self.world.today <= last_day and not self.world.notices:
            new = month_end(last_day, months)
            self.act(
                "propose",
                self.who(who),
                kind="amendment",
                reason="so",
                back_to=None,
                evolution=None,
                extends=new,
            )

    @precondition(having("offers"))
    @rule(who=PICK, at=PICK, deed=st.sampled_from(("agree", "agree", "agree", "decline", "take_back")))
    def answer(self, who: int, at: int, deed: str) -> None:
        offers = self.world.offers if at > 11 else self.world.open_offers
        number, offer = pick(list(offers.items()), at, (0, None))
        party = offer.party if offer else "client"
        said = self.who(who, *([party] if deed == "take_back" else {"client", "provider"} - {party}))
        reason = {"reason": "no"} if deed == "decline" else {}
        self.act(deed, said, number=number, **reason)

    # the end

    @precondition(during("operations"))
    @rule(
        who=PICK, ago=st.sampled_from((0, 1, 40, 120)), later=st.sampled_from((0, 0, 1, 30, None)),
    )  # fmt: skip
    def terminate(self, who: int, ago: int, later: int | None) -> None:
        sent = self.world.today - ago * DAY
        received = None if later is None else sent + min(later, ago) * DAY
        self.act("terminate", self.who(who), sent=sent, received=received)

    @precondition(having("notices"))
    @rule(who=PICK, ago=st.sampled_from((0, 0, 1)))
    def received(self, who: int, ago: int) -> None:
        self.act("received", self.who(who), on=self.world.today - ago * DAY)

    @precondition(during("exit"))
    @rule(
        who=PICK, mode=st.sampled_from(("reversibility", "portability")),
        company=st.sampled_from(("Suite SAS", "Autre SA")), reason=REASON,
    )  # fmt: skip
    def choose_mode(self, who: int, mode: str, company: str, reason: str) -> None:
        self.act("choose_mode", self.who(who, "client"), mode=mode, company=company, reason=reason)

    # time

    @rule(days=st.sampled_from((1, 6, 40, 100, 200)))
    def wait(self, days: int) -> None:
        self.pair.wait(days)

    @rule(which=st.sampled_from(("deadline", "after deadline", "last day", "after last day")))
    def wait_for_the_term(self, which: str) -> None:
        terms = self.world.terms
        k = terms.at(self.world.today)
        day = terms.deadline(k) if "deadline" in which else self.world.last_day or terms.last_day(k)
        self.pair.wait_until(day + DAY if "after" in which else day)

    @rule()
    def the_same_event_again(self) -> None:
        self.pair.again()
