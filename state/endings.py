"""The end of the term and the exit: notices, renewals, prices, who takes over, and what time brings about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from state import checklists
from state.engagements import Engagements, day
from state.phases import entered
from state.rules import ending, leaving, pricing
from state.rules.change import Call
from state.rules.dossier import ExitMode
from state.rules.engagement import Engagement
from state.rules.party import CLOCK
from state.rules.passing import Passed, passed

#: More steps than time brings about between two passes: a monthly contract of a hundred years.
MOST_STEPS = 2500


class _Overtaken(Exception):  # noqa: N818 - no error
    """Somebody acted meanwhile, or another process was faster."""


class Endings:
    """Each call is one party's word on how the contract goes on or ends; `pass_time` is the clock's."""

    def __init__(self, engagements: Engagements) -> None:
        self._engagements = engagements

    def terminate(
        self, engagement_id: str, call: Call, *, sent_on: date, received_on: date | None = None
    ) -> Engagement:
        """Record a notice; raises as `rules.ending.terminate`."""

        def give(engagement: Engagement) -> Engagement:
            return ending.terminate(engagement, call.word, sent_on=sent_on, received_on=received_on)

        return self._leave(engagement_id, give, call, action="term.notice")

    def received(self, engagement_id: str, call: Call, *, on: date) -> Engagement:
        """Record that the notice has arrived; raises as `rules.ending.received`."""

        def arrive(engagement: Engagement) -> Engagement:
            return ending.received(engagement, call.word, on=on)

        return self._leave(engagement_id, arrive, call, action="term.received")

    def renew(self, engagement_id: str, call: Call, *, note: str = "") -> Engagement:
        """Record that a party lets the contract renew; raises as `rules.ending.renew`."""

        def renew(engagement: Engagement) -> Engagement:
            return ending.renew(engagement, call.word, note=note)

        return self._engagements.change(engagement_id, renew, call, action="term.renew")

    def end_early(self, engagement_id: str, call: Call, *, last_day: date, ground: str) -> Engagement:
        """End the contract before its term; raises as `rules.leaving.end_early`."""

        def end(engagement: Engagement) -> Engagement:
            return leaving.end_early(engagement, call.word, last_day=last_day, ground=ground)

        return self._leave(engagement_id, end, call, action="exit.early")

    def choose_mode(
        self, engagement_id: str, call: Call, mode: ExitMode, *, company: str = "", reason: str = ""
    ) -> Engagement:
        """Say who takes over, with the checklist that it asks for; raises as `rules.leaving.choose_mode`."""

        def choose(engagement: Engagement) -> Engagement:
            after = leaving.choose_mode(engagement, call.word, mode, company=company, reason=reason)
            before = engagement.exit.mode if engagement.exit else ExitMode.UNDECIDED
            former, wanted = checklists.exit_tasks(before), checklists.exit_tasks(mode)
            return leaving.relisted(after, former, wanted, call.word)

        return self._engagements.change(engagement_id, choose, call, action="exit.mode")

    def set_index(self, engagement_id: str, call: Call, index: Decimal) -> Engagement:
        """Give the index of the last price revision; raises as `rules.pricing.set_index`."""

        def give(engagement: Engagement) -> Engagement:
            return pricing.set_index(engagement, call.word, index)

        return self._engagements.change(engagement_id, give, call, action="price.index")

    def pass_time(self, engagement: Engagement, *, now: datetime) -> Engagement:
        """Have come about what time alone brings about by an instant, each thing once; return the outcome."""
        for _ in range(MOST_STEPS):
            step = passed(engagement, now)
            if step is None:
                break
            before, engagement = engagement, self._pass(engagement, step, now)
            if engagement == before:
                break
        return engagement

    def _pass(self, engagement: Engagement, step: Passed, now: datetime) -> Engagement:
        today = day(now, engagement.zone)
        call = Call(CLOCK, now, "clock", cause=f"passed {step.action} {step.k} {today}")

        def come_about(fresh: Engagement) -> Engagement:
            again = passed(fresh, now)
            if again is None or (again.action, again.k) != (step.action, step.k):
                raise _Overtaken
            return entered(fresh, again.after)

        try:
            return self._engagements.change(
                engagement.id, come_about, call, action=step.action, number=step.k
            )
        except _Overtaken:
            return self._engagements.get(engagement.id)

    def _leave(
        self, engagement_id: str, rule: Callable[[Engagement], Engagement], call: Call, *, action: str
    ) -> Engagement:
        """Apply a rule by which the exit may begin, with its checklist."""

        def leave(engagement: Engagement) -> Engagement:
            return entered(engagement, rule(engagement))

        return self._engagements.change(engagement_id, leave, call, action=action)
