"""An engagement and its history leave as a document, and come back as they were."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from state.ledger import Ledger, open_ledger
from state.rules.broken import RuleBroken
from state.rules.engagement import Engagement
from state.rules.party import OFF_SLACK, Actor
from tests.engagements import CLAIRE, NADIA, call, days, opening
from tests.state.conftest import PlainVoice

SAM = call(Actor(OFF_SLACK, "Sam"), days(9))
Document = dict[str, Any]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Ledger:
    return open_ledger(f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}", PlainVoice())


@pytest.fixture
def made(ledger: Ledger) -> Engagement:
    opened = ledger.engagements.open(opening(), call(NADIA), team="TPROVIDER", channel="CSHARED")
    ledger.acceptances.accept(opened.id, 1, call(CLAIRE), note="lu ½ « vite »")
    return ledger.acceptances.reject(opened.id, 2, call(NADIA), reason="incomplet")


def copied(ledger: Ledger, made: Engagement) -> Document:
    document: Document = json.loads(json.dumps(ledger.copies.of(made)))
    return document


def test_a_copy_comes_back_whole_with_its_seals(ledger: Ledger, elsewhere: Ledger, made: Engagement) -> None:
    back = elsewhere.copies.restore(copied(ledger, made), SAM)

    assert back == made == elsewhere.engagements.get(made.id)
    entries = elsewhere.history.of(made.id)
    assert entries[:-1] == ledger.history.of(made.id)
    assert (entries[-1].action, entries[-1].by, entries[-1].after) == ("engagement.import", SAM.by, {})
    (chain,) = elsewhere.history.verify()
    assert chain.broken_at is None
    assert elsewhere.outbox.counts()["due"] == 2


def test_people_go_on_in_the_copy(ledger: Ledger, elsewhere: Ledger, made: Engagement) -> None:
    elsewhere.copies.restore(copied(ledger, made), SAM)

    elsewhere.acceptances.accept(made.id, 3, call(CLAIRE, days(10)))

    (chain,) = elsewhere.history.verify()
    assert (chain.entries, chain.broken_at) == (5, None)


def test_a_dry_run_reads_and_keeps_nothing(ledger: Ledger, elsewhere: Ledger, made: Engagement) -> None:
    assert elsewhere.copies.checked(copied(ledger, made)) == made
    assert elsewhere.engagements.all() == ()


def test_what_is_here_already_is_not_overwritten(ledger: Ledger, elsewhere: Ledger, made: Engagement) -> None:
    elsewhere.engagements.open(opening(), call(NADIA), team="TPROVIDER", channel="CSHARED")
    document = copied(ledger, made)

    for there, code in ((ledger, "copy_here"), (elsewhere, "name_taken")):
        for try_ in (there.copies.checked, lambda one, there=there: there.copies.restore(one, SAM)):
            with pytest.raises(RuleBroken) as broken:
                try_(document)
            assert (broken.value.code, broken.value.values) == (code, {"name": "Paie Marbeuf"})


def note(document: Document) -> None:
    document["history"][1]["note"] = "forged"


def accepted(document: Document) -> None:
    document["history"][1]["after"]["item 1"]["client"]["note"] = "forged"


def state(document: Document) -> None:
    document["engagement"]["phase"] = "closed"


def cut(document: Document) -> None:
    del document["history"][-1]


def swapped(document: Document) -> None:
    document["history"].reverse()


def of_another(document: Document) -> None:
    document["engagement"]["id"] = "e2"


def empty(document: Document) -> None:
    document["history"] = []


@pytest.mark.parametrize(
    ("change", "at"),
    [(note, 2), (accepted, 2), (state, 3), (cut, 2), (swapped, 1), (of_another, 3), (empty, 1)],
)
def test_a_copy_that_was_changed_is_refused(
    ledger: Ledger, elsewhere: Ledger, made: Engagement, change: Callable[[Document], None], at: int
) -> None:
    document = copied(ledger, made)
    change(document)

    with pytest.raises(RuleBroken) as broken:
        elsewhere.copies.restore(document, SAM)

    assert (broken.value.code, broken.value.values) == ("copy_broken", {"at": at})
    assert elsewhere.engagements.all() == ()


@pytest.mark.parametrize(
    "document",
    [
        [], {}, {"format": "relais engagement 2"}, {"format": "relais engagement 1"},
        {"format": "relais engagement 1", "engagement": {"id": "e1"}, "history": []},
        {"format": "relais engagement 1", "engagement": 1, "history": [1]},
    ],
)  # fmt: skip
def test_what_is_no_copy_is_refused(ledger: Ledger, document: Any) -> None:
    with pytest.raises(RuleBroken) as broken:
        ledger.copies.checked(document)

    assert broken.value.code == "copy_unknown"


@pytest.mark.parametrize("entry", [1, {}, {"at": 1}, {"at": "soon"}, {"at": "2026-11-24T10:00:00+00:00"}])
def test_an_entry_that_is_none_is_refused(
    ledger: Ledger, elsewhere: Ledger, made: Engagement, entry: Any
) -> None:
    document = copied(ledger, made)
    document["history"][0] = entry

    with pytest.raises(RuleBroken) as broken:
        elsewhere.copies.checked(document)

    assert broken.value.code in {"copy_unknown", "copy_broken"}
