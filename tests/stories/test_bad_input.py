"""Whatever people type, they get a clear sentence in their language; nothing changes, nobody is paged."""

from __future__ import annotations

import pytest

from state.rules.item import Phase
from tests.stories.conftest import CLIENT, INTERNAL, LEAD, MANAGER, SHARED, Stage

GOOD = 'new "Deux" start=2026-12-01 term=36m client=<@{client}> provider=<@{provider}>'


@pytest.fixture
def quiet(stage: Stage) -> Stage:
    """An engagement is followed, and everything about it has been said."""
    stage.open()
    stage.settled()
    return stage


COMMANDS = [
    ("blabla", "Je ne connais pas la commande « blabla »"),
    ("statsu", "Vouliez-vous dire"),
    ("accepter", "Indiquez le numéro de ce dont il s’agit"),
    ("accepter quatre", "« quatre » n’est pas un numéro"),
    ("accepter 99", "Il n’y a pas de n° 99 : la liste va de 1 à 13"),
    ("accepter 12", "Avant d’accepter la phase dans son ensemble"),
    ("refuser 4", "Dites pourquoi"),
    (f"refuser 4 {'x' * 600}", "dépasse 500 caractères"),
    ("avancer", "Il est trop tôt pour achever"),
    ("mise-à-niveau peut-être", "« peut-être » n’est pas un choix"),
    ("mise-à-niveau inutile", "un choix hors du contrat demande un motif"),
    ("demander", "Posez votre question après le mot"),
    (f"demander {'x' * 10_000}", "Votre question fait 10 000 caractères"),
    ('nouveau "Paie', "Un guillemet n’est pas refermé"),
    ('nouveau "Paie" term=36m', "Il manque"),
    ("nouveau couleur=rouge", "Je ne comprends pas « couleur=rouge »"),
]


@pytest.mark.parametrize(("typed", "said"), COMMANDS, ids=[typed[:30] for typed, _ in COMMANDS])
def test_a_command_that_cannot_be_done(quiet: Stage, typed: str, said: str) -> None:
    before, messages = quiet.engagement(), len(quiet.said())

    shown = quiet.told(LEAD, f"/relais {typed}").replace("\u00a0", " ").replace("\u202f", " ")

    assert said in shown
    assert quiet.engagement() == before
    assert len(quiet.said()) == messages


FORMS = [
    ("start=2026-12-01", "start=2026-02-30", "« 2026-02-30 » n’est pas une date qui existe"),
    ("term=36m", "term=beaucoup", "« beaucoup » n’est pas une durée"),
    ("term=36m", "term=0m", "Une durée compte au moins 1"),
    ("term=36m", "term=1m notice=3m", "Le préavis est trop long"),
    ("term=36m", "term=36m zone=Mars/Olympus", "n’est pas un fuseau horaire"),
    ("term=36m", "term=36m language=de", "La langue est"),
    ("term=36m", "term=36m upgrade=maybe", "n’est pas un choix"),
    ("client=<@{client}>", "client=@claire", "« @claire » n’est pas une personne"),
    ("client=<@{client}>", "client=<@U0NOBODY>", "ne me dit pas qui est U0NOBODY"),
    ("client=<@{client}>", "client=<@{bot}>", "ne peut pas signer"),
    ("client=<@{client}>", "client=<@{provider}>", "ne peut pas signer pour les deux parties"),
    ("start=2026-12-01", "start=0001-01-01", "La date d’effet doit être entre"),
]


@pytest.mark.parametrize(("part", "wrong", "said"), FORMS, ids=[wrong for _, wrong, _ in FORMS])
def test_an_engagement_that_cannot_be_opened(stage: Stage, part: str, wrong: str, said: str) -> None:
    people = {"client": stage.id(CLIENT), "provider": stage.id(LEAD), "bot": stage.bot}
    typed = GOOD.replace(part, wrong).format(**people)

    shown = stage.told(LEAD, f"/relais {typed}", INTERNAL).replace("\u00a0", " ")

    assert said in shown
    assert stage.relais.ledger.engagements.all() == ()


