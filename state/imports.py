"""Contracts that already run come in, all of a file or none of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import uuid4

from state import checklists
from state.engagements import Engagements
from state.rules.broken import RuleBroken
from state.rules.change import Call
from state.rules.checklist import Task
from state.rules.engagement import Engagement
from state.rules.importing import imported
from state.rules.item import Phase
from state.rules.running import Fault, Running, Unfit
from state.values import name_key


class Imports:
    """First what would come of a file, then that and nothing else is kept (DOMAIN T14)."""

    def __init__(self, engagements: Engagements) -> None:
        self._engagements = engagements

    def tried(self, contracts: Sequence[Running], call: Call) -> Iterator[Engagement | Unfit]:
        """Yield what each contract becomes, or all that is wrong with it; nothing is kept.

        A name that another engagement has, or one above it in the file, is told as `name_taken` (name).
        """
        names = {name_key(one.name): one.name for one in self._engagements.all()}
        for contract in contracts:
            try:
                made = imported(contract, id_=uuid4().hex, word=call.word, tasks=asked)
            except Unfit as unfit:
                yield unfit
                continue
            if (taken := names.get(name_key(made.name))) is not None:
                yield Unfit((Fault("name", RuleBroken("name_taken", name=taken)),))
                continue
            names[name_key(made.name)] = made.name
            yield made

    def bring(self, engagements: Sequence[Engagement], contracts: Sequence[Running], call: Call) -> None:
        """Keep what came of contracts, in one transaction; their evidence stands in the history.

        Raises `name_taken` (name) where somebody was faster.
        """
        evidence = [" ".join(contract.evidence.split()) for contract in contracts]
        brought = list(zip(engagements, evidence, strict=True))
        self._engagements.bring(brought, call, action="engagement.import")


def asked(engagement: Engagement) -> Sequence[Task]:
    """Return the checklist that an engagement's phase asks for, with its upgrade and its exit as they are."""
    if engagement.phase is Phase.TAKEOVER:
        instead = checklists.instead_of_upgrade().get(engagement.upgrade, ())
        return (*checklists.tasks(Phase.TAKEOVER), *instead)
    if engagement.phase is Phase.EXIT and engagement.exit is not None:
        return checklists.exit_tasks(engagement.exit.mode)
    return checklists.tasks(engagement.phase)
