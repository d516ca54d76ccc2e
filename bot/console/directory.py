"""Who and what there is in Slack, for the command line: asked where a Slack can be reached."""

from __future__ import annotations

from bot.console.desk import Desk, Stopped
from bot.console.run import any_access
from bot.outgoing import Outgoing
from bot.parts import wall
from bot.people import People
from bot.rows import Directory, Where
from state.rules.broken import RuleBroken
from state.rules.party import Actor


def directory(at: Desk) -> Directory:
    """Return Slack's own answers, else what is written.

    Raises SlackUnreachable where the tokens do not work.
    """
    try:
        access = any_access(at.settings)
    except Stopped:
        at.warn("cli.slack_unasked")
        return Written()
    return Asked(Outgoing(access.bot_token, access.api_url))


class Asked:
    """Slack says whose a person is, and which channel Relais is in."""

    def __init__(self, slack: Outgoing) -> None:
        self._team = slack.identity().team
        self._people = People(slack, wall=wall)

    def person(self, team: str | None, user: str) -> Actor:
        """Return a person who may sign.

        Raises `profile_unreadable` (id), `cannot_sign` (user) and `import_other_team` (user).
        """
        (actor,) = self._people.signatories([user], installed=self._team)
        if team is not None and team.startswith("T") and team != actor.team:
            raise RuleBroken("import_other_team", user=user)
        return actor

    def channel(self, _team: str | None, channel: str) -> Where:
        """Return a channel as Relais sees it; raises `channel_unreadable` (id) and `not_in_channel`."""
        place = self._people.place(channel)
        if not place.member:
            raise RuleBroken("not_in_channel")
        return Where(self._team, channel, shared=place.shared)


class Written:
    """Nobody can be asked: what is written has to say all of it."""

    def person(self, team: str | None, user: str) -> Actor:
        """Return a person as written; raises `import_team_missing` (text)."""
        if team is None:
            raise RuleBroken("import_team_missing", text=user)
        return Actor(team, user)

    def channel(self, team: str | None, channel: str) -> Where:
        """Return a channel as written; raises `import_team_missing` (text)."""
        if team is None:
            raise RuleBroken("import_team_missing", text=channel)
        return Where(team, channel, shared=False)
