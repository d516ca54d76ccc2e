"""Who and what there is in the local Slack: companies, people, channels with their messages, and the app."""

from __future__ import annotations

import json
import secrets
import string
import tomllib
from bisect import bisect_left
from pathlib import Path
from typing import Any

from pydantic import BaseModel

Json = dict[str, Any]

DEFAULT = Path(__file__).with_name("world.toml")
SAVED = {"channels", "homes", "scheduled", "offset"}  # the rest is given at each start


def new_id(prefix: str) -> str:
    """An id as Slack's look: a letter for the kind, then ten letters and digits."""
    return prefix + "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(10))


def ts_of(message: Json) -> str:
    return str(message["ts"])


class Workspace(BaseModel):
    id: str
    name: str
    domain: str
    party: str = ""  # "client" or "provider": the page colours people by it
    enterprise_id: str | None = None  # E…, where the workspace belongs to a Grid organization


class Person(BaseModel):
    id: str
    team_id: str
    name: str
    real_name: str
    title: str = ""
    locale: str = "fr-FR"
    tz: str = "Europe/Paris"
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    deleted: bool = False


class Channel(BaseModel):
    """A conversation, with Slack's own message objects, oldest first.

    Two of their keys are not for everyone: `ephemeral_to` names the one person who sees the message,
    `metadata` is given only where it is asked for.
    """

    id: str
    team_id: str
    name: str = ""
    members: list[str] = []
    is_private: bool = False
    is_ext_shared: bool = False
    is_im: bool = False
    is_archived: bool = False
    topic: str = ""
    messages: list[Json] = []
    pins: list[str] = []
    bookmarks: list[Json] = []

    @property
    def kind(self) -> str:
        """Slack's word for it in scopes and subscriptions: channels, groups or im."""
        return "im" if self.is_im else "groups" if self.is_private else "channels"

    def find(self, ts: str | None) -> Json | None:
        at = bisect_left(self.messages, ts or "", key=ts_of)
        return self.messages[at] if at < len(self.messages) and self.messages[at]["ts"] == ts else None


class App(BaseModel):
    """The installed app, as its manifest and its installation describe it."""

    id: str
    name: str
    team_id: str  # the installing workspace
    bot_id: str
    user_id: str
    scopes: set[str] = set()
    events: set[str] = set()  # subscriptions, as a manifest names them: app_mention, message.channels, …
    commands: list[Json] = []
    shortcuts: list[Json] = []


class World(BaseModel):
    workspaces: list[Workspace]
    app: App
    people: list[Person]
    channels: list[Channel] = []
    homes: dict[str, Json] = {}  # App Home views by person
    scheduled: list[Json] = []
    offset: float = 0.0  # seconds that the clock is ahead of the real one

    @classmethod
    def load(cls, path: Path = DEFAULT) -> World:
        return cls.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))

    def workspace(self, team_id: str) -> Workspace:
        return next(one for one in self.workspaces if one.id == team_id)

    def person(self, reference: str) -> Person:
        """A person by id, handle, name or beginning of the name; KeyError when that is nobody, or several."""
        known = reference.lstrip("@").casefold()
        names = [(one, one.real_name.casefold()) for one in self.people]
        exact = [one for one, name in names if known in {one.id.casefold(), one.name.casefold(), name}]
        found = exact or [one for one, name in names if name.startswith(known)]
        if len(found) != 1:
            raise KeyError(reference)
        return found[0]

    def channel(self, reference: str, person: Person | None = None) -> Channel:
        """A channel by id or name; `@` and the app's name is the person's DM with it. KeyError: none."""
        if person and reference.casefold() == f"@{self.app.name}".casefold():
            return self.dm(person)
        known = reference.lstrip("#")
        found = next((one for one in self.channels if known in {one.id, one.name}), None)
        if found is None:
            raise KeyError(reference)
        return found

    def dm(self, person: Person) -> Channel:
        """The conversation of the app with one person, opened when there is none yet."""
        pair = [person.id, self.app.user_id]
        found = next((one for one in self.channels if one.is_im and one.members == pair), None)
        if found is None:
            found = Channel(id=new_id("D"), team_id=self.app.team_id, is_im=True, members=pair)
            self.channels.append(found)
        return found

    def saved(self) -> str:
        """What a restart brings back, as JSON; ephemeral messages are gone then, as in Slack."""
        kept = self.model_dump(include=SAVED)
        for channel in kept["channels"]:
            channel["messages"] = [one for one in channel["messages"] if "ephemeral_to" not in one]
        return json.dumps(kept, ensure_ascii=False)

    def restored(self, saved: str) -> World:
        """The world with what another run saved; ValueError or KeyError when that is unreadable."""
        kept = json.loads(saved)
        known = {one["id"] for one in kept["channels"]}
        new = [one.model_dump() for one in self.channels if one.id not in known]
        return World.model_validate({**self.model_dump(), **kept, "channels": new + kept["channels"]})
