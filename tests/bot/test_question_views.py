"""What Slack shows of unanswered questions and of feedback fits its limits, and people's words stay words."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest

from bot.sandbox.blocks import problems
from bot.views import answer, draft, feedback, gap, kit
from knowledge.answer import Found, compose, refuse
from knowledge.catalog import methodology
from knowledge.sections import parse
from prompts import languages, texts
from state.rules.feedback import Reason
from state.rules.gap import Gap, How, Settled, Unanswered, first, passed_on
from tests.engagements import CLAIRE, HUGO, T0, engagement

HOSTILE = "<!channel> <@UEVIL> <https://evil.example|cliquez> &amp; \u202eetirw\u200b ?\n" + "Ω" * 4000
ASKED = Unanswered(HOSTILE, "fr", "CSHARED", "e1", ("four-phases",), 0.2, aloud=True)


def unanswered(number: int = 7, *, passed: bool = True) -> Gap:
    kept = replace(first(ASKED, HUGO, T0), number=number)
    return passed_on(kept, engagement(), HUGO, T0) if passed else kept


def labels(message: kit.Message) -> list[str]:
    return [
        element["accessibility_label"]
        for block in message["blocks"]
        for element in [*(block.get("elements") or ()), block.get("accessory") or {}]
        if "accessibility_label" in element
    ]


@pytest.mark.parametrize("language", languages())
def test_an_answer_keeps_its_sources_beside_the_buttons_that_judge_it(language: str) -> None:
    t = texts(language)
    short = sorted(methodology().sections(language), key=lambda one: len(one.body))[:9]
    given = compose("?", language, [Found(one, 0.9, whole=True) for one in short])

    message = answer.answered(given, t, buttons=feedback.buttons(10**12, t))

    assert list(problems(message["blocks"], "message")) == []
    (block,) = [one for one in message["blocks"] if one["type"] == "actions"]
    found = [element["action_id"] for element in block["elements"]]
    assert found[-2:] == ["feedback.up", "feedback.down"]
    assert len(found) == len(given.sources) + 2
    assert {t("feedback.up_label"), t("feedback.down_label")} < set(labels(message))


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize("language", languages())
def test_a_refusal_offers_a_person_and_warns_where_nobody_else_saw_it(language: str, public: bool) -> None:
    t = texts(language)
    near = [(one, 0.1) for one in methodology().sections(language)[:3]]
    for nearest in (near, []):
        refusal = refuse("?", language, "uncovered", nearest)
        button = gap.ask_button(10**12, t, public=public)

        message = answer.answered(refusal, t, buttons=[button])

        assert list(problems(message["blocks"], "message")) == []
        assert message["blocks"][-1]["elements"] == [button]
        assert ("confirm" in button) is not public


@pytest.mark.parametrize("language", languages())
def test_what_people_ask_is_quoted_and_never_obeyed(language: str) -> None:
    t = texts(language)
    settled = replace(unanswered(), settled=Settled(How.ANSWERED, T0, CLAIRE))
    covered = replace(unanswered(), settled=Settled(How.COVERED, T0))
    shown = [
        *(gap.question(one, t) for one in (unanswered(), settled, covered)),
        gap.listed([unanswered(n, passed=n % 2 == 0) for n in range(60)], t, zone="Europe/Paris"),
        gap.passed_on(unanswered(), t),
        gap.listed([], t, zone="Europe/Paris"),
    ]

    for message in shown:
        assert list(problems(message["blocks"], "message")) == []
        for trace in ("<!", "<http", "<@UEVIL>", "\u202e", "None", "{"):
            assert trace not in message["text"]
            assert trace not in shown_in_sections(message)


def shown_in_sections(message: kit.Message) -> str:
    return "\n".join(block["text"]["text"] for block in message["blocks"] if "text" in block)


@pytest.mark.parametrize("language", languages())
def test_a_long_list_says_how_many_more_there_are(language: str) -> None:
    message = gap.listed([unanswered(n) for n in range(60)], texts(language), zone="Europe/Paris")

    assert "40" in message["text"].splitlines()[-1]
    assert len(labels(message)) == gap.MOST


@pytest.mark.parametrize("language", languages())
def test_the_form_offers_every_reason(language: str) -> None:
    view = feedback.down_modal("1 https://hooks.slack.com/actions/" + "x" * 200, texts(language))

    assert list(problems(view["blocks"], "modal")) == []
    assert len(view["title"]["text"]) <= kit.TITLE
    offered = [option["value"] for option in view["blocks"][0]["element"]["options"]]
    assert offered == [reason.value for reason in Reason]


@pytest.mark.parametrize("language", languages())
def test_a_draft_is_a_section_of_the_methodology_once_it_is_filled_in(language: str) -> None:
    t = texts(language)
    file = draft.section("who-pays", t, new=True) + "\n\n" + draft.section("who-signs", t, new=False)

    first_, second = parse(file, language, "house.md")

    assert (first_.id, first_.phase, first_.also, first_.source) == ("who-pays", None, (), None)
    assert first_.next_step
    assert second.id == "who-signs"


@pytest.mark.parametrize("question", ["Qui paie\nle « PAQ » ?", 'a "b" \\ c', "é" * 4000])
def test_a_draft_keeps_the_question_among_those_that_the_section_answers(question: str) -> None:
    asked = tomllib.loads(draft.asked("who-pays", question, "fr", languages()))

    assert asked == {"who-pays": {"fr": [" ".join(question.split())], "en": []}}


@pytest.mark.parametrize(
    ("question", "taken", "anchor"),
    [
        ("Qui paie les pénalités de retard ?", (), "paie-penalites-retard"),
        ("Qui paie les pénalités de retard ?", ("paie-penalites-retard",), "paie-penalites-retard-2"),
        ("???", (), "question"),
        ("Et combien d’Égyptiens y a-t-il sur l’île ?", (), "combien-egyptiens"),
    ],
)
def test_a_draft_is_named_after_its_question(question: str, taken: tuple[str, ...], anchor: str) -> None:
    assert draft.anchor(question, taken) == anchor
