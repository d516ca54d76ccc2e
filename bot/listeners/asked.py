"""Questions about an engagement: of which one, told from its state, with what the methodology adds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot import answering, asking, whose
from bot.asking import Asked
from bot.intents import Intent
from bot.listeners import ask
from bot.request import Request, Rewordable, from_button
from bot.services import Services
from bot.views import asked as show
from bot.views import engagement as card
from bot.views import kit
from bot.views.kit import Message
from knowledge.answer import Answer
from prompts import Translator, languages, texts
from state.rules.broken import RuleBroken
from state.rules.change import Notice
from state.rules.conversation import Asker, Conversation, Thread
from state.rules.engagement import Engagement

#: What is asked of the asker's own party where they say "I" or "we".
OWN = {Intent.LEFT, Intent.LATE, Intent.NEXT, Intent.EVOLUTIONS}


@dataclass(frozen=True, slots=True)
class Told:
    """A reply, with what a conversation goes on from (`state.rules.conversation`)."""

    reply: Message | Rewordable
    kind: str
    language: str
    engagement: str | None = None


def answered(request: Request, question: str, before: Conversation | None, services: Services) -> Told | None:
    """Answer a question about an engagement; None where it is about something else.

    Outside an engagement's channel, the asker's own one is meant; of several in a channel, the one named.
    """
    several = () if request.direct else request.here(services)
    here = _of_several(several, question, before)
    asked = _read(question, before, here, services)
    if asked is None:
        return None
    t = texts(_language(question, before, request, services))
    if here is None and several:
        return _which_here(several, request, question, asked, services, t)
    if here is None:
        return _elsewhere(request, question, asked, before, services, t)
    if asked.stranger or whose.of_another(request, question, here, services):
        said = t("asked.other", name=kit.escape(here.name))
        return Told(kit.say(said), "engagement", t.language, here.id)
    return _told(here, question, asked, request, services, t)


def press_which(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Answer the question that a button carries for the engagement that it names, to one who may read it."""
    request = from_button(body)
    id_, _, question = action["value"].partition(" ")
    engagement, asked = services.ledger.engagements.get(id_), asking.recognise(question)
    if not (request.follows(engagement, services) or request.has_role(engagement, services)):
        raise RuleBroken("not_member")
    if asked is None:
        raise RuleBroken("stale")
    t = texts(_language(question, None, request, services))
    said = _told(engagement, question, asked, request, services, t)
    content = said.reply.content if isinstance(said.reply, Rewordable) else said.reply
    container = body.get("container") or {}
    if container.get("is_ephemeral"):
        ack()
        services.later.submit(services.slack.respond, body["response_url"], content, replace=True)
        return
    root = container.get("thread_ts") or container["message_ts"]
    key = f"reply {request.channel} {container['message_ts']} {engagement.id}"
    notice = Notice(key, "reply", services.identity.team, request.channel, content, thread=root)
    services.ledger.outbox.put([notice], now=services.clock())
    keep(Thread(services.identity.team, request.channel, root), question, said, request, services)
    ack()
    services.courier.wake()


def keep(thread: Thread, question: str, said: Told, request: Request, services: Services) -> None:
    """Keep what was asked in a thread, so that one can go on from it."""
    conversation = Conversation(
        question=question,
        language=said.language,
        kind=said.kind,
        by=Asker(request.team, request.user),
        at=request.at or services.clock(),
        engagement=said.engagement,
    )
    services.ledger.conversations.keep(thread, conversation)


def _of_several(
    several: Sequence[Engagement], question: str, before: Conversation | None
) -> Engagement | None:
    """Return the engagement of a channel that is meant: the only one, the one named, the one before."""
    if len(several) <= 1:
        return next(iter(several), None)
    named = [one for one in several if asking.mentions(question, one.name)]
    if not named and before is not None:
        named = [one for one in several if one.id == before.engagement]
    return named[0] if len(named) == 1 else None


