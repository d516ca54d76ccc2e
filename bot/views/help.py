"""The guide for where somebody stands."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views import kit
from prompts import Translator
from state.rules.engagement import Engagement


def guide(
    t: Translator,
    *,
    words: Sequence[str],
    command: str,
    bot: str,
    engagement: Engagement | None,
    direct: bool,
    unknown: str = "",
    near: str = "",
) -> kit.Message:
    """Return the commands, what this place is about, and, after an unknown word, what was probably meant."""
    lines = []
    if unknown:
        lines.append(t("help.unknown", word=kit.escape(kit.cut(unknown, 60))))
        lines.append(
            t("help.near", command=command, word=near)
            if near
            else t("help.ask_hint", command=command, text=kit.escape(kit.cut(unknown, 60)))
        )
    if engagement is not None:
        here = t("help.here", name=kit.escape(engagement.name), phase=t(f"phase.{engagement.phase}"))
    else:
        here = t("help.direct") if direct else t("help.nowhere", command=command)
    usages = [_usage(t(f"usage.{word}", command=command)) for word in words]
    parts = [*lines, f"*{t('help.title')}*", here, *usages, t("help.twin", bot=kit.person(bot))]
    blocks = [kit.section("\n".join(lines))] if lines else []
    blocks += [
        kit.section(f"*{t('help.title')}*\n{here}"),
        kit.section("\n".join(usages)),
        kit.context(t("help.twin", bot=kit.person(bot))),
    ]
    return kit.message("\n".join(parts), blocks)


#: What is said back to what asks nothing: small talk, and the manners of `bot.talk.Manner`.
SMALL = {
    "hello": "help.hello",
    "thanks": "help.thanks",
    "wordless": "help.wordless",
    "steering": "help.steering",
    "rude": "help.rude",
}


def small(talk: str, t: Translator) -> kit.Message:
    """Return a word back to who greets, thanks, sends signs alone, gives Relais orders, or is rude."""
    return kit.say(t(SMALL[talk]))


def usage(word: str, command: str, t: Translator) -> str:
    """Return how a command is written, without what it is for."""
    return t(f"usage.{word}", command=command).split(" — ")[0]


def _usage(said: str) -> str:
    written, _, purpose = said.partition(" — ")
    return f"`{kit.escape(written)}` — {purpose}"
