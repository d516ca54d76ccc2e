"""A thread is followed for some days, and only who asked goes on asking without anything in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from state.rules.conversation import FOLLOWED, Asker, Conversation, followed, insists
from tests.engagements import T0

ASKED = Conversation("Qui signe ?", "fr", "methodology", Asker("TCLIENT", "UCLAIRE"), T0)


def test_a_thread_is_followed_for_some_days() -> None:
    assert followed(ASKED, T0 + timedelta(days=2))
    assert not followed(ASKED, T0 + FOLLOWED)


def test_who_asked_goes_on_until_somebody_says_something_else() -> None:
    assert insists(ASKED, Asker("TCLIENT", "UCLAIRE"))
    assert not insists(ASKED, Asker("TPROVIDER", "UNADIA"))
    assert not insists(replace(ASKED, interrupted=True), Asker("TCLIENT", "UCLAIRE"))
