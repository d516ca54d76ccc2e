"""Where the upgrade is done: the form that asks, what tells of the decision, and how the card shows it."""

from __future__ import annotations

from bot.views import kit, wording
from prompts import Translator
from state.rules.change import Change
from state.rules.dossier import UpgradeMode, Upstream
from state.rules.engagement import Engagement
from state.rules.party import Party
from state.rules.reason import LONGEST
from state.rules.upgrade import LONGEST_COMPANY, upgrade_behind

#: The field of the form that a broken rule is about; others are shown under the choice.
FIELDS = {
    "reason_missing": "reason", "reason_too_long": "reason", "upstream_company": "company",
    "company_too_long": "company", "upstream_days": "ends",
}  # fmt: skip


def modal(engagement: Engagement, data: str, t: Translator) -> kit.Block:
    """Return the form that asks where the upgrade is done, filled with the present decision."""
    modes = [
        kit.option(wording.capital(wording.upgrade(mode, t)), mode.value)
        for mode in UpgradeMode
        if mode is not UpgradeMode.UNDECIDED
    ]
    chosen = next((one for one in modes if one["value"] == engagement.upgrade), None)
    mode = {"type": "radio_buttons", "options": modes} | ({"initial_option": chosen} if chosen else {})
    there = engagement.upstream or Upstream("")
    company, reference = _line(there.company, LONGEST_COMPANY), _line(there.reference, LONGEST)
    reason = _line(engagement.upgrade_reason, LONGEST)
    blocks = [
        kit.input_("mode", t("decide.mode"), mode),
        kit.input_("company", t("decide.company"), company, hint=t("decide.company_hint"), optional=True),
        kit.input_("reference", t("decide.reference"), reference, optional=True),
        kit.input_("starts", t("decide.starts"), _day(there.starts), optional=True),
        kit.input_("ends", t("decide.ends"), _day(there.ends), optional=True),
        kit.input_("reason", t("decide.reason"), reason, hint=t("decide.reason_hint"), optional=True),
    ]
    return kit.modal(
        "phase.upgrade", t("decide.title"), blocks,
        submit=t("decide.submit"), close=t("decide.close"), data=data,
    )  # fmt: skip


def offer(engagement: Engagement, t: Translator) -> kit.Message:
    """Return a button that opens the form, where a modal cannot be opened at once."""
    said = t("error.upgrade_choice")
    button = kit.button(t("button.upgrade"), "phase.upgrade", engagement.id, style="primary")
    return kit.message(said, [kit.section(said), kit.actions(button)])


def done(engagement: Engagement, t: Translator) -> kit.Message:
    """Return what tells a person that the upgrade is decided."""
    return kit.say(t("said.done_upgrade", mode=wording.upgrade(engagement.upgrade, t)))


def announced(change: Change, t: Translator) -> str:
    """Return what tells both parties where the upgrade is done, why, and what they accept instead."""
    after, before = change.after, change.before
    party = after.party_of(change.speaker) or Party.CLIENT
    lines = [
        t(
            "said.upgrade",
            person=wording.speaker(change),
            side=t(f"side.{party}"),
            mode=wording.upgrade(after.upgrade, t),
        )
    ]
    if after.upstream is not None:
        lines.append(t("said.upstream", **_upstream(after.upstream, t)))
    lines.append(kit.quote(after.upgrade_reason))
    added = after.items[len(before.items) if before else 0 :]
    lines += [t("said.instead", number=item.number, title=wording.item(item, t)) for item in added]
    asked = {item.number for item in before.current_items} if before else set()
    gone = [item for item in after.items if item.dropped_on is not None and item.number in asked]
    lines += [t("said.dropped", number=item.number, title=wording.item(item, t)) for item in gone]
    return "\n".join(line for line in lines if line)


def standing(engagement: Engagement, t: Translator) -> list[str]:
    """Return what was decided on the upgrade, why, who does it elsewhere, and whether it is behind there."""
    lines = [t("status.upgrade", mode=wording.upgrade(engagement.upgrade, t))]
    if engagement.upstream is not None:
        lines.append(t("status.upstream", **_upstream(engagement.upstream, t)))
    if engagement.upgrade_reason:
        lines.append(kit.quote(engagement.upgrade_reason))
    return [*lines, t("status.behind")] if upgrade_behind(engagement) else lines


def _upstream(upstream: Upstream, t: Translator) -> dict[str, str]:
    details = ""
    if upstream.reference:
        details = t("status.upstream_reference", reference=kit.escape(upstream.reference))
    starts = kit.day(upstream.starts, t.language) if upstream.starts else ""
    ends = kit.day(upstream.ends, t.language) if upstream.ends else ""
    if starts and ends:
        details += t("status.upstream_days", starts=starts, ends=ends)
    elif ends:
        details += t("status.upstream_ends", ends=ends)
    elif starts:
        details += t("status.upstream_starts", starts=starts)
    return {"company": kit.escape(upstream.company), "details": details}


def _line(start: str, most: int) -> kit.Block:
    element: kit.Block = {"type": "plain_text_input", "max_length": most}
    return element | {"initial_value": start} if start else element


def _day(start: object) -> kit.Block:
    return {"type": "datepicker"} | ({"initial_date": str(start)} if start else {})
