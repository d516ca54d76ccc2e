"""Where an engagement stands: since when, who answers for the service, on what evidence, and the upgrade."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.views import kit, upgrade, wording
from prompts import Translator
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.phase import validated


def standing(engagement: Engagement, t: Translator) -> str:
    """Return since when, who is accountable on what evidence, and what was decided on the upgrade."""
    lines = []
    if engagement.phase is not Phase.CLOSED:
        lines.append(t("status.since", day=kit.day(engagement.phase_since, t.language)))
        lines.append(answers_for(engagement, t))
        lines += [*evidence(engagement, t), *_levels(engagement, t)]
    return "\n".join([*lines, *upgrade.standing(engagement, t)])


def answers_for(engagement: Engagement, t: Translator) -> str:
    """Return who answers for the service, and since when it is no longer the client, or is so again."""
    party = t(f"party.{engagement.accountable}")
    since = engagement.closed_on if engagement.phase is Phase.CLOSED else engagement.live_on
    day = {"day": kit.day(since, t.language)} if since else {}
    return t("status.accountable_since" if since else "status.accountable", party=party, **day)


def evidence(engagement: Engagement, t: Translator) -> list[str]:
    """Return who validated the takeover for each party, and when the second one did."""
    signed = validated(engagement)
    if engagement.live_on is None or signed is None:
        return []
    client, provider = signed
    at = max(client.at, provider.at).astimezone(ZoneInfo(engagement.zone))
    who = {"client": wording.person(client.by), "provider": wording.person(provider.by)}
    return [t("status.evidence", **who, day=kit.day(at.date(), t.language))]


def _levels(engagement: Engagement, t: Translator) -> list[str]:
    """Return whether the service levels hold in full, where an upgrade came between (DOMAIN T2, T4)."""
    if engagement.phase is Phase.UPGRADE:
        return [t("status.interim")]
    full = engagement.full_level_on
    if full is None or full == engagement.live_on:
        return []
    return [t("status.full_since", day=kit.day(full, t.language))]
