"""The kinds of people of the permission matrix, and the states in which they try everything."""

from __future__ import annotations

from datetime import timedelta

from tests.proof.cast import LETTER, TEAMS, named
from tests.proof.entries import Context
from tests.proof.oracle import Said
from tests.proof.pair import Pair
from tests.proof.real import Real
from tests.proof.starts import CLAIRE, NADIA, operations, takeover, whole
from tests.proof.world import DAY

#: Delegates of each kind, for each party: before and after their days, and of somebody who is gone.
DELEGATES = {
    "TCLIENT": ("Early client", "Late client", "Void client", "Gone client"),
    "TPROVIDER": ("Early provider", "Late provider", "Void provider", "Gone provider", "Sana"),
    "TNEXT": ("Ines", "Igor", "Ilse", "Ivan"),
}
EVERYBODY = TEAMS | {who: team for team, people in DELEGATES.items() for who in people}
PEOPLE = [
    *(Said(who) for who in EVERYBODY),
    *(
        Said("Marie Dupont", keeper, evidence)
        for keeper in ("Max", "Nadia", "Olga", "Delia", "Late client", "Ada", "Zoe", "Sam")
        for evidence in (LETTER, " ")
    ),
    Said("Claire", "Max", LETTER), Said("Ada", "Max", LETTER), Said("Zoe", "Max", LETTER),
    Said("Otto", "Claire", LETTER),
]  # fmt: skip


def situation(state: str, real: Real) -> tuple[Pair, Context]:
    """Lead an engagement into a state, with somebody of every kind and something to act on."""
    real.teams.update(EVERYBODY)
    real.restore(real.empty)
    pair = STATES[state](real)
    context = _acted(pair) if pair.world.phase != "closed" else Context(pair.world.today)
    return pair, context


def _peopled(pair: Pair) -> Pair:
    """Seat the delegates whose days have not begun, are over, or who stand for somebody who has left."""
    pair.world.teams = EVERYBODY
    today = pair.world.today
    later = {"until": today + 900 * DAY}
    early = {"since": today + 500 * DAY} | later
    for lead, party, signs in ((CLAIRE, "client", "Hugo"), (NADIA, "provider", "Tom")):
        gone = f"Gone {party}"
        pair.done("name_member", lead, **named(gone, party, "signatory"))
        for who, principal, span in (
            (f"Early {party}", signs, early), (f"Late {party}", signs, {"until": today}),
            (f"Void {party}", gone, later),
        ):  # fmt: skip
            pair.done("name_member", lead, **named(who, party, "delegate", stands_for=principal, **span))
        pair.done("release_member", lead, person=gone)
    pair.wait(7)
    assert pair.real.do("follow", CLAIRE, {"channel": "CHERE"}) is None
    return pair


def _acted(pair: Pair) -> Context:
    """Leave something open of every kind."""
    world = pair.world
    context = Context(world.today)
    for party, lead in (("client", CLAIRE), ("provider", NADIA)):
        pair.done("add_item", lead, title=f"Of the {party}", kind="physical", owner=party, due=None)
        number = max(world.items)
        setattr(context, f"{party}s_item", number)
        for maker, whose in (("client", CLAIRE), ("provider", NADIA)):
            if maker == party:
                pair.done("reserve", whose, number=number, text="later", due=None, owner=None, blocking=False)
                setattr(context, f"{party}s_reservation", max(world.reserves))
    pair.done("add_item", NADIA, title="Of everybody", kind="physical", owner="client", due=None)
    context.item = max(world.items)
    pair.done("propose", CLAIRE, kind="amendment", reason="so", back_to=None, evolution=None)
    context.clients_proposal = max(world.offers)
    if world.phase == "operations":
        _evolving(pair, context)
    return context


def _evolving(pair: Pair, context: Context) -> None:
    for number, steps in enumerate(((), ("propose_solution",), ("propose_solution", "validate")), start=1):
        pair.done("open_evolution", CLAIRE, title="A form", route="contract" if steps else "amendment")
        for step in steps:
            pair.done(step, CLAIRE if step == "validate" else NADIA, number=number)
    context.evolutions = {"need": 1, "solution": 2, "validated": 3}
    pair.done("open_optimisation", NADIA, title="Less noise")
    context.interval = max(pair.world.stretches)


def _takeover(real: Real) -> Pair:
    return _peopled(takeover(real))


def _upgrade(real: Real) -> Pair:
    pair = takeover(real)
    pair.done("decide_upgrade", CLAIRE, mode="in-contract", reason="", company="")
    pair.everyone()
    return _peopled(pair)


def _operations(real: Real) -> Pair:
    return _peopled(operations(real))


def _sent(real: Real) -> Pair:
    pair = _operations(real)
    pair.done("terminate", CLAIRE, sent=pair.world.today, received=None)
    return pair


def _unseated(real: Real) -> Pair:
    """To another provider, of which nobody has a seat yet."""
    pair = _operations(real)
    pair.done("terminate", CLAIRE, sent=pair.world.today, received=pair.world.today)
    pair.done("choose_mode", CLAIRE, mode="portability", company="Suite SAS", reason="")
    return pair


def _reversibility(real: Real) -> Pair:
    pair = _operations(real)
    pair.done("terminate", NADIA, sent=pair.world.today, received=pair.world.today)
    pair.done("choose_mode", CLAIRE, mode="reversibility", company="", reason="")
    return pair


def _portability(real: Real) -> Pair:
    pair = _unseated(real)
    paul, later = Said("Paul"), pair.world.today + timedelta(days=90)
    pair.done("name_member", CLAIRE, **named("Paul", "incoming", "lead"))
    pair.done("name_member", paul, **named("Ines", "incoming", "signatory"))
    pair.done("name_member", paul, **named("Igor", "incoming", "delegate", stands_for="Ines", until=later))
    pair.done("name_member", paul, **named("Ilse", "incoming", "member"))
    pair.done("name_member", paul, **named("Ivan", "incoming", "observer"))
    return pair


def _closed(real: Real) -> Pair:
    pair = _reversibility(real)
    pair.everyone(but_phase=True)
    pair.done("accept", CLAIRE, number=whole(pair))
    pair.wait_until(pair.world.terms.last_day(0))
    pair.done("accept", NADIA, number=whole(pair))
    return pair


STATES = {
    "takeover": _takeover, "upgrade": _upgrade, "operations": _operations, "notice sent": _sent,
    "reversibility": _reversibility, "portability": _portability, "unseated": _unseated, "closed": _closed,
}  # fmt: skip
