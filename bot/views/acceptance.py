"""What both parties have to accept, as a list with their buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.views import kit, verdict, wording
from prompts import Translator
from state.rules.acceptance import may_sign
from state.rules.engagement import Engagement
from state.rules.item import Item, ItemKind, Phase, Reservation
from state.rules.party import PAIR, Party
from state.rules.phase import missing
from state.rules.seen import thing

#: Blocks that a message holds, less those around the items.
ROOM = kit.MESSAGE_BLOCKS - 6


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a list is drawn: a party, and whether this person signs and works for it now."""

    party: Party
    signs: bool
    works: bool


def listed(
    engagement: Engagement, reader: Reader | None, *, today: date, t: Translator, public: bool = False
) -> kit.Message:
    """Return the current phase's items; `public`: for everyone in the channel, with everybody's buttons."""
    if engagement.phase is Phase.CLOSED:
        return kit.say(t("list.closed"))
    seated = [Reader(party, signs=True, works=True) for party in engagement.parties]
    readers = seated if public else [reader] if reader else []
    title = t("list.title", name=kit.escape(engagement.name), phase=t(f"the.{engagement.phase}"))
    blocks, lines = [kit.section(f"*{title}*")], [title]
    if not public:
        blocks.append(kit.context(_reader(reader, engagement, t)))
    groups = [_item(item, engagement, readers, today, t) for item in engagement.current_items]
    groups += [_earlier(one, engagement, readers, today, t) for one in _of_earlier_phases(engagement)]
    shown = _fitting(groups)
    for group in shown:
        blocks += group
    lines += [block["text"]["text"] for group in groups for block in group if block["type"] == "section"]
    if len(shown) < len(groups):
        blocks.append(kit.context(t("list.more", n=len(groups) - len(shown))))
    if not groups:
        blocks.append(kit.section(t("list.empty")))
        lines.append(t("list.empty"))
    end = _end(engagement, readers, today, t)
    return kit.message("\n".join(lines), [*blocks, kit.actions(*end)] if end else blocks)


def line(item: Item, engagement: Engagement, *, today: date, t: Translator) -> str:
    """Return one item: its name, its day, each party's word, who said what, and what is reserved."""
    name = t("list.line", number=item.number, title=wording.item(item, t))
    parts = [
        " · ".join(part for part in (name, verdict.due(item, today, t)) if part),
        verdict.marks(item, engagement, t),
    ]
    parts += verdict.delivered(item, engagement, t)
    parts += [verdict.said(one, engagement, t) for one in verdict.told(item)]
    parts += [
        verdict.reservation(one, engagement, today, t) for one in verdict.reservations(item, engagement)
    ]
    return "\n".join(parts)


def add_button(engagement: Engagement, t: Translator) -> kit.Block:
    return kit.button(t("button.add"), "item.add", engagement.id)


def _item(
    item: Item, engagement: Engagement, readers: Sequence[Reader], today: date, t: Translator
) -> list[kit.Block]:
    blocks = [kit.section(line(item, engagement, today=today, t=t))]
    buttons = [*_decide(item, engagement, readers, t), *_more(item, engagement, readers, t)]
    open_ = [one for one in verdict.reservations(item, engagement) if one.open]
    buttons += [button for one in open_ for button in _lift(one, engagement, readers, t)]
    if buttons:
        blocks.append(kit.actions(*buttons[:25]))
    if item.kind is ItemKind.PHASE and not item.settled and not _signing(item, engagement, readers):
        blocks.append(kit.context(t("list.phase_last")))
    return blocks


def _earlier(
    one: Reservation, engagement: Engagement, readers: Sequence[Reader], today: date, t: Translator
) -> list[kit.Block]:
    """Return a reservation that was taken along from an earlier phase."""
    item = next(item for item in engagement.items if item.number == one.item)
    name = t("list.line", number=item.number, title=wording.item(item, t))
    phase = t("list.earlier", phase=t(f"the.{item.phase}"))
    said = f"{name} · {phase}\n{verdict.reservation(one, engagement, today, t)}"
    buttons = _lift(one, engagement, readers, t)
    return [kit.section(said), *([kit.actions(*buttons)] if buttons else [])]


