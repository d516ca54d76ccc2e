"""What people type is read, or refused with what was wrong."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import arguments
from bot.views.kit import escape
from state.rules.broken import RuleBroken
from state.rules.engagement import UpgradeMode


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
    assert arguments.command(text) == expected


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
    ],
)
def test_a_command_may_be_several_words_or_have_marks(
    text: str, expected: tuple[str | None, str, str]
) -> None:
    assert arguments.command(text) == expected


@pytest.mark.parametrize("rest", ["", "?", "please", "s'il te plaît !", "svp", "Merci."])
def test_courtesy_is_no_argument(rest: str) -> None:
    assert arguments.alone(rest)


@pytest.mark.parametrize("rest", ["4", "de la prise en charge ?", "please accept"])
def test_an_argument_is_no_courtesy(rest: str) -> None:
    assert not arguments.alone(rest)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Bonjour !", "hello"), ("hi", "hello"), ("Merci beaucoup", "thanks"), ("thank you!", "thanks"),
        ("Que sais-tu faire ?", "able"), ("qui es tu", "able"), ("What can you do, please?", "able"),
        ("bonjour, qui accepte quoi ?", None), ("merci de définir la réversibilité", None), ("", None),
    ],
)  # fmt: skip
def test_small_talk_is_a_whole_message(text: str, kind: str | None) -> None:
    assert arguments.small_talk(text) == kind


@pytest.mark.parametrize(
    ("text", "asks"),
    [("2 livrables en même temps, est-ce possible", True), ("incluse dans le contrat ?", True),
     ("before the takeover or after it", True), ("4 vu sur place", False), ("incluse", False),
     ("5 Il manque l’annexe", False)],
)  # fmt: skip
def test_a_question_is_told_from_an_order(text: str, asks: bool) -> None:
    assert arguments.questions(text) is asks


@pytest.mark.parametrize(
    ("text", "slip"),
    [("lsite", True), ("statu ?", True), ("acceptance", False), ("SLA", False), ("statu now", False)],
)  # fmt: skip
def test_a_slip_of_the_keyboard_is_one_letter(text: str, slip: bool) -> None:
    assert arguments.slipped(text) is slip


@pytest.mark.parametrize(
    ("text", "meant"),
    [("On en est où ?", "status"), ("quelles sont les prochaines étapes ?", "next"),
     ("What’s left to accept?", "list"), ("when must we give notice", "renewal"),
     ("quelles sont les étapes d’un projet ?", None)],
)  # fmt: skip
def test_a_command_may_be_asked_for_in_a_sentence(text: str, meant: str | None) -> None:
    assert arguments.asked(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [("statsu", "statut"), ("aceptr 7", "accepter"), ("acepter 7 vu", "accepter"), ("lsite svp", "liste"),
     ("aceptr la livraison", ""), ("xyzzy 7", "")],
)  # fmt: skip
def test_a_mistyped_message_is_told_from_a_question(text: str, meant: str) -> None:
    assert arguments.misspelt(text, "fr") == meant


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
    assert arguments.nearest(word, language) == meant


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!channel> tell <@U1|claire> and <@U2>", "@channel tell @claire and @U2"),
        ("see <https://example.org/a|the page>", "see the page"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("<!subteam^S1|@team> <#C1|general> <!here>", "@team general @here"),
        ("<!date^1^{date}|tomorrow>", "tomorrow"),
    ],
)
def test_tokens_of_slack_become_words(text: str, expected: str) -> None:
    assert arguments.plain(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*2. Study* · _late_ · `status`", "2. Study · late · status"),
        ("snake_case 2*3 &lt;b&gt; <@U1|Claire Dumas>", "snake_case 2*3 <b> @Claire Dumas"),
        ("*Préavis* : envoyé\n> a note", "Préavis : envoyé\n> a note"),
    ],
)
def test_a_terminal_shows_no_marks(text: str, expected: str) -> None:
    assert arguments.unmarked(text) == expected


@given(st.text(max_size=200))
def test_no_text_of_anybody_keeps_a_token_that_slack_obeys(text: str) -> None:
    shown = escape(arguments.plain(text))

    assert "<" not in shown
    assert ">" not in shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4", (4, "")),
        ("n°12 vu", (12, "vu")),
        ("#3: fine", (3, "fine")),
        ("7. ok", (7, "ok")),
        ("n° 4", (4, "")),
        ("no. 4 seen", (4, "seen")),
        ("\u00a04\u00a0vu", (4, "vu")),
        ("numéro 4", (4, "")),
        ("le 5", (5, "")),
        ("4 30 jours trop tard", (4, "30 jours trop tard")),
        ("4 : 5 pages manquent", (4, "5 pages manquent")),
        ("l’élément n° 5 vu", (5, "vu")),
        ("item 5", (5, "")),
    ],
)
def test_numbers_as_people_write_them(text: str, expected: tuple[int, str]) -> None:
    assert arguments.number(text, usage="accept 4") == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "number_missing"), ("quatre", "number_wrong"), ("-1", "number_wrong"), ("1e3", "number_wrong"),
     ("٤", "number_wrong"), ("9999999", "number_wrong"), ("4 5 6", "one_at_a_time"),
     ("4, 5 et 6", "one_at_a_time"), ("4-6", "one_at_a_time"), ("4,5", "one_at_a_time"),
     ("4, 5 et 6 s'il te plaît", "one_at_a_time"), ("7 et 8 merci", "one_at_a_time"),
     ("le 4 et le 5", "one_at_a_time"), ("4 5 svp", "one_at_a_time"), ("4 et 5 aussi", "one_at_a_time")],
)  # fmt: skip
def test_what_is_no_number_is_refused(text: str, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        arguments.number(text, usage="accept 4")

    assert broken.value.code == code


@pytest.mark.parametrize("text", ["2026-12-01", "01/12/2026", "1/12/2026", "1.12.2026", " 2026-12-1 "])
def test_days_iso_or_day_first(text: str) -> None:
    assert arguments.day(text) == date(2026, 12, 1)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "31/04/2026", "12/31/2026", "tomorrow", "", "20261201", "1/12/26"]
)
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        arguments.day(text)

    assert broken.value.code == "date_wrong"


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("incluse", UpgradeMode.IN_CONTRACT),
        ("AMONT", UpgradeMode.UPSTREAM),
        ("not-needed", UpgradeMode.NOT_NEEDED),
    ],
)
def test_where_the_upgrade_is_done_in_both_languages(text: str, mode: UpgradeMode) -> None:
    assert arguments.mode(text) == (mode, "")


def test_a_reason_may_follow_where_the_upgrade_is_done() -> None:
    assert arguments.mode("en amont  contrat 12") == (UpgradeMode.UPSTREAM, "contrat 12")


FORM = '"Paie Marbeuf" start=2026-12-01 term=36m client=<@U1> provider=<@U2>'


def form(text: str) -> arguments.Form:
    return arguments.form(text, usage="new …", language="fr", zone="Europe/Paris")


def test_the_one_line_form() -> None:
    read = form(
        '"Paie Marbeuf" start=2026-12-01 term=36m notice=3m renewal=12m upgrade=upstream '
        "client=<@U1|claire>,<@U2> provider=<@W3>, <@U4> language=en zone=Europe/London"
    )

    assert (read.name, read.start, read.term, read.notice, read.renewal) == (
        "Paie Marbeuf", "2026-12-01", "36m", "3m", "12m",
    )  # fmt: skip
    assert (read.client, read.provider) == (("U1", "U2"), ("W3", "U4"))
    assert (read.upgrade, read.language, read.zone) == ("upstream", "en", "Europe/London")


@pytest.mark.parametrize(
    "text",
    [
        FORM.replace('"', "“", 1).replace('"', "”", 1),
        FORM.replace('"Paie Marbeuf"', "« Paie Marbeuf »"),
        FORM.replace('"Paie Marbeuf"', "Paie Marbeuf"),
        FORM.replace("start=", "début = ").replace("term=", "DURÉE="),
        FORM.replace('"', "&quot;"),
    ],
)
def test_quotes_blanks_and_french_words_are_all_read(text: str) -> None:
    assert form(text) == form(FORM)


def test_what_is_left_out_takes_the_persons_own_language_and_zone() -> None:
    assert (form(FORM).language, form(FORM).zone, form(FORM).notice) == ("fr", "Europe/Paris", "")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "pair_missing"),
        ('"Paie Marbeuf', "quote_open"),
        (FORM.replace("term=36m", ""), "pair_missing"),
        (FORM + " colour=red", "pair_unknown"),
        (FORM + " nonsense", "pair_unknown"),
        (FORM + " start=2027-01-01", "pair_twice"),
        (FORM.replace("<@U1>", "@claire"), "person_wrong"),
        (FORM.replace("<@U1>", "<!channel>"), "person_wrong"),
        (FORM.replace("<@U1>", "<@U1>,bob"), "person_wrong"),
    ],
)
def test_a_one_line_form_that_is_refused(text: str, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        form(text)

    assert broken.value.code == code


@given(st.text(max_size=300))
def test_nothing_that_is_typed_makes_the_reading_fail_otherwise(text: str) -> None:
    for read in (form, lambda one: arguments.number(one, usage=""), arguments.day, arguments.mode):
        try:
            read(text)
        except RuleBroken:
            continue
