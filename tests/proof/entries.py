"""Every way to change an engagement: who may, for which party, and in which states; from the issue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.proof.cast import named

Args = dict[str, Any]
#: The states of an engagement in which every entry is tried; `situations.py` leads there.
STATES = (
    "takeover", "upgrade", "operations", "notice sent", "reversibility", "portability", "unseated", "closed",
)  # fmt: skip
OPEN = STATES[:-1]
RUNNING = ("takeover", "upgrade", "operations", "notice sent")
OPERATIONS = ("operations", "notice sent")
EXIT = ("reversibility", "portability", "unseated")
PAIR = "client provider"
ALL = "client provider incoming"


@dataclass
class Context:
    """What there is to act on in a state, by number; what there is none of is 99."""

    today: date
    item: int = 99
    clients_item: int = 99
    providers_item: int = 99
    clients_reservation: int = 99
    providers_reservation: int = 99
    clients_proposal: int = 99
    evolutions: dict[str, int] = field(default_factory=dict)
    interval: int = 99

    def evolution(self, stage: str) -> int:
        return self.evolutions.get(stage, 99)


@dataclass(frozen=True)
class Entry:
    """One entry: `otherwise` is why another party is refused, `elsewhere` why another state is.

    `then` is why it is refused in these states also to who may, where nothing else can be arranged.
    """

    service: str
    deed: str
    act: str
    parties: str | dict[str, str]
    otherwise: str
    states: tuple[str, ...]
    elsewhere: str
    args: Callable[[Context], Args] = lambda _: {}
    then: str | None = None
    also_closed: bool = False

    def parties_in(self, state: str) -> list[str]:
        """Return the parties whose people may, as they may in a state."""
        named = self.parties if isinstance(self.parties, str) else self.parties.get(state, ALL)
        return named.split()


def _proposes(kind: str, **more: Any) -> Callable[[Context], Args]:
    rest = {"reason": "so", "back_to": None, "evolution": None} | more
    return lambda _: {"kind": kind} | rest


def _stage(stage: str, **more: Any) -> Callable[[Context], Args]:
    return lambda c: {"number": c.evolution(stage)} | more


NOT_ITEM = "wrong_phase unknown_item item_dropped"
NOT_OPERATIONS = "operations_only"
NOT_PROPOSAL = "unknown_proposal"
ENTRIES = [
    Entry("acceptances.accept", "accept", "sign", PAIR, "not_asked", OPEN, "closed",
          lambda c: {"number": c.item}),
    Entry("acceptances.reserve", "reserve", "sign", PAIR, "not_asked", OPEN, "closed",
          lambda c: {"number": c.item, "text": "?", "due": None, "owner": None, "blocking": False}),
    Entry("acceptances.reject", "reject", "sign", PAIR, "not_asked", OPEN, "closed",
          lambda c: {"number": c.item, "reason": "no"}),
    Entry("acceptances.waive", "waive", "sign", PAIR, "not_asked", OPEN, "closed",
          lambda c: {"number": c.item, "reason": "none here"}),
    Entry("acceptances.lift", "lift", "sign", "client", "not_your_reservation", OPEN, "closed",
          lambda c: {"reservation": c.clients_reservation}),
    Entry("acceptances.lift", "lift", "sign", "provider", "not_your_reservation", OPEN, "closed",
          lambda c: {"reservation": c.providers_reservation}),
    Entry("items.deliver", "deliver", "work", "client", "not_owner", OPEN, "closed",
          lambda c: {"number": c.clients_item, "evidence": "https://example.org/c"}),
    Entry("items.deliver", "deliver", "work", "provider", "not_owner", OPEN, "closed",
          lambda c: {"number": c.providers_item, "evidence": "https://example.org/p"}),
    Entry("items.add", "add_item", "work", ALL, "", OPEN, "closed",
          lambda _: {"title": "A badge", "kind": "legal", "owner": "client", "due": None}),
    Entry("items.change", "change_item", "work", ALL, "", OPEN, "closed",
          lambda c: {"number": c.item, "title": "Another name", "owner": None, "due": None}),
    Entry("phases.advance", "advance", "commit", PAIR, "no_seat", OPEN, "closed", then="not_ready"),
    Entry("phases.decide_upgrade", "decide_upgrade", "commit", PAIR, "no_seat", ("takeover",),
          "upgrade_too_late", lambda _: {"mode": "left-out", "reason": "risk", "company": ""}),
    Entry("proposals.propose", "propose", "commit", PAIR, "no_seat", ("upgrade", *OPERATIONS),
          "back_nowhere back_from_exit", _proposes("back", back_to="takeover")),
    Entry("proposals.propose", "propose", "commit", PAIR, "no_seat", ("notice sent", *EXIT),
          "no_notice", _proposes("withdrawal")),
    Entry("proposals.agree", "agree", "commit", "provider", "own_proposal", OPEN, "closed",
          lambda c: {"number": c.clients_proposal}),
    Entry("proposals.decline", "decline", "commit", "provider", "own_proposal", OPEN, "closed",
          lambda c: {"number": c.clients_proposal, "reason": "no"}),
    Entry("proposals.take_back", "take_back", "commit", "client", "others_proposal", OPEN, "closed",
          lambda c: {"number": c.clients_proposal}),
    Entry("endings.terminate", "terminate", "commit", PAIR, "no_seat", ("operations",),
          "notice_operations leaving_already notice_on_its_way notice_stands",
          lambda c: {"sent": c.today, "received": c.today}),
    Entry("endings.received", "received", "commit", PAIR, "no_seat", ("notice sent",),
          "no_notice leaving_already notice_received_already", lambda c: {"on": c.today}),
    Entry("endings.end_early", "end_early", "commit", PAIR, "no_seat", RUNNING, "leaving_already",
          lambda c: {"last_day": c.today + timedelta(days=9), "ground": "article 9"}),
    Entry("endings.renew", "renew", "commit", PAIR, "no_seat", RUNNING, "leaving_already"),
    Entry("endings.choose_mode", "choose_mode", "commit", "client", "client_chooses", EXIT, "exit_first",
          lambda _: {"mode": "portability", "company": "Autre SA", "reason": "tender"}),
    Entry("endings.set_index", "set_index", "commit", PAIR, "no_seat", OPEN, "closed",
          lambda _: {"index": "315.0"}, then="no_revision"),
    Entry("evolutions.open", "open_evolution", "commit", "client", "evolution_party", OPERATIONS,
          NOT_OPERATIONS, lambda _: {"title": "A form", "route": "contract"}),
    Entry("evolutions.propose_solution", "propose_solution", "commit", "provider", "evolution_party",
          OPERATIONS, NOT_OPERATIONS, _stage("need")),
    Entry("evolutions.validate", "validate", "commit", "client", "evolution_party", OPERATIONS,
          NOT_OPERATIONS, _stage("solution")),
    Entry("evolutions.send_back", "send_back", "commit", "client", "evolution_party", OPERATIONS,
          NOT_OPERATIONS, _stage("solution", reason="no")),
    Entry("evolutions.implement", "implement", "commit", "provider", "evolution_party", OPERATIONS,
          NOT_OPERATIONS, _stage("validated")),
    Entry("evolutions.withdraw", "withdraw", "commit", "client", "evolution_party", OPERATIONS,
          NOT_OPERATIONS, _stage("need", reason="no need")),
    Entry("evolutions.reroute", "reroute", "commit", "client", "evolution_party", OPERATIONS,
          NOT_OPERATIONS, _stage("need", route="project")),
    Entry("evolutions.link", "link", "commit", PAIR, "no_seat", OPERATIONS, NOT_OPERATIONS,
          lambda c: {"number": c.evolution("need"), "proposal": c.clients_proposal}),
    Entry("evolutions.open_optimisation", "open_optimisation", "commit", "provider", "optimisation_opens",
          OPERATIONS, NOT_OPERATIONS, lambda _: {"title": "Fewer alerts"}),
    Entry("evolutions.close_optimisation", "close_optimisation", "commit", "client", "optimisation_closes",
          OPERATIONS, NOT_OPERATIONS, lambda c: {"number": c.interval}),
    Entry("members.name", "name_member", "people", "client", "own_party_only", OPEN, "closed",
          lambda _: named("Sam", "client", "signatory")),
    Entry("members.name", "name_member", "people", "provider", "own_party_only", OPEN, "closed",
          lambda _: named("Sana", "provider", "lead")),
    Entry("members.name", "name_member", "people", {"unseated": "client", "portability": "incoming"},
          "own_party_only", ("unseated", "portability"), "no_incoming",
          lambda _: named("Pia", "incoming", "lead")),
    Entry("members.release", "release_member", "people", "client", "own_party_only", OPEN, "closed",
          lambda _: {"person": "Hugo"}),
    Entry("members.release", "release_member", "people", "provider", "own_party_only", OPEN, "closed",
          lambda _: {"person": "Tom"}),
    Entry("members.name_administrator", "name_administrator", "settings", PAIR, "no_seat", STATES, "",
          lambda _: {"person": "Sam"}, also_closed=True),
    Entry("members.release_administrator", "release_administrator", "settings", PAIR, "no_seat", STATES, "",
          lambda _: {"person": "Ada"}, also_closed=True),
    Entry("places.follow", "follow", "settings", PAIR, "no_seat", OPEN, "closed",
          lambda _: {"channel": "CELSEWHERE"}),
    Entry("places.unfollow", "unfollow", "settings", PAIR, "no_seat", STATES, "",
          lambda _: {"channel": "CHERE"}, also_closed=True),
    Entry("places.four_eyes", "four_eyes", "settings", PAIR, "no_seat", OPEN, "closed",
          lambda _: {"asked": True}),
    Entry("places.archive", "archive", "settings", PAIR, "no_seat", ("closed",), "archive_open",
          also_closed=True),
]  # fmt: skip
