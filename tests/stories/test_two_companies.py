"""Two companies in one channel: who acted is never guessed, and nothing of one channel shows in another."""

from __future__ import annotations

from typing import Any

from state.rules.item import ItemKind, Phase
from tests.engagements import call
from tests.stories.conftest import CLIENT, INTERNAL, LEAD, MANAGER, SHARED, Stage


def without_team(payload: dict[str, Any]) -> dict[str, Any]:
    """Bend a payload as some of Slack's are: the user's own team is not said."""
    if isinstance(payload.get("user"), dict):
        payload["user"].pop("team_id", None)
    return payload


def test_a_click_of_the_client_counts_for_the_client_though_the_provider_installed_relais(
    stage: Stage,
) -> None:
    stage.open()
    public = stage.asked(CLIENT, "@Relais liste")
    stage.press(CLIENT, public, "acceptance.accept", f"{stage.engagement().id} 4")
    decision = stage.soon(lambda: stage.engagement().items[3].client)

    assert decision.by.team == stage.slack.person(CLIENT).team_id
    assert stage.engagement().items[3].provider is None


def test_where_slack_does_not_say_whose_click_it_was_the_persons_profile_does(stage: Stage) -> None:
    stage.open()
    public = stage.asked(CLIENT, "@Relais liste")
    stage.slack.delivery.change = without_team
    stage.press(CLIENT, public, "acceptance.accept", f"{stage.engagement().id} 4")

    assert stage.soon(lambda: stage.engagement().items[3].client)
    assert stage.engagement().items[3].provider is None


def test_where_nothing_says_it_the_click_is_refused(stage: Stage) -> None:
    stage.open()
    public = stage.asked(CLIENT, "@Relais liste")
    stage.relais.services.people.forget(stage.id(CLIENT))
    stage.slack.faults.add("users.info", "error", times=9, error="user_not_found")
    stage.slack.delivery.change = without_team
    stage.press(CLIENT, public, "acceptance.accept", f"{stage.engagement().id} 4")

    stage.soon(lambda: "ne me dit pas qui est" in stage.ephemeral(CLIENT)["text"])
    assert stage.engagement().items[3].client is None


def test_a_button_that_names_the_engagement_of_another_channel_shows_and_changes_nothing(
    stage: Stage,
) -> None:
    mine = stage.open(INTERNAL, name="Interne")
    stage.open()
    card = stage.card()
    assert card is not None

    def forged(payload: dict[str, Any]) -> dict[str, Any]:
        for action in payload.get("actions", ()):
            action["value"] = action["value"].replace(stage.engagement().id, mine.id)
        return payload

    stage.slack.delivery.change = forged
    for action in ("acceptance.list", "phase.next", "term.dates"):
        stage.press(CLIENT, card, action)
        stage.soon(lambda: "n’est plus à jour" in stage.ephemeral(CLIENT)["text"])
    assert "Interne" not in str([one["text"] for one in stage.slack.messages(SHARED, CLIENT)])


def test_an_old_next_phase_button_does_not_end_a_later_phase(stage: Stage) -> None:
    stage.open()
    complete(stage)
    stage.settled()
    here = stage.card()
    assert here is not None
    assert stage.engagement().phase is Phase.OPERATIONS

    def old_button(payload: dict[str, Any]) -> dict[str, Any]:
        for action in payload.get("actions", ()):
            action |= {"action_id": "phase.advance", "value": f"{stage.engagement().id} takeover"}
        return payload

    stage.slack.delivery.change = old_button
    stage.press(LEAD, here, "phase.next")
    stage.soon(lambda: "n’est plus à jour" in stage.ephemeral(LEAD)["text"])

    assert stage.engagement().phase is Phase.OPERATIONS


