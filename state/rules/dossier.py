"""What an engagement holds beside its checklist: upgrade elsewhere, evolutions, proposals, terms, exit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from state.rules.clauses import Amendment
from state.rules.item import Phase
from state.rules.party import Actor, Party
from state.rules.price import Revision
from state.rules.run import Outcome


class UpgradeMode(StrEnum):
    """Where the upgrade is done (methodology: upgrade left out)."""

    UNDECIDED = "undecided"
    IN_CONTRACT = "in-contract"
    UPSTREAM = "upstream"
    NOT_NEEDED = "not-needed"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True)
class Upstream:
    """The separate contract under which an upgrade is done: by whom, its reference, its days."""

    company: str
    reference: str = ""
    starts: date | None = None
    ends: date | None = None


class Route(StrEnum):
    """How an evolution is covered (methodology: evolutions)."""

    CONTRACT = "contract"
    AMENDMENT = "amendment"
    PROJECT = "project"


class Stage(StrEnum):
    """How far an evolution is, by what was done last; the last two end it."""

    NEED = "need"
    SOLUTION = "solution"
    VALIDATED = "validated"
    IMPLEMENTED = "implemented"
    SENT_BACK = "sent-back"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class StageDone:
    """One stage of an evolution: which, by whom for which party, when (UTC), with what words or link.

    `kept_by` and `evidence`: see `party.Word`.
    """

    stage: Stage
    party: Party
    by: Actor
    at: datetime
    note: str = ""
    kept_by: Actor | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Evolution:
    """A change of what the provider delivers; `number` is unique in the engagement and never reused.

    `stages` are in the order in which they came. `amendment` is the number of the proposal that covers it.
    """

    number: int
    title: str
    route: Route
    stages: tuple[StageDone, ...]
    amendment: int | None = None

    @property
    def stage(self) -> Stage:
        return self.stages[-1].stage

    @property
    def open(self) -> bool:
        return self.stage not in {Stage.IMPLEMENTED, Stage.WITHDRAWN}


class IntervalKind(StrEnum):
    """What punctuates the operations (methodology: operations)."""

    EVOLUTION = "evolution"
    OPTIMISATION = "optimisation"


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of evolution or optimisation within the operations; both days are the engagement's."""

    number: int
    kind: IntervalKind
    title: str
    opened_on: date
    closed_on: date | None = None
    evolution: int | None = None


class ProposalKind(StrEnum):
    """What needs the word of both signatories of the contract.

    `BACK`: to an earlier phase. `AMENDMENT`: of the contract, or a new term of it. `RENEWAL`: of a
    contract that would expire. `WITHDRAWAL`: of a notice that was given.
    """

    BACK = "back"
    AMENDMENT = "amendment"
    RENEWAL = "renewal"
    WITHDRAWAL = "withdrawal"


class Answer(StrEnum):
    """How a proposal ended."""

    AGREED = "agreed"
    DECLINED = "declined"
    TAKEN_BACK = "taken-back"


@dataclass(frozen=True, slots=True)
class ProposalEnd:
    """The other party's answer, or the proposer's second thought: by whom, when (UTC), why.

    `kept_by` and `evidence`: see `party.Word`.
    """

    answer: Answer
    by: Actor
    at: datetime
    note: str = ""
    kept_by: Actor | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one party proposed and the other one answers; nothing changes before it agrees.

    `number` is unique in the engagement and never reused. `back_to`: of a return. Of an amendment,
    `parts` names what was renegotiated, in the parties' words, `reference` the document, `terms` what
    changes in the contract's dates, `revision` the price from then on, `evolution` the one it covers.
    `kept_by` and `evidence`: see `party.Word`.
    """

    number: int
    kind: ProposalKind
    party: Party
    by: Actor
    at: datetime
    reason: str
    back_to: Phase | None = None
    parts: tuple[str, ...] = ()
    reference: str = ""
    terms: Amendment | None = None
    revision: Revision | None = None
    evolution: int | None = None
    ended: ProposalEnd | None = None
    kept_by: Actor | None = None
    evidence: str = ""

    @property
    def open(self) -> bool:
        return self.ended is None


class ExitCause(StrEnum):
    """Why the contract ends."""

    NOTICE = "notice"
    EXPIRY = "expiry"
    EARLY = "early"


class ExitMode(StrEnum):
    """Who takes the service back (methodology: reversibility, portability)."""

    UNDECIDED = "undecided"
    REVERSIBILITY = "reversibility"
    PORTABILITY = "portability"


@dataclass(frozen=True, slots=True)
class Exit:
    """The end of the contract: why, since when, until which last day, and who takes over.

    `company` is the incoming provider of a portability. `reason` is why the contract ends early, or why
    the mode was changed last. Days are the engagement's.
    """

    cause: ExitCause
    begun_on: date
    last_day: date | None
    mode: ExitMode = ExitMode.UNDECIDED
    company: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TermEnd:
    """What became of period `k` and when that was settled; `by` is None where nobody acted."""

    k: int
    outcome: Outcome
    on: date
    by: Actor | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PriceSet:
    """The price of period `k` from its first day on; `pending` while its `index` is not published."""

    k: int
    on: date
    amount: Decimal
    index: Decimal | None = None
    pending: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel in which an engagement is followed."""

    team: str
    channel: str
