"""Where the stories begin, made once in a process and put back for each."""

from __future__ import annotations

import pickle
from functools import cache

from state.rules.engagement import Engagement
from state.voice import Voice
from tests.proof.cast import TEAMS
from tests.proof.memory import Silent
from tests.proof.pair import Pair
from tests.proof.real import Real
from tests.proof.starts import STARTS
from tests.proof.world import World


def begin(start: str, voice: type[Voice] = Silent) -> Pair:
    """Return Relais and the model, both where a story begins."""
    ours = _real(voice)
    image, model, after, id_ = _begun(start, voice)
    ours.restore(image)
    world: World = pickle.loads(model)
    ours.after, ours.id = after, id_
    ours.today, ours.minutes = world.today, 100
    return Pair(ours, world)


@cache
def _real(voice: type[Voice]) -> Real:
    """Return the ledger of this process."""
    return Real(TEAMS, voice())


@cache
def _begun(start: str, voice: type[Voice]) -> tuple[bytes, bytes, Engagement, str]:
    """Return an engagement to begin with: Relais's database and the model as images."""
    ours = _real(voice)
    ours.restore(ours.empty)
    pair = STARTS[start](ours)
    assert ours.after is not None
    return ours.image(), pickle.dumps(pair.world), ours.after, ours.id
