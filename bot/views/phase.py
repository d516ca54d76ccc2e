"""The next steps, and the move to a phase."""

from __future__ import annotations

from datetime import date

from bot.views import kit, wording
from bot.views.steps import lines as step_lines
from prompts import Translator
from state.rules.change import Change
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.party import Party
from state.rules.phase import missing
from state.rules.step import next_steps, pressing
from state.rules.waiting import day_at


def steps(engagement: Engagement, *, today: date, t: Translator) -> kit.Message:
    """Return what can be done now, by whom and by when."""
    found = next_steps(engagement, today)
    if not found:
        return kit.say(_nothing(engagement, today, t))
    calm = [] if pressing(engagement, found) else [t("status.calm")]
    lines = [t("next.title"), *calm, *step_lines(engagement, found, today, t)]
    return kit.say("\n".join(lines))


def _nothing(engagement: Engagement, today: date, t: Translator) -> str:
    """Return why nothing is to be done: all is over, all is accepted, or the phase takes its course."""
    if engagement.phase is Phase.CLOSED:
        return t("next.nothing")
    return closes(engagement, today, t) or t("status.calm")


def moved(engagement: Engagement, t: Translator) -> kit.Message:
    """Return what tells a person that the phase that they asked for has begun."""
    return kit.say(begun(engagement, t))


def begun(engagement: Engagement, t: Translator) -> str:
    """Return that an engagement has come into its phase, in a sentence."""
    if engagement.phase is Phase.CLOSED:
        return t("said.done_closed")
    return t("said.done_moved", phase=t(f"phase.{engagement.phase}"))


def announced_move(change: Change, t: Translator) -> str:
    """Return what tells both parties that a phase is over and which one begins."""
    before, after = change.before, change.after
    name = kit.escape(after.name)
    left = _left(before, after, t) if before else ""
    if after.phase is Phase.CLOSED:
        return f"{left}\n🏁 {t('said.closed', name=name)}"
    phase = t(f"phase.{after.phase}")
    if change.action == "phase.advance":
        said = t("said.moved", name=name, phase=phase, person=wording.speaker(change))
    else:
        said = t("said.moves", name=name, phase=phase)
    lines = [f"➡️ {said}", kit.quote(change.note), left]
    if after.live_on is not None and (before is None or before.live_on is None):
        lines.append(t("said.live", day=kit.day(after.live_on, t.language)))
    return "\n".join(line for line in lines if line)


def closes(engagement: Engagement, today: date | None, t: Translator) -> str:
    """Return when an exit is closed of which everything is accepted before its last day; "" for others.

    `today` is a day in the engagement's zone; None: a day on which the contract still runs.
    """
    last_day = engagement.exit.last_day if engagement.exit else None
    if engagement.phase is not Phase.EXIT or last_day is None:
        return ""
    if [lack.code for lack in missing(engagement, today)] != ["term_running"]:
        return ""
    return t("said.closing", day=kit.day(last_day, t.language))


def _left(before: Engagement, after: Engagement, t: Translator) -> str:
    """Return how a phase ended: accepted by both, the operations with the contract."""
    if before.phase is not Phase.OPERATIONS:
        return t("said.left", phase=t(f"the.{before.phase}"))
    last_day = after.exit.last_day if after.exit else None
    return t("said.ends", day=kit.day(last_day, t.language)) if last_day else ""


def announced_opening(change: Change, t: Translator) -> str:
    """Return what tells the channel that an engagement is followed in it."""
    after, today = change.after, day_at(change.after, change.at)
    return t(
        "said.opened",
        name=kit.escape(after.name),
        person=kit.person(change.by.user),
        phase=t(f"phase.{after.phase}"),
        client=wording.members(after, Party.CLIENT, today),
        provider=wording.members(after, Party.PROVIDER, today),
    )
