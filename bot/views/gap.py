"""Questions that nothing answers: the button that has a person asked, what they are asked, the list."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.views import kit
from prompts import Translator
from state.rules.gap import Gap

#: How much of a question a line of the list shows.
SHOWN = 200
#: So many questions are listed; the older ones follow once these are settled.
MOST = 20


def ask_button(number: int, t: Translator, *, public: bool) -> kit.Block:
    """Return the button that has a person asked; where only one person saw the question, it warns first."""
    button = kit.button(t("gap.ask"), "gap.ask", str(number), label=t("gap.ask_label"))
    return button if public else button | {"confirm": _in_front_of_all(t)}


def question(gap: Gap, t: Translator) -> kit.Message:
    """Return the message that asks a person, with the button that says that it is answered."""
    if gap.passed is None:
        raise ValueError(f"nobody was asked question {gap.number}")
    asked = t("gap.asked", person=kit.person(gap.passed.to.user), asker=kit.person(gap.passed.by.user))
    said = f"{asked}\n{kit.quote(gap.asked.question)}"
    if gap.settled is None:
        settle = kit.button(t("gap.settle"), "gap.done", str(gap.number), label=_label(gap, t))
        return kit.message(said, [kit.section(said), kit.actions(settle)])
    by = gap.settled.by
    done = t("gap.done", person=kit.person(by.user)) if by else t("gap.covered")
    return kit.message(f"{said}\n{done}", [kit.section(said), kit.context(done)])


def passed_on(gap: Gap, t: Translator) -> kit.Message:
    """Return what tells a person that somebody was asked."""
    person = kit.person(gap.passed.to.user) if gap.passed else ""
    return kit.say(t("gap.passed_on", person=person))


def listed(gaps: Sequence[Gap], t: Translator, *, zone: str) -> kit.Message:
    """Return the open questions, the newest first; days are those of a zone (an IANA name)."""
    if not gaps:
        return kit.say(t("gap.nothing"))
    lines, blocks = [f"*{t('gap.title')}*"], [kit.section(f"*{t('gap.title')}*")]
    for gap in gaps[:MOST]:
        said = _line(gap, t, zone)
        settle = kit.button(t("gap.settle"), "gap.settle", str(gap.number), label=_label(gap, t))
        lines.append(said)
        blocks.append(kit.section(said) | {"accessory": settle})
    if len(gaps) > MOST:
        lines.append(t("gap.more", n=len(gaps) - MOST))
        blocks.append(kit.context(lines[-1]))
    return kit.message("\n".join(lines), blocks)


def _line(gap: Gap, t: Translator, zone: str) -> str:
    day = kit.day(gap.at.astimezone(ZoneInfo(zone)).date(), t.language)
    facts = [t("gap.times", n=gap.times, day=day), *([t("gap.waits")] if gap.passed else [])]
    return f"{t('gap.line', question=kit.escape(_short(gap)))}\n{' '.join(facts)}"


def _label(gap: Gap, t: Translator) -> str:
    return t("gap.settle_label", question=kit.bare(_short(gap)))


def _short(gap: Gap) -> str:
    return kit.cut(" ".join(gap.asked.question.split()), SHOWN)


def _in_front_of_all(t: Translator) -> kit.Block:
    return {
        "title": kit.plain(t("gap.confirm_title")),
        "text": kit.plain(t("gap.confirm")),
        "confirm": kit.plain(t("gap.confirm_yes")),
        "deny": kit.plain(t("gap.confirm_no")),
    }
