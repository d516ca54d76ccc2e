"""The form that names somebody for a party."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.views import kit, wording
from prompts import Translator
from state.rules.engagement import Engagement
from state.rules.opening import LONGEST_NAME
from state.rules.party import OFF_SLACK, Actor, Party, Role
from state.rules.people import principals
from state.rules.reason import LONGEST

#: The field that a broken rule is about; others are shown under the person.
FIELDS = {
    "role_missing": "role", "only_delegates": "role", "last_lead": "role", "incoming_lead_first": "role",
    "no_incoming": "party", "own_party_only": "party",
    "delegate_for_whom": "stands_for", "delegate_of_self": "stands_for",
    "delegation_days": "until", "delegation_order": "until", "due_past": "until",
    "evidence_missing": "evidence", "other_company": "evidence", "reason_too_long": "evidence",
    "person_missing": "user", "person_too_long": "name",
}  # fmt: skip


def modal(
    engagement: Engagement, own: Party, names: Mapping[str, str], data: str, *, today: date, t: Translator
) -> kit.Block:
    """Return the form, for the lead of a party; the client's may also seat the incoming provider."""
    roles = [kit.option(wording.capital(t(f"role.{role}")), role.value) for role in Role]
    parties = [kit.option(wording.capital(t(f"party.{party}")), party.value) for party in _parties(own)]
    standing = [
        kit.option(kit.bare(_name(one.actor, names)), f"{one.actor.team} {one.actor.user}")
        for one in principals(engagement, own)
    ]
    name = {"type": "plain_text_input", "max_length": LONGEST_NAME}
    evidence = {"type": "plain_text_input", "max_length": LONGEST}
    day = {"type": "datepicker"}
    blocks = [
        kit.input_("user", t("naming.user"), {"type": "users_select"}, optional=True),
        kit.input_("name", t("naming.name"), name, hint=t("naming.name_hint"), optional=True),
        kit.input_("party", t("naming.party"), _select(parties, parties[0])),
        kit.input_("role", t("naming.role"), _select(roles, roles[1])),
        kit.input_("stands_for", t("naming.stands_for"), _select(standing), optional=True),
        kit.input_("since", t("naming.since"), day, hint=t("naming.since_hint"), optional=True),
        kit.input_("until", t("naming.until"), day, optional=True),
        kit.input_("evidence", t("naming.evidence"), evidence, hint=t("naming.evidence_hint"), optional=True),
    ]
    intro = t("naming.intro", party=t(f"party.{own}"), today=kit.day(today, t.language))
    return kit.modal(
        "members.add", t("naming.title"), [kit.section(intro), *blocks],
        submit=t("naming.submit"), close=t("naming.close"), data=data,
    )  # fmt: skip


def offer(engagement: Engagement, t: Translator) -> kit.Message:
    """Return a button that opens the form, where a modal cannot be opened at once."""
    said = t("naming.offer")
    button = kit.button(t("button.name"), "members.add", engagement.id, style="primary")
    return kit.message(said, [kit.section(said), kit.actions(button)])


def _parties(own: Party) -> list[Party]:
    return [own, Party.INCOMING] if own is Party.CLIENT else [own]


def _select(options: list[kit.Block], chosen: kit.Block | None = None) -> kit.Block:
    element: kit.Block = {"type": "static_select", "options": options[:100]}
    return element | {"initial_option": chosen} if chosen else element


def _name(actor: Actor, names: Mapping[str, str]) -> str:
    return actor.user if actor.team == OFF_SLACK else names.get(actor.user, actor.user)
