"""What the parties say of items is kept whole, and the last word that was missing turns the phase's gate."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest

from state.ledger import Ledger
from state.rules.broken import RuleBroken
from state.rules.dossier import UpgradeMode
from state.rules.engagement import Engagement
from state.rules.item import EndedHow, ItemKind, Phase, Verdict
from state.rules.party import Actor, Party
from state.rules.seen import mark, thing
from tests.engagements import CLAIRE, HUGO, NADIA, STRANGER, TOM, call, days, opening

WHOLE = 12


def opened(ledger: Ledger) -> Engagement:
    made = opening(upgrade=UpgradeMode.IN_CONTRACT)
    return ledger.engagements.open(made, call(NADIA), team="TPROVIDER", channel="CSHARED")


def accepted(ledger: Ledger, made: Engagement) -> Engagement:
    """Return the engagement with all but the last key: everything accepted, the phase by the client alone."""
    for item in made.current_items:
        for actor in (CLAIRE, TOM):
            if item.kind is not ItemKind.PHASE or actor == CLAIRE:
                ledger.acceptances.accept(made.id, item.number, call(actor))
    return ledger.engagements.get(made.id)


def actions(ledger: Ledger, made: Engagement) -> list[str]:
    return [entry.action for entry in ledger.history.of(made.id)]


def test_the_last_key_turns_the_gate_in_one_change(ledger: Ledger) -> None:
    made = accepted(ledger, opened(ledger))
    assert made.phase is Phase.TAKEOVER

    after = ledger.acceptances.accept(made.id, WHOLE, call(TOM, days(9)))

    assert (after.phase, after.phase_since, after.live_on) == (
        Phase.UPGRADE,
        date(2026, 12, 3),
        date(2026, 12, 3),
    )
    assert after.accountable is Party.PROVIDER
    assert [item.key for item in after.current_items][-1] == "upgrade"
    assert ledger.engagements.get(made.id) == after
    assert actions(ledger, made)[-1] == "acceptance.accept"
    assert ledger.history.verify()[0].broken_at is None


def test_no_party_turns_the_gate_alone(ledger: Ledger) -> None:
    made = opened(ledger)
    for item in made.current_items:
        ledger.acceptances.accept(made.id, item.number, call(TOM))

    assert ledger.engagements.get(made.id).phase is Phase.TAKEOVER


@pytest.mark.parametrize("word", ["reserve", "waive"])
def test_a_reservation_or_a_not_applicable_may_be_the_last_key(ledger: Ledger, word: str) -> None:
    """A party may take an acceptance back by a refusal, once it has signed the phase."""
    made = accepted(ledger, opened(ledger))
    ledger.acceptances.reject(made.id, 4, call(TOM, days(1)), reason="No index")
    with pytest.raises(RuleBroken, match="items_open"):
        ledger.acceptances.accept(made.id, WHOLE, call(TOM, days(1)))
    ledger.acceptances.reject(made.id, 5, call(CLAIRE, days(1)), reason="No deed")
    ledger.acceptances.accept(made.id, 4, call(TOM, days(2)))
    held = ledger.acceptances.accept(made.id, WHOLE, call(TOM, days(2)))
    assert held.phase is Phase.TAKEOVER

    if word == "reserve":
        after = ledger.acceptances.reserve(made.id, 5, call(CLAIRE, days(3)), text="Deed by May")
    else:
        after = ledger.acceptances.waive(made.id, 5, call(CLAIRE, days(3)), reason="Nothing is owned")
    assert after.phase is Phase.UPGRADE


def test_lifting_the_blocking_reservation_may_be_the_last_key(ledger: Ledger) -> None:
    made = accepted(ledger, opened(ledger))
    held = ledger.acceptances.reserve(made.id, WHOLE, call(TOM, days(1)), text="No rota", blocking=True)
    assert held.phase is Phase.TAKEOVER

    after = ledger.acceptances.lift(made.id, 1, call(NADIA, days(2)))

    assert (after.phase, after.live_on) == (Phase.UPGRADE, days(2).date())


def test_a_reservation_comes_back_as_it_was_made_and_goes_along(ledger: Ledger) -> None:
    made = opened(ledger)
    after = ledger.acceptances.reserve(
        made.id, 4, call(TOM), text="No index", due=date(2027, 1, 15), owner=Party.CLIENT, blocking=True
    )

    assert ledger.engagements.get(made.id) == after
    assert after.reservations[0].due == date(2027, 1, 15)
    lifted = ledger.acceptances.lift(made.id, 1, call(NADIA, days(3)), note="Seen")
    assert ledger.engagements.get(made.id) == lifted
    end = lifted.reservations[0].ended
    assert end is not None
    assert (end.how, end.by, end.at, end.note) == (EndedHow.LIFTED, NADIA, days(3), "Seen")
    assert actions(ledger, made) == ["engagement.open", "acceptance.reserve", "acceptance.lift"]


def test_an_item_of_their_own_is_kept_with_its_name_and_what_was_handed_over(ledger: Ledger) -> None:
    made = opened(ledger)
    ledger.items.add(made.id, call(CLAIRE), title="Badge readers", kind=ItemKind.PHYSICAL, owner=Party.CLIENT)
    ledger.items.change(made.id, 13, call(TOM), title="Badges", due=date(2027, 1, 15))
    after = ledger.items.deliver(made.id, 13, call(HUGO, days(1)), evidence="https://wiki.example/badges")

    kept = ledger.engagements.get(made.id).items[-1]
    assert ledger.engagements.get(made.id) == after
    assert (kept.title, kept.due, kept.key) == ("Badges", date(2027, 1, 15), "own")
    assert kept.delivered is not None
    assert (kept.delivered.by, kept.delivered.evidence) == (HUGO, "https://wiki.example/badges")


def test_what_was_refused_comes_back_and_is_accepted(ledger: Ledger) -> None:
    made = opened(ledger)
    ledger.acceptances.reject(made.id, 4, call(TOM), reason="No index")
    again = ledger.items.deliver(made.id, 4, call(CLAIRE, days(1)), evidence="Version 2")

    assert again.items[3].verdict(Party.PROVIDER) is None
    assert ledger.engagements.get(made.id) == again  # a word that was taken back is gone from what is kept
    after = ledger.acceptances.accept(made.id, 4, call(TOM, days(2)))
    assert after.items[3].verdict(Party.PROVIDER) is Verdict.ACCEPTED
    assert ledger.history.verify()[0].broken_at is None


def test_a_form_that_was_opened_before_the_item_changed_changes_nothing(ledger: Ledger) -> None:
    made = opened(ledger)
    seen = mark(made.items[3])
    before = ledger.acceptances.accept(made.id, 4, call(HUGO))
    late = call(CLAIRE, days(1))
    forms: list[Callable[[], Engagement]] = [
        lambda: ledger.acceptances.reject(made.id, 4, late, reason="No index", seen=seen),
        lambda: ledger.acceptances.reserve(made.id, 4, late, text="No index", seen=seen),
        lambda: ledger.acceptances.waive(made.id, 4, late, reason="No", seen=seen),
        lambda: ledger.items.deliver(made.id, 4, late, evidence="The wiki", seen=seen),
        lambda: ledger.items.change(made.id, 4, late, title="Run book", seen=seen),
    ]

    for form in forms:
        with pytest.raises(RuleBroken, match="stale_view"):
            form()
    assert ledger.engagements.get(made.id) == before
    assert len(actions(ledger, made)) == 2


def test_a_button_that_was_drawn_before_the_item_was_handed_over_anew_accepts_nothing(ledger: Ledger) -> None:
    made = opened(ledger)
    seen = thing(made.items[3])
    ledger.acceptances.accept(made.id, 4, call(CLAIRE), seen=seen)
    ledger.items.deliver(made.id, 4, call(HUGO), evidence="Version 2")

    with pytest.raises(RuleBroken, match="stale_view"):
        ledger.acceptances.accept(made.id, 4, call(TOM, days(1)), seen=seen)
    after = ledger.engagements.get(made.id)
    assert (
        ledger.acceptances.accept(made.id, 4, call(TOM, days(1)), seen=thing(after.items[3])).items[3].settled
    )


@pytest.mark.parametrize("who", [STRANGER, Actor("TCLIENT", "UNOBODY")])
def test_who_is_nobody_here_is_told_so_whatever_they_press(ledger: Ledger, who: Actor) -> None:
    made = opened(ledger)
    entries: list[Callable[[], Engagement]] = [
        lambda: ledger.acceptances.accept(made.id, 4, call(who)),
        lambda: ledger.acceptances.reserve(made.id, 4, call(who), text="No"),
        lambda: ledger.acceptances.reject(made.id, 4, call(who), reason="No"),
        lambda: ledger.acceptances.waive(made.id, 4, call(who), reason="No"),
        lambda: ledger.acceptances.lift(made.id, 1, call(who)),
        lambda: ledger.items.deliver(made.id, 4, call(who)),
        lambda: ledger.items.change(made.id, 99, call(who), title="No"),
        lambda: ledger.items.add(made.id, call(who), title="No", kind=ItemKind.LEGAL, owner=Party.CLIENT),
    ]

    for entry in entries:
        with pytest.raises(RuleBroken, match="not_member"):
            entry()
    assert ledger.engagements.get(made.id) == made


def test_of_many_last_keys_in_the_same_moment_one_turns_the_gate(ledger: Ledger) -> None:
    made = accepted(ledger, opened(ledger))
    results: list[str] = []

    def press(actor: Actor) -> None:
        try:
            results.append(ledger.acceptances.accept(made.id, WHOLE, call(actor)).phase.value)
        except RuleBroken as broken:
            results.append(broken.code)

    threads = [threading.Thread(target=press, args=(actor,)) for actor in [NADIA, TOM] * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    after = ledger.engagements.get(made.id)
    assert sorted(results) == ["upgrade"] + ["wrong_phase"] * 7
    assert [item.number for item in after.items] == list(range(1, len(after.items) + 1))
