"""A phase ends with the last signature, and what binds both parties waits for the other one's word."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from state.rules.dossier import Answer, UpgradeMode, Upstream
from state.rules.engagement import Engagement
from state.rules.item import ItemKind, Phase
from state.rules.party import Party
from tests.engagements import call
from tests.stories.conftest import CLIENT, LEAD, MANAGER, SHARED, Stage


def operations(stage: Stage) -> Engagement:
    """Open an engagement and have both parties accept its takeover, the phase as a whole last."""
    opened = stage.open()
    whole = next(item for item in opened.items if item.kind is ItemKind.PHASE)
    others = [item for item in opened.items if item is not whole]
    for item in (*others, whole):
        for party in item.asks:
            actor = next(one.actor for one in opened.members if one.party is party)
            stage.relais.ledger.acceptances.accept(opened.id, item.number, call(actor, stage.slack.clock()))
    stage.relais.courier.wake()
    stage.settled()
    return stage.engagement()


def normal(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def announced(stage: Stage, part: str) -> dict[str, Any]:
    """Return the message under the card that says something, once it is there."""

    def there() -> dict[str, Any] | None:
        messages = [
            one for one in stage.slack.messages(SHARED) if one.get("thread_ts") not in {None, one["ts"]}
        ]
        return next((one for one in reversed(messages) if part in normal(one["text"])), None)

    found: dict[str, Any] = stage.soon(there)
    return found


def filled(**values: Any) -> dict[str, dict[str, Any]]:
    return {name: {name: value} for name, value in values.items()}


def test_the_last_signature_opens_the_operations_and_the_card_says_who_answers_and_on_what_evidence(
    stage: Stage,
) -> None:
    engagement = operations(stage)

    assert engagement.phase is Phase.OPERATIONS
    assert "la dernière" in str(stage.said()) or "dernier accord" in str(stage.said())
    card = stage.card()
    assert card is not None
    said = normal(card["text"])
    assert "Répond du service : *le prestataire*, depuis le" in said
    assert f"validée par <@{stage.id(CLIENT)}> (client) et <@{stage.id(LEAD)}> (prestataire)" in said


def test_a_return_is_proposed_by_one_party_and_agreed_to_by_the_other_from_the_channel(stage: Stage) -> None:
    operations(stage)
    reply = stage.asked(CLIENT, "@Relais revenir prise-en-charge accès perdus")["text"]
    assert "C’est le prestataire qui répond." in reply
    assert stage.engagement().phase is Phase.OPERATIONS
    message = announced(stage, "Proposition n° 1")

    stage.press(CLIENT, message, "proposal.agree")
    stage.soon(lambda: "vient de votre côté" in stage.ephemeral(CLIENT)["text"])
    assert stage.engagement().phase is Phase.OPERATIONS

    stage.press(LEAD, message, "proposal.agree")

    stage.soon(lambda: stage.engagement().phase is Phase.TAKEOVER)
    announced(stage, "Le client répond de nouveau du service.")
    stage.settled()
    card = stage.card()
    assert card is not None
    assert "Répond du service : *le client*" in normal(card["text"])
    stage.press(MANAGER, message, "proposal.agree")
    stage.soon(lambda: "was answered or taken back" in stage.ephemeral(MANAGER)["text"])


def test_a_proposal_is_declined_by_the_form_which_asks_why(stage: Stage) -> None:
    operations(stage)
    stage.asked(CLIENT, "@Relais revenir prise-en-charge accès perdus")
    message = announced(stage, "Proposition n° 1")
    stage.press(LEAD, message, "proposal.decline")
    stage.soon(lambda: stage.slack.modal(LEAD))

    assert set(stage.slack.submit(LEAD, filled(reason=" ")).errors or {}) == {"reason"}
    done = stage.slack.submit(LEAD, filled(reason="Une panne de deux heures"))

    assert done.closed
    announced(stage, "Une panne de deux heures")
    ended = stage.engagement().proposals[0].ended
    assert ended is not None
    assert ended.answer is Answer.DECLINED
    assert stage.engagement().phase is Phase.OPERATIONS


def test_a_form_that_was_opened_before_the_other_answered_says_so(stage: Stage) -> None:
    operations(stage)
    stage.asked(CLIENT, "@Relais revenir prise-en-charge accès perdus")
    message = announced(stage, "Proposition n° 1")
    stage.press(LEAD, message, "proposal.decline")
    stage.soon(lambda: stage.slack.modal(LEAD))
    stage.told(MANAGER, "/relais décliner 1 une panne de deux heures")

    errors = stage.slack.submit(LEAD, filled(reason="Non")).errors or {}

    assert "has its answer" in errors["reason"] or "a déjà sa réponse" in errors["reason"]


def test_who_proposed_takes_it_back_and_the_others_cannot(stage: Stage) -> None:
    operations(stage)
    stage.asked(CLIENT, "@Relais revenir prise-en-charge accès perdus")

    assert "vient de l’autre partie" in stage.told(LEAD, "/relais reprendre 1")
    assert "a repris" in stage.asked(CLIENT, "@Relais reprendre P1")["text"]
    assert stage.engagement().proposals[0].ended is not None


def test_an_amendment_is_proposed_by_the_form_and_changes_the_contract_once_agreed(stage: Stage) -> None:
    before = operations(stage)
    stage.told(LEAD, "/relais avenant")
    stage.soon(lambda: stage.slack.modal(LEAD))
    wrong = stage.slack.submit(LEAD, filled(parts=" ", notice="trois lunes", price="cher")).errors or {}
    assert set(wrong) == {"notice", "price"}
    wrong = stage.slack.submit(LEAD, filled(parts=" ", notice="", price="")).errors or {}
    assert set(wrong) == {"parts"}
    wrong = stage.slack.submit(LEAD, filled(parts="durée", ends="2027-01-01")).errors or {}
    assert set(wrong) == {"ends"}
    done = stage.slack.submit(LEAD, filled(parts="durée, prix", ends="", notice="6 mois", reference="A-1"))
    assert done.closed
    assert stage.engagement().contract == before.contract

    stage.press(CLIENT, announced(stage, "Proposition n° 1"), "proposal.agree")

    stage.soon(lambda: stage.engagement().contract != before.contract)
    (amendment,) = stage.engagement().contract.amendments
    assert str(amendment.clauses.notice) == "6m"
    announced(stage, "Le contrat change à partir du")


def test_an_amendment_in_one_line_says_all_that_it_changes(stage: Stage) -> None:
    operations(stage)

    said = stage.told(
        LEAD, '/relais avenant parties="prix, contenu" prix=9500,50 base=300 fin=2031-01-31 volumes en hausse'
    )

    assert "proposition n° 1" in normal(said)
    text = normal(announced(stage, "Proposition n° 1")["text"])
    for part in ("prix, contenu", "volumes en hausse", "9 500,5", "31 janvier 2031"):
        assert part in text


def test_a_form_of_an_amendment_is_out_of_date_once_another_was_proposed(stage: Stage) -> None:
    operations(stage)
    stage.told(LEAD, "/relais avenant")
    stage.soon(lambda: stage.slack.modal(LEAD))
    stage.told(MANAGER, "/relais avenant parties=prix prix=9500 base=300")

    errors = stage.slack.submit(LEAD, filled(parts="durée")).errors or {}

    assert "a changé" in errors["parts"]


@pytest.mark.parametrize(
    "text",
    [
        "avenant : qui le signe ?",
        "revenir en arrière est-ce possible ?",
        "d’accord",
        "décliner, c’est grave ?",
    ],
)
def test_a_question_or_a_courtesy_that_begins_like_a_command_proposes_and_answers_nothing(
    stage: Stage, text: str
) -> None:
    operations(stage)

    reply = normal(stage.asked(CLIENT, f"@Relais {text}")["text"])

    assert stage.engagement().proposals == ()
    assert "n’est pas un numéro" not in reply
    assert "Dites quel" not in reply


def test_the_upgrade_is_decided_by_a_form_that_asks_who_does_it_elsewhere(stage: Stage) -> None:
    stage.told(LEAD, f"/relais {stage.one_line()}")
    stage.soon(stage.card)
    stage.told(LEAD, "/relais mise-à-niveau")
    stage.soon(lambda: stage.slack.modal(LEAD))
    for values, field in (
        ({"mode": "upstream", "reason": " "}, "reason"),
        ({"mode": "upstream", "reason": "Budget à part"}, "company"),
    ):
        assert set(stage.slack.submit(LEAD, filled(**values)).errors or {}) == {field}
    done = stage.slack.submit(
        LEAD, filled(mode="upstream", reason="Budget à part", company="Nord", ends="2027-02-26")
    )

    assert done.closed
    engagement = stage.engagement()
    assert engagement.upgrade is UpgradeMode.UPSTREAM
    assert [item.key for item in engagement.items if item.number > 12] == ["upstream_done"]
    text = normal(announced(stage, "Elle est menée par *Nord*")["text"])
    assert "n° 13, *Mise à niveau achevée sous le contrat séparé*" in text


def test_the_upgrade_is_left_out_in_one_line_and_both_accept_the_risk_by_name(stage: Stage) -> None:
    stage.told(LEAD, f"/relais {stage.one_line()}")
    stage.soon(stage.card)

    assert "demande un motif" in normal(stage.told(LEAD, "/relais mise-à-niveau écartée"))
    stage.asked(CLIENT, "@Relais mise-à-niveau laissée de côté coût trop élevé")

    engagement = stage.engagement()
    assert (engagement.upgrade, engagement.upgrade_reason) == (UpgradeMode.LEFT_OUT, "coût trop élevé")
    assert engagement.items[-1].key == "risk_accepted"
    stage.told(LEAD, "/relais accepter 13")
    assert stage.engagement().items[-1].accepted_by(Party.PROVIDER)


def test_an_upgrade_upstream_is_told_in_one_line_with_who_does_it_and_when(stage: Stage) -> None:
    stage.told(LEAD, f"/relais {stage.one_line()}")
    stage.soon(stage.card)

    stage.asked(
        CLIENT,
        '@Relais upgrade upstream company="Nord" reference=M-12 since=2026-12-01 until=2027-03-31 "too old"',
    )

    engagement = stage.engagement()
    assert engagement.upgrade_reason == "too old"
    assert engagement.upstream == Upstream("Nord", "M-12", date(2026, 12, 1), date(2027, 3, 31))


def test_a_form_of_the_upgrade_is_out_of_date_once_it_was_decided(stage: Stage) -> None:
    stage.told(LEAD, f"/relais {stage.one_line()}")
    stage.soon(stage.card)
    stage.told(LEAD, "/relais mise-à-niveau")
    stage.soon(lambda: stage.slack.modal(LEAD))
    stage.told(MANAGER, "/relais mise-à-niveau incluse")

    errors = stage.slack.submit(LEAD, filled(mode="left-out", reason="x")).errors or {}

    assert "entre-temps" in errors["mode"]
    assert stage.engagement().upgrade is UpgradeMode.IN_CONTRACT


def test_a_form_that_nobody_could_send_is_not_opened(stage: Stage) -> None:
    operations(stage)

    assert "se décide pendant la prise en charge" in stage.told(LEAD, "/relais mise-à-niveau")
    assert stage.slack.modal(LEAD) is None
    stage.told(LEAD, "/relais revenir")
    assert stage.soon(lambda: stage.slack.modal(LEAD))