def _which_here(
    several: Sequence[Engagement],
    request: Request,
    question: str,
    asked: Asked,
    services: Services,
    t: Translator,
) -> Told | None:
    """Ask which of a channel's engagements is meant, unless the methodology answers an unsure question."""
    if not asked.sure and ask.found(request, question, services).answered:
        return None
    lead = show.which(several, question, t)
    return Told(_with(lead, question, asked, None, request, services, t), "engagement", t.language)


def _read(
    question: str, before: Conversation | None, here: Engagement | None, services: Services
) -> Asked | None:
    """Return what is asked of an engagement, by itself or as it leans on the question before."""
    asked = asking.recognise(question)
    if asked is not None and not asked.sure and here is not None:
        names = services.people.names(answering.users(here)).values()
        asked = asking.recognise(question, known=[here.name, *names, *(name.split()[0] for name in names)])
    if asked is None and before is not None and before.kind == "engagement":
        earlier = asking.recognise(before.question)
        asked = asking.leaning(question, earlier) if earlier else None
    return asked


def _told(
    engagement: Engagement, question: str, asked: Asked, request: Request, services: Services, t: Translator
) -> Told:
    own = asked.own and bool(OWN & set(asked.intents))
    facts = answering.facts(
        engagement,
        asked,
        party=whose.party(request, engagement, services) if own else asked.party,
        today=services.today(engagement),
        names=services.people.names(answering.users(engagement)),
        here=request.follows(engagement, services),
        question=question,
    )
    lead, method = show.answer(facts, t), None
    if asked.sure:
        method = answering.quote(engagement, question, asked, services.library, t.language)
    reply = _with(lead, question, asked, method, request, services, t)
    return Told(reply, "engagement", t.language, engagement.id)


def _with(
    lead: Message,
    question: str,
    asked: Asked,
    method: Answer | None,
    request: Request,
    services: Services,
    t: Translator,
) -> Message | Rewordable:
    """Return an answer followed by the methodology's: `method`, or what it answers to an unsure question."""
    found = method if asked.sure else ask.found(request, question, services)
    if found is None or not found.answered:
        return lead
    reply = ask.shown(found, request, services)
    if not isinstance(reply, Rewordable):
        return show.joined(lead, reply, t)

    def reworded() -> Message | None:
        said = reply.reworded()
        return show.joined(lead, said, t) if said else None

    return Rewordable(show.joined(lead, reply.content, t), reworded, reply.patience)


def _elsewhere(
    request: Request,
    question: str,
    asked: Asked,
    before: Conversation | None,
    services: Services,
    t: Translator,
) -> Told | None:
    """Answer where no engagement is followed: for the asker's one, or with a question which one is meant."""
    theirs = whose.theirs(request, services)
    named = [one for one in theirs if asking.mentions(question, one.name)]
    if not named and before is not None:
        named = [one for one in theirs if one.id == before.engagement]
    if not named and asked.stranger and theirs:
        return Told(kit.say(t("asked.other_direct")), "engagement", t.language)
    meant = named or theirs
    if not meant:
        if not asked.sure and ask.found(request, question, services).answered:
            return None
        lead = card.theirs((), request.command(services), t)
    elif request.public and whose.shared(request, services):
        lead = kit.say(t("asked.in_private"))
    elif len(meant) > 1:
        lead = show.which(meant, question, t)
    else:
        asked = asking.recognise(question, known=[meant[0].name]) or asked
        return _told(meant[0], question, asked, request, services, t)
    return Told(_with(lead, question, asked, None, request, services, t), "engagement", t.language)


def _language(question: str, before: Conversation | None, request: Request, services: Services) -> str:
    """Return the language to answer in: the question's, else that of the one before, else the asker's."""
    written = services.library.language(question)
    if written in languages():
        return str(written)
    return before.language if before is not None else request.words(services).language


def register(app: App, services: Services) -> None:
    app.action(re.compile(r"^asked\.which\."))(partial(press_which, services=services))
