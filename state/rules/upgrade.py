"""Where the upgrade is done: in the contract, upstream, nowhere as none is needed, or left out.

Methodology: upgrade left out, upstream upgrade, what to decide. Leaving it out of the contract brings what
both parties accept instead, before the takeover ends (DOMAIN T3, T3w): `checklists/upgrade_modes.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from state.rules.broken import RuleBroken
from state.rules.checklist import Task, enlist, last_number
from state.rules.dossier import UpgradeMode, Upstream
from state.rules.dropping import dropped
from state.rules.engagement import Engagement
from state.rules.item import ItemKind, Phase
from state.rules.party import Party, Word
from state.rules.permission import Act, day_of, party_for, refuse_closed
from state.rules.reason import checked_reason, visible

#: Which items each choice asks for.
Instead = Mapping[UpgradeMode, Sequence[Task]]
LONGEST_COMPANY = 80
#: The item with which both parties say that the work upstream is finished.
DONE = "upstream_done"


def decide_upgrade(
    engagement: Engagement,
    mode: UpgradeMode,
    word: Word,
    *,
    reason: str,
    upstream: Upstream | None = None,
    instead: Instead,
) -> Engagement:
    """Record where the upgrade is done, until a party has signed the takeover on it.

    Every choice out of the contract asks for a reason, one upstream also for who does it. What the former
    choice asked for leaves the list. Raises as `refuse_decision`, `upgrade_choice` (undecided is no
    decision), `upgrade_already` (mode: nothing of it differs), `reason_missing`, `reason_too_long` (limit),
    and as `checked_upstream`.
    """
    refuse_decision(engagement, word)
    if mode is UpgradeMode.UNDECIDED:
        raise RuleBroken("upgrade_choice")
    said = checked_reason(reason, required=mode is not UpgradeMode.IN_CONTRACT)
    elsewhere = checked_upstream(upstream) if mode is UpgradeMode.UPSTREAM else None
    after = replace(engagement, upgrade=mode, upgrade_reason=said, upstream=elsewhere)
    if after == engagement:
        raise RuleBroken("upgrade_already", mode=mode)
    return _asked_instead(after, word, instead)


def refuse_decision(engagement: Engagement, word: Word) -> None:
    """Raise why somebody may not decide on the upgrade now; nothing where they may.

    As `permission.party_for`, `closed`, `upgrade_too_late` (phase: the takeover is over) and
    `upgrade_signed` (party: it signed the takeover on the present decision).
    """
    party_for(engagement, word, Act.COMMIT)
    refuse_closed(engagement)
    if engagement.phase is not Phase.TAKEOVER:
        raise RuleBroken("upgrade_too_late", phase=engagement.phase)
    if engagement.upgrade is not UpgradeMode.UNDECIDED and (signer := _signer(engagement)):
        raise RuleBroken("upgrade_signed", party=signer)


def decided(engagement: Engagement) -> bool:
    """Say whether the upgrade is decided, with the reason that a choice out of the contract asks for."""
    within = engagement.upgrade is UpgradeMode.IN_CONTRACT
    return within or (engagement.upgrade is not UpgradeMode.UNDECIDED and bool(engagement.upgrade_reason))


def checked_upstream(upstream: Upstream | None) -> Upstream:
    """Return the separate contract as it is kept.

    Raises `upstream_company` (who does the work is not said), `company_too_long` (limit),
    `reason_too_long` (limit: of the reference) and `upstream_days` (starts, ends: it ends before it starts).
    """
    company = " ".join(visible(upstream.company).split()) if upstream else ""
    if upstream is None or not company:
        raise RuleBroken("upstream_company")
    if len(company) > LONGEST_COMPANY:
        raise RuleBroken("company_too_long", limit=LONGEST_COMPANY)
    if upstream.starts and upstream.ends and upstream.ends < upstream.starts:
        raise RuleBroken("upstream_days", starts=upstream.starts, ends=upstream.ends)
    reference = checked_reason(upstream.reference, required=False)
    return replace(upstream, company=company, reference=reference)


def upgrade_behind(engagement: Engagement) -> bool:
    """Say whether both began with reservations while the upgrade upstream is not done (DOMAIN T3w)."""
    asked = {one.number for one in engagement.items if one.key == DONE and one.dropped_on is None}
    return any(one.item in asked for one in engagement.open_reservations)


def _asked_instead(engagement: Engagement, word: Word, instead: Instead) -> Engagement:
    """Return the engagement with what the present choice asks for, and nothing that another one did."""
    wanted = {task.key for task in instead.get(engagement.upgrade, ())}
    others = {task.key for tasks in instead.values() for task in tasks} - wanted
    kept = dropped(engagement, {one.number for one in engagement.current_items if one.key in others}, word)
    there = {one.key for one in kept.current_items}
    added = enlist(kept, [task for task in instead.get(kept.upgrade, ()) if task.key not in there])
    ends = kept.upstream.ends if kept.upstream else None
    first = last_number(kept)
    return _due(added, first, ends) if ends and ends >= day_of(kept, word) else added


def _due(engagement: Engagement, after: int, due: date) -> Engagement:
    """Return the engagement with another day for the items after a number."""
    items = (replace(one, due=due) if one.number > after else one for one in engagement.items)
    return replace(engagement, items=tuple(items))


def _signer(engagement: Engagement) -> Party | None:
    signed = (item for item in engagement.current_items if item.kind is ItemKind.PHASE)
    return next((party for item in signed for party in item.asks if item.accepted_by(party)), None)
