"""People as they are shown: by party, with role and days; and the table of what each role may do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.views import engagement as card
from bot.views import members, naming, place, reminder
from bot.voice import ChannelVoice
from prompts import languages, texts
from state.rules.change import Change
from state.rules.engagement import Engagement
from state.rules.party import Actor, Member, Party, Role
from state.rules.people import Naming, name_administrator, name_member, release_administrator, release_member
from state.rules.permission import ADMINISTRATION, GRANTS, Act
from state.rules.reminder import due
from tests.engagements import CLAIRE, HUGO, MARIE, NADIA, T0, TODAY, TOM, days, engagement, word

NAMES = {"UCLAIRE": "Claire Dumas", "UHUGO": "Hugo <b>", "UNADIA": "Nadia Benali", "UTOM": "Tom Fletcher"}
LATER = TODAY + timedelta(days=30)
FR = texts("fr")


def crowd() -> Engagement:
    of = engagement()
    marie = Member(MARIE, Party.CLIENT, Role.DELEGATE, CLAIRE, TODAY, LATER, "Mandat du 3")
    return replace(of, members=(*of.members, marie))


def shown(leads: Party | None = None, language: str = "fr", days: int = 0) -> dict[str, Any]:
    today = TODAY + timedelta(days=days)
    return members.listed(crowd(), NAMES, today=today, leads=leads, t=texts(language))


def test_people_are_shown_by_party_with_role_and_days() -> None:
    text = shown()["text"]

    assert "Claire Dumas, responsable" in text
    assert "Hugo &lt;b&gt;, signataire" in text
    assert "Marie Dupont (sans Slack), délégué, à la place de Claire Dumas du 24 novembre 2026" in text
    assert "> Mandat du 3" in text
    assert text.index("client") < text.index("Claire") < text.index("Nadia") < text.rindex("administrateur")
    assert "<@" not in text


def test_a_delegation_without_effect_says_so() -> None:
    assert "sans effet aujourd’hui" not in shown()["text"]
    assert "sans effet aujourd’hui" in shown(days=31)["text"]


@pytest.mark.parametrize("language", languages())
def test_the_table_says_what_the_grants_say(language: str) -> None:
    t = texts(language)
    rows = [line.split("*") for line in members.table(t)[1:]]
    lines = {role: row[2] for row in rows for role in row[1].split(", ")}
    assert len(rows) < len(lines), "roles that may do the same share a line"

    granted = {t(f"role.{role}"): acts for role, acts in GRANTS.items()}
    for name, acts in {**granted, t("members.administrator"): ADMINISTRATION}.items():
        said = {act for act in Act if t(f"act.{act}") in lines[name]}
        assert said == acts
    assert t("members.reads") in lines[t("role.observer")]


def test_only_a_lead_gets_buttons_and_only_for_their_own_party() -> None:
    assert "members.release" not in str(shown()["blocks"])
    own = shown(leads=Party.CLIENT)

    released = [
        block["accessory"]["value"]
        for block in own["blocks"]
        if "members.release" in str(block.get("accessory"))
    ]
    assert released == ["e1 TCLIENT UCLAIRE", "e1 TCLIENT UHUGO", "e1 off-slack Marie Dupont"]
    assert "members.add" in str(own["blocks"])


def test_many_people_fit_into_one_message() -> None:
    of = crowd()
    more = [Member(Actor("TCLIENT", f"U{n}"), Party.CLIENT, evidence="x" * 500) for n in range(47)]
    of = replace(of, members=(*of.members, *more))

    shown = members.listed(of, NAMES, today=TODAY, leads=Party.CLIENT, t=FR)

    assert len(shown["blocks"]) < 50
    assert "U46" in str(shown["blocks"])
    assert "Ce que chaque rôle permet" in str(shown["blocks"])
    assert "members.add" in str(shown["blocks"][-1])


def test_the_form_offers_the_parties_principals_and_the_incoming_seat_to_the_client() -> None:
    def fields(own: Party) -> dict[str, Any]:
        view = naming.modal(crowd(), own, NAMES, "e1 C", today=TODAY, t=FR)
        assert len(view["title"]["text"]) <= 24
        return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}

    client, provider = fields(Party.CLIENT), fields(Party.PROVIDER)

    assert [one["value"] for one in client["party"]["options"]] == ["client", "incoming"]
    assert [one["value"] for one in provider["party"]["options"]] == ["provider"]
    assert [one["value"] for one in client["stands_for"]["options"]] == ["TCLIENT UCLAIRE", "TCLIENT UHUGO"]
    assert client["role"]["initial_option"]["value"] == Role.SIGNATORY
    assert set(naming.FIELDS.values()) <= set(client)


def test_both_parties_are_told_who_was_named_and_released() -> None:
    before = engagement()
    asked = Naming(MARIE, Party.CLIENT, Role.DELEGATE, HUGO, TODAY, LATER, "Mandat du 3")
    after = name_member(before, word(CLAIRE), asked)

    named = members.announced_name(Change("member.name", before, after, CLAIRE, T0), FR)
    released = members.announced_release(
        Change("member.release", after, release_member(after, word(CLAIRE), MARIE), CLAIRE, T0), FR
    )

    assert named.startswith(
        "<@UCLAIRE> a nommé Marie Dupont pour le client\u00a0: délégué, à la place de <@UHUGO>"
    )
    assert named.endswith("> Mandat du 3")
    assert "Marie Dupont" in released
    assert "ne parle plus pour le client" in released


def test_another_role_is_told_as_it_is_now() -> None:
    before = engagement()
    after = name_member(before, word(CLAIRE), Naming(HUGO, Party.CLIENT, Role.OBSERVER))

    said = members.announced_name(Change("member.name", before, after, CLAIRE, T0), FR)

    assert said == "<@UCLAIRE> a nommé <@UHUGO> pour le client\u00a0: observateur."


def test_a_word_that_was_written_down_says_by_whom_and_on_what() -> None:
    before = engagement()
    lead = Member(MARIE, Party.CLIENT, Role.LEAD, evidence="Mandat")
    before = replace(before, members=(lead, *before.members))
    after = release_member(before, word(MARIE, kept_by=CLAIRE, evidence="Courriel <1>"), HUGO)
    change = Change("member.release", before, after, CLAIRE, T0, behalf=MARIE, evidence="Courriel <1>")

    said = members.announced_release(change, FR)

    assert said.startswith("Marie Dupont a retiré <@UHUGO>")
    told = ChannelVoice().announce(change)[1].content["text"]
    assert "_Parole notée par <@UCLAIRE>, sur la foi de «\u00a0Courriel &lt;1&gt;\u00a0»._" in told


def test_a_delegate_is_called_and_named_as_signing_only_on_their_days() -> None:
    of = replace(crowd(), language="en")
    reminders = due(of, now=days(10), planned=frozenset())

    for ahead, called in ((0, True), (31, False)):
        today = TODAY + timedelta(days=ahead)
        reminded = reminder.reminded(of, reminders, today=today, t=texts("en"))["text"]
        shown = card.card(of, today=today, t=texts("en"))["blocks"][-1]["elements"][0]["text"]
        assert ("Marie Dupont" in reminded, "Marie Dupont" in shown) == (called, called)


def test_administrators_named_and_released_are_told() -> None:
    before = engagement()
    after = name_administrator(before, word(NADIA), TOM)

    assert "nommé <@UTOM> administrateur" in members.announced_administrator(
        Change("administrator.name", before, after, NADIA, T0), FR
    )
    gone = release_administrator(after, word(NADIA), TOM)
    assert "retiré <@UTOM> des administrateurs" in members.announced_administrator(
        Change("administrator.release", after, gone, NADIA, T0), FR
    )


def test_which_engagement_is_asked_with_buttons_that_bring_the_command_back() -> None:
    one, other = engagement(), engagement(id="e2", name='Lyon "<b>"')

    said = place.which((one, other), "accepter 4 vu", "/relais", FR)

    values = [button["value"] for button in said["blocks"][1]["elements"]]
    assert values == ["e1 accepter 4 vu", "e2 accepter 4 vu"]
    assert '`/relais accepter 4 vu engagement="Paie Marbeuf"`' in said["text"]
    assert "<b>" not in said["text"]


def test_which_engagement_is_asked_for_many_and_for_long_words() -> None:
    many = tuple(engagement(id=f"e{n}", name=f"Contrat {n}") for n in range(40))

    assert len(place.which(many, "liste", "/relais", FR)["blocks"][1]["elements"]) <= 25
    assert len(place.which(many, "refuser 4 " + "x" * 3000, "/relais", FR)["blocks"]) == 1
