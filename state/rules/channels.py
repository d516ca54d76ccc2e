"""In which channels an engagement is followed, and when it is put away."""

from __future__ import annotations

from dataclasses import replace

from state.rules.broken import RuleBroken
from state.rules.dossier import Channel
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.opening import refuse_same_company
from state.rules.party import Word
from state.rules.permission import day_of, refuse_closed, refuse_settings


def follow(engagement: Engagement, word: Word, channel: Channel, *, shared: bool = False) -> Engagement:
    """Follow an engagement in one more channel; its card and its announcements stay in the first.

    `shared`: two companies share that channel. Raises as `permission.refuse_settings`, and `closed`,
    `same_company` (in a shared channel one company stands on two sides) and `followed_already` (name).
    """
    refuse_settings(engagement, word)
    refuse_closed(engagement)
    if shared:
        refuse_same_company(engagement.members)
    if followed_in(engagement, channel):
        raise RuleBroken("followed_already", name=engagement.name)
    return replace(engagement, channels=(*engagement.channels, channel))


def unfollow(engagement: Engagement, word: Word, channel: Channel) -> Engagement:
    """Follow an engagement in a channel no more.

    Raises as `permission.refuse_settings`, and `home_channel` (name: the channel of its card stays) and
    `not_followed` (name).
    """
    refuse_settings(engagement, word)
    if channel == home(engagement):
        raise RuleBroken("home_channel", name=engagement.name)
    if channel not in engagement.channels:
        raise RuleBroken("not_followed", name=engagement.name)
    return replace(engagement, channels=tuple(one for one in engagement.channels if one != channel))


def archive(engagement: Engagement, word: Word) -> Engagement:
    """Put a closed engagement away: its channels are free of it, its history stays.

    Raises as `permission.refuse_settings`, and `archive_open` (name: it is not closed) and
    `archived_already` (on).
    """
    refuse_settings(engagement, word)
    if engagement.phase is not Phase.CLOSED:
        raise RuleBroken("archive_open", name=engagement.name)
    if engagement.archived_on is not None:
        raise RuleBroken("archived_already", on=engagement.archived_on)
    return replace(engagement, archived_on=day_of(engagement, word))


def four_eyes(engagement: Engagement, word: Word, *, asked: bool) -> Engagement:
    """Have who hands something over accept it no more, or again.

    Raises as `permission.refuse_settings`, and `closed` and `four_eyes_already`.
    """
    refuse_settings(engagement, word)
    refuse_closed(engagement)
    if engagement.four_eyes is asked:
        raise RuleBroken("four_eyes_already")
    return replace(engagement, four_eyes=asked)


def home(engagement: Engagement) -> Channel:
    """Return the channel in which an engagement has its card."""
    return Channel(engagement.team, engagement.channel)


def followed_in(engagement: Engagement, channel: Channel) -> bool:
    """Say whether an engagement is followed in a channel."""
    return channel in {home(engagement), *engagement.channels}
