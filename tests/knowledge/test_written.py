"""A model's text, cut into sentences with their citations."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.answer import Sentence
from knowledge.written import sentences


def of(written: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(one.text, one.sources) for one in sentences(written)]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("The client signs [1].", [("The client signs.", (1,))]),
        ("The client signs. [1]", [("The client signs.", (1,))]),
        ("[1] The client signs", [("The client signs.", ())]),
        ("The client signs [1][2].", [("The client signs.", (1, 2))]),
        ("Does the client sign? [1]", [("Does the client sign?", (1,))]),
        ("Le client signe-t-il\u202f? [1]", [("Le client signe-t-il\u202f?", (1,))]),
        ("The client signs [2, 1].", [("The client signs.", (2, 1))]),
        ("The client signs 【1】.", [("The client signs.", (1,))]),
        ("The client signs [1]. The provider checks [2].",
         [("The client signs.", (1,)), ("The provider checks.", (2,))]),
        ("The client signs. [1] The provider checks. [2]",
         [("The client signs.", (1,)), ("The provider checks.", (2,))]),
        ("The client signs [1] The provider checks [2]",
         [("The client signs.", (1,)), ("The provider checks.", (2,))]),
        ("The client signs. The provider checks [1].",
         [("The client signs.", ()), ("The provider checks.", (1,))]),
        ("Selon l’art. 5 et M. Dupont, oui [1].", [("Selon l’art. 5 et M. Dupont, oui.", (1,))]),
        ("Trois objets\u00a0: la propriété [1].", [("Trois objets\u00a0: la propriété.", (1,))]),
    ],
)  # fmt: skip
def test_a_citation_goes_with_its_sentence(written: str, found: list[tuple[str, tuple[int, ...]]]) -> None:
    assert of(written) == found


@pytest.mark.parametrize(
    "written",
    ["- **The client** signs [1].", "2. The client `signs` [1].", "> _The client_ signs [1].",
     "### The client signs [1].", "<think>Let me see. [9]\n\nHm.</think>\n\nThe client signs [1].",
     "The client signs [1].<|im_end|>", "The cli\u200bent signs\u202e [1].",
     "\n\nThe client signs [1].\n---\n"],
)  # fmt: skip
def test_markup_control_tokens_and_thoughts_are_taken_off(written: str) -> None:
    assert of(written) == [("The client signs.", (1,))]


@pytest.mark.parametrize(
    "link",
    ["https://evil.example/x", "<https://evil.example|here>", "[here](https://evil.example)", "slack://open",
     "<@U012AB3CD>", "<!channel>", "<!subteam^S1>", "@here", "@Relais", "#general", "<#C1|general>",
     "claire@example.com", "<mailto:claire@example.com>"],
)  # fmt: skip
def test_a_sentence_with_a_link_or_a_mention_loses_its_words(link: str) -> None:
    (found,) = sentences(f"The client signs at {link} [1].")

    assert found == Sentence("", ())


@pytest.mark.parametrize("cited", ["[source 1]", "[x]", "[1", "[1-3]", "[]", "[INST] [1]"])
def test_other_brackets_cite_nothing(cited: str) -> None:
    assert all(not one.sources for one in sentences(f"The client signs {cited}."))


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_whatever_a_model_writes_is_cut_into_lines_without_links_and_brackets(written: str) -> None:
    for one in sentences(written):
        assert "\n" not in one.text
        assert not one.sources or not {"[", "]"} & set(one.text)
        assert "<!" not in one.text
        assert "://" not in one.text
