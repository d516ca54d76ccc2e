"""What the sandbox opens with: the app as its manifest describes it, and an engagement to play with."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot import manifest
from state.ledger import Ledger
from state.rules.change import Call
from state.rules.contract import checked
from state.rules.dossier import UpgradeMode
from state.rules.duration import Duration, Unit
from state.rules.opening import Opening
from state.rules.party import Actor, Party
from state.rules.term import Contract

if TYPE_CHECKING:
    from bot.sandbox import World

NAME = "Paie Marbeuf"
ZONE = "Europe/Paris"
#: What each side has accepted already: enough to see both marks, and to have something left to do.
ACCEPTED = {Party.CLIENT: (1, 2, 3), Party.PROVIDER: (1, 2)}


def installed(world: World, command: str) -> World:
    """Give the app in a sandbox's world exactly what its manifest asks for."""
    world.app.scopes, world.app.events = manifest.scopes(), manifest.events()
    world.app.commands = [manifest.command(command)]
    return world


def show(ledger: Ledger, world: World, *, now: datetime) -> None:
    """Open the demonstration engagement in the shared channel, unless any engagement is there."""
    if ledger.engagements.all():
        return
    channel = next(one for one in world.channels if one.is_ext_shared)
    sides = {
        Party(company.party): tuple(
            Actor(person.team_id, person.id)
            for person in world.people
            if person.team_id == company.id and not person.is_bot
        )
        for company in world.workspaces
    }
    engagement = ledger.engagements.open(
        Opening(
            NAME,
            _contract(now),
            UpgradeMode.UNDECIDED,
            sides[Party.CLIENT],
            sides[Party.PROVIDER],
            "fr",
            ZONE,
        ),
        Call(sides[Party.PROVIDER][0], now, "demonstration"),
        team=world.app.team_id,
        channel=channel.id,
    )
    for party, numbers in ACCEPTED.items():
        for number in numbers:
            ledger.acceptances.accept(engagement.id, number, Call(sides[party][0], now, "demonstration"))


def _contract(now: datetime) -> Contract:
    """Return three years from next month on, three months' notice, renewed by twelve."""
    first = (now.date().replace(day=1) + timedelta(days=31)).replace(day=1)
    months = Unit.MONTHS
    return checked(
        Contract(
            start=first, term=Duration(36, months), notice=Duration(3, months),
            renewal=Duration(12, months), tacit=True,
        )
    )  # fmt: skip
