"""The forms by which items are decided, handed over, added and changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.views import kit, wording
from prompts import Translator
from state.rules.engagement import Engagement
from state.rules.item import PARTIAL, Item
from state.rules.party import Party
from state.rules.reason import LONGEST, LONGEST_TITLE
from state.rules.reservation import USUAL, owner_for

#: The field of a form that a broken rule is about; others are shown under its first one.
FIELDS = {
    "due_past": "due", "owner_absent": "owner", "own_reservation": "owner", "kind_whole": "kind",
    "reason_missing": "reason", "reason_too_long": "reason",
    "title_missing": "title", "title_too_long": "title", "title_taken": "title",
}  # fmt: skip


def reserve(
    item: Item, party: Party, engagement: Engagement, data: str, *, today: date, t: Translator
) -> kit.Block:
    """Return the form that asks what an item is accepted without, and who clears it by when."""
    others = [one for one in engagement.parties if one is not party]
    blocking = {"type": "checkboxes", "options": [kit.option(t("reserve.blocking"), "yes")]}
    blocks = [
        _intro("reserve.intro", item, party, t),
        kit.input_("reason", t("reserve.reason"), _lines(), hint=t("reserve.reason_hint")),
        kit.input_("owner", t("reserve.owner"), _parties(others, owner_for(item, party), t)),
        kit.input_("due", t("reserve.due"), _day(today + USUAL)),
        kit.input_("blocking", t("reserve.phase"), blocking, optional=True),
    ]
    return kit.modal(
        "acceptance.reserve", t("reserve.title"), blocks,
        submit=t("reserve.submit"), close=t("reserve.close"), data=data,
    )  # fmt: skip


def reject(item: Item, party: Party, data: str, t: Translator) -> kit.Block:
    """Return the form that asks why an item is refused."""
    reason = kit.input_("reason", t("reject.reason"), _lines(), hint=t("reject.reason_hint"))
    return kit.modal(
        "acceptance.reject", t("reject.title"), [_intro("reject.intro", item, party, t), reason],
        submit=t("reject.submit"), close=t("reject.close"), data=data,
    )  # fmt: skip


def waive(item: Item, party: Party, data: str, t: Translator) -> kit.Block:
    """Return the form that asks why an item does not apply."""
    reason = kit.input_("reason", t("waive.reason"), _lines(), hint=t("waive.reason_hint"))
    return kit.modal(
        "acceptance.waive", t("waive.title"), [_intro("waive.intro", item, party, t), reason],
        submit=t("waive.submit"), close=t("waive.close"), data=data,
    )  # fmt: skip


def deliver(item: Item, party: Party, data: str, t: Translator) -> kit.Block:
    """Return the form that asks where what is handed over can be found."""
    where = {"type": "plain_text_input", "max_length": LONGEST}
    reason = kit.input_("reason", t("deliver.reason"), where, hint=t("deliver.reason_hint"), optional=True)
    intro = _intro("deliver.again" if item.refused else "deliver.intro", item, party, t)
    return kit.modal(
        "item.deliver", t("deliver.title"), [intro, reason],
        submit=t("deliver.submit"), close=t("deliver.close"), data=data,
    )  # fmt: skip


def change(item: Item, engagement: Engagement, data: str, t: Translator) -> kit.Block:
    """Return the form for an item's name, owner and day, filled with what they are."""
    name = kit.bare(item.title) or wording.task(item.key, t)
    blocks = [
        kit.input_("title", t("change.name"), _title(name)),
        kit.input_("owner", t("change.owner"), _parties(engagement.parties, item.owner, t)),
        kit.input_("due", t("change.due"), _day(item.due), optional=True),
    ]
    return kit.modal(
        "item.change", t("change.title"), blocks,
        submit=t("change.submit"), close=t("change.close"), data=data,
    )  # fmt: skip


def add(engagement: Engagement, party: Party, data: str, t: Translator) -> kit.Block:
    """Return the form for an item of the parties' own."""
    kinds = [kit.option(wording.capital(t.words(f"kind.{kind}")[0]), kind) for kind in PARTIAL]
    blocks = [
        kit.input_("title", t("add.name"), _title(""), hint=t("add.name_hint")),
        kit.input_("kind", t("add.kind"), {"type": "static_select", "options": kinds}),
        kit.input_("owner", t("add.owner"), _parties(engagement.parties, party, t)),
        kit.input_("due", t("add.due"), _day(None), optional=True),
    ]
    return kit.modal(
        "item.add", t("add.title"), blocks,
        submit=t("add.submit"), close=t("add.close"), data=data,
    )  # fmt: skip


def offer(action: str, value: str, said: str, t: Translator) -> kit.Message:
    """Return a button that opens a form, where it cannot be opened at once."""
    button = kit.button(t("button.form"), action, value, style="primary")
    return kit.message(said, [kit.section(said), kit.actions(button)])


def _intro(said: str, item: Item, party: Party, t: Translator) -> kit.Block:
    return kit.section(t(said, number=item.number, title=wording.item(item, t), party=t(f"party.{party}")))


def _lines() -> kit.Block:
    return {"type": "plain_text_input", "multiline": True, "max_length": LONGEST}


def _title(start: str) -> kit.Block:
    element: kit.Block = {"type": "plain_text_input", "max_length": LONGEST_TITLE}
    return element | {"initial_value": start[:LONGEST_TITLE]} if start else element


def _day(start: date | None) -> kit.Block:
    element: kit.Block = {"type": "datepicker"}
    return element | {"initial_date": start.isoformat()} if start else element


def _parties(parties: Sequence[Party], start: Party, t: Translator) -> kit.Block:
    options = [kit.option(wording.capital(t(f"party.{party}")), party.value) for party in parties]
    chosen = [one for one in options if one["value"] == start]
    element: kit.Block = {"type": "static_select", "options": options}
    return element | {"initial_option": chosen[0]} if chosen else element
