"""A list or a form that is older than the item is by now."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from state.rules.acceptance import accept, reject
from state.rules.broken import RuleBroken
from state.rules.checklist import change_item
from state.rules.engagement import Engagement
from state.rules.handover import deliver
from state.rules.reservation import reserve
from state.rules.seen import mark, refuse_changed, thing
from tests.engagements import CLAIRE, NADIA, days, engagement, word

Changed = Callable[[Engagement], Engagement]
#: What an item is: a list that shows another thing is not decided on.
THINGS: list[Changed] = [
    lambda of: deliver(of, 4, word(CLAIRE), evidence="The wiki"),
    lambda of: change_item(of, 4, word(CLAIRE), title="Run book"),
]
#: What was said of it: a form has a person's reasons for or against the word that it shows.
WORDS: list[Changed] = [
    lambda of: accept(of, 4, word(NADIA)),
    lambda of: reject(of, 4, word(NADIA), reason="No index"),
    lambda of: reserve(of, 4, word(NADIA), text="No index", due=None),
]


@pytest.mark.parametrize("change", THINGS + WORDS)
def test_a_form_is_refused_once_anything_about_its_item_has_changed(change: Changed) -> None:
    seen = mark(engagement().items[3])
    after = change(engagement())

    refuse_changed(engagement(), 4, seen)
    with pytest.raises(RuleBroken) as broken:
        refuse_changed(after, 4, seen)
    assert (broken.value.code, broken.value.values["number"]) == ("stale_view", 4)


def test_a_button_is_refused_once_its_item_is_another_thing_and_not_for_what_was_said() -> None:
    seen = thing(engagement().items[3])

    for change in THINGS:
        with pytest.raises(RuleBroken, match="stale_view"):
            refuse_changed(change(engagement()), 4, seen)
    for change in WORDS:
        refuse_changed(change(engagement()), 4, seen)


def test_a_word_given_again_later_is_another_word() -> None:
    once = accept(engagement(), 4, word(NADIA))
    again = accept(reject(once, 4, word(NADIA, days(1)), reason="No"), 4, word(NADIA, days(2)))

    assert mark(once.items[3]) != mark(again.items[3])


def test_other_items_do_not_matter_and_without_a_mark_nothing_is_compared() -> None:
    seen = mark(engagement().items[3])

    refuse_changed(accept(engagement(), 5, word(NADIA)), 4, seen)
    refuse_changed(accept(engagement(), 4, word(NADIA)), 4, "")
