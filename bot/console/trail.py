"""`relais timeline` and `relais verify`: the history on the terminal, and whether it is what it was."""

from __future__ import annotations

import re
from collections.abc import Callable

import typer

from bot import arguments
from bot.console.desk import Desk, Stopped
from bot.console.show import named
from bot.parts import open_state, wall
from bot.views import kit
from bot.views import timeline as show
from state.ledger import Ledger
from state.rules.broken import RuleBroken
from state.rules.entry import Chain, Seal

#: A digest, or so much of its beginning that nobody finds another history for it.
_SEAL = re.compile(r"[0-9a-f]{16,64}")


def timeline(at: Desk, name: str, *, as_json: bool) -> None:
    """Show the history of an engagement, oldest first; as JSON, one entry a line, whole."""
    ledger = open_state(at.settings)
    engagement = named(ledger, name)
    entries = ledger.history.of(engagement.id)
    if as_json:
        for one in entries:
            at.give(show.plain(one))
        return
    people = _people(at)
    for one in entries:
        at.say(arguments.unmarked(people(show.entry(one, engagement, at.t))))
        at.say()


def verify(at: Desk, name: str | None, seal: str | None) -> None:
    """Check the hash chain of the history, and a seal that somebody holds.

    The program ends with 1 where a chain is broken, or where no history holds the seal.
    """
    ledger = open_state(at.settings)
    if seal is not None:
        _check(at, ledger, seal)
        return
    chains = ledger.history.verify(named(ledger, name).id if name else None)
    for chain in chains:
        if chain.broken_at is None:
            at.tell("cli.verified", name=chain.name, n=chain.entries, head=chain.head[:16])
            _list(at, chain.seals if name else chain.seals[-1:])
        else:
            at.tell("cli.broken", name=chain.name, at=chain.broken_at)
    if any(chain.broken_at is not None for chain in chains):
        raise typer.Exit(1)


def _list(at: Desk, seals: tuple[Seal, ...]) -> None:
    for one in seals:
        entries = at.t("timeline.entries", n=one.entries)
        at.tell("cli.seal", day=kit.day(one.on, at.t.language), entries=entries, seal=show.short(one.digest))


def _check(at: Desk, ledger: Ledger, typed: str) -> None:
    """Say what a seal is the seal of, and whether the history up to it is what it was."""
    seal = typed.strip(" `…").casefold()
    if not _SEAL.fullmatch(seal):
        raise RuleBroken("seal_wrong", text=typed)
    found = ledger.history.sealed(seal)
    if not found:
        at.tell("cli.seal_unknown")
        raise typer.Exit(1)
    for id_, entry in found:
        (chain,) = ledger.history.verify(id_)
        if _broken(chain, entry.seq):
            at.tell("cli.broken", name=chain.name, at=chain.broken_at)
            raise typer.Exit(1)
        day = kit.day(entry.at.date(), at.t.language)
        at.tell("cli.sealed", name=chain.name, n=entry.seq, day=day)


def _broken(chain: Chain, seq: int) -> bool:
    return chain.broken_at is not None and chain.broken_at <= seq


def _people(at: Desk) -> Callable[[str], str]:
    """Return what puts people's names into a text, as far as a Slack that can be reached tells them."""
    # Imported here: what is asked as JSON needs nothing of Slack.
    from bot.console.run import any_access  # noqa: PLC0415
    from bot.outgoing import Outgoing  # noqa: PLC0415
    from bot.people import People  # noqa: PLC0415

    try:
        access = any_access(at.settings)
    except Stopped:
        return str
    return People(Outgoing(access.bot_token, access.api_url), wall=wall).named
