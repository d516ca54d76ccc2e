"""A person's App Home: what waits for them first, then their engagements, then how to begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.views import kit, wording
from bot.views.engagement import progress
from prompts import Translator
from state.rules.engagement import Engagement, Party
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
    """Return the view; `parties` is the side that the person signs for, `today` the day, by engagement."""
    shown = engagements[:MOST_ENGAGEMENTS]
    waiting = [part for one in shown if (part := _waiting(one, parties[one.id], today[one.id], t))]
    blocks = [kit.header(t("home.title")), kit.section(t("home.intro")), kit.divider()]
    blocks.append(kit.section(t("home.waiting")))
    blocks += waiting or [kit.section(t("home.nothing"))]
    if shown:
        blocks += [kit.divider(), kit.section(t("home.engagements"))]
        blocks += [_engagement(one, t) for one in shown]
    help_ = t("usage.help", command=command)
    blocks += [kit.divider(), kit.context(kit.escape(help_), t("home.extractive"))]
    return {"type": "home", "blocks": blocks}


def _waiting(engagement: Engagement, party: Party | None, today: date, t: Translator) -> kit.Block | None:
    found = pressing(engagement, next_steps(engagement))
    steps = [step for step in found if step.party in {party, None}]
    if not steps:
        return None
    title = f"*{kit.escape(engagement.name)}* · <#{engagement.channel}>"
    lines = wording.step_lines(engagement, steps, today, t, most=MOST_STEPS)
    return kit.section("\n".join([title, *lines]))


def _engagement(engagement: Engagement, t: Translator) -> kit.Block:
    return kit.section(
        f"*{kit.escape(engagement.name)}* · <#{engagement.channel}>\n{progress(engagement, t)}"
    )
