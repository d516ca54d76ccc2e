"""The list of what is to be accepted, and where a button or a form about one of its items came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack

from bot.inline import plainly
from bot.request import Request, from_view
from bot.services import Services
from bot.views import acceptance as show
from bot.views import item_forms as forms
from bot.views.acceptance import Reader
from bot.views.kit import Message
from prompts import texts
from state.rules.broken import RuleBroken
from state.rules.engagement import Engagement
from state.rules.item import Item
from state.rules.party import Word
from state.rules.permission import Act, may
from state.rules.seen import mark

#: Of a form that no message stands behind.
NOWHERE = "-"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a form came from: the item (0: none) and its mark, the channel, and the list to draw anew."""

    engagement: str
    number: int
    seen: str
    channel: str
    public: bool = False
    url: str = NOWHERE

    @property
    def data(self) -> str:
        """Return what the form carries."""
        shape = "public" if self.public else "private"
        return f"{self.engagement} {self.number} {self.seen} {self.channel} {shape} {self.url}"


def origin(data: str) -> Origin:
    """Return where a form came from, by what it carries."""
    engagement, number, seen, channel, shape, url = data.split(" ", 5)
    return Origin(engagement, int(number), seen, channel, shape == "public", url)


def pressed_on(item: Item, engagement: Engagement, body: Mapping[str, Any], request: Request) -> Origin:
    """Return where the form is opened from that a button of a list opens."""
    url = body["response_url"]
    return Origin(engagement.id, item.number, mark(item), request.channel, not ephemeral(body), url)


def target(value: str, request: Request, services: Services) -> tuple[Engagement, int, str]:
    """Return what a button is about and what it saw: a reference, never state. Raises `stale`."""
    engagement_id, _, about = value.partition(" ")
    number, _, seen = about.partition(" ")
    if not number.isdigit() or not seen:
        raise RuleBroken("stale")
    return request.pressed(engagement_id, services), int(number), seen


def drawn(engagement: Engagement, request: Request, services: Services, *, public: bool) -> Message:
    """Return the list: in the engagement's language for everyone, in the reader's for one person."""
    today = services.today(engagement)
    if public:
        return show.listed(engagement, None, today=today, t=texts(engagement.language), public=True)
    who = reader(engagement, request, services)
    return show.listed(engagement, who, today=today, t=request.words(services))


def reader(engagement: Engagement, request: Request, services: Services) -> Reader | None:
    """Return for whom a list is drawn; None for who is nobody of the engagement."""
    party = request.party(engagement, services)
    if party is None:
        return None
    word = Word(request.actor(services), services.clock())
    signs, works = (may(engagement, word, act) for act in (Act.SIGN, Act.WORK))
    return Reader(party, signs=signs, works=works)


def redraw(engagement: Engagement, request: Request, url: str, services: Services, *, public: bool) -> None:
    """Draw a list anew that somebody has pressed, once Slack has its acknowledgement."""
    services.courier.wake()
    if url != NOWHERE:
        said = drawn(engagement, request, services, public=public)
        services.later.submit(services.slack.respond, url, said, replace=True)


def ephemeral(body: Mapping[str, Any]) -> bool:
    return bool((body.get("container") or {}).get("is_ephemeral"))


def submitted(
    ack: Ack,
    body: dict[str, Any],
    view: dict[str, Any],
    services: Services,
    keep: Callable[[Origin, Request, Mapping[str, str]], Engagement],
) -> None:
    """Keep what a form says and draw its list anew, or say under the field what is wrong."""
    came = origin(view["private_metadata"])
    request, fields = from_view(body, came.channel), filled(view["state"]["values"])
    try:
        after = keep(came, request, fields)
    except RuleBroken as error:
        first = next(block["block_id"] for block in view["blocks"] if block["type"] == "input")
        field = forms.FIELDS.get(error.code, first)
        under = field if field in fields else first
        ack(response_action="errors", errors={under: plainly(error, request, services)})
        return
    ack()
    redraw(after, request, came.url, services, public=came.public)


def filled(values: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return what a form's fields hold, as text; a box that is ticked holds its value, nothing is ""."""
    return {field: _text(next(iter(state.values()), {})) for field, state in values.items()}


def _text(state: Mapping[str, Any]) -> str:
    if "selected_options" in state:
        return " ".join(option["value"] for option in state["selected_options"] or [])
    if "selected_option" in state:
        return str((state["selected_option"] or {}).get("value") or "")
    return str(state.get("selected_date") or state.get("value") or "").strip()
