"""A contract that already runs comes in: in any phase and any period, with what was accepted before.

DOMAIN T14. What a row says is checked as a whole: the order of its days, the contract's own dates, and
that nothing stands accepted which would have ended the phase.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from state.rules import departure
from state.rules.accepted import Tasks, refuse_ended, with_items, with_reservations
from state.rules.broken import RuleBroken
from state.rules.contract import checked
from state.rules.dossier import PriceSet, TermEnd, UpgradeMode
from state.rules.ending import with_term_end
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.opening import opened
from state.rules.party import OFF_SLACK, Word
from state.rules.permission import day_of
from state.rules.pricing import due_priced, with_price
from state.rules.reason import checked_reason, visible
from state.rules.revisions import revision_days
from state.rules.running import Faults, Running
from state.rules.term import Anchor, Contract, term_at, term_of
from state.rules.upgrade import checked_upstream

#: The upgrade, where the contract has one, is over.
AFTER_UPGRADE = frozenset({Phase.OPERATIONS, Phase.EXIT, Phase.CLOSED})
#: The column that a broken rule is about; others of the contract are told at `term`, of the people at `name`.
COLUMNS = {
    "start_out_of_range": "start", "too_far": "start",
    "notice_exceeds_term": "notice", "notice_exceeds_renewal": "notice",
    "bad_max_renewals": "max_renewals", "cap_reached": "max_renewals", "caps_differ": "max_renewals",
    "cap_without_renewal": "renewal", "past_cap": "max_total", "partial_last_renewal": "max_total",
    "calendar_missing": "calendars", "unknown_calendar": "calendars",
    "price_not_positive": "price", "index_not_positive": "base", "fixed_part": "fixed",
    "bad_limit": "cap", "cap_below_floor": "cap",
    "unknown_language": "language", "unknown_zone": "zone",
    "both_parties": "provider", "same_company": "provider",
}  # fmt: skip


def imported(running: Running, *, id_: str, word: Word, tasks: Tasks) -> Engagement:
    """Return the engagement that a row describes; `word` is of who brings it in, and when.

    `tasks` gives the checklist that an engagement's phase asks for. Raises `Unfit` with everything that
    is wrong, by column.
    """
    faults = Faults()
    running = replace(running, evidence=_evidence(running, faults))
    contract = _contract(running, faults)
    made = _opened(running, contract, id_, word, faults)
    if made is None:
        raise faults.unfit()
    made = _with_days(made, running, faults)
    faults.stop()
    made = departure.with_exit(made, running, word, faults)
    faults.stop()
    made = with_items(made, running, word, tasks, faults)
    faults.stop()
    made = with_reservations(made, running, faults)
    refuse_ended(made, word, faults)
    faults.stop()
    return _with_terms(made, running)


def _evidence(running: Running, faults: Faults) -> str:
    """Return what the row rests on: who reads it years later has nothing else to go by."""
    if not visible(running.evidence):
        faults.add("evidence", RuleBroken("import_evidence"))
    with faults.at("evidence"):
        return checked_reason(running.evidence, required=False)
    return ""


def _contract(running: Running, faults: Faults) -> Contract:
    """Return the contract as it is kept, with the notice that was given."""
    contract = running.opening.contract
    try:
        contract = checked(contract)
    except RuleBroken as broken:
        faults.add(COLUMNS.get(broken.code, "term"), broken)
        return contract
    if contract.anchor is Anchor.ACCEPTANCE and running.live_on not in {None, contract.start}:
        faults.add("start", RuleBroken("import_anchor", day=running.live_on))
    if running.price_now is not None and contract.revision is None:
        faults.add("price_now", RuleBroken("import_price"))
    return departure.with_notice(contract, running, faults)


def _opened(running: Running, contract: Contract, id_: str, word: Word, faults: Faults) -> Engagement | None:
    """Return the engagement as it would be opened, by the same rules; None where something is wrong."""
    opening = replace(running.opening, contract=contract, evidence=running.evidence)
    try:
        made = opened(
            opening, id_=id_, team=running.team, channel=running.channel, today=word.at.date(), by=word.by
        )
    except RuleBroken as broken:
        column = broken.values.get("party") or COLUMNS.get(broken.code, "name")
        if broken.code != "evidence_missing":  # which was told already
            faults.add(str(column), broken)
        return None
    if faults.found:
        return None
    return replace(
        made,
        created_on=day_of(made, word),
        # Whoever has no Slack could not administer it there.
        administrators=() if word.by.team == OFF_SLACK else (word.by,),
    )


def _with_days(made: Engagement, running: Running, faults: Faults) -> Engagement:
    """Return the engagement in its phase, with the days that led to it in their order."""
    today, phase = made.created_on, running.phase
    live = running.live_on
    full = running.full_level_on
    _refuse_absent("live_on", live, faults, wanted=phase is not Phase.TAKEOVER)
    upgraded = phase in AFTER_UPGRADE and running.opening.upgrade is UpgradeMode.IN_CONTRACT
    if upgraded and phase is Phase.OPERATIONS:
        full = full or running.since
    _refuse_absent("full_level", full, faults, wanted=upgraded)
    _refuse_absent("closed_on", running.closed_on, faults, wanted=phase is Phase.CLOSED)
    faults.stop()
    since = _since(running, full, today)
    # A day that follows from another one is told at that one.
    begun = since if running.since is not None or phase is Phase.EXIT else None
    days = {"live_on": live, "full_level": full, "since": begun, "closed_on": running.closed_on}
    _refuse_disorder({column: day for column, day in days.items() if day is not None}, today, faults)
    return replace(
        _with_upgrade(made, running, faults),
        phase=phase,
        phase_since=since,
        live_on=live,
        full_level_on=full if upgraded else live if phase in AFTER_UPGRADE else None,
        closed_on=running.closed_on,
    )


def _since(running: Running, full: date | None, today: date) -> date:
    """Return the day on which the present phase began; where the row is silent, the one that follows."""
    if running.since is not None:
        return running.since
    begun = {
        Phase.TAKEOVER: min(running.opening.contract.start, today),
        Phase.UPGRADE: running.live_on,
        Phase.OPERATIONS: full or running.live_on,
        Phase.EXIT: running.ending.received_on or running.ending.sent_on,
        Phase.CLOSED: running.closed_on,
    }
    return begun[running.phase] or today


def _refuse_absent(column: str, day: date | None, faults: Faults, *, wanted: bool) -> None:
    if wanted and day is None:
        faults.add(column, RuleBroken("import_day_missing"))
    if not wanted and day is not None:
        faults.add(column, RuleBroken("import_day_early"))


def _refuse_disorder(days: dict[str, date], today: date, faults: Faults) -> None:
    """Refuse days that are still ahead, or that do not follow each other as the phases do."""
    latest: date | None = None
    for column, day in days.items():
        if day > today:
            faults.add(column, RuleBroken("day_ahead", on=day, today=today))
        elif latest is not None and day < latest:
            faults.add(column, RuleBroken("import_disorder", day=day, after=latest))
        latest = max(day, latest or day)


def _with_upgrade(made: Engagement, running: Running, faults: Faults) -> Engagement:
    """Return the engagement with what was decided on the upgrade (methodology: upgrade left out)."""
    mode, phase, reason = running.opening.upgrade, running.phase, ""
    elsewhere = mode not in {UpgradeMode.UNDECIDED, UpgradeMode.IN_CONTRACT}
    if mode is UpgradeMode.UNDECIDED and phase is not Phase.TAKEOVER:
        faults.add("upgrade", RuleBroken("import_upgrade_undecided"))
    if phase is Phase.UPGRADE and mode not in {UpgradeMode.IN_CONTRACT, UpgradeMode.UNDECIDED}:
        faults.add("upgrade", RuleBroken("import_upgrade_elsewhere"))
    with faults.at("upgrade"):
        reason = checked_reason(running.upgrade_reason, required=elsewhere)
    upstream = None
    with faults.at("upgrade"):
        if mode is UpgradeMode.UPSTREAM:
            upstream = checked_upstream(running.upstream)
        elif running.upstream is not None:
            raise RuleBroken("import_upstream")
    return replace(made, upgrade_reason=reason, upstream=upstream)


def _with_terms(made: Engagement, running: Running) -> Engagement:
    """Return the engagement with the periods that are over, and the price that holds today.

    Nobody is told today of what renewed years ago; a price that was revised since, and is not known,
    waits for its index (DOMAIN §5, price).
    """
    contract, today = made.contract, made.created_on
    for k in range(term_at(contract, today).k):
        term = term_of(contract, k)
        if term.last_day is not None:
            made = with_term_end(made, TermEnd(k, term.outcome, term.last_day, note=running.said))
    if running.price_now is not None:
        on = max(revision_days(contract, today), default=contract.start)
        made = with_price(made, PriceSet(term_at(contract, on).k, on, running.price_now))
    return due_priced(made, today)
