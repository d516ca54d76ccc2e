"""Proposals and moves through the real store: kept, told, and one word at a time."""

from __future__ import annotations

import threading

import pytest

from state.ledger import Ledger
from state.rules.broken import RuleBroken
from state.rules.dossier import Answer, ProposalKind, UpgradeMode, Upstream
from state.rules.engagement import Engagement
from state.rules.item import ItemKind, Phase
from tests.engagements import CLAIRE, NADIA, T0, TOM, call, days, opening


def opened(ledger: Ledger, **changed: object) -> Engagement:
    return ledger.engagements.open(opening(**changed), call(NADIA), team="TPROVIDER", channel="CSHARED")


def live(ledger: Ledger) -> Engagement:
    """Return an engagement in operations: both accept everything, the phase as a whole last."""
    made = opened(ledger)
    for item in sorted(made.current_items, key=lambda one: one.kind is ItemKind.PHASE):
        for by in (CLAIRE, NADIA):
            made = ledger.acceptances.accept(made.id, item.number, call(by))
    return made


def back(ledger: Ledger, of: Engagement) -> Engagement:
    return ledger.proposals.propose(
        of.id, ProposalKind.BACK, call(CLAIRE, days(9)), reason="Access lost", back_to=Phase.TAKEOVER
    )


def test_the_last_word_opens_the_next_phase_with_its_checklist(ledger: Ledger) -> None:
    made = live(ledger)

    assert (made.phase, [item.key for item in made.current_items]) == (Phase.OPERATIONS, ["exit_plan"])
    assert ledger.engagements.get(made.id) == made


def test_an_engagement_opened_without_an_upgrade_asks_for_what_stands_instead(ledger: Ledger) -> None:
    made = opened(ledger)

    assert (made.items[-1].number, made.items[-1].key) == (13, "assessment")
    assert [item.key for item in opened(ledger, name="B", upgrade=UpgradeMode.UNDECIDED).items] == [
        item.key for item in made.items[:-1]
    ]


def test_a_decision_on_the_upgrade_comes_back_with_its_separate_contract(ledger: Ledger) -> None:
    made = opened(ledger, upgrade=UpgradeMode.UNDECIDED)
    upstream = Upstream("Nord Infogérance", "C-4512")

    after = ledger.phases.decide_upgrade(
        made.id, UpgradeMode.UPSTREAM, call(CLAIRE), reason="Its own budget", upstream=upstream
    )

    assert ledger.engagements.get(made.id) == after
    assert (after.upstream, after.items[-1].key) == (upstream, "upstream_done")


def test_a_proposal_comes_back_and_its_answer_too(ledger: Ledger) -> None:
    made = live(ledger)
    waiting = back(ledger, made)
    assert ledger.engagements.get(made.id) == waiting

    after = ledger.proposals.agree(made.id, 1, call(TOM, days(10)), note="Agreed in committee")

    assert ledger.engagements.get(made.id) == after
    assert after.phase is Phase.TAKEOVER
    ended = after.proposals[0].ended
    assert ended is not None
    assert (ended.answer, ended.by, ended.note) == (Answer.AGREED, TOM, "Agreed in committee")
    actions = [entry.action for entry in ledger.history.of(made.id)]
    assert actions[-2:] == ["proposal.propose", "proposal.agree"]


def test_declined_or_taken_back_nothing_has_changed_but_the_record(ledger: Ledger) -> None:
    made = live(ledger)
    back(ledger, made)
    ledger.proposals.decline(made.id, 1, call(NADIA, days(10)), reason="A short outage")
    back(ledger, made)

    after = ledger.proposals.take_back(made.id, 2, call(CLAIRE, days(11)))

    assert after.phase is Phase.OPERATIONS
    assert [one.ended and one.ended.answer for one in after.proposals] == [Answer.DECLINED, Answer.TAKEN_BACK]


def test_of_two_answers_at_once_one_counts(ledger: Ledger) -> None:
    made = live(ledger)
    back(ledger, made)
    codes: list[str] = []

    def answer() -> None:
        try:
            ledger.proposals.agree(made.id, 1, call(NADIA, days(10)))
        except RuleBroken as error:
            codes.append(error.code)

    threads = [threading.Thread(target=answer) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert codes == ["proposal_over"]
    assert ledger.engagements.get(made.id).phase is Phase.TAKEOVER


def test_the_same_event_worked_off_again_proposes_once(ledger: Ledger) -> None:
    made = live(ledger)
    for _ in range(2):
        after = ledger.proposals.propose(
            made.id, ProposalKind.BACK, call(CLAIRE, T0, cause="message 1"),
            reason="Access lost", back_to=Phase.TAKEOVER,
        )  # fmt: skip

    assert len(after.proposals) == 1


def test_what_is_refused_changes_nothing(ledger: Ledger) -> None:
    made = live(ledger)
    waiting = back(ledger, made)

    with pytest.raises(RuleBroken):
        ledger.proposals.agree(made.id, 1, call(CLAIRE))
    with pytest.raises(RuleBroken):
        ledger.phases.advance(made.id, call(CLAIRE))

    assert ledger.engagements.get(made.id) == waiting
