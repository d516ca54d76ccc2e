"""Every word that Relais says is there in both languages, and reads as it should."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import prompts
from bot.phrases import COMMANDS, PAIRS
from state import checklists
from state.rules.dossier import UpgradeMode
from state.rules.item import Phase

ROOT = Path(__file__).resolve().parent.parent
KEYS = sorted(prompts.keys("fr"))
#: The sections of texts that belong to forms, whose titles and buttons are short.
FORMS = {
    "add", "amend", "back", "change", "decide", "decline",
    "deliver", "feedback", "naming", "new", "reject", "reserve", "waive",
}  # fmt: skip
#: What `explain` and the places that call it may add to what a rule says.
ADDED = {"command", "usage"}
#: An ordinary space where French has one that does not break, straight apostrophes, bare signs.
UNFRENCH = re.compile(r" [:;?!»]|« |[a-zà-ü]'[a-zà-ü]|[^\s`(=<…\u202f][;?!](?=\s|$)")


def raised(name: str) -> Iterator[tuple[str, frozenset[str] | None, str]]:
    """Yield each code that an exception is raised with, its values' names (None: unknown) and the place."""
    for node, place in calls():
        if isinstance(node.func, ast.Name) and node.func.id == name:
            yield from codes(node, place)


@cache
def calls() -> list[tuple[ast.Call, str]]:
    """Return every call in our code, and its place."""
    return [
        (node, f"{path.relative_to(ROOT)}:{node.lineno}")
        for package in ("state", "bot", "knowledge")
        for path in sorted((ROOT / package).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]


def codes(node: ast.Call, place: str) -> Iterator[tuple[str, frozenset[str] | None, str]]:
    names = [keyword.arg for keyword in node.keywords]
    known = None if None in names else frozenset(name for name in names if name)
    for constant in ast.walk(node.args[0]) if node.args else ():
        if isinstance(constant, ast.Constant) and isinstance(constant.value, str):
            yield constant.value, known, place


def test_both_languages_have_the_same_keys() -> None:
    assert prompts.keys("fr") == prompts.keys("en")


def test_both_languages_ask_for_the_same_values() -> None:
    wrong = [key for key in KEYS if prompts.placeholders("fr", key) != prompts.placeholders("en", key)]

    assert wrong == []


def test_both_languages_have_the_same_shape() -> None:
    """Plural forms in one language are plural forms in the other; lists are lists."""
    french, english = (prompts._entries(language) for language in ("fr", "en"))

    assert [key for key in KEYS if type(french[key]) is not type(english[key])] == []


@pytest.mark.parametrize("name", ["system", "message"])
def test_a_language_model_is_told_the_same_in_both_languages(name: str) -> None:
    told = [prompts._told(language, name) for language in prompts.languages()]
    asked = [{value for _, value, _, _ in Formatter().parse(text) if value} for text in told]

    assert asked[0] == asked[1] == {"system": {"longest"}, "message": {"question", "quotes"}}[name]
    assert len({text.count("\n- ") for text in told}) == 1


def test_what_a_question_holds_is_no_placeholder_of_what_a_model_is_told() -> None:
    told = prompts.instructions("en", "message", question='"{quotes} {0} {"', quotes="none")

    assert '"{quotes} {0} {"' in told


def test_every_broken_rule_has_a_sentence_that_its_values_fill() -> None:
    found = list(raised("RuleBroken"))

    assert len({code for code, _, _ in found}) > 50
    assert [(code, place) for code, _, place in found if f"error.{code}" not in KEYS] == []
    unfilled = [
        (code, place)
        for code, names, place in found
        if names is not None and not prompts.placeholders("fr", f"error.{code}") <= names | ADDED
    ]
    assert unfilled == []


@pytest.mark.parametrize("name", ["StoreUnavailable", "SlackUnreachable", "Stopped"])
def test_every_reason_not_to_start_has_a_sentence(name: str) -> None:
    found = list(raised(name))

    assert found
    for code, names, place in found:
        assert f"start.{code}" in KEYS, place
        if names is not None:
            assert prompts.placeholders("fr", f"start.{code}") <= names | {"url"}, place


def test_every_key_that_the_code_asks_for_exists() -> None:
    """Whole keys as they stand in the code; those put together are covered by the views' own tests."""
    asked = {
        (constant.value, place)
        for node, place in calls()
        if place.startswith("bot/") and node.args and name_of(node) in {"t", "tell"}
        for constant in ast.walk(node.args[0])
        if isinstance(constant, ast.Constant) and isinstance(constant.value, str) and "." in constant.value
        if not isinstance(node.args[0], ast.JoinedStr)
    }

    assert [(key, place) for key, place in sorted(asked) if key not in KEYS] == []


def name_of(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def test_no_text_is_left_that_nothing_asks_for() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py"))
    families = {"phase", "the", "party", "side", "upgrade", "item", "question", "verdict", "duration",
                "command", "usage", "mode", "pair", "owed", "event", "next", "reminder", "error", "start",
                "cli", "timeline", "courtesy", "small", "asking", "reason", "seat", "kind",
                "yesno", "way", "none", "proposed",
                "role", "act", "staffing", "called", "exit_mode", "outcome", "leaving",
                "stage", "step", "covered", "evolving", "evolve", "route", "level", "risk",
                "column", "cell", "example", "became", "guide"}  # fmt: skip
    quoted = re.compile(r"""["']([\w.-]+)["']""")
    asked = set(quoted.findall(code))
    unused = [key for key in KEYS if key.split(".")[0] not in families and key not in asked]

    assert unused == []


@pytest.mark.parametrize("language", prompts.languages())
def test_everything_that_has_a_name_is_named(language: str) -> None:
    wanted = {
        *(f"item.{task.key}" for phase in Phase for task in checklists.tasks(phase)),
        *(f"phase.{phase}" for phase in Phase),
        *(f"upgrade.{mode}" for mode in UpgradeMode),
        *(f"command.{word}" for word in COMMANDS),
        *(f"usage.{word}" for word in COMMANDS),
        *(f"pair.{word}" for word in PAIRS),
    }

    assert wanted <= prompts.keys(language)


@pytest.mark.parametrize("language", prompts.languages())
def test_titles_of_forms_fit(language: str) -> None:
    keys = [
        key for key in KEYS if key.endswith((".title", ".submit", ".close")) and key.split(".")[0] in FORMS
    ]
    texts = [text for key in (*keys, "button.section") for text in prompts.sentences(language, key)]

    assert len(texts) > len(FORMS)
    assert [text for text in texts if len(text) > 24] == []


def test_french_has_its_own_spaces_and_quotes() -> None:
    wrong = [
        (key, text)
        for key in KEYS
        for text in prompts.sentences("fr", key)
        if UNFRENCH.search(without_code(text))
    ]

    assert wrong == []


def without_code(text: str) -> str:
    return re.sub(r"`[^`]*`", "", text)


@pytest.mark.parametrize(
    ("language", "n", "form"),
    [
        ("fr", 0, "one"), ("fr", 1, "one"), ("fr", 2, "other"),
        ("en", 0, "other"), ("en", 1, "one"), ("en", 2, "other"),
    ],
)  # fmt: skip
def test_each_language_counts_in_its_own_way(language: str, n: int, form: str) -> None:
    forms = prompts._entries(language)["duration.days"]
    assert isinstance(forms, dict)
    expected = forms[form].format(n=n)

    assert prompts.texts(language)("duration.days", n=n) == expected


def test_a_text_that_does_not_exist_or_lacks_a_value_fails_loudly() -> None:
    with pytest.raises(KeyError):
        prompts.texts("fr")("no.such.text")
    with pytest.raises(KeyError):
        prompts.texts("fr")("error.closed")
    with pytest.raises(KeyError):
        prompts.texts("de")
