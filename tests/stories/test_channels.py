"""Several engagements in one channel, one engagement in several, and what is put away."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.party import Actor
from tests.engagements import TODAY, call
from tests.stories.conftest import BUYER, CLIENT, INTERNAL, LEAD, MANAGER, SHARED, Stage

OTHER = "infogerance-logistique"


@pytest.fixture
def two(stage: Stage) -> Stage:
    """Two engagements are followed in the same channel."""
    stage.open(name="Paie Marbeuf")
    stage.open(name="Réseau Évreux")
    stage.settled()
    return stage


def named(stage: Stage, name: str) -> Engagement:
    found = stage.relais.ledger.engagements.named(name)
    assert found is not None
    return found


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def button(message: dict[str, Any], of: Engagement) -> dict[str, str]:
    """Return where the button is that runs a command for an engagement."""
    return next(
        {"action_id": element["action_id"], "block_id": block["block_id"]}
        for block in message["blocks"] if block["type"] == "actions"
        for element in block["elements"] if element["value"].startswith(of.id)
    )  # fmt: skip


def closed(stage: Stage, of: Engagement) -> None:
    """Have an engagement closed, however it came to that."""
    lead = stage.slack.person(LEAD)
    stage.relais.ledger.engagements.change(
        of.id,
        lambda one: replace(one, phase=Phase.CLOSED, closed_on=TODAY),
        call(Actor(lead.team_id, lead.id), stage.slack.clock()),
        action="phase.advance",
    )


def test_each_of_two_engagements_has_its_own_card(two: Stage) -> None:
    cards = [one for one in two.slack.messages(SHARED) if one["blocks"][0]["type"] == "header"]

    assert [card["blocks"][0]["text"]["text"] for card in cards] == ["Paie Marbeuf", "Réseau Évreux"]


def test_a_command_asks_which_of_two_is_meant_and_goes_on_from_there(two: Stage) -> None:
    said = plain(two.told(LEAD, "/relais accepter 4 vu ensemble"))
    asked = two.ephemeral(LEAD)
    other = named(two, "Réseau Évreux")

    assert "Ce canal suit plusieurs engagements" in said
    assert '/relais accepter 4 vu ensemble engagement="Paie Marbeuf"' in said
    assert other.items[3].provider is None

    done = two.slack.press(LEAD, SHARED, asked["ts"], **button(asked, other))

    assert done.ok
    decision = two.soon(lambda: named(two, "Réseau Évreux").items[3].provider)
    assert decision.note == "vu ensemble"
    assert named(two, "Paie Marbeuf").items[3].provider is None


def test_whoever_presses_decides_for_themselves(two: Stage) -> None:
    public = two.asked(CLIENT, "@Relais accepter 4")
    of = named(two, "Paie Marbeuf")

    two.slack.press(MANAGER, SHARED, public["ts"], **button(public, of))

    decision = two.soon(lambda: named(two, "Paie Marbeuf").items[3].provider)
    assert decision.by.user == two.id(MANAGER)
    assert named(two, "Paie Marbeuf").items[3].client is None


def test_a_form_opens_from_the_button_too(two: Stage) -> None:
    public = two.asked(CLIENT, "@Relais membres ajouter")

    done = two.slack.press(CLIENT, SHARED, public["ts"], **button(public, named(two, "Paie Marbeuf")))

    assert done.ok
    assert two.slack.modal(CLIENT) is not None


@pytest.mark.parametrize("written", ['engagement="Paie Marbeuf"', "sur=“paie marbeuf”"])
def test_an_engagement_is_named_beside_any_command(two: Stage, written: str) -> None:
    assert "vous avez accepté" in two.told(LEAD, f"/relais accepter 4 {written}")
    assert "Paie Marbeuf" in two.told(LEAD, f"/relais statut {written}")
    assert "à accepter" in two.asked(CLIENT, f"@Relais liste {written}")["text"]

    assert named(two, "Paie Marbeuf").items[3].provider is not None
    assert named(two, "Réseau Évreux").items[3].provider is None


def test_one_that_is_not_followed_here_is_not_told_of(two: Stage) -> None:
    two.open(INTERNAL, name="Interne")

    assert "Aucun engagement nommé « Interne »" in plain(two.told(LEAD, "/relais statut engagement=Interne"))


def test_a_question_asks_which_of_two_is_meant_or_hears_it(two: Stage) -> None:
    which = two.asked(CLIENT, "@Relais où en sommes-nous ?")
    told = two.asked(CLIENT, "@Relais où en est Réseau Évreux ?")

    assert "De quel engagement parlez-vous" in plain(which["text"])
    assert told["text"].startswith("*Réseau Évreux*")
    two.slack.press(CLIENT, SHARED, which["ts"], **button(which, named(two, "Paie Marbeuf")))
    replies = two.soon(
        lambda: [one for one in two.said() if one.startswith("*Paie Marbeuf*") and "phase" in one.casefold()]
    )
    assert replies


def test_one_engagement_is_followed_in_a_second_channel(stage: Stage) -> None:
    stage.open()
    said = plain(stage.told(LEAD, '/relais suivre "Paie Marbeuf"', OTHER))

    assert "est aussi suivi dans ce canal" in said
    stage.soon(lambda: any("fait suivre *Paie Marbeuf* dans ce canal" in one for one in stage.said(OTHER)))
    stage.soon(lambda: any("fait aussi suivre l’engagement dans" in one for one in stage.said()))
    assert "vous avez accepté" in stage.told(LEAD, "/relais accepter 4", OTHER)
    stage.settled()
    assert not any(one["blocks"][0]["type"] == "header" for one in stage.slack.messages(OTHER))
    shown = stage.asked(CLIENT, "@Relais statut", OTHER)
    stage.press(CLIENT, shown, "phase.next", channel=OTHER)
    stage.soon(lambda: "Prochaines étapes" in stage.ephemeral(CLIENT, OTHER)["text"])

    assert "déjà" in stage.told(LEAD, '/relais suivre "Paie Marbeuf"', OTHER)
    assert "n’est plus suivi dans ce canal" in plain(stage.told(LEAD, "/relais ne-plus-suivre", OTHER))
    assert "Aucun engagement n’est suivi dans ce canal" in stage.told(LEAD, "/relais liste", OTHER)
    assert "a sa carte dans ce canal" in plain(stage.told(LEAD, "/relais ne-plus-suivre"))


def test_only_leads_and_administrators_have_it_followed_and_others_do_not_learn_of_it(stage: Stage) -> None:
    stage.open()
    before = stage.engagement()

    unknown = plain(stage.told(LEAD, '/relais suivre "Inconnu"', OTHER))
    hidden = plain(stage.told(MANAGER, '/relais follow "Paie Marbeuf"', OTHER))

    assert "Je ne connais aucun engagement « Inconnu »" in unknown
    assert "I know of no engagement “Paie Marbeuf”" in hidden
    assert "par son nom" in stage.told(LEAD, "/relais suivre", OTHER)
    assert "lancez cette commande dans ce canal" in stage.asked(LEAD, 'suivre "Paie"', "@Relais")["text"]
    assert stage.engagement() == before


def test_a_closed_engagement_is_archived_and_the_next_one_has_the_channel(stage: Stage) -> None:
    first = stage.open()
    assert "n’est pas clos" in plain(stage.told(LEAD, "/relais archiver"))
    closed(stage, first)
    stage.relais.courier.wake()
    stage.settled()
    card = stage.card()
    assert card is not None
    refused = plain(stage.asked(BUYER, "@Relais archiver")["text"])
    assert "Le rôle « signataire » ne permet pas de" in refused

    stage.press(CLIENT, card, "place.archive")

    stage.soon(lambda: stage.relais.ledger.engagements.get(first.id).archived_on == TODAY)
    stage.soon(lambda: any("a archivé *Paie Marbeuf*" in one for one in stage.said()))
    assert "Aucun engagement n’est suivi dans ce canal" in stage.told(LEAD, "/relais statut")
    assert stage.open(name="Suite").name == "Suite"


def test_two_open_and_one_closed_ask_only_for_the_two(two: Stage) -> None:
    two.open(name="Ancien")
    closed(two, named(two, "Ancien"))

    said = plain(two.told(LEAD, "/relais suite"))

    assert "Ancien" not in said
    assert "Réseau Évreux" in said
    assert "est clos" in plain(two.told(LEAD, "/relais accepter 4 engagement=Ancien"))
