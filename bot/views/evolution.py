"""The evolutions and the stretches of optimisation, with the buttons of the party whose turn it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.views import kit
from bot.views.steps import EVOLUTIONS, line
from bot.views.verdict import by
from prompts import Translator
from state.rules.dossier import Evolution, Interval, IntervalKind, Route, Stage, StageDone
from state.rules.engagement import Engagement
from state.rules.evolution import amendments_of, awaits_amendment, evolution_of, open_evolutions, steps_after
from state.rules.interval import open_intervals
from state.rules.item import Phase
from state.rules.party import PAIR, Party
from state.rules.step import next_steps

#: A message of Slack holds so many blocks that no more evolutions are told at once.
MOST = 10
#: How far an evolution is, of four steps.
PLACES = {Stage.NEED: 1, Stage.SENT_BACK: 1, Stage.SOLUTION: 2, Stage.VALIDATED: 3, Stage.IMPLEMENTED: 4}
STEPS = 4
#: The button of each step, and what it says; other steps than the validation ask for words first.
BUTTONS = {
    Stage.SOLUTION: ("evolution.solution", "button.evolution_solution"),
    Stage.VALIDATED: ("evolution.validate", "button.evolution_validate"),
    Stage.SENT_BACK: ("evolution.back", "button.evolution_back"),
    Stage.IMPLEMENTED: ("evolution.implement", "button.evolution_implement"),
    Stage.WITHDRAWN: ("evolution.withdraw", "button.evolution_withdraw"),
}


def listed(
    engagement: Engagement, reader: Party | None, *, today: date, t: Translator, public: bool = False
) -> kit.Message:
    """Return what is under way; `public`: for everyone in the channel, with everybody's buttons."""
    readers = readers_of(reader, public=public)
    title = t("evolution.title", name=kit.escape(engagement.name))
    parts, blocks = [title], [kit.section(f"*{title}*")]
    if not public and reader not in PAIR:
        blocks.append(kit.context(t("evolution.no_reader")))
    found = open_evolutions(engagement)
    for one in found[:MOST]:
        parts.append(told(one, engagement, today, t))
        blocks += [kit.section(parts[-1]), *_row(_buttons(one, engagement, readers, t))]
    for interval in open_intervals(engagement, IntervalKind.OPTIMISATION)[:MOST]:
        parts.append(optimisation(interval, t))
        blocks += [kit.section(parts[-1]), *_row(_closing(interval, engagement, readers, t))]
    if len(parts) == 1:
        parts.append(t("evolution.none"))
        blocks.append(kit.section(parts[-1]))
    notes = _notes(engagement, len(found), t)
    parts += notes
    blocks += [*(kit.context(one) for one in notes), *_row(_opening(engagement, readers, t))]
    return kit.message("\n".join(parts), blocks)


def shown(
    engagement: Engagement, number: int, reader: Party | None, *, today: date, t: Translator, public: bool
) -> kit.Message:
    """Return one evolution with every step that it took; raises as `evolution_of`."""
    one = evolution_of(engagement, number)
    steps = "\n".join(_step(done, engagement, t) for done in one.stages)
    said = told(one, engagement, today, t)
    buttons = _buttons(one, engagement, readers_of(reader, public=public), t)
    return kit.message(f"{said}\n{steps}", [kit.section(said), *kit.sections(steps), *_row(buttons)])


def readers_of(reader: Party | None, *, public: bool) -> list[Party]:
    """Return the parties whose buttons are shown: the reader's, or everybody's."""
    if public:
        return list(PAIR)
    return [reader] if reader in PAIR and reader is not None else []


def told(one: Evolution, engagement: Engagement, today: date, t: Translator) -> str:
    """Return an evolution: how it is covered, how far it is, and who does what next."""
    covered = t(f"covered.{one.route}")
    title = t("evolution.line", number=one.number, title=kit.escape(one.title), covered=covered)
    last = one.stages[-1]
    bar, values = _bar(one), _done(last, engagement, t)
    far = t("evolution.step", bar=bar, at=PLACES.get(one.stage, 0), **values) if one.open else ""
    lines = [title, far or t("evolution.over", bar=bar, **values)]
    if last.note:
        lines.append(kit.quote(last.note))
    return "\n".join([*lines, *_amendment(one, engagement, t), *turns(one, engagement, today, t)])


def summary(engagement: Engagement, t: Translator) -> str:
    """Return how many evolutions and stretches of optimisation are under way; "" where none is."""
    evolutions = len(open_evolutions(engagement))
    optimisations = len(open_intervals(engagement, IntervalKind.OPTIMISATION))
    lines = [t("evolution.summary_evolutions", n=evolutions)] if evolutions else []
    lines += [t("evolution.summary_optimisations", n=optimisations)] if optimisations else []
    return "\n".join(lines) if engagement.phase is Phase.OPERATIONS else ""


