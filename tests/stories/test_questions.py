"""What Relais cannot answer goes to a person and is kept; what it answers can be judged; nothing leaks."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.world import Person, Workspace
from state.rules.delivery import SETTLE
from state.rules.feedback import Reason, Vote
from state.rules.gap import How
from tests.stories.conftest import BUYER, CLIENT, INTERNAL, LEAD, MANAGER, SHARED, House, Stage
from tests.stories.test_faults import Later, later

UNKNOWN = "Quelle est la capitale de la Mongolie ?"
ANOTHER = "Combien de lunes a la planète Jupiter ?"
KNOWN = "Qui accepte quoi à la fin de la prise en charge ?"
OTHER = "infogerance-logistique"
__all__ = ["later"]  # a fixture of theirs, used here


@pytest.fixture
def followed(stage: Stage) -> Stage:
    stage.open()
    stage.settled()
    return stage


def readable(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def put(stage: Stage, channel: str = SHARED) -> list[dict[str, Any]]:
    """Return the messages that put a question to a person, once nothing is on its way any more."""
    stage.settled()
    said = stage.slack.messages(channel)
    return [one for one in said if one["user"] == stage.bot and "la méthodologie ne dit pas" in one["text"]]


def told(stage: Stage, who: str, text: str, channel: str = SHARED) -> dict[str, Any]:
    """Wait until a person alone is told something, and return the message."""
    found = stage.soon(lambda: text in readable(stage.ephemeral(who, channel)["text"]))
    assert found
    return stage.ephemeral(who, channel)


def press(stage: Stage, who: str, message: dict[str, Any], action: str, channel: str = SHARED) -> None:
    done = stage.slack.press(who, channel, message["ts"], action)
    assert done.ok, done.error


def actions(message: dict[str, Any]) -> list[str]:
    """Return the action ids of a message's buttons, accessories too."""
    found = []
    for block in message["blocks"]:
        buttons = [*(block.get("elements") or ()), block.get("accessory") or {}]
        found += [button["action_id"] for button in buttons if "action_id" in button]
    return found


def listed(stage: Stage, who: str, channel: str = SHARED) -> str:
    """Return the open questions as one person alone is shown them."""
    return readable(stage.told(who, "/relais lacunes", channel))


# ---- A person is asked


def test_from_a_refusal_in_the_shared_channel_to_a_person_and_to_an_answer(followed: Stage) -> None:
    refusal = followed.asked(BUYER, f"@Relais {UNKNOWN}")
    press(followed, BUYER, refusal, "gap.ask")

    told(followed, BUYER, f"la question est posée à <@{followed.id(CLIENT)}>")
    (question,) = put(followed)
    assert question["thread_ts"] == refusal["thread_ts"]
    assert f"<@{followed.id(CLIENT)}>" in question["text"]
    assert f"> {UNKNOWN}" in question["text"]

    press(followed, CLIENT, question, "gap.done")
    done = followed.soon(lambda: "comme traitée" in text_of(followed, question))
    assert done
    assert "Aucune question" in listed(followed, LEAD)
    (gap,) = followed.relais.ledger.gaps.all(settled=True)
    assert gap.passed is not None
    assert gap.settled is not None
    assert (gap.passed.to.user, gap.passed.by.user) == (followed.id(CLIENT), followed.id(BUYER))
    assert (gap.settled.by and gap.settled.by.user, gap.settled.how) == (followed.id(CLIENT), How.ANSWERED)


def text_of(stage: Stage, message: dict[str, Any], channel: str = SHARED, who: str | None = None) -> str:
    """Return what a message says now."""
    now = next(one for one in stage.slack.messages(channel, who) if one["ts"] == message["ts"])
    return readable(now["text"])


def test_each_party_asks_its_own_people_and_the_first_signatory_the_next_one(followed: Stage) -> None:
    for who, person, question in ((LEAD, MANAGER, UNKNOWN), (CLIENT, BUYER, ANOTHER)):
        press(followed, who, followed.asked(who, f"@Relais {question}"), "gap.ask")
        told(followed, who, f"posée à <@{followed.id(person)}>")

    assert len(put(followed)) == 2


