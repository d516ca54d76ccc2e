"""The people of an engagement, and the channels in which it is followed."""

from __future__ import annotations

from functools import partial

from state.engagements import Engagements
from state.rules import channels, people
from state.rules.change import Call
from state.rules.dossier import Channel
from state.rules.engagement import Engagement
from state.rules.party import Actor
from state.rules.people import Naming


class Members:
    """Who is named and released, each party by its own leads."""

    def __init__(self, engagements: Engagements) -> None:
        self._engagements = engagements

    def name(self, engagement_id: str, naming: Naming, call: Call) -> Engagement:
        """Name somebody for a party; raises as `rules.people.name_member`."""
        rule = partial(people.name_member, word=call.word, naming=naming)
        return self._engagements.change(engagement_id, rule, call, action="member.name")

    def release(self, engagement_id: str, actor: Actor, call: Call) -> Engagement:
        """Release somebody of the caller's party; raises as `rules.people.release_member`."""
        rule = partial(people.release_member, word=call.word, actor=actor)
        return self._engagements.change(engagement_id, rule, call, action="member.release")

    def name_administrator(self, engagement_id: str, actor: Actor, call: Call) -> Engagement:
        """Name an administrator; raises as `rules.people.name_administrator`."""
        rule = partial(people.name_administrator, word=call.word, actor=actor)
        return self._engagements.change(engagement_id, rule, call, action="administrator.name")

    def release_administrator(self, engagement_id: str, actor: Actor, call: Call) -> Engagement:
        """Release an administrator; raises as `rules.people.release_administrator`."""
        rule = partial(people.release_administrator, word=call.word, actor=actor)
        return self._engagements.change(engagement_id, rule, call, action="administrator.release")


class Places:
    """Where an engagement is followed, and its other settings."""

    def __init__(self, engagements: Engagements) -> None:
        self._engagements = engagements

    def follow(self, engagement_id: str, channel: Channel, call: Call, *, shared: bool = False) -> Engagement:
        """Follow an engagement in one more channel; raises as `rules.channels.follow`."""
        rule = partial(channels.follow, word=call.word, channel=channel, shared=shared)
        return self._engagements.change(engagement_id, rule, call, action="channel.follow")

    def unfollow(self, engagement_id: str, channel: Channel, call: Call) -> Engagement:
        """Follow an engagement in a channel no more; raises as `rules.channels.unfollow`."""
        rule = partial(channels.unfollow, word=call.word, channel=channel)
        return self._engagements.change(engagement_id, rule, call, action="channel.unfollow")

    def archive(self, engagement_id: str, call: Call) -> Engagement:
        """Put a closed engagement away; raises as `rules.channels.archive`."""
        rule = partial(channels.archive, word=call.word)
        return self._engagements.change(engagement_id, rule, call, action="engagement.archive")

    def four_eyes(self, engagement_id: str, call: Call, *, asked: bool) -> Engagement:
        """Ask for four eyes, or no more; raises as `rules.channels.four_eyes`."""
        rule = partial(channels.four_eyes, word=call.word, asked=asked)
        return self._engagements.change(engagement_id, rule, call, action="engagement.four_eyes")
