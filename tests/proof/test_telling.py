"""Whatever became of an engagement, Relais can say it: in both languages, and as Slack takes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis.stateful import invariant

from bot.sandbox.blocks import problems
from bot.views import acceptance, engagement, evolution, kit, members, phase, portfolio, price, renewal
from bot.views import exit as leaving
from bot.voice import ChannelVoice
from prompts import Translator, texts
from state.rules.engagement import Engagement
from state.rules.party import Party
from tests.proof.machine import Life
from tests.proof.share import SHARES, STORIES, tell
from tests.proof.short import short_checklists


@pytest.fixture(autouse=True, scope="module")
def _short() -> Iterator[None]:
    with short_checklists():
        yield


class Told(Life):
    """The same stories, with everything drawn after each step that people may look at then."""

    voice = ChannelVoice

    @invariant()
    def everything_can_be_shown(self) -> None:
        now = self.pair.real.after
        assert now is not None
        language = "fr" if len(self.pair.deeds) % 2 else "en"
        for message in drawn(now, self.world.today, texts(language)):
            assert message["text"].strip()
            assert list(problems(message.get("blocks", []), "message")) == []


def drawn(of: Engagement, today: date, t: Translator) -> Iterator[kit.Message]:
    """Draw what the channel and each party see."""
    yield engagement.card(of, today=today, t=t)
    yield phase.steps(of, today=today, t=t)
    yield renewal.dates(of, today=today, t=t)
    yield leaving.shown(of, today=today, t=t)
    yield price.shown(of, today=today, t=t)
    yield portfolio.portfolio([of], {of.id: today}, t)
    yield acceptance.listed(of, None, today=today, t=t, public=True)
    yield evolution.listed(of, None, today=today, t=t, public=True)
    for party in Party:
        reader = acceptance.Reader(party, signs=True, works=True)
        yield acceptance.listed(of, reader, today=today, t=t)
        yield evolution.listed(of, party, today=today, t=t)
        yield members.listed(of, {}, today=today, leads=party, t=t)


@pytest.mark.parametrize("share", range(-(-SHARES // 4)))
def test_everything_that_happens_can_be_said(share: int) -> None:
    tell(Told, -(-STORIES // SHARES // 5))
