"""A person's App Home: what waits for them first, then their engagements, then how to begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.views import kit, portfolio
from bot.views.engagement import progress
from bot.views.steps import lines as step_lines
from prompts import Translator
from state.rules.engagement import Engagement
from state.rules.party import Party
from state.rules.risk import Risk
from state.rules.step import next_steps, pressing

MOST_ENGAGEMENTS = 20
MOST_STEPS = 8


def home(
    engagements: Sequence[Engagement],
    parties: Mapping[str, Party | None],
    today: Mapping[str, date],
    command: str,
    t: Translator,
) -> kit.Block:
    """Return the view, the engagements at risk first.

    `parties` is the side that the person speaks for, `today` the day, both by the engagement's id.
    """
    ranked = portfolio.ranked(engagements, today)[:MOST_ENGAGEMENTS]
    shown = [one for one, _ in ranked]
    waiting = [part for one in shown if (part := _waiting(one, parties[one.id], today[one.id], t))]
    blocks = [kit.header(t("home.title")), kit.section(t("home.intro")), kit.divider()]
    blocks.append(kit.section(t("home.waiting")))
    blocks += waiting or [kit.section(t("home.nothing"))]
    if shown:
        blocks += [kit.divider(), kit.section(t("home.engagements"))]
        blocks += [_engagement(one, how, t) for one, how in ranked]
    help_ = t("usage.help", command=command)
    blocks += [kit.divider(), kit.context(kit.escape(help_), t("home.extractive"))]
    return {"type": "home", "blocks": blocks}


def _waiting(engagement: Engagement, party: Party | None, today: date, t: Translator) -> kit.Block | None:
    found = pressing(engagement, next_steps(engagement, today))
    steps = [step for step in found if step.party in {party, None}]
    if not steps:
        return None
    title = f"*{kit.escape(engagement.name)}* · <#{engagement.channel}>"
    lines = step_lines(engagement, steps, today, t, most=MOST_STEPS)
    return kit.section("\n".join([title, *lines]))


def _engagement(engagement: Engagement, how: Risk, t: Translator) -> kit.Block:
    title = f"{portfolio.headline(engagement, how, t)} · <#{engagement.channel}>"
    reasons = [f"• {portfolio.reason(one, t)}" for one in how.reasons]
    return kit.section("\n".join([title, progress(engagement, t), *reasons]))
