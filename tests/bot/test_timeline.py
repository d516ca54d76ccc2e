"""The history reads as a story: who, when, from where, what, before and after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.views import timeline
from bot.views.changed import changes
from bot.voice import ANNOUNCED
from prompts import languages, texts
from state.rules.dossier import Channel, UpgradeMode
from state.rules.engagement import Engagement
from state.rules.entry import Entry, Seal
from state.rules.item import Decision, Phase, Verdict
from state.rules.party import CLOCK, Member, Party, Role
from state.told import difference
from tests.engagements import CLAIRE, IRIS, MARIE, T0, days, engagement
from tests.fullest import RESERVATION, full

EN, FR = texts("en"), texts("fr")
HERE = engagement()
OBSERVER = Member(IRIS, Party.CLIENT, Role.OBSERVER)


def entry(before: Engagement | None, after: Engagement, **changed: Any) -> Entry:
    was, became = difference(before, after)
    usual = Entry(4, T0, CLAIRE, "command", "acceptance.accept", "", was, became, "d" * 64)
    return replace(usual, **changed)


def said(before: Engagement | None, after: Engagement, **changed: Any) -> list[str]:
    return timeline.entry(entry(before, after, **changed), after, EN).splitlines()


def decided(number: int, decision: Decision, party: Party = Party.CLIENT) -> Engagement:
    items = (one.decided(party, decision) if one.number == number else one for one in HERE.items)
    return replace(HERE, items=tuple(items))


def test_an_acceptance_says_who_when_how_and_of_what() -> None:
    after = decided(1, Decision(Verdict.ACCEPTED, CLAIRE, T0, "Seen"))

    assert said(HERE, after) == [
        "*24 November 2026, 11:00* · <@UCLAIRE>, by the command: *item accepted* (no. 4)",
        f"• No. 1, {EN(f'item.{HERE.items[0].key}')} · client: accepted, “Seen”",
    ]


def test_another_word_shows_both_and_the_note_why() -> None:
    before = decided(1, Decision(Verdict.ACCEPTED, CLAIRE, T0))
    after = decided(1, Decision(Verdict.REFUSED, CLAIRE, days(1), "No <!channel> plan"))

    lines = said(before, after, note="Second look", action="acceptance.reject")
    assert lines[1].endswith("client: accepted → refused, “No &lt;!channel&gt; plan”")
    assert lines[2] == "> Second look"


def test_a_word_that_was_written_down_says_by_whom_and_on_what() -> None:
    lines = said(HERE, HERE, behalf=MARIE, evidence="Her letter")

    assert "Marie Dupont" in lines[0]
    assert "<@UCLAIRE>" in lines[0]
    assert "Her letter" in lines[0]


def test_what_time_brought_about_was_nobody_s() -> None:
    assert (
        "nobody, as time passed: *new period*"
        in said(HERE, HERE, by=CLOCK, source="clock", action="term.begin")[0]
    )


def test_a_move_shows_both_phases_and_only_counts_the_new_items() -> None:
    items = tuple(replace(one, number=one.number + 100, phase=Phase.EXIT) for one in HERE.items)
    after = replace(HERE, phase=Phase.EXIT, items=(*HERE.items, *items))

    assert said(HERE, after, action="phase.advance")[1:] == [
        "• Phase: takeover → exit",
        f"• {len(items)} more items on the list",
    ]


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"upgrade": UpgradeMode.UPSTREAM}, "Upgrade: not needed (the assessment meets the requirements) → "),
        ({"live_on": date(2026, 12, 1)}, "The provider answers for the service since: 1 December 2026"),
        ({"four_eyes": True}, "Four eyes: yes"),
        ({"administrators": (IRIS,)}, "Administrators: + <@UIRIS>"),
        ({"channels": (Channel("T", "C2"),)}, "Channels: + channel <#C2>"),
        ({"members": (*HERE.members, OBSERVER)}, "People: + <@UIRIS>, the client, observer"),
        ({"members": HERE.members[:-1]}, "People: − <@UTOM>, "),
    ],
)  # fmt: skip
def test_the_parts_that_matter_are_told_in_words(changed: dict[str, Any], line: str) -> None:
    before = replace(HERE, administrators=())

    assert line.casefold() in said(before, replace(before, **changed))[1].casefold()


def test_a_reservation_says_what_by_when_and_how_it_ended() -> None:
    open_ = replace(HERE, reservations=(replace(RESERVATION, ended=None),))
    lifted = replace(HERE, reservations=(RESERVATION,))

    assert "due on: 1 March 2027" in said(HERE, open_)[1]
    assert said(open_, lifted)[1] == "• Reservation 1 · end: lifted, “Dry”"


def test_long_entries_are_cut_and_say_so() -> None:
    lines = said(None, full(HERE), action="engagement.import", source="import")

    assert len(lines) == timeline.MOST + 2
    assert lines[-1].startswith("• … and ")


@pytest.mark.parametrize("language", languages())
def test_everything_that_an_engagement_can_hold_has_words(language: str) -> None:
    plain, whole = HERE, full(HERE)
    for one in (entry(None, whole), entry(plain, whole), entry(whole, plain)):
        assert changes(one.before, one.after, whole, texts(language))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("action", sorted(ANNOUNCED))
def test_every_change_has_a_name_in_the_history(language: str, action: str) -> None:
    assert texts(language)(f"timeline.did.{action}")


def test_a_page_leads_to_what_is_older() -> None:
    entries = [entry(HERE, HERE, seq=seq) for seq in (5, 4, 3)]

    page = timeline.page(HERE, entries, EN)
    (button,) = page["blocks"][-1]["elements"]
    assert (button["action_id"], button["value"]) == ("timeline.older", f"{HERE.id} 3")
    first = timeline.page(HERE, [entry(None, HERE, seq=1)], EN)
    assert all(block["type"] != "actions" for block in first["blocks"])


def test_the_seal_of_a_day_reads_as_a_sentence() -> None:
    seal = Seal(date(2026, 11, 27), 1, 14, "3f9a" + "0" * 60)

    text = timeline.sealed(HERE, seal, EN)["text"]
    assert "History as of 27 November 2026: 1 change that day, 14 entries in all. Seal: `3f9a" in text
    assert f"relais verify --seal {'3f9a' + '0' * 28}`" in text
    assert "14\u00a0entrées en tout" in timeline.sealed(HERE, seal, FR)["text"]
