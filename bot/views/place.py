"""Where an engagement is followed: which one is meant in a channel, what changed about its channels."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views import kit, wording
from prompts import Translator
from state.rules.change import Change
from state.rules.engagement import Engagement

#: What a button may carry of a command, which it brings back when it is pressed.
CARRIED = 1500
#: So many engagements are offered: an actions block holds 25 buttons.
OFFERED = 24


def which(engagements: Sequence[Engagement], typed: str, command: str, t: Translator) -> kit.Message:
    """Return the question which engagement a command is about.

    Each button runs the command anew for one of them; the text says how to write it.
    """
    shown, typed = engagements[:OFFERED], typed.strip() or t.words("command.status")[0]
    lines = [f"• {_named(one, t)}" for one in shown]
    beside = f'{t.words("pair.engagement")[0]}="{shown[0].name}"'
    written = kit.escape(f"{command} {kit.cut(typed, 200)} {beside}")
    said = "\n".join([t("place.which"), *lines, t("place.written", written=written)])
    if len(typed) > CARRIED:
        return kit.say(said)
    buttons = [
        kit.button(
            kit.bare(one.name), f"command.which.{at}", f"{one.id} {typed}",
            label=t("asked.which_label", name=kit.bare(one.name)),
        )
        for at, one in enumerate(shown)
    ]  # fmt: skip
    return kit.message(said, [kit.section(said), kit.actions(*buttons)])


def followed(engagement: Engagement, t: Translator) -> kit.Message:
    """Return what tells a person that a channel follows an engagement from now on."""
    return kit.say(t("place.done_follow", name=kit.escape(engagement.name), home=_home(engagement)))


def unfollowed(engagement: Engagement, t: Translator) -> kit.Message:
    """Return what tells a person that a channel follows an engagement no more."""
    return kit.say(t("place.done_unfollow", name=kit.escape(engagement.name)))


def archived(engagement: Engagement, t: Translator) -> kit.Message:
    """Return what tells a person that an engagement is put away."""
    return kit.say(t("place.done_archive", name=kit.escape(engagement.name)))


def eyed(engagement: Engagement, t: Translator) -> kit.Message:
    """Return what tells a person whether four eyes are asked for."""
    return kit.say(t("place.four_eyes_on" if engagement.four_eyes else "place.four_eyes_off"))


def archive_button(engagement: Engagement, t: Translator) -> kit.Block:
    """Return the button that puts a closed engagement away."""
    return kit.button(t("button.archive"), "place.archive", engagement.id)


def announced_follow(change: Change, t: Translator) -> str:
    """Return what tells the channel of the card that another one follows the engagement too."""
    added = _other(change.after, change.before)
    return t("place.followed", person=wording.speaker(change), channel=f"<#{added}>")


def announced_here(change: Change, t: Translator) -> str:
    """Return what tells a channel that it follows an engagement from now on."""
    name, home = kit.escape(change.after.name), _home(change.after)
    return t("place.followed_here", person=wording.speaker(change), name=name, home=home)


def announced_unfollow(change: Change, t: Translator) -> str:
    """Return what tells the channel of the card that another one follows the engagement no more."""
    gone = _other(change.before, change.after)
    return t("place.unfollowed", person=wording.speaker(change), channel=f"<#{gone}>")


def announced_archive(change: Change, t: Translator) -> str:
    """Return what tells the channel that its engagement is put away."""
    return t("place.archived", person=wording.speaker(change), name=kit.escape(change.after.name))


def announced_eyes(change: Change, t: Translator) -> str:
    """Return what tells both parties whether four eyes are asked for."""
    key = "place.eyes_on" if change.after.four_eyes else "place.eyes_off"
    return t(key, person=wording.speaker(change))


def _named(engagement: Engagement, t: Translator) -> str:
    return t("place.line", name=kit.escape(engagement.name), phase=t(f"phase.{engagement.phase}"))


def _home(engagement: Engagement) -> str:
    return f"<#{engagement.channel}>"


def _other(more: Engagement | None, less: Engagement | None) -> str:
    """Return the channel that one state follows an engagement in and the other does not."""
    known = set(less.channels) if less else set()
    return next((one.channel for one in (more.channels if more else ()) if one not in known), "")
