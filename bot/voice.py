"""What Relais says in an engagement's channel, in its language, when something happened or is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.views import (
    decided,
    ending,
    evolving,
    gap,
    imported,
    kit,
    members,
    phase,
    place,
    proposal,
    reminder,
    timeline,
    upgrade,
    wording,
)
from prompts import texts
from state import outbox
from state.outbox import CARD, REMINDER
from state.rules.change import Change, Notice
from state.rules.engagement import Engagement
from state.rules.entry import Seal
from state.rules.gap import Gap
from state.rules.reminder import Reminder

ANNOUNCED = {
    "engagement.open": phase.announced_opening,
    "engagement.import": imported.announced,
    "acceptance.accept": decided.announced,
    "acceptance.reserve": decided.announced,
    "acceptance.reject": decided.announced,
    "acceptance.waive": decided.announced,
    "acceptance.lift": decided.announced_lift,
    "item.deliver": decided.announced_delivery,
    "item.add": decided.announced_item,
    "item.change": decided.announced_item,
    "member.name": members.announced_name,
    "member.release": members.announced_release,
    "administrator.name": members.announced_administrator,
    "administrator.release": members.announced_administrator,
    "channel.follow": place.announced_follow,
    "channel.unfollow": place.announced_unfollow,
    "engagement.archive": place.announced_archive,
    "engagement.four_eyes": place.announced_eyes,
    "phase.advance": phase.announced_move,
    "phase.upgrade": upgrade.announced,
    "evolution.open": evolving.announced_opening,
    "evolution.solution": evolving.announced_step,
    "evolution.validate": evolving.announced_step,
    "evolution.back": evolving.announced_step,
    "evolution.implement": evolving.announced_step,
    "evolution.withdraw": evolving.announced_step,
    "evolution.reroute": evolving.announced_route,
    "evolution.link": evolving.announced_link,
    "optimisation.open": evolving.announced_optimisation,
    "optimisation.close": evolving.announced_optimisation,
    "proposal.propose": proposal.announced,
    "proposal.agree": proposal.announced_answer,
    "proposal.decline": proposal.announced_answer,
    "proposal.take_back": proposal.announced_answer,
    "term.notice": ending.announced_notice,
    "term.received": ending.announced_received,
    "term.renew": ending.announced_renewal,
    "term.begin": ending.announced_period,
    "price.due": ending.announced_price,
    "price.index": ending.announced_index,
    "exit.begin": ending.announced_exit,
    "exit.early": ending.announced_early,
    "exit.mode": ending.announced_mode,
    "exit.close": ending.announced_close,
}
#: What stands under a message that asks for an answer.
BUTTONS = {"proposal.propose": proposal.announced_buttons}
#: What may be the last word that a phase was waiting for.
KEYS = {"acceptance.accept", "acceptance.reserve", "acceptance.waive", "acceptance.lift"}
#: Everyone in the channel sees these, and every move; the others stay in the thread of the card.
LOUD = {"phase.advance", "proposal.propose", "proposal.agree", "term.notice", "exit.mode"}


class ChannelVoice:
    """Speaks in the channel: the card, edited in place, and one message in its thread for each change."""

    def announce(self, change: Change) -> Sequence[Notice]:
        after = change.after
        t = texts(after.language)
        key = f"{change.action} {after.id} {change.number or 0} {change.at.isoformat()} {change.by.user}"
        said = ANNOUNCED[change.action](change, t)
        if change.action in KEYS and (closing := phase.closes(change.after, None, t)):
            said += f"\n{closing}"
        if change.behalf is not None:
            said += f"\n_{wording.capital(wording.kept(change.by, change.evidence, t))}._"
        buttons = BUTTONS[change.action](change, t) if change.action in BUTTONS else []
        content = kit.message(said, [kit.section(said), *buttons])
        if change.action in LOUD or _moved(change):
            content["reply_broadcast"] = True
        notices = [outbox.card(after, key), _in_thread(after, key, content)]
        return [*notices, _elsewhere(change, key)] if change.action == "channel.follow" else notices

    def remind(self, engagement: Engagement, reminders: Sequence[Reminder], *, today: date) -> Notice:
        t = texts(engagement.language)
        content = reminder.reminded(engagement, reminders, today=today, t=t)
        key = " ".join([REMINDER, engagement.id, *(one.key for one in reminders)])
        return Notice(key, REMINDER, engagement.team, engagement.channel, content, engagement=engagement.id)

    def seal(self, engagement: Engagement, seal: Seal) -> Notice:
        # One that covers what was written down after its day is told beside the first.
        key = f"digest {engagement.id} {seal.on} {seal.entries}"
        return _in_thread(engagement, key, timeline.sealed(engagement, seal, texts(engagement.language)))

    def pass_on(self, unanswered: Gap, engagement: Engagement, thread: str | None) -> Notice:
        # Counted anew, a question that was settled may be put to a person again.
        key = f"question {unanswered.number} {unanswered.times}"
        return Notice(
            key, "question", engagement.team, engagement.channel,
            gap.question(unanswered, texts(engagement.language)), thread=thread, engagement=engagement.id,
        )  # fmt: skip


def _moved(change: Change) -> bool:
    return change.before is not None and change.before.phase is not change.after.phase


def _in_thread(engagement: Engagement, key: str, content: kit.Message) -> Notice:
    return Notice(
        key, "announcement", engagement.team, engagement.channel,
        content, thread=CARD, engagement=engagement.id,
    )  # fmt: skip


def _elsewhere(change: Change, key: str) -> Notice:
    """Return what tells a channel that it follows an engagement from now on."""
    after = change.after
    said = kit.say(place.announced_here(change, texts(after.language)))
    channel = after.channels[-1]
    return Notice(f"{key} here", "announcement", channel.team, channel.channel, said, engagement=after.id)
