"""Who acted: by team and user from the payload, and never by guess (RELIABILITY.md, 1.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.parts import wall
from bot.people import People, spoken
from bot.request import from_button, from_command, from_event, from_view
from state.rules.broken import RuleBroken
from state.rules.party import Actor

HERE, THERE = "THERE0PROV", "TOTHER0CLI"


class FakeSlack:
    """Tells what it was given of people and channels, and counts how often it was asked."""

    def __init__(self) -> None:
        self.people: dict[str, dict[str, Any]] = {
            "UOUR": {"id": "UOUR", "team_id": HERE, "locale": "fr-FR", "tz": "Europe/Paris"},
            "UEXT": {"id": "UEXT", "team_id": THERE, "is_stranger": True},
            "UGUEST": {"id": "UGUEST", "team_id": HERE, "is_restricted": True},
            "UBOT": {"id": "UBOT", "team_id": HERE, "is_bot": True},
            "UGONE": {"id": "UGONE", "team_id": HERE, "deleted": True},
        }
        self.channels: dict[str, dict[str, Any]] = {
            "CSHARED": {"id": "CSHARED", "name": "shared", "is_ext_shared": True, "is_member": True},
            "COURS": {"id": "COURS", "name": "ours", "is_member": True},
        }
        self.asked: list[str] = []

    def user(self, user: str) -> Mapping[str, Any]:
        return self._find(user, self.people)

    def channel(self, channel: str) -> Mapping[str, Any]:
        return self._find(channel, self.channels)

    def _find(self, what: str, among: dict[str, dict[str, Any]]) -> Mapping[str, Any]:
        self.asked.append(what)
        if what not in among:
            raise SlackApiError("", {"ok": False, "error": "not_found"})  # type: ignore[no-untyped-call]
        return among[what]


@pytest.fixture
def slack() -> FakeSlack:
    return FakeSlack()


@pytest.fixture
def people(slack: FakeSlack) -> People:
    return People(slack, wall=wall)  # type: ignore[arg-type]


def test_names_are_told_as_far_as_slack_tells_them(people: People, slack: FakeSlack) -> None:
    known = next(iter(slack.people))
    names = people.names([known, "UNOBODY"])

    assert names == {known: people.profile(known).name, "UNOBODY": "UNOBODY"}
    assert people.names([]) == {}


def who(people: People, user: str, team: str | None, channel: str) -> Actor:
    return people.actor(user, team, channel=channel, installed=HERE)


def test_the_team_of_the_payload_decides(people: People, slack: FakeSlack) -> None:
    assert who(people, "UEXT", THERE, "CSHARED") == Actor(THERE, "UEXT")
    assert slack.asked == []


def test_in_a_channel_that_is_not_shared_the_installing_workspace_stands_in(people: People) -> None:
    assert who(people, "UOUR", None, "COURS") == Actor(HERE, "UOUR")


def test_in_a_shared_channel_it_never_does(people: People) -> None:
    assert who(people, "UEXT", None, "CSHARED") == Actor(THERE, "UEXT")


def test_in_a_shared_channel_a_person_that_slack_does_not_tell_is_refused(people: People) -> None:
    with pytest.raises(RuleBroken) as broken:
        who(people, "UNKNOWN", None, "CSHARED")

    assert broken.value.code == "profile_unreadable"


def test_a_channel_that_cannot_be_read_stays_closed(people: People) -> None:
    with pytest.raises(RuleBroken) as broken:
        who(people, "UOUR", None, "CSECRET")

    assert broken.value.code == "channel_unreadable"


def test_the_id_of_an_organisation_is_no_workspace(people: People) -> None:
    assert who(people, "UEXT", "E0GRID", "CSHARED") == Actor(THERE, "UEXT")


@pytest.mark.parametrize("user", ["UGUEST", "UBOT", "UGONE"])
def test_guests_bots_and_people_who_left_do_not_sign(people: People, user: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        people.signatories(["UOUR", user], installed=HERE)

    assert broken.value.code == "cannot_sign"


def test_somebody_of_the_other_company_signs_under_their_own_workspace(people: People) -> None:
    assert people.signatories(["UEXT", "UOUR"], installed=HERE) == (Actor(THERE, "UEXT"), Actor(HERE, "UOUR"))


def test_what_slack_does_not_tell_is_not_asked_twice_within_a_minute(
    people: People, slack: FakeSlack
) -> None:
    for _ in range(3):
        assert people.language("UNKNOWN") is None

    assert slack.asked == ["UNKNOWN"]


def test_slack_is_asked_once_until_it_says_that_something_changed(people: People, slack: FakeSlack) -> None:
    people.profile("UOUR")
    people.profile("UOUR")
    slack.people["UOUR"]["locale"] = "en-US"
    people.forget("UOUR")

    assert people.language("UOUR") == "en"
    assert slack.asked == ["UOUR", "UOUR"]


@pytest.mark.parametrize(
    ("locale", "language"),
    [("fr-FR", "fr"), ("fr-CA", "fr"), ("en-GB", "en"), ("de-DE", "en"), ("", None), (None, None)],
)
def test_people_are_spoken_to_in_their_language_and_others_in_english(
    locale: str | None, language: str | None
) -> None:
    assert spoken(locale) == language


BUTTON = {
    "type": "block_actions", "team": {"id": HERE}, "user": {"id": "UEXT", "team_id": THERE},
    "channel": {"id": "CSHARED"}, "container": {"channel_id": "CSHARED"},
}  # fmt: skip


def test_a_button_is_the_hand_of_the_user_s_own_company_not_of_the_one_that_installed_relais() -> None:
    assert from_button(BUTTON).team == THERE


def test_a_button_that_does_not_say_whose_company_it_was_says_nothing() -> None:
    assert from_button(BUTTON | {"user": {"id": "UEXT"}}).team is None
    assert from_view({"user": {"id": "UEXT"}, "team": {"id": HERE}}, "CSHARED").team is None


def test_a_message_is_of_its_user_s_team() -> None:
    event = {"type": "app_mention", "user": "UEXT", "channel": "CSHARED", "ts": "1.1", "text": "hi"}

    assert from_event(event | {"user_team": THERE, "team": HERE}).team == THERE
    assert from_event(event | {"team": THERE}).team == THERE
    assert from_event(event).team is None
    assert from_event(event | {"channel": "D1"}).direct


def test_a_command_is_of_the_workspace_that_ran_it() -> None:
    request = from_command({"user_id": "UOUR", "team_id": HERE, "channel_id": "COURS", "text": "statut"})

    assert (request.team, request.text, request.direct, request.public) == (HERE, "statut", False, False)