def complete(stage: Stage) -> None:
    """Have both parties accept everything of the current phase."""
    engagement = stage.engagement()
    for item in sorted(engagement.current_items, key=lambda item: item.kind is ItemKind.PHASE):
        for party in item.asks:
            actor = next(one.actor for one in engagement.members if one.party is party)
            stage.relais.ledger.acceptances.accept(
                engagement.id, item.number, call(actor, stage.slack.clock())
            )
    stage.relais.courier.wake()


def test_one_company_does_not_sign_for_both_in_a_shared_channel(stage: Stage) -> None:
    people = f"client=<@{stage.id(MANAGER)}> provider=<@{stage.id(LEAD)}>"
    typed = f'/relais new "Deux" start=2026-12-01 term=36m {people}'

    assert "parlerait ici pour deux parties" in stage.told(LEAD, typed)
    assert "est ouvert" in stage.told(LEAD, typed, INTERNAL)


def test_a_home_shows_what_waits_for_that_person(stage: Stage) -> None:
    stage.open()
    for who, party in ((CLIENT, "Le client"), (MANAGER, "The provider")):
        stage.slack.open_home(who)
        view = stage.soon(lambda who=who: stage.slack.home(who))  # type: ignore[misc]

        assert party in str(view["blocks"])
        assert "Paie Marbeuf" in str(view["blocks"])


def test_who_cannot_run_the_slash_command_is_told_the_words_that_they_can(stage: Stage) -> None:
    stage.open()
    stage.slack.open_home(CLIENT)
    view = stage.soon(lambda: stage.slack.home(CLIENT))

    assert "@Relais aide" in str(view["blocks"])
    assert "@Relais statut" in stage.asked(CLIENT, "@Relais aide")["text"]
    assert "@Relais accepter" in stage.asked(CLIENT, "@Relais accepter")["text"]
    assert "/relais statut" in stage.asked(LEAD, "@Relais aide")["text"]


def test_in_a_direct_message_a_command_names_the_channel_that_it_belongs_in(stage: Stage) -> None:
    nobodys = stage.asked(LEAD, "liste", "@Relais")["text"]
    engagement = stage.open()

    assert "<#" not in nobodys
    assert f"<#{engagement.channel}>" in stage.asked(LEAD, "liste", "@Relais")["text"]


def test_a_channel_that_follows_an_engagement_may_follow_another(stage: Stage) -> None:
    stage.open()

    assert stage.told(LEAD, "/relais nouveau") == ""
    assert stage.slack.modal(LEAD) is not None


def test_a_list_that_is_out_of_date_is_drawn_anew_when_it_is_pressed(stage: Stage) -> None:
    engagement = stage.open()
    stage.told(LEAD, "/relais liste")
    old = stage.ephemeral(LEAD)
    stage.told(LEAD, "/relais accepter 4")

    stage.press(LEAD, old, "acceptance.accept", f"{engagement.id} 4")

    stage.soon(lambda: "prestataire : ✅" in normal(now(stage, old)["text"]))


def now(stage: Stage, message: dict[str, Any]) -> dict[str, Any]:
    """Return a message that one person alone sees, as it is now."""
    return next(one for one in stage.slack.messages(SHARED, LEAD) if one["ts"] == message["ts"])


def normal(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_form_of_another_version_says_so_and_stays_open(stage: Stage) -> None:
    stage.slack.command(LEAD, INTERNAL, "/relais nouveau")

    def renamed(payload: dict[str, Any]) -> dict[str, Any]:
        if payload.get("type") == "view_submission":
            payload["view"]["callback_id"] = "engagement.of_another_version"
        return payload

    stage.slack.delivery.change = renamed
    filled = {
        "name": "Paie", "start": "2026-12-01", "term": "36m", "client": [stage.id(CLIENT)],
        "provider": [stage.id(LEAD)], "upgrade": "not-needed", "language": "fr", "zone": "Europe/Paris",
    }  # fmt: skip
    done = stage.slack.submit(LEAD, {field: {field: value} for field, value in filled.items()})

    assert not done.closed
    assert "n’est plus à jour" in str(done.errors)
