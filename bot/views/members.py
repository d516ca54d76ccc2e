"""Who speaks for which party, in which role and until when; what each role may do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.views import kit, wording
from prompts import Translator
from state.rules.change import Change
from state.rules.engagement import Engagement
from state.rules.party import OFF_SLACK, Actor, Member, Party, Role
from state.rules.permission import ADMINISTRATION, GRANTS, Act, signs

#: So many people have a button of their own; the others are released by word.
MOST_BUTTONS = 20


def listed(
    engagement: Engagement, names: Mapping[str, str], *, today: date, leads: Party | None, t: Translator
) -> kit.Message:
    """Return the people by party, and the table of what each role may do.

    `names` are people's names by user; `leads` is the party that the reader leads, who gets its buttons.
    """
    title = f"*{t('members.title', name=kit.escape(engagement.name))}*"
    parts, blocks = [title], [kit.section(title)]
    for party in Party:
        theirs = [one for one in engagement.members if one.party is party]
        if not theirs:
            continue
        heading = f"*{wording.capital(t(f'party.{party}'))}*"
        lines = [f"• {line(one, engagement, names, today=today, t=t)}" for one in theirs]
        parts += [heading, *lines]
        if party is leads:
            blocks += [kit.section(heading), *_own(theirs, lines, engagement, names, t)]
        else:
            blocks += kit.sections("\n".join([heading, *lines]))
    administrators = _administrators(engagement, names, t)
    parts += [*administrators, *table(t)]
    blocks += [kit.section("\n".join(administrators))] if administrators else []
    blocks.append(kit.section("\n".join(table(t))))
    if leads is not None:
        add = kit.button(t("button.name"), "members.add", engagement.id)
        blocks.append(kit.actions(add))
    return kit.message("\n".join(parts), blocks)


def line(
    member: Member, engagement: Engagement, names: Mapping[str, str], *, today: date, t: Translator
) -> str:
    """Return one person: name, role, whom they stand in for and when, and what it rests on."""
    said = t("members.line", person=_name(member.actor, names, t), role=t(f"role.{member.role}"))
    if member.role is Role.DELEGATE and member.stands_for is not None:
        days = {"since": _day(member.since, t), "until": _day(member.until, t)}
        said += t("members.stands_for", person=_name(member.stands_for, names, t), **days)
        if not signs(engagement, member, today):
            said += t("members.idle")
    if member.evidence:
        said += f"\n{kit.quote(member.evidence)}"
    return said


def table(t: Translator) -> list[str]:
    """Return what each role may do, as `permission.GRANTS` says it."""
    lines = [f"*{t('members.table')}*"]
    granted = [(t(f"role.{role}"), acts) for role, acts in GRANTS.items()]
    granted.append((t("members.administrator"), ADMINISTRATION))
    for acts in dict.fromkeys(acts for _, acts in granted):
        roles = ", ".join(role for role, theirs in granted if theirs == acts)
        may = [t(f"act.{act}") for act in Act if act in acts] or [t("members.reads")]
        lines.append(f"• {t('members.may', role=roles, acts=' · '.join(may))}")
    return lines


def done(engagement: Engagement, actor: Actor, t: Translator) -> kit.Message:
    """Return what tells a lead that somebody is named, or released."""
    member = engagement.member(actor)
    if member is None:
        return kit.say(t("members.done_released", person=wording.person(actor)))
    values = {"role": t(f"role.{member.role}"), "party": t(f"party.{member.party}")}
    return kit.say(t("members.done_named", person=wording.person(actor), **values))


def administered(engagement: Engagement, actor: Actor, t: Translator) -> kit.Message:
    """Return what tells a person that somebody administers an engagement, or does no more."""
    key = "members.done_admin" if actor in engagement.administrators else "members.done_no_admin"
    return kit.say(t(key, person=wording.person(actor)))


def announced_name(change: Change, t: Translator) -> str:
    """Return what tells both parties who speaks for one of them from now on."""
    member = _changed(change)
    values = {
        "speaker": wording.speaker(change), "person": wording.person(member.actor),
        "role": t(f"role.{member.role}"), "party": t(f"party.{member.party}"),
    }  # fmt: skip
    said = t("members.named", **values)
    if member.role is Role.DELEGATE and member.stands_for is not None:
        days = {"since": _day(member.since, t), "until": _day(member.until, t)}
        said += t("members.stands_for", person=wording.person(member.stands_for), **days)
    return f"{said}.\n{kit.quote(member.evidence)}" if member.evidence else f"{said}."


def announced_release(change: Change, t: Translator) -> str:
    """Return what tells both parties who speaks for one of them no more."""
    member = _changed(change)
    values = {"person": wording.person(member.actor), "party": t(f"party.{member.party}")}
    return t("members.released", speaker=wording.speaker(change), **values)


def announced_administrator(change: Change, t: Translator) -> str:
    """Return what tells both parties who looks after the settings, or does no more."""
    before = set(change.before.administrators) if change.before else set()
    after = set(change.after.administrators)
    key = "members.admin" if after - before else "members.no_admin"
    people = wording.people(sorted(after ^ before, key=lambda actor: actor.user))
    return t(key, speaker=wording.speaker(change), person=people)


def _own(
    theirs: list[Member], lines: list[str], engagement: Engagement, names: Mapping[str, str], t: Translator
) -> list[kit.Block]:
    """Return the people of the reader's own party, each with the button that releases them."""
    blocks = []
    for at, (member, said) in enumerate(zip(theirs[:MOST_BUTTONS], lines, strict=False)):
        label = t("members.release_label", person=kit.bare(_name(member.actor, names, t)))
        value = f"{engagement.id} {member.actor.team} {member.actor.user}"
        release = kit.button(t("button.release"), f"members.release.{at}", value, label=label)
        accessory = release | {"confirm": _confirm(member, names, t)}
        blocks.append(kit.section(said) | {"accessory": accessory})
    return [*blocks, *kit.sections("\n".join(lines[MOST_BUTTONS:]))] if lines[MOST_BUTTONS:] else blocks


def _confirm(member: Member, names: Mapping[str, str], t: Translator) -> kit.Block:
    person = kit.bare(_name(member.actor, names, t))
    return {
        "title": kit.plain(t("members.release_title"), kit.TITLE),
        "text": kit.plain(t("members.release_ask", person=person), 300),
        "confirm": kit.plain(t("button.release"), 30),
        "deny": kit.plain(t("naming.close"), 30),
    }


def _administrators(engagement: Engagement, names: Mapping[str, str], t: Translator) -> list[str]:
    if not engagement.administrators:
        return []
    people = ", ".join(_name(one, names, t) for one in engagement.administrators)
    return [t("members.administrators", people=people)]


def _name(actor: Actor, names: Mapping[str, str], t: Translator) -> str:
    if actor.team == OFF_SLACK:
        return t("members.off_slack", name=kit.escape(actor.user))
    return kit.escape(names.get(actor.user, actor.user))


def _changed(change: Change) -> Member:
    """Return the member that a change named (as it is now) or released (as it was)."""
    before = change.before.members if change.before else ()
    named = next((one for one in change.after.members if one not in before), None)
    return named or next(one for one in before if change.after.member(one.actor) is None)


def _day(on: date | None, t: Translator) -> str:
    return kit.day(on, t.language) if on else "—"
