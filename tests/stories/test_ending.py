"""The end of a term, from both companies' sides: notice, renewal, who takes over, and what the clock does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest

from state.rules.clauses import Amendment
from state.rules.dossier import ExitCause, ExitMode, ProposalKind
from state.rules.engagement import Engagement
from state.rules.item import ItemKind, Phase
from state.rules.party import PAIR, Party
from state.rules.run import Outcome
from tests.engagements import call
from tests.stories.conftest import BUYER, CLIENT, LEAD, Stage

#: The first period ends on Friday 30 November 2029; notice is in time until Friday 31 August.
BEFORE, AFTER, LAST, NEXT = "2029-08-20", "2029-09-04", "2029-11-30", "2029-12-01"


def on(stage: Stage, day: str) -> None:
    """Let it be ten o'clock (UTC) of a day."""
    stage.slack.set(datetime.fromisoformat(day).replace(hour=10, tzinfo=UTC))
    stage.settled()


def normal(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def asked(stage: Stage, who: str, text: str) -> dict[str, Any]:
    return stage.asked(who, f"@Relais {text}")


def told(stage: Stage, who: str, text: str) -> str:
    return normal(asked(stage, who, text)["text"])


def announced(stage: Stage, part: str) -> str:
    """Wait for a message in the channel that says something, and return it whole."""

    def there() -> str | None:
        return next((one for one in map(normal, reversed(stage.said())) if part in one), None)

    found: str = stage.soon(there)
    return found


def opened(stage: Stage) -> Engagement:
    """Open an engagement, and have both parties accept its takeover."""
    stage.open()
    return settled(stage)


def settled(stage: Stage) -> Engagement:
    """Have all who are asked accept everything of the phase, the phase itself last."""
    of = stage.engagement()
    for item in sorted(of.current_items, key=lambda one: one.kind is ItemKind.PHASE):
        for party in item.asks:
            actor = next(one.actor for one in of.members if one.party is party)
            stage.relais.ledger.acceptances.accept(of.id, item.number, call(actor, stage.slack.clock()))
    stage.relais.courier.wake()
    stage.settled()
    return stage.engagement()


def filled(**values: Any) -> dict[str, dict[str, Any]]:
    return {name: {name: value} for name, value in values.items()}


def test_a_client_gives_notice_by_the_form_and_chooses_who_takes_over(stage: Stage) -> None:
    opened(stage)
    on(stage, BEFORE)
    dates = asked(stage, CLIENT, "échéance")
    stage.press(CLIENT, dates, "term.notice")
    view = stage.soon(lambda: stage.slack.modal(CLIENT))
    assert "vendredi 31 août 2029" in normal(str(view["blocks"]))

    ahead = stage.slack.submit(CLIENT, filled(sent="2029-08-21"))
    assert set(ahead.errors or {}) == {"sent"}
    assert "encore à venir" in normal((ahead.errors or {})["sent"])
    wrong = stage.slack.submit(CLIENT, filled(sent=BEFORE, received="2029-08-19"))
    assert set(wrong.errors or {}) == {"received"}
    assert stage.engagement().phase is Phase.OPERATIONS
    assert stage.slack.submit(CLIENT, filled(sent=BEFORE, received=BEFORE)).closed

    said = announced(stage, "a donné le préavis")
    assert "le contrat prend fin le 30 novembre 2029, et la sortie commence" in said
    assert "C’est le client qui choisit" in normal(stage.told(LEAD, "/relais sortie réversibilité"))
    shown = told(stage, CLIENT, 'sortie portabilité société="Nord Infogérance"')
    assert "Nord Infogérance" in shown
    assert "Personne ne parle encore pour le prestataire entrant" in shown
    after = stage.engagement()
    assert after.exit is not None
    assert (after.exit.cause, after.exit.mode) == (ExitCause.NOTICE, ExitMode.PORTABILITY)
    announced(stage, "a choisi qui reprend")
    card = stage.soon(lambda: (found := stage.card()) and "Nord Infogérance" in found["text"] and found)
    assert "Le contrat prend fin le 30 novembre 2029" in normal(card["text"])


def test_a_late_notice_is_told_with_its_dates_and_kept(stage: Stage) -> None:
    opened(stage)
    on(stage, AFTER)

    said = told(stage, CLIENT, "échéance résilier envoyé=2029-08-30 reçu=2029-09-03")

    assert "tardif, la date limite étant le vendredi 31 août 2029" in said
    assert "met fin au contrat le 30 novembre 2030" in said
    assert stage.engagement().phase is Phase.OPERATIONS
    assert "Un préavis est conservé : il met fin au contrat le 30 novembre 2030." in told(
        stage, CLIENT, "échéance"
    )
    on(stage, NEXT)
    stage.soon(lambda: stage.engagement().phase is Phase.EXIT)
    announced(stage, "la période que le préavis arrête est en cours")


def test_a_notice_on_its_way_waits_for_its_reception_which_the_other_side_may_note(stage: Stage) -> None:
    opened(stage)
    on(stage, BEFORE)
    assert "Il compte à sa réception" in told(stage, CLIENT, "échéance résilier envoyé=2029-08-17")
    assert "n’est pas encore arrivé" in normal(
        stage.told(LEAD, "/relais échéance résilier envoyé=2029-08-18")
    )

    said = normal(stage.told(LEAD, "/relais échéance reçu 2029-08-20"))

    assert "le contrat prend fin le 30 novembre 2029" in said
    assert stage.engagement().phase is Phase.EXIT


def test_a_form_that_was_opened_before_the_other_acted_is_refused(stage: Stage) -> None:
    opened(stage)
    on(stage, BEFORE)
    dates = asked(stage, CLIENT, "échéance")
    for who in (CLIENT, LEAD):
        stage.press(who, dates, "term.notice")
        stage.soon(partial(stage.slack.modal, who))
    assert stage.slack.submit(CLIENT, filled(sent=BEFORE, received=BEFORE)).closed

    late = stage.slack.submit(LEAD, filled(sent=BEFORE, received=BEFORE))

    assert set(late.errors or {}) == {"sent"}
    assert len(stage.engagement().contract.notices) == 1


def test_both_sides_withdraw_the_notice_and_the_operations_go_on(stage: Stage) -> None:
    opened(stage)
    on(stage, BEFORE)
    told(stage, CLIENT, f"échéance résilier envoyé={BEFORE} reçu={BEFORE}")
    assert stage.engagement().phase is Phase.EXIT

    proposed = normal(stage.told(LEAD, "/relais échéance retirer nous baissons le prix"))
    assert stage.engagement().phase is Phase.EXIT, proposed
    told(stage, CLIENT, "approuver 1")

    assert stage.engagement().phase is Phase.OPERATIONS
    assert "reconduit pour 12 mois le 1er décembre 2029" in told(stage, CLIENT, "échéance")


def test_a_party_renews_by_the_form_and_the_other_one_is_told(stage: Stage) -> None:
    opened(stage)
    on(stage, BEFORE)
    stage.press(CLIENT, asked(stage, CLIENT, "échéance"), "term.renew")
    stage.soon(lambda: stage.slack.modal(CLIENT))

    assert stage.slack.submit(CLIENT, filled(note="service satisfaisant")).closed

    said = announced(stage, "laisse le contrat se reconduire tel quel, le 1er décembre 2029")
    assert "service satisfaisant" in said
    assert "vendredi 31 août 2029" in said
    assert "a été décidée" in normal(stage.told(LEAD, "/relais échéance reconduire"))


def test_a_contract_that_would_expire_is_renewed_by_both(stage: Stage) -> None:
    of = opened(stage)
    clauses = replace(of.contract.clauses, tacit=False)
    people = {member.party: member.actor for member in of.members}
    by = {party: call(people[party], stage.slack.clock()) for party in PAIR}
    stage.relais.ledger.proposals.propose(
        of.id, ProposalKind.AMENDMENT, by[Party.CLIENT], reason="", parts=("reconduction",),
        terms=Amendment(on=date(2026, 12, 1), clauses=clauses),
    )  # fmt: skip
    stage.relais.ledger.proposals.agree(of.id, 1, by[Party.PROVIDER])
    on(stage, BEFORE)
    stage.press(LEAD, asked(stage, CLIENT, "échéance"), "term.renew")
    view = stage.soon(lambda: stage.slack.modal(LEAD))
    assert "prend fin le 30 novembre 2029, sauf si" in normal(str(view["blocks"]))

    assert stage.slack.submit(LEAD, filled(note="bilan positif")).closed
    assert stage.engagement().terms == (), "nothing changes on one party's word"
    told(stage, CLIENT, "approuver 2")

    (renewed,) = stage.engagement().terms
    assert (renewed.outcome, renewed.note) == (Outcome.RENEWED, "bilan positif")
    assert "il commence le 1er décembre 2029" in told(stage, CLIENT, "échéance")


def test_time_renews_by_default_and_says_so_once(stage: Stage) -> None:
    opened(stage)
    on(stage, NEXT)

    announced(stage, "Par défaut, personne n’ayant agi, le contrat est reconduit")
    on(stage, "2029-12-02")
    assert sum("Par défaut" in one for one in stage.said()) == 1
    assert "clock" not in " ".join(stage.said())


def test_an_exit_is_closed_by_the_day_after_the_last_one(stage: Stage) -> None:
    opened(stage)
    on(stage, BEFORE)
    told(stage, CLIENT, f"échéance résilier envoyé={BEFORE} reçu={BEFORE}")
    told(stage, CLIENT, "sortie réversibilité")
    settled(stage)
    on(stage, LAST)
    assert stage.engagement().phase is Phase.EXIT

    on(stage, NEXT)

    stage.soon(lambda: stage.engagement().phase is Phase.CLOSED)
    assert "le client répond du service" in announced(stage, "Le dernier jour du contrat est passé")
    assert stage.engagement().accountable is Party.CLIENT


def test_a_takeover_is_left_early_by_the_form_which_says_what_that_does(stage: Stage) -> None:
    stage.open()
    shown = asked(stage, CLIENT, "sortie")
    stage.press(CLIENT, shown, "exit.early")
    view = stage.soon(lambda: stage.slack.modal(CLIENT))
    assert "Rien n’a encore été transféré" in normal(str(view["blocks"]))
    assert set(stage.slack.submit(CLIENT, filled(last="2026-11-24", ground=" ")).errors or {}) == {"ground"}
    assert set(stage.slack.submit(CLIENT, filled(last="2026-11-23", ground="x")).errors or {}) == {"last"}

    assert stage.slack.submit(CLIENT, filled(last="2026-11-24", ground="liquidation judiciaire")).closed

    assert "liquidation judiciaire" in announced(stage, "avant tout transfert")
    closed = stage.relais.ledger.engagements.all()[0]
    assert (closed.phase, closed.closed_on) == (Phase.CLOSED, date(2026, 11, 24))


QUESTIONS = (
    ("sortie : que contient le plan ?", "[1]"),
    ("exit plan: what is in it?", "[1]"),
    ("prix : comment le réviser ?", "[1]"),
    ("sortie portabilité ou réversibilité ?", "[1]"),
)


@pytest.mark.parametrize(("question", "part"), QUESTIONS)
def test_a_question_that_begins_with_a_word_of_ours_is_answered_and_decides_nothing(
    stage: Stage, question: str, part: str
) -> None:
    before = stage.open()

    assert part in told(stage, CLIENT, question)
    assert part in normal(stage.told(LEAD, f"/relais {question}"))
    assert stage.engagement() == before


def test_who_has_no_say_is_refused_before_any_form(stage: Stage) -> None:
    opened(stage)
    on(stage, BEFORE)
    told(stage, CLIENT, f"échéance résilier envoyé={BEFORE} reçu={BEFORE}")
    shown = asked(stage, CLIENT, "sortie")

    stage.press(LEAD, shown, "exit.mode")

    stage.soon(lambda: "C’est le client qui choisit" in normal(stage.ephemeral(LEAD)["text"]))
    assert stage.slack.modal(LEAD) is None
    stage.press(BUYER, shown, "exit.mode")
    stage.soon(lambda: stage.slack.modal(BUYER))
    nameless = stage.slack.submit(BUYER, filled(mode="portability")).errors or {}
    assert set(nameless) == {"company"}
    assert "Nommez l’entreprise qui reprend" in normal(nameless["company"])
    assert stage.slack.submit(BUYER, filled(mode="reversibility")).closed
