"""What is to be accepted, with each party's mark and the reader's buttons; and what tells of a decision."""

from __future__ import annotations

from datetime import date

from bot.views import kit, wording
from prompts import Translator
from state.rules.acceptance import may_sign
from state.rules.change import Change
from state.rules.engagement import Actor, Decision, Engagement, Item, ItemKind, Party, Phase, Verdict
from state.rules.phase import missing

MARKS = {Verdict.ACCEPTED: "✅", Verdict.REFUSED: "⛔", None: "▫️"}
VERDICTS = {Verdict.ACCEPTED: "accepted", Verdict.REFUSED: "refused", None: "pending"}


def listed(
    engagement: Engagement, reader: Party | None, *, today: date, t: Translator, public: bool = False
) -> kit.Message:
    """Return the current phase's items; `public`: for everyone in the channel, with everybody's buttons."""
    if engagement.phase is Phase.CLOSED:
        return kit.say(t("list.closed"))
    items = engagement.current_items
    title = t("list.title", name=kit.escape(engagement.name), phase=t(f"the.{engagement.phase}"))
    blocks, lines = [kit.section(f"*{title}*")], [title]
    if not public:
        blocks.append(kit.context(_reader(reader, engagement, t)))
    for item in items:
        said = line(item, engagement, today=today, t=t)
        blocks.append(kit.section(said))
        lines.append(said)
        buttons = _buttons(item, engagement, list(Party) if public else [reader], t)
        if buttons:
            blocks.append(kit.actions(*buttons))
        elif item.kind is ItemKind.PHASE and not item.settled:
            blocks.append(kit.context(t("list.phase_last")))
            lines.append(t("list.phase_last"))
    if not items:
        return kit.say(t("list.empty"))
    if not missing(engagement):
        blocks.append(kit.actions(wording.advance_button(engagement, t)))
    return kit.message("\n".join(lines), blocks)


def line(item: Item, engagement: Engagement, *, today: date, t: Translator) -> str:
    """Return one item: its name, its day, each party's mark in a sign and in words, and who said what."""
    parts = [t("list.line", number=item.number, title=wording.item(item.key, t))]
    if item.due is not None and not item.settled:
        key = "list.overdue" if item.due < today else "list.due"
        parts[0] += f" · {t(key, day=kit.day(item.due, t.language))}"
    marks = {
        party.value: f"{MARKS[_verdict(item, party)]} {t(f'verdict.{VERDICTS[_verdict(item, party)]}')}"
        for party in Party
    }
    parts.append(t("list.word", **marks))
    parts += [_said(said, engagement, t) for party in Party if (said := item.decision(party)) and said.note]
    return "\n".join(parts)


def reject_modal(item: Item, party: Party, data: str, t: Translator) -> kit.Block:
    """Return the form that asks why an item is refused."""
    intro = t("reject.intro", number=item.number, title=wording.item(item.key, t), party=t(f"party.{party}"))
    reason = {"type": "plain_text_input", "multiline": True, "max_length": 500}
    blocks = [
        kit.section(intro),
        kit.input_("reason", t("reject.reason"), reason, hint=t("reject.reason_hint")),
    ]
    return kit.modal(
        "acceptance.reject", t("reject.title"), blocks,
        submit=t("reject.submit"), close=t("reject.close"), data=data,
    )  # fmt: skip


def done(engagement: Engagement, number: int, by: Actor, t: Translator) -> kit.Message:
    """Return what tells a person that their decision is kept."""
    item = _item(engagement, number)
    party = engagement.party_of(by) or Party.CLIENT
    key = "said.done_accepted" if item.accepted_by(party) else "said.done_refused"
    said = t(key, number=number, title=wording.item(item.key, t), party=t(f"party.{party}"))
    if item.settled:
        said += f" {t('said.settled')}"
    return kit.say(said)


def announced(change: Change, t: Translator) -> str:
    """Return what tells both parties of an acceptance or a refusal, its reason as a quotation."""
    item = _item(change.after, change.number or 0)
    party = change.after.party_of(change.by) or Party.CLIENT
    decision = item.decision(party)
    values = {
        "person": kit.person(change.by.user), "side": t(f"side.{party}"),
        "number": item.number, "title": wording.item(item.key, t),
    }  # fmt: skip
    said = kit.quote(decision.note) if decision else ""
    if not item.accepted_by(party):
        owner = party.other if item.kind is ItemKind.PHASE else item.owner
        then = t("said.redo", party=t(f"party.{owner}"))
        return "\n".join([f"⛔ {t('said.refused', **values)}", said, then])
    then = t("said.settled") if item.settled else t("said.waits", party=t(f"party.{party.other}"))
    return "\n".join(part for part in (f"✅ {t('said.accepted', **values)}", said, then) if part)


def _reader(reader: Party | None, engagement: Engagement, t: Translator) -> str:
    """Return whom the reader signs for; in a takeover also what that party should ask itself."""
    if reader is None:
        return t("list.no_reader")
    said = t("list.reader", party=t(f"party.{reader}"))
    return f"{said} {t(f'question.{reader}')}" if engagement.phase is Phase.TAKEOVER else said


def _buttons(
    item: Item, engagement: Engagement, readers: list[Party | None], t: Translator
) -> list[kit.Block]:
    """Return the buttons of those who have not accepted yet; the whole phase comes last, when it may."""
    signing = [party for party in readers if party is not None]
    open_to = [party for party in signing if not item.accepted_by(party)]
    if item.kind is ItemKind.PHASE and not any(may_sign(engagement, party) for party in open_to):
        return []
    value = f"{engagement.id} {item.number}"
    accept = kit.button(
        t("button.accept"), "acceptance.accept", value,
        style="primary", label=t("button.accept_label", number=item.number),
    )  # fmt: skip
    reject = kit.button(
        t("button.reject"), "acceptance.reject", value, label=t("button.reject_label", number=item.number)
    )
    return [accept, reject] if open_to else []


def _said(decision: Decision, engagement: Engagement, t: Translator) -> str:
    verdict, person = t(f"verdict.{VERDICTS[decision.verdict]}"), kit.person(decision.by.user)
    day = kit.instant(decision.at, engagement.zone, t.language)
    return f"{t('list.said', verdict=verdict, person=person, day=day)}\n{kit.quote(decision.note)}"


def _verdict(item: Item, party: Party) -> Verdict | None:
    decision = item.decision(party)
    return decision.verdict if decision else None


def _item(engagement: Engagement, number: int) -> Item:
    return next(item for item in engagement.items if item.number == number)
