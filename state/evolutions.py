"""Evolutions of the service, and the stretches of optimisation between them."""

from __future__ import annotations

from collections.abc import Callable

from state.engagements import Engagements
from state.rules import evolution, interval
from state.rules.change import Call
from state.rules.dossier import Route
from state.rules.engagement import Engagement
from state.rules.reason import checked_reason


class Evolutions:
    """Each call is one party's step, for good in the history."""

    def __init__(self, engagements: Engagements) -> None:
        self._engagements = engagements

    def open(self, engagement_id: str, call: Call, *, title: str, route: Route) -> Engagement:
        """Open an evolution; raises as `rules.evolution.open_evolution`."""

        def opened(engagement: Engagement) -> Engagement:
            return evolution.open_evolution(engagement, call.word, title=title, route=route)

        return self._engagements.change(engagement_id, opened, call, action="evolution.open")

    def propose_solution(self, engagement_id: str, number: int, call: Call, *, note: str) -> Engagement:
        """Propose the solution; raises as `rules.evolution.propose_solution`."""

        def proposed(engagement: Engagement) -> Engagement:
            return evolution.propose_solution(engagement, number, call.word, note=note)

        return self._step(engagement_id, number, proposed, call, "solution")

    def validate(self, engagement_id: str, number: int, call: Call, *, note: str = "") -> Engagement:
        """Validate the solution; raises as `rules.evolution.validate`."""

        def validated(engagement: Engagement) -> Engagement:
            return evolution.validate(engagement, number, call.word, note=note)

        return self._step(engagement_id, number, validated, call, "validate")

    def send_back(self, engagement_id: str, number: int, call: Call, *, reason: str) -> Engagement:
        """Send the solution back; raises as `rules.evolution.send_back`."""

        def sent(engagement: Engagement) -> Engagement:
            return evolution.send_back(engagement, number, call.word, reason=reason)

        return self._step(engagement_id, number, sent, call, "back")

    def implement(self, engagement_id: str, number: int, call: Call, *, note: str = "") -> Engagement:
        """Say that the solution is in place; raises as `rules.evolution.implement`."""

        def implemented(engagement: Engagement) -> Engagement:
            return evolution.implement(engagement, number, call.word, note=note)

        return self._step(engagement_id, number, implemented, call, "implement")

    def withdraw(self, engagement_id: str, number: int, call: Call, *, reason: str) -> Engagement:
        """Withdraw an evolution; raises as `rules.evolution.withdraw`."""

        def withdrawn(engagement: Engagement) -> Engagement:
            return evolution.withdraw(engagement, number, call.word, reason=reason)

        return self._step(engagement_id, number, withdrawn, call, "withdraw")

    def reroute(self, engagement_id: str, number: int, call: Call, *, route: Route) -> Engagement:
        """Say otherwise how it is covered; raises as `rules.evolution.reroute`."""

        def rerouted(engagement: Engagement) -> Engagement:
            return evolution.reroute(engagement, number, call.word, route=route)

        return self._step(engagement_id, number, rerouted, call, "reroute")

    def link(self, engagement_id: str, number: int, proposal: int, call: Call) -> Engagement:
        """Say which amendment covers it; raises as `rules.evolution.link`."""

        def linked(engagement: Engagement) -> Engagement:
            return evolution.link(engagement, number, proposal, call.word)

        return self._step(engagement_id, number, linked, call, "link")

    def open_optimisation(self, engagement_id: str, call: Call, *, title: str) -> Engagement:
        """Open a stretch of optimisation; raises as `rules.interval.open_optimisation`."""

        def opened(engagement: Engagement) -> Engagement:
            return interval.open_optimisation(engagement, call.word, title=title)

        return self._engagements.change(engagement_id, opened, call, action="optimisation.open")

    def close_optimisation(
        self, engagement_id: str, number: int, call: Call, *, note: str = ""
    ) -> Engagement:
        """Close a stretch of optimisation, with what came of it in the history.

        Raises as `rules.interval.close_optimisation` and `reason_too_long` (limit).
        """
        said = checked_reason(note, required=False)

        def closed(engagement: Engagement) -> Engagement:
            return interval.close_optimisation(engagement, number, call.word)

        action = "optimisation.close"
        return self._engagements.change(engagement_id, closed, call, action=action, number=number, note=said)

    def _step(
        self,
        engagement_id: str,
        number: int,
        rule: Callable[[Engagement], Engagement],
        call: Call,
        step: str,
    ) -> Engagement:
        action = f"evolution.{step}"
        return self._engagements.change(engagement_id, rule, call, action=action, number=number)
