"""A newcomer's first half hour, in a real browser: ask in both languages, open, accept, be reminded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from state.rules.party import Party
from tests.browser.page import CHROMEDRIVER, CHROMIUM, MISSING, Page, chromium
from tests.stories.conftest import CLIENT, INTERNAL, LEAD, MANAGER, Stage

FRENCH = [
    ("Qui accepte quoi à la fin de la prise en charge ?", "acceptation mutuelle"),
    ("Combien de temps dure la mise à niveau ?", "plusieurs mois"),
    ("C'est quoi la portabilité ?", "autre"),
    ("À partir de quand le prestataire est-il garant ?", "garant"),
    ("Quelles sont les trois issues possibles en fin de contrat ?", "reconduit"),
]
ENGLISH = [
    ("Who accepts what at the end of the takeover?", "mutual acceptance"),
    ("Why is the upgrade often left out?", "risk"),
    ("What are the steps of an evolution?", "implement"),
    ("What does reversibility mean?", "client"),
    ("Which documents are finalised during the takeover?", "quality assurance plan"),
]


@pytest.fixture
def page(stage: Stage) -> Iterator[Page]:
    if not (CHROMIUM and CHROMEDRIVER):
        pytest.skip(MISSING)
    with chromium() as driver:
        opened = Page(driver, stage.slack)
        yield opened
        assert opened.complaints() == []


@pytest.mark.parametrize(("who", "asked"), [(LEAD, FRENCH), (MANAGER, ENGLISH)], ids=["French", "English"])
def test_five_questions_in_a_direct_message(
    stage: Stage, page: Page, who: str, asked: list[tuple[str, str]]
) -> None:
    page.visit(who, "@relais")
    for question, part in asked:
        page.write(question)
        reply = stage.soon(partial(answered, stage, who, question))

        assert part in reply["text"].lower()
        assert "[1]" in reply["text"]


def answered(stage: Stage, who: str, question: str) -> dict[str, Any] | None:
    """Return Relais's reply to a question in the person's direct messages, once it is there."""
    said = stage.slack.messages("@Relais", who)
    asked = next((one["ts"] for one in said if one["text"] == question), None)
    return next(
        (one for one in said if asked and one.get("thread_ts") == asked and one["user"] == stage.bot), None
    )


def test_from_the_form_to_a_reminder(stage: Stage, page: Page) -> None:
    page.visit(LEAD, INTERNAL)
    page.write("/relais nouveau")
    page.see("Suivre un engagement", "dialog")
    page.fill("Nom", "Paie Marbeuf")
    page.fill("Date d’effet", "2026-12-01")
    page.fill("Durée", "beaucoup")
    page.choose("Signataires du client", CLIENT)
    page.choose("Signataires du prestataire", LEAD, MANAGER)
    page.press("Ouvrir", "dialog footer button")
    page.see("n’est pas une durée", "dialog .error")
    page.fill("Durée", "36m")
    page.press("Ouvrir", "dialog footer button")
    page.gone("dialog")
    page.see("Paie Marbeuf", "#main .message")

    page.press("Voir la liste", "#main .message button")
    page.see("Vous signez pour le prestataire", "#main .message.ephemeral")
    page.press("Accepter", "#main .message.ephemeral button")
    stage.soon(lambda: stage.engagement(INTERNAL).items[0].accepted_by(Party.PROVIDER))
    stage.slack.advance(timedelta(days=21))
    page.see("rappels pour Paie Marbeuf", "#main .message")
    page.see("en retard", "#main .message")
