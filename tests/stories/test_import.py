"""Running contracts come in beside a Relais that runs: Slack says who is who, and both companies are told."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bot.sandbox import World
from bot.sandbox.world import Channel, Person
from state.rules.item import Phase
from state.rules.party import Actor
from tests.stories.conftest import LEAD, SHARED, Stage
from tests.terminal import inside

CLAIRE, NADIA = "U05CLRD8M4S", "U06NADB3N71"
TITLES = "name,channel,phase,start,term,notice,renewal,client,provider,upgrade,live since,language,evidence"


@pytest.fixture
def world() -> World:
    """A guest, and a channel without Relais."""
    world = World.load()
    guest = Person(
        id="U0GUEST123", team_id=world.app.team_id, name="gael", real_name="Gaël", is_restricted=True
    )
    world.people.append(guest)
    world.channels.append(
        Channel(id="C0ELSEWHERE", team_id=world.app.team_id, name="elsewhere", members=[NADIA])
    )
    return world


def brought(stage: Stage, home: Path, *more: str, **of: str) -> subprocess.CompletedProcess[str]:
    """Bring in one contract, with these cells."""
    cells = {
        "name": "Paie Nord", "channel": stage.slack.channel(SHARED).id, "phase": "operations",
        "start": "2021-06-12", "term": "36m", "notice": "3m", "renewal": "12m",
        "client": CLAIRE, "provider": f"<@{NADIA}>", "upgrade": "not-needed conforming",
        "live since": "2021-09-01", "language": "fr", "evidence": "PV du 1er septembre 2021",
    } | of  # fmt: skip
    sheet = f"{TITLES}\n{','.join(cells[title] for title in TITLES.split(','))}\n"
    return inside(
        home, "import", "-", *more, typed=sheet,
        SLACK_BOT_TOKEN=stage.slack.bot_token, SLACK_API_URL=stage.slack.api_url,
    )  # fmt: skip


def test_slack_says_whose_people_are_and_the_channel_is_told(stage: Stage, home: Path) -> None:
    done = brought(stage, home, "--apply", "--by", NADIA)

    assert done.returncode == 0, done.stdout
    made = stage.engagement()
    team = stage.slack.world.app.team_id
    assert (made.phase, made.team, made.administrators) == (Phase.OPERATIONS, team, (Actor(team, NADIA),))
    assert [member.actor for member in made.members] == [Actor("T05M8MARB4K", CLAIRE), Actor(team, NADIA)]
    stage.relais.courier.wake()
    card = stage.soon(stage.card)
    stage.settled()
    assert "Paie Nord" in card["text"]
    (said,) = [one for one in stage.said() if "l’a repris en cours de route" in one]
    assert f"<@{NADIA}>" in said
    assert "Le prestataire répond du service depuis le 1er septembre 2021." in said
    assert "> PV du 1er septembre 2021" in said


def test_people_go_on_in_slack_where_the_contract_stands(stage: Stage, home: Path) -> None:
    brought(stage, home, "--apply", "--by", "Sam")
    number = next(item.number for item in stage.engagement().current_items if item.key == "exit_plan")

    assert "Paie Nord" in stage.told(LEAD, "/relais status")
    stage.told(LEAD, f"/relais accept {number}")

    assert stage.engagement().items[-1].provider is not None


@pytest.mark.parametrize(
    ("of", "said"),
    [
        ({"client": "U0NOBODY99"}, "column “client”: Slack does not tell me who U0NOBODY99 is"),
        ({"client": "U0GUEST123"}, "column “client”: @U0GUEST123 is a guest, a bot or a closed account"),
        (
            {"client": f"T06P2SEPT9V/{CLAIRE}"},
            f"“client”: Slack says that @{CLAIRE} belongs to another",
        ),
        ({"channel": "C0ELSEWHERE"}, "column “channel”: I am not in this channel"),
        ({"channel": "C0NOWHERE1"}, "column “channel”: Slack does not let me read this channel"),
        ({"client": NADIA, "provider": "U06TOMF5L2E"}, "column “provider”: In a shared channel"),
    ],
)
def test_what_slack_knows_better_is_told_at_its_column(
    stage: Stage, home: Path, of: dict[str, str], said: str
) -> None:
    done = brought(stage, home, "--apply", "--by", "Sam", **of)

    assert done.returncode == 1
    assert said in done.stdout
    assert stage.relais.ledger.engagements.all() == ()
