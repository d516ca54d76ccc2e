"""The list with its marks, reservations and buttons; the forms; what people and channels are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.sandbox.blocks import problems
from bot.views import acceptance, item_forms, kit
from bot.views.acceptance import Reader
from prompts import languages, texts
from state.rules.acceptance import accept, reject, waive
from state.rules.checklist import add_item, change_item
from state.rules.engagement import Engagement
from state.rules.handover import deliver
from state.rules.item import ItemKind
from state.rules.party import Actor, Member, Party, Role
from state.rules.reservation import lift, reserve
from state.rules.seen import thing
from tests.engagements import CLAIRE, IRIS, MARIE, NADIA, TODAY, TOM, all_accepted, days, engagement, word

DUE = date(2027, 1, 15)
LONG = "Ω" * 500
CLIENT = Reader(Party.CLIENT, signs=True, works=True)
PROVIDER = Reader(Party.PROVIDER, signs=True, works=True)


def listed(of: Engagement, reader: Reader | None = CLIENT, language: str = "en", **more: Any) -> kit.Message:
    return acceptance.listed(of, reader, today=more.pop("today", TODAY), t=texts(language), **more)


def shown(of: Engagement, number: int, reader: Reader | None = CLIENT, language: str = "en") -> str:
    """Return what the list says of one item."""
    said = listed(of, reader, language)
    return next(
        block["text"]["text"] for block in said["blocks"]
        if block["type"] == "section" and block["text"]["text"].startswith(f"*{number}. ")
    )  # fmt: skip


def pressed(of: Engagement, number: int, reader: Reader | None = CLIENT, **more: Any) -> list[str]:
    """Return what can be pressed under an item: actions, and the choices of its menu."""
    blocks = listed(of, reader, **more)["blocks"]
    at = next(
        n for n, block in enumerate(blocks)
        if block["type"] == "section" and block["text"]["text"].startswith(f"*{number}. ")
    )  # fmt: skip
    if at + 1 == len(blocks) or blocks[at + 1]["type"] != "actions":
        return []
    found = []
    for element in blocks[at + 1]["elements"]:
        if element["action_id"] == "item.add":  # the end of the list
            return []
        choices = [option["value"].split()[0] for option in element.get("options", ())]
        found += choices or [element["action_id"]]
    return found


def test_each_of_the_four_words_has_a_mark_and_a_name() -> None:
    of = accept(engagement(), 1, word(CLAIRE))
    of = reserve(of, 2, word(CLAIRE), text="No annex", due=DUE)
    of = reject(of, 3, word(CLAIRE), reason="Wrong version")
    of = waive(of, 7, word(CLAIRE), reason="Nobody moves")

    assert "client: ✅ accepted · provider: ▫️ pending" in shown(of, 1)
    assert "client: 🟠 accepted with reservations · provider: ▫️ pending" in shown(of, 2)
    assert "client: ⛔ refused" in shown(of, 3)
    assert "> Wrong version" in shown(of, 3)
    assert "client: ➖ not applicable" in shown(of, 7)
    assert "> Nobody moves" in shown(of, 7)
    assert "client\u00a0: 🟠 accepté avec réserves · prestataire\u00a0: ▫️ en attente" in shown(
        of, 2, language="fr"
    )


def test_what_was_accepted_with_reservations_is_accepted_once_all_are_lifted() -> None:
    of = reserve(
        reserve(engagement(), 2, word(CLAIRE), text="One", due=DUE), 2, word(NADIA), text="Two", due=DUE
    )

    assert "client: ✅ accepted, reservations lifted · provider: 🟠 accepted with" in shown(
        lift(of, 1, word(CLAIRE)), 2
    )


def test_a_reservation_stands_under_its_item_with_who_clears_it_by_when() -> None:
    of = reserve(engagement(), 4, word(NADIA), text="No <index>", due=DUE, blocking=True)
    said = shown(of, 4)

    assert "Reservation 1 (provider), to be cleared by the client by 15 January 2027. *Blocking.*" in said
    assert "> No &lt;index&gt;" in said
    assert said.count("No &lt;index&gt;") == 1
    late = listed(of, today=date(2027, 1, 16))["text"]
    assert "due on 15 January 2027, *overdue*" in late


def test_a_lifted_reservation_says_by_whom_and_an_overtaken_one_is_gone() -> None:
    of = reserve(engagement(), 4, word(NADIA), text="No index", due=DUE)

    lifted = shown(lift(of, 1, word(TOM, days(3))), 4)
    assert "🟢 Reservation 1 (provider), lifted by <@UTOM> on 27 November 2026, 11:00." in lifted
    assert "Reservation 1" not in shown(accept(of, 4, word(TOM, days(3))), 4)


def test_what_was_handed_over_is_a_link_that_says_where_it_leads() -> None:
    linked = deliver(engagement(), 4, word(CLAIRE), evidence="https://wiki.example/book?a=1&b=2")
    worded = deliver(engagement(), 4, word(CLAIRE), evidence="The <wiki>, page 4")
    bare = deliver(engagement(), 4, word(CLAIRE), evidence="")

    assert (
        "handed over by <@UCLAIRE> on 24 November 2026, 11:00: <https://wiki.example/book?a=1&amp;b=2>"
        in (shown(linked, 4))
    )
    assert "> The &lt;wiki&gt;, page 4" in shown(worded, 4)
    assert "handed over by <@UCLAIRE> on 24 November 2026, 11:00." in shown(bare, 4)


def test_an_item_has_the_name_that_the_parties_gave_it() -> None:
    of = change_item(engagement(), 4, word(NADIA), title="Run <book>")
    of = add_item(of, word(NADIA), title="Badges", kind=ItemKind.PHYSICAL, owner=Party.CLIENT, due=DUE)

    assert shown(of, 4).startswith("*4. Run &lt;book&gt;*")
    assert shown(of, 13).startswith("*13. Badges* · by 15 January 2027")


def test_a_word_that_was_written_down_says_by_whom_and_on_what_evidence() -> None:
    here = engagement(members=(Member(MARIE, Party.CLIENT, Role.LEAD), Member(NADIA, Party.PROVIDER)))
    of = accept(here, 4, word(MARIE, kept_by=NADIA, evidence="Letter of 20 November"))

    said = shown(of, 4)
    assert "Marie Dupont" in said
    assert "<@UNADIA>" in said
    assert "Letter of 20 November" in said


def test_buttons_are_for_what_the_reader_may_do() -> None:
    of = engagement()
    all_ = ["acceptance.accept", "acceptance.reserve", "acceptance.reject"]

    assert pressed(of, 4) == [*all_, "waive", "deliver", "change"]
    assert pressed(of, 4, PROVIDER) == [*all_, "waive", "change"]  # the client is to hand it over
    assert pressed(of, 4, Reader(Party.CLIENT, signs=False, works=True)) == ["deliver", "change"]
    assert pressed(of, 4, Reader(Party.CLIENT, signs=False, works=False)) == []
    assert pressed(of, 4, None) == []
    assert pressed(of, 4, None, public=True) == [*all_, "waive", "deliver", "change"]


def test_who_has_accepted_is_not_asked_again() -> None:
    of = accept(engagement(), 4, word(CLAIRE))

    assert pressed(of, 4) == ["deliver", "change"]
    assert pressed(accept(of, 4, word(NADIA)), 4) == []


def test_the_phase_as_a_whole_comes_last_and_has_no_menu() -> None:
    of = all_accepted(engagement(), Party.CLIENT, but=(12,))

    assert pressed(engagement(), 12) == []
    assert "To be accepted once everything else is." in str(listed(engagement())["blocks"])
    assert pressed(of, 12) == ["acceptance.accept", "acceptance.reserve", "acceptance.reject"]
    assert pressed(of, 12, PROVIDER) == []


def test_a_reservation_is_lifted_by_the_party_that_made_it_also_in_a_later_phase() -> None:
    of = reserve(engagement(), 4, word(NADIA), text="No index", due=DUE)

    assert "acceptance.lift.1" in pressed(of, 4, PROVIDER)
    assert "acceptance.lift.1" not in pressed(of, 4, CLIENT)
    later = engagement(items=of.items, reservations=of.reservations, phase=of.phase.OPERATIONS)
    assert "reserved during the takeover" in shown(later, 4, PROVIDER)
    assert pressed(later, 4, PROVIDER) == ["acceptance.lift.1"]
    assert pressed(later, 4, CLIENT) == []


def test_buttons_carry_what_the_item_was_and_forms_begin_from_it() -> None:
    of = engagement()
    button = next(block for block in listed(of)["blocks"] if block["type"] == "actions")["elements"][0]

    assert button["value"] == f"e1 1 {thing(of.items[0])}"


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        (CLIENT, "You sign for *the client*. Your question: can the takeover"),
        (Reader(Party.PROVIDER, signs=False, works=True), "You work for *the provider*"),
        (Reader(Party.PROVIDER, signs=False, works=False), "You observe for *the provider*"),
        (Reader(Party.INCOMING, signs=True, works=True), "You sign for *the incoming provider*."),
        (None, "You sign for neither party"),
    ],
)
def test_a_list_says_what_its_reader_is_here(reader: Reader | None, said: str) -> None:
    assert said in str(listed(engagement(), reader)["blocks"])


def test_a_list_that_is_too_long_for_slack_says_how_many_are_left_out() -> None:
    of = engagement()
    for n in range(30):
        of = add_item(of, word(CLAIRE), title=f"Own {n}", kind=ItemKind.LEGAL, owner=Party.CLIENT, due=None)
    said = listed(of)

    assert len(said["blocks"]) <= kit.MESSAGE_BLOCKS
    assert "… and 20 more, which commands reach by their numbers." in str(said["blocks"])
    assert said["blocks"][-1]["elements"][-1]["action_id"] == "item.add"
    assert "Own 29" in said["text"]


def test_only_those_who_are_asked_have_a_mark() -> None:
    items = tuple(
        replace(item, asks=(Party.CLIENT, Party.INCOMING)) if item.number == 4 else item
        for item in engagement().items
    )
    of = engagement(items=items, members=(*engagement().members, Member(IRIS, Party.INCOMING, Role.LEAD)))

    assert "client: ▫️ pending · incoming provider: ▫️ pending" in shown(of, 4)
    assert pressed(of, 4, PROVIDER) == ["change"]


@pytest.mark.parametrize("language", languages())
def test_forms_fit(language: str) -> None:
    t, of = texts(language), change_item(engagement(), 4, word(NADIA), title="T" * 80)
    item, data = of.items[3], "d" * 500
    views = [
        item_forms.reserve(item, Party.PROVIDER, of, data, today=TODAY, t=t),
        item_forms.reject(item, Party.CLIENT, data, t),
        item_forms.waive(item, Party.CLIENT, data, t),
        item_forms.deliver(item, Party.CLIENT, data, t),
        item_forms.change(item, of, data, t),
        item_forms.change(engagement().items[11], of, data, t),
        item_forms.add(of, Party.CLIENT, data, t),
    ]

    for view in views:
        assert list(problems(view["blocks"], "modal")) == []
        assert len(view["title"]["text"]) <= kit.TITLE
        assert {"title", "close", "submit"} <= set(view)


def test_a_form_for_a_reservation_begins_with_what_is_usual() -> None:
    view = item_forms.reserve(
        engagement().items[3], Party.PROVIDER, engagement(), "d", today=TODAY, t=texts("en")
    )
    fields = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}

    assert fields["due"]["initial_date"] == "2026-12-24"
    assert fields["owner"]["initial_option"]["value"] == "client"
    assert [one["value"] for one in fields["owner"]["options"]] == ["client"]


@pytest.mark.parametrize("language", languages())
def test_the_longest_words_fit(language: str) -> None:
    crowd = tuple(Member(Actor("TCLIENT", f"U{n:010d}"), Party.CLIENT) for n in range(9))
    of = engagement(language=language, members=(*engagement().members, *crowd))
    for number in range(1, 12):
        of = reserve(of, number, word(CLAIRE), text=LONG, due=DUE, blocking=True)
        of = reserve(of, number, word(NADIA), text=LONG, due=DUE)
        of = reject(of, number, word(NADIA), reason=LONG)
        owner = CLAIRE if of.items[number - 1].owner is Party.CLIENT else NADIA
        of = deliver(of, number, word(owner), evidence=LONG)
    for more in ({"reader": CLIENT}, {"reader": PROVIDER}, {"reader": None, "public": True}):
        said = listed(of, language=language, **more)

        assert list(problems(said["blocks"], "message")) == []
        assert len(said["blocks"]) <= kit.MESSAGE_BLOCKS


def test_in_a_phase_without_items_the_list_says_so_and_offers_to_add_one() -> None:
    said = listed(engagement(items=()))

    assert "This phase has nothing to accept." in said["text"]
    assert said["blocks"][-1]["elements"][-1]["action_id"] == "item.add"


def test_a_closed_engagement_has_nothing_left_to_accept() -> None:
    assert listed(engagement(phase=engagement().phase.CLOSED, closed_on=TODAY))["text"] == (
        "The engagement is closed: there is nothing left to accept."
    )


@pytest.mark.parametrize("language", languages())
def test_a_form_that_cannot_be_opened_at_once_is_offered(language: str) -> None:
    said = item_forms.offer("item.add", "e1", texts(language)("add.offer"), texts(language))

    assert list(problems(said["blocks"], "message")) == []
    assert said["blocks"][-1]["elements"][0]["action_id"] == "item.add"
