"""What people write of a proposal is read as they mean it, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot import phrases, proposing
from bot.listeners import vocabulary
from bot.proposing import Amending
from state.rules.broken import RuleBroken
from state.rules.clauses import Amendment, Clauses
from state.rules.contract import checked
from state.rules.duration import parse
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.price import Revision
from state.rules.proposal import Content
from tests.engagements import TODAY, contract, engagement

PRICED = replace(
    contract(), revision=Revision(price=Decimal(10000), base=Decimal("280.6"), cap=Decimal("0.03"))
)


def content(of: Engagement | None = None, **written: str) -> Content:
    return proposing.content(Amending(**written), of or engagement(), today=TODAY)


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("3", 3, ""),
        ("P3 convenu au comité", 3, "convenu au comité"),
        ("p 3 : trop cher", 3, "trop cher"),
        ("n° 3, merci", 3, "merci"),
        ("la proposition 3", 3, ""),
        ("the proposal no. 3: fine", 3, "fine"),
    ],
)
def test_a_proposal_is_named_by_its_number(text: str, number: int, rest: str) -> None:
    found, said = proposing.number(text, usage="agree <n>")

    assert (found, said.lstrip(", ")) == (number, rest)
    assert proposing.is_number(text)


@pytest.mark.parametrize("text", ["", "avec cette lecture du contrat", "price of 3", "you: is it 3?"])
def test_other_words_name_none(text: str) -> None:
    assert not proposing.is_number(text)
    with pytest.raises(RuleBroken):
        proposing.number(text, usage="agree <n>")


@pytest.mark.parametrize(
    ("text", "to", "reason"),
    [
        ("prise-en-charge accès perdus", Phase.TAKEOVER, "accès perdus"),
        ("à la prise en charge : accès perdus", Phase.TAKEOVER, "accès perdus"),
        ("la prise en charge accès perdus", Phase.TAKEOVER, "accès perdus"),
        ("to the upgrade", Phase.UPGRADE, ""),
        ("en arrière", None, "en arrière"),
        ("to takeover access was lost", Phase.TAKEOVER, "access was lost"),
        ("mise à niveau tests ratés", Phase.UPGRADE, "tests ratés"),
        ("nowhere", None, "nowhere"),
    ],
)
def test_the_phase_to_go_back_to_stands_before_the_reason(text: str, to: Phase | None, reason: str) -> None:
    assert proposing.way(text) == (to, reason)


def test_what_is_not_said_stays_as_it_was() -> None:
    assert content(parts="content; service levels, ,") == {
        "parts": ("content", "service levels", "", ""),
        "reference": "",
        "terms": None,
        "revision": None,
        "evolution": None,
    }


def test_an_amendment_says_all_the_clauses_that_hold_then() -> None:
    clauses = replace(contract().clauses, notice=parse("6m"))

    assert content(notice="6 mois", ends="2030-05-31")["terms"] == Amendment(
        on=TODAY, clauses=clauses, last_day=date(2030, 5, 31)
    )
    assert content(term="24m", since="01/02/2027")["terms"] == Amendment(
        on=date(2027, 2, 1), clauses=contract().clauses, term=parse("24m")
    )


def test_a_day_alone_is_the_one_from_which_the_rest_holds() -> None:
    assert content(since="2027-02-01", price="9500", base="300")["terms"] == Amendment(
        on=date(2027, 2, 1), clauses=contract().clauses
    )


def test_the_same_clauses_again_change_nothing() -> None:
    assert content(notice="3m", renewal="12m")["terms"] is None


def test_no_renewal_any_more_leaves_nothing_to_limit() -> None:
    capped = checked(replace(contract(), max_renewals=2))

    assert content(engagement(contract=capped), renewal="aucune")["terms"] == Amendment(
        on=TODAY, clauses=Clauses(notice=parse("3m"))
    )
    assert content(notice="none")["terms"] == Amendment(
        on=TODAY, clauses=replace(contract().clauses, notice=None)
    )


def test_a_contract_that_expired_renews_by_itself_once_a_renewal_is_agreed() -> None:
    expiring = engagement(contract=contract(renewal=""))
    terms = content(expiring, renewal="12m")["terms"]

    assert terms is not None
    assert (terms.clauses.renewal, terms.clauses.tacit) == (parse("12m"), True)


def test_a_new_price_keeps_the_rest_of_the_revision_clause() -> None:
    of = engagement(contract=PRICED)

    assert PRICED.revision is not None
    assert content(of, price="9 500,50 €")["revision"] == replace(PRICED.revision, price=Decimal("9500.50"))
    assert content(of, price="9500", base="300")["revision"] == replace(
        PRICED.revision, price=Decimal(9500), base=Decimal(300)
    )
    assert content(price="9500", base="300")["revision"] == Revision(price=Decimal(9500), base=Decimal(300))


def test_a_first_price_needs_the_index_that_it_rests_on() -> None:
    with pytest.raises(RuleBroken) as broken:
        content(price="9500")

    assert broken.value.code == "base_missing"


@pytest.mark.parametrize("text", ["2", "n° 2", "E2"])
def test_an_amendment_names_the_evolution_that_it_covers(text: str) -> None:
    assert content(evolution=text)["evolution"] == 2


def test_each_field_that_cannot_be_read_is_named() -> None:
    wrong = Amending(
        parts="x", since="soon", ends="31/02/2030", term="long", notice="3 moons", renewal="never",
        price="cheap", base="NaN", evolution="that one",
    )  # fmt: skip

    assert {field: error.code for field, error in proposing.unreadable(wrong).items()} == {
        "since": "date_wrong", "ends": "date_wrong",
        "term": "bad_duration", "notice": "bad_duration", "renewal": "bad_duration",
        "price": "amount_wrong", "base": "amount_wrong", "evolution": "evolution_wrong",
    }  # fmt: skip


def test_what_can_be_read_is_not_complained_of() -> None:
    assert proposing.unreadable(Amending(parts="x", notice="aucun", renewal="12m", price="1")) == {}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("revenir à la prise en charge : accès perdus", "back"),
        ("go back to the takeover access was lost", "back"),
        ("avenant parties=prix prix=9000", "amend"),
        ("amendment parts=price", "amend"),
        ("approuver P3", "agree"),
        ("j’approuve la proposition 3", "agree"),
        ("I agree 3, as said in the committee", "agree"),
        ("décliner 3 trop cher", "decline"),
        ("take back proposal 2", "retract"),
        ("reprendre 2", "retract"),
        ('new "Payroll"', "new"),
        ("lift R2 it came", "lift"),
    ],
)
def test_a_message_that_begins_with_a_command_is_that_command(text: str, word: str) -> None:
    found, _, rest = phrases.command(text)

    assert found == word
    assert vocabulary._meant(found, rest)


@pytest.mark.parametrize(
    "text",
    [
        "revenir en arrière est-ce possible ?",
        "back to the takeover: is it possible?",
        "retour sur investissement",
        "avenant : qui le signe ?",
        "amendment or new contract?",
        'new "contract" or an amendment?',
        "d’accord avec cette lecture",
        "agree on what?",
        "approuver 3, est-ce que cela engage le client ?",
        "décliner, c’est grave ?",
        "reprendre le service coûte combien ?",
    ],
)
def test_a_question_that_begins_with_a_command_proposes_and_answers_nothing(text: str) -> None:
    found, _, rest = phrases.command(text)

    assert found is None or not vocabulary._meant(found, rest)
