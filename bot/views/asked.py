"""What an engagement's state answers to a question: short, with its dates and people, nobody called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.views import engagement as card
from bot.views import item as items
from bot.views import kit, owed, renewal, wording
from bot.views.facts import Facts
from prompts import Translator
from state.rules.engagement import Engagement, Phase
from state.rules.phase import missing

#: What a button may carry of a question, which it brings back when it is pressed.
CARRIED = 1500
#: So many engagements are offered: an actions block holds 25 buttons.
OFFERED = 24
CONTRACT = {"notice", "end", "renewal"}
LISTED = {"left", "sign", "late", "accepted", "refused", "item", "live", "ready"}


def told(facts: Facts, t: Translator) -> str:
    """Return the answer, what is asked in its order, headed by the engagement's name."""
    engagement = facts.engagement
    values = {"name": kit.escape(engagement.name), "phase": t(f"phase.{engagement.phase}")}
    title = t("asked.title", **values)
    if not facts.here:
        title = t("asked.title_there", channel=f"<#{engagement.channel}>", **values)
    if engagement.phase is Phase.CLOSED:
        day = kit.day(engagement.closed_on, t.language) if engagement.closed_on else "—"
        closed = [t("status.closed", day=day)]
        closed += items.told(facts, t) if "item" in facts.intents else []
        closed += owed.people(facts, t) if "people" in facts.intents else []
        return "\n".join([title, *closed])
    said: list[str] = []
    for intent in facts.intents:
        said += [line for line in TOLD[intent](facts, t) if line not in said]
    return "\n".join([title, *said])


def answer(facts: Facts, t: Translator) -> kit.Message:
    """Return the answer as a message, with the buttons that go on from it."""
    said = told(facts, t)
    blocks = kit.sections(said)
    if CONTRACT & set(facts.intents):
        blocks.append(kit.context(t("dates.advice")))
        said = f"{said}\n{t('dates.advice')}"
    buttons = _buttons(facts, t)
    return kit.message(said, [*blocks, kit.actions(*buttons)] if buttons else blocks)


def joined(state: kit.Message, method: kit.Message, t: Translator) -> kit.Message:
    """Return what the state says, then what the methodology says of it."""
    heading = t("asked.method")
    blocks = [*state["blocks"], kit.context(heading), *method["blocks"]]
    return kit.message("\n".join([state["text"], heading, method["text"]]), blocks)


def which(engagements: Sequence[Engagement], question: str, t: Translator) -> kit.Message:
    """Return the question which engagement is meant; each button carries the question that it answers."""
    shown = engagements[:OFFERED]
    buttons = [
        kit.button(
            kit.bare(one.name), f"asked.which.{at}", f"{one.id} {kit.cut(question, CARRIED)}",
            label=t("asked.which_label", name=kit.bare(one.name)),
        )
        for at, one in enumerate(shown)
    ]  # fmt: skip
    names = "\n".join(f"• {kit.escape(one.name)}" for one in shown)
    said = t("asked.which")
    return kit.message(f"{said}\n{names}", [kit.section(said), kit.actions(*buttons)])


def _phase(facts: Facts, t: Translator) -> list[str]:
    engagement = facts.engagement
    accepted = card.acceptances(engagement, facts.today, t)
    return [card.progress(engagement, t), card.standing(engagement, t), *accepted]


def _upgrade(facts: Facts, t: Translator) -> list[str]:
    engagement = facts.engagement
    said = t("status.upgrade", mode=wording.upgrade(engagement.upgrade, t))
    return [said, *([kit.quote(engagement.upgrade_reason)] if engagement.upgrade_reason else [])]


def _dates(facts: Facts, t: Translator) -> list[str]:
    return [renewal.summary(facts.engagement, facts.today, t, counted=True)]


def _accountable(facts: Facts, t: Translator) -> list[str]:
    return [card.answers_for(facts.engagement, t)]


def _buttons(facts: Facts, t: Translator) -> list[kit.Block]:
    engagement, intents = facts.engagement, set(facts.intents)
    if not facts.here or engagement.phase is Phase.CLOSED:
        return []
    buttons = []
    if intents & (LISTED | {"phase"}):
        buttons.append(kit.button(t("button.list"), "acceptance.list", engagement.id))
    if intents & {"phase", "late"}:
        buttons.append(kit.button(t("button.next"), "phase.next", engagement.id))
    if "phase" in intents:
        buttons.append(kit.button(t("button.dates"), "term.dates", engagement.id))
    if intents & {"live", "ready"} and not missing(engagement):
        buttons.append(wording.advance_button(engagement, t))
    return buttons


TOLD: Mapping[str, Callable[[Facts, Translator], list[str]]] = {
    "phase": _phase,
    "live": owed.live,
    "ready": owed.ready,
    "left": owed.left,
    "sign": owed.sign,
    "late": owed.late,
    "next": owed.coming,
    "accepted": items.accepted,
    "refused": items.refused,
    "item": items.told,
    "upgrade": _upgrade,
    "notice": _dates,
    "end": _dates,
    "renewal": _dates,
    "accountable": _accountable,
    "people": owed.people,
}
