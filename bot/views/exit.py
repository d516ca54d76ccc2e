"""The exit: why the contract ends and when, who takes over, what is left to settle; and its forms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.views import kit, wording
from prompts import Translator
from state.rules.dossier import Exit, ExitCause, ExitMode
from state.rules.engagement import Engagement
from state.rules.item import Item, Phase
from state.rules.leaving import LONGEST_COMPANY, handed_over
from state.rules.party import Party
from state.rules.reason import LONGEST

#: The field of a form that a broken rule is about; others are shown under its first one.
MODE_FIELDS = {
    "company_missing": "company", "company_too_long": "company",
    "mode_reason": "reason", "reason_too_long": "reason",
}  # fmt: skip
EARLY_FIELDS = {"reason_missing": "ground", "reason_too_long": "ground"}
CAUSES = {
    ExitCause.NOTICE: "leave.notice", ExitCause.EXPIRY: "leave.expiry", ExitCause.EARLY: "leave.early",
}  # fmt: skip
PLAN = "exit_plan"
MODES = (ExitMode.REVERSIBILITY, ExitMode.PORTABILITY)


def shown(engagement: Engagement, *, today: date, t: Translator) -> kit.Message:
    """Return how the exit stands; before it begins, what begins it and whether its plan is ready."""
    if engagement.phase is Phase.CLOSED:
        return kit.say(t("status.closed", day=_day(engagement.closed_on, t)))
    said = "\n".join(standing(engagement, today, t))
    if engagement.exit is None:
        early = kit.button(t("button.early"), "exit.early", engagement.id)
        return kit.message(said, [kit.section(said), kit.actions(_list_button(engagement, t), early)])
    mode = kit.button(
        t("button.exit_mode"), "exit.mode", engagement.id,
        style="primary" if engagement.exit.mode is ExitMode.UNDECIDED else None,
    )  # fmt: skip
    return kit.message(said, [kit.section(said), kit.actions(mode, _list_button(engagement, t))])


def standing(engagement: Engagement, today: date, t: Translator) -> list[str]:
    """Return why the contract ends, who takes over and what is left; or what would begin the exit."""
    if engagement.exit is None:
        return [t("leave.title"), t("leave.not_begun"), *_plan(engagement, t)]
    return list(_standing(engagement, engagement.exit, today, t))


def mode_modal(engagement: Engagement, data: str, t: Translator) -> kit.Block:
    """Return the form that asks the client who takes over."""
    now = engagement.exit.mode if engagement.exit is not None else ExitMode.UNDECIDED
    options = {mode: kit.option(wording.capital(t(f"exit_mode.{mode}")), mode.value) for mode in MODES}
    choice: kit.Block = {"type": "radio_buttons", "options": list(options.values())}
    if now in options:
        choice |= {"initial_option": options[now]}
    company = {"type": "plain_text_input", "max_length": LONGEST_COMPANY}
    if engagement.exit is not None and engagement.exit.company:
        company |= {"initial_value": kit.bare(engagement.exit.company)}
    changed = [] if now is ExitMode.UNDECIDED else [t("leave.mode_change")]
    blocks = [
        kit.section("\n".join([t("leave.mode_intro"), *changed])),
        kit.input_("mode", t("leave.mode_label"), choice),
        kit.input_("company", t("leave.company_label"), company, hint=t("leave.company_hint"), optional=True),
        kit.input_("reason", t("leave.reason"), _prose(), hint=t("leave.reason_hint"), optional=True),
    ]
    return kit.modal(
        "exit.mode", t("leave.mode_title"), blocks,
        submit=t("leave.mode_submit"), close=t("leave.close"), data=data,
    )  # fmt: skip


def early_modal(engagement: Engagement, data: str, *, today: date, t: Translator) -> kit.Block:
    """Return the form that ends the contract before its term."""
    cancels = engagement.phase is Phase.TAKEOVER and not handed_over(engagement)
    intro = [t("leave.early_intro"), *([t("leave.early_cancels")] if cancels else [])]
    day = {"type": "datepicker", "initial_date": today.isoformat()}
    blocks = [
        kit.section("\n".join(intro)),
        kit.input_("last", t("leave.early_last"), day),
        kit.input_("ground", t("leave.early_ground"), _prose(), hint=t("leave.early_hint")),
    ]
    return kit.modal(
        "exit.early", t("leave.early_title"), blocks,
        submit=t("leave.early_submit"), close=t("leave.close"), data=data,
    )  # fmt: skip


def offer(kind: str, engagement: Engagement, t: Translator) -> kit.Message:
    """Return a button that opens a form (`mode` or `early`), where a modal cannot be opened at once."""
    said = t("leave.mode_offer" if kind == "mode" else "leave.early_offer")
    label = t("button.exit_mode" if kind == "mode" else "button.early")
    button = kit.button(label, f"exit.{kind}", engagement.id, style="primary")
    return kit.message(said, [kit.section(said), kit.actions(button)])


def _standing(engagement: Engagement, leaving: Exit, today: date, t: Translator) -> Iterator[str]:
    yield t("leave.title")
    yield t(CAUSES[leaving.cause], day=kit.day(leaving.begun_on, t.language))
    if leaving.last_day is not None:
        over = today > leaving.last_day
        yield t("dates.expired" if over else "leave.last", last=kit.day(leaving.last_day, t.language))
    yield from _taking_over(engagement, leaving, today, t)
    items = engagement.current_items
    open_ = [one for one in items if not one.settled]
    if items:
        yield t("leave.progress", n=len(items) - len(open_), total=len(items))
    if open_:
        yield t("leave.left")
        yield from (f"• {_left(one, t)}" for one in open_)


def _taking_over(engagement: Engagement, leaving: Exit, today: date, t: Translator) -> Iterator[str]:
    mode = t(f"exit_mode.{leaving.mode}")
    if leaving.mode is not ExitMode.PORTABILITY:
        yield t("leave.mode", mode=mode)
        return
    yield t("leave.company", mode=mode, company=kit.escape(leaving.company))
    people = wording.members(engagement, Party.INCOMING, today)
    if people:
        yield t("leave.incoming", people=people)
    else:
        yield t("leave.seat", members=t.words("command.members")[0])


def _plan(engagement: Engagement, t: Translator) -> Iterator[str]:
    plan = next((one for one in engagement.current_items if one.key == PLAN), None)
    if plan is not None:
        yield t("leave.plan_ready") if plan.settled else t("leave.plan_open", number=plan.number)


def _left(item: Item, t: Translator) -> str:
    values = {"number": item.number, "title": wording.item(item, t)}
    if item.due is None:
        return t("leave.line", **values)
    return t("leave.line_due", day=kit.day(item.due, t.language), **values)


def _list_button(engagement: Engagement, t: Translator) -> kit.Block:
    return kit.button(t("button.list"), "acceptance.list", engagement.id)


def _prose() -> kit.Block:
    return {"type": "plain_text_input", "multiline": True, "max_length": LONGEST}


def _day(on: date | None, t: Translator) -> str:
    return kit.day(on, t.language) if on else "—"
