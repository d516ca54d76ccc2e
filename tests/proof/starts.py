"""The engagements that the stories begin with, each led there by its people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from tests.proof import moving
from tests.proof.adopting import running_exit, running_operations, running_takeover
from tests.proof.cast import LETTER, OFF_SLACK, OPENED, TEAMS, named
from tests.proof.oracle import Said, Seat
from tests.proof.pair import Pair
from tests.proof.parts import Terms
from tests.proof.real import Real
from tests.proof.world import World

CLAIRE, NADIA, PAUL = Said("Claire"), Said("Nadia"), Said("Paul")


def opened(real: Real, terms: Terms) -> Pair:
    """Open an engagement with its cast: two sign for each party, others only work, watch or stand in."""
    real.today = OPENED
    real.minutes = 0
    real.open(terms, ("Claire", "Hugo"), ("Nadia", "Tom"), by="Ada")
    seats = {
        "Claire": Seat("client", "lead"), "Hugo": Seat("client", "signatory"),
        "Nadia": Seat("provider", "lead"), "Tom": Seat("provider", "signatory"),
    }  # fmt: skip
    world = World(OPENED, terms, seats, {"Ada"}, OFF_SLACK, TEAMS, since=OPENED)
    moving.enlist_phase(world)
    pair = Pair(real, world)
    pair.compare()
    soon, later = OPENED + timedelta(days=5), OPENED + timedelta(days=400)
    for said, naming in (
        (CLAIRE, named("Max", "client", "member")),
        (CLAIRE, named("Otto", "client", "observer")),
        (CLAIRE, named("Marie Dupont", "client", "signatory", evidence=LETTER)),
        (CLAIRE, named("Delia", "client", "delegate", stands_for="Hugo", since=soon, until=later)),
        (NADIA, named("Mia", "provider", "member")),
        (NADIA, named("Olga", "provider", "observer")),
        (NADIA, named("Dora", "provider", "delegate", stands_for="Tom", until=later)),
    ):
        pair.done("name_member", said, **naming)
    return pair


def tacit() -> Terms:
    return Terms(date(2026, 12, 1), 12, 3, 12, final=2, capped=True)


def fixed() -> Terms:
    return Terms(date(2026, 12, 1), 12, 3, 12, final=0)


def public() -> Terms:
    return Terms(date(2026, 12, 1), 12, 2, 12, final=3, capped=True, public=True)


def takeover(real: Real) -> Pair:
    """Nothing done yet."""
    return opened(real, tacit())


def takeover_ready(real: Real) -> Pair:
    """All accepted but the takeover itself, and the upgrade undecided."""
    pair = opened(real, tacit())
    pair.wait(10)
    pair.everyone(but_phase=True)
    return pair


def takeover_signed(real: Real) -> Pair:
    """One key is missing: the client has signed, with the upgrade upstream and a reservation on it."""
    pair = takeover_ready(real)
    pair.done("decide_upgrade", CLAIRE, mode="upstream", reason="too risky", company="Maj SA")
    number = max(pair.world.items)
    for said in (CLAIRE, NADIA):
        pair.done(
            "reserve", said, number=number, text="not finished", due=None, owner=None, blocking=False
        )  # fmt: skip
    pair.done("accept", CLAIRE, number=whole(pair))
    return pair


def takeover_but(real: Real) -> Pair:
    """Both have signed, the provider with a reservation that keeps the gate shut."""
    pair = takeover_signed(real)
    but = {"text": "not before this", "due": None, "owner": None, "blocking": True}
    pair.done("reserve", NADIA, number=whole(pair), **but)
    return pair


def upgrade(real: Real) -> Pair:
    """In the upgrade, all accepted but the upgrade itself, one thing refused."""
    pair = takeover_ready(real)
    pair.done("decide_upgrade", NADIA, mode="in-contract", reason="", company="")
    pair.everyone()
    pair.everyone(but_phase=True)
    pair.done("reject", CLAIRE, number=min(pair.world.current), reason="too slow")
    return pair


def operations(real: Real, terms: Terms | None = None) -> Pair:
    """The operations have begun, without an upgrade."""
    pair = opened(real, terms or tacit())
    pair.done("decide_upgrade", CLAIRE, mode="not-needed", reason="good enough", company="")
    pair.everyone()
    return pair


def evolving_operations(real: Real) -> Pair:
    """In the operations: a solution to validate, one to implement by an amendment, and a return proposed."""
    pair = operations(real)
    pair.done("open_evolution", CLAIRE, title="A new site", route="contract")
    pair.done("propose_solution", NADIA, number=1)
    pair.done("open_evolution", CLAIRE, title="Another database", route="amendment")
    pair.done("propose_solution", NADIA, number=2)
    pair.done("validate", CLAIRE, number=2)
    pair.done("open_optimisation", NADIA, title="Fewer alerts")
    pair.done("propose", NADIA, kind="back", reason="incomplete", back_to="takeover", evolution=None)
    return pair


def before_deadline(real: Real) -> Pair:
    """A week before the last day for notice of the first period."""
    pair = operations(real)
    pair.wait_until(pair.world.terms.deadline(0) - timedelta(days=7))
    return pair


def public_operations(real: Real) -> Pair:
    """A public contract, near its deadline."""
    pair = operations(real, public())
    pair.wait_until(pair.world.terms.deadline(0) - timedelta(days=20))
    return pair


def expiring(real: Real) -> Pair:
    """A contract of one term, a month before its last day."""
    pair = operations(real, fixed())
    pair.wait_until(pair.world.terms.last_day(0) - timedelta(days=30))
    return pair


def noticed(real: Real) -> Pair:
    """The notice was received in time: the exit has begun."""
    pair = before_deadline(real)
    today = pair.world.today
    pair.done("terminate", CLAIRE, sent=today - timedelta(days=2), received=today)
    return pair


def withdrawing(real: Real) -> Pair:
    """The exit has begun, and the client would rather go on (T12)."""
    pair = noticed(real)
    pair.done("propose", CLAIRE, kind="withdrawal", reason="so", back_to=None, evolution=None)
    return pair


def renewing(real: Real) -> Pair:
    """A contract that would expire, its exit begun; the provider proposes to renew it."""
    pair = expiring(real)
    pair.done("advance", NADIA)
    pair.done("propose", NADIA, kind="renewal", reason="so", back_to=None, evolution=None)
    return pair


def exit_ready(real: Real) -> Pair:
    """Back to the client, all accepted but one signature, the last day still to come."""
    pair = noticed(real)
    pair.done("choose_mode", CLAIRE, mode="reversibility", company="", reason="")
    pair.everyone(but_phase=True)
    pair.done("accept", CLAIRE, number=whole(pair))
    pair.wait_until(pair.world.terms.last_day(0) - timedelta(days=3))
    return pair


def exit_reserved(real: Real) -> Pair:
    """The last day has come, a reservation is open, and one signature is missing."""
    pair = exit_ready(real)
    number = min(pair.world.current)
    pair.done("reserve", CLAIRE, number=number, text="to clear", due=None, owner=None, blocking=False)
    pair.wait_until(pair.world.terms.last_day(0))
    return pair


def exit_undecided(real: Real) -> Pair:
    """The last day has come, one signature is missing, and nobody said who takes over."""
    pair = noticed(real)
    pair.everyone(but_phase=True)
    pair.done("accept", NADIA, number=whole(pair))
    pair.wait_until(pair.world.terms.last_day(0))
    return pair


def ported(real: Real) -> Pair:
    """To another provider, which has its seat: all accepted but the exit as a whole."""
    pair = noticed(real)
    pair.done("choose_mode", CLAIRE, mode="portability", company="Suite SAS", reason="")
    pair.done("name_member", CLAIRE, **named("Paul", "incoming", "lead"))
    pair.everyone(but_phase=True)
    pair.wait_until(pair.world.terms.last_day(0) + timedelta(days=5))
    return pair


def broken_off(real: Real) -> Pair:
    """Broken off in the takeover, when something had been handed over: another provider takes over."""
    pair = takeover_ready(real)
    last_day = pair.world.today + timedelta(days=20)
    pair.done("end_early", CLAIRE, last_day=last_day, ground="article 9")
    pair.done("choose_mode", CLAIRE, mode="portability", company="Suite SAS", reason="")
    pair.done("name_member", CLAIRE, **named("Paul", "incoming", "lead"))
    pair.everyone(but_phase=True)
    pair.wait_until(last_day)
    for said in (CLAIRE, NADIA):
        pair.done("accept", said, number=whole(pair))
    return pair


def closed(real: Real) -> Pair:
    """All over."""
    pair = exit_ready(real)
    pair.wait_until(pair.world.terms.last_day(0))
    pair.everyone()
    return pair


def whole(pair: Pair) -> int:
    return next(n for n, one in pair.world.current.items() if one.kind == "phase")


STARTS: dict[str, Callable[[Real], Pair]] = {
    made.__name__: made
    for made in (
        takeover, takeover_ready, takeover_signed, takeover_but, upgrade,
        operations, evolving_operations, before_deadline,
        public_operations, expiring, noticed, exit_ready, exit_reserved, exit_undecided,
        ported, broken_off, closed, running_takeover, running_operations, running_exit, withdrawing, renewing,
    )
}  # fmt: skip
