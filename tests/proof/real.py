"""The real services behind the model's deeds, on a database in memory that can be put back as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from state.ledger import Ledger
from state.migration import migrate
from state.rules.broken import RuleBroken
from state.rules.change import Call
from state.rules.clauses import Amendment
from state.rules.dossier import Channel, ExitMode, ProposalKind, Route, UpgradeMode, Upstream
from state.rules.engagement import Engagement
from state.rules.item import ItemKind, Phase
from state.rules.opening import Opening
from state.rules.party import Actor, Party, Role
from state.rules.people import Naming
from state.rules.term import clauses_on
from state.voice import Voice
from tests.proof.memory import Silent, contract_of, in_memory
from tests.proof.oracle import Said
from tests.proof.parts import Terms


@dataclass
class Real:
    """One engagement in a ledger, and the clock of the people who work on it."""

    teams: dict[str, str]
    voice: Voice = field(default_factory=Silent)
    today: date = date(2026, 11, 24)
    minutes: int = 0
    id: str = ""
    after: Engagement | None = None
    last: tuple[str, Call, dict[str, Any]] | None = None

    def __post_init__(self) -> None:
        engine = in_memory()
        migrate(engine)
        self.ledger = Ledger(engine, self.voice)
        driver = engine.raw_connection().driver_connection
        assert isinstance(driver, sqlite3.Connection)
        self.database = driver
        self.empty = self.image()

    def image(self) -> bytes:
        return self.database.serialize()

    def restore(self, image: bytes) -> None:
        self.database.deserialize(image)
        self.last = None

    def actor(self, who: str) -> Actor:
        return Actor(self.teams[who], who)

    @property
    def now(self) -> datetime:
        """Ten o'clock UTC and some minutes: the same day in Paris, winter and summer."""
        return datetime.combine(self.today, time(10), UTC) + timedelta(minutes=self.minutes)

    def call(self, said: Said, *, late: int = 0) -> Call:
        self.minutes += 1
        at = self.now - timedelta(minutes=late)
        cause = f"{self.today} {self.minutes}"
        if said.keeper is None:
            return Call(self.actor(said.by), at, "proof", cause)
        return Call(self.actor(said.keeper), at, "proof", cause, self.actor(said.by), said.evidence)

    def do(self, deed: str, said: Said, args: dict[str, Any], *, late: int = 0) -> str | None:
        """Do something; return why it was refused, None where it was not."""
        self.last = deed, self.call(said, late=late), args
        return self.again()

    def again(self) -> str | None:
        """Do the last thing once more: the same event, delivered a second time."""
        assert self.last is not None
        deed, call, args = self.last
        try:
            self.after = DEEDS[deed](self, call, **args)
        except RuleBroken as broken:
            return broken.code
        return None

    def kept(self) -> Engagement:
        return self.ledger.engagements.get(self.id)

    def open(self, terms: Terms, client: Sequence[str], provider: Sequence[str], by: str) -> None:
        opening = Opening(
            "Paie Marbeuf", contract_of(terms), UpgradeMode.UNDECIDED,
            tuple(map(self.actor, client)), tuple(map(self.actor, provider)), "en", "Europe/Paris",
        )  # fmt: skip
        made = self.ledger.engagements.open(opening, self.call(Said(by)), team="TPROVIDER", channel="CSHARED")
        self.id, self.after = made.id, made

    def pass_time(self, days: int) -> None:
        self.today += timedelta(days=days)
        self.minutes = 0
        self.ledger.reminders.plan(now=self.now)
        self.after = self.kept()


def optional(kind: Callable[[str], Any], value: str | None) -> Any:
    return None if value is None else kind(value)


def proposed(
    real: Real, kind: str, *, back_to: str | None, evolution: int | None, extends: date | None = None
) -> dict[str, Any]:
    """Return what a proposal of a kind asks for."""
    if kind == "back":
        return {"back_to": optional(Phase, back_to)}
    if kind != "amendment":
        return {}
    clauses = clauses_on(real.kept().contract, real.today)
    terms = Amendment(on=real.today, clauses=clauses, last_day=extends) if extends else None
    return {"parts": ("price",), "evolution": evolution, "terms": terms}


