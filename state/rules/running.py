"""What somebody writes down of a contract that already runs: the values of one row, not checked yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import TracebackType

from state.rules.broken import RuleBroken
from state.rules.dossier import ExitMode, Upstream
from state.rules.item import Phase
from state.rules.opening import Opening
from state.rules.party import Actor, Party


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What was accepted before: the item by its key, on which day; `party` None: by all who accept it."""

    key: str
    on: date
    party: Party | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserved:
    """A reservation that is still open, as `item.Reservation`.

    `party` None: the one across from who clears it; `owner` None: whoever made the item.
    """

    key: str
    text: str
    due: date
    owner: Party | None = None
    party: Party | None = None
    blocking: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How the contract ends: by a notice, or on another day for a reason; all empty: as its clauses say."""

    sent_on: date | None = None
    received_on: date | None = None
    by_provider: bool = False
    last_day: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A contract that already runs, in whatever phase and period (DOMAIN T14).

    `opening` holds its terms, its people and how its upgrade is done; `since` is the day on which the
    present phase began, `live_on` that of the validated takeover, `full_level_on` that of the validated
    upgrade. `price_now` is what the running period costs, None where it is not known. `evidence` says
    what all of this rests on, and `said` stands beside each acceptance in place of a note. Days are the
    engagement's.
    """

    opening: Opening
    team: str
    channel: str
    phase: Phase
    evidence: str
    said: str = ""
    since: date | None = None
    live_on: date | None = None
    full_level_on: date | None = None
    closed_on: date | None = None
    upgrade_reason: str = ""
    upstream: Upstream | None = None
    accepted: tuple[Agreed, ...] = ()
    reservations: tuple[Reserved, ...] = ()
    ending: Ending = Ending()
    mode: ExitMode = ExitMode.UNDECIDED
    company: str = ""
    incoming: tuple[Actor, ...] = ()
    price_now: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row, and in which of its columns."""

    column: str
    broken: RuleBroken


class Unfit(Exception):  # noqa: N818 - named for what is said of the row
    """A row cannot come in; `faults` are all that is wrong with it, and nothing was changed."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults


class Faults:
    """Gathers what is wrong with a row, so that all of it is told at once."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, column: str, broken: RuleBroken) -> None:
        self.found.append(Fault(column, broken))

    def at(self, column: str) -> _Keeping:
        """Keep a rule that is broken within as a fault of a column, and go on after it."""
        return _Keeping(self, column)

    def stop(self) -> None:
        """Raise `Unfit` where something is wrong so far: what follows rests on it."""
        if self.found:
            raise self.unfit()

    def unfit(self) -> Unfit:
        return Unfit(tuple(self.found))


class _Keeping:
    def __init__(self, faults: Faults, column: str) -> None:
        self._faults = faults
        self._column = column

    def __enter__(self) -> None:
        """Watch what is done within."""

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> bool:
        if isinstance(error, RuleBroken):
            self._faults.add(self._column, error)
        return isinstance(error, RuleBroken)
