"""An engagement as one line of a sheet, such as `relais import` reads again. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from bot.sheet import COLUMNS
from prompts import Translator
from state.rules.broken import RuleBroken
from state.rules.dossier import ExitCause, ExitMode, UpgradeMode
from state.rules.engagement import Engagement
from state.rules.item import Item, Verdict
from state.rules.notice import standing_notice
from state.rules.party import OFF_SLACK, Actor, Party, Role, Word
from state.rules.permission import day_of
from state.rules.price import Revision
from state.rules.pricing import price_on
from state.rules.term import Contract

Cells = dict[str, str]
#: A party's word that a line can hold; what was refused or does not apply is in the history alone.
HELD = frozenset({Verdict.ACCEPTED, Verdict.RESERVED})
BAR = " | "
USUAL_MARGIN = 5


def line(engagement: Engagement, today: date, evidence: str, t: Translator) -> list[str]:
    """Return the cells of an engagement, in the order of `sheet.COLUMNS`.

    Raises `export_terms` (name) for a contract whose dates a line cannot hold: they would come out wrong.
    """
    _refuse_unheld(engagement)
    cells = {
        "name": engagement.name,
        "channel": f"{engagement.team}/{engagement.channel}",
        "phase": _word(engagement.phase.value, t),
        "since": engagement.phase_since.isoformat(),
        **_contract(engagement.contract, t),
        **_price(engagement, today),
        "language": engagement.language,
        "zone": engagement.zone,
        **{name: _people(engagement, party) for name, party in _seats()},
        "upgrade": _upgrade(engagement, t),
        "live_on": _day(engagement.live_on),
        "full_level": _full_level(engagement),
        "accepted": BAR.join(_accepted(engagement, t)),
        "reservations": BAR.join(_reservations(engagement, t)),
        "ending": _ending(engagement, t),
        "exit": _exit(engagement, t),
        "closed_on": _day(engagement.closed_on),
        "evidence": evidence,
    }
    return [cells[column] for column in COLUMNS]


def _refuse_unheld(engagement: Engagement) -> None:
    contract, revision = engagement.contract, engagement.contract.revision
    unheld = (
        contract.amendments,
        contract.partial_last,
        contract.margin_days != USUAL_MARGIN,
        revision is not None and (revision.link, revision.every) != (None, None),
        engagement.cancelled,
    )
    if any(unheld):
        raise RuleBroken("export_terms", name=engagement.name)


def _contract(contract: Contract, t: Translator) -> Cells:
    return {
        "start": contract.start.isoformat(),
        "term": str(contract.term),
        "notice": str(contract.notice or ""),
        "renewal": str(contract.renewal or ""),
        "tacit": _yes(contract.tacit, t),
        "max_renewals": str(contract.max_renewals or ""),
        "max_total": str(contract.max_total or ""),
        "counts": _word(contract.counts.value, t),
        "calendars": " ".join(contract.calendars),
        "anchor": _word(contract.anchor.value, t),
        "public": _yes(contract.public, t),
    }


def _price(engagement: Engagement, today: date) -> Cells:
    revision = engagement.contract.revision
    if revision is None:
        return dict.fromkeys(("price", "base", "index", "fixed", "cap", "floor", "price_now"), "")
    now = price_on(engagement, today)
    known = now is not None and now in engagement.prices and not now.pending
    return _revision(revision) | {"price_now": format(now.amount, "f") if now and known else ""}


def _revision(revision: Revision) -> Cells:
    shares = {"cap": revision.cap, "floor": revision.floor}
    return {
        "price": format(revision.price, "f"),
        "base": format(revision.base, "f"),
        "index": revision.index,
        "fixed": format(revision.fixed, "f"),
        **{name: "" if share is None else format(share, "f") for name, share in shares.items()},
    }


def _seats() -> Iterator[tuple[str, Party]]:
    return ((party.value, party) for party in Party)


def _people(engagement: Engagement, party: Party) -> str:
    """Return who signs for a party, whoever leads it first; delegates and others are in the history."""
    theirs = [member for member in engagement.members if member.party is party]
    signing = [member for role in (Role.LEAD, Role.SIGNATORY) for member in theirs if member.role is role]
    return BAR.join(_person(member.actor) for member in signing)


def _person(actor: Actor) -> str:
    return flat(actor.user) if actor.team == OFF_SLACK else f"{actor.team}/{actor.user}"


def _upgrade(engagement: Engagement, t: Translator) -> str:
    if engagement.upgrade is UpgradeMode.UNDECIDED:
        return ""
    upstream = engagement.upstream
    options = (
        {
            "company": upstream.company, "reference": upstream.reference,
            "since": _day(upstream.starts), "until": _day(upstream.ends),
        }
        if upstream else {}
    )  # fmt: skip
    mode = t.words(f"mode.{engagement.upgrade}")[0]
    unsaid = "" if engagement.upgrade is UpgradeMode.IN_CONTRACT else t("export.unsaid")
    return _joined(mode, _options(options, t), flat(engagement.upgrade_reason) or unsaid)


def _full_level(engagement: Engagement) -> str:
    return _day(engagement.full_level_on) if engagement.upgrade is UpgradeMode.IN_CONTRACT else ""


def _accepted(engagement: Engagement, t: Translator) -> Iterator[str]:
    """Yield what was accepted: an item and its day, with the party where only one did, or on its own day."""
    for item in _held(engagement):
        days = {party: said for party in item.asks if (said := _said_on(engagement, item, party))}
        if len(days) == len(item.asks) and len(set(days.values())) == 1:
            yield f"{item.key} {next(iter(days.values()))}"
            continue
        for party, said in days.items():
            yield _joined(item.key, said, _options({"party": _seat(party, t)}, t))


def _reservations(engagement: Engagement, t: Translator) -> Iterator[str]:
    held = {item.number: item for item in _held(engagement)}
    for one in engagement.open_reservations:
        if one.item not in held:
            continue
        options = {
            "due": one.due.isoformat(), "owner": _seat(one.owner, t), "party": _seat(one.party, t),
            "blocking": _yes(one.blocking, t),
        }  # fmt: skip
        yield _joined(f"{held[one.item].key}: {flat(one.text)}", _options(options, t))


def _held(engagement: Engagement) -> Iterator[Item]:
    """Yield the items that a line can name: of a checklist, and settled where their phase is over."""
    for item in engagement.items:
        past = item.phase is not engagement.phase
        words = {item.verdict(party) for party in item.asks}
        if item.title or item.dropped_on or not words & HELD or (past and not words <= HELD):
            continue
        yield item


def _said_on(engagement: Engagement, item: Item, party: Party) -> str:
    decision = item.decision(party)
    if decision is None or decision.verdict not in HELD:
        return ""
    return day_of(engagement, Word(decision.by, decision.at)).isoformat()


def _ending(engagement: Engagement, t: Translator) -> str:
    leaving, notice = engagement.exit, standing_notice(engagement.contract)
    if leaving is not None and leaving.cause is ExitCause.EARLY:
        return _joined(_options({"ends": _day(leaving.last_day)}, t), flat(leaving.reason))
    if notice is None:
        return ""
    by = Party.PROVIDER if notice.by_provider else Party.CLIENT
    days = {"sent": _day(notice.sent_on), "received": _day(notice.received_on), "party": _seat(by, t)}
    return _options(days, t)


def _exit(engagement: Engagement, t: Translator) -> str:
    leaving = engagement.exit
    if leaving is None or leaving.mode is ExitMode.UNDECIDED:
        return ""
    return _joined(_word(leaving.mode.value, t), _options({"company": leaving.company}, t))


def _options(values: Cells, t: Translator) -> str:
    """Return options such as `company="Nord"`, without those that are empty."""
    named: Iterable[tuple[str, str]] = ((t.words(f"pair.{name}")[0], text) for name, text in values.items())
    return " ".join(f'{name}="{flat(text)}"' for name, text in named if text)


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def flat(text: str) -> str:
    """Return words without what has a meaning of its own in a cell."""
    return re.sub(r"\s*[|\n]\s*", " / ", text).replace("=", ":").replace('"', "'")


def _word(value: str, t: Translator) -> str:
    return t.words(f"cell.{value}")[0]


def _seat(party: Party, t: Translator) -> str:
    return t.words(f"seat.{party}")[0]


def _yes(said: bool, t: Translator) -> str:  # noqa: FBT001 - the word for it
    return t.words("yesno.yes" if said else "yesno.no")[0]


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""
