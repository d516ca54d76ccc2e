"""Every view fits Slack's documented limits in both languages, with the longest texts that people enter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.phrases import GROUPS
from bot.sandbox.blocks import problems
from bot.views import (
    acceptance,
    answer,
    home,
    kit,
    phase,
    reminder,
    renewal,
    upgrade,
)
from bot.views import (
    engagement as card,
)
from bot.views import (
    help as guide,
)
from bot.views.acceptance import Reader
from bot.views.wording import explain
from bot.voice import ChannelVoice
from knowledge.answer import Answer, Found, Sentence, compose, refuse
from knowledge.catalog import methodology
from prompts import Translator, languages, texts
from state import checklists
from state.rules.acceptance import accept, reject
from state.rules.broken import RuleBroken
from state.rules.change import Change
from state.rules.checklist import enlist
from state.rules.dossier import UpgradeMode
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.party import Actor, Member, Party
from state.rules.phase import missing
from state.rules.reminder import due
from state.rules.reservation import reserve
from tests.engagements import CLAIRE, NADIA, SIGNS, T0, TODAY, all_accepted, days, engagement, word

LONG = "Ω" * 500
CROWD = (
    *(
        Member(Actor("T0123456789", f"U{party.value[:1].upper()}{n:09d}"), party)
        for party in Party
        for n in range(20)
    ),
    Member(CLAIRE, Party.CLIENT),
    Member(NADIA, Party.PROVIDER),
)


def states() -> Iterator[tuple[str, Engagement]]:
    """Yield engagements in every phase, with the longest names, reasons and member lists."""
    start = engagement(name="N" * 80, members=CROWD, upgrade=UpgradeMode.IN_CONTRACT, upgrade_reason=LONG)
    yield "new", start
    refused = start
    for item in start.current_items:
        for party in item.asks:
            refused = reject(refused, item.number, word(SIGNS[party]), reason=LONG)
    yield "all refused", refused
    reserved = start
    for item in start.current_items[:-1]:
        for party in item.asks:
            reserved = reserve(reserved, item.number, word(SIGNS[party]), text=LONG, due=None, blocking=True)
    yield "all reserved", reserved
    yield "all accepted", all_accepted(start)
    for later in (Phase.UPGRADE, Phase.OPERATIONS, Phase.EXIT):
        moved = replace(start, phase=later, live_on=TODAY, items=())
        yield later.value, enlist(moved, checklists.tasks(later))
    yield "closed", replace(start, phase=Phase.CLOSED, live_on=TODAY, closed_on=TODAY)
    yield "undecided", replace(start, upgrade=UpgradeMode.UNDECIDED, upgrade_reason="")


STATES = dict(states())
ACTIONS = {
    "acceptance.accept": 1,
    "acceptance.reject": 1,
    "phase.advance": None,
    "phase.upgrade": None,
    "engagement.open": None,
}


def messages(of: Engagement, t: Translator) -> Iterator[kit.Message]:
    later = TODAY + timedelta(days=400)
    yield card.card(of, today=TODAY, t=t)
    for reader in (*(Reader(party, signs=True, works=True) for party in Party), None):
        yield acceptance.listed(of, reader, today=later, t=t)
    yield acceptance.listed(of, None, today=later, t=t, public=True)
    yield phase.steps(of, today=later, t=t)
    yield renewal.dates(of, today=TODAY, t=t)
    yield renewal.dates(of, today=of.contract.start + timedelta(days=1090), t=t)
    yield card.opened(of, t)
    yield guide.guide(
        t, groups=GROUPS, command="/" + "c" * 32, bot="U1", engagements=[of], direct=False, unknown="x" * 300
    )
    for ahead in (21, 400, 1000):
        found = due(of, now=days(ahead), planned=frozenset())
        if found:
            yield reminder.reminded(of, found, today=TODAY + timedelta(days=ahead), t=t)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("state", STATES)
def test_messages_fit(state: str, language: str) -> None:
    t = texts(language)
    for message in messages(STATES[state], t):
        assert list(problems(message.get("blocks", []), "message")) == []
        assert len(message.get("blocks", [])) <= kit.MESSAGE_BLOCKS
        assert message["text"].strip()
        assert_readable(message["text"])


def assert_readable(text: str) -> None:
    """No placeholder is left, and nothing of Python shows."""
    assert "{" not in text
    for trace in ("None", "Party.", "Phase.", "<object", "datetime"):
        assert trace not in text


@pytest.mark.parametrize("language", languages())
def test_forms_fit(language: str) -> None:
    t = texts(language)
    views = [
        card.new_modal("C0123456789", t, zone="America/Argentina/ComodRivadavia", today=TODAY),
        upgrade.modal(STATES["new"], "e" * 32, t),
        *(answer.section_modal(section, t) for section in methodology().sections(language)),
    ]
    for view in views:
        assert list(problems(view["blocks"], "modal")) == []
        assert len(view["title"]["text"]) <= kit.TITLE
        assert len(view["private_metadata"]) <= 3000


@pytest.mark.parametrize("language", languages())
def test_homes_fit(language: str) -> None:
    many = [replace(one, id=f"{name}{n}") for n in range(10) for name, one in STATES.items()]
    parties: dict[str, Party | None] = {one.id: Party.CLIENT for one in many}
    for engagements in ([], many[:1], many):
        view = home.home(engagements, parties, {one.id: TODAY for one in many}, "/relais", texts(language))

        assert list(problems(view["blocks"], "home")) == []
        assert len(view["blocks"]) <= 100


def worded(found: Answer) -> Answer:
    """Return an answer in a model's words: those of its quotes."""
    return replace(found, wording=tuple(Sentence(text, (source,)) for text, source in found.quotes))


