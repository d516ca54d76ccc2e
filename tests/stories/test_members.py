"""People are named and released by the leads of their own party; nobody of a third company gets in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox.world import Person, Workspace, World
from state.rules.dossier import Exit, ExitCause, ExitMode
from state.rules.item import Phase
from state.rules.party import OFF_SLACK, Actor, Member, Party, Role
from tests.engagements import T0, TODAY, call
from tests.stories.conftest import BUYER, CLIENT, LEAD, MANAGER, SHARED, Stage

STRANGER, GUEST, COLLEAGUE = "Sonia Tiers", "Gaël Invité", "Jules Martin"
LATER = TODAY + timedelta(days=20)


@pytest.fixture
def world() -> World:
    """The usual world, with a third company, a guest of the client's, and a colleague of Claire's."""
    made = World.load()
    client = next(one.id for one in made.workspaces if one.party == "client")
    third = Workspace(id="T09THIRD001", name="Tierce", domain="tierce")
    newcomers = [
        Person(id="U09S0N1A001", team_id=third.id, name="sonia.tiers", real_name=STRANGER),
        Person(id="U09GAEL0001", team_id=client, name="gael.invite", real_name=GUEST, is_restricted=True),
        Person(id="U09JULES001", team_id=client, name="jules.martin", real_name=COLLEAGUE),
    ]
    for channel in made.channels:
        if channel.is_ext_shared:
            channel.members += [one.id for one in newcomers]
    people = [*made.people, *newcomers]
    return made.model_copy(update={"workspaces": [*made.workspaces, third], "people": people})


def member(stage: Stage, who: str) -> Member | None:
    person = stage.slack.person(who)
    return stage.engagement().member(Actor(person.team_id, person.id))


def mention(stage: Stage, who: str) -> str:
    return f"<@{stage.id(who)}>"


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_everybody_sees_who_speaks_for_whom_and_what_each_role_may_do(stage: Stage) -> None:
    stage.open()

    reply = stage.asked(CLIENT, "@Relais membres")["text"]

    assert f"{CLIENT}, responsable" in reply
    assert f"{MANAGER}, signataire" in reply
    assert "Ce que chaque rôle permet" in reply
    assert "<@" not in reply
    assert "who speaks for which party" in stage.told(MANAGER, "/relais members")


def test_a_delegate_signs_within_their_days_and_no_longer(stage: Stage) -> None:
    stage.open()
    jules, claire = mention(stage, COLLEAGUE), mention(stage, CLIENT)
    refused = stage.asked(COLLEAGUE, "@Relais accepter 4")["text"]
    assert "Seules les personnes de l’engagement" in refused

    said = stage.asked(
        CLIENT, f"@Relais membres ajouter {jules} rôle=délégué remplace={claire} au={LATER.isoformat()}"
    )["text"]

    assert "délégué pour le client" in said
    assert member(stage, COLLEAGUE) is not None
    stage.soon(lambda: any("a nommé" in text and "à la place de" in text for text in stage.said()))
    assert "vous avez accepté" in stage.asked(COLLEAGUE, "@Relais accepter 4")["text"]
    stage.slack.set(T0 + timedelta(days=21))
    over = plain(stage.asked(COLLEAGUE, "@Relais accepter 5")["text"])
    assert "Votre délégation a pris fin le 14 décembre 2026" in over
    assert stage.engagement().items[4].client is None


def test_a_delegate_of_somebody_who_was_released_signs_no_more(stage: Stage) -> None:
    stage.open()
    jules, hugo = mention(stage, COLLEAGUE), mention(stage, BUYER)
    stage.asked(CLIENT, f"@Relais membres ajouter {jules} rôle=délégué remplace={hugo} au=2026-12-31")
    assert "n’est plus de l’engagement" in stage.asked(CLIENT, f"@Relais membres retirer {hugo}")["text"]

    assert "votre délégation est sans effet" in plain(stage.asked(COLLEAGUE, "@Relais accepter 4")["text"])
    assert stage.engagement().items[3].client is None


def test_the_form_says_under_each_field_what_is_wrong_and_then_names(stage: Stage) -> None:
    stage.open()
    tom = stage.slack.person(MANAGER)
    assert stage.slack.command(LEAD, SHARED, "/relais membres ajouter").ok
    filled: dict[str, Any] = {
        "user": stage.id(MANAGER), "party": "provider", "role": "delegate",
        "stands_for": f"{tom.team_id} {stage.id(LEAD)}", "until": "2026-01-01",
    }  # fmt: skip

    def submit(**changed: Any) -> Any:
        values = {"name": None, "evidence": None} | filled | changed
        return stage.slack.submit(LEAD, {name: {name: value} for name, value in values.items()})

    assert set(submit().errors or {}) == {"until"}
    assert set(submit(stands_for=f"{tom.team_id} {tom.id}").errors or {}) == {"stands_for"}
    assert set(submit(role="lead").errors or {}) == {"role"}
    assert set(submit(user=None).errors or {}) == {"user"}
    assert set(submit(name="Marie Dupont").errors or {}) == {"user"}
    assert set(submit(user=None, name="Marie Dupont").errors or {}) == {"evidence"}
    assert member(stage, MANAGER) == Member(Actor(tom.team_id, tom.id), Party.PROVIDER, Role.SIGNATORY)

    done = submit(until=LATER.isoformat())

    assert done.closed
    named = member(stage, MANAGER)
    assert named is not None
    assert (named.role, named.until) == (Role.DELEGATE, LATER)


def test_a_lead_releases_with_a_button_and_others_have_none(stage: Stage) -> None:
    stage.open()
    stage.told(MANAGER, "/relais members")
    assert "members.release" not in str(stage.ephemeral(MANAGER)["blocks"])
    stage.told(LEAD, "/relais membres")
    shown = stage.ephemeral(LEAD)
    block = next(one for one in shown["blocks"] if stage.id(MANAGER) in str(one.get("accessory")))

    done = stage.slack.press(
        LEAD, SHARED, shown["ts"], block["accessory"]["action_id"], block_id=block["block_id"]
    )

    assert done.ok
    stage.soon(lambda: member(stage, MANAGER) is None)
    stage.soon(lambda: any("ne parle plus pour le prestataire" in text for text in stage.said()))


@pytest.mark.parametrize(
    ("who", "typed", "said"),
    [
        (CLIENT, "membres ajouter {stranger}", "n’est pas de la même entreprise"),
        (CLIENT, "membres ajouter {manager}", "deux parties"),
        (CLIENT, "membres ajouter {guest}", "est un invité"),
        (CLIENT, "membres ajouter <@U0NOBODY1>", "ne me dit pas qui est U0NOBODY1"),
        (CLIENT, "membres ajouter {jules} {guest}", "Une personne à la fois"),
        (CLIENT, "membres ajouter {jules} rôle=chef", "« chef » n’est pas un rôle"),
        (CLIENT, "membres ajouter {jules} rôle=délégué au=2026-12-31", "Dites qui le délégué remplace"),
        (CLIENT, "membres ajouter {jules} rôle=délégué remplace={claire}", "Une délégation a une fin"),
        (CLIENT, "membres ajouter {jules} rôle=délégué remplace={claire} au=2026-11-01", "1er novembre 2026"),
        (
            CLIENT,
            "membres ajouter {jules} rôle=délégué remplace={claire} au=31/02/2027",
            "n’est pas une date",
        ),
        (
            CLIENT,
            "membres ajouter {jules} partie=prestataire",
            "Vous nommez et retirez les personnes de votre",
        ),
        (CLIENT, "membres ajouter {jules} partie=entrant rôle=responsable", "sortie par portabilité"),
        (CLIENT, 'membres ajouter "Marie Dupont"', "Dites sur quoi repose la parole"),
        (CLIENT, "membres retirer {claire}", "Il faut au moins un responsable pour le client"),
        (CLIENT, "membres retirer {manager}", "Vous nommez et retirez les personnes de votre"),
        (CLIENT, "membres retirer {stranger}", "n’est pas une personne de cet engagement"),
        (CLIENT, "membres administrateur {stranger}", "n’est d’aucune des entreprises"),
        (CLIENT, "membres ancien-administrateur {claire}", "n’administre pas cet engagement"),
        (BUYER, "membres ajouter {jules}", "Le rôle « signataire » ne permet pas de : nommer"),
        (COLLEAGUE, "membres ajouter {jules}", "Seules les personnes de l’engagement"),
        (STRANGER, "membres retirer {claire}", "Seules les personnes de l’engagement"),
        (STRANGER, "membres administrateur {stranger}", "Seules les personnes de l’engagement"),
    ],
)
def test_what_nobody_may_do_with_people(stage: Stage, who: str, typed: str, said: str) -> None:
    stage.open()
    people = {
        name: mention(stage, one)
        for name, one in {
            "stranger": STRANGER, "manager": MANAGER, "guest": GUEST, "jules": COLLEAGUE, "claire": CLIENT,
        }.items()
    }  # fmt: skip
    before = stage.engagement()

    shown = plain(stage.asked(who, f"@Relais {typed.format(**people)}")["text"])

    assert said in shown
    assert stage.engagement() == before


def test_somebody_of_a_third_company_signs_for_nobody(stage: Stage) -> None:
    stage.open()
    public = stage.asked(CLIENT, "@Relais liste")

    for text in ("accepter 4", "refuser 4 rien ne va", "avancer"):
        assert "Seules les personnes de l’engagement" in stage.asked(STRANGER, f"@Relais {text}")["text"]
    stage.press(STRANGER, public, "acceptance.accept")

    stage.soon(lambda: "Seules les personnes de l’engagement" in stage.ephemeral(STRANGER)["text"])
    assert not any(item.client or item.provider for item in stage.engagement().items)


def test_a_company_without_slack_is_represented_and_its_word_written_down(stage: Stage) -> None:
    provider = mention(stage, LEAD)
    stage.told(
        LEAD,
        f'/relais new "Paie" start=2026-12-01 term=36m client="Marie Dupont" provider={provider} '
        'evidence="Mandat du 3 novembre" language=fr',
    )
    stage.soon(stage.card)
    before = stage.engagement()
    assert before.members[0].actor == Actor(OFF_SLACK, "Marie Dupont")

    without = plain(stage.told(LEAD, '/relais accepter 4 pour="Marie Dupont"'))
    unknown = plain(stage.told(LEAD, '/relais accepter 4 pour="Paul Roux" preuve=courriel'))
    stranger = plain(stage.asked(STRANGER, '@Relais accepter 4 pour="Marie Dupont" preuve=mail')["text"])
    slack = plain(stage.told(LEAD, f"/relais accepter 4 pour={mention(stage, CLIENT)} preuve=mail"))

    assert "Dites sur quoi repose la parole" in without
    assert "Personne sans Slack ne s’appelle « Paul Roux »" in unknown
    assert "Noter la parole de quelqu’un demande" in stranger
    assert "Cette personne est dans Slack" in slack
    assert stage.engagement() == before

    stage.told(LEAD, '/relais accepter 4 pour="marie dupont" preuve="courriel du 24" vu ensemble')

    decision = stage.engagement().items[3].client
    assert decision is not None
    assert decision.by == Actor(OFF_SLACK, "Marie Dupont")
    assert decision.kept_by == Actor(stage.slack.person(LEAD).team_id, stage.id(LEAD))
    assert (decision.evidence, decision.note) == ("courriel du 24", "vu ensemble")
    stage.soon(
        lambda: any(
            "Marie Dupont (client) a accepté" in text and "courriel du 24" in text for text in stage.said()
        )
    )


def test_the_word_of_a_party_that_has_slack_is_not_written_down_by_the_other_one(stage: Stage) -> None:
    stage.open()
    stage.asked(CLIENT, '@Relais membres ajouter "Marie Dupont" preuve="mandat du 3 novembre"')

    theirs = stage.told(LEAD, '/relais accepter 4 pour="Marie Dupont" preuve="au téléphone"')

    assert "est notée par une personne de cette partie" in plain(theirs)
    assert stage.engagement().items[3].client is None
    stage.asked(CLIENT, '@Relais accepter 4 pour="Marie Dupont" preuve="au téléphone"')
    assert stage.engagement().items[3].client is not None


def test_the_word_of_a_lead_without_slack_names_a_colleague(stage: Stage) -> None:
    provider = mention(stage, LEAD)
    stage.told(
        LEAD,
        f'/relais new "Paie" start=2026-12-01 term=36m client="Marie Dupont" provider={provider} '
        'evidence="Mandat du 3 novembre" language=fr',
    )
    stage.soon(stage.card)

    stage.told(LEAD, '/relais membres ajouter "Paul Roux" pour="Marie Dupont" preuve="courriel du 24"')

    named = stage.engagement().members[-1]
    assert named == Member(
        Actor(OFF_SLACK, "Paul Roux"), Party.CLIENT, Role.SIGNATORY, evidence="courriel du 24"
    )


def test_the_client_seats_the_incoming_provider_which_then_names_its_team(stage: Stage) -> None:
    engagement = stage.open()
    claire = stage.slack.person(CLIENT)
    stage.relais.ledger.engagements.change(
        engagement.id,
        lambda one: replace(
            one,
            phase=Phase.EXIT,
            exit=Exit(ExitCause.NOTICE, TODAY, LATER, ExitMode.PORTABILITY, "Tierce"),
        ),
        call(Actor(claire.team_id, claire.id), stage.slack.clock()),
        action="phase.advance",
    )
    sonia = mention(stage, STRANGER)
    refused = stage.asked(LEAD, f"@Relais membres ajouter {sonia} partie=entrant rôle=responsable")["text"]
    first = stage.asked(CLIENT, f"@Relais membres ajouter {sonia} partie=entrant")["text"]

    assert "Vous nommez et retirez les personnes de votre partie" in refused
    assert "est son responsable" in first
    stage.asked(CLIENT, f"@Relais membres ajouter {sonia} partie=entrant rôle=responsable")
    seated = member(stage, STRANGER)
    assert seated is not None
    assert (seated.party, seated.role) == (Party.INCOMING, Role.LEAD)
    team = stage.asked(STRANGER, '@Relais membres ajouter "Paul Roux" preuve="mandat"')["text"]
    assert "pour le prestataire entrant" in team


def test_administrators_look_after_the_settings_and_sign_for_nobody(stage: Stage) -> None:
    stage.open()
    jules = mention(stage, COLLEAGUE)
    assert "Seules les personnes" in stage.asked(COLLEAGUE, "@Relais réglages quatre-yeux=oui")["text"]

    stage.asked(CLIENT, f"@Relais membres administrateur {jules}")

    said = stage.asked(COLLEAGUE, "@Relais réglages quatre-yeux=oui")["text"]
    assert "qui remet un élément ne l’accepte pas lui-même" in said
    assert stage.engagement().four_eyes
    assert "Seules les personnes" in stage.asked(COLLEAGUE, "@Relais accepter 4")["text"]
    assert "« peut-être »" in plain(stage.asked(COLLEAGUE, "@Relais réglages quatre-yeux=peut-être")["text"])


@pytest.mark.parametrize(
    "question",
    [
        "membres : qui signe pour le client ?",
        "suivre deux contrats dans un canal, est-ce possible ?",
        "archiver un engagement, comment fait-on ?",
        "members: who signs for us?",
    ],
)
def test_a_question_that_begins_with_a_commands_word_is_answered(stage: Stage, question: str) -> None:
    stage.open()
    before = stage.engagement()

    reply = stage.asked(CLIENT, f"@Relais {question}")["text"]

    assert "Ce que chaque rôle permet" not in reply
    assert "Exemple" not in reply
    assert stage.engagement() == before


def test_the_card_has_a_button_that_shows_the_people(stage: Stage) -> None:
    stage.open()
    card = stage.card()
    assert card is not None

    stage.press(CLIENT, card, "members.list")

    stage.soon(lambda: f"{CLIENT}, responsable" in stage.ephemeral(CLIENT)["text"])


def test_direct_messages_tell_of_ones_own_engagements_alone(stage: Stage) -> None:
    stage.open()
    name = stage.engagement().name
    dm = "@Relais"

    for text in ("statut", "où en sommes-nous ?", f"où en est {name} ?", f'statut engagement="{name}"'):
        assert "prise en charge" not in stage.asked(STRANGER, text, dm)["text"], text
    assert (
        "prise en charge" in stage.asked(COLLEAGUE, "statut", dm)["text"] or member(stage, COLLEAGUE) is None
    )
    assert name in stage.asked(CLIENT, "statut", dm)["text"]
    assert "Répond du service" in stage.asked(CLIENT, f'statut engagement="{name}"', dm)["text"]
