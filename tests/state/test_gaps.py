"""Unanswered questions are counted, passed on once, settled; and each stays where it was asked."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from state.ledger import Ledger, open_ledger
from state.rules.broken import RuleBroken
from state.rules.delivery import Posted
from state.rules.engagement import Engagement
from state.rules.feedback import Given
from state.rules.gap import Gap, How, Unanswered
from tests.engagements import CLAIRE, HUGO, NADIA, STRANGER, T0, TOM, call, days, opening
from tests.state.conftest import PlainVoice


@pytest.fixture
def made(ledger: Ledger) -> Engagement:
    return opened(ledger)


def opened(ledger: Ledger, channel: str = "CSHARED", name: str = "Paie") -> Engagement:
    return ledger.engagements.open(opening(name=name), call(NADIA), team="TPROVIDER", channel=channel)


def asked(of: Engagement | None, question: str = "Qui paie ?", *, aloud: bool = True) -> Unanswered:
    channel, id_ = (of.channel, of.id) if of else ("D1", None)
    return Unanswered(question, "fr", channel, id_, ("four-phases", "exit"), 0.25, aloud=aloud)


def open_in(ledger: Ledger, of: Engagement, reader: object = None) -> list[str]:
    return [one.asked.question for one in ledger.gaps.open_in(of.channel, of.id, reader=reader)]  # type: ignore[arg-type]


def posted(ledger: Ledger) -> list[tuple[str, str | None]]:
    """Return what is sent to people, with its thread; everything that waits is taken as posted."""
    found = []
    while (message := ledger.outbox.claim(now=days(400))) is not None:
        if message.kind == "question":
            found.append((message.content["text"], message.thread))
        ledger.outbox.settle(message, Posted("1.0"), now=days(400))
    return found


def test_a_question_is_kept_with_all_that_was_known(ledger: Ledger, made: Engagement) -> None:
    kept = ledger.gaps.keep(asked(made), call(HUGO))

    assert ledger.gaps.get(kept.number) == kept
    assert (kept.asked, kept.askers, kept.at, kept.times) == (asked(made), (HUGO,), T0, 1)


def test_the_same_question_in_the_same_engagement_counts_up(ledger: Ledger, made: Engagement) -> None:
    ledger.gaps.keep(asked(made), call(HUGO))
    ledger.gaps.keep(asked(made, "qui paie"), call(TOM, days(1)))

    (gap,) = ledger.gaps.all()
    assert (gap.times, gap.at, gap.last_at, gap.asked.question) == (2, T0, days(1), "Qui paie ?")


def test_an_event_that_is_worked_off_again_counts_once(ledger: Ledger, made: Engagement) -> None:
    for _ in range(2):
        ledger.gaps.keep(asked(made), call(HUGO, cause="message C 1"))

    assert [one.times for one in ledger.gaps.all()] == [1]


def test_questions_asked_at_once_are_counted_all(ledger: Ledger, made: Engagement, url: str) -> None:
    ledgers = [open_ledger(url, PlainVoice()) for _ in range(4)]
    threads = [
        threading.Thread(target=lambda one=one: one.gaps.keep(asked(made), call(HUGO))) for one in ledgers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [one.times for one in ledger.gaps.all()] == [4]


def test_two_engagements_do_not_see_each_others_questions(ledger: Ledger, made: Engagement) -> None:
    other = opened(ledger, "COTHER", "Autre")
    ledger.gaps.keep(asked(made), call(HUGO))
    ledger.gaps.keep(asked(other), call(NADIA))
    ledger.gaps.keep(asked(other, "Et qui signe ?"), call(NADIA, days(1)))

    assert open_in(ledger, made) == ["Qui paie ?"]
    assert open_in(ledger, other) == ["Et qui signe ?", "Qui paie ?"]
    assert [one.times for one in ledger.gaps.all()] == [1, 1, 1]


def test_the_next_engagement_of_a_channel_does_not_see_those_of_the_one_before(
    ledger: Ledger, made: Engagement
) -> None:
    ledger.gaps.keep(asked(made), call(HUGO))

    assert ledger.gaps.open_in(made.channel, "another", reader=HUGO) == ()


def test_what_was_asked_in_a_channel_before_it_followed_an_engagement_is_still_there(ledger: Ledger) -> None:
    early = replace(asked(None), channel="CSHARED")
    ledger.gaps.keep(early, call(HUGO))

    assert open_in(ledger, opened(ledger)) == ["Qui paie ?"]


def test_what_one_person_alone_saw_is_listed_to_them_alone(ledger: Ledger, made: Engagement) -> None:
    ledger.gaps.keep(asked(made, aloud=False), call(HUGO))

    assert open_in(ledger, made, HUGO) == ["Qui paie ?"]
    assert [open_in(ledger, made, reader) for reader in (CLAIRE, NADIA, None)] == [[], [], []]


def test_a_person_is_asked_by_one_message_whatever_is_pressed_twice(ledger: Ledger, made: Engagement) -> None:
    gap = ledger.gaps.keep(asked(made), call(HUGO))

    after = ledger.gaps.pass_on(gap.number, call(HUGO, days(1)), thread="7.0")
    with pytest.raises(RuleBroken) as refused:
        ledger.gaps.pass_on(gap.number, call(HUGO, days(1)), thread="7.0")

    assert refused.value.code == "already_passed"
    assert posted(ledger) == [("UCLAIRE: Qui paie ?", "7.0")]
    assert ledger.gaps.get(gap.number) == after
    assert after.passed is not None
    assert (after.passed.to, after.passed.by, after.passed.at) == (CLAIRE, HUGO, days(1))


def test_of_two_processes_one_asks(ledger: Ledger, made: Engagement, url: str) -> None:
    number = ledger.gaps.keep(asked(made), call(HUGO)).number
    refused: list[str] = []

    def press(one: Ledger) -> None:
        try:
            one.gaps.pass_on(number, call(HUGO), thread=None)
        except RuleBroken as error:
            refused.append(error.code)

    threads = [threading.Thread(target=press, args=(open_ledger(url, PlainVoice()),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert refused == ["already_passed"] * 3
    assert len(posted(ledger)) == 1


def test_a_question_that_cannot_be_told_is_not_passed_on(
    ledger: Ledger, made: Engagement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """State and its message commit together, or not at all."""
    gap = ledger.gaps.keep(asked(made), call(HUGO))

    def fails(self: PlainVoice, *_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(PlainVoice, "pass_on", fails)
    with pytest.raises(ZeroDivisionError):
        ledger.gaps.pass_on(gap.number, call(HUGO), thread=None)

    assert ledger.gaps.get(gap.number).passed is None


def test_asked_again_after_it_was_settled_a_question_goes_to_a_person_anew(
    ledger: Ledger, made: Engagement
) -> None:
    gap = ledger.gaps.keep(asked(made), call(HUGO))
    ledger.gaps.pass_on(gap.number, call(HUGO), thread=None)
    ledger.gaps.settle(gap.number, call(CLAIRE))
    assert ledger.gaps.all() == ()

    ledger.gaps.keep(asked(made), call(HUGO, days(30)))
    ledger.gaps.pass_on(gap.number, call(HUGO, days(30)), thread=None)

    assert len(posted(ledger)) == 2


def test_a_settled_question_is_listed_only_with_all(ledger: Ledger, made: Engagement) -> None:
    gap = ledger.gaps.keep(asked(made), call(HUGO))

    done = ledger.gaps.settle(gap.number, call(NADIA, days(2)))

    assert open_in(ledger, made) == []
    assert ledger.gaps.all() == ()
    assert ledger.gaps.all(settled=True) == (done,)


def test_a_question_that_is_answered_by_now_settles_itself_where_it_was_asked(
    ledger: Ledger, made: Engagement
) -> None:
    other = opened(ledger, "COTHER", "Autre")
    here, there = (ledger.gaps.keep(asked(one), call(NADIA)) for one in (made, other))
    ledger.feedback.keep(Given("qui paie", "fr", ("who-pays",), made.channel, made.id), call(HUGO, days(5)))

    settled = ledger.gaps.get(here.number).settled
    assert settled is not None
    assert (settled.how, settled.at, settled.by) == (How.COVERED, days(5), None)
    assert ledger.gaps.get(there.number).settled is None


@pytest.mark.parametrize("use", ["get", "pass_on", "settle"])
def test_a_question_that_does_not_exist_is_refused(ledger: Ledger, use: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        {
            "get": lambda: ledger.gaps.get(7),
            "pass_on": lambda: ledger.gaps.pass_on(7, call(HUGO), thread=None),
            "settle": lambda: ledger.gaps.settle(7, call(HUGO)),
        }[use]()

    assert (refused.value.code, refused.value.values) == ("gap_unknown", {"number": 7})


def test_outside_an_engagement_there_is_nobody_to_ask(ledger: Ledger) -> None:
    gap: Gap = ledger.gaps.keep(asked(None, aloud=False), call(STRANGER))

    with pytest.raises(RuleBroken) as refused:
        ledger.gaps.pass_on(gap.number, call(STRANGER), thread=None)
    assert refused.value.code == "nobody_to_ask"