def list_button(engagement: Engagement, t: Translator) -> kit.Block:
    return kit.button(t("button.evolutions"), "evolution.list", engagement.id)


def _bar(one: Evolution) -> str:
    at = max(PLACES.get(done.stage, 0) for done in one.stages)
    at = PLACES[one.stage] if one.open else at
    return "▰" * at + "▱" * (STEPS - at)


def _done(done: StageDone, engagement: Engagement, t: Translator) -> dict[str, str]:
    return {
        "stage": t(f"stage.{done.stage}"),
        "person": by(done.by, done, t),
        "side": t(f"side.{done.party}"),
        "day": kit.instant(done.at, engagement.zone, t.language),
    }


def _step(done: StageDone, engagement: Engagement, t: Translator) -> str:
    """Return one step that was taken, with its words."""
    said = t("evolution.over", bar="•", **_done(done, engagement, t))
    return f"{said}\n{kit.quote(done.note)}" if done.note else said


def _amendment(one: Evolution, engagement: Engagement, t: Translator) -> list[str]:
    """Return what became of the amendment that an evolution goes by."""
    if one.route is not Route.AMENDMENT or not one.open:
        return []
    proposed = amendments_of(engagement, one)
    if awaits_amendment(engagement, one):
        waiting = next((each for each in proposed if each.open), None)
        if waiting is None:
            return [t("evolution.no_amendment")]
        return [t("evolution.waits_amendment", number=waiting.number)]
    return [t("evolution.has_amendment", number=proposed[-1].number)]


def turns(one: Evolution, engagement: Engagement, today: date, t: Translator) -> list[str]:
    """Return who does what next in an evolution, and by when; nothing where that is an amendment's answer."""
    steps = (step for step in next_steps(engagement, today) if step.code in EVOLUTIONS)
    mine = (step for step in steps if step.ref == one.number)
    return [f"➡️ {line(engagement, step, step.party or 'either', today, t)}" for step in mine]


def _buttons(
    one: Evolution, engagement: Engagement, readers: Sequence[Party], t: Translator
) -> list[kit.Block]:
    """Return a button for each step that a reader may take now; its value says what they have seen."""
    if engagement.phase is not Phase.OPERATIONS:
        return []
    steps = [step for reader in readers for step in steps_after(one.stage, reader)]
    if one.stage is not Stage.VALIDATED or not awaits_amendment(engagement, one):
        return [_button(step, one, engagement, t) for step in steps]
    buttons = [_button(step, one, engagement, t) for step in steps if step is not Stage.IMPLEMENTED]
    if readers and not any(each.open for each in amendments_of(engagement, one)):
        buttons.append(kit.button(t("button.amend"), "proposal.amend", engagement.id))
    return buttons


def _button(step: Stage, one: Evolution, engagement: Engagement, t: Translator) -> kit.Block:
    action, key = BUTTONS[step]
    text = t(key)
    return kit.button(
        text, action, f"{engagement.id} {one.number} {len(one.stages)}",
        style="primary" if step is Stage.VALIDATED else None,
        label=t("button.evolution_label", step=text, number=one.number),
    )  # fmt: skip


def optimisation(interval: Interval, t: Translator) -> str:
    since = kit.day(interval.opened_on, t.language)
    return t("evolution.optimisation", number=interval.number, title=kit.escape(interval.title), day=since)


def _closing(
    interval: Interval, engagement: Engagement, readers: Sequence[Party], t: Translator
) -> list[kit.Block]:
    if engagement.phase is not Phase.OPERATIONS or Party.CLIENT not in readers:
        return []
    label = t("button.optimisation_close_label", number=interval.number)
    value = f"{engagement.id} {interval.number}"
    return [kit.button(t("button.optimisation_close"), "optimisation.close", value, label=label)]


def _opening(engagement: Engagement, readers: Sequence[Party], t: Translator) -> list[kit.Block]:
    """Return the buttons that open an evolution, for the client, and an optimisation, for the provider."""
    if engagement.phase is not Phase.OPERATIONS:
        return []
    buttons = []
    if Party.CLIENT in readers:
        buttons.append(kit.button(t("button.evolution_new"), "evolution.new", f"{engagement.id} "))
    if Party.PROVIDER in readers:
        buttons.append(kit.button(t("button.optimisation_new"), "optimisation.new", engagement.id))
    return buttons


def _notes(engagement: Engagement, under_way: int, t: Translator) -> list[str]:
    ended = len(engagement.evolutions) - under_way
    lines = [t("status.more", n=under_way - MOST)] if under_way > MOST else []
    lines += [t("evolution.ended", n=ended)] if ended else []
    if engagement.phase not in {Phase.OPERATIONS, Phase.CLOSED}:
        lines.append(t("evolution.outside", phase=t(f"the.{engagement.phase}")))
    return lines


def _row(buttons: Sequence[kit.Block]) -> list[kit.Block]:
    return [kit.actions(*buttons)] if buttons else []
