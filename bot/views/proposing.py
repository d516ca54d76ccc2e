"""The forms of a proposal: a return, an amendment, and the reason of who declines."""

from __future__ import annotations

from bot.views import kit, wording
from bot.views.proposal import what
from prompts import Translator
from state.rules.back import ways_back
from state.rules.dossier import Proposal, Route
from state.rules.engagement import Engagement
from state.rules.reason import LONGEST

#: The field of the form that a broken rule is about; others are shown under the first one.
BACK_FIELDS = {"reason_missing": "reason", "reason_too_long": "reason"}
AMEND_FIELDS = {
    "parts_missing": "parts", "parts_too_many": "parts", "part_too_long": "parts",
    "amendment_past": "since", "amendment_order": "since",
    "extension_not_later": "ends", "no_end_yet": "ends", "notice_stands": "ends",
    "notice_exceeds_term": "notice", "notice_exceeds_renewal": "notice", "deadline_passed": "notice",
    "price_not_positive": "price", "index_not_positive": "base", "base_missing": "base",
    "cap_reached": "renewal", "past_cap": "renewal", "partial_last_renewal": "renewal",
    "caps_differ": "renewal",
    "evolution_unknown": "evolution", "evolution_over": "evolution", "route_otherwise": "evolution",
}  # fmt: skip


def back_modal(engagement: Engagement, data: str, t: Translator) -> kit.Block:
    """Return the form that proposes a return; the engagement has to have somewhere to go back to."""
    ways = [kit.option(wording.capital(t(f"the.{phase}")), phase.value) for phase in ways_back(engagement)]
    to = {"type": "radio_buttons", "options": ways}
    blocks = [
        kit.section(t("back.intro")),
        kit.input_("to", t("back.to"), to),
        kit.input_("reason", t("back.reason"), _prose(), hint=t("back.reason_hint")),
    ]
    return kit.modal(
        "proposal.back", t("back.title"), blocks, submit=t("back.submit"), close=t("back.close"), data=data
    )


def amend_modal(engagement: Engagement, data: str, t: Translator) -> kit.Block:
    """Return the form that proposes an amendment; what is left empty stays as it was."""
    day = {"type": "datepicker"}
    base = t("amend.base_hint")
    blocks = [
        kit.section(t("amend.intro")),
        kit.input_("parts", t("amend.parts"), _line(400), hint=t("amend.parts_hint")),
        kit.input_("reference", t("amend.reference"), _line(200), optional=True),
        kit.input_("since", t("amend.since"), day, hint=t("amend.since_hint"), optional=True),
        kit.input_("ends", t("amend.last"), day, optional=True),
        kit.input_("term", t("amend.term"), _line(20), hint=t("amend.term_hint"), optional=True),
        kit.input_("notice", t("amend.notice"), _line(20), optional=True),
        kit.input_("renewal", t("amend.renewal"), _line(20), optional=True),
        kit.input_("price", t("amend.price"), _line(20), optional=True),
        kit.input_("base", t("amend.base"), _line(20), hint=base, optional=True),
        *_evolutions(engagement, t),
        kit.input_("reason", t("amend.reason"), _prose(), optional=True),
    ]
    return kit.modal(
        "proposal.amend", t("amend.title"), blocks,
        submit=t("amend.submit"), close=t("amend.close"), data=data,
    )  # fmt: skip


def decline_modal(proposal: Proposal, data: str, t: Translator) -> kit.Block:
    """Return the form that asks why a proposal is declined."""
    intro = t("decline.intro", number=proposal.number, what=what(proposal, t))
    reason = kit.input_("reason", t("decline.reason"), _prose(), hint=t("decline.reason_hint"))
    return kit.modal(
        "proposal.decline", t("decline.title"), [kit.section(intro), reason],
        submit=t("decline.submit"), close=t("decline.close"), data=data,
    )  # fmt: skip


def offer(kind: str, engagement: Engagement, t: Translator) -> kit.Message:
    """Return a button that opens the form (`back` or `amend`), where a modal cannot be opened at once."""
    said = t("back.offer" if kind == "back" else "amend.offer")
    label = t("button.back" if kind == "back" else "button.amend")
    button = kit.button(label, f"proposal.{kind}", engagement.id, style="primary")
    return kit.message(said, [kit.section(said), kit.actions(button)])


def _evolutions(engagement: Engagement, t: Translator) -> list[kit.Block]:
    """Return the choice of the evolution that the amendment covers, where one waits for an amendment."""
    found = [one for one in engagement.evolutions if one.open and one.route is Route.AMENDMENT]
    options = [kit.option(f"{one.number}. {kit.bare(one.title)}", str(one.number)) for one in found]
    if not options:
        return []
    choice = {"type": "static_select", "options": options}
    return [kit.input_("evolution", t("amend.evolution"), choice, optional=True)]


def _line(most: int) -> kit.Block:
    return {"type": "plain_text_input", "max_length": most}


def _prose() -> kit.Block:
    return {"type": "plain_text_input", "multiline": True, "max_length": LONGEST}
