"""What tells a channel that a contract which already runs is followed in it."""

from __future__ import annotations

from bot.views import kit, wording
from prompts import Translator
from state.rules.change import Change
from state.rules.party import Party
from state.rules.waiting import day_at


def announced(change: Change, t: Translator) -> str:
    """Return who brought it in, where it stands, and what that rests on; of a copy, that it is back."""
    after, today = change.after, day_at(change.after, change.at)
    values = {
        "name": kit.escape(after.name),
        "person": wording.person(change.by),
        "phase": t(f"phase.{after.phase}"),
    }
    if change.before is not None:
        return t("import.copied", **values)
    said = t(
        "import.announced",
        since=kit.day(after.phase_since, t.language),
        client=wording.members(after, Party.CLIENT, today),
        provider=wording.members(after, Party.PROVIDER, today),
        **values,
    )
    lines = [said]
    if after.accountable is Party.PROVIDER and after.live_on is not None:
        lines.append(t("import.live", day=kit.day(after.live_on, t.language)))
    return "\n".join([*lines, t("import.rests"), kit.quote(change.note)])
