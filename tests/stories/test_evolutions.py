"""The service evolves: need, solution, validation, implementation, by word, by button and by form."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from state.rules.dossier import IntervalKind, Route, Stage
from state.rules.engagement import Engagement
from state.rules.item import Phase
from tests.engagements import TODAY, call
from tests.stories.conftest import BUYER, CLIENT, INTERNAL, LEAD, MANAGER, SHARED
from tests.stories.conftest import Stage as Scene


@pytest.fixture
def scene(stage: Scene) -> Scene:
    """An engagement that is in its operations."""
    opened = stage.open()

    def running(engagement: Engagement) -> Engagement:
        return replace(engagement, phase=Phase.OPERATIONS, live_on=TODAY, phase_since=TODAY)

    lead = opened.members[-1].actor
    stage.relais.ledger.engagements.change(
        opened.id, running, call(lead, stage.slack.clock()), action="phase.advance"
    )
    stage.relais.courier.wake()
    stage.settled()
    return stage


def normal(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def stages(scene: Scene) -> list[Stage]:
    return [one.stage for one in scene.engagement().evolutions[0].stages]


def heard(scene: Scene, words: str) -> bool:
    return any(words in normal(said) for said in scene.said())


def value(scene: Scene, number: int = 1) -> str:
    """Return what the buttons of an evolution carry now."""
    one = next(each for each in scene.engagement().evolutions if each.number == number)
    return f"{scene.engagement().id} {number} {len(one.stages)}"


def listed(scene: Scene, who: str) -> dict[str, Any]:
    """Have the list shown to one person alone, by the card's button."""
    scene.settled()
    before = scene.ephemeral(who).get("ts")
    scene.press(who, scene.card() or {}, "evolution.list")
    return scene.soon(lambda: (last := scene.ephemeral(who)).get("ts") != before and last)


def test_from_need_to_implementation_by_buttons_and_forms(scene: Scene) -> None:
    mine = listed(scene, CLIENT)
    assert "Aucune évolution" in mine["text"]
    scene.press(CLIENT, mine, "evolution.new")
    assert scene.slack.submit(
        CLIENT, {"title": {"title": "Rapport mensuel"}, "route": {"route": "contract"}}
    ).closed
    scene.soon(lambda: heard(scene, "a ouvert l’évolution 1, *Rapport mensuel*, dans le contrat"))

    theirs = listed(scene, LEAD)
    scene.press(LEAD, theirs, "evolution.solution", value(scene))
    assert scene.slack.submit(LEAD, {"note": {"note": "Une vue par service"}}).closed
    scene.soon(lambda: heard(scene, "a proposé une solution pour l’évolution 1"))
    assert heard(scene, "> Une vue par service")

    mine = listed(scene, BUYER)
    scene.press(BUYER, mine, "evolution.validate", value(scene))
    scene.soon(lambda: heard(scene, "La période d’évolution commence"))
    assert scene.engagement().intervals[0].closed_on is None

    theirs = listed(scene, MANAGER)
    scene.press(MANAGER, theirs, "evolution.implement", value(scene))
    assert scene.slack.submit(MANAGER, {"note": {"note": ""}}).closed
    scene.soon(lambda: heard(scene, "La période d’évolution s’achève"))

    assert stages(scene) == [Stage.NEED, Stage.SOLUTION, Stage.VALIDATED, Stage.IMPLEMENTED]
    (interval,) = scene.engagement().intervals
    assert (interval.kind, interval.closed_on) == (IntervalKind.EVOLUTION, TODAY)
    assert scene.engagement().phase is Phase.OPERATIONS
    assert scene.relais.ledger.history.verify()[0].broken_at is None


def test_the_same_by_words_from_both_companies(scene: Scene) -> None:
    said = [
        scene.asked(CLIENT, '@Relais évolution "Rapport mensuel" voie=projet')["text"],
        scene.told(LEAD, "/relais évolution 1 solution https://wiki/rapport"),
        scene.asked(CLIENT, "@Relais évolution 1 renvoyer trop lent")["text"],
        scene.told(MANAGER, "/relais evolve 1 solution Faster"),
        scene.asked(BUYER, "@Relais évolution 1 valider")["text"],
        scene.told(LEAD, "/relais évolution 1 réalisée"),
    ]

    assert stages(scene) == [
        Stage.NEED, Stage.SOLUTION, Stage.SENT_BACK, Stage.SOLUTION, Stage.VALIDATED, Stage.IMPLEMENTED
    ]  # fmt: skip
    assert all("Rapport mensuel" in normal(one) for one in said)
    assert "en projet d’évolution" in said[0]
    assert scene.engagement().evolutions[0].stages[1].note == "https://wiki/rapport"


