"""A row of a sheet of contracts, read into a contract that already runs; only `Directory` asks Slack."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Protocol, TypeVar

from bot import cells
from bot.sheet import NEEDED, Row
from prompts import Translator, languages, texts
from state.rules.broken import RuleBroken
from state.rules.clauses import Counts
from state.rules.dossier import ExitMode, UpgradeMode, Upstream
from state.rules.duration import Duration, Unit, parse
from state.rules.item import Phase
from state.rules.opening import Opening, off_slack
from state.rules.party import OFF_SLACK, Actor
from state.rules.price import Revision
from state.rules.running import Ending, Faults, Running
from state.rules.term import Anchor, Contract

Value = TypeVar("Value")
ZONE = "Europe/Paris"
UNDECIDED: tuple[UpgradeMode, str, Upstream | None] = (UpgradeMode.UNDECIDED, "", None)
#: "T0123/U0123": a person of that workspace, "U0123": one whose company Slack is asked for.
_PERSON = re.compile(r"(?:(?P<team>[TE][A-Z0-9]+)\s*/\s*)?(?:<@)?(?P<user>[UW][A-Z0-9]+)>?")
_BARE_ID = re.compile(r"[UW][A-Z0-9]{7,}")
_CHANNEL = re.compile(r"(?:(?P<team>[TE][A-Z0-9]+)\s*/\s*)?(?:<#)?(?P<channel>[CG][A-Z0-9]+)>?")
_PEOPLE = re.compile(r"\s*[|,;\n]\s*")


@dataclass(frozen=True, slots=True)
class Where:
    """A channel: in which workspace Relais is there, and whether another company shares it."""

    team: str
    channel: str
    shared: bool


class Directory(Protocol):
    """Who and what there is in Slack, as far as it can be asked."""

    def person(self, team: str | None, user: str) -> Actor:
        """Return a person; raises RuleBroken where Slack does not know them, or they cannot sign."""
        ...

    def channel(self, team: str | None, channel: str) -> Where:
        """Return a channel; raises RuleBroken where Relais cannot write there."""
        ...


def running(row: Row, directory: Directory, t: Translator) -> Running:
    """Return the contract that a row tells of; `t` names what may be written, in its reader's language.

    Raises `Unfit` with every cell that cannot be read.
    """
    read = _Reading(row)
    for column in NEEDED:
        if column not in row.cells:
            read.faults.add(column, RuleBroken("import_cell_missing"))
    where = read("channel", partial(_channel, directory=directory), Where("", "", shared=False))
    contract = _contract(read, t)
    mode, upgrade_reason, upstream = read("upgrade", cells.upgrade, UNDECIDED)
    exit_mode, company = read("exit", partial(cells.leaving, t=t), (ExitMode.UNDECIDED, ""))
    language = read("language", _language, languages()[0])
    people = partial(_people, directory=directory)
    made = Running(
        opening=Opening(
            name=read("name", str, ""),
            contract=contract,
            upgrade=mode,
            client=read("client", people, ()),
            provider=read("provider", people, ()),
            language=language,
            zone=read("zone", str, ZONE),
            shared=where.shared,
        ),
        team=where.team,
        channel=where.channel,
        phase=read("phase", partial(cells.phase, t=t), Phase.TAKEOVER),
        evidence=read("evidence", str, ""),
        said=texts(language)("import.before"),
        since=read("since", cells.day, None),
        live_on=read("live_on", cells.day, None),
        full_level_on=read("full_level", cells.day, None),
        closed_on=read("closed_on", cells.day, None),
        upgrade_reason=upgrade_reason,
        upstream=upstream,
        accepted=read.each("accepted", cells.agreed),
        reservations=read.each("reservations", cells.reserved),
        ending=read("ending", cells.ending, Ending()),
        mode=exit_mode,
        company=company,
        incoming=read("incoming", people, ()),
        price_now=read("price_now", cells.amount, None),
    )
    read.faults.stop()
    return made


class _Reading:
    """The cells of a row, read one by one; what cannot be read is kept as a fault of its column."""

    def __init__(self, row: Row) -> None:
        self._cells = row.cells
        self.faults = Faults()

    def __call__(self, column: str, reader: Callable[[str], Value], missing: Value) -> Value:
        """Return what a cell says, and `missing` where it is empty or cannot be read."""
        text = self._cells.get(column)
        if text is not None:
            with self.faults.at(column):
                return reader(text)
        return missing

    def each(self, column: str, reader: Callable[[str], Value]) -> tuple[Value, ...]:
        """Return each thing that a cell lists."""
        found = []
        for part in cells.parts(self._cells.get(column, "")):
            with self.faults.at(column):
                found.append(reader(part))
        return tuple(found)


def _contract(read: _Reading, t: Translator) -> Contract:
    """Return the contract's terms; those of a row that cannot be read are nobody's, and go nowhere."""
    renewal = read("renewal", parse, None)
    return Contract(
        start=read("start", cells.day, date.min),
        term=read("term", parse, Duration(1, Unit.MONTHS)),
        notice=read("notice", parse, None),
        renewal=renewal,
        tacit=read("tacit", partial(cells.yes, t=t), renewal is not None),
        max_renewals=read("max_renewals", cells.whole, None),
        max_total=read("max_total", parse, None),
        calendars=read("calendars", cells.calendars, ("FR",)),
        counts=read("counts", partial(cells.counts, t=t), Counts.RECEPTION),
        public=read("public", partial(cells.yes, t=t), False),
        anchor=read("anchor", partial(cells.anchor, t=t), Anchor.EFFECTIVE),
        revision=_revision(read),
    )


def _revision(read: _Reading) -> Revision | None:
    """Return the price and what revises it; None where the row has no price."""
    price, base = read("price", cells.amount, None), read("base", cells.amount, None)
    index = read("index", str, "Syntec")
    fixed = read("fixed", cells.share, Decimal(0))
    cap, floor = read("cap", cells.share, None), read("floor", cells.share, None)
    if (price is None) is not (base is None):
        read.faults.add("price" if price is None else "base", RuleBroken("import_price_base"))
    if price is None or base is None:
        return None
    return Revision(price=price, base=base, index=index, fixed=fixed, cap=cap, floor=floor)


def _people(text: str, directory: Directory) -> tuple[Actor, ...]:
    """Return the people of a cell: ids of Slack, or names of people whose company has none."""
    return tuple(person(one, directory) for one in _PEOPLE.split(text.strip()) if one)


def person(text: str, directory: Directory) -> Actor:
    """Return a person of Slack by their id, or one without Slack by their name.

    Raises `import_person` (text), and as the directory and `opening.off_slack`.
    """
    found = _PERSON.fullmatch(text)
    if found and (found["team"] or "<@" in text or _BARE_ID.fullmatch(text)):
        return directory.person(found["team"], found["user"])
    if "<" in text or "/" in text or text.startswith("@"):
        raise RuleBroken("import_person", text=text[:40])
    return off_slack(Actor(OFF_SLACK, text))


def _channel(text: str, directory: Directory) -> Where:
    found = _CHANNEL.fullmatch(text)
    if found is None:
        raise RuleBroken("import_channel", text=text[:40])
    return directory.channel(found["team"], found["channel"])


def _language(text: str) -> str:
    """Return a language of Relais; raises `unknown_language` (language)."""
    if text.lower() not in languages():
        raise RuleBroken("unknown_language", language=text[:40])
    return text.lower()
