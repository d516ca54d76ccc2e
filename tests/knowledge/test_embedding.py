"""The embedded model and the way to another one (knowledge/embedding.py, knowledge/model/MODEL.md)."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers

from knowledge.embedding import FILE, PROMPTS, EmbeddingError, Static, load, split
from knowledge.sections import Section, parse

EMBEDDED = load()


def ranks(queries: Sequence[str], documents: Sequence[str]) -> np.ndarray:
    """Return, for each query, how many documents are nearer to it than its own one of the same place."""
    near = EMBEDDED.encode_queries(queries) @ EMBEDDED.encode_documents(documents).T
    return (near > np.diag(near)[:, None]).sum(axis=1)


def sections(root: Path, language: str) -> list[Section]:
    paths = sorted((root / "knowledge" / "methodology" / language).glob("*.md"))
    return [one for path in paths for one in parse(path.read_text("utf-8"), language, path.name)]


def glossary(root: Path) -> dict[str, dict[str, list[str]]]:
    text = (root / "knowledge" / "glossary.toml").read_text("utf-8")
    return {concept: said for concept, said in tomllib.loads(text).items() if not concept.startswith("-")}


def test_the_embedded_model_needs_neither_torch_nor_much_time(root: Path) -> None:
    code = (
        "import json, sys, time\n"
        "from knowledge.embedding import load\n"
        "def seconds():\n"
        "    start = time.perf_counter()\n"
        "    load().encode_queries(['prêt ?'])\n"
        "    return time.perf_counter() - start\n"
        "heavy = {'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)\n"
        "print(json.dumps([min(seconds() for _ in range(5)), sorted(heavy)]))"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)

    seconds, heavy = json.loads(done.stdout)
    assert heavy == []
    assert seconds < 0.2


def test_rows_have_length_one_and_the_model_s_dimension() -> None:
    rows = EMBEDDED.encode_documents(["La prise en charge", "zzyzx", "3", "a" * 10_000])

    assert rows.shape == (4, EMBEDDED.dimension)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("text", ["", "   ", "?!…", "漢字", "\x00\ud800", "<@U123> :wave:"])
def test_a_text_without_a_word_is_a_row_of_zeros(text: str) -> None:
    rows = EMBEDDED.encode_documents([text, "contrat", text])

    assert np.linalg.norm(rows, axis=1) == pytest.approx([0, 1, 0])


def test_no_text_gives_no_row() -> None:
    assert EMBEDDED.encode_queries([]).shape == (0, EMBEDDED.dimension)


@given(st.lists(st.text(max_size=60), max_size=6))
def test_a_text_has_one_row_whatever_stands_beside_it(texts: list[str]) -> None:
    together = EMBEDDED.encode_documents(texts)
    alone = [EMBEDDED.encode_queries([text])[0] for text in texts]

    assert np.isfinite(together).all()
    assert all(np.allclose(one, row, atol=1e-5) for one, row in zip(together, alone, strict=True))


def test_more_texts_than_are_made_at_a_time_keep_their_order() -> None:
    texts = [f"serveur {number} du client {number % 7}" for number in range(1000)]
    rows = EMBEDDED.encode_documents(texts)

    alone = [EMBEDDED.encode_documents([texts[place]])[0] for place in (0, 255, 256, 999)]
    assert np.allclose(rows[[0, 255, 256, 999]], alone, atol=1e-5)


def test_case_accents_and_apostrophes_change_nothing() -> None:
    rows = EMBEDDED.encode_queries(["L’échéance du CONTRAT", "l'echeance du contrat"])

    assert np.array_equal(rows[0], rows[1])
    assert split("L’échéance") == ["l", "echeance"]


def test_french_and_english_of_a_term_fall_near_each_other(root: Path) -> None:
    """Were the vectors noise, half of the other terms would be nearer: about 65."""
    terms = list(glossary(root).values())
    french, english = ([said[language][0] for said in terms] for language in ("fr", "en"))

    assert ranks(french, english).mean() < 3
    assert ranks(english, french).mean() < 3


@pytest.mark.parametrize(("asked", "found"), [("fr", "en"), ("en", "fr")])
def test_a_title_finds_the_section_of_the_other_language(root: Path, asked: str, found: str) -> None:
    titles = {section.id: section.title for section in sections(root, asked)}
    bodies = {section.id: f"{section.title}. {section.body}" for section in sections(root, found)}

    missed = ranks(list(titles.values()), [bodies[anchor] for anchor in titles]) >= 5

    assert missed.mean() < 0.03


def test_a_mistyped_word_is_mostly_nearest_to_what_it_means(root: Path) -> None:
    """Two letters exchanged in the middle of every long word of the glossary."""
    concepts = {
        phrase: name for name, said in glossary(root).items() for listed in said.values() for phrase in listed
    }
    phrases = list(concepts)
    long = [phrase for phrase in phrases if phrase.isalpha() and len(phrase) >= 8]
    typed = [f"{word[:4]}{word[5]}{word[4]}{word[6:]}" for word in long]

    near = EMBEDDED.encode_queries(typed) @ EMBEDDED.encode_documents(phrases).T
    right = [
        concepts[phrases[place]] == concepts[word] for place, word in zip(near.argmax(1), long, strict=True)
    ]

    assert len(right) > 100
    assert np.mean(right) > 0.7


def test_the_name_changes_with_the_file(root: Path) -> None:
    content = (root / "knowledge" / "model" / FILE).read_bytes()
    changed = content[:-1] + bytes([content[-1] ^ 1])

    assert Static(content).name == EMBEDDED.name
    assert Static(changed).name != EMBEDDED.name


@pytest.mark.parametrize("content", [b"", b"{}", b"\x02\x00\x00\x00\x00\x00\x00\x00{}"])
def test_a_broken_file_is_told_apart(content: bytes) -> None:
    with pytest.raises(EmbeddingError) as caught:
        Static(content)

    assert caught.value.code == "broken"
    assert caught.value.values["model"] == FILE


def test_a_model_of_another_kind_needs_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)

    with pytest.raises(EmbeddingError) as caught:
        load("intfloat/multilingual-e5-small")

    assert caught.value.code == "missing-package"
    assert caught.value.values["model"] == "intfloat/multilingual-e5-small"


def test_a_model_that_is_nowhere_is_told_apart() -> None:
    pytest.importorskip("torch", reason="sentence-transformers models need torch")

    with pytest.raises(EmbeddingError) as caught:
        load("nobody/nothing")

    assert caught.value.code == "not-found"


def test_a_folder_that_is_not_there_is_told_of_before_anything_large_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)

    with pytest.raises(EmbeddingError) as caught:
        load(str(tmp_path / "nothing"))

    assert caught.value.code == "not-found"
    assert caught.value.values["model"] == str(tmp_path / "nothing")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two sentence-transformers models of five words, "one" and "e5-small"."""
    pytest.importorskip("torch", reason="sentence-transformers models need torch")
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 takes seconds
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("models")
    listed = ["[UNK]", "query", "passage", "bonjour", "hello"]
    for seed, name in enumerate(("one", "e5-small")):
        tokenizer = Tokenizer(models.WordLevel({word: n for n, word in enumerate(listed)}, unk_token="[UNK]"))
        tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
        weights = np.random.default_rng(seed).normal(size=(len(listed), 8)).astype(np.float32)
        static = StaticEmbedding(tokenizer, embedding_weights=weights)
        SentenceTransformer(modules=[static], device="cpu").save_pretrained(str(folder / name))
    return folder


