"""The forms of evolutions and optimisation, and what tells of each step."""

from __future__ import annotations

from bot.views import kit, wording
from bot.views.evolution import list_button, turns
from prompts import Translator
from state.rules.change import Change
from state.rules.dossier import Evolution, Interval, IntervalKind, Route, Stage
from state.rules.engagement import Engagement
from state.rules.evolution import evolution_of
from state.rules.party import Party
from state.rules.reason import LONGEST, LONGEST_TITLE
from state.rules.waiting import day_at

#: What is told of each step, and the sign before it.
TOLD = {
    Stage.SOLUTION: ("💡", "evolution.solution"),
    Stage.VALIDATED: ("✅", "evolution.validated"),
    Stage.SENT_BACK: ("↩️", "evolution.sent_back"),
    Stage.IMPLEMENTED: ("🏁", "evolution.implemented"),
    Stage.WITHDRAWN: ("✖️", "evolution.withdrawn"),
}
#: Forms whose words may stay empty.
OPTIONAL = {"implement"}


def new_modal(data: str, title: str, t: Translator) -> kit.Block:
    """Return the form that opens an evolution: the need, and how it is covered."""
    routes = [kit.option(wording.capital(t(f"covered.{route}")), route.value) for route in Route]
    radio = {"type": "radio_buttons", "options": routes}
    need: kit.Block = {"type": "plain_text_input", "max_length": LONGEST_TITLE}
    if title:
        need["initial_value"] = kit.cut(title, LONGEST_TITLE)
    blocks = [
        kit.input_("title", t("evolve.need"), need, hint=t("evolve.need_hint")),
        kit.input_("route", t("evolve.route"), radio, hint=t("evolve.route_hint")),
    ]
    return kit.modal(
        "evolution.new", t("evolve.title"), blocks,
        submit=t("evolve.submit"), close=t("evolve.close"), data=data,
    )  # fmt: skip


def new_offer(engagement: Engagement, title: str, t: Translator) -> kit.Message:
    """Return the question how a need is covered, with the button of the form that asks it."""
    said = t("evolution.ask_route", title=kit.escape(title))
    value = f"{engagement.id} {kit.cut(title, LONGEST_TITLE)}"
    button = kit.button(t("button.evolution_new"), "evolution.new", value, style="primary")
    return kit.message(said, [kit.section(said), kit.actions(button)])


def step_modal(name: str, evolution: Evolution, data: str, t: Translator) -> kit.Block:
    """Return the form of a step (`solution`, `back`, `implement` or `withdraw`) that asks for words."""
    text = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST}
    intro = t("evolve.intro", number=evolution.number, title=kit.escape(evolution.title))
    field = kit.input_(
        "note", t(f"evolve.{name}"), text, hint=t(f"evolve.{name}_hint"), optional=name in OPTIONAL
    )
    return kit.modal(
        f"evolution.{name}", t(f"evolve.{name}_title"), [kit.section(intro), field],
        submit=t(f"evolve.{name}_submit"), close=t("evolve.close"), data=data,
    )  # fmt: skip


def optimisation_modal(data: str, t: Translator) -> kit.Block:
    """Return the form that opens a stretch of optimisation."""
    title = {"type": "plain_text_input", "max_length": LONGEST_TITLE}
    field = kit.input_("title", t("evolve.optimisation"), title, hint=t("evolve.optimisation_hint"))
    return kit.modal(
        "optimisation.new", t("evolve.optimisation_title"), [field],
        submit=t("evolve.submit"), close=t("evolve.close"), data=data,
    )  # fmt: skip


def done(engagement: Engagement, number: int, t: Translator) -> kit.Message:
    """Return what tells a person that their step is kept."""
    one = evolution_of(engagement, number)
    said = t(
        "evolution.done", number=number, title=kit.escape(one.title),
        stage=t(f"stage.{one.stage}"), covered=t(f"covered.{one.route}"),
    )  # fmt: skip
    return kit.message(said, [kit.section(said), kit.actions(list_button(engagement, t))])


def done_optimisation(interval: Interval, t: Translator) -> kit.Message:
    """Return what tells a person that a stretch of optimisation is open, or closed."""
    key = "evolution.optimisation_done" if interval.closed_on is None else "evolution.optimisation_over"
    return kit.say(t(key, number=interval.number, title=kit.escape(interval.title)))


def announced_opening(change: Change, t: Translator) -> str:
    """Return what tells both parties of a need, and that a solution is awaited."""
    one = change.after.evolutions[-1]
    said = t("evolution.opened", covered=t(f"covered.{one.route}"), **_values(change, one, t))
    return "\n".join([f"🌱 {said}", *_next(change, one, t)])


def announced_step(change: Change, t: Translator) -> str:
    """Return what tells both parties of a step, its words as a quotation, and what follows it."""
    one = evolution_of(change.after, change.number or 0)
    mark, key = TOLD[one.stage]
    said = [f"{mark} {t(key, **_values(change, one, t))}", kit.quote(one.stages[-1].note)]
    return "\n".join(part for part in (*said, *_next(change, one, t)) if part)


def announced_route(change: Change, t: Translator) -> str:
    """Return what tells both parties that an evolution is covered otherwise."""
    one = evolution_of(change.after, change.number or 0)
    return t("evolution.rerouted", covered=t(f"covered.{one.route}"), **_values(change, one, t))


def announced_link(change: Change, t: Translator) -> str:
    """Return what tells both parties which amendment covers an evolution."""
    one = evolution_of(change.after, change.number or 0)
    return t("evolution.linked", proposal=one.amendment, **_values(change, one, t))


def announced_optimisation(change: Change, t: Translator) -> str:
    """Return what tells both parties that a stretch of optimisation begins or ends."""
    opened = change.action == "optimisation.open"
    found = [one for one in change.after.intervals if one.kind is IntervalKind.OPTIMISATION]
    one = found[-1] if opened else next(each for each in found if each.number == change.number)
    key = "evolution.optimisation_opened" if opened else "evolution.optimisation_closed"
    said = f"⚙️ {t(key, **_values(change, one, t))}"
    return f"{said}\n{kit.quote(change.note)}" if change.note else said


def _values(change: Change, one: Evolution | Interval, t: Translator) -> dict[str, object]:
    party = change.after.party_of(change.speaker) or Party.CLIENT
    return {
        "number": one.number,
        "title": kit.escape(one.title),
        "person": wording.speaker(change),
        "side": t(f"side.{party}"),
    }


def _next(change: Change, one: Evolution, t: Translator) -> list[str]:
    return turns(one, change.after, day_at(change.after, change.at), t)
