"""Who may do what: one table of roles and acts (DOMAIN §4, roles and rights)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from state.rules.broken import RuleBroken
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.party import OFF_SLACK, PAIR, Actor, Member, Party, Role, Word


class Act(StrEnum):
    """What people do to an engagement.

    `SIGN`: accept, reserve, refuse, say that an item does not apply, lift. `COMMIT`: bind the party
    beyond one item: notice, proposals and their answers, the upgrade, the exit, evolutions, prices.
    `WORK`: hand over, add and change items. `PEOPLE`: name and release the people of one's own party.
    `SETTINGS`: language, channels, four eyes, archive.
    """

    SIGN = "sign"
    COMMIT = "commit"
    WORK = "work"
    PEOPLE = "people"
    SETTINGS = "settings"


#: What each role may do for its own party. An observer reads.
GRANTS: dict[Role, frozenset[Act]] = {
    Role.LEAD: frozenset({Act.SIGN, Act.COMMIT, Act.WORK, Act.PEOPLE, Act.SETTINGS}),
    Role.SIGNATORY: frozenset({Act.SIGN, Act.COMMIT, Act.WORK}),
    Role.DELEGATE: frozenset({Act.SIGN, Act.COMMIT, Act.WORK}),
    Role.MEMBER: frozenset({Act.WORK}),
    Role.OBSERVER: frozenset(),
}
#: In whose place a delegate signs; delegates do not pass it on.
PRINCIPALS = frozenset({Role.LEAD, Role.SIGNATORY})
#: What an administrator may do, of whatever company; a delegate's days do not matter to it.
ADMINISTRATION = frozenset({Act.SETTINGS})


def party_for(engagement: Engagement, word: Word, act: Act) -> Party:
    """Return the party for which somebody may do something now.

    Raises `not_member` (nobody of this engagement), `role_missing` (role, act), `delegation_not_begun`
    (since), `delegation_over` (until), `delegation_void` (the person stood for may not sign any more),
    `no_seat` (the incoming provider only signs and works), `evidence_missing` (a word written down for
    somebody else needs what it rests on), `speaks_for_self` (a person with Slack is not spoken for) and
    `keeper_not_member` (who writes it down has to be somebody of this engagement) and
    `keeper_other_party` (party: it has people in Slack, who write down the word of their own).
    """
    member = engagement.member(word.by)
    if member is None:
        raise RuleBroken("not_member")
    if member.role is Role.DELEGATE:
        refuse_delegate(engagement, member, day_of(engagement, word))
    if act not in GRANTS[member.role]:
        raise RuleBroken("role_missing", role=member.role, act=act)
    if member.party not in PAIR and act not in {Act.SIGN, Act.WORK, Act.PEOPLE}:
        raise RuleBroken("no_seat", act=act)
    _refuse_keeper(engagement, word)
    return member.party


def may(engagement: Engagement, word: Word, act: Act) -> bool:
    """Say whether `party_for` would let somebody do something."""
    try:
        party_for(engagement, word, act)
    except RuleBroken:
        return False
    return True


def refuse_settings(engagement: Engagement, word: Word) -> None:
    """Raise why somebody may not change the engagement's settings; administrators and leads may.

    Raises as `party_for`; nobody speaks for an administrator.
    """
    if word.by not in engagement.administrators or word.kept_by is not None:
        party_for(engagement, word, Act.SETTINGS)


def refuse_delegate(engagement: Engagement, member: Member, today: date) -> None:
    """Raise why a delegate does not sign on a day; nothing where they do."""
    if member.since is not None and today < member.since:
        raise RuleBroken("delegation_not_begun", since=member.since)
    if member.until is not None and today > member.until:
        raise RuleBroken("delegation_over", until=member.until)
    principal = engagement.member(member.stands_for) if member.stands_for else None
    if principal is None or principal.party is not member.party or principal.role not in PRINCIPALS:
        raise RuleBroken("delegation_void")


def refuse_closed(engagement: Engagement) -> None:
    """Raise `closed` (on: the day) for an engagement that is over."""
    if engagement.phase is Phase.CLOSED:
        raise RuleBroken("closed", on=engagement.closed_on)


def day_of(engagement: Engagement, word: Word) -> date:
    """Return the day, in the engagement's zone, on which something was said."""
    return word.at.astimezone(ZoneInfo(engagement.zone)).date()


def signs(engagement: Engagement, member: Member, today: date) -> bool:
    """Say whether a member signs for their party on a day."""
    if Act.SIGN not in GRANTS[member.role]:
        return False
    try:
        if member.role is Role.DELEGATE:
            refuse_delegate(engagement, member, today)
    except RuleBroken:
        return False
    return True


def signatories(engagement: Engagement, party: Party, today: date) -> tuple[Actor, ...]:
    """Return who signs for a party on a day."""
    theirs = (one for one in engagement.members if one.party is party)
    return tuple(one.actor for one in theirs if signs(engagement, one, today))


def _refuse_keeper(engagement: Engagement, word: Word) -> None:
    off_slack = word.by.team == OFF_SLACK
    if word.kept_by is None:
        if off_slack:
            raise RuleBroken("keeper_not_member")
        return
    if not off_slack:
        raise RuleBroken("speaks_for_self")
    if word.kept_by not in engagement.administrators and not _works(engagement, word.kept_by, word):
        raise RuleBroken("keeper_not_member")
    _refuse_other_party(engagement, word, word.kept_by)
    if not word.evidence.strip():
        raise RuleBroken("evidence_missing")


def _refuse_other_party(engagement: Engagement, word: Word, keeper: Actor) -> None:
    """Refuse a word that another party writes down, unless nobody of the person's own could in Slack."""
    own, theirs = engagement.party_of(word.by), engagement.party_of(keeper)
    if own is None or theirs in {None, own}:
        return
    present = (one.actor for one in engagement.members if one.party is own and one.actor.team != OFF_SLACK)
    if any(_works(engagement, one, word) for one in present):
        raise RuleBroken("keeper_other_party", party=own)


def _works(engagement: Engagement, keeper: Actor, word: Word) -> bool:
    member = engagement.member(keeper)
    if member is None or Act.WORK not in GRANTS[member.role]:
        return False
    return member.role is not Role.DELEGATE or signs(engagement, member, day_of(engagement, word))