def test_pressed_twice_the_question_is_put_once_and_the_second_time_says_so(followed: Stage) -> None:
    refusal = followed.asked(BUYER, f"@Relais {UNKNOWN}")
    press(followed, BUYER, refusal, "gap.ask")
    press(followed, CLIENT, refusal, "gap.ask")

    told(followed, CLIENT, f"déjà été posée à <@{followed.id(CLIENT)}>, le 24 novembre 2026")
    assert len(put(followed)) == 1


def test_the_question_is_put_once_though_slack_drops_the_line(followed: Stage, later: Later) -> None:
    refusal = followed.asked(BUYER, f"@Relais {UNKNOWN}")
    lost = followed.slack.faults.add("chat.postMessage", "drop_after_accept")
    press(followed, BUYER, refusal, "gap.ask")
    followed.soon(lambda: lost.happened and followed.relais.ledger.outbox.counts()["sending"] == 1)
    later.ahead = 2 * SETTLE
    followed.relais.courier.wake()

    assert len(put(followed)) == 1


def test_killed_before_it_is_put_the_question_is_put_once_after_the_restart(house: House) -> None:
    first = house.start()
    first.open()
    first.settled()
    refusal = first.asked(BUYER, f"@Relais {UNKNOWN}")
    house.slack.faults.add("chat.postMessage", "error", error="token_revoked")
    press(first, BUYER, refusal, "gap.ask")
    first.soon(lambda: first.relais.ledger.outbox.counts()["parked"] == 1)
    first.relais.stop()

    second = house.start()
    second.soon(lambda: put(second))
    press(second, BUYER, refusal, "gap.ask")

    told(second, BUYER, "déjà été posée")
    assert len(put(second)) == 1


def test_who_runs_the_command_is_warned_that_everybody_will_read_the_question(followed: Stage) -> None:
    followed.told(LEAD, f"/relais demander {UNKNOWN}")
    refusal = followed.ephemeral(LEAD)
    (button,) = [one for block in refusal["blocks"] for one in block.get("elements", ()) if "confirm" in one]
    assert "les deux entreprises la liront" in button["confirm"]["text"]["text"]

    press(followed, LEAD, refusal, "gap.ask")

    told(followed, LEAD, "la question est posée")
    (question,) = put(followed)
    assert "thread_ts" not in question
    assert UNKNOWN in listed(followed, MANAGER)


def test_outside_an_engagement_nobody_can_be_asked(stage: Stage) -> None:
    for refusal in (stage.asked(LEAD, f"@Relais {UNKNOWN}", INTERNAL), stage.asked(LEAD, UNKNOWN, "@Relais")):
        assert "gap.ask" not in actions(refusal)
        assert "answer.section" in str(actions(refusal))


def test_a_question_in_a_third_language_is_neither_kept_nor_put_to_anybody(followed: Stage) -> None:
    refusal = followed.asked(BUYER, "@Relais Wer bezahlt eigentlich die Übernahme der Mitarbeiter?")

    assert "gap.ask" not in actions(refusal)
    assert followed.relais.ledger.gaps.all() == ()


# ---- The list


def test_the_list_says_how_often_and_since_when_and_a_signatory_settles(followed: Stage) -> None:
    followed.asked(BUYER, f"@Relais {UNKNOWN}")
    followed.slack.set(followed.slack.clock().replace(day=26))
    followed.asked(LEAD, f"@Relais {UNKNOWN.upper()}")
    followed.asked(CLIENT, f"@Relais {ANOTHER}")

    public = followed.asked(CLIENT, "@Relais lacunes ?")
    said = readable(public["text"])
    assert said.index(ANOTHER) < said.index(UNKNOWN)
    assert "Posée 2 fois depuis le 24 novembre 2026." in said
    oldest = next(one for one in followed.relais.ledger.gaps.all() if one.asked.question == UNKNOWN)
    done = followed.slack.press(CLIENT, SHARED, public["ts"], "gap.settle", str(oldest.number))
    assert done.ok

    followed.soon(lambda: UNKNOWN not in text_of(followed, public))
    assert ANOTHER in text_of(followed, public)
    assert (UNKNOWN in listed(followed, LEAD), ANOTHER in listed(followed, LEAD)) == (False, True)


