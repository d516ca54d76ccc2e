"""Who is named for a party, in which role and until when, and who is released (DOMAIN §4, roles)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from state.rules.broken import RuleBroken
from state.rules.checklist import refuse_past
from state.rules.dossier import ExitMode
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.opening import off_slack, refuse_same_company
from state.rules.party import OFF_SLACK, Actor, Member, Party, Role, Word
from state.rules.permission import GRANTS, Act, day_of, party_for, refuse_closed, refuse_settings
from state.rules.reason import checked_reason

#: So many people a party may have, observers and delegates too.
MOST_PEOPLE = 50


@dataclass(frozen=True, slots=True)
class Naming:
    """What a lead asks for: a person, in a role, for a party; not checked yet.

    `stands_for`, `since` and `until` are a delegate's alone; days are the engagement's, both included.
    `evidence` is what says that somebody without Slack, or of another company, may speak for the party.
    `shared`: two companies share a channel of the engagement.
    """

    actor: Actor
    party: Party
    role: Role
    stands_for: Actor | None = None
    since: date | None = None
    until: date | None = None
    evidence: str = ""
    shared: bool = False


def name_member(engagement: Engagement, word: Word, naming: Naming) -> Engagement:
    """Name somebody for a party, or give a person of it another role or other days.

    A lead names the people of their own party; the client's lead also the first lead of the incoming
    provider. Raises as `permission.party_for`, and `closed`, `own_party_only` (party: the lead's own),
    `no_incoming` and `incoming_lead_first` (the incoming provider's seat), `both_parties` (user),
    `same_company`, `evidence_missing`, `other_company` (user, party), `person_missing`, `person_too_long`
    (limit), `reason_too_long` (limit), `party_too_many` (party, limit), `last_lead` (party), what
    `_refuse_delegation` raises, and `member_already` (user, role).
    """
    own = party_for(engagement, word, Act.PEOPLE)
    refuse_closed(engagement)
    _refuse_party(engagement, own, naming)
    before = engagement.member(off_slack(naming.actor))
    if before is not None and before.party is not naming.party:
        raise RuleBroken("both_parties", user=before.actor.user)
    made = _member(engagement, naming, day_of(engagement, word))
    if before == made:
        raise RuleBroken("member_already", user=made.actor.user, role=made.role)
    after = replace(engagement, members=_with(engagement.members, made))
    _refuse_leaderless(after, made.party)
    _refuse_many(after, made.party)
    if naming.shared:
        refuse_same_company(after.members)
    return after


def release_member(engagement: Engagement, word: Word, actor: Actor) -> Engagement:
    """Release somebody of the lead's own party; who stood in for them signs no more.

    Raises as `permission.party_for`, and `closed`, `member_unknown` (user), `own_party_only` (party) and
    `last_lead` (party).
    """
    own = party_for(engagement, word, Act.PEOPLE)
    refuse_closed(engagement)
    member = engagement.member(actor)
    if member is None:
        raise RuleBroken("member_unknown", user=actor.user)
    if member.party is not own:
        raise RuleBroken("own_party_only", party=own)
    after = replace(engagement, members=tuple(one for one in engagement.members if one.actor != actor))
    _refuse_leaderless(after, own)
    return after


def name_administrator(engagement: Engagement, word: Word, actor: Actor) -> Engagement:
    """Name somebody of one of the companies who looks after the settings.

    Raises as `permission.refuse_settings`, and `administrator_slack` (a person without Slack cannot),
    `third_company` (user) and `administrator_already` (user).
    """
    refuse_settings(engagement, word)
    if actor.team == OFF_SLACK:
        raise RuleBroken("administrator_slack")
    companies = {engagement.team, *(member.actor.team for member in engagement.members)}
    if actor.team not in companies:
        raise RuleBroken("third_company", user=actor.user)
    if actor in engagement.administrators:
        raise RuleBroken("administrator_already", user=actor.user)
    return replace(engagement, administrators=(*engagement.administrators, actor))


def release_administrator(engagement: Engagement, word: Word, actor: Actor) -> Engagement:
    """Release an administrator; the leads always look after the settings too.

    Raises as `permission.refuse_settings`, and `administrator_unknown` (user).
    """
    refuse_settings(engagement, word)
    if actor not in engagement.administrators:
        raise RuleBroken("administrator_unknown", user=actor.user)
    left = tuple(one for one in engagement.administrators if one != actor)
    return replace(engagement, administrators=left)


def leads(engagement: Engagement, party: Party) -> tuple[Actor, ...]:
    """Return who leads a party."""
    return tuple(one.actor for one in engagement.members if one.party is party and one.role is Role.LEAD)


def principals(engagement: Engagement, party: Party) -> tuple[Member, ...]:
    """Return the people of a party in whose place a delegate may sign: they sign by their own role."""
    return tuple(one for one in engagement.members if one.party is party and _signs_by_role(one))


def _refuse_party(engagement: Engagement, own: Party, naming: Naming) -> None:
    if naming.party is Party.INCOMING:
        ported = engagement.exit is not None and engagement.exit.mode is ExitMode.PORTABILITY
        if engagement.phase is not Phase.EXIT or not ported:
            raise RuleBroken("no_incoming")
    if naming.party is own:
        return
    seat = naming.party is Party.INCOMING and own is Party.CLIENT
    if not seat or leads(engagement, Party.INCOMING):
        raise RuleBroken("own_party_only", party=own)
    if naming.role is not Role.LEAD:
        raise RuleBroken("incoming_lead_first")


def _member(engagement: Engagement, naming: Naming, today: date) -> Member:
    """Return the member that is asked for, checked by itself."""
    actor, evidence = off_slack(naming.actor), checked_reason(naming.evidence, required=False)
    if not evidence:
        if actor.team == OFF_SLACK:
            raise RuleBroken("evidence_missing")
        if _of_another_company(engagement, naming):
            raise RuleBroken("other_company", user=actor.user, party=naming.party)
    if naming.role is not Role.DELEGATE:
        if naming.stands_for or naming.since or naming.until:
            raise RuleBroken("only_delegates")
        return Member(actor, naming.party, naming.role, evidence=evidence)
    since = naming.since or today
    _refuse_delegation(engagement, naming, since, today)
    return Member(actor, naming.party, Role.DELEGATE, naming.stands_for, since, naming.until, evidence)


def _of_another_company(engagement: Engagement, naming: Naming) -> bool:
    theirs = {
        one.actor.team
        for one in engagement.members
        if one.party is naming.party and one.actor.team != OFF_SLACK
    }
    return bool(theirs) and naming.actor.team not in theirs


def _refuse_delegation(engagement: Engagement, naming: Naming, since: date, today: date) -> None:
    """Raise what a delegation lacks.

    `delegate_for_whom` (nobody named, or nobody of the party who signs by their own role),
    `delegate_of_self`, `delegation_days` (no last day), `due_past` (due, today) and
    `delegation_order` (since, until).
    """
    signing = [one.actor for one in principals(engagement, naming.party)]
    if naming.stands_for == naming.actor:
        raise RuleBroken("delegate_of_self")
    if naming.stands_for not in signing:
        raise RuleBroken("delegate_for_whom", party=naming.party)
    if naming.until is None:
        raise RuleBroken("delegation_days")
    refuse_past(naming.until, today)
    if since > naming.until:
        raise RuleBroken("delegation_order", since=since, until=naming.until)


def _with(members: Iterable[Member], made: Member) -> tuple[Member, ...]:
    """Return the members with one of them as it is now, in their place; a new one comes last."""
    kept = tuple(made if one.actor == made.actor else one for one in members)
    return kept if made in kept else (*kept, made)


def _refuse_leaderless(engagement: Engagement, party: Party) -> None:
    if not leads(engagement, party):
        raise RuleBroken("last_lead", party=party)


def _refuse_many(engagement: Engagement, party: Party) -> None:
    if sum(one.party is party for one in engagement.members) > MOST_PEOPLE:
        raise RuleBroken("party_too_many", party=party, limit=MOST_PEOPLE)


def _signs_by_role(member: Member) -> bool:
    return member.role is not Role.DELEGATE and Act.SIGN in GRANTS[member.role]
