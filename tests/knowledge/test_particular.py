from __future__ import annotations

import pytest

from knowledge.particular import particular


@pytest.mark.parametrize(
    "question",
    [
        "Combien de serveurs avons-nous ?",
        "Quel est le numéro de notre hotline ?",
        "À quelle heure commence notre COPIL ?",
        "How many tickets do we have?",
        "What is our account manager's name?",
        "What time is our meeting?",
    ],
)
def test_a_figure_or_a_name_of_one_s_own_is_asked_for(question: str) -> None:
    assert particular(question) >= 0.75


@pytest.mark.parametrize(
    "question",
    ["Qui est d'astreinte ce soir ?", "Que dit le rapport du mois dernier ?", "Who signs on Friday?"],
)
def test_a_day_of_now_is_a_weaker_sign(question: str) -> None:
    assert 0 < particular(question) < 0.75


@pytest.mark.parametrize(
    "question",
    [
        "Combien de temps dure la prise en charge ?",
        "Qui accepte quoi ?",
        "Notre prestataire peut-il sous-traiter ?",
        "How long is the notice?",
        "Who owns our data at the end?",
        "Le numéro de version figure-t-il dans l'inventaire ?",
        "",
    ],
)
def test_what_is_asked_of_the_trade_is_no_company_s_own(question: str) -> None:
    assert particular(question) == 0