def test_by_an_amendment_nothing_is_implemented_before_both_have_agreed_it(scene: Scene) -> None:
    scene.asked(CLIENT, '@Relais évolution "Rapport mensuel" voie=avenant')
    scene.told(LEAD, "/relais évolution 1 solution Une vue par service")
    scene.asked(BUYER, "@Relais évolution 1 valider")

    early = normal(scene.told(LEAD, "/relais évolution 1 réalisée"))
    assert "L’évolution 1 passe par un avenant, et aucun n’est encore approuvé" in early
    assert "proposer l’avenant de l’évolution 1" in normal(scene.told(LEAD, "/relais suite"))
    scene.told(LEAD, '/relais avenant parties="prix" évolution=1 Trois rapports de plus')
    assert "aucun n’est encore approuvé" in normal(scene.told(LEAD, "/relais évolution 1 réalisée"))
    assert "répondre à la proposition 1" in normal(scene.told(LEAD, "/relais suite"))
    scene.asked(CLIENT, "@Relais approuver 1")
    scene.told(LEAD, "/relais évolution 1 réalisée")

    assert stages(scene)[-1] is Stage.IMPLEMENTED
    assert scene.engagement().evolutions[0].amendment == 1


def test_how_it_is_covered_is_asked_before_anything_is_opened(scene: Scene) -> None:
    offer = scene.asked(CLIENT, '@Relais évolution "Rapport mensuel"')
    assert "faut-il un avenant" in normal(offer["text"])
    assert scene.engagement().evolutions == ()

    scene.press(CLIENT, offer, "evolution.new")
    view = scene.slack.modal(CLIENT)
    assert view is not None
    assert "Rapport mensuel" in str(view["blocks"])
    assert "Par avenant" in str(view["blocks"])
    assert scene.slack.submit(CLIENT, {"route": {"route": "amendment"}}).closed
    (one,) = scene.engagement().evolutions

    assert (one.title, one.route) == ("Rapport mensuel", Route.AMENDMENT)


def test_the_form_says_under_the_field_what_is_wrong(scene: Scene) -> None:
    scene.press(CLIENT, listed(scene, CLIENT), "evolution.new")

    done = scene.slack.submit(CLIENT, {"title": {"title": " "}, "route": {"route": "contract"}})
    assert list(done.errors) == ["title"]
    assert scene.engagement().evolutions == ()


