"""Every engagement that somebody may see, those at risk first, each with the reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.views import kit
from bot.views.steps import line as step_line
from prompts import Translator
from state.rules.engagement import Engagement
from state.rules.risk import Level, Reason, Risk, risk
from state.rules.step import next_steps, pressing

#: So many engagements are told at once.
MOST = 20
#: A sign and a word for each level: colours alone say nothing to who does not see them.
MARKS = {Level.AT_RISK: "🔴", Level.WATCH: "🟠", Level.FINE: "🟢"}
LEVELS = {Level.AT_RISK: "at_risk", Level.WATCH: "watch", Level.FINE: "fine"}


def ranked(engagements: Sequence[Engagement], today: Mapping[str, date]) -> list[tuple[Engagement, Risk]]:
    """Return engagements with how they stand, the gravest first; `today` is the day of each, by its id."""
    found = [(one, risk(one, today[one.id])) for one in engagements]
    return sorted(found, key=lambda pair: (pair[1].order, pair[0].name))


def portfolio(engagements: Sequence[Engagement], today: Mapping[str, date], t: Translator) -> kit.Message:
    """Return the portfolio; it is for one person alone."""
    found = ranked(engagements, today)
    if not found:
        return kit.say(t("portfolio.none"))
    count = {name: sum(of.level is level for _, of in found) for level, name in LEVELS.items()}
    counts = t("portfolio.counts", **count)
    parts = [told(one, of, today[one.id], t) for one, of in found[:MOST]]
    if len(found) > MOST:
        parts.append(t("portfolio.more", n=len(found) - MOST))
    title = t("portfolio.title")
    blocks = [kit.section(f"*{title}*"), kit.context(counts), *(kit.section(part) for part in parts)]
    return kit.message("\n".join([title, counts, *parts]), blocks)


def told(engagement: Engagement, of: Risk, today: date, t: Translator) -> str:
    """Return how an engagement stands: where it is, the reasons, and what comes first."""
    where = t("portfolio.where", channel=f"<#{engagement.channel}>")
    lines = [f"{headline(engagement, of, t)}, {where}", *(f"• {reason(one, t)}" for one in of.reasons)]
    first = pressing(engagement, next_steps(engagement, today))[:1]
    steps = (step_line(engagement, step, step.party or "either", today, t) for step in first)
    return "\n".join([*lines, *(f"➡️ {step}" for step in steps)])


def headline(engagement: Engagement, of: Risk, t: Translator) -> str:
    return t(
        "portfolio.line", mark=MARKS[of.level], name=kit.escape(engagement.name),
        phase=t(f"phase.{engagement.phase}"), level=t(f"level.{LEVELS[of.level]}"),
    )  # fmt: skip


def reason(one: Reason, t: Translator) -> str:
    """Return what weighs on an engagement, in a few words."""
    day = kit.day(one.day, t.language) if one.day else ""
    return t(f"risk.{one.code}", n=one.n, day=day, party=t(f"party.{one.party}") if one.party else "")


def in_private(t: Translator) -> kit.Message:
    """Return why a portfolio is not shown before others, and the button that shows it to one person."""
    said = t("portfolio.private")
    button = kit.button(t("button.portfolio"), "portfolio.show", "all")
    return kit.message(said, [kit.section(said), kit.actions(button)])
