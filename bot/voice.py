"""What Relais says in an engagement's channel, in its language, when something happened or is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.views import acceptance, gap, kit, phase, reminder
from prompts import texts
from state import outbox
from state.outbox import CARD, REMINDER
from state.rules.change import Change, Notice
from state.rules.engagement import Engagement
from state.rules.gap import Gap
from state.rules.phase import missing
from state.rules.reminder import Reminder

ANNOUNCED = {
    "engagement.open": phase.announced_opening,
    "acceptance.accept": acceptance.announced,
    "acceptance.reject": acceptance.announced,
    "phase.advance": phase.announced_move,
    "phase.upgrade": phase.announced_upgrade,
}
#: Everyone in the channel sees these; the others stay in the thread of the card.
LOUD = {"phase.advance"}


class ChannelVoice:
    """Speaks in the channel: the card, edited in place, and one message in its thread for each change."""

    def announce(self, change: Change) -> Sequence[Notice]:
        after = change.after
        t = texts(after.language)
        key = f"{change.action} {after.id} {change.number or 0} {change.at.isoformat()} {change.by.user}"
        said = ANNOUNCED[change.action](change, t)
        if change.action == "acceptance.accept" and not missing(after):
            said += f"\n🔑 {t('said.gate', phase=t(f'the.{after.phase}'))}"
        content = kit.say(said) | ({"reply_broadcast": True} if change.action in LOUD else {})
        return [outbox.card(after, key), _in_thread(after, key, content)]

    def remind(self, engagement: Engagement, reminders: Sequence[Reminder], *, today: date) -> Notice:
        t = texts(engagement.language)
        content = reminder.reminded(engagement, reminders, today=today, t=t)
        key = " ".join([REMINDER, engagement.id, *(one.key for one in reminders)])
        return Notice(key, REMINDER, engagement.team, engagement.channel, content, engagement=engagement.id)

    def pass_on(self, unanswered: Gap, engagement: Engagement, thread: str | None) -> Notice:
        # Counted anew, a question that was settled may be put to a person again.
        key = f"question {unanswered.number} {unanswered.times}"
        return Notice(
            key, "question", engagement.team, engagement.channel,
            gap.question(unanswered, texts(engagement.language)), thread=thread, engagement=engagement.id,
        )  # fmt: skip


def _in_thread(engagement: Engagement, key: str, content: kit.Message) -> Notice:
    return Notice(
        key, "announcement", engagement.team, engagement.channel,
        content, thread=CARD, engagement=engagement.id,
    )  # fmt: skip
