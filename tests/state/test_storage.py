"""Everything that an engagement holds is kept, found again, and told by its history."""

from __future__ import annotations

import sqlite3
from dataclasses import fields, replace
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from state.ledger import Ledger, open_ledger
from state.rules.broken import RuleBroken
from state.rules.change import Call
from state.rules.dossier import Channel, UpgradeMode
from state.rules.engagement import Engagement
from state.rules.item import Decision, Verdict
from state.rules.party import Actor, Member, Party, Role
from state.told import difference, told
from state.values import as_json, from_json
from tests.engagements import (
    CLAIRE,
    HUGO,
    IRIS,
    MARIE,
    NADIA,
    STRANGER,
    T0,
    TODAY,
    TOM,
    call,
    days,
    engagement,
    opening,
)  # fmt: skip
from tests.fullest import DELEGATE, ITEM, PROPOSAL, RESERVATION, WORDS, full
from tests.state.conftest import PlainVoice

YES = Decision(Verdict.ACCEPTED, CLAIRE, days(1))


def opened(
    ledger: Ledger, name: str = "Paie Marbeuf", channel: str = "CSHARED", by: Call | None = None
) -> Engagement:
    return ledger.engagements.open(opening(name=name), by or call(NADIA), team="TPROVIDER", channel=channel)


def changed(ledger: Ledger, of: Engagement, by: Call | None = None, **values: Any) -> Engagement:
    rule = lambda one: replace(one, **values)  # noqa: E731
    return ledger.engagements.change(of.id, rule, by or call(NADIA), action="test.change")


def decided(ledger: Ledger, of: Engagement, number: int, decision: Decision | None) -> Engagement:
    def rule(one: Engagement) -> Engagement:
        items = (
            item.decided(Party.CLIENT, decision) if item.number == number else item for item in one.items
        )
        return replace(one, items=tuple(items))

    return ledger.engagements.change(of.id, rule, call(CLAIRE), action="test.decide")


