"""`relais gaps`: the questions that nothing answers, and a section to be filled in for one of them."""

from __future__ import annotations

from typing import Any

from bot.console.desk import Desk
from bot.parts import open_library, open_state
from bot.views import draft as show
from bot.views import kit
from prompts import languages, texts
from state.engagements import day
from state.rules.gap import Gap, How


def gaps(at: Desk, *, settled: bool, as_json: bool) -> None:
    """Show the open questions of all channels, the newest first; `settled`: those too."""
    ledger = open_state(at.settings)
    found = ledger.gaps.all(settled=settled)
    names = {one.id: one.name for one in ledger.engagements.all()}
    if as_json:
        at.give([_values(gap, names) for gap in found])
        return
    if not found:
        at.tell("cli.no_gaps")
    for gap in found:
        at.tell("cli.gap", number=gap.number, question=" ".join(gap.asked.question.split()))
        at.say(f"   {' '.join(_facts(at, gap, names))}")


def draft(at: Desk, number: int) -> None:
    """Print a section for a question, to be filled in, and where to put it; raises `gap_unknown` (number)."""
    asked = open_state(at.settings).gaps.get(number).asked
    taken = {section.id for section in open_library(at.settings).sections(languages()[0])}
    name = show.anchor(asked.question, taken)
    home = at.settings.relais_home / "methodology"
    for language in languages():
        file = home / language / "house.md"
        at.say(f"--- {file}\n{show.section(name, texts(language), new=not file.exists())}\n")
    questions = show.asked(name, asked.question, asked.language, languages())
    at.say(f"--- {home / 'asked' / 'house.toml'}\n{questions}\n")
    at.tell("draft.where")


def _facts(at: Desk, gap: Gap, names: dict[str, str]) -> list[str]:
    """Return what is known of a question, a sentence each."""
    t, asked = at.t, gap.asked
    facts = [t("gap.times", n=gap.times, day=kit.day(day(gap.at, "UTC"), t.language))]
    if asked.engagement is not None:
        facts.append(t("cli.gap_engagement", name=names.get(asked.engagement, asked.engagement)))
    if not asked.aloud:
        facts.append(t("cli.gap_private"))
    if asked.nearest:
        facts.append(t("cli.gap_nearest", sections=", ".join(asked.nearest)))
    if gap.passed is not None:
        facts.append(t("gap.waits"))
    if gap.settled is not None:
        key = "cli.gap_covered" if gap.settled.how is How.COVERED else "cli.gap_answered"
        facts.append(t(key, day=kit.day(day(gap.settled.at, "UTC"), t.language)))
    return facts


def _values(gap: Gap, names: dict[str, str]) -> dict[str, Any]:
    asked, passed, settled = gap.asked, gap.passed, gap.settled
    return {
        "number": gap.number,
        "question": asked.question,
        "language": asked.language,
        "times": gap.times,
        "at": gap.at.isoformat(),
        "last_at": gap.last_at.isoformat(),
        "team": gap.askers[0].team,
        "user": gap.askers[0].user,
        "channel": asked.channel,
        "engagement": names.get(asked.engagement or ""),
        "private": not asked.aloud,
        "nearest": list(asked.nearest),
        "score": asked.score,
        "asked": {"team": passed.to.team, "user": passed.to.user, "at": passed.at.isoformat()}
        if passed
        else None,
        "settled": {"how": settled.how, "at": settled.at.isoformat()} if settled else None,
    }
