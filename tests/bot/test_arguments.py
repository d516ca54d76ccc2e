"""What people type is read, or refused with what was wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import arguments
from bot.views.kit import escape
from state.rules.broken import RuleBroken
from state.rules.dossier import UpgradeMode
from state.rules.item import ItemKind
from state.rules.party import Party


@pytest.mark.parametrize(
    ("text", "meant"),
    [("statsu", "statut"), ("aceptr 7", "accepter"), ("acepter 7 vu", "accepter"), ("lsite svp", "liste"),
     ("aceptr la livraison", ""), ("xyzzy 7", "")],
)  # fmt: skip
def test_a_mistyped_message_is_told_from_a_question(text: str, meant: str) -> None:
    assert arguments.misspelt(text, "fr") == meant


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


@pytest.mark.parametrize(
    ("text", "number", "said"),
    [("2", 2, ""), ("n° 2 vu", 2, "vu"), ("la réserve 2 : vu ensemble", 2, "vu ensemble"),
     ("reservation no. 3, seen", 3, "seen"), ("#4", 4, ""), ("R5", 5, ""), ("la réserve R5 vu", 5, "vu")],
)  # fmt: skip
def test_a_reservation_is_meant_by_its_number(text: str, number: int, said: str) -> None:
    assert arguments.reservation(text, usage="lift 2") == (number, said)
    assert arguments.is_reservation(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('2 "annex C is missing"', "annex C is missing"),
        ("2 “annex C is missing”", "annex C is missing"),
        ("2 : « l’annexe C manque »", "l’annexe C manque"),
        ('2 "A" and "B" are missing', '"A" and "B" are missing'),
        ('2 "A" et "B"', '"A" et "B"'),
        ('2 "', '"'),
    ],
)
def test_words_in_quotation_marks_are_those_words(text: str, said: str) -> None:
    assert arguments.number(text, usage="reserve 2") == (2, said)


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "reservation_missing"), ("tout", "reservation_wrong"), ("une réserve", "reservation_wrong")],
)
def test_what_names_no_reservation_is_refused(text: str, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        arguments.reservation(text, usage="lift 2")
    assert broken.value.code == code
    assert not arguments.is_reservation(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4 <https://wiki.example/a?b=1&amp;c|wiki.example>", "4 https://wiki.example/a?b=1&c"),
        ("4 <https://wiki.example> and <@U1|claire>", "4 https://wiki.example and <@U1|claire>"),
        ("4 <mailto:a@b.example|a@b.example>", "4 <mailto:a@b.example|a@b.example>"),
    ],
)
def test_a_link_is_where_it_leads_and_not_its_label(text: str, expected: str) -> None:
    assert arguments.links(text) == expected


@pytest.mark.parametrize(
    ("text", "party"),
    [("client", Party.CLIENT), ("Prestataire", Party.PROVIDER), ("provider", Party.PROVIDER),
     ("incoming", Party.INCOMING), ("ENTRANT", Party.INCOMING)],
)  # fmt: skip
def test_a_party_has_a_word_in_both_languages(text: str, party: Party) -> None:
    assert arguments.party(text) is party


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Matériel", ItemKind.PHYSICAL), ("rights", ItemKind.LEGAL), ("jalon", ItemKind.MILESTONE)],
)
def test_a_kind_of_item_has_a_word_in_both_languages(text: str, kind: ItemKind) -> None:
    assert arguments.kind(text) is kind


@pytest.mark.parametrize(("text", "wanted"), [("oui", True), ("Yes", True), ("non", False), ("FALSE", False)])
def test_yes_and_no_are_read_in_both_languages(text: str, wanted: bool) -> None:
    assert arguments.yes(text, name="blocking") is wanted


@pytest.mark.parametrize(
    ("read", "code"),
    [
        (lambda: arguments.party("notaire"), "party_unknown"),
        (lambda: arguments.kind("phase"), "kind_unknown"),
        (lambda: arguments.yes("peut-être", name="bloquante"), "yes_or_no"),
    ],
)
def test_other_words_are_refused(read: Callable[[], object], code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        read()
    assert broken.value.code == code


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


@given(st.text(max_size=300))
def test_nothing_that_is_typed_makes_the_reading_fail_otherwise(text: str) -> None:
    for read in (lambda one: arguments.number(one, usage=""), arguments.day, arguments.mode):
        try:
            read(text)
        except RuleBroken:
            continue
