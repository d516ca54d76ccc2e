"""Answers in a language model's words, where there is one: posted once, and never waited for in vain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.provider import Provider, echoed, provider
from tests.stories.conftest import BUYER, CLIENT, LEAD, SHARED, SOON, House, Stage

QUESTION = "À quoi sert la prise en charge ?"
WORDED = "Formulé par un modèle de langage"


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-a-test")
    with provider() as here:
        here.says = echoed
        yield here


def started(house: House, model: Provider, seconds: int) -> Stage:
    stage = house.start(llm_model="openai:small", llm_url=model.url, llm_seconds=seconds)
    assert stage.relais.services.writer is not None
    stage.relais.services.writer.prepare()
    stage.relais.services.library.language(QUESTION)  # opens the index, which takes seconds on a busy machine
    stage.open()
    return stage


def ask(stage: Stage, who: str, question: str = QUESTION) -> str:
    """Ask in the channel; return the question's `ts`."""
    return stage.slack.say(who, SHARED, f"<@{stage.bot}> {question}")


def buttons(message: dict[str, Any]) -> list[str]:
    return [
        element["value"] for block in message["blocks"] if block["type"] == "actions"
        for element in block["elements"] if element["action_id"].startswith("answer.section.")
    ]  # fmt: skip


def test_a_mention_is_answered_once_in_the_models_words_with_the_same_sources(
    house: House, model: Provider
) -> None:
    stage = started(house, model, seconds=20)
    quoted = stage.told(LEAD, f"/relais demander {QUESTION}")
    assert model.asked == []

    ts = ask(stage, CLIENT)
    stage.soon(lambda: stage.replies(ts, SHARED, CLIENT))
    stage.settled()

    (reply,) = stage.replies(ts, SHARED, CLIENT)
    assert reply["text"].startswith("Ainsi, ")
    assert "[1]" in reply["text"]
    assert WORDED in reply["text"]
    assert WORDED in str(reply["blocks"])
    assert buttons(reply)
    assert not quoted.startswith("Ainsi, ")
    assert WORDED not in quoted
    assert len(model.asked) == 1


def test_a_slow_model_holds_nobody_elses_question_back(house: House, model: Provider) -> None:
    stage = started(house, model, seconds=3)
    model.waits = 60.0

    slow = ask(stage, CLIENT)
    stage.soon(lambda: model.asked)
    status = stage.asked(BUYER, f"<@{stage.bot}> statut")
    assert stage.replies(slow, SHARED, CLIENT) == []
    stage.slack.wait_for(lambda: stage.replies(slow, SHARED, CLIENT), 3 + SOON)
    stage.settled()

    (reply,) = stage.replies(slow, SHARED, CLIENT)
    assert status["text"]
    assert "[1]" in reply["text"]
    assert WORDED not in reply["text"]


@pytest.mark.parametrize(
    "trouble", [{"status": 500}, {"garbage": "<html>"}, {"says": "HACKED <!channel> [1]"}]
)
def test_a_model_in_trouble_costs_the_wording_alone(
    house: House, model: Provider, trouble: dict[str, Any]
) -> None:
    stage = started(house, model, seconds=20)
    for name, value in trouble.items():
        setattr(model, name, value)

    reply = stage.asked(LEAD, f"<@{stage.bot}> {QUESTION}")

    assert "[1]" in reply["text"]
    assert WORDED not in reply["text"]
    assert "HACKED" not in str(reply)


def test_a_refusal_is_said_in_relaiss_own_words(house: House, model: Provider) -> None:
    stage = started(house, model, seconds=20)

    reply = stage.asked(LEAD, f"<@{stage.bot}> Quelle est la meilleure recette de la tarte Tatin ?")

    assert "ne répond pas" in reply["text"]
    assert model.asked == []
