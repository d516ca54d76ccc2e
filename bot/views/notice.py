"""The forms at the end of a term: a notice, its reception, its withdrawal, and a renewal."""

from __future__ import annotations

from datetime import date

from bot.views import kit, wording
from prompts import Translator
from state.rules.clauses import Counts
from state.rules.ending import last_day_of, on_its_way
from state.rules.engagement import Engagement
from state.rules.reason import LONGEST
from state.rules.run import Outcome
from state.rules.term import decision_at

#: The field of a form that a broken rule is about; others are shown under its first one.
NOTICE_FIELDS = {"received_before_sent": "received"}
RENEW_FIELDS = {"reason_too_long": "note"}
#: The text of the button that opens each form, and what is said with it.
OFFERS = {
    "notice": ("button.notice", "notice.offer"),
    "received": ("button.received", "notice.arrived_offer"),
    "withdraw": ("button.withdraw", "notice.withdraw_offer"),
    "renew": ("button.renew", "renewing.offer"),
}


def notice_modal(engagement: Engagement, data: str, *, today: date, t: Translator) -> kit.Block:
    """Return the form that records a notice, with what it does in time and late."""
    day = {"type": "datepicker", "initial_date": today.isoformat()}
    blocks = [kit.section(_notice_intro(engagement, today, t)), kit.input_("sent", t("notice.sent"), day)]
    if engagement.contract.counts is Counts.RECEPTION:
        received, hint = {"type": "datepicker"}, t("notice.received_hint")
        blocks.append(kit.input_("received", t("notice.received"), received, hint=hint, optional=True))
    return kit.modal(
        "term.notice", t("notice.title"), blocks,
        submit=t("notice.submit"), close=t("notice.close"), data=data,
    )  # fmt: skip


def received_modal(engagement: Engagement, data: str, *, today: date, t: Translator) -> kit.Block:
    """Return the form that records when the notice arrived; one has to be on its way."""
    waiting = on_its_way(engagement.contract)
    sent = kit.day(waiting.sent_on if waiting else today, t.language)
    day = {"type": "datepicker", "initial_date": today.isoformat()}
    blocks = [
        kit.section(t("notice.arrived_intro", sent=sent)),
        kit.input_("received", t("notice.received"), day),
    ]
    return kit.modal(
        "term.received", t("notice.arrived_title"), blocks,
        submit=t("notice.arrived_submit"), close=t("notice.close"), data=data,
    )  # fmt: skip


def withdraw_modal(engagement: Engagement, data: str, t: Translator) -> kit.Block:
    """Return the form that proposes to withdraw the notice."""
    last = last_day_of(engagement)
    intro = (
        t("notice.withdraw_intro", last=kit.day(last, t.language)) if last else t("notice.withdraw_pending")
    )
    reason = kit.input_("reason", t("notice.withdraw_reason"), _prose(), optional=True)
    return kit.modal(
        "term.withdraw", t("notice.withdraw_title"), [kit.section(intro), reason],
        submit=t("notice.withdraw_submit"), close=t("notice.close"), data=data,
    )  # fmt: skip


def renew_modal(engagement: Engagement, data: str, *, today: date, t: Translator) -> kit.Block:
    """Return the form that renews; where both have to agree, it makes a proposal of it."""
    both = by_both(engagement, today)
    note = kit.input_("note", t("renewing.note"), _prose(), optional=True)
    return kit.modal(
        "term.renew", t("renewing.title"), [kit.section(_renew_intro(engagement, today, t)), note],
        submit=t("renewing.propose" if both else "renewing.submit"), close=t("renewing.close"), data=data,
    )  # fmt: skip


def by_both(engagement: Engagement, today: date) -> bool:
    """Say whether the contract is renewed by an agreement alone: it would expire."""
    return decision_at(engagement.contract, today).outcome is Outcome.EXPIRES


def offer(kind: str, engagement: Engagement, t: Translator) -> kit.Message:
    """Return a button that opens a form (`OFFERS`), where a modal cannot be opened at once."""
    label, text = OFFERS[kind]
    said = t(text)
    button = kit.button(t(label), f"term.{kind}", engagement.id, style="primary")
    return kit.message(said, [kit.section(said), kit.actions(button)])


def _notice_intro(engagement: Engagement, today: date, t: Translator) -> str:
    term = decision_at(engagement.contract, today)
    if term.deadline is None or term.last_day is None:
        return t("notice.intro_open")
    days = {
        "deadline": kit.weekday(term.deadline, t.language), "last": kit.day(term.last_day, t.language),
    }  # fmt: skip
    reception = engagement.contract.counts is Counts.RECEPTION
    return t("notice.intro" if reception else "notice.intro_sent", **days)


def _renew_intro(engagement: Engagement, today: date, t: Translator) -> str:
    term = decision_at(engagement.contract, today)
    if term.outcome is Outcome.EXPIRES and term.last_day is not None:
        return t("renewing.intro_both", last=kit.day(term.last_day, t.language))
    days = {
        "start": kit.day(term.next_start or today, t.language),
        "deadline": kit.weekday(term.deadline or today, t.language),
    }
    if term.renewed_for is None:
        return t("renewing.intro_open", **days)
    return t("renewing.intro", length=wording.duration(term.renewed_for, t), **days)


def _prose() -> kit.Block:
    return {"type": "plain_text_input", "multiline": True, "max_length": LONGEST}
