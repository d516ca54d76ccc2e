"""Who speaks, from where: identity is (team, user), language and zone are the person's own."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from slack_sdk.errors import SlackApiError

from bot.outgoing import Outgoing
from prompts import languages
from state.rules.broken import RuleBroken
from state.rules.party import Actor

log = logging.getLogger(__name__)

Kept = TypeVar("Kept")
KEEP = timedelta(hours=24)
RETRY = timedelta(minutes=1)
MOST = 10_000
MENTION = re.compile(r"<@([A-Z0-9]+)>")


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack knows of a person; `team` is their own company's workspace."""

    team: str | None
    name: str
    language: str | None
    zone: str
    signs: bool  # no bot, no guest, nobody who left: only such a person may sign for a party


@dataclass(frozen=True, slots=True)
class Place:
    """A channel: whether another company shares it, and whether Relais is in it."""

    channel: str
    shared: bool
    member: bool


class People:
    """Asks Slack about people and channels, and remembers the answers for a day."""

    def __init__(self, slack: Outgoing, *, wall: Callable[[], datetime]) -> None:
        self._slack = slack
        self._profiles: _Memory[Profile] = _Memory(wall, KEEP)
        self._places: _Memory[Place] = _Memory(wall, KEEP)
        #: What Slack did not tell a moment ago: a person who waits is not made to wait for it twice.
        self._failed: _Memory[str] = _Memory(wall, RETRY)

    def profile(self, user: str) -> Profile:
        """Return a person's profile; raises `profile_unreadable` (user)."""
        found = self._profiles.get(user)
        if found is None:
            found = _profile(self._asked("profile_unreadable", user, self._slack.user))
            self._profiles.keep(user, found)
        return found

    def named(self, text: str) -> str:
        """Return a text of Slack with people's names in its mentions, as far as Slack tells them."""
        return MENTION.sub(lambda one: f"<@{one[1]}|{self._name(one[1])}>", text)

    def names(self, users: Sequence[str]) -> dict[str, str]:
        """Return people's names, their ids where Slack does not tell; it is asked about all at once."""
        with ThreadPoolExecutor(max_workers=max(1, len(users))) as pool:
            return dict(zip(users, pool.map(self._name, users), strict=True))

    def _name(self, user: str) -> str:
        try:
            return self.profile(user).name
        except RuleBroken:
            return user

    def language(self, user: str) -> str | None:
        """Return a person's language; None where Slack does not tell."""
        try:
            return self.profile(user).language
        except RuleBroken:
            return None

    def place(self, channel: str) -> Place:
        """Return what a channel is; raises `channel_unreadable`: what cannot be read stays closed."""
        found = self._places.get(channel)
        if found is None:
            found = _place(self._asked("channel_unreadable", channel, self._slack.channel))
            if found.member:  # an invitation must show at once
                self._places.keep(channel, found)
        return found

    def forget(self, user_or_channel: str) -> None:
        """Ask Slack again about a person or a channel: it said that something changed."""
        self._failed.drop(user_or_channel)
        self._profiles.drop(user_or_channel)
        self._places.drop(user_or_channel)

    def actor(self, user: str, team: str | None, *, channel: str, installed: str) -> Actor:
        """Return who acted, from the payload's own user and team (RELIABILITY.md, 1.4).

        A missing team may be the installing workspace's where the channel is not shared; elsewhere, and
        for the ids of a Grid organisation, the person's profile decides. Raises `who_unknown`.
        """
        if team is not None and team.startswith("T"):
            return Actor(team, user)
        if team is None and channel and not channel.startswith("D") and not self.place(channel).shared:
            return Actor(installed, user)
        theirs = self.profile(user).team
        if theirs is None:
            raise RuleBroken("who_unknown")
        return Actor(theirs, user)

    def signatories(self, users: Sequence[str], *, installed: str) -> tuple[Actor, ...]:
        """Return people who may sign; raises `cannot_sign` (user) for a bot, a guest or one who left.

        Slack is asked about all of them at once: somebody waits for the acknowledgement.
        """
        with ThreadPoolExecutor(max_workers=max(1, len(users))) as pool:
            profiles = list(pool.map(self.profile, users))
        for user, profile in zip(users, profiles, strict=True):
            if not profile.signs:
                raise RuleBroken("cannot_sign", user=user)
        return tuple(
            Actor(profile.team or installed, user) for user, profile in zip(users, profiles, strict=True)
        )

    def _asked(self, code: str, what: str, ask: Callable[[str], Mapping[str, Any]]) -> Mapping[str, Any]:
        if self._failed.get(what) is None:
            try:
                return ask(what)
            except (SlackApiError, OSError) as error:
                log.warning("%s: %s", code, error)
                self._failed.keep(what, code)
        raise RuleBroken(code, id=what)


def spoken(locale: str | None) -> str | None:
    """Return the language to speak to a person with that locale, such as "fr-FR"; None where none is told."""
    start = (locale or "").lower()[:2]
    if not start:
        return None
    return start if start in languages() else "en"


def _profile(user: Mapping[str, Any]) -> Profile:
    away = ("is_bot", "is_restricted", "is_ultra_restricted", "deleted")
    named = user.get("profile") or {}
    return Profile(
        team=user.get("team_id") or named.get("team"),
        name=user.get("real_name") or named.get("real_name") or user.get("name") or user["id"],
        language=spoken(user.get("locale")),
        zone=user.get("tz") or "Europe/Paris",
        signs=not any(user.get(sign) for sign in away),
    )


def _place(channel: Mapping[str, Any]) -> Place:
    direct = bool(channel.get("is_im") or channel.get("is_mpim"))
    return Place(
        channel=channel["id"],
        shared=bool(channel.get("is_ext_shared") or channel.get("is_org_shared")),
        member=direct or bool(channel.get("is_member")),
    )


class _Memory(Generic[Kept]):
    """Values by id, for a while; threads share it."""

    def __init__(self, wall: Callable[[], datetime], keep: timedelta) -> None:
        self._wall = wall
        self._keep = keep
        self._values: dict[str, tuple[datetime, Kept]] = {}
        self._lock = threading.Lock()

    def get(self, key: str) -> Kept | None:
        with self._lock:
            at, value = self._values.get(key, (None, None))
        return value if at is not None and self._wall() - at < self._keep else None

    def keep(self, key: str, value: Kept) -> None:
        with self._lock:
            if len(self._values) >= MOST:
                self._values.clear()
            self._values[key] = (self._wall(), value)

    def drop(self, key: str) -> None:
        with self._lock:
            self._values.pop(key, None)
