"""What Slack sends to an app: https://docs.slack.dev/reference (events, interaction-payloads).

In a channel that two companies share, the outer team is the one that installed the app, whoever acted.
Who acted is told by the event's own `team`, or by `user.team_id` in interactions; a slash command carries
no other team.
"""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

from bot.sandbox.world import Channel, Json, Person, World, new_id

if TYPE_CHECKING:
    from bot.sandbox.core import Slack

VERIFICATION = "sandbox-verification-token"  # the deprecated token, which no app should look at
TYPES = {"im": "im", "groups": "group", "channels": "channel"}


def shown(message: Json, *, metadata: bool = False) -> Json:
    """A message as the API gives it out."""
    hidden = {"ephemeral_to"} if metadata else {"ephemeral_to", "metadata"}
    return {key: value for key, value in message.items() if key not in hidden}


# ---- Events


def event(world: World, inner: Json, channel: Channel | None, at: float) -> Json:
    """The envelope of one Events API delivery."""
    home = world.workspace(world.app.team_id)
    authorization = {"enterprise_id": home.enterprise_id, "team_id": home.id, "user_id": world.app.user_id,
                     "is_bot": True, "is_enterprise_install": False}  # fmt: skip
    return {"token": VERIFICATION, "team_id": home.id, "context_team_id": home.id,
            "context_enterprise_id": home.enterprise_id, "api_app_id": world.app.id, "event": inner,
            "type": "event_callback", "event_id": new_id("Ev"), "event_time": int(at),
            "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
            "authorizations": [authorization], "event_context": f"4-{uuid.uuid4().hex}"}  # fmt: skip


def said(message: Json, channel: Channel, person: Person) -> Json:
    """The inner event of something that was written."""
    inner = {
        **shown(message),
        "channel": channel.id,
        "channel_type": TYPES[channel.kind],
        "event_ts": message["ts"],
    }
    if channel.is_ext_shared:
        inner |= {"user_team": person.team_id, "source_team": person.team_id}
    return inner


def mentioned(inner: Json) -> Json:
    """The second event of the pair that one mention makes: the same ts, another type."""
    return {**{key: value for key, value in inner.items() if key != "channel_type"}, "type": "app_mention"}


def rich_text(text: str) -> list[Json]:
    """The blocks that Slack's own composer sends beside the text: here with mentions, without styles."""
    pieces: list[Json] = []
    for part in re.split(r"(<[@#][A-Z0-9]+(?:\|[^>]*)?>)", text):
        reference = re.fullmatch(r"<([@#])([A-Z0-9]+).*>", part)
        if reference:
            kind, field = ("user", "user_id") if reference[1] == "@" else ("channel", "channel_id")
            pieces.append({"type": kind, field: reference[2]})
        elif part:
            plain = part.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
            pieces.append({"type": "text", "text": plain})
    section = {"type": "rich_text_section", "elements": pieces}
    return [{"type": "rich_text", "block_id": new_id("")[:5], "elements": [section]}]


# ---- Interactions and commands


def interaction(slack: Slack, kind: str, person: Person) -> Json:
    """What all interactions have in common."""
    home = slack.world.workspace(slack.world.app.team_id)
    team, enterprise = {"id": home.id, "domain": home.domain}, None
    if home.enterprise_id:
        enterprise = {"id": home.enterprise_id, "name": home.name}
        team |= {"enterprise_id": home.enterprise_id, "enterprise_name": home.name}
    user = {"id": person.id, "username": person.name, "name": person.name, "team_id": person.team_id}
    return {"type": kind, "user": user, "api_app_id": slack.world.app.id, "token": VERIFICATION,
            "team": team, "enterprise": enterprise, "is_enterprise_install": False,
            "trigger_id": slack.trigger(person)}  # fmt: skip


def place(channel: Channel) -> Json:
    """The channel of an interaction, under the name that Slack gives to those that have none."""
    return {"id": channel.id, "name": channel_name(channel)}


def channel_name(channel: Channel) -> str:
    return {"im": "directmessage", "groups": "privategroup"}.get(channel.kind, channel.name)


def command(slack: Slack, person: Person, channel: Channel, word: str, text: str) -> Json:
    """A slash command: flat, and without the acting person's own team."""
    home = slack.world.workspace(slack.world.app.team_id)
    grid = {"enterprise_id": home.enterprise_id, "enterprise_name": home.name} if home.enterprise_id else {}
    return {"token": VERIFICATION, "team_id": home.id, "team_domain": home.domain, **grid,
            "channel_id": channel.id, "channel_name": channel_name(channel), "user_id": person.id,
            "user_name": person.name, "command": word, "text": text, "api_app_id": slack.world.app.id,
            "is_enterprise_install": "false", "response_url": slack.response_url(channel, person),
            "trigger_id": slack.trigger(person)}  # fmt: skip
