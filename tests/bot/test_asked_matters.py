"""What the state answers about what an engagement holds beside its checklist: short, dated, nobody called."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot import answering
from bot.asking import Asked, recognise
from bot.intents import Intent
from bot.sandbox.blocks import problems
from bot.views import asked as show
from prompts import languages, texts
from state import checklists
from state.rules.acceptance import accept, waive
from state.rules.checklist import enlist
from state.rules.clauses import Notice
from state.rules.dossier import (
    Answer,
    Exit,
    ExitCause,
    ExitMode,
    PriceSet,
    Proposal,
    ProposalEnd,
    ProposalKind,
    Route,
    TermEnd,
    UpgradeMode,
)
from state.rules.engagement import Engagement
from state.rules.evolution import open_evolution, propose_solution
from state.rules.handover import deliver
from state.rules.interval import open_optimisation
from state.rules.item import Phase
from state.rules.party import Actor, Member, Party, Role
from state.rules.phase import advance
from state.rules.price import Revision
from state.rules.reservation import lift, reserve
from state.rules.run import Outcome
from tests.engagements import CLAIRE, HUGO, IRIS, NADIA, T0, TODAY, TOM, all_accepted, days, engagement, word
from tests.fullest import full

PAUL = Actor("TCLIENT", "UPAUL")
NAMES = {
    CLAIRE.user: "Claire Dumas",
    HUGO.user: "Hugo Lambert",
    NADIA.user: "Nadia Benali",
    TOM.user: "Tom F.",
    IRIS.user: "Iris Roy",
    PAUL.user: "Paul Roux",
}
PROPOSAL = Proposal(
    1, ProposalKind.AMENDMENT, Party.PROVIDER, NADIA, T0, "More volume", parts=("price",), reference="A-1"
)
LAST = date(2029, 11, 30)


def said(
    of: Engagement, question: str, language: str = "en", *, party: Party | None = None, today: date = TODAY
) -> str:
    """Return the answer to a question, in English unless told otherwise, with ordinary spaces."""
    asked = recognise(question, known=[name.split()[0] for name in NAMES.values()])
    assert asked is not None, question
    facts = answering.facts(
        of, asked, party=party or asked.party, today=today, names=NAMES, here=True, question=question
    )
    told = show.answer(facts, texts(language))["text"]
    assert "<@" not in told
    return str(told).replace("\u00a0", " ").replace("\u202f", " ")


def reserved() -> Engagement:
    of = reserve(engagement(), 4, word(CLAIRE), text="No runbook", due=date(2027, 1, 15), blocking=True)
    return reserve(of, 10, word(CLAIRE), text="Annex 2", due=date(2026, 12, 15))


def running() -> Engagement:
    of = replace(engagement(), phase=Phase.OPERATIONS, live_on=TODAY, phase_since=TODAY, items=())
    of = enlist(of, checklists.tasks(Phase.OPERATIONS))
    of = open_evolution(of, word(CLAIRE), title="Portal", route=Route.CONTRACT)
    of = open_evolution(of, word(CLAIRE), title="Payslips", route=Route.AMENDMENT)
    return propose_solution(of, 1, word(NADIA), note="A connector")


def leaving() -> Engagement:
    ends = Exit(ExitCause.NOTICE, TODAY, LAST, ExitMode.PORTABILITY, "Septane")
    notice = Notice(sent_on=date(2026, 11, 20), received_on=date(2026, 11, 23))
    of = running()
    of = replace(
        of, phase=Phase.EXIT, items=(), exit=ends, contract=replace(of.contract, notices=(notice,)),
        terms=(TermEnd(0, Outcome.TERMINATED, TODAY, CLAIRE),),
    )  # fmt: skip
    return enlist(of, checklists.tasks(Phase.EXIT))


def test_the_exit_plan_is_that_of_the_phase() -> None:
    both = enlist(replace(leaving(), items=running().items), checklists.tasks(Phase.EXIT))

    assert "Exit plan with its dates and people" in said(both, "is the exit plan accepted?")
    assert "Exit plan up to date" not in said(both, "is the exit plan accepted?")
    assert "Exit plan up to date" in said(running(), "is the exit plan accepted?")


def test_the_open_reservations_are_told_with_owner_and_day_the_first_due_first() -> None:
    told = said(reserved(), "which reservations are still open?")

    assert "*2 reservations are open.* 1 reservation is blocking" in told
    assert told.index("Annex 2") < told.index("No runbook")
    assert "to be cleared by the provider by 15 January 2027. *Blocking.*" in told
    assert "No reservation is open." in said(engagement(), "any open reservations?")


def test_the_blocking_ones_alone_are_told_where_they_are_asked_about() -> None:
    told = said(reserved(), "y a-t-il des réserves bloquantes ?", "fr")

    assert "1 réserve est bloquante : la phase ne s’achève pas avant qu’elle soit levée." in told
    assert "Annex 2" not in told
    assert "Aucune réserve bloquante" in said(engagement(), "y a-t-il des réserves bloquantes ?", "fr")


def test_a_reservation_is_told_by_its_number_with_who_lifts_it() -> None:
    asked = "qui doit lever la réserve 2 ?"
    of = reserved()

    assert "traitée, elle est levée par le client, qui l’a faite." in said(of, asked, "fr")
    assert "No runbook" not in said(of, asked, "fr")
    assert "levée par Claire Dumas le 24 novembre 2026" in said(lift(of, 2, word(CLAIRE)), asked, "fr")
    assert "sans suite" in said(accept(of, 10, word(CLAIRE)), asked, "fr")
    assert "Il n’y a pas de réserve 9." in said(of, "la réserve 9 est levée ?", "fr")


def test_what_was_handed_over_is_told_until_it_is_accepted() -> None:
    asked = "what has been handed over so far?"
    of = deliver(engagement(), 5, word(CLAIRE), evidence="The deed")

    assert "*5. Transfer of ownership rights*" in said(of, asked)
    assert "handed over by Claire Dumas on 24 November 2026, 11:00:\n> The deed" in said(of, asked)
    of = accept(accept(of, 5, word(CLAIRE)), 5, word(NADIA))
    assert "Nothing that was handed over waits to be accepted." in said(of, asked)


def test_what_does_not_apply_is_told_with_who_said_so() -> None:
    asked = "quels éléments sont sans objet chez nous ?"

    told = said(waive(engagement(), 7, word(CLAIRE), reason="None"), asked, "fr")
    assert "*7. Transfert de personnel* client : ➖ sans objet · prestataire : ▫️ en attente" in told
    assert "Aucun élément n’est déclaré sans objet." in said(engagement(), asked, "fr")


def test_a_proposal_is_told_with_who_answers_by_when_then_with_the_answer() -> None:
    asked = "do we have a proposal pending?"
    of = replace(running(), proposals=(PROPOSAL,))

    told = said(of, asked)
    assert "Proposal no. 1 (the provider): an amendment of “price”\n> More volume\n• Reference: A-1" in told
    assert "*The client*: answer proposal 1 (an amendment of “price”), by 8 December 2026" in told
    ended = ProposalEnd(Answer.DECLINED, HUGO, days(2), "Too dear")
    told = said(replace(of, proposals=(replace(PROPOSAL, ended=ended),)), asked)
    assert "No proposal waits for an answer." in told
    assert "Hugo Lambert (client) declined proposal no. 1: an amendment of “price”.\n> Too dear" in told
    assert "That was on 26 November 2026" in told
    assert "There is no proposal no. 7." in said(of, "has proposal 7 been declined?")


def test_evolutions_are_told_for_all_or_for_those_whose_turn_it_is() -> None:
    of, asked = running(), "which evolutions are waiting for us?"

    assert "Portal" in said(of, asked, party=Party.CLIENT)
    assert "Payslips" not in said(of, asked, party=Party.CLIENT)
    assert "➡️ *The client*: validate the solution of evolution 1" in said(of, asked, party=Party.CLIENT)
    assert "*Evolutions:* 2 under way" in said(of, asked, party=Party.INCOMING)
    assert "No evolution waits for the incoming provider." in said(of, asked, party=Party.INCOMING)
    assert "Portal" not in said(of, "où en est l’évolution 2 ?", "fr")
    assert "Il n’y a pas d’évolution 8." in said(of, "où en est l’évolution 8 ?", "fr")
    assert "Aucune évolution n’est en cours." in said(
        engagement(), "quelles évolutions sont ouvertes ?", "fr"
    )


def test_an_optimisation_is_told_while_it_runs() -> None:
    asked = "is there an optimisation running?"

    assert "No optimisation is under way." in said(running(), asked)
    of = open_optimisation(running(), word(NADIA), title="Shorter night")
    assert "Shorter night* · since 24 November 2026" in said(of, asked)


def test_the_exit_is_told_with_its_last_day_and_who_takes_over() -> None:
    told = said(leaving(), "qui reprend le service à la sortie ?", "fr")

    assert "Dernier jour du service : *30 novembre 2029*." in told
    assert "Qui reprend : *portabilité (vers un autre prestataire)*, Septane." in told
    assert "La sortie n’a pas commencé" in said(running(), "où en est la sortie ?", "fr")
    assert "Le contrat prend fin le 30 novembre 2029" in said(leaving(), "quand finit le contrat ?", "fr")


def test_a_notice_is_told_with_its_receipt_and_what_became_of_the_period() -> None:
    asked, of = "le préavis a-t-il été reçu ?", leaving()
    (notice,) = of.contract.notices

    assert "Préavis envoyé le 20 novembre 2026 (client), reçu le 23 novembre 2026." in said(of, asked, "fr")
    for changed, expected in (
        ({"received_on": None}, "sa réception n’est pas encore notée"),
        ({"withdrawn_on": TODAY}, "retiré d’un commun accord le 24 novembre 2026"),
    ):
        contract = replace(of.contract, notices=(replace(notice, **changed),))
        assert expected in said(replace(of, contract=contract), asked, "fr")
    assert "Aucun préavis n’a été donné." in said(running(), asked, "fr")
    told = said(of, "was our contract renewed?")
    assert "contract terminated on 24 November 2026, by Claire Dumas." in told
    by_itself = replace(of, terms=(TermEnd(0, Outcome.RENEWED, TODAY),))
    assert "renewal settled on 24 November 2026, as nobody acted." in said(
        by_itself, "was our contract renewed?"
    )


def test_the_price_is_told_with_those_before_it() -> None:
    asked, of = "what was the price revised to?", running()
    assert "says nothing of the price" in said(of, asked)

    contract = replace(of.contract, revision=Revision(price=Decimal(10000), base=Decimal("280.6")))
    prices = (
        PriceSet(1, date(2027, 12, 1), Decimal("10250.5"), Decimal("287.6")),
        PriceSet(2, date(2028, 12, 1), Decimal("10250.5"), pending=True),
    )
    told = said(replace(of, contract=contract, prices=prices), asked, today=date(2029, 1, 10))
    assert "Price: *10,250.5* since 1 December 2028, provisional" in told
    assert "• from 1 December 2026: 10,000 (index 280.6)" in told
    assert "• from 1 December 2027: 10,250.5 (index 287.6)" in told
    assert "Next revision: 1 December 2029." in told


def test_what_is_at_risk_is_told_with_the_reasons() -> None:
    assert "🔴 *At risk*\n• 1 blocking reservation" in said(reserved(), "what is at risk?")
    assert "🟢 Nothing threatens the engagement" in said(running(), "what is at risk?")


def test_why_one_cannot_go_on_is_told_by_what_is_missing() -> None:
    told = said(reserved(), "pourquoi ne peut-on pas passer en exploitation ?", "fr")
    assert "*Pas encore* : la prise en charge n’est pas achevée." in told
    assert "traiter la réserve bloquante sur le n° 4" in told
    assert "end it (by notice or by agreement)" in said(running(), "why can't we move to the next phase?")


def test_leads_and_stand_ins_are_told_by_name() -> None:
    until = TODAY + timedelta(days=20)
    paul = Member(PAUL, Party.CLIENT, Role.DELEGATE, CLAIRE, TODAY, until)
    of = replace(engagement(), members=(*engagement().members, paul))

    assert said(of, "who is the lead on the client side?").endswith("Lead for the client: Claire Dumas")
    told = said(of, "qui peut signer à la place de Claire ?", "fr")
    assert "Paul Roux, délégué, à la place de Claire Dumas du 24 novembre 2026 au 14 décembre 2026" in told
    assert told.endswith("Peuvent signer aujourd’hui pour le client : Hugo Lambert, Paul Roux")
    assert "Nadia" not in told
    told = said(of, "qui peut signer à la place de Nadia ?", "fr")
    assert "Aucun délégué n’est nommé." in told
    assert told.endswith("pour le prestataire : Tom F.")
    assert "Hugo Lambert, Paul Roux" in said(of, "who still has to sign?")
    assert "Paul" not in said(of, "who still has to sign?", today=until + timedelta(days=1))


def test_since_when_and_on_whose_word_the_provider_answers() -> None:
    asked = "depuis quand le prestataire est-il responsable ?"
    assert "Répond du service : *le client*." in said(engagement(), asked, "fr")

    told = said(advance(all_accepted(engagement()), word(NADIA)), asked, "fr")
    assert "Répond du service : *le prestataire*, depuis le 24 novembre 2026." in told
    assert "validée par Claire Dumas (client) et Nadia Benali (prestataire)" in told


def test_a_closed_engagement_still_tells_how_it_ended() -> None:
    of = replace(leaving(), phase=Phase.CLOSED, closed_on=LAST, items=())

    told = said(of, "who takes over the service when we leave?")
    assert "Engagement closed on 30 November 2029." in told
    assert "Septane" in told
    told = said(of, "who is accountable for the service right now?")
    assert "*the incoming provider*, since 30 November 2029." in told


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("phase", Phase)
def test_every_question_fits_where_there_is_something_in_every_field(phase: Phase, language: str) -> None:
    of = replace(full(engagement()), phase=phase, upgrade=UpgradeMode.IN_CONTRACT)
    for intent in Intent:
        for referred in ((), (("reservation", 1), ("proposal", 1), ("evolution", 1))):
            asked = Asked((intent,), referred=referred, blocking=bool(referred))
            facts = answering.facts(of, asked, party=None, today=TODAY, names=NAMES, here=True)
            message = show.answer(facts, texts(language))
            assert list(problems(message["blocks"], "message")) == []
            assert "<@" not in message["text"]
            assert "{" not in message["text"]