def test_errors_come_in_the_persons_own_language(quiet: Stage) -> None:
    assert "There is no item 99" in quiet.told(MANAGER, "/relais accept 99")
    assert "Il n’y a pas de n° 99" in quiet.told(LEAD, "/relais accept 99")


def test_names_are_unique(quiet: Stage) -> None:
    people = {"client": quiet.id(CLIENT), "provider": quiet.id(LEAD)}
    same = GOOD.format(**people).replace("Deux", "PAIE marbeuf")

    assert "s’appelle déjà" in quiet.told(LEAD, f"/relais {same}", INTERNAL)


def test_an_engagement_needs_a_channel_with_relais_in_it(stage: Stage) -> None:
    people = {"client": stage.id(CLIENT), "provider": stage.id(LEAD)}
    stage.slack.leave(stage.bot, INTERNAL)

    said = stage.told(LEAD, f"/relais {GOOD.format(**people)}", INTERNAL)

    assert "Invitez-moi" in said
    assert stage.relais.ledger.engagements.all() == ()


def test_commands_about_an_engagement_say_where_it_lives(stage: Stage) -> None:
    for word in ("liste", "avancer", "accepter 1", "suite", "échéance"):
        assert "Aucun engagement n’est suivi dans ce canal" in stage.told(LEAD, f"/relais {word}", INTERNAL)


def test_somebody_who_signs_for_nobody_changes_nothing(stage: Stage) -> None:
    """Tom is in the channel, but not among the signatories."""
    people = f"client=<@{stage.id(CLIENT)}> provider=<@{stage.id(LEAD)}>"
    stage.told(LEAD, f'/relais new "Paie" start=2026-12-01 term=36m {people}')
    stage.soon(stage.card)

    assert "Only the people of the engagement" in stage.told(MANAGER, "/relais accept 4")
    stage.told(MANAGER, "/relais list")
    listed = stage.ephemeral(MANAGER)
    assert "acceptance.accept" not in str(listed["blocks"])
    public = stage.asked(CLIENT, "@Relais liste")
    stage.press(MANAGER, public, "acceptance.accept")
    refused = stage.soon(lambda: "Only the people of the engagement" in stage.ephemeral(MANAGER)["text"])
    assert refused
    assert stage.engagement().phase is Phase.TAKEOVER
    assert not any(item.client or item.provider for item in stage.engagement().items)


def test_a_mention_with_a_broadcast_in_it_wakes_nobody(quiet: Stage) -> None:
    reply = quiet.asked(CLIENT, "@Relais refuser 4 <!channel> <!here> <@U123> il manque tout")

    quiet.settled()
    for said in [reply["text"], *quiet.said()]:
        assert "<!" not in said
        assert "<@U123>" not in said
    assert "@channel @here" in (quiet.engagement().items[3].client or pytest.fail("not refused")).note


@pytest.mark.parametrize(
    "text", ["@Relais", "@Relais ???", "@Relais :thumbsup:", "@Relais   ", f"@Relais {'mot ' * 3000}"]
)
def test_every_mention_gets_exactly_one_reply(quiet: Stage, text: str) -> None:
    ts = quiet.slack.say(CLIENT, SHARED, text)
    quiet.soon(lambda: quiet.replies(ts, SHARED, CLIENT))
    quiet.settled()

    assert len(quiet.replies(ts, SHARED, CLIENT)) == 1


def test_a_stale_button_counts_once_and_says_so(quiet: Stage) -> None:
    lists = [quiet.asked(CLIENT, "@Relais liste") for _ in range(2)]
    value = f"{quiet.engagement().id} 4"
    for public in lists:
        quiet.press(CLIENT, public, "acceptance.accept", value)

    quiet.soon(lambda: "déjà accepté" in quiet.ephemeral(CLIENT)["text"])
    assert len(quiet.relais.ledger.history.of(quiet.engagement().id)) == 2
