"""The story of the first version: ask, open, accept from both sides, advance, be reminded."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.views.answer import answered
from prompts import texts
from state.rules.item import Item, ItemKind, Phase
from state.rules.party import Party
from tests.engagements import number_of
from tests.stories.conftest import BUYER, CLIENT, INTERNAL, LEAD, MANAGER, SHARED, Stage

QUESTION = "Qui accepte quoi à la fin de la prise en charge ?"


def test_the_same_question_gets_the_same_answer_whatever_the_way_in(stage: Stage) -> None:
    stage.open()
    by_mention = stage.asked(CLIENT, f"@Relais {QUESTION}")
    by_message = stage.asked(LEAD, QUESTION, "@Relais")
    by_command = stage.told(LEAD, f"/relais ask {QUESTION}")

    assert by_mention["text"] == by_message["text"] == by_command
    assert "acceptation mutuelle" in by_command
    assert "[1]" in by_command
    assert "Sources" in by_command


#: What people write to a colleague, and what they expect.
WRITTEN = [
    ("@Relais : liste ?", "à accepter pendant la prise en charge"),
    ("@Relais statut, s’il te plaît", "Acceptations"),
    ("@Relais mise à niveau incluse", "Mise à niveau : incluse dans ce contrat"),
    ("@Relais accepter tout", "« tout » n’est pas un numéro"),
    ("@Relais accepter 4, 5", "Un élément à la fois"),
    ("@Relais aceptr 7", "Vouliez-vous dire `@Relais accepter` ?"),
    ("@Relais lsite", "Vouliez-vous dire `@Relais liste` ?"),
    ("@Relais accepte le 5", "vous avez accepté le n° 5"),
    ("@Relais je refuse le 6 : il manque l’annexe", "vous avez refusé le n° 6"),
    ("@Relais on en est où ?", "Acceptations"),
    ("@Relais quelles sont les prochaines étapes ?", "Prochaines étapes"),
    ("@Relais statsu", "Vouliez-vous dire `@Relais statut` ?"),
    ("@Relais réversibilité ?", "[1]"),
    ("@Relais bonjour", "Bonjour ! Posez-moi une question"),
    ("@Relais merci beaucoup !", "Avec plaisir."),
    ("@Relais Que sais-tu faire ?", "Relais : questions, suivi, échéances"),
]


def test_what_people_write_to_a_colleague_is_understood(stage: Stage) -> None:
    stage.open()

    found = {written: readable(stage.asked(CLIENT, written)["text"]) for written, _ in WRITTEN}

    assert {written: said for written, said in WRITTEN if said not in found[written]} == {}


QUESTIONS = (
    "Mise à niveau incluse dans le contrat ?",
    "Upgrade before the takeover or after it?",
    "Accepter 2 livrables en même temps, est-ce possible ?",
    "Refuser 3 documents à la fois, est-ce permis ?",
    "accepter 4 ?",
)


def test_a_question_never_decides_anything(stage: Stage) -> None:
    before = stage.open()

    for question in QUESTIONS:
        stage.asked(CLIENT, f"@Relais {question}")

    assert stage.engagement() == before


def test_the_answer_is_the_same_with_signs_that_slack_escapes(stage: Stage) -> None:
    question = "Le PAQ & les conventions de service ?"

    said = stage.told(LEAD, "/relais demander Le PAQ &amp; les conventions de service ?")

    assert said == answered(stage.relais.services.library.ask(question), texts("fr"))["text"]


def test_a_note_names_people_and_calls_nobody(stage: Stage) -> None:
    stage.open()
    stage.told(LEAD, f"/relais accepter 4 vu avec <@{stage.id(CLIENT)}> &amp; <!channel>")

    listed = stage.told(LEAD, "/relais liste")

    assert f"vu avec @{stage.slack.person(CLIENT).real_name} &amp; @channel" in listed


def readable(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_an_english_question_is_answered_in_english_in_a_french_channel(stage: Stage) -> None:
    stage.open()

    said = stage.asked(MANAGER, "@Relais When does the provider become accountable for the service?")["text"]

    assert "provider" in said
    assert "prestataire" not in said


def test_a_source_can_be_opened_from_the_answer(stage: Stage) -> None:
    answer = stage.asked(CLIENT, f"@Relais {QUESTION}")

    stage.press(CLIENT, answer, "answer.section.1")

    view = stage.slack.modal(CLIENT)
    assert view is not None
    assert "acceptation mutuelle" in str(view["blocks"]).lower()


def test_what_the_methodology_does_not_cover_is_refused_with_the_nearest_sections(stage: Stage) -> None:
    said = stage.asked(CLIENT, "@Relais Quelle est la capitale de la Mongolie ?")["text"]

    assert said.startswith("La méthodologie ne répond pas à cette question.")


def filled(stage: Stage, **changed: str) -> dict[str, dict[str, Any]]:
    """Return what the form for a new engagement sends when it is filled in."""
    values = {
        "name": "Paie Marbeuf", "start": "2026-12-01", "term": "36m", "notice": "3m", "renewal": "12m",
        "client": [stage.id(CLIENT), stage.id(BUYER)], "provider": [stage.id(LEAD), stage.id(MANAGER)],
        "upgrade": "not-needed", "language": "fr", "zone": "Europe/Paris",
    } | changed  # fmt: skip
    return {field: {field: value} for field, value in values.items()}


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("notice", {"notice": "48m"}),
        ("renewal", {"term": "36m", "notice": "12m", "renewal": "6m"}),
        ("start", {"start": "2150-01-01"}),
        ("term", {"term": "longtemps"}),
        ("name", {"name": " "}),
    ],
)
def test_the_form_says_under_the_field_what_is_wrong_with_it(
    stage: Stage, field: str, wrong: dict[str, str]
) -> None:
    stage.slack.command(LEAD, SHARED, "/relais nouveau")

    done = stage.slack.submit(LEAD, filled(stage, **wrong))

    assert list(done.errors) == [field]
    assert stage.slack.submit(LEAD, filled(stage)).closed


def test_from_the_form_to_operations_with_both_keys(stage: Stage) -> None:
    stage.slack.command(LEAD, SHARED, "/relais nouveau")
    done = stage.slack.submit(LEAD, filled(stage))
    assert done.closed, done.errors
    stage.soon(lambda: (stage.card() or {}).get("pinned"))

    accept_everything(stage)
    stage.settled()

    after = stage.engagement()
    assert after.phase is Phase.OPERATIONS
    assert after.accountable is Party.PROVIDER
    turned = next(said for said in stage.said() if "passe en *phase opérationnelle*" in said)
    assert "a accepté le n° 12" in turned
    assert "le prestataire répond du service" in turned
    assert "Phase opérationnelle" in (stage.card() or {})["text"]
    assert stage.relais.ledger.history.verify()[0].broken_at is None


def accept_everything(stage: Stage) -> None:
    """Claire accepts by buttons in a public list, as she cannot run the command; Nadia in her private one."""
    phase = number_of(stage.engagement(), ItemKind.PHASE)
    numbers = [item.number for item in stage.engagement().current_items if item.number != phase]
    public = stage.asked(CLIENT, "@Relais liste")
    stage.told(LEAD, "/relais liste")
    private = stage.ephemeral(LEAD)
    for number in [*numbers, phase]:
        value = f"{stage.engagement().id} {number}"
        for who, message in ((CLIENT, public), (LEAD, private)):
            before = stage.soon(partial(at, stage, who, message, value))
            stage.press(who, before, "acceptance.accept", value)
            party = Party.CLIENT if who == CLIENT else Party.PROVIDER
            assert item(stage, number).accepted_by(party)
            stage.soon(partial(redrawn, stage, who, before))


def at(stage: Stage, who: str, message: dict, value: str) -> dict | None:
    """Return the message as the person sees it now, once it has the button."""
    now = next(one for one in stage.slack.messages(SHARED, who) if one["ts"] == message["ts"])
    return now if f"'{value} " in str(now["blocks"]) else None


def redrawn(stage: Stage, who: str, before: dict) -> bool:
    """Say whether the list shows by now what was pressed in it."""
    now = next(one for one in stage.slack.messages(SHARED, who) if one["ts"] == before["ts"])
    return bool(now["text"] != before["text"])


def item(stage: Stage, number: int) -> Item:
    return stage.engagement().items[number - 1]


def test_a_phase_begun_too_early_is_refused_with_what_is_missing_and_who_owes_it(stage: Stage) -> None:
    stage.open()
    stage.told(LEAD, "/relais accepter 4")

    said = readable(stage.told(LEAD, "/relais avancer"))

    assert "Il est trop tôt pour achever" in said
    both, client = said.split("*Le client doit encore :*")
    assert "*Les deux parties doivent encore :*" in both
    assert "n° 4, Transfert de connaissances" in client
    assert "n° 4, Transfert de connaissances" not in both
    assert "n° 5" in both
    assert "n° 5" not in client
    assert stage.engagement().phase is Phase.TAKEOVER


def test_a_refusal_needs_a_reason_and_both_sides_hear_of_it(stage: Stage) -> None:
    stage.open()
    stage.told(LEAD, "/relais liste")
    listed = stage.ephemeral(LEAD)
    value = f"{stage.engagement().id} 4"
    stage.press(LEAD, listed, "acceptance.reject", value)

    empty = stage.slack.submit(LEAD, {"reason": {"reason": " "}})
    assert empty.errors
    assert stage.slack.submit(LEAD, {"reason": {"reason": "Il manque les <!channel> consignes"}}).closed
    stage.settled()

    assert item(stage, 4).refused
    heard = next(said for said in stage.said() if "a refusé le n° 4" in readable(said))
    assert "les &lt;!channel&gt; consignes" in heard
    assert stage.engagement().items[3].provider is not None


def test_weeks_later_what_is_overdue_is_recalled_once(stage: Stage) -> None:
    stage.open()
    stage.settled()
    before = len(stage.said())

    stage.slack.advance(timedelta(days=21))
    stage.soon(lambda: any("rappel" in said.lower() for said in stage.said()))
    stage.settled()

    new = stage.said()[before:]
    assert len([said for said in new if "appel" in said.split("\n")[0]]) == 1
    assert "en retard" in "\n".join(new)
    assert f"<@{stage.id(CLIENT)}>" in "\n".join(new)


def test_the_notice_deadline_is_recalled_years_later(stage: Stage) -> None:
    stage.open()
    stage.settled()

    stage.slack.set(stage.slack.clock().replace(year=2029, month=8, day=24, hour=10))
    stage.soon(lambda: any("Préavis" in said and "dernier jour d’envoi" in said for said in stage.said()))

    said = next(said for said in stage.said() if "dernier jour d’envoi" in said)
    assert "vendredi 31 août 2029" in said
    assert "reconduit pour 12 mois le 1er décembre 2029" in said


def test_what_belongs_to_another_channel_stays_there(stage: Stage) -> None:
    stage.open()

    assert "Aucun engagement n’est suivi dans ce canal" in stage.told(LEAD, "/relais liste", INTERNAL)