def test_an_old_list_is_drawn_anew_and_says_that_the_question_is_settled(followed: Stage) -> None:
    followed.asked(BUYER, f"@Relais {UNKNOWN}")
    lists = [followed.asked(CLIENT, "@Relais gaps") for _ in range(2)]
    for public in lists:
        press(followed, CLIENT, public, "gap.settle")

    told(followed, CLIENT, "déjà traitée")
    followed.soon(lambda: "Aucune question" in text_of(followed, lists[1]))


def test_who_signs_for_nobody_settles_nothing(stage: Stage) -> None:
    """Tom is in the channel, but nobody of the engagement."""
    people = f"client=<@{stage.id(CLIENT)}> provider=<@{stage.id(LEAD)}>"
    stage.told(LEAD, f'/relais new "Paie" start=2026-12-01 term=36m {people}')
    stage.asked(MANAGER, f"@Relais {UNKNOWN}")
    public = stage.asked(CLIENT, "@Relais lacunes")
    press(stage, MANAGER, public, "gap.settle")

    told(stage, MANAGER, "Only the people of the engagement")
    assert len(stage.relais.ledger.gaps.all()) == 1


def test_a_question_that_is_answered_by_now_leaves_the_list_when_it_is_asked_again(
    followed: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = followed.relais.services.library
    refuse = library.ask(UNKNOWN)
    with monkeypatch.context() as before:
        before.setattr(library, "ask", lambda question, **_: refuse)
        followed.asked(BUYER, f"@Relais {UNKNOWN}")
    answer = library.ask(KNOWN)
    with monkeypatch.context() as after:
        after.setattr(library, "ask", lambda question, **_: type(answer)(UNKNOWN, *fields(answer)))
        followed.asked(BUYER, f"@Relais {UNKNOWN}")

    assert "Aucune question" in listed(followed, LEAD)


def fields(answer: Any) -> list[Any]:
    return [getattr(answer, name) for name in answer.__slots__[1:]]


# ---- Who sees what


def test_what_is_asked_in_a_direct_message_is_seen_by_that_person_alone(followed: Stage) -> None:
    followed.asked(LEAD, UNKNOWN, "@Relais")

    assert UNKNOWN in readable(followed.asked(LEAD, "lacunes", "@Relais")["text"])
    assert UNKNOWN in listed(followed, LEAD, "@Relais")
    assert "No question" in followed.asked(MANAGER, "gaps", "@Relais")["text"]
    for who in (LEAD, MANAGER):
        assert UNKNOWN not in listed(followed, who)
    assert UNKNOWN not in readable(followed.asked(CLIENT, "@Relais lacunes")["text"])


def test_a_person_settles_what_they_asked_in_a_direct_message(stage: Stage) -> None:
    stage.asked(LEAD, UNKNOWN, "@Relais")
    shown = stage.asked(LEAD, "lacunes", "@Relais")
    press(stage, LEAD, shown, "gap.settle", "@Relais")

    stage.soon(lambda: "Aucune question" in text_of(stage, shown, "@Relais", LEAD))


def test_what_a_command_refused_to_one_person_is_not_shown_to_the_others(followed: Stage) -> None:
    followed.told(LEAD, f"/relais demander {UNKNOWN}")

    assert UNKNOWN in listed(followed, LEAD)
    assert UNKNOWN not in listed(followed, MANAGER)
    assert UNKNOWN not in readable(followed.asked(LEAD, "@Relais lacunes")["text"])


def test_two_engagements_do_not_see_each_others_questions(followed: Stage) -> None:
    followed.open(OTHER, name="Logistique Marbeuf")
    followed.asked(BUYER, f"@Relais {UNKNOWN}")
    followed.asked(BUYER, f"@Relais {ANOTHER}", OTHER)

    here, there = (
        readable(followed.asked(CLIENT, "@Relais lacunes", one)["text"]) for one in (SHARED, OTHER)
    )

    assert (UNKNOWN in here, ANOTHER in here) == (True, False)
    assert (UNKNOWN in there, ANOTHER in there) == (False, True)


def test_a_button_that_names_what_belongs_to_another_channel_shows_and_changes_nothing(
    followed: Stage,
) -> None:
    followed.open(OTHER, name="Logistique Marbeuf")
    refusal, answer = (followed.asked(BUYER, f"@Relais {one}") for one in (UNKNOWN, KNOWN))
    public = followed.asked(BUYER, "@Relais lacunes")
    followed.asked(BUYER, f"@Relais {ANOTHER}", OTHER)
    followed.asked(BUYER, f"@Relais {KNOWN}", OTHER)

    def forged(payload: dict[str, Any]) -> dict[str, Any]:
        for action in payload.get("actions", ()):
            action["value"] = "2"
        return payload

    followed.slack.delivery.change = forged
    pressed = (
        (refusal, "gap.ask"),
        (public, "gap.settle"),
        (answer, "feedback.up"),
        (answer, "feedback.down"),
    )
    for count, (message, action) in enumerate(pressed, start=1):
        press(followed, BUYER, message, action)
        followed.soon(lambda count=count: refusals(followed) == count)  # type: ignore[misc]

    assert put(followed) == put(followed, OTHER) == []
    assert len(followed.relais.ledger.gaps.all()) == 2
    assert followed.relais.ledger.feedback.all() == ()
    assert followed.slack.modal(BUYER) is None


def refusals(stage: Stage) -> int:
    """Return how many buttons were out of date for the buyer."""
    alone = [one for one in stage.slack.messages(SHARED, BUYER) if one.get("ephemeral")]
    return len([one for one in alone if "n’est plus à jour" in readable(one["text"])])


@pytest.mark.parametrize("value", ["99", "x", "-1", "²"])
def test_a_button_that_names_nothing_is_refused_with_a_sentence(followed: Stage, value: str) -> None:
    refusal, answer = (followed.asked(BUYER, f"@Relais {one}") for one in (UNKNOWN, KNOWN))

    def forged(payload: dict[str, Any]) -> dict[str, Any]:
        for action in payload.get("actions", ()):
            action["value"] = value
        return payload

    followed.slack.delivery.change = forged
    for message, action, said in (
        (refusal, "gap.ask", "Il n’y a pas de question n° 99"),
        (answer, "feedback.up", "trop ancienne pour être jugée"),
    ):
        press(followed, BUYER, message, action)
        told(followed, BUYER, said if value == "99" else "n’est plus à jour")


STRANGER = "Zoé Tiers"


@pytest.fixture
def with_a_stranger(followed: Stage) -> Stage:
    """Somebody of a third company is in the shared channel."""
    world = followed.slack.world
    world.workspaces.append(Workspace(id="T0THIRD0001", name="Tiers Conseil", domain="tiers"))
    world.people.append(Person(id="U0ZOE000001", team_id="T0THIRD0001", name="zoe.tiers", real_name=STRANGER))
    world.channel(SHARED).members.append("U0ZOE000001")
    return followed


def test_a_person_of_a_third_company_neither_asks_nor_settles_nor_judges(with_a_stranger: Stage) -> None:
    stage = with_a_stranger
    refusal, answer = (stage.asked(BUYER, f"@Relais {one}") for one in (UNKNOWN, KNOWN))
    assert "gap.ask" not in actions(stage.asked(STRANGER, f"@Relais {ANOTHER}"))
    public = stage.asked(STRANGER, "@Relais lacunes")

    for message, action, said in (
        (refusal, "gap.ask", "Seules les personnes des deux entreprises"),
        (public, "gap.settle", "Seules les personnes de l’engagement"),
        (answer, "feedback.up", "Seules les personnes des deux entreprises"),
        (answer, "feedback.down", "Seules les personnes des deux entreprises"),
    ):
        press(stage, STRANGER, message, action)
        told(stage, STRANGER, said)

    assert put(stage) == []
    assert len(stage.relais.ledger.gaps.all()) == 2
    assert stage.relais.ledger.feedback.all() == ()


# ---- Feedback


def down(stage: Stage, who: str, answer: dict[str, Any], reason: str, note: str = "") -> Any:
    """Disapprove of an answer by the form."""
    press(stage, who, answer, "feedback.down")
    assert stage.slack.modal(who) is not None
    return stage.slack.submit(who, {"reason": {"reason": reason}, "note": {"note": note}})


def test_an_answer_is_approved_at_once_and_the_person_alone_is_thanked(followed: Stage) -> None:
    answer = followed.asked(CLIENT, f"@Relais {KNOWN}")
    before = len(followed.said())
    press(followed, CLIENT, answer, "feedback.up")

    told(followed, CLIENT, "Merci, votre avis est noté.")
    (said,) = followed.relais.ledger.feedback.all()
    assert (said.vote, said.by.user, said.given.question) == (Vote.UP, followed.id(CLIENT), KNOWN)
    assert said.given.sections
    assert len(followed.said()) == before


def test_an_answer_is_disapproved_of_with_a_reason_and_a_mind_may_change(followed: Stage) -> None:
    answer = followed.asked(CLIENT, f"@Relais {KNOWN}")
    press(followed, CLIENT, answer, "feedback.up")
    assert down(followed, CLIENT, answer, "incomplete", "Il manque le PAQ.").closed
    press(followed, MANAGER, answer, "feedback.up")

    told(followed, MANAGER, "Thank you")
    told(followed, CLIENT, "Merci")
    opinions = {one.by.user: one for one in followed.relais.ledger.feedback.all()}
    assert len(opinions) == 2
    claire = opinions[followed.id(CLIENT)]
    assert (claire.vote, claire.reason, claire.note) == (Vote.DOWN, Reason.INCOMPLETE, "Il manque le PAQ.")


def test_a_form_that_is_cancelled_keeps_nothing(followed: Stage) -> None:
    answer = followed.asked(CLIENT, f"@Relais {KNOWN}")
    press(followed, CLIENT, answer, "feedback.down")
    followed.slack.close(CLIENT)

    assert followed.relais.ledger.feedback.all() == ()


@pytest.mark.parametrize(
    ("field", "bent", "said"),
    [
        ("note", {"type": "plain_text_input", "value": "x" * 501}, "dépasse 500 caractères"),
        ("reason", {"type": "radio_buttons", "selected_option": None}, "choisissez une raison"),
        ("reason", {"type": "radio_buttons", "selected_option": {"value": "ugly"}}, "choisissez une raison"),
    ],
    ids=["long note", "no reason", "unknown reason"],
)
def test_a_form_that_slack_should_not_have_let_through_says_what_is_wrong(
    followed: Stage, field: str, bent: dict[str, Any], said: str
) -> None:
    answer = followed.asked(CLIENT, f"@Relais {KNOWN}")

    def change(payload: dict[str, Any]) -> dict[str, Any]:
        if payload.get("type") == "view_submission":
            payload["view"]["state"]["values"][field][field] = bent
        return payload

    followed.slack.delivery.change = change
    done = down(followed, CLIENT, answer, "wrong", "Non.")

    assert not done.closed
    assert said in readable(str(done.errors))
    assert followed.relais.ledger.feedback.all() == ()


def test_the_answer_of_a_command_that_nobody_else_saw_is_judged_after_a_restart(house: House) -> None:
    first = house.start()
    first.told(LEAD, f"/relais demander {KNOWN}", INTERNAL)
    answer = first.ephemeral(LEAD, INTERNAL)
    first.relais.stop()

    second = house.start()
    press(second, LEAD, answer, "feedback.up", INTERNAL)

    told(second, LEAD, "Merci", INTERNAL)
    assert [one.given.question for one in second.relais.ledger.feedback.all()] == [KNOWN]


def test_a_question_is_answered_though_it_cannot_be_kept(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It costs the buttons, not the answer: here Slack does not say which company the person belongs to."""
    stage.slack.faults.add("users.info", "error", times=99, error="user_not_found")

    def nameless(payload: dict[str, Any]) -> dict[str, Any]:
        payload.pop("team_id", None)
        return payload

    stage.slack.delivery.change = nameless
    stage.relais.services.people.forget(stage.id(LEAD))
    said = stage.told(LEAD, f"/relais demander {KNOWN}", SHARED)

    assert "acceptation mutuelle" in said
    assert "feedback.up" not in actions(stage.ephemeral(LEAD))
