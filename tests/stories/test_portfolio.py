"""A portfolio shows all that a person may see, those at risk first, and never to anybody else."""

from __future__ import annotations

from datetime import timedelta

from state.rules.party import Party
from tests.engagements import call
from tests.stories.conftest import BUYER, CLIENT, INTERNAL, LEAD, SHARED, Stage


def normal(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def two(stage: Stage) -> None:
    """Two engagements: one at risk in the shared channel, a calm one in the provider's own."""
    made = stage.open(INTERNAL, name="Abeille")
    stage.open(name="Zèbre")
    blocked = stage.engagement()
    client = next(one.actor for one in blocked.members if one.party is Party.CLIENT)
    stage.relais.ledger.acceptances.reserve(
        blocked.id,
        4,
        call(client, stage.slack.clock()),
        text="Il manque les consignes",
        due=None,
        blocking=True,
    )
    assert made.id != blocked.id


def test_those_at_risk_come_first_each_with_why(stage: Stage) -> None:
    two(stage)

    said = normal(stage.told(LEAD, "/relais portefeuille"))

    assert said.index("Zèbre") < said.index("Abeille")
    assert "🔴 *Zèbre* · prise en charge · à risque" in said
    assert "1 réserve bloquante" in said
    assert "1 à risque · 0 à surveiller · 1 en bonne voie" in said


def test_in_a_channel_only_the_one_who_asks_sees_it(stage: Stage) -> None:
    two(stage)

    asked = stage.asked(CLIENT, "@Relais portefeuille")
    assert "Abeille" not in asked["text"]
    assert "Zèbre" not in asked["text"]
    stage.press(CLIENT, asked, "portfolio.show")
    stage.soon(lambda: "Zèbre" in stage.ephemeral(CLIENT)["text"])

    public = [one["text"] for one in stage.slack.messages(SHARED) if not one.get("ephemeral")]
    assert not any("Vos engagements, ceux à risque" in text for text in public)


def test_in_a_direct_message_it_shows_only_what_one_has_a_role_in(stage: Stage) -> None:
    stage.open(name="Zèbre")
    people = f"client=<@{stage.id(BUYER)}> provider=<@{stage.id(LEAD)}>"
    stage.told(LEAD, f'/relais new "Abeille" start=2026-12-01 term=36m {people}', INTERNAL)

    assert "Abeille" in stage.asked(LEAD, "portefeuille", "@Relais")["text"]
    mine = stage.asked(CLIENT, "portefeuille", "@Relais")["text"]
    assert "Zèbre" in mine
    assert "Abeille" not in mine


def test_what_is_late_for_weeks_is_at_risk_in_the_home_too(stage: Stage) -> None:
    stage.open(name="Zèbre")
    stage.slack.advance(timedelta(days=30))

    stage.slack.open_home(CLIENT)
    view = stage.soon(lambda: stage.slack.home(CLIENT))

    assert "🔴" in str(view["blocks"])
    assert "à risque" in str(view["blocks"])
    assert "étapes en retard" in normal(str(view["blocks"]))
