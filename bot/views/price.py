"""The price of each period, and the form that gives an index."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.views import kit
from prompts import Translator
from state.rules.dossier import PriceSet
from state.rules.engagement import Engagement
from state.rules.price import Revision
from state.rules.pricing import price_on, takes_index
from state.rules.revisions import next_revision

#: So many prices are told, the last ones.
MOST = 8


def shown(engagement: Engagement, *, today: date, t: Translator) -> kit.Message:
    """Return the price clause, the prices so far, and the next revision."""
    revision = engagement.contract.revision
    if revision is None:
        return kit.say(t("price.none"))
    lines = [t("price.title"), *_clause(revision, t), *(_line(one, t) for one in engagement.prices[-MOST:])]
    following = None if engagement.leaving else next_revision(engagement.contract, today)
    if following is not None:
        lines.append(t("price.next", on=kit.day(following, t.language)))
    said = "\n".join(lines)
    if not takes_index(engagement, today):
        return kit.say(said)
    button = kit.button(t("button.index"), "price.index", engagement.id)
    return kit.message(said, [kit.section(said), kit.actions(button)])


def done(engagement: Engagement, *, today: date, t: Translator) -> kit.Message:
    """Return what tells a person what the index that they gave makes of the price."""
    now = price_on(engagement, today)
    if now is None:
        return kit.say(t("price.none"))
    on, amount = kit.day(now.on, t.language), kit.number(now.amount, t.language)
    return kit.say(t("price.set", on=on, amount=amount))


def index_modal(engagement: Engagement, data: str, *, today: date, t: Translator) -> kit.Block:
    """Return the form that asks for the index of the last revision."""
    revision, now = engagement.contract.revision, price_on(engagement, today)
    name = kit.bare(revision.index) if revision is not None else ""
    hint = t("price.index_hint", on=kit.day(now.on if now else today, t.language))
    element = {"type": "plain_text_input", "max_length": 20}
    block = kit.input_("index", t("price.index_label", name=name), element, hint=hint)
    return kit.modal(
        "price.index", t("price.index_title"), [block],
        submit=t("price.index_submit"), close=t("price.index_close"), data=data,
    )  # fmt: skip


def _clause(revision: Revision, t: Translator) -> list[str]:
    price, base = kit.number(revision.price, t.language), kit.number(revision.base, t.language)
    lines = [t("price.from", price=price, name=kit.escape(revision.index), base=base)]
    if revision.fixed:
        lines.append(t("price.fixed", share=_percent(revision.fixed, t)))
    if revision.cap is not None:
        lines.append(t("price.cap", share=_percent(revision.cap, t)))
    if revision.floor is not None:
        lines.append(t("price.floor", share=_percent(revision.floor, t)))
    return lines


def _line(price: PriceSet, t: Translator) -> str:
    values = {"on": kit.day(price.on, t.language), "amount": kit.number(price.amount, t.language)}
    if price.index is None:
        return f"• {t('price.line_pending', **values)}"
    return f"• {t('price.line', index=kit.number(price.index, t.language), **values)}"


def _percent(share: Decimal, t: Translator) -> str:
    return kit.number(share * 100, t.language)
