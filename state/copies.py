"""One engagement with its whole history as a document, and such a document read again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from state import history, outbox
from state.columns import canonical
from state.records import save
from state.rules.broken import RuleBroken
from state.rules.change import Call, Change
from state.rules.engagement import Engagement
from state.store import Store
from state.tables import EngagementRow, HistoryRow
from state.told import told
from state.values import as_json, engagement_columns, from_json, name_key
from state.voice import Voice

#: What a document says that it is; another number is another layout.
FORMAT = "relais engagement 1"
#: The columns of an entry that hold JSON of their own.
NESTED = ("before", "after", "behalf")


class Copies:
    """A copy holds all that was ever said of an engagement, sealed as it was: it can be checked anywhere."""

    def __init__(self, store: Store, voice: Voice) -> None:
        self._store = store
        self._voice = voice

    def of(self, engagement: Engagement) -> dict[str, Any]:
        """Return an engagement and its history as plain JSON."""
        with self._store.read() as session:
            entries = [_plain(row) for row in history.rows_of(session, engagement.id)]
        return {"format": FORMAT, "engagement": as_json(engagement), "history": entries}

    def checked(self, document: Any) -> Engagement:
        """Return the engagement of a copy whose history holds, and leads to it.

        Raises `copy_unknown` (it is no copy), `copy_broken` (at: the first entry that does not hold) and,
        for one that is here already, `copy_here` (name) or `name_taken` (name).
        """
        made, _ = _read(document)
        with self._store.read() as session:
            _refuse_there(session, made)
        return made

    def restore(self, document: Any, call: Call) -> Engagement:
        """Keep the engagement of a copy, with its history, and an entry that says who brought it.

        Raises as `checked`.
        """
        made, rows = _read(document)
        with self._store.write() as session:
            _refuse_there(session, made)
            last = rows[-1]
            head = EngagementRow(**engagement_columns(made), history_seq=last.seq, history_digest=last.digest)
            session.add(head)
            session.flush()
            save(session, None, made)
            session.add_all(rows)
            session.flush()
            change = Change("engagement.import", made, made, call.by, call.at)
            history.append(session, head, change, call)
            outbox.add(session, self._voice.announce(change), now=call.at)
        return made


def _read(document: Any) -> tuple[Engagement, Sequence[HistoryRow]]:
    """Return what a copy holds; a history that is cut, or leads elsewhere, is none."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise RuleBroken("copy_unknown")
    try:
        made = from_json(document["engagement"])
        rows = [_row(entry) for entry in document["history"]]
        broken = next(history.breaks(rows), None)
        entries = ((json.loads(row.before), json.loads(row.after)) for row in rows)
        if broken is None and (not rows or told(entries) != made):
            broken = len(rows)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise RuleBroken("copy_unknown") from None
    if broken is not None or any(row.engagement_id != made.id for row in rows):
        raise RuleBroken("copy_broken", at=broken or 1)
    return made, rows


def _refuse_there(session: Session, made: Engagement) -> None:
    if session.get(EngagementRow, made.id) is not None:
        raise RuleBroken("copy_here", name=made.name)
    same = select(EngagementRow).where(EngagementRow.name_key == name_key(made.name))
    if (taken := session.exec(same).first()) is not None:
        raise RuleBroken("name_taken", name=taken.name)


def _plain(row: HistoryRow) -> dict[str, Any]:
    """Return an entry as plain JSON, with what it holds as JSON itself."""
    plain: dict[str, Any] = row.model_dump(mode="json") | {"at": row.at.isoformat()}
    return plain | {name: json.loads(value) for name in NESTED if (value := plain[name]) is not None}


def _row(entry: dict[str, Any]) -> HistoryRow:
    """Return the row that `_plain` wrote; its seal says whether it is the same."""
    nested = {name: canonical(value) for name in NESTED if (value := entry.get(name)) is not None}
    return HistoryRow(**(entry | nested | {"at": datetime.fromisoformat(entry["at"])}))
