"""What people type of evolutions; a question that begins with the word is none of it."""

from __future__ import annotations

import pytest

from bot.evolving import Wish, is_wish, wish
from bot.listeners.vocabulary import _meant
from bot.phrases import command
from state.rules.broken import RuleBroken
from state.rules.dossier import Route


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", Wish()),
        ("Rapport mensuel", Wish(text="Rapport mensuel")),
        ('"2 environnements de test"', Wish(text="2 environnements de test")),
        ("« Rapport mensuel »", Wish(text="Rapport mensuel")),
        ("“Monthly report”", Wish(text="Monthly report")),
        ("Rapport mensuel voie=avenant", Wish(text="Rapport mensuel", route=Route.AMENDMENT)),
        ("Monthly report route=contract", Wish(text="Monthly report", route=Route.CONTRACT)),
        ('voie="projet d’évolution" Rapport', Wish(text="Rapport", route=Route.PROJECT)),
        ("Rapport voie=projet-d’évolution", Wish(text="Rapport", route=Route.PROJECT)),
        ("3", Wish(3)),
        ("n° 3 valider", Wish(3, "validate")),
        ("3 validate Looks good", Wish(3, "validate", "Looks good")),
        ("3 solution : une vue par service", Wish(3, "solution", "une vue par service")),
        ("3 renvoyer trop lent", Wish(3, "back", "trop lent")),
        ("3 mettre en œuvre", Wish(3, "implement")),
        ("3 done", Wish(3, "implement")),
        ("3 retirer budget", Wish(3, "withdraw", "budget")),
        ("3 avenant 5", Wish(3, "link", "5")),
        ("3 voie=avenant", Wish(3, route=Route.AMENDMENT)),
    ],
)
def test_what_is_typed_is_read(text: str, wanted: Wish) -> None:
    assert wish(text, usage="") == wanted


def test_what_makes_no_sense_is_said() -> None:
    with pytest.raises(RuleBroken) as step:
        wish("3 frobnicate it", usage="evolve <number> …")
    with pytest.raises(RuleBroken) as route:
        wish("Rapport voie=oralement", usage="")
    with pytest.raises(RuleBroken) as twice:
        wish("Rapport voie=projet route=contract", usage="")

    assert (step.value.code, step.value.values["text"]) == ("evolving_unknown", "frobnicate")
    assert (route.value.code, route.value.values) == ("route_unknown", {"text": "oralement"})
    assert twice.value.code == "pair_twice"


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ("évolution", True),
        ("évolutions s’il te plaît", True),
        ("évolution 3", True),
        ("évolution 3 valider", True),
        ('évolution "Rapport mensuel"', True),
        ("évolution Rapport mensuel voie=contrat", True),
        ("optimiser 2 fait", True),
        ('optimise "Fewer servers"', True),
        ("évolution du service", False),
        ("évolution : qui valide la solution ?", False),
        ("évolution ou avenant, comment choisir", False),
        ("evolution steps", False),
        ("évolution 3 valider ?", False),
        ("optimiser les coûts", False),
        ("optimiser les coûts : comment ?", False),
        ("portefeuille", True),
        ("portfolio", True),
        ("portefeuille de projets, c’est quoi", False),
    ],
)
def test_a_mention_that_begins_with_the_word_is_a_command_only_where_it_can_be_nothing_else(
    message: str, meant: bool
) -> None:
    word, _, rest = command(message)

    assert word in {"evolve", "optimise", "portfolio"}
    assert _meant(word, rest) is meant


def test_an_option_of_another_command_makes_no_command_of_a_question() -> None:
    assert not is_wish("of the service due=2027-01-15")