def test_no_party_takes_the_others_step_and_is_told_who_may(scene: Scene) -> None:
    refused = scene.told(LEAD, '/relais évolution "Rapport mensuel" voie=contrat')
    assert "C’est le client qui peut préciser un besoin" in refused
    assert f"<@{scene.id(CLIENT)}>" in refused
    assert scene.slack.modal(LEAD) is None
    assert "C’est le client" in scene.told(LEAD, '/relais évolution "Rapport mensuel"')
    assert scene.slack.modal(LEAD) is None

    scene.asked(CLIENT, '@Relais évolution "Rapport mensuel" voie=contrat')
    refused = scene.asked(CLIENT, "@Relais évolution 1 solution la mienne")["text"]
    assert "C’est le prestataire qui peut proposer la solution" in refused
    assert stages(scene) == [Stage.NEED]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("évolution 1 valider", "Ce n’est pas le moment de valider la solution"),
        ("évolution 7 valider", "Il n’y a pas d’évolution 7"),
        ("évolution 1 danser", "« danser » n’est pas une étape"),
        ('évolution "X" voie=oral', "« oral » n’est pas l’une des voies"),
        ("évolution 1 avenant 9", "ne demande pas d’avenant"),
        ("évolution 1 voie=contrat", "passe déjà dans le contrat"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(scene: Scene, typed: str, said: str) -> None:
    scene.asked(CLIENT, '@Relais évolution "Rapport mensuel" voie=contrat')
    before = scene.engagement()

    assert said in normal(scene.asked(CLIENT, f"@Relais {typed}")["text"])
    assert scene.engagement() == before


def test_a_button_and_a_form_of_before_the_last_step_change_nothing(scene: Scene) -> None:
    scene.asked(CLIENT, '@Relais évolution "Rapport mensuel" voie=contrat')
    scene.told(LEAD, "/relais évolution 1 solution Une vue")
    old = listed(scene, CLIENT)
    seen = value(scene)
    scene.press(BUYER, listed(scene, BUYER), "evolution.back", value(scene))
    scene.asked(CLIENT, "@Relais évolution 1 renvoyer trop lent")
    scene.told(LEAD, "/relais évolution 1 solution Une autre vue")

    late = scene.slack.submit(BUYER, {"note": {"note": "trop lent aussi"}})
    assert "a avancé depuis" in str(late.errors)
    scene.press(CLIENT, old, "evolution.validate", seen)
    scene.soon(lambda: "a avancé depuis" in scene.ephemeral(CLIENT)["text"])

    assert stages(scene)[-1] is Stage.SOLUTION
    assert scene.engagement().intervals == ()
    scene.soon(lambda: "Une autre vue" in str(now(scene, old)["blocks"]))  # drawn anew


def now(scene: Scene, message: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in scene.slack.messages(SHARED, CLIENT) if one["ts"] == message["ts"])


def test_a_list_in_the_channel_is_pressed_by_both_and_each_is_told_what_is_not_theirs(scene: Scene) -> None:
    scene.asked(CLIENT, '@Relais évolution "Rapport mensuel" voie=contrat')
    scene.told(LEAD, "/relais évolution 1 solution Une vue")
    public = scene.asked(BUYER, "@Relais évolutions")

    for action, said in (("evolution.back", "peut renvoyer"), ("evolution.validate", "peut valider")):
        scene.press(LEAD, public, action, value(scene))
        scene.soon(partial(told_alone, scene, LEAD, f"C’est le client qui {said}"))
        public = scene.soon(partial(drawn_anew, scene, public))
    assert scene.slack.modal(LEAD) is None
    assert stages(scene)[-1] is Stage.SOLUTION
    scene.press(CLIENT, public, "evolution.validate", value(scene))

    scene.soon(lambda: stages(scene)[-1] is Stage.VALIDATED)


def told_alone(scene: Scene, who: str, words: str) -> bool:
    return words in normal(scene.ephemeral(who)["text"])


def drawn_anew(scene: Scene, before: dict[str, Any]) -> dict[str, Any] | None:
    after = now(scene, before)
    return after if after["blocks"] != before["blocks"] else None


def test_an_optimisation_is_opened_by_the_provider_and_closed_by_the_client(scene: Scene) -> None:
    assert "C’est le prestataire qui ouvre" in normal(
        scene.asked(CLIENT, '@Relais optimiser "Moins de serveurs"')["text"]
    )
    scene.press(LEAD, listed(scene, LEAD), "optimisation.new")
    assert scene.slack.submit(LEAD, {"title": {"title": "Moins de serveurs"}}).closed
    scene.soon(lambda: heard(scene, "a ouvert l’optimisation 1, *Moins de serveurs*"))
    assert "C’est le client qui clôt" in scene.told(LEAD, "/relais optimiser 1 fait trois de moins")

    scene.press(CLIENT, listed(scene, CLIENT), "optimisation.close", f"{scene.engagement().id} 1")
    scene.soon(lambda: heard(scene, "a clos l’optimisation 1"))

    (interval,) = scene.engagement().intervals
    assert interval.closed_on == TODAY
    assert "est close depuis" in scene.asked(BUYER, "@Relais optimiser 1 fait")["text"]


def test_evolutions_wait_for_the_operations(stage: Scene) -> None:
    stage.open()

    said = normal(stage.asked(CLIENT, '@Relais évolution "Rapport mensuel"')["text"])

    assert "relèvent de la phase opérationnelle ; l’engagement en est à la prise en charge" in said
    assert stage.engagement().evolutions == ()


#: Questions that begin as the commands do.
QUESTIONS = (
    "évolution : qui valide la solution ?",
    "Évolution ou avenant, comment choisir ?",
    "evolution steps: who does what?",
    "optimiser les coûts, qui s’en charge ?",
    "évolution 1 valider ?",
)


def test_ordinary_questions_are_still_answered_and_decide_nothing(scene: Scene) -> None:
    scene.asked(CLIENT, '@Relais évolution "Rapport mensuel" voie=contrat')
    scene.told(LEAD, "/relais évolution 1 solution Une vue")
    before = scene.engagement()

    answers = [scene.asked(CLIENT, f"@Relais {question}")["text"] for question in QUESTIONS]

    assert scene.engagement() == before
    assert all("[1]" in answer for answer in answers[:3])


def test_the_next_steps_and_the_card_say_whose_turn_it_is(scene: Scene) -> None:
    scene.asked(CLIENT, '@Relais évolution "Rapport mensuel" voie=contrat')

    steps = normal(scene.told(LEAD, "/relais suite"))
    assert "*Le prestataire* : proposer une solution pour l’évolution 1, Rapport mensuel" in steps
    scene.soon(lambda: "*Évolutions :* 1 en cours" in normal((scene.card() or {})["text"]))
    scene.told(LEAD, "/relais évolution 1 solution Une vue")
    assert "*The client*: validate the solution" in normal(scene.told(MANAGER, "/relais next"))


def test_nothing_of_another_channel_is_touched(scene: Scene) -> None:
    assert "Aucun engagement n’est suivi dans ce canal" in scene.told(LEAD, "/relais évolution", INTERNAL)
