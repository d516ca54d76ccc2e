"""The history of an engagement as people read it: when, who, from where, what, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.views import kit, wording
from bot.views.changed import changes
from prompts import Translator
from state.rules.engagement import Engagement
from state.rules.entry import Entry, Seal
from state.rules.party import CLOCK

#: So many entries are shown at once, and so many lines of what one of them changed.
PAGE, MOST = 10, 6
#: So much of a digest is told: 128 bits, which nobody finds a second history for.
TOLD = 32


def page(engagement: Engagement, entries: Sequence[Entry], t: Translator) -> kit.Message:
    """Return entries, newest first, with the button that shows older ones; days are the engagement's."""
    title = f"*{t('timeline.title', name=kit.escape(engagement.name))}*"
    said = [entry(one, engagement, t) for one in entries]
    blocks = [kit.section(title), *(kit.section(text) for text in said)]
    if entries and entries[-1].seq > 1:
        value = f"{engagement.id} {entries[-1].seq}"
        blocks.append(kit.actions(kit.button(t("timeline.older"), "timeline.older", value)))
    return kit.message("\n\n".join([title, *said]), blocks)


def entry(one: Entry, engagement: Engagement, t: Translator) -> str:
    """Return one entry: a line of who, when, from where and what; then what changed, and why."""
    head = t(
        "timeline.entry",
        seq=one.seq,
        when=kit.instant(one.at, engagement.zone, t.language),
        who=_who(one, t),
        source=t(f"timeline.from.{one.source}"),
        what=t(f"timeline.did.{one.action}"),
    )
    told = changes(one.before, one.after, engagement, t)
    if len(told) > MOST:
        told = [*told[:MOST], t("status.more", n=len(told) - MOST)]
    lines = [head, *(f"• {line}" for line in told)]
    return "\n".join([*lines, kit.quote(one.note)] if one.note else lines)


def sealed(engagement: Engagement, seal: Seal, t: Translator) -> kit.Message:
    """Return the message that tells the seal of a day, for both companies to hold."""
    day = kit.day(seal.on, t.language)
    entries = t("timeline.entries", n=seal.entries)
    said = t("timeline.sealed", day=day, n=seal.changes, entries=entries, seal=short(seal.digest))
    how = t("timeline.check", seal=short(seal.digest))
    see = kit.button(t("timeline.show"), "timeline.show", engagement.id)
    return kit.message(f"{said}\n{how}", [kit.section(said), kit.context(how), kit.actions(see)])


def short(digest: str) -> str:
    """Return as much of a digest as is told."""
    return digest[:TOLD]


def plain(one: Entry) -> dict[str, Any]:
    """Return an entry as plain JSON, whole."""
    behalf = (
        {"team": one.behalf.team, "user": one.behalf.user, "evidence": one.evidence} if one.behalf else None
    )
    return {
        "seq": one.seq,
        "at": one.at.isoformat(),
        "by": {"team": one.by.team, "user": one.by.user},
        "behalf": behalf,
        "source": one.source,
        "action": one.action,
        "note": one.note,
        "before": one.before,
        "after": one.after,
        "digest": one.digest,
    }


def _who(one: Entry, t: Translator) -> str:
    if one.by == CLOCK:
        return t("timeline.nobody")
    if one.behalf is None:
        return wording.person(one.by)
    return f"{wording.person(one.behalf)} ({wording.kept(one.by, one.evidence, t)})"
