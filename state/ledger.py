"""Everything that Relais remembers, behind one door."""

from __future__ import annotations

from sqlalchemy import Engine

from state.acceptances import Acceptances
from state.conversations import Conversations
from state.copies import Copies
from state.endings import Endings
from state.engagements import Engagements
from state.evolutions import Evolutions
from state.feedback import Feedback
from state.gaps import Gaps
from state.history import History
from state.imports import Imports
from state.inbox import Inbox
from state.items import Items
from state.members import Members, Places
from state.migration import migrate
from state.outbox import Outbox
from state.phases import Phases
from state.proposals import Proposals
from state.reminders import Reminders
from state.seals import Seals
from state.store import Store, connect
from state.voice import Voice


class Ledger:
    """One use case a method, each in one transaction; time is passed in, aware."""

    def __init__(self, engine: Engine, voice: Voice) -> None:
        store = Store(engine)
        self.engagements = Engagements(store, voice)
        self.acceptances = Acceptances(self.engagements)
        self.items = Items(self.engagements)
        self.phases = Phases(self.engagements)
        self.proposals = Proposals(self.engagements)
        self.members = Members(self.engagements)
        self.places = Places(self.engagements)
        self.endings = Endings(self.engagements)
        self.evolutions = Evolutions(self.engagements)
        self.imports = Imports(self.engagements)
        self.copies = Copies(store, voice)
        self.reminders = Reminders(store, self.engagements, voice)
        self.gaps = Gaps(store, voice)
        self.feedback = Feedback(store)
        self.conversations = Conversations(store)
        self.history = History(store)
        self.seals = Seals(store, voice)
        self.outbox = Outbox(store)
        self.inbox = Inbox(store)


def open_ledger(url: str, voice: Voice) -> Ledger:
    """Open a database, bringing its schema up to date; raises StoreUnavailable."""
    engine = connect(url)
    migrate(engine)
    return Ledger(engine, voice)
