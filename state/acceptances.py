"""What each party says of an engagement's items: accepted, with reservations, refused, not applicable."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from state.engagements import Engagements
from state.phases import turned
from state.rules import acceptance, reservation
from state.rules.change import Call
from state.rules.engagement import Engagement
from state.rules.party import Party
from state.rules.seen import refuse_changed

Rule = Callable[[Engagement], Engagement]


class Acceptances:
    """Each call is one party's word, for good in the history; the last one that was missing turns the gate.

    `seen` is the mark (`rules.seen`) of what the person had before them; "" where there was nothing.
    """

    def __init__(self, engagements: Engagements) -> None:
        self._engagements = engagements

    def accept(
        self, engagement_id: str, number: int, call: Call, *, note: str = "", seen: str = ""
    ) -> Engagement:
        """Accept an item for the caller's party; raises as `rules.acceptance.accept`, and `stale_view`."""

        def accepted(engagement: Engagement) -> Engagement:
            refuse_changed(engagement, number, seen)
            return acceptance.accept(engagement, number, call.word, note=note)

        return self._settle(engagement_id, number, accepted, call, "accept")

    def reserve(
        self,
        engagement_id: str,
        number: int,
        call: Call,
        *,
        text: str,
        due: date | None = None,
        owner: Party | None = None,
        blocking: bool = False,
        seen: str = "",
    ) -> Engagement:
        """Accept an item with a reservation; raises as `rules.reservation.reserve`, and `stale_view`."""

        def reserved(engagement: Engagement) -> Engagement:
            refuse_changed(engagement, number, seen)
            return reservation.reserve(
                engagement, number, call.word, text=text, due=due, owner=owner, blocking=blocking
            )

        return self._settle(engagement_id, number, reserved, call, "reserve")

    def waive(
        self, engagement_id: str, number: int, call: Call, *, reason: str, seen: str = ""
    ) -> Engagement:
        """Say that an item does not apply; raises as `rules.acceptance.waive`, and `stale_view`."""

        def waived(engagement: Engagement) -> Engagement:
            refuse_changed(engagement, number, seen)
            return acceptance.waive(engagement, number, call.word, reason=reason)

        return self._settle(engagement_id, number, waived, call, "waive")

    def reject(
        self, engagement_id: str, number: int, call: Call, *, reason: str, seen: str = ""
    ) -> Engagement:
        """Refuse an item for the caller's party; raises as `rules.acceptance.reject`, and `stale_view`."""

        def rejected(engagement: Engagement) -> Engagement:
            refuse_changed(engagement, number, seen)
            return acceptance.reject(engagement, number, call.word, reason=reason)

        action = "acceptance.reject"
        return self._engagements.change(engagement_id, rejected, call, action=action, number=number)

    def lift(self, engagement_id: str, number: int, call: Call, *, note: str = "") -> Engagement:
        """Lift a reservation, by its number; raises as `rules.reservation.lift`."""

        def lifted(engagement: Engagement) -> Engagement:
            return reservation.lift(engagement, number, call.word, note=note)

        return self._settle(engagement_id, number, lifted, call, "lift")

    def _settle(self, engagement_id: str, number: int, rule: Rule, call: Call, action: str) -> Engagement:
        """Apply a rule that settles something, then open the next phase where nothing is missing any more."""

        def settled(engagement: Engagement) -> Engagement:
            return turned(rule(engagement), call.word)

        name = f"acceptance.{action}"
        return self._engagements.change(engagement_id, settled, call, action=name, number=number)
