"""The next steps as people read them: who, what, by when; and what each of them is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.views import kit, wording
from bot.views.proposal import what
from prompts import Translator
from state.rules.engagement import Engagement
from state.rules.party import Party, Role
from state.rules.reminder import Reminder
from state.rules.step import NextStep
from state.rules.term import term_of

RESERVATIONS = {"clear_reservation", "lift_reservation"}
TERMS = {"decide_term", "prepare_end"}
EVOLUTIONS = {"propose_solution", "validate_solution", "implement", "propose_amendment"}
#: So much of a reservation is told with it; the list has the rest.
LONGEST_TEXT = 60


def lines(
    engagement: Engagement, steps: Sequence[NextStep], today: date, t: Translator, *, most: int | None = None
) -> list[str]:
    """Return the next steps, each with who, what and by when; `most` cuts them short, and says so."""
    told = wording.owned(steps, lambda step: (step.code, step.item, step.ref))
    return wording.shortened([f"• {line(engagement, step, who, today, t)}" for step, who in told], most, t)


def line(engagement: Engagement, step: NextStep, who: str, today: date, t: Translator) -> str:
    """Return one step; `who` is one of `wording.OWNERS`."""
    whose = f"*{wording.capital(t(f'party.{who}'))}*"
    said = t(f"next.{step.code}", who=whose, **about(engagement, step, step.code, t))
    if step.by is None:
        return said
    key = "next.overdue" if step.by < today else "next.by"
    return t(key, step=said, day=kit.day(step.by, t.language))


def about(engagement: Engagement, one: NextStep | Reminder, code: str, t: Translator) -> dict[str, object]:
    """Return what the texts of a step, or of its reminder, name: an item, an evolution, people and so on."""
    values: dict[str, object] = {"ref": one.ref}
    if one.item is not None:
        item = next(item for item in engagement.items if item.number == one.item)
        values |= {"number": item.number, "title": wording.item(item, t)}
    if code in RESERVATIONS:
        made = next(each for each in engagement.reservations if each.number == one.ref)
        values["text"] = kit.escape(kit.cut(" ".join(made.text.split()), LONGEST_TEXT))
    if code in EVOLUTIONS:
        evolution = next(each for each in engagement.evolutions if each.number == one.ref)
        values["title"] = kit.escape(evolution.title)
    if code == "answer_proposal":
        values["what"] = what(next(each for each in engagement.proposals if each.number == one.ref), t)
    if code == "give_index":
        price = next(each for each in engagement.prices if each.k == one.ref and each.pending)
        values["first"] = kit.day(price.on, t.language)
    if code in TERMS and one.ref is not None:
        last = term_of(engagement.contract, one.ref).last_day
        values["last"] = kit.day(last, t.language) if last else "—"
    if code == "renew_delegation":
        values["people"] = _delegates(engagement, one.party, one.by)
    return values


def _delegates(engagement: Engagement, party: Party | None, until: date | None) -> str:
    """Return the people of a party whose delegation ends on a day."""
    theirs = (member for member in engagement.members if member.role is Role.DELEGATE)
    return wording.people(one.actor for one in theirs if (one.party, one.until) == (party, until))
