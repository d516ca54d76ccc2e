"""The next steps, the move to a phase, and the decision on the upgrade."""

from __future__ import annotations

from datetime import date

from bot.views import kit, wording
from prompts import Translator
from state.rules.change import Change
from state.rules.engagement import Engagement, Party, Phase, UpgradeMode
from state.rules.step import next_steps, pressing


def steps(engagement: Engagement, *, today: date, t: Translator) -> kit.Message:
    """Return what can be done now, by whom and by when."""
    found = next_steps(engagement)
    if not found:
        return kit.say(t("next.nothing"))
    calm = [] if pressing(engagement, found) else [t("status.calm")]
    lines = [t("next.title"), *calm, *wording.step_lines(engagement, found, today, t)]
    return kit.say("\n".join(lines))


def moved(engagement: Engagement, t: Translator) -> kit.Message:
    """Return what tells a person that the phase that they asked for has begun."""
    if engagement.phase is Phase.CLOSED:
        return kit.say(t("said.done_closed"))
    return kit.say(t("said.done_moved", phase=t(f"phase.{engagement.phase}")))


def decided(engagement: Engagement, t: Translator) -> kit.Message:
    """Return what tells a person that the upgrade is decided."""
    return kit.say(t("said.done_upgrade", mode=wording.upgrade(engagement.upgrade, t)))


def upgrade_modal(data: str, t: Translator) -> kit.Block:
    """Return the form that asks where the upgrade is done."""
    modes = [
        kit.option(wording.capital(wording.upgrade(mode, t)), mode.value)
        for mode in UpgradeMode
        if mode is not UpgradeMode.UNDECIDED
    ]
    reason = {"type": "plain_text_input", "max_length": 500}
    blocks = [
        kit.input_("mode", t("decide.mode"), {"type": "radio_buttons", "options": modes}),
        kit.input_("reason", t("decide.reason"), reason, hint=t("decide.reason_hint"), optional=True),
    ]
    return kit.modal(
        "phase.upgrade", t("decide.title"), blocks,
        submit=t("decide.submit"), close=t("decide.close"), data=data,
    )  # fmt: skip


def upgrade_offer(data: str, t: Translator) -> kit.Message:
    """Return a button that opens the form, where a modal cannot be opened at once."""
    said = t("error.upgrade_choice")
    button = kit.button(t("button.upgrade"), "phase.upgrade", data, style="primary")
    return kit.message(said, [kit.section(said), kit.actions(button)])


def announced_move(change: Change, t: Translator) -> str:
    """Return what tells both parties that a phase is over and which one begins."""
    before, after = change.before, change.after
    left = t("said.left", phase=t(f"the.{before.phase}")) if before else ""
    name = kit.escape(after.name)
    if after.phase is Phase.CLOSED:
        return f"{left}\n🏁 {t('said.closed', name=name)}"
    person = kit.person(change.by.user)
    moved = t("said.moved", name=name, phase=t(f"phase.{after.phase}"), person=person)
    lines = [f"➡️ {moved}", *([kit.quote(change.note)] if change.note else []), left]
    if after.live_on is not None and (before is None or before.live_on is None):
        lines.append(t("said.live", day=kit.day(after.live_on, t.language)))
    return "\n".join(lines)


def announced_upgrade(change: Change, t: Translator) -> str:
    """Return what tells both parties where the upgrade is done."""
    after = change.after
    party = after.party_of(change.by) or Party.CLIENT
    said = t(
        "said.upgrade",
        person=kit.person(change.by.user),
        side=t(f"side.{party}"),
        mode=wording.upgrade(after.upgrade, t),
    )
    return f"{said}\n{kit.quote(after.upgrade_reason)}" if after.upgrade_reason else said


def announced_opening(change: Change, t: Translator) -> str:
    """Return what tells the channel that an engagement is followed in it."""
    after = change.after
    return t(
        "said.opened",
        name=kit.escape(after.name),
        person=kit.person(change.by.user),
        phase=t(f"phase.{after.phase}"),
        client=wording.members(after, Party.CLIENT),
        provider=wording.members(after, Party.PROVIDER),
    )
