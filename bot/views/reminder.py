"""Everything that is due for an engagement, in one message, grouped by who owes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.views import kit, renewal, wording
from bot.views.evolution import list_button
from bot.views.steps import EVOLUTIONS, about
from prompts import Translator
from state.rules.engagement import Engagement
from state.rules.reminder import Reminder
from state.rules.term import term_at

#: Sections of Slack hold 3,000 characters; so many lines of ours always fit.
MOST_LINES = 15
CONTRACT = {"notice", "notice_passed", "term_begun", "contract_end"}


def reminded(
    engagement: Engagement, reminders: Sequence[Reminder], *, today: date, t: Translator
) -> kit.Message:
    """Return the reminders as one message; `today` is a day in the engagement's zone."""
    contract = [one for one in reminders if one.about in CONTRACT]
    others = (one for one in reminders if one.about not in CONTRACT)
    steps = wording.owned(others, lambda one: (one.about, one.item, one.ref, one.by))
    title = t("reminder.title", n=len(contract) + len(steps), name=kit.escape(engagement.name))
    news = [_contract(one, engagement, today, t) for one in contract]
    default = renewal.default(engagement, today, t) if contract else ""
    parts = [*(f"⚖️ {one}" for one in news), *([default] if default not in news else [])]
    for owner in wording.OWNERS:
        theirs = [one for one, who in steps if who == owner]
        if theirs:
            lines = _lines(engagement, theirs, today, t)
            parts.append("\n".join([_addressed(engagement, owner, today, t), *lines]))
    if any(one.late for one in reminders):
        parts.append(t("reminder.late"))
    said = [part for part in parts if part]
    buttons = [kit.button(t("button.list"), "acceptance.list", engagement.id)]
    if any(one.about in EVOLUTIONS for one in reminders):
        buttons.append(list_button(engagement, t))
    if contract:
        buttons.append(kit.button(t("button.dates"), "term.dates", engagement.id))
    blocks = [kit.section(f"🔔 *{title}*"), *(kit.section(part) for part in said), kit.actions(*buttons)]
    return kit.message("\n".join([title, *said]), blocks)


def _contract(one: Reminder, engagement: Engagement, today: date, t: Translator) -> str:
    if one.about == "term_begun":
        return _begun(one, engagement, t)
    if one.about == "contract_end":
        left, last = (one.by - today).days, kit.weekday(one.by, t.language)
        key = "reminder.contract_end" if left else "reminder.contract_end_today"
        return t(key, n=left, last=last)
    if one.about == "notice_passed":
        return renewal.default(engagement, today, t)
    days = {"send": kit.weekday(one.by, t.language), "deadline": kit.weekday(one.legal or one.by, t.language)}
    left = (one.by - today).days
    if left > 0:
        return t("reminder.notice_coming", n=left, **days)
    return t("reminder.notice_today" if left == 0 else "reminder.notice_urgent", **days)


def _begun(one: Reminder, engagement: Engagement, t: Translator) -> str:
    first, last = kit.day(one.by, t.language), term_at(engagement.contract, one.by).last_day
    if last is None:
        return t("reminder.term_unending", first=first)
    return t("reminder.term_begun", first=first, last=kit.day(last, t.language))


def _addressed(engagement: Engagement, owner: str, today: date, t: Translator) -> str:
    """Return who is meant, by name and by mention."""
    people = ", ".join(wording.members(engagement, one, today) for one in wording.owing(owner))
    return t("reminder.who", who=wording.capital(t(f"party.{owner}")), people=people)


def _lines(engagement: Engagement, reminders: Sequence[Reminder], today: date, t: Translator) -> list[str]:
    said = [
        f"• {t(f'reminder.{one.about}', **about(engagement, one, one.about, t))}, {_when(one, today, t)}"
        for one in reminders
    ]
    return wording.shortened(said, MOST_LINES, t)


def _when(one: Reminder, today: date, t: Translator) -> str:
    days = (today - one.by).days
    if days == 0:
        return t("reminder.today")
    day = kit.day(one.by, t.language)
    return t("reminder.overdue", n=days, day=day) if days > 0 else t("reminder.coming", day=day)
