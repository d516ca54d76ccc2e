"""How many stories are told, and how they are shared among processes: `make test`, `make prove`."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

STORIES = int(os.environ.get("PROOF_STORIES", "2000"))
SHARES = int(os.environ.get("PROOF_SHARES", "8"))
#: What people do in one story; some of it takes several steps.
STEPS = int(os.environ.get("PROOF_STEPS", "6"))


def tell(machine: type[RuleBasedStateMachine], stories: int) -> None:
    """Tell so many stories, other ones each time; a failing one is told again, as short as it can be."""
    told = settings(
        max_examples=stories,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=told)
