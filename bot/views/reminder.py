"""Everything that is due for an engagement, in one message, grouped by who owes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.views import kit, renewal, wording
from prompts import Translator
from state.rules.engagement import Engagement, Party
from state.rules.reminder import Reminder

#: Sections of Slack hold 3,000 characters; so many lines of ours always fit.
MOST_LINES = 15
NOTICES = {"notice", "notice_passed"}


def reminded(
    engagement: Engagement, reminders: Sequence[Reminder], *, today: date, t: Translator
) -> kit.Message:
    """Return the reminders as one message; `today` is a day in the engagement's zone."""
    title = t("reminder.title", n=len(reminders), name=kit.escape(engagement.name))
    parts = [_notice(one, today, t) for one in reminders if one.about in NOTICES]
    if parts:
        parts.append(renewal.summary(engagement, today, t).split("\n")[-1])
    for party in (*Party, None):
        theirs = [one for one in reminders if one.party is party and one.about not in NOTICES]
        if theirs:
            parts.append("\n".join([_addressed(engagement, party, t), *_lines(engagement, theirs, today, t)]))
    late = min((one.on for one in reminders if one.late), default=None)
    if late is not None:
        parts.append(t("reminder.late", day=kit.day(late, t.language)))
    buttons = [kit.button(t("button.list"), "acceptance.list", engagement.id)]
    if any(one.about in NOTICES for one in reminders):
        buttons.append(kit.button(t("button.dates"), "term.dates", engagement.id))
    blocks = [kit.section(f"🔔 *{title}*"), *(kit.section(part) for part in parts), kit.actions(*buttons)]
    return kit.message("\n".join([title, *parts]), blocks)


def _notice(one: Reminder, today: date, t: Translator) -> str:
    days = {"send": kit.weekday(one.by, t.language), "deadline": kit.weekday(one.legal or one.by, t.language)}
    if one.about == "notice_passed":
        return f"⚖️ {t('reminder.notice_passed', deadline=days['deadline'])}"
    left = (one.by - today).days
    if left > 0:
        return f"⚖️ {t('reminder.notice_coming', n=left, **days)}"
    return f"⚖️ {t('reminder.notice_today' if left == 0 else 'reminder.notice_urgent', **days)}"


def _addressed(engagement: Engagement, party: Party | None, t: Translator) -> str:
    """Return who is meant, by name and by mention."""
    parties = list(Party) if party is None else [party]
    people = ", ".join(wording.members(engagement, one) for one in parties)
    return t("reminder.who", who=wording.capital(wording.who(party, t)), people=people)


def _lines(engagement: Engagement, reminders: Sequence[Reminder], today: date, t: Translator) -> list[str]:
    keys = {item.number: item.key for item in engagement.items}
    lines = []
    for one in reminders[:MOST_LINES]:
        about = {"number": one.item, "title": wording.item(keys[one.item], t)} if one.item else {}
        lines.append(f"• {t(f'reminder.{one.about}', **about)}, {_when(one, today, t)}")
    if len(reminders) > MOST_LINES:
        lines.append(t("status.more", n=len(reminders) - MOST_LINES))
    return lines


def _when(one: Reminder, today: date, t: Translator) -> str:
    days = (today - one.by).days
    if days == 0:
        return t("reminder.today")
    day = kit.day(one.by, t.language)
    return t("reminder.overdue", n=days, day=day) if days > 0 else t("reminder.coming", day=day)
