"""What people say of an answer: two small buttons, and the form that asks what was wrong."""

from __future__ import annotations

from bot.views import kit
from prompts import Translator
from state.rules.feedback import Reason
from state.rules.reason import LONGEST


def buttons(number: int, t: Translator) -> list[kit.Block]:
    """Return the buttons that approve and disapprove of an answer, by its number."""
    return [
        kit.button(t("feedback.up"), "feedback.up", str(number), label=t("feedback.up_label")),
        kit.button(t("feedback.down"), "feedback.down", str(number), label=t("feedback.down_label")),
    ]


def down_modal(data: str, t: Translator) -> kit.Block:
    """Return the form that asks why an answer is disapproved of."""
    options = [kit.option(t(f"reason.{one}"), one.value) for one in Reason]
    note = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST}
    blocks = [
        kit.input_("reason", t("feedback.reason"), {"type": "radio_buttons", "options": options}),
        kit.input_("note", t("feedback.note"), note, hint=t("feedback.note_hint"), optional=True),
    ]
    return kit.modal(
        "feedback.down", t("feedback.title"), blocks,
        submit=t("feedback.submit"), close=t("feedback.close"), data=data,
    )  # fmt: skip


def thanked(t: Translator) -> kit.Message:
    """Return what tells a person that their word is kept."""
    return kit.say(t("feedback.thanks"))
