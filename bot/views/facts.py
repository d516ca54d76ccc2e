"""What a question about an engagement is answered from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.views import kit
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.party import Actor, Party


@dataclass(frozen=True, slots=True)
class Facts:
    """What a question is answered from.

    `intents` are the words of `bot.intents.Intent`. `party` is whose part is asked about, None for both.
    `numbers` are the items that are meant, `later` names those of phases that have not begun, `unlisted` is
    a number that the list does not have. `names` are people's names by user; `today` is a day in the
    engagement's zone. `here`: in the engagement's own channel, where its buttons work. `referred` is what
    else is asked about by its number: "reservation" 2. `blocking`: only what blocks is asked about.
    `persons` are the people who are asked about by name.
    """

    engagement: Engagement
    intents: tuple[str, ...]
    today: date
    names: Mapping[str, str]
    party: Party | None = None
    numbers: tuple[int, ...] = ()
    later: Mapping[str, Phase] | None = None
    unlisted: int | None = None
    here: bool = True
    referred: Mapping[str, int] = field(default_factory=dict)
    blocking: bool = False
    persons: tuple[Actor, ...] = ()

    def name(self, actor: Actor) -> str:
        """Return a person's name as Slack shows it, so that nobody is called."""
        return kit.escape(self.names.get(actor.user, actor.user))
