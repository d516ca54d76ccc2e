"""Relais beside the model: each deed is done by both, and what becomes of it compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from state.rules.engagement import Engagement
from tests.proof import accepting, ending, evolving, leaving, moving, passing, proposing, seating
from tests.proof.cast import LEADS
from tests.proof.comparing import differences
from tests.proof.oracle import Said
from tests.proof.real import Real
from tests.proof.world import No, World, unless


def set_four_eyes(world: World, said: Said, *, asked: bool) -> None:
    unless(world.objects(said, "settings"), "four_eyes_already" if world.four_eyes == asked else None)
    world.four_eyes = asked


MODEL: dict[str, Callable[..., None]] = {
    "accept": accepting.accept, "reserve": accepting.reserve, "reject": accepting.reject,
    "waive": accepting.waive, "lift": accepting.lift, "deliver": accepting.deliver,
    "add_item": accepting.add_item, "change_item": accepting.change_item,
    "advance": passing.advance, "decide_upgrade": moving.decide_upgrade,
    "propose": proposing.propose, "agree": proposing.agree, "decline": proposing.decline,
    "take_back": proposing.take_back,
    "terminate": ending.terminate, "received": ending.received, "end_early": leaving.end_early,
    "renew": ending.renew, "choose_mode": leaving.choose_mode,
    "open_evolution": evolving.open_evolution, "propose_solution": evolving.propose_solution,
    "validate": evolving.validate, "implement": evolving.implement, "send_back": evolving.send_back,
    "withdraw": evolving.withdraw, "reroute": evolving.reroute,
    "link": evolving.link, "open_optimisation": evolving.open_optimisation,
    "close_optimisation": evolving.close_optimisation,
    "name_member": seating.name_member, "release_member": seating.release_member,
    "four_eyes": set_four_eyes,
}  # fmt: skip


class Differs(AssertionError):  # noqa: N818 - what is found
    """Relais and the model do not agree."""


@dataclass
class Pair:
    """Relais beside the model; each deed is done by both, and compared."""

    real: Real
    world: World
    deeds: list[str] = field(default_factory=list)

    def act(self, deed: str, said: Said, **args: Any) -> bool:
        """Do something on both sides; say whether it was done. Raises Differs."""
        try:
            MODEL[deed](self.world, said, **args)
        except No as no:
            expected = no.reasons
        else:
            expected = set()
        found = self.real.do(deed, said, args)
        self.deeds.append(f"{self.world.today} {said.by}: {deed} {args} -> {found or 'done'}")
        if (found is None) != (not expected) or (found is not None and found not in expected):
            raise Differs(f"{found or 'done'}, not {sorted(expected) or 'done'}: {self.deeds[-1]}")
        self.compare()
        return found is None

    def again(self) -> None:
        """The same event once more has no second effect."""
        if self.real.last is not None:
            self.real.again()
            self.compare(self.real.kept())

    def too_late(self, deed: str, said: Said, **args: Any) -> None:
        """Something said this morning arrives after what was said since: it is overtaken (Slack is late)."""
        found = self.real.do(deed, said, args, late=self.real.minutes + 30)
        if found not in {"overtaken", "delivered_since"}:
            raise Differs(f"{found or 'done'}, not overtaken: {said.by} {deed} {args}")
        self.compare(self.real.kept())

    def wait(self, days: int) -> None:
        passing.pass_time(self.world, days)
        self.real.pass_time(days)
        self.deeds.append(f"{self.world.today}: {days} days on")
        self.compare()

    def wait_until(self, day: date) -> None:
        if day > self.world.today:
            self.wait((day - self.world.today).days)

    def compare(self, kept: Engagement | None = None) -> None:
        present = kept or self.real.after
        assert present is not None
        if found := differences(self.world, present):
            raise Differs("\n".join([*found, "after:", *self.deeds[-12:]]))

    def everyone(self, *, but_phase: bool = False, parties: tuple[str, ...] = ()) -> None:
        """Have every item of the phase accepted by all who are asked, the phase itself last."""
        phase = self.world.phase
        things = sorted(self.world.current.items(), key=lambda one: (one[1].kind == "phase", one[0]))
        for number, thing in things:
            if thing.kind == "phase" and but_phase:
                continue
            for party in parties or thing.asks:
                if self.world.phase == phase and not thing.consents(party):
                    self.done("accept", Said(LEADS[party]), number=number)

    def done(self, deed: str, said: Said, **args: Any) -> None:
        if not self.act(deed, said, **args):
            raise Differs(f"refused: {self.deeds[-1]}")
