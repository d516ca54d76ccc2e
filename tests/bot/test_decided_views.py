"""What people and channels are told once something was said of an item, or done to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from bot.views import decided
from bot.voice import ChannelVoice
from prompts import texts
from state.rules.acceptance import accept, reject, waive
from state.rules.change import Change
from state.rules.checklist import add_item, change_item
from state.rules.engagement import Engagement
from state.rules.handover import deliver
from state.rules.item import ItemKind
from state.rules.party import Member, Party, Role
from state.rules.reservation import lift, reserve
from tests.engagements import CLAIRE, MARIE, NADIA, TODAY, TOM, all_accepted, days, engagement, word

DUE = date(2027, 1, 15)
Rule = Callable[[Engagement], Engagement]
TOLD: dict[str, tuple[str, int, Rule, list[str]]] = {
    "accept": (
        "acceptance.accept", 4, lambda of: accept(of, 4, word(CLAIRE), note="Seen"),
        ["✅ <@UCLAIRE> (client) accepted no. 4, *Knowledge transfer*.", "> Seen",
         "Still to accept it: the provider."],
    ),
    "reserve": (
        "acceptance.reserve", 4,
        lambda of: reserve(of, 4, word(CLAIRE), text="No index", due=DUE, blocking=True),
        ["🟠 <@UCLAIRE> (client) accepted no. 4, *Knowledge transfer*, with a reservation.",
         "Reservation 1, to be cleared by the provider by 15 January 2027:", "*blocking*", "> No index"],
    ),
    "reject": (
        "acceptance.reject", 4, lambda of: reject(of, 4, word(CLAIRE), reason="No index"),
        ["⛔ <@UCLAIRE> (client) refused no. 4", "> No index", "To be fixed by the client"],
    ),
    "waive": (
        "acceptance.waive", 7, lambda of: waive(of, 7, word(CLAIRE), reason="Nobody moves"),
        ["➖ <@UCLAIRE> (client) said that no. 7, *Staff transfer*, does not apply.", "> Nobody moves"],
    ),
    "deliver": (
        "item.deliver", 4, lambda of: deliver(of, 4, word(CLAIRE), evidence="https://wiki.example"),
        ["📎 <@UCLAIRE> (client) handed over no. 4", "<https://wiki.example>", "both parties"],
    ),
    "change": (
        "item.change", 4,
        lambda of: change_item(of, 4, word(CLAIRE), title="Run book", owner=Party.PROVIDER, due=DUE),
        ["✏️ <@UCLAIRE> (client) changed no. 4, *Knowledge transfer*.", "New name: *Run book*.",
         "To be produced by the provider.", "By 15 January 2027."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TOLD)
def test_both_parties_are_told_what_happened(name: str) -> None:
    action, number, rule, expected = TOLD[name]
    of = engagement(language="en")
    change = Change(action, of, rule(of), CLAIRE, days(0), number)
    said = ChannelVoice().announce(change)[1].content["text"]

    for part in expected:
        assert part in said


def test_both_parties_are_told_of_an_item_that_was_added_and_of_a_reservation_that_was_lifted() -> None:
    of = engagement(language="en")
    more = add_item(of, word(CLAIRE), title="Badges", kind=ItemKind.PHYSICAL, owner=Party.CLIENT, due=DUE)
    made = reserve(of, 4, word(NADIA), text="No index", due=DUE)
    free = lift(made, 1, word(TOM), note="It is there <now>")
    t = texts("en")

    added = decided.announced_item(Change("item.add", of, more, CLAIRE, days(0)), t)
    lifted = decided.announced_lift(Change("acceptance.lift", made, free, TOM, days(0), 1), t)
    assert added.splitlines() == [
        "➕ <@UCLAIRE> (client) added no. 13, *Badges*, for both parties to accept.",
        "To be produced by the client.",
        "By 15 January 2027.",
    ]
    assert lifted.splitlines() == [
        "🟢 <@UTOM> (provider) lifted reservation 1 on no. 4, *Knowledge transfer*.",
        "> No index",
        "With the note: It is there &lt;now&gt;",
    ]


def test_what_was_refused_and_comes_back_is_told_as_such() -> None:
    refused = reject(engagement(), 4, word(NADIA), reason="No index")
    again = deliver(refused, 4, word(CLAIRE), evidence="")

    said = decided.announced_delivery(Change("item.deliver", refused, again, CLAIRE, days(0), 4), texts("en"))
    assert "handed over again no. 4" in said


def test_the_last_key_is_told_with_the_phase_that_it_opens() -> None:
    before = all_accepted(engagement(language="en"))
    after = replace(before, phase=before.phase.OPERATIONS, live_on=TODAY)
    content = (
        ChannelVoice().announce(Change("acceptance.accept", before, after, NADIA, days(0), 12))[1].content
    )

    assert "accepted no. 12" in content["text"]
    assert "🔑 This was the last word that was missing." in content["text"]
    assert "the provider is accountable for the service" in content["text"]
    assert content["reply_broadcast"] is True


def test_a_word_of_somebody_without_slack_is_told_with_who_wrote_it_down() -> None:
    here = engagement(
        language="en", members=(Member(MARIE, Party.CLIENT, Role.LEAD), Member(NADIA, Party.PROVIDER))
    )
    after = accept(here, 4, word(MARIE, kept_by=NADIA, evidence="Letter"))
    change = Change("acceptance.accept", here, after, NADIA, days(0), 4, behalf=MARIE, evidence="Letter")
    said = ChannelVoice().announce(change)[1].content["text"]

    assert "✅ Marie Dupont (client) accepted no. 4" in said
    assert said.endswith("\n_Written down by <@UNADIA>, on the strength of “Letter”._")
    told = decided.done(here, after, 4, Party.CLIENT, texts("en"))["text"]
    assert told == "Noted for Marie Dupont (client): no. 4, Knowledge transfer, accepted."


def test_what_all_say_does_not_apply_is_not_told_as_accepted() -> None:
    of = waive(engagement(language="en"), 7, word(CLAIRE), reason="Nobody moves")
    both = waive(of, 7, word(NADIA), reason="Nobody moves")

    first = decided.announced(Change("acceptance.waive", engagement(), of, CLAIRE, days(0), 7), texts("en"))
    last = decided.announced(Change("acceptance.waive", of, both, NADIA, days(0), 7), texts("en"))
    assert first.endswith("Word still to come: the provider.")
    assert last.endswith("it is not waited for any more.")
    assert "accepted" not in last


def done(rule: Rule, number: int = 4, party: Party = Party.CLIENT) -> str:
    of = engagement(language="en")
    return str(decided.done(of, rule(of), number, party, texts("en"))["text"])


def test_a_person_is_told_that_their_word_is_kept_and_what_follows_from_it() -> None:
    assert done(lambda of: accept(of, 4, word(CLAIRE))) == (
        "Noted: you accepted no. 4, Knowledge transfer, for the client."
    )
    assert done(lambda of: reject(of, 4, word(CLAIRE), reason="No")).startswith("Noted: you refused no. 4")
    assert done(lambda of: waive(of, 4, word(CLAIRE), reason="No")) == (
        "Noted: no. 4, Knowledge transfer, does not apply for the client."
    )
    assert done(lambda of: reserve(of, 4, word(CLAIRE), text="No index", due=DUE)).endswith(
        "with a reservation, for the client. Reservation 1: to be cleared by the provider by 15 January 2027."
    )
    both = done(lambda of: accept(accept(of, 4, word(NADIA)), 4, word(CLAIRE)))
    assert both.endswith("for the client. Both parties have accepted it.")


def test_a_person_whose_word_was_the_last_one_is_told_which_phase_begins() -> None:
    def turned(of: Engagement) -> Engagement:
        return replace(all_accepted(of), phase=of.phase.OPERATIONS)

    held = reserve(engagement(), 4, word(NADIA), text="No index", due=DUE)
    free = replace(lift(held, 1, word(NADIA)), phase=held.phase.OPERATIONS)
    t = texts("en")

    assert done(turned, 12).endswith("the engagement moves to operations.")
    assert decided.lifted(held, free, 1, t)["text"] == (
        "Noted: reservation 1 is lifted. Done: the engagement moves to operations."
    )
    assert decided.lifted(held, lift(held, 1, word(NADIA)), 1, t)["text"] == "Noted: reservation 1 is lifted."
    assert decided.handled("said.done_added", engagement().items[3], t)["text"] == (
        "Noted: no. 4, Knowledge transfer, is on the list."
    )


def test_only_what_is_different_about_an_item_is_told() -> None:
    of, t = engagement(language="en"), texts("en")
    later = Change("item.change", of, change_item(of, 4, word(CLAIRE), due=DUE), CLAIRE, days(0), 4)
    named = Change("item.change", of, change_item(of, 4, word(CLAIRE), title="Book"), CLAIRE, days(0), 4)

    assert decided.announced_item(later, t).splitlines()[1:] == ["By 15 January 2027."]
    assert decided.announced_item(named, t).splitlines()[1:] == ["New name: *Book*."]


def test_a_reservation_that_is_lifted_without_a_word_says_no_more() -> None:
    made = reserve(engagement(language="en"), 4, word(NADIA), text="No index", due=DUE)
    change = Change("acceptance.lift", made, lift(made, 1, word(TOM)), TOM, days(0), 1)

    assert decided.announced_lift(change, texts("en")).splitlines()[1:] == ["> No index"]