def tamper(url: str, *statements: str) -> None:
    """Change the file behind the product's back."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    with connection:
        for statement in statements:
            assert connection.execute(statement).rowcount > 0
    connection.close()


@pytest.mark.parametrize("value", [full(engagement()), ITEM, WORDS, DELEGATE, RESERVATION, PROPOSAL])
def test_what_these_tests_keep_has_something_in_each_field(value: Any) -> None:
    assert [one.name for one in fields(value) if getattr(value, one.name) == one.default] == []


def test_everything_is_kept_and_comes_back(ledger: Ledger) -> None:
    made = full(opened(ledger))

    after = ledger.engagements.change(made.id, full, call(NADIA), action="test.change")

    assert after == made
    assert ledger.engagements.get(made.id) == made
    assert from_json(as_json(made)) == made


def test_everything_is_told_by_the_history_and_taken_back_by_it(ledger: Ledger) -> None:
    plain = opened(ledger)
    made = ledger.engagements.change(plain.id, full, call(NADIA), action="test.change")
    assert ledger.history.verify(made.id)[0].broken_at is None

    entries = [(one.before, one.after) for one in ledger.history.of(made.id)]
    assert told(entries) == made
    assert told([*entries, entries[1][::-1]]) == plain
    assert told([difference(None, made)]) == made


def test_an_instant_of_another_zone_is_the_same_instant(ledger: Ledger) -> None:
    made = opened(ledger)
    there = T0.astimezone(timezone(timedelta(hours=5)))

    decided(ledger, made, 1, replace(YES, at=there))

    assert ledger.history.verify(made.id)[0].broken_at is None


def test_only_what_changed_is_told_part_by_part(ledger: Ledger) -> None:
    made = ledger.engagements.change(opened(ledger).id, full, call(NADIA), action="test.change")

    changed(
        ledger, made, reservations=(RESERVATION, RESERVATION.__class__(**_of(RESERVATION) | {"number": 2}))
    )

    entry = ledger.history.of(made.id)[-1]
    assert (list(entry.before), list(entry.after)) == (["reservation 2"], ["reservation 2"])
    assert entry.before["reservation 2"]["ended"] is None
    assert entry.after["reservation 2"]["ended"]["how"] == "lifted"


def _of(value: Any) -> dict[str, Any]:
    return {one.name: getattr(value, one.name) for one in fields(value)}


def test_a_word_that_is_taken_back_is_not_kept_any_more(ledger: Ledger) -> None:
    made = opened(ledger)
    decided(ledger, made, 1, YES)

    after = decided(ledger, made, 1, None)

    assert ledger.engagements.get(made.id) == after == made
    assert ledger.history.verify(made.id)[0].broken_at is None


@pytest.mark.parametrize(
    "statement",
    [
        """UPDATE engagement SET more = replace(more, 'Dupond', 'Dupont')""",
        """UPDATE engagement SET more = '{}'""",
        """UPDATE engagement SET more = '{"exit":{"cause":"none"}}'""",
        """UPDATE engagement SET archived_on = NULL""",
        """UPDATE item SET more = '{}' WHERE number = 99""",
        """UPDATE decision SET more = '{}' WHERE number = 99 AND party = 'client'""",
        """UPDATE decision SET verdict = 'accepted' WHERE number = 99 AND party = 'incoming'""",
        """UPDATE member SET role = 'observer' WHERE user = 'UCLAIRE'""",
        """UPDATE member SET more = '{}' WHERE team = 'off-slack'""",
        """DELETE FROM administrator WHERE user = 'UHUGO'""",
        """DELETE FROM followed WHERE home""",
        """DELETE FROM followed WHERE channel = 'CFIRST'""",
        """UPDATE followed SET channel = 'COTHER' WHERE home""",
    ],
)
def test_the_present_is_not_changed_behind_the_history_s_back(
    ledger: Ledger, url: str, statement: str
) -> None:
    made = ledger.engagements.change(opened(ledger).id, full, call(NADIA), action="test.change")
    assert ledger.history.verify(made.id)[0].broken_at is None

    tamper(url, statement)

    assert ledger.history.verify(made.id)[0].broken_at == 2


def test_whose_word_was_written_down_is_in_the_history_and_sealed(ledger: Ledger, url: str) -> None:
    made = opened(ledger)
    changed(ledger, made, Call(CLAIRE, days(1), "test", behalf=MARIE, evidence="Her letter"), four_eyes=True)

    first, second = ledger.history.of(made.id)
    assert (first.behalf, first.evidence) == (None, "")
    assert (second.by, second.behalf, second.evidence) == (CLAIRE, MARIE, "Her letter")

    tamper_history(url, "UPDATE history SET behalf = replace(behalf, 'letter', 'ladder') WHERE seq = 2")
    assert ledger.history.verify(made.id)[0].broken_at == 2
    tamper_history(url, "UPDATE history SET behalf = NULL WHERE seq = 2")
    assert ledger.history.verify(made.id)[0].broken_at == 2


def tamper_history(url: str, statement: str) -> None:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    with connection:
        connection.execute("DROP TRIGGER IF EXISTS history_no_update")
        assert connection.execute(statement).rowcount == 1
    connection.close()


def test_a_channel_may_follow_several_engagements(ledger: Ledger) -> None:
    second, first = opened(ledger, "Réseau"), opened(ledger, "Paie")
    late, early = opened(ledger, "Alpha"), opened(ledger, "Beta")
    early = changed(ledger, early, closed_on=TODAY)
    late = changed(ledger, late, closed_on=days(5).date())
    changed(ledger, opened(ledger, "Gone"), closed_on=TODAY, archived_on=TODAY)

    assert ledger.engagements.in_channel("TPROVIDER", "CSHARED") == (first, second, late, early)
    assert ledger.engagements.at("TPROVIDER", "CSHARED") == first
    assert ledger.engagements.in_channel("TCLIENT", "CSHARED") == ()


def test_an_engagement_is_found_in_each_channel_in_which_it_is_followed(ledger: Ledger) -> None:
    made = changed(ledger, opened(ledger), channels=(Channel("TPROVIDER", "C2"), Channel("TCLIENT", "C3")))

    for team, channel in (("TPROVIDER", "CSHARED"), ("TPROVIDER", "C2"), ("TCLIENT", "C3")):
        assert ledger.engagements.in_channel(team, channel) == (made,)
    moved = changed(ledger, made, channel="C2", channels=())
    assert ledger.engagements.in_channel("TPROVIDER", "C2") == (moved,)
    assert ledger.engagements.in_channel("TPROVIDER", "CSHARED") == ()
    assert ledger.engagements.in_channel("TCLIENT", "C3") == ()


def test_a_person_finds_the_engagements_in_which_they_have_a_role(ledger: Ledger) -> None:
    made = opened(ledger, "Paie")
    made = changed(ledger, made, members=(*made.members, Member(IRIS, Party.CLIENT, Role.OBSERVER)))
    other = changed(ledger, opened(ledger, "Réseau"), administrators=(STRANGER, CLAIRE))
    changed(ledger, opened(ledger, "Closed"), closed_on=TODAY)

    assert ledger.engagements.of(IRIS) == (made,)
    assert ledger.engagements.of(STRANGER) == (other,)
    assert ledger.engagements.of(CLAIRE) == (made, other)
    assert ledger.engagements.of(Actor("TINCOMING", "UCLAIRE")) == ()


def test_what_began_elsewhere_comes_in_whole_or_not_at_all(ledger: Ledger) -> None:
    there = opened(ledger)
    running = [full(engagement(id=f"e{n}", name=name)) for n, name in enumerate(("A", "PAIE marbeuf"))]

    rows = [(one, "Sheet 3") for one in running]
    with pytest.raises(RuleBroken) as broken:
        ledger.engagements.bring(rows, call(NADIA), action="engagement.import")
    assert (broken.value.code, broken.value.values["name"]) == ("name_taken", "Paie Marbeuf")
    assert ledger.engagements.all() == (there,)

    ledger.engagements.bring([(running[0], "Sheet 3")], call(NADIA), action="engagement.import")
    assert ledger.engagements.get("e0") == running[0]
    (entry,) = ledger.history.of("e0")
    assert (entry.action, entry.note, entry.before) == ("engagement.import", "Sheet 3", {})
    assert [chain.broken_at for chain in ledger.history.verify()] == [None, None]


def test_a_database_of_before_opens_and_its_history_still_holds(url: str) -> None:
    """`before_0004.sql` was written by the Relais of that time."""
    old = Path(__file__).with_name("before_0004.sql").read_text(encoding="utf-8")
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    connection.executescript(old)
    connection.close()

    ledger = open_ledger(url, PlainVoice())

    assert [(chain.entries, chain.broken_at) for chain in ledger.history.verify()] == [(3, None), (2, None)]
    (made,) = ledger.engagements.in_channel("TPROVIDER", "CSHARED")
    roles = [(one.actor, one.role) for one in made.members]
    assert roles == [
        (CLAIRE, Role.LEAD), (HUGO, Role.SIGNATORY), (NADIA, Role.LEAD), (TOM, Role.SIGNATORY),
    ]  # fmt: skip
    assert made.items[0].client == Decision(Verdict.ACCEPTED, CLAIRE, days(1), "Vu — d’accord")
    assert made.items[1].verdict(Party.PROVIDER) is Verdict.REFUSED
    other = ledger.engagements.named("reseau evreux")
    assert other is not None
    assert other.upgrade is UpgradeMode.UPSTREAM

    after = ledger.engagements.change(made.id, full, call(NADIA), action="test.change")
    assert ledger.engagements.get(made.id) == after
    assert ledger.history.verify(made.id)[0].broken_at is None
    tamper(url, "UPDATE member SET role = 'lead' WHERE user = 'UHUGO'")
    assert ledger.history.verify(other.id)[0].broken_at == 2
