"""What an engagement's state answers to a question: short, with its dates and people, nobody called."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from bot.views import closing, evolution, kit, matters, owed, speaking, standing, upgrade, wording
from bot.views import engagement as card
from bot.views import item as items
from bot.views.facts import Facts
from prompts import Translator
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.party import Actor
from state.rules.phase import missing

#: What a button may carry of a question, which it brings back when it is pressed.
CARRIED = 1500
#: So many engagements are offered: an actions block holds 25 buttons.
OFFERED = 24
CONTRACT = {"notice", "end", "renewal"}
LISTED = {
    "left", "sign", "late", "accepted", "refused", "item", "live", "ready",
    "reservations", "handed", "waived",
}  # fmt: skip
#: What a closed engagement still answers, beside that it is closed.
OVER = {
    "item", "people", "lead", "reservations", "waived", "proposals", "exit", "given", "price", "accountable",
}  # fmt: skip
MENTION = re.compile(r"<@([UW][A-Z0-9]+)>")


def told(facts: Facts, t: Translator) -> str:
    """Return the answer, what is asked in its order, headed by the engagement's name."""
    engagement = facts.engagement
    values = {"name": kit.escape(engagement.name), "phase": t(f"phase.{engagement.phase}")}
    title = t("asked.title", **values)
    if not facts.here:
        title = t("asked.title_there", channel=f"<#{engagement.channel}>", **values)
    if engagement.phase is Phase.CLOSED:
        day = kit.day(engagement.closed_on, t.language) if engagement.closed_on else "—"
        over = [intent for intent in facts.intents if intent in OVER]
        return "\n".join([title, t("status.closed", day=day), *_said(over, facts, t)])
    return "\n".join([title, *_said(facts.intents, facts, t)])


def _said(intents: Sequence[str], facts: Facts, t: Translator) -> list[str]:
    """Return what each intent is answered, nothing twice, with people's names: an answer calls nobody."""
    said: list[str] = []
    for intent in intents:
        said += [line for line in TOLD[intent](facts, t) if line not in said]
    return [MENTION.sub(lambda found: facts.name(Actor("", found[1])), line) for line in said]


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
    return [card.progress(engagement, t), standing.standing(engagement, t), *accepted]


def _upgrade(facts: Facts, t: Translator) -> list[str]:
    return upgrade.standing(facts.engagement, t)


def _buttons(facts: Facts, t: Translator) -> list[kit.Block]:
    engagement, intents = facts.engagement, set(facts.intents)
    if not facts.here or engagement.phase is Phase.CLOSED:
        return []
    buttons = []
    if intents & (LISTED | {"phase"}):
        buttons.append(kit.button(t("button.list"), "acceptance.list", engagement.id))
    if intents & {"phase", "late"}:
        buttons.append(kit.button(t("button.next"), "phase.next", engagement.id))
    if "evolutions" in intents or "optimisations" in intents:
        buttons.append(evolution.list_button(engagement, t))
    if "phase" in intents:
        buttons.append(kit.button(t("button.dates"), "term.dates", engagement.id))
    if intents & {"live", "ready"} and not missing(engagement, facts.today):
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
    "notice": closing.dates,
    "end": closing.dates,
    "renewal": closing.dates,
    "accountable": closing.accountable,
    "reservations": matters.reservations,
    "handed": matters.handed,
    "waived": matters.waived,
    "proposals": matters.proposals,
    "evolutions": matters.evolutions,
    "optimisations": matters.optimisations,
    "exit": closing.way_out,
    "given": closing.given,
    "price": closing.price,
    "risk": matters.at_risk,
    "lead": speaking.lead,
    "stand_in": speaking.stand_in,
    "people": speaking.people,
}