def test_a_wording_says_that_it_is_one_and_keeps_the_sources() -> None:
    t, section = texts("en"), methodology().sections("en")[0]
    quoted = compose("?", "en", [Found(section, 0.9, whole=True)])
    said = Sentence("Both <!channel> sign.", (1, 2))

    message = answer.answered(replace(quoted, wording=(said,)), t)
    plain = answer.answered(quoted, t)

    assert message["text"].startswith("Both &lt;!channel&gt; sign. [1][2]\n")
    assert t("answer.worded") in message["text"]
    assert t("answer.worded") not in plain["text"]
    assert [block for block in message["blocks"] if block["type"] == "actions"] == [
        block for block in plain["blocks"] if block["type"] == "actions"
    ]


@pytest.mark.parametrize("language", languages())
def test_answers_fit_whatever_they_quote(language: str) -> None:
    t = texts(language)
    longest = sorted(methodology().sections(language), key=lambda one: -len(one.body))[:3]
    found = [Found(section, 0.9, whole=True) for section in longest]
    said = [
        answer.answered(compose("?", language, found), t),
        answer.answered(worded(compose("?", language, found)), t),
        answer.answered(refuse("?", language, "uncovered", [(one, 0.1) for one in longest]), t),
        answer.answered(refuse("?", language, "language"), t),
    ]
    for message in said:
        assert list(problems(message.get("blocks", []), "message")) == []


def state_before(after: Engagement) -> Phase:
    """Return a phase that an engagement may have been in before: a closed one changes no more."""
    return Phase.EXIT if after.phase is Phase.CLOSED else after.phase


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("state", STATES)
def test_everything_that_happens_can_be_told(state: str, action: str) -> None:
    after = STATES[state]
    before = None if action == "engagement.open" else replace(after, phase=state_before(after))
    if ACTIONS[action] and (after.phase is not Phase.TAKEOVER or after.closed_on):
        return
    if action == "acceptance.accept" and not after.items[0].accepted_by(Party.CLIENT):
        after = accept(after, 1, word(CLAIRE), note=LONG)
    if action == "acceptance.reject" and not after.items[0].refused:
        after = reject(after, 1, word(CLAIRE), reason=LONG)
    change = Change(action, before, after, CLAIRE, T0, ACTIONS[action])

    for language in languages():
        notices = ChannelVoice().announce(replace(change, after=replace(after, language=language)))

        assert [notice.kind for notice in notices] == ["card", "announcement"]
        assert list(problems(notices[1].content["blocks"], "message")) == []
        assert_readable(notices[1].content["text"])


@pytest.mark.parametrize("language", languages())
def test_what_is_missing_is_explained_with_who_owes_it(language: str) -> None:
    of = engagement()
    error = RuleBroken("not_ready", phase=of.phase, missing=missing(of))

    said = explain(error, texts(language), of)

    assert_readable(said)
    assert len(said) < kit.SECTION


def test_people_s_own_words_stay_words() -> None:
    t = texts("en")
    hostile = "<!channel> <@UEVIL> <https://evil.example|click> &amp; \u202eetirw\u200b"
    of = replace(engagement(), name=hostile[:80])
    refused = reject(of, 4, word(CLAIRE), reason=hostile)
    change = Change("acceptance.reject", of, refused, CLAIRE, T0, 4)

    shown: list[Any] = [*messages(refused, t), *(one.content for one in ChannelVoice().announce(change))]

    for message in shown:
        assert "<!" not in str(message)
        assert "<http" not in str(message)
        assert "\u202e" not in str(message)
        assert "<@UEVIL>" not in str(message)


def test_the_first_of_a_month_is_ordinal_in_french_only() -> None:
    first = TODAY.replace(day=1)

    assert (kit.day(first, "fr"), kit.day(first, "en")) == ("1er novembre 2026", "1 November 2026")
