"""Leaving a contract before its term, and who takes the service over (methodology: end of service)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from state.rules.broken import RuleBroken
from state.rules.checklist import Task, enlist
from state.rules.dossier import Exit, ExitCause, ExitMode, TermEnd
from state.rules.dropping import dropped
from state.rules.ending import begin_exit, last_day_of, with_term_end
from state.rules.engagement import Engagement
from state.rules.item import Item, ItemKind, Phase, Verdict
from state.rules.party import Party, Word
from state.rules.permission import Act, day_of, party_for, refuse_closed
from state.rules.reason import checked_reason, visible
from state.rules.run import Outcome
from state.rules.term import term_at

LONGEST_COMPANY = 80
#: What is transferred; documents and milestones are not.
TRANSFERS = frozenset({ItemKind.KNOWLEDGE, ItemKind.LEGAL, ItemKind.PHYSICAL})


def end_early(engagement: Engagement, word: Word, *, last_day: date, ground: str) -> Engagement:
    """End the contract before its term, on a legal ground that a party names (DOMAIN T9, T13).

    The exit begins at once and hands back what moved; a takeover in which nothing was handed over is
    closed instead. `last_day` is a day in the engagement's zone.

    Raises as `party_for`, `closed`, `leaving_already` (last_day), `reason_missing`, `reason_too_long`
    (limit), `ends_in_past` (on, today) and `not_early` (last_day: of the running period).
    """
    party_for(engagement, word, Act.COMMIT)
    refuse_closed(engagement)
    if engagement.phase is Phase.EXIT:
        raise RuleBroken("leaving_already", last_day=last_day_of(engagement))
    said = checked_reason(ground, required=True)
    today = day_of(engagement, word)
    if last_day < today:
        raise RuleBroken("ends_in_past", on=last_day, today=today)
    term = term_at(engagement.contract, today)
    if term.last_day is not None and today <= term.last_day <= last_day:
        raise RuleBroken("not_early", last_day=term.last_day)
    if engagement.phase is Phase.TAKEOVER and not handed_over(engagement):
        return replace(engagement, phase=Phase.CLOSED, phase_since=today, closed_on=today, cancelled=said)
    after = begin_exit(engagement, ExitCause.EARLY, today)
    after = replace(after, exit=Exit(ExitCause.EARLY, today, last_day, reason=said))
    return with_term_end(after, TermEnd(term.k, Outcome.TERMINATED, today, word.by, said))


def handed_over(engagement: Engagement) -> bool:
    """Say whether anybody has accepted a transfer, with or without reservations."""
    return any(
        item.verdict(party) in {Verdict.ACCEPTED, Verdict.RESERVED}
        for item in engagement.items
        for party in item.asks
        if item.kind in TRANSFERS
    )


def choose_mode(
    engagement: Engagement, word: Word, mode: ExitMode, *, company: str = "", reason: str = ""
) -> Engagement:
    """Say who takes the service over: the client itself, or another provider (DOMAIN T10).

    The incoming provider's people keep their seat only where the same company still takes over. The
    checklist follows with `relisted`.

    Raises as `party_for`, `closed`, `client_chooses`, `exit_first` (phase), `exit_choice` (undecided is
    no choice), `company_missing`, `company_too_long` (limit), `exit_mode_already` (exit_mode),
    `mode_reason` (a choice that was made is changed for a reason) and `reason_too_long` (limit).
    """
    if party_for(engagement, word, Act.COMMIT) is not Party.CLIENT:
        raise RuleBroken("client_chooses")
    refuse_closed(engagement)
    before = engagement.exit
    if engagement.phase is not Phase.EXIT or before is None:
        raise RuleBroken("exit_first", phase=engagement.phase)
    if mode is ExitMode.UNDECIDED:
        raise RuleBroken("exit_choice")
    named = checked_company(mode, company)
    if (mode, named) == (before.mode, before.company):
        raise RuleBroken("exit_mode_already", exit_mode=mode)
    if before.mode is not ExitMode.UNDECIDED and not visible(reason):
        raise RuleBroken("mode_reason")
    said = checked_reason(reason, required=False)
    chosen = replace(before, mode=mode, company=named, reason=said or before.reason)
    staying = tuple(one for one in engagement.members if one.party is not Party.INCOMING)
    return replace(engagement, exit=chosen, members=staying)


def relisted(engagement: Engagement, former: Sequence[Task], tasks: Sequence[Task], word: Word) -> Engagement:
    """Return the exit with the checklist that its mode asks for, in the place of the former mode's.

    What is settled stays, and so does what is asked alike; the parties' own items stay too. What both
    sign for has changed: the exit as a whole is to be accepted anew.
    """
    keys = {task.key for task in former}
    wanted = {task.key: task for task in tasks}
    current = [one for one in engagement.current_items if one.key in keys]
    gone = {one.number for one in current if not _stays(one, wanted.get(one.key))}
    after = dropped(engagement, gone, word)
    kept = {one.key for one in after.current_items}
    return enlist(after, [task for task in tasks if task.key not in kept])


def _stays(item: Item, task: Task | None) -> bool:
    """Say whether an item of the former list holds in the new one."""
    if item.kind is ItemKind.PHASE or Party.INCOMING in item.asks:
        return False
    return item.settled if task is None else task.asks == item.asks


def checked_company(mode: ExitMode, company: str) -> str:
    """Return the company that takes over, "" where none does.

    Raises `company_missing` and `company_too_long` (limit).
    """
    if mode is not ExitMode.PORTABILITY:
        return ""
    named = " ".join(visible(company).split())
    if not named:
        raise RuleBroken("company_missing")
    if len(named) > LONGEST_COMPANY:
        raise RuleBroken("company_too_long", limit=LONGEST_COMPANY)
    return named