def test_another_model_encodes_questions_and_passages(tiny: Path) -> None:
    model = load(str(tiny / "one"))
    rows = model.encode_documents(["bonjour", "hello bonjour"])

    assert model.dimension == 8
    assert rows.shape == (2, 8)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)
    assert np.allclose(model.encode_queries(["bonjour"])[0], rows[0], atol=1e-6)
    assert model.encode_queries([]).shape == (0, 8)


def test_a_model_of_a_family_gets_the_prompts_that_it_wants(tiny: Path) -> None:
    model = load(str(tiny / "e5-small"))

    assert not np.allclose(model.encode_queries(["bonjour"]), model.encode_documents(["bonjour"]), atol=1e-3)


def test_the_name_of_another_model_changes_with_its_vectors(tiny: Path) -> None:
    first, second = load(str(tiny / "one")).name, load(str(tiny / "e5-small")).name

    assert load(str(tiny / "one")).name == first
    assert first.rsplit("-", 1)[1] != second.rsplit("-", 1)[1]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("intfloat/multilingual-e5-small", True),
        ("intfloat/e5-base-v2", True),
        ("intfloat/multilingual-e5-large-instruct", False),
        ("BAAI/bge-m3", False),
        ("sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2", False),
    ],
)
def test_prompts_are_added_for_the_families_that_were_trained_with_them(name: str, wanted: bool) -> None:
    assert any(family.search(name.lower()) for family, _ in PROMPTS) is wanted
