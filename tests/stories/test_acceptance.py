"""Reservations, refusals that come back, items of one's own: by buttons, forms, menus and words."""

from __future__ import annotations

from typing import Any

from state.rules.item import ItemKind, Verdict
from state.rules.party import Party
from tests.stories.conftest import BUYER, CLIENT, LEAD, MANAGER, SHARED, Stage

KNOWLEDGE = 4  # the client's to produce


def readable(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def now(stage: Stage, who: str, message: dict[str, Any]) -> dict[str, Any]:
    """Return a message as a person sees it now."""
    return next(one for one in stage.slack.messages(SHARED, who) if one["ts"] == message["ts"])


def listed(stage: Stage, who: str = LEAD) -> dict[str, Any]:
    """Return the list that a person alone sees."""
    stage.told(who, "/relais liste")
    return stage.ephemeral(who)


def choose(stage: Stage, who: str, message: dict[str, Any], number: int, what: str) -> None:
    """Choose from the menu under an item."""
    block, value = next(
        (block["block_id"], option["value"])
        for block in message["blocks"] if block["type"] == "actions"
        for element in block["elements"]
        for option in element.get("options", ())
        if option["value"].startswith(f"{what} {stage.engagement().id} {number} ")
    )  # fmt: skip
    done = stage.slack.press(who, SHARED, message["ts"], "acceptance.more", value, block)
    assert done.ok, done.error


def submit(stage: Stage, who: str, **fields: Any) -> Any:
    return stage.slack.submit(who, {field: {field: value} for field, value in fields.items()})


def heard(stage: Stage, part: str) -> str:
    """Return what the channel was told that has a part in it."""
    return readable(stage.soon(lambda: next((said for said in stage.said() if part in readable(said)), None)))


def test_a_reservation_by_form_is_told_cleared_and_lifted_by_its_button(stage: Stage) -> None:
    value = f"{stage.open().id} {KNOWLEDGE}"
    private = listed(stage)
    stage.press(LEAD, private, "acceptance.reserve", value)

    fields = {"reason": "Il manque l’index <!channel>", "owner": "client", "blocking": ["yes"]}
    assert list(submit(stage, LEAD, **fields, due="2026-11-01").errors) == ["due"]
    assert list(submit(stage, LEAD, **(fields | {"reason": " "}), due="2027-01-15").errors) == ["reason"]
    assert submit(stage, LEAD, **fields, due="2027-01-15").closed

    told = heard(stage, "a accepté avec une réserve le n° 4")
    assert "Réserve 1, à traiter par le client pour le 15 janvier 2027 :" in told
    assert "> Il manque l’index &lt;!channel&gt;" in told
    stage.soon(lambda: "Réserve 1 (prestataire)" in now(stage, LEAD, private)["text"])
    stage.press(LEAD, now(stage, LEAD, private), "acceptance.lift.1")

    assert "levé la réserve 1" in heard(stage, "a levé la réserve 1")
    assert stage.engagement().open_reservations == ()
    assert stage.engagement().items[KNOWLEDGE - 1].verdict(Party.PROVIDER) is Verdict.RESERVED
    stage.soon(lambda: "levée par" in now(stage, LEAD, private)["text"])


def test_what_was_refused_comes_back_with_a_link_and_is_accepted(stage: Stage) -> None:
    value = f"{stage.open().id} {KNOWLEDGE}"
    stage.told(LEAD, f"/relais refuser {KNOWLEDGE} sans index")
    public = stage.asked(CLIENT, "@Relais liste")
    choose(stage, CLIENT, public, KNOWLEDGE, "deliver")
    assert submit(stage, CLIENT, reason="https://wiki.example/run-book?v=2").closed

    assert "<https://wiki.example/run-book?v=2>" in heard(stage, "a remis de nouveau le n° 4")
    assert stage.engagement().items[KNOWLEDGE - 1].verdict(Party.PROVIDER) is None
    redrawn = stage.soon(
        lambda: next((one for one in [now(stage, CLIENT, public)] if "wiki.example" in one["text"]), None)
    )
    stage.press(LEAD, redrawn, "acceptance.accept", value)
    assert stage.soon(lambda: stage.engagement().items[KNOWLEDGE - 1].provider)


def test_who_does_not_produce_an_item_is_told_so_before_any_form(stage: Stage) -> None:
    stage.open()

    choose(stage, LEAD, stage.asked(CLIENT, "@Relais liste"), KNOWLEDGE, "deliver")

    stage.soon(lambda: "est remis par le client, qui en est responsable" in stage.ephemeral(LEAD)["text"])
    assert stage.slack.modal(LEAD) is None


def test_what_does_not_apply_is_said_by_each_party_in_its_own_words(stage: Stage) -> None:
    stage.open()
    choose(stage, LEAD, listed(stage), 7, "waive")
    assert list(submit(stage, LEAD, reason="").errors) == ["reason"]
    assert submit(stage, LEAD, reason="Aucun personnel transféré").closed
    heard(stage, "le n° 7, *Transfert de personnel*, est sans objet")

    said = readable(stage.asked(CLIENT, "@Relais sans objet 7 nous ne transférons personne")["text"])

    assert "C’est noté : le n° 7, Transfert de personnel, est sans objet pour le client." in said
    assert stage.engagement().items[6].waived


def test_an_item_of_their_own_is_added_by_form_and_in_words_then_changed(stage: Stage) -> None:
    stage.open()
    stage.slack.command(LEAD, SHARED, "/relais élément")
    empty = submit(stage, LEAD, title=" ", kind="physical", owner="client", due="2027-01-15")
    assert list(empty.errors) == ["title"]
    assert submit(stage, LEAD, title="Lecteurs de badges", kind="physical", owner="client").closed
    heard(stage, "a ajouté le n° 14, *Lecteurs de badges*")

    said = stage.asked(CLIENT, "@Relais élément « Annuaire » nature=connaissances échéance=15/01/2027")
    assert "n° 15, Annuaire" in readable(said["text"])
    told = stage.told(MANAGER, '/relais item 14 "Badges" owner=provider due=2027-02-01')
    assert "no. 14, Badges, is changed" in told

    badges, directory = stage.engagement().items[13:]
    assert (badges.title, badges.owner, str(badges.due)) == ("Badges", Party.PROVIDER, "2027-02-01")
    assert (directory.kind, directory.owner) == (ItemKind.KNOWLEDGE, Party.CLIENT)
    assert "Nouveau nom : *Badges*." in heard(stage, "a modifié le n° 14")


def test_a_change_by_form_begins_with_what_is_and_says_what_is_wrong_under_its_field(stage: Stage) -> None:
    stage.open()
    choose(stage, LEAD, listed(stage), KNOWLEDGE, "change")

    same = submit(stage, LEAD, title="Transfert de connaissances", owner="client", due="2027-01-23")
    assert list(same.errors) == ["title"]
    late = submit(stage, LEAD, title="Transfert de connaissances", owner="client", due="2026-01-23")
    assert list(late.errors) == ["due"]
    assert submit(stage, LEAD, title="Dossier d’exploitation", owner="provider", due="2027-02-01").closed

    changed = stage.engagement().items[KNOWLEDGE - 1]
    assert (changed.title, changed.owner) == ("Dossier d’exploitation", Party.PROVIDER)
    assert "4. Dossier d’exploitation" in stage.told(LEAD, "/relais liste")


def test_a_form_that_was_opened_before_the_item_changed_says_so_and_changes_nothing(stage: Stage) -> None:
    value = f"{stage.open().id} {KNOWLEDGE}"
    stage.press(LEAD, listed(stage), "acceptance.reject", value)
    stage.told(MANAGER, f"/relais accept {KNOWLEDGE}")
    before = stage.engagement()

    done = submit(stage, LEAD, reason="Il manque l’index")

    assert not done.closed
    assert "a changé depuis que vous l’avez ouvert" in done.errors["reason"]
    assert stage.engagement() == before


def test_a_list_that_shows_what_was_replaced_accepts_nothing_and_is_drawn_anew(stage: Stage) -> None:
    value = f"{stage.open().id} {KNOWLEDGE}"
    old = {action: listed(stage) for action in ("acceptance.accept", "acceptance.reject")}
    stage.asked(CLIENT, f"@Relais remettre {KNOWLEDGE} https://wiki.example/v2")
    before = stage.engagement()

    for action, shown in old.items():
        stage.press(LEAD, shown, action, value)
        stage.soon(lambda shown=shown: "wiki.example/v2" in now(stage, LEAD, shown)["text"])  # type: ignore[misc]

    def refused() -> int:
        return sum("a changé depuis" in one["text"] for one in stage.slack.messages(SHARED, LEAD))

    assert stage.soon(lambda: refused() == len(old))
    assert stage.engagement() == before
    assert stage.slack.modal(LEAD) is None


#: What people may get wrong, and what they are told.
WRONG = [
    ("réserver", "Indiquez le numéro de ce dont il s’agit"),
    ("réserver 4", "Dites pourquoi"),
    ("réserver 4 Index échéance=2026-11-01", "Le 1er novembre 2026 est passé : nous sommes"),
    ("réserver 4 Index échéance=demain", "« demain » n’est pas une date"),
    ("réserver 4 Index responsable=notaire", "« notaire » n’est pas une partie"),
    ("réserver 4 Index responsable=prestataire", "Une réserve est levée par la partie qui la fait"),
    ("réserver 4 Index responsable=entrant", "Personne ne représente ici le prestataire entrant"),
    ("réserver 4 Index bloquante=peut-être", "Après `bloquante=`, écrivez `oui` ou `non`"),
    ("réserver 4 Index échéance=", "Rien ne suit"),
    ("réserver 12 Trop tôt", "Avant d’accepter la phase dans son ensemble"),
    ("sans-objet 4", "Dites pourquoi"),
    ("sans-objet 12 jamais", "est la phase dans son ensemble"),
    ("lever", "Dites quelle réserve, par son numéro"),
    ("lever tout", "« tout » n’est pas un numéro de réserve"),
    ("lever 1", "Il n’y a pas de réserve 1"),
    ("remettre 4 ici", "est remis par le client, qui en est responsable"),
    ("remettre 12 ici", "est la phase dans son ensemble"),
    ("remettre 99", "Il n’y a pas de n° 99"),
    ("élément 4 responsable=client", "C’est ainsi que le n° 4, Transfert de connaissances, est déjà noté"),
    ('élément 12 "Tout"', "est la phase dans son ensemble"),
    ('élément "Badges" nature=phase', "« phase » n’est pas une nature d’élément"),
    (f"élément \"{'x' * 90}\"", "Le nom dépasse 80 caractères"),
]  # fmt: skip


def test_whatever_is_wrong_gets_a_clear_sentence_and_changes_nothing(stage: Stage) -> None:
    before = stage.open()

    told = {typed: readable(stage.told(LEAD, f"/relais {typed}")) for typed, _ in WRONG}

    assert {typed: told[typed] for typed, said in WRONG if said not in told[typed]} == {}
    assert stage.engagement() == before


#: Questions, and remarks, that begin with the word of a command.
QUESTIONS = (
    "élément 4 : où en est-il ?",
    "élément 4",
    "Réserver 4 places dans le datacenter, est-ce utile ?",
    "Lever une réserve, comment faire ?",
    "lever les réserves avant la fin de la prise en charge",
    "Remettre la documentation : qui doit le faire ?",
    "Sans objet, est-ce que cela vaut acceptation ?",
)


def test_what_only_begins_like_a_command_decides_nothing(stage: Stage) -> None:
    before = stage.open()

    for question in QUESTIONS:
        said = stage.asked(CLIENT, f"@Relais {question}")["text"]
        assert "C’est noté" not in said, question
        assert "Dites quel" not in said, question

    assert stage.engagement() == before


def test_in_words_a_reservation_has_its_day_its_owner_and_its_own_apostrophes(stage: Stage) -> None:
    stage.open()

    said = stage.asked(
        BUYER, "@Relais j’accepte avec réserve le 10 : l’annexe manque échéance=15/01/2027 bloquante=oui"
    )
    told = readable(said["text"])

    assert "vous avez accepté le n° 10, Plan d’assurance qualité (PAQ), avec une réserve" in told
    assert "Réserve 1 : à traiter par le prestataire pour le 15 janvier 2027." in told
    made = stage.engagement().reservations[0]
    assert (made.text, made.blocking, made.owner) == ("l’annexe manque", True, Party.PROVIDER)
    assert "Reservation 1 was made by the client" in stage.told(MANAGER, "/relais lift 1")
    assert "la réserve 1 est levée" in stage.asked(CLIENT, "@Relais lever la réserve 1 vu")["text"]