DEEDS: dict[str, Callable[..., Engagement]] = {
    "accept": lambda r, c, number: r.ledger.acceptances.accept(r.id, number, c),
    "reserve": lambda r, c, number, text, due, owner, blocking: r.ledger.acceptances.reserve(
        r.id, number, c, text=text, due=due, owner=optional(Party, owner), blocking=blocking
    ),
    "reject": lambda r, c, number, reason: r.ledger.acceptances.reject(r.id, number, c, reason=reason),
    "waive": lambda r, c, number, reason: r.ledger.acceptances.waive(r.id, number, c, reason=reason),
    "lift": lambda r, c, reservation: r.ledger.acceptances.lift(r.id, reservation, c),
    "deliver": lambda r, c, number, evidence: r.ledger.items.deliver(r.id, number, c, evidence=evidence),
    "add_item": lambda r, c, title, kind, owner, due: r.ledger.items.add(
        r.id, c, title=title, kind=ItemKind(kind), owner=Party(owner), due=due
    ),
    "change_item": lambda r, c, number, title, owner, due: r.ledger.items.change(
        r.id, number, c, title=title, owner=optional(Party, owner), due=due
    ),
    "advance": lambda r, c: r.ledger.phases.advance(r.id, c),
    "decide_upgrade": lambda r, c, mode, reason, company: r.ledger.phases.decide_upgrade(
        r.id, UpgradeMode(mode), c, reason=reason, upstream=Upstream(company) if company else None
    ),
    "propose": lambda r, c, kind, reason, **content: r.ledger.proposals.propose(
        r.id, ProposalKind(kind), c, reason=reason, **proposed(r, kind, **content)
    ),
    "agree": lambda r, c, number: r.ledger.proposals.agree(r.id, number, c),
    "decline": lambda r, c, number, reason: r.ledger.proposals.decline(r.id, number, c, reason=reason),
    "take_back": lambda r, c, number: r.ledger.proposals.take_back(r.id, number, c),
    "terminate": lambda r, c, sent, received: r.ledger.endings.terminate(
        r.id, c, sent_on=sent, received_on=received
    ),
    "received": lambda r, c, on: r.ledger.endings.received(r.id, c, on=on),
    "end_early": lambda r, c, last_day, ground: r.ledger.endings.end_early(
        r.id, c, last_day=last_day, ground=ground
    ),
    "renew": lambda r, c: r.ledger.endings.renew(r.id, c),
    "choose_mode": lambda r, c, mode, company, reason: r.ledger.endings.choose_mode(
        r.id, c, ExitMode(mode), company=company, reason=reason
    ),
    "open_evolution": lambda r, c, title, route: r.ledger.evolutions.open(
        r.id, c, title=title, route=Route(route)
    ),
    "propose_solution": lambda r, c, number: r.ledger.evolutions.propose_solution(r.id, number, c, note="so"),
    "validate": lambda r, c, number: r.ledger.evolutions.validate(r.id, number, c),
    "implement": lambda r, c, number: r.ledger.evolutions.implement(r.id, number, c),
    "send_back": lambda r, c, number, reason: r.ledger.evolutions.send_back(r.id, number, c, reason=reason),
    "withdraw": lambda r, c, number, reason: r.ledger.evolutions.withdraw(r.id, number, c, reason=reason),
    "reroute": lambda r, c, number, route: r.ledger.evolutions.reroute(r.id, number, c, route=Route(route)),
    "link": lambda r, c, number, proposal: r.ledger.evolutions.link(r.id, number, proposal, c),
    "open_optimisation": lambda r, c, title: r.ledger.evolutions.open_optimisation(r.id, c, title=title),
    "close_optimisation": lambda r, c, number: r.ledger.evolutions.close_optimisation(r.id, number, c),
    "name_member": lambda r, c, person, party, role, stands_for, since, until, evidence: (
        r.ledger.members.name(
            r.id,
            Naming(
                r.actor(person),
                Party(party),
                Role(role),
                optional(r.actor, stands_for),
                since,
                until,
                evidence,
            ),
            c,
        )
    ),
    "release_member": lambda r, c, person: r.ledger.members.release(r.id, r.actor(person), c),
    "name_administrator": lambda r, c, person: r.ledger.members.name_administrator(r.id, r.actor(person), c),
    "release_administrator": lambda r, c, person: r.ledger.members.release_administrator(
        r.id, r.actor(person), c
    ),
    "follow": lambda r, c, channel: r.ledger.places.follow(r.id, Channel("TCLIENT", channel), c),
    "unfollow": lambda r, c, channel: r.ledger.places.unfollow(r.id, Channel("TCLIENT", channel), c),
    "archive": lambda r, c: r.ledger.places.archive(r.id, c),
    "set_index": lambda r, c, index: r.ledger.endings.set_index(r.id, c, Decimal(index)),
    "four_eyes": lambda r, c, asked: r.ledger.places.four_eyes(r.id, c, asked=asked),
}
