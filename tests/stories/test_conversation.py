"""People go on asking in a thread without calling Relais; when they talk to each other, it is silent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from state.rules.conversation import Thread
from tests.stories.conftest import BUYER, CLIENT, INTERNAL, LEAD, MANAGER, SHARED, Stage

QUESTION = "Qui accepte quoi à la fin de la prise en charge ?"
#: Said at the end, and answered: what was said before it, and got nothing, has been worked off by then.
LAST = "@Relais Que signifie portabilité ?"


@pytest.fixture
def begun(stage: Stage) -> tuple[Stage, str]:
    """A question was answered in a channel; return its thread too."""
    stage.open()
    return stage, stage.asked(CLIENT, f"@Relais {QUESTION}")["thread_ts"]


def goes_on(stage: Stage, who: str, text: str, thread: str, channel: str = SHARED) -> str:
    """Write in a thread without calling Relais, and return its answer."""
    said: str = stage.asked(who, text, channel, thread)["text"].replace("\u00a0", " ")
    return said


def interrupted(stage: Stage, thread: str) -> bool:
    """Say whether somebody has said something else in a thread since its last question."""
    place = Thread(stage.slack.world.app.team_id, stage.slack.channel(SHARED).id, thread)
    found = stage.relais.ledger.conversations.of(place)
    return found is not None and found.interrupted


def answers(stage: Stage, thread: str, channel: str = SHARED) -> int:
    """Return how many times Relais has spoken in a thread, once all that was said is worked off."""
    stage.asked(BUYER, LAST, channel)
    stage.settled()
    return sum(
        one.get("thread_ts") == thread and one["user"] == stage.bot for one in stage.slack.messages(channel)
    )


def test_one_goes_on_in_the_light_of_the_question_before(begun: tuple[Stage, str]) -> None:
    stage, thread = begun

    said = goes_on(stage, CLIENT, "et pour la sortie ?", thread)

    assert "[1]" in said
    assert "sortie" in said.lower()


def test_one_goes_on_about_the_engagement(stage: Stage) -> None:
    stage.open()
    stage.told(LEAD, "/relais accepter 4")
    thread = stage.asked(CLIENT, "@Relais que reste-t-il à accepter ?")["thread_ts"]

    provider = goes_on(stage, CLIENT, "et pour le prestataire ?", thread)
    knowledge = goes_on(stage, LEAD, "et le transfert de connaissances ?", thread)
    why = goes_on(stage, LEAD, "Quand finit notre contrat ?", thread)

    assert "*Le client doit encore" not in provider
    assert "*4. Transfert de connaissances*" in knowledge
    assert "30 novembre 2029" in why


def test_a_colleague_may_go_on_where_it_is_covered(begun: tuple[Stage, str]) -> None:
    stage, thread = begun

    assert "[1]" in goes_on(stage, LEAD, "Qu’est-ce que la réversibilité ?", thread)


def test_the_asker_who_goes_on_at_once_is_told_what_is_not_covered(begun: tuple[Stage, str]) -> None:
    stage, thread = begun

    assert "La méthodologie ne répond pas" in goes_on(
        stage, CLIENT, "Quel est le menu de la cantine ?", thread
    )


def test_others_are_not_told_what_is_not_covered(begun: tuple[Stage, str]) -> None:
    stage, thread = begun

    stage.slack.say(LEAD, SHARED, "Quel est le menu de la cantine ?", thread)
    stage.soon(lambda: interrupted(stage, thread))
    stage.slack.say(CLIENT, SHARED, "Où est la salle de réunion ?", thread)

    assert answers(stage, thread) == 1


#: What people say to each other in a thread that Relais answered in.
TALK = [
    (LEAD, "Merci !"),
    (CLIENT, "merci beaucoup"),
    (LEAD, "Claire, tu confirmes ?"),
    (CLIENT, "Oui, c’est bon pour moi."),
    (LEAD, "Vous signez quand ?"),
    (CLIENT, "Il m’a demandé « c’est pour quand ? » et je n’ai pas su répondre."),
    (LEAD, "> et pour le client ?\nJe regarde ce soir."),
    (CLIENT, "👍"),
    (LEAD, "et voilà"),
    (MANAGER, "Nadia, can you check?"),
    (MANAGER, "Perfect, let’s go."),
    (CLIENT, "<@{lead}> qui signe ?"),
    (LEAD, "On en a parlé hier : Hugo demandait s’il fallait un avenant ? J’ai répondu que non. " * 4),
]


def test_when_people_talk_to_each_other_relais_is_silent(begun: tuple[Stage, str]) -> None:
    stage, thread = begun

    for who, text in TALK:
        stage.slack.say(who, SHARED, text.replace("{lead}", stage.id(LEAD)), thread)

    assert answers(stage, thread) == 1


def test_in_threads_that_it_did_not_answer_in_relais_is_silent(stage: Stage) -> None:
    stage.open()
    root = stage.slack.say(CLIENT, SHARED, "Qui accepte quoi ?")
    stage.slack.say(LEAD, SHARED, "et pour le client ?", root)
    stage.slack.say(LEAD, SHARED, "Qu’est-ce que la réversibilité ?")
    listed = stage.asked(CLIENT, "@Relais liste")["thread_ts"]
    stage.slack.say(LEAD, SHARED, "et pour le client ?", listed)

    assert answers(stage, root) == 0
    assert answers(stage, listed) == 1
    assert stage.relais.ledger.inbox.waiting() == 0


def test_after_some_days_a_thread_is_not_followed_any_more(begun: tuple[Stage, str]) -> None:
    stage, thread = begun
    stage.slack.advance(timedelta(days=4))
    stage.settled()

    stage.slack.say(CLIENT, SHARED, "et pour la sortie ?", thread)

    assert answers(stage, thread) == 1


def test_a_mention_in_the_thread_gets_one_answer_though_slack_tells_of_it_twice(
    begun: tuple[Stage, str],
) -> None:
    stage, thread = begun

    said = stage.asked(CLIENT, "@Relais et pour la sortie ?", SHARED, thread)

    assert "[1]" in said["text"]
    assert answers(stage, thread) == 2


def test_edits_and_deletions_get_nothing(begun: tuple[Stage, str]) -> None:
    stage, thread = begun
    ts = stage.slack.say(LEAD, SHARED, "je regarde", thread)
    stage.slack.edit(LEAD, SHARED, ts, "et pour la sortie ?")
    stage.slack.delete(LEAD, SHARED, ts)

    assert answers(stage, thread) == 1


def test_a_private_channel_is_followed_too(stage: Stage) -> None:
    stage.slack.channel(INTERNAL).is_private = True
    thread = stage.asked(LEAD, f"@Relais {QUESTION}", INTERNAL)["thread_ts"]

    assert "[1]" in goes_on(stage, LEAD, "et pour la sortie ?", thread, INTERNAL)


def test_in_a_direct_message_one_goes_on_outside_the_thread(stage: Stage) -> None:
    stage.open()
    stage.asked(LEAD, "que reste-t-il à accepter ?", "@Relais")

    said = stage.asked(LEAD, "et pour le client ?", "@Relais")["text"]

    assert "*Le client doit encore" in said.replace("\u00a0", " ")
    assert "*Le prestataire doit encore" not in said.replace("\u00a0", " ")
