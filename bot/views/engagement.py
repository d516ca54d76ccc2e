"""An engagement on one card: its phase, who answers for it, what is missing, the contract's dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.views import evolution, kit, proposal, renewal, wording
from bot.views.phase import closes
from bot.views.place import archive_button
from bot.views.standing import standing
from bot.views.steps import lines as step_lines
from prompts import Translator
from state.rules.back import ways_back
from state.rules.dossier import UpgradeMode
from state.rules.engagement import Engagement
from state.rules.item import ItemKind, Phase
from state.rules.opening import MOST_MEMBERS
from state.rules.phase import missing
from state.rules.step import next_steps, pressing
from state.rules.upgrade import decided

#: So many steps are on the card; the list has everything.
MOST_STEPS = 5
ORDER = (Phase.TAKEOVER, Phase.UPGRADE, Phase.OPERATIONS, Phase.EXIT)
BAR = 12
ZONES = (
    "Europe/Paris",
    "Europe/Brussels",
    "Europe/Zurich",
    "Europe/London",
    "America/Montreal",
    "Africa/Casablanca",
)


def card(engagement: Engagement, *, today: date, t: Translator) -> kit.Message:
    """Return the card of an engagement, drawn from its state; `today` is a day in its zone."""
    parts = [progress(engagement, t), standing(engagement, t), *acceptances(engagement, today, t)]
    title = kit.header(kit.bare(engagement.name))
    blocks = [title, *(kit.section(part) for part in parts)]
    if engagement.phase is not Phase.CLOSED:
        parts.append(renewal.summary(engagement, today, t))
        blocks.append(kit.section(parts[-1]))
        if under_way := evolution.summary(engagement, t):
            parts.append(under_way)
            blocks.append(kit.section(under_way))
        blocks.append(kit.actions(*_buttons(engagement, today, t)))
        if asked := proposal.waiting(engagement, t):
            parts.append(asked)
            blocks += [kit.section(asked), *proposal.buttons(engagement, t)]
    elif engagement.archived_on is None:
        blocks.append(kit.actions(archive_button(engagement, t)))
    blocks.append(kit.context(_team(engagement, today, t)))
    return kit.message("\n".join([f"*{kit.escape(engagement.name)}*", *parts]), blocks)


def progress(engagement: Engagement, t: Translator) -> str:
    """Return the phases in their order, the current one in bold; an upgrade done elsewhere is left out."""
    phases = [phase for phase in ORDER if phase is not Phase.UPGRADE or _upgrades(engagement)]
    if engagement.phase is Phase.CLOSED:
        closed = t("status.closed", day=_day(engagement.closed_on, t))
        return f"{closed}\n{kit.quote(engagement.cancelled)}" if engagement.cancelled else closed
    at = phases.index(engagement.phase)
    names = [wording.capital(t(f"phase.{phase}")) for phase in phases]
    done = "".join(f"✓ {name} → " for name in names[:at])
    later = "".join(f" → {name}" for name in names[at + 1 :])
    return t("status.phase_line", done=done, current=names[at], later=later)


def acceptances(engagement: Engagement, today: date, t: Translator) -> list[str]:
    """Return how much is accepted, and what comes first with who owes it."""
    if engagement.phase is Phase.CLOSED:
        return []
    steps = pressing(engagement, next_steps(engagement, today))
    lines = step_lines(engagement, steps, today, t, most=MOST_STEPS)
    first = "\n".join([t("status.first"), *lines])
    words = [item.accepted_by(party) for item in engagement.current_items for party in item.asks]
    if not words:
        return [first] if steps else []
    bar = "▰" * (sum(words) * BAR // len(words)) + "▱" * (BAR - sum(words) * BAR // len(words))
    done = f"{t('status.progress', done=sum(words), n=len(words))}  {bar}"
    if not missing(engagement, today):
        return [done, t("status.ready")]
    return [f"{done}\n{first}"] if steps else [done, closes(engagement, today, t) or t("status.calm")]


def opened(engagement: Engagement, t: Translator) -> kit.Message:
    """Return what tells the person who opened an engagement that it is done."""
    contract = engagement.contract
    return kit.say(
        t(
            "said.done_opened",
            name=kit.escape(engagement.name),
            start=kit.day(contract.start, t.language),
            term=wording.duration(contract.term, t),
        )
    )


def nothing_here(command: str, t: Translator) -> kit.Message:
    """Return what to do in a channel that follows no engagement."""
    said = t("status.none_here", command=command)
    return kit.message(said, [kit.section(said), kit.actions(new_button(t))])


def theirs(engagements: Sequence[Engagement], command: str, t: Translator) -> kit.Message:
    """Return the engagements that a person signs for, for a direct message."""
    if not engagements:
        return kit.say(t("status.none_yours", command=command))
    lines = [
        t(
            "status.yours_line",
            name=kit.escape(one.name),
            phase=t(f"phase.{one.phase}"),
            channel=f"<#{one.channel}>",
        )
        for one in engagements
    ]
    return kit.say("\n".join([t("status.yours"), *(f"• {line}" for line in lines)]))


def new_button(t: Translator) -> kit.Block:
    return kit.button(t("button.new"), "engagement.new", "new", style="primary")


def new_modal(channel: str, t: Translator, *, zone: str, today: date) -> kit.Block:
    """Return the form that opens an engagement in a channel, filled with what is usual."""
    modes = [kit.option(wording.capital(wording.upgrade(mode, t)), mode.value) for mode in UpgradeMode]
    languages = [kit.option(t("new.fr"), "fr"), kit.option(t("new.en"), "en")]
    zones = [kit.option(name, name) for name in dict.fromkeys((zone, *ZONES))]
    people = {"type": "multi_users_select", "max_selected_items": MOST_MEMBERS}
    start = {"type": "datepicker", "initial_date": today.isoformat()}
    renewal = t("new.renewal_hint")
    blocks = [
        kit.section(t("new.intro")),
        kit.input_("name", t("new.name"), _text("", 80), hint=t("new.name_hint")),
        kit.input_("start", t("new.start"), start),
        kit.input_("term", t("new.term"), _text("36m"), hint=t("new.term_hint")),
        kit.input_("notice", t("new.notice"), _text("3m"), hint=t("new.notice_hint"), optional=True),
        kit.input_("renewal", t("new.renewal"), _text("12m"), hint=renewal, optional=True),
        kit.input_("client", t("new.client"), people),
        kit.input_("provider", t("new.provider"), people),
        kit.input_("upgrade", t("new.upgrade"), _select(modes, UpgradeMode.UNDECIDED)),
        kit.input_("language", t("new.language"), _select(languages, t.language)),
        kit.input_("zone", t("new.zone"), _select(zones, zone)),
    ]
    return kit.modal(
        "engagement.new", t("new.title"), blocks, submit=t("new.submit"), close=t("new.close"), data=channel
    )


def form_offer(t: Translator) -> kit.Message:
    """Return a button that opens the form, where a modal cannot be opened at once."""
    return kit.message(t("new.form"), [kit.section(t("new.form")), kit.actions(new_button(t))])


def _text(start: str, most: int = 20) -> kit.Block:
    element: kit.Block = {"type": "plain_text_input", "max_length": most}
    return element | {"initial_value": start} if start else element


def _select(options: Sequence[kit.Block], start: str) -> kit.Block:
    chosen = next(one for one in options if one["value"] == start)
    return {"type": "static_select", "options": list(options), "initial_option": chosen}


def _buttons(engagement: Engagement, today: date, t: Translator) -> list[kit.Block]:
    ready = not missing(engagement, today)
    buttons = [
        kit.button(t("button.list"), "acceptance.list", engagement.id, style=None if ready else "primary"),
        kit.button(t("button.next"), "phase.next", engagement.id),
        kit.button(t("button.dates"), "term.dates", engagement.id),
        kit.button(t("button.members"), "members.list", engagement.id),
        kit.button(t("button.amend"), "proposal.amend", engagement.id),
    ]
    if engagement.phase is Phase.TAKEOVER and not decided(engagement):
        buttons.append(kit.button(t("button.upgrade"), "phase.upgrade", engagement.id))
    if engagement.phase is Phase.OPERATIONS:
        buttons.append(evolution.list_button(engagement, t))
    if engagement.phase is Phase.EXIT:
        buttons.append(kit.button(t("button.exit"), "exit.show", engagement.id))
    if ways_back(engagement):
        buttons.append(kit.button(t("button.back"), "proposal.back", engagement.id))
    if ready:
        buttons.append(wording.advance_button(engagement, t))
    return buttons


def _upgrades(engagement: Engagement) -> bool:
    return engagement.upgrade in {UpgradeMode.UNDECIDED, UpgradeMode.IN_CONTRACT} or any(
        item.phase is Phase.UPGRADE and item.kind is ItemKind.PHASE for item in engagement.items
    )


def _team(engagement: Engagement, today: date, t: Translator) -> str:
    """Return who signs for each party today."""
    signing = {party: wording.members(engagement, party, today) for party in engagement.parties}
    return " · ".join(
        t("status.team", side=t(f"side.{party}"), people=people) for party, people in signing.items()
    )


def _day(on: date | None, t: Translator) -> str:
    return kit.day(on, t.language) if on else ""
