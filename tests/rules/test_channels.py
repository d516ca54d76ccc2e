"""In which channels an engagement is followed, and when it is put away."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from state.rules.broken import RuleBroken
from state.rules.channels import archive, follow, followed_in, four_eyes, home, unfollow
from state.rules.dossier import Channel
from state.rules.item import Phase
from state.rules.party import Actor, Member, Party
from tests.engagements import CLAIRE, HUGO, NADIA, STRANGER, TODAY, TOM, days, engagement, word

OTHER = Channel("TPROVIDER", "COTHER")
CLOSED: dict[str, Any] = {"phase": Phase.CLOSED, "closed_on": TODAY}


@pytest.mark.parametrize("by", [CLAIRE, NADIA])
def test_a_lead_has_it_followed_elsewhere_and_no_more(by: Actor) -> None:
    start = engagement()

    after = follow(start, word(by), OTHER)

    assert after.channels == (OTHER,)
    assert (after.team, after.channel) == (start.team, start.channel)
    assert followed_in(after, OTHER)
    assert followed_in(after, home(start))
    assert unfollow(after, word(by), OTHER) == start


def test_an_administrator_may_and_others_may_not() -> None:
    administered = engagement(administrators=(STRANGER,))

    assert follow(administered, word(STRANGER), OTHER).channels == (OTHER,)
    for by, code in ((HUGO, "role_missing"), (TOM, "role_missing"), (STRANGER, "not_member")):
        of = engagement(administrators=())
        with pytest.raises(RuleBroken, match=code):
            follow(of, word(by), OTHER)
        with pytest.raises(RuleBroken, match=code):
            unfollow(replace(of, channels=(OTHER,)), word(by), OTHER)
        with pytest.raises(RuleBroken, match=code):
            archive(replace(of, **CLOSED), word(by))
        with pytest.raises(RuleBroken, match=code):
            four_eyes(of, word(by), asked=True)


def test_what_is_followed_already_is_not_followed_again() -> None:
    of = follow(engagement(), word(CLAIRE), OTHER)

    for channel in (OTHER, home(of)):
        with pytest.raises(RuleBroken, match="followed_already"):
            follow(of, word(CLAIRE), channel)


def test_a_shared_channel_follows_no_engagement_within_one_company() -> None:
    inside = Member(Actor(CLAIRE.team, "UTEMP"), Party.PROVIDER)
    of = engagement()
    of = replace(of, members=(*of.members, inside))

    with pytest.raises(RuleBroken, match="same_company"):
        follow(of, word(CLAIRE), OTHER, shared=True)
    assert follow(of, word(CLAIRE), OTHER).channels == (OTHER,)


def test_the_channel_of_its_card_stays() -> None:
    of = engagement()

    with pytest.raises(RuleBroken, match="home_channel"):
        unfollow(of, word(CLAIRE), home(of))
    with pytest.raises(RuleBroken, match="not_followed"):
        unfollow(of, word(CLAIRE), OTHER)


def test_a_closed_engagement_is_archived_once_and_followed_nowhere_else() -> None:
    over = engagement(**CLOSED)

    after = archive(over, word(CLAIRE, days(3)))

    assert after.archived_on == days(3).date()
    assert replace(after, archived_on=None) == over
    with pytest.raises(RuleBroken, match="archived_already"):
        archive(after, word(CLAIRE))
    with pytest.raises(RuleBroken, match="closed"):
        follow(over, word(CLAIRE), OTHER)


def test_what_runs_is_not_archived() -> None:
    with pytest.raises(RuleBroken, match="archive_open"):
        archive(engagement(), word(CLAIRE))


def test_four_eyes_are_asked_for_and_no_more() -> None:
    asked = four_eyes(engagement(), word(NADIA), asked=True)

    assert asked.four_eyes
    assert not four_eyes(asked, word(CLAIRE), asked=False).four_eyes
    with pytest.raises(RuleBroken, match="four_eyes_already"):
        four_eyes(asked, word(NADIA), asked=True)
    with pytest.raises(RuleBroken, match="closed"):
        four_eyes(engagement(**CLOSED), word(NADIA), asked=True)
