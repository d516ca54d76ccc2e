"""The guide for where somebody stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.views import kit
from prompts import Translator
from state.rules.engagement import Engagement


def guide(
    t: Translator,
    *,
    groups: Mapping[str, Sequence[str]],
    command: str,
    bot: str,
    engagements: Sequence[Engagement],
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
    followed = [
        t("help.here", name=kit.escape(one.name), phase=t(f"phase.{one.phase}")) for one in engagements
    ]
    here = "\n".join(followed) or (t("help.direct") if direct else t("help.nowhere", command=command))
    usages = [_group(name, words, command, t) for name, words in groups.items()]
    parts = [*lines, f"*{t('help.title')}*", here, *usages, t("help.twin", bot=kit.person(bot))]
    blocks = [kit.section("\n".join(lines))] if lines else []
    blocks += [
        kit.section(f"*{t('help.title')}*\n{here}"),
        *(kit.section(text) for text in usages),
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


def _group(name: str, words: Sequence[str], command: str, t: Translator) -> str:
    """Return how the commands of a group are written, and what each is for."""
    usages = [_usage(t(f"usage.{word}", command=command)) for word in words]
    return "\n".join([f"*{t(f'guide.{name}')}*", *usages])


def _usage(said: str) -> str:
    written, _, purpose = said.partition(" — ")
    return f"`{kit.escape(written)}` — {purpose}"
