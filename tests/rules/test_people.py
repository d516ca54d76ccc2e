"""Who names whom, in which role and until when; nobody speaks for two parties."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from state.rules.broken import RuleBroken
from state.rules.dossier import Exit, ExitCause, ExitMode
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.party import OFF_SLACK, Actor, Member, Party, Role
from state.rules.people import (
    MOST_PEOPLE,
    Naming,
    leads,
    name_administrator,
    name_member,
    principals,
    release_administrator,
    release_member,
)
from state.rules.permission import Act, may, party_for, signatories
from tests.engagements import (
    CLAIRE,
    HUGO,
    IRIS,
    MARIE,
    NADIA,
    STRANGER,
    TODAY,
    TOM,
    days,
    engagement,
    word,
)

JULES = Actor(CLAIRE.team, "UJULES")
TOMORROW = TODAY + timedelta(days=1)
A_MONTH = TODAY + timedelta(days=30)


def naming(actor: Actor = JULES, **changed: Any) -> Naming:
    return replace(Naming(actor, Party.CLIENT, Role.SIGNATORY), **changed)


def delegate(actor: Actor = JULES, **changed: Any) -> Naming:
    asked = naming(actor, role=Role.DELEGATE, stands_for=CLAIRE, since=TOMORROW, until=A_MONTH)
    return replace(asked, **changed)


def porting(phase: Phase = Phase.EXIT, mode: ExitMode = ExitMode.PORTABILITY) -> Engagement:
    """Return an engagement whose service goes to another provider, which has no seat yet."""
    return engagement(phase=phase, exit=Exit(ExitCause.NOTICE, TODAY, A_MONTH, mode, "Nord"))


def refused(of: Engagement, asked: Naming, code: str, by: Actor = CLAIRE) -> RuleBroken:
    with pytest.raises(RuleBroken) as broken:
        name_member(of, word(by), asked)
    assert broken.value.code == code
    return broken.value


@pytest.mark.parametrize("role", [Role.LEAD, Role.SIGNATORY, Role.MEMBER, Role.OBSERVER])
def test_a_lead_names_people_of_the_own_party(role: Role) -> None:
    after = name_member(engagement(), word(CLAIRE), naming(role=role))

    assert after.members[-1] == Member(JULES, Party.CLIENT, role)
    assert len(after.members) == 5


def test_a_lead_gives_somebody_another_role_in_place() -> None:
    after = name_member(engagement(), word(CLAIRE), naming(HUGO, role=Role.OBSERVER))

    assert [one.actor for one in after.members] == [CLAIRE, HUGO, NADIA, TOM]
    assert after.members[1].role is Role.OBSERVER
    assert not may(after, word(HUGO), Act.WORK)


def test_a_delegate_signs_from_the_first_day_to_the_last() -> None:
    after = name_member(engagement(), word(CLAIRE), delegate())

    assert JULES not in signatories(after, Party.CLIENT, TODAY)
    assert JULES in signatories(after, Party.CLIENT, TOMORROW)
    assert JULES in signatories(after, Party.CLIENT, A_MONTH)
    assert JULES not in signatories(after, Party.CLIENT, A_MONTH + timedelta(days=1))


def test_a_delegation_without_a_first_day_begins_at_once() -> None:
    after = name_member(engagement(), word(CLAIRE), delegate(since=None))

    assert after.members[-1].since == TODAY
    assert party_for(after, word(JULES), Act.SIGN) is Party.CLIENT


def test_the_day_is_that_of_the_engagements_zone() -> None:
    """At 23:30 UTC on the 24th it is the 25th in Paris."""
    late = word(CLAIRE, days(0).replace(hour=23, minute=30))

    with pytest.raises(RuleBroken, match="due_past"):
        name_member(engagement(), late, delegate(since=TODAY, until=TODAY))
    after = name_member(engagement(zone="UTC"), late, delegate(since=TODAY, until=TODAY))
    assert after.members[-1].until == TODAY


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"stands_for": None}, "delegate_for_whom"),
        ({"stands_for": NADIA}, "delegate_for_whom"),
        ({"stands_for": STRANGER}, "delegate_for_whom"),
        ({"stands_for": JULES}, "delegate_of_self"),
        ({"until": None}, "delegation_days"),
        ({"until": TODAY - timedelta(days=1)}, "due_past"),
        ({"since": A_MONTH, "until": TOMORROW}, "delegation_order"),
        ({"role": Role.SIGNATORY}, "only_delegates"),
        ({"role": Role.OBSERVER, "stands_for": None, "since": None}, "only_delegates"),
    ],
)
def test_what_a_delegation_needs(changed: dict[str, Any], code: str) -> None:
    refused(engagement(), delegate(**changed), code)


def test_nobody_stands_for_a_delegate_a_member_or_an_observer() -> None:
    of = name_member(engagement(), word(CLAIRE), delegate(HUGO))

    refused(of, delegate(stands_for=HUGO), "delegate_for_whom")
    for role in (Role.MEMBER, Role.OBSERVER):
        other = name_member(engagement(), word(CLAIRE), naming(HUGO, role=role))
        refused(other, delegate(stands_for=HUGO), "delegate_for_whom")


def test_who_stood_for_somebody_that_is_released_signs_no_more() -> None:
    of = name_member(engagement(), word(CLAIRE), delegate(stands_for=HUGO, since=None))
    assert JULES in signatories(of, Party.CLIENT, TODAY)

    after = release_member(of, word(CLAIRE), HUGO)

    assert JULES not in signatories(after, Party.CLIENT, TODAY)
    with pytest.raises(RuleBroken, match="delegation_void"):
        party_for(after, word(JULES), Act.SIGN)


@pytest.mark.parametrize("by", [HUGO, TOM, STRANGER])
def test_only_a_lead_names_and_releases(by: Actor) -> None:
    code = "not_member" if by is STRANGER else "role_missing"

    refused(engagement(), naming(), code, by=by)
    with pytest.raises(RuleBroken, match=code):
        release_member(engagement(), word(by), HUGO)


def test_an_administrator_names_nobody_of_a_party() -> None:
    refused(engagement(administrators=(STRANGER,)), naming(), "not_member", by=STRANGER)


def test_each_party_names_its_own_people() -> None:
    error = refused(engagement(), naming(Actor(NADIA.team, "UNEW"), party=Party.PROVIDER), "own_party_only")

    assert error.values == {"party": Party.CLIENT}
    with pytest.raises(RuleBroken, match="own_party_only"):
        release_member(engagement(), word(CLAIRE), TOM)


def test_nobody_is_named_for_two_parties() -> None:
    assert refused(engagement(), naming(TOM), "both_parties").values == {"user": TOM.user}


def test_somebody_of_another_company_needs_what_says_that_they_may() -> None:
    refused(engagement(), naming(STRANGER), "other_company")

    after = name_member(engagement(), word(CLAIRE), naming(STRANGER, evidence="Lettre de mission"))

    assert after.members[-1].evidence == "Lettre de mission"


def test_in_a_shared_channel_no_company_speaks_for_two_parties() -> None:
    temp = naming(Actor(NADIA.team, "UTEMP"), evidence="Lettre de mission")

    refused(engagement(), replace(temp, shared=True), "same_company")
    assert name_member(engagement(), word(CLAIRE), temp).party_of(temp.actor) is Party.CLIENT


def test_a_person_without_slack_needs_a_name_and_evidence() -> None:
    refused(engagement(), naming(MARIE), "evidence_missing")
    refused(engagement(), naming(MARIE, evidence=" \u200b"), "evidence_missing")
    refused(engagement(), naming(Actor(OFF_SLACK, " \u202e"), evidence="x"), "person_missing")
    refused(engagement(), naming(Actor(OFF_SLACK, "x" * 81), evidence="x"), "person_too_long")

    after = name_member(
        engagement(), word(CLAIRE), naming(Actor(OFF_SLACK, " Marie\n Dupont "), evidence="Mandat du 3")
    )

    assert after.members[-1] == Member(MARIE, Party.CLIENT, Role.SIGNATORY, evidence="Mandat du 3")


def test_the_word_of_a_lead_without_slack_names_people_too() -> None:
    of = engagement()
    lead = Member(MARIE, Party.CLIENT, Role.LEAD, evidence="Mandat")
    of = replace(of, members=(lead, *of.members[2:]))

    after = name_member(of, word(MARIE, kept_by=NADIA, evidence="Courriel du 24"), naming())

    assert after.party_of(JULES) is Party.CLIENT


def test_a_party_always_keeps_a_lead() -> None:
    error = refused(engagement(), naming(CLAIRE, role=Role.MEMBER), "last_lead")
    assert error.values == {"party": Party.CLIENT}
    refused(engagement(), delegate(CLAIRE, stands_for=HUGO), "last_lead")
    with pytest.raises(RuleBroken, match="last_lead"):
        release_member(engagement(), word(CLAIRE), CLAIRE)

    two = name_member(engagement(), word(CLAIRE), naming(HUGO, role=Role.LEAD))
    after = release_member(two, word(CLAIRE), CLAIRE)

    assert leads(after, Party.CLIENT) == (HUGO,)


def test_who_is_named_as_they_are_is_told_so() -> None:
    refused(engagement(), naming(HUGO), "member_already")
    assert refused(engagement(), naming(CLAIRE, role=Role.LEAD), "member_already").values == {
        "user": CLAIRE.user,
        "role": Role.LEAD,
    }


def test_nobody_is_released_who_is_not_there() -> None:
    with pytest.raises(RuleBroken, match="member_unknown"):
        release_member(engagement(), word(CLAIRE), JULES)


def test_a_party_has_an_end() -> None:
    of = engagement()
    for n in range(MOST_PEOPLE - 2):
        of = name_member(of, word(CLAIRE), naming(Actor(CLAIRE.team, f"U{n}")))

    refused(of, naming(), "party_too_many")


def test_nothing_changes_once_it_is_closed() -> None:
    over = engagement(phase=Phase.CLOSED, closed_on=TODAY)

    refused(over, naming(), "closed")
    with pytest.raises(RuleBroken, match="closed"):
        release_member(over, word(CLAIRE), HUGO)


def test_the_clients_lead_seats_the_first_lead_of_the_incoming_provider() -> None:
    seat = naming(IRIS, party=Party.INCOMING, role=Role.LEAD)

    after = name_member(porting(), word(CLAIRE), seat)

    assert leads(after, Party.INCOMING) == (IRIS,)
    assert after.parties == tuple(Party)


def test_the_incoming_lead_then_names_their_own_people() -> None:
    of = name_member(porting(), word(CLAIRE), naming(IRIS, party=Party.INCOMING, role=Role.LEAD))
    second = naming(Actor(IRIS.team, "UTWO"), party=Party.INCOMING)

    refused(of, second, "own_party_only")
    after = name_member(of, word(IRIS), second)

    assert after.party_of(second.actor) is Party.INCOMING


@pytest.mark.parametrize(
    ("of", "role", "by", "code"),
    [
        (engagement(), Role.LEAD, CLAIRE, "no_incoming"),
        (porting(phase=Phase.OPERATIONS), Role.LEAD, CLAIRE, "no_incoming"),
        (porting(mode=ExitMode.REVERSIBILITY), Role.LEAD, CLAIRE, "no_incoming"),
        (porting(), Role.SIGNATORY, CLAIRE, "incoming_lead_first"),
        (porting(), Role.LEAD, NADIA, "own_party_only"),
        (porting(), Role.LEAD, HUGO, "role_missing"),
    ],
)
def test_the_seat_of_the_incoming_provider_is_the_clients_to_give(
    of: Engagement, role: Role, by: Actor, code: str
) -> None:
    refused(of, naming(IRIS, party=Party.INCOMING, role=role), code, by=by)


def test_in_a_shared_channel_the_incoming_provider_is_another_company() -> None:
    seat = naming(Actor(NADIA.team, "UAGAIN"), party=Party.INCOMING, role=Role.LEAD, shared=True)

    refused(porting(), seat, "same_company")


def test_principals_are_those_who_sign_by_their_own_role() -> None:
    of = name_member(engagement(), word(CLAIRE), delegate())
    of = name_member(of, word(CLAIRE), naming(HUGO, role=Role.OBSERVER))

    assert [one.actor for one in principals(of, Party.CLIENT)] == [CLAIRE]


@pytest.mark.parametrize("by", [NADIA, CLAIRE])
def test_leads_and_administrators_name_administrators(by: Actor) -> None:
    after = name_administrator(engagement(), word(by), HUGO)

    assert after.administrators == (NADIA, HUGO)
    assert release_administrator(after, word(by), NADIA).administrators == (HUGO,)


@pytest.mark.parametrize(
    ("by", "actor", "code"),
    [
        (HUGO, HUGO, "role_missing"),
        (STRANGER, STRANGER, "not_member"),
        (CLAIRE, STRANGER, "third_company"),
        (CLAIRE, MARIE, "administrator_slack"),
        (CLAIRE, NADIA, "administrator_already"),
    ],
)
def test_who_does_not_become_administrator(by: Actor, actor: Actor, code: str) -> None:
    with pytest.raises(RuleBroken, match=code):
        name_administrator(engagement(), word(by), actor)


def test_an_administrator_who_signs_for_nobody_looks_after_the_settings() -> None:
    of = engagement(administrators=(JULES,))

    assert name_administrator(of, word(JULES), TOM).administrators == (JULES, TOM)
    with pytest.raises(RuleBroken, match="administrator_unknown"):
        release_administrator(of, word(JULES), NADIA)
