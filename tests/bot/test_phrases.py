"""What people write is told apart: commands, courtesy, small talk, questions."""

from __future__ import annotations

import pytest

from bot import phrases


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("status", ("status", "status", "")),
        ("  STATUT  ", ("status", "STATUT", "")),
        ("état", ("status", "état", "")),
        ("etat", ("status", "etat", "")),
        ("accepter 4 vu ensemble", ("accept", "accepter", "4 vu ensemble")),
        ("Échéance", ("renewal", "Échéance", "")),
        ("mise-à-niveau amont contrat 12", ("upgrade", "mise-à-niveau", "amont contrat 12")),
        ("ask why\nand when?", ("ask", "ask", "why\nand when?")),
        ("blabla 1", (None, "blabla", "1")),
        ("", (None, "", "")),
        ("accepter\u00a04", ("accept", "accepter", "4")),
    ],
)
def test_commands_are_known_in_both_languages_whatever_case_and_accents(
    text: str, expected: tuple[str | None, str, str]
) -> None:
    assert phrases.command(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("liste ?", ("list", "liste", "?")),
        ("je refuse le 6", ("reject", "je", "le 6")),
        ("J'accepte 4", ("accept", "J'accepte", "4")),
        ("status: now", ("status", "status:", "now")),
        ("mise à niveau incluse", ("upgrade", "mise", "incluse")),
        ("Mise-à-niveau en amont  contrat 12", ("upgrade", "Mise-à-niveau", "en amont  contrat 12")),
        ("accepter 4\nVu sur place", ("accept", "accepter", "4\nVu sur place")),
        ("mise en demeure", (None, "mise", "en demeure")),
        ("accepter avec réserves 4 : l’index", ("reserve", "accepter", "4 : l’index")),
        ("I accept with reservations 4: no index", ("reserve", "I", "4: no index")),
        ("réserver 4", ("reserve", "réserver", "4")),
        ("sans objet 7 personne ne part", ("na", "sans", "7 personne ne part")),
        ("n/a 7", ("na", "n/a", "7")),
        ("hand over 4 here", ("deliver", "hand", "4 here")),
        ("remettre le 4", ("deliver", "remettre", "le 4")),
        ("je lève la réserve 2", ("lift", "je", "2")),
        ("Élément 4", ("item", "Élément", "4")),
    ],
)
def test_a_command_may_be_several_words_or_have_marks(
    text: str, expected: tuple[str | None, str, str]
) -> None:
    assert phrases.command(text) == expected


@pytest.mark.parametrize("rest", ["", "?", "please", "s'il te plaît !", "svp", "Merci."])
def test_courtesy_is_no_argument(rest: str) -> None:
    assert phrases.alone(rest)


@pytest.mark.parametrize("rest", ["4", "de la prise en charge ?", "please accept"])
def test_an_argument_is_no_courtesy(rest: str) -> None:
    assert not phrases.alone(rest)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Bonjour !", "hello"), ("hi", "hello"), ("Merci beaucoup", "thanks"), ("thank you!", "thanks"),
        ("Que sais-tu faire ?", "able"), ("qui es tu", "able"), ("What can you do, please?", "able"),
        ("bonjour, qui accepte quoi ?", None), ("merci de définir la réversibilité", None), ("", None),
    ],
)  # fmt: skip
def test_small_talk_is_a_whole_message(text: str, kind: str | None) -> None:
    assert phrases.small_talk(text) == kind


@pytest.mark.parametrize(
    ("text", "asks"),
    [("2 livrables en même temps, est-ce possible", True), ("incluse dans le contrat ?", True),
     ("before the takeover or after it", True), ("4 vu sur place", False), ("incluse", False),
     ("5 Il manque l’annexe", False)],
)  # fmt: skip
def test_a_question_is_told_from_an_order(text: str, asks: bool) -> None:
    assert phrases.questions(text) is asks


@pytest.mark.parametrize(
    ("text", "slip"),
    [("lsite", True), ("statu ?", True), ("acceptance", False), ("SLA", False), ("statu now", False)],
)  # fmt: skip
def test_a_slip_of_the_keyboard_is_one_letter(text: str, slip: bool) -> None:
    assert phrases.slipped(text) is slip


@pytest.mark.parametrize(
    ("word", "language", "meant"),
    [
        ("statsu", "en", "status"),
        ("acepter", "fr", "accepter"),
        ("avancr", "fr", "avancer"),
        ("xyzzy", "en", ""),
        ("frobnicate", "fr", ""),
    ],
)
def test_a_mistyped_command_is_recognised(word: str, language: str, meant: str) -> None:
    assert phrases.nearest(word, language) == meant