def _of_earlier_phases(engagement: Engagement) -> list[Reservation]:
    current = {item.number for item in engagement.current_items}
    return [one for one in engagement.open_reservations if one.item not in current]


def _fitting(groups: list[list[kit.Block]]) -> list[list[kit.Block]]:
    """Return as many items as a message of Slack holds, from the first one on."""
    taken, shown = 0, []
    for group in groups:
        taken += len(group)
        if taken > ROOM:
            break
        shown.append(group)
    return shown


def _end(engagement: Engagement, readers: Sequence[Reader], today: date, t: Translator) -> list[kit.Block]:
    """Return the buttons below the list: the move where nothing is missing, and an item of one's own."""
    buttons = [] if missing(engagement, today) else [wording.advance_button(engagement, t)]
    return buttons + ([add_button(engagement, t)] if any(one.works for one in readers) else [])


def _reader(reader: Reader | None, engagement: Engagement, t: Translator) -> str:
    """Return whom the reader signs for; in a takeover also what that party should ask itself."""
    if reader is None:
        return t("list.no_reader")
    party = t(f"party.{reader.party}")
    if not reader.signs:
        return t("list.member" if reader.works else "list.observer", party=party)
    said = t("list.reader", party=party)
    asks = engagement.phase is Phase.TAKEOVER and reader.party in PAIR
    return f"{said} {t(f'question.{reader.party}')}" if asks else said


def _signing(item: Item, engagement: Engagement, readers: Sequence[Reader]) -> bool:
    """Say whether somebody who reads may sign the phase as a whole now."""
    asked = [one.party for one in readers if one.signs and one.party in item.asks]
    return any(may_sign(engagement, party) for party in asked if not item.accepted_by(party))


def _decide(item: Item, engagement: Engagement, readers: Sequence[Reader], t: Translator) -> list[kit.Block]:
    """Return the buttons of those who have not accepted yet; the whole phase comes last, when it may."""
    if not _asked(item, readers) or (item.kind is ItemKind.PHASE and not _signing(item, engagement, readers)):
        return []
    value, number = _value(item, engagement), item.number
    return [
        kit.button(
            t("button.accept"), "acceptance.accept", value,
            style="primary", label=t("button.accept_label", number=number),
        ),
        kit.button(
            t("button.reserve"), "acceptance.reserve", value, label=t("button.reserve_label", number=number)
        ),
        kit.button(
            t("button.reject"), "acceptance.reject", value, label=t("button.reject_label", number=number)
        ),
    ]  # fmt: skip


def _more(item: Item, engagement: Engagement, readers: Sequence[Reader], t: Translator) -> list[kit.Block]:
    """Return the menu of what is done less often to an item that is not settled."""
    if item.kind is ItemKind.PHASE or item.settled:
        return []
    working = [one.party for one in readers if one.works]
    wanted = (
        ("waive", "button.waive", _asked(item, readers)),
        ("deliver", "button.deliver", item.owner in working),
        ("change", "button.change", bool(working)),
    )
    value = _value(item, engagement)
    options = [kit.option(t(text), f"{what} {value}") for what, text, may in wanted if may]
    return [kit.overflow("acceptance.more", options)] if options else []


def _lift(
    one: Reservation, engagement: Engagement, readers: Sequence[Reader], t: Translator
) -> list[kit.Block]:
    """Return the button by which the party that made a reservation lifts it."""
    if not any(reader.signs and reader.party is one.party for reader in readers):
        return []
    text = t("button.lift", number=one.number)
    return [kit.button(text, f"acceptance.lift.{one.number}", f"{engagement.id} {one.number}")]


def _asked(item: Item, readers: Sequence[Reader]) -> bool:
    """Say whether somebody who reads signs for a party that has still to accept an item."""
    return any(one.signs and one.party in item.asks and not item.accepted_by(one.party) for one in readers)


def _value(item: Item, engagement: Engagement) -> str:
    """Return what a button is about, and what the item was when it was drawn."""
    return f"{engagement.id} {item.number} {thing(item)}"
