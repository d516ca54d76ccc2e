"""Questions, whatever the way in: answered from an engagement or from the methodology; and how they go on."""

from __future__ import annotations

from bot import arguments, phrases, talk
from bot.listeners import ask as methodology
from bot.listeners import asked as engaged
from bot.listeners.asked import Told
from bot.request import Reply, Request
from bot.services import Services
from bot.talk import Manner
from bot.views import help as guide
from knowledge.answer import Answer
from prompts import Translator, texts
from state.rules.conversation import Asker, Conversation, Thread, followed, insists


def ask(request: Request, text: str, services: Services) -> Reply:
    """Answer a question, and keep it where one can go on from it; raises as `ask.found`."""
    question = _asked_in(text)
    before = _before(request, question, services)
    said = engaged.answered(request, question, before, services)
    if said is None:
        said = _of_method(request, question, before, services)
    _keep(request, question, said, before, services)
    return said.reply


def instead(request: Request, services: Services) -> Reply:
    """Answer what began with a command's word, and asks something all the same; raises as `ask`."""
    return ask(request, arguments.without_mention(request.text, services.identity.user), services)


def covered(request: Request, text: str, services: Services) -> Reply | None:
    """Answer a question where something answers it; None elsewhere. Raises as `ask.found`."""
    question = _asked_in(text)
    said = engaged.answered(request, question, None, services)
    if said is None:
        answer = methodology.found(request, question, services)
        if not answer.answered:
            return None
        said = _told(answer, request, services)
    _keep(request, question, said, None, services)
    return said.reply


def follow(request: Request, text: str, before: Conversation, services: Services) -> Reply | None:
    """Answer what goes on from an answer without calling Relais; None where it is not for Relais.

    What nothing covers is refused to the one who asked before, with nobody in between, and else left alone.
    """
    question, own = arguments.plain(text), insists(before, Asker(request.team, request.user))
    said = engaged.answered(request, question, before if own or talk.leans(question) else None, services)
    if said is None:
        leaning = before.question if own or talk.leans(question) else None
        answer = methodology.found(request, question, services, after=leaning)
        if not (answer.answered or own):
            return None
        said = _told(answer, request, services)
    _keep(request, question, said, before, services)
    return said.reply


def _of_method(request: Request, question: str, before: Conversation | None, services: Services) -> Told:
    after = before.question if before else None
    rude = talk.manner(question) is Manner.RUDE
    civil = talk.civil(question) if rude else question
    if rude and not phrases.spoken(civil):
        return _courteous(request.words(services))
    answer = methodology.found(request, civil, services, after=after)
    if rude and not answer.answered:
        return _courteous(texts(answer.language))
    return _told(answer, request, services)


def _courteous(t: Translator) -> Told:
    return Told(guide.small(Manner.RUDE, t), "refusal", t.language)


def _told(answer: Answer, request: Request, services: Services) -> Told:
    return Told(methodology.shown(answer, request, services), answer.kind, answer.language)


def _asked_in(text: str) -> str:
    """Return what a text asks, of a long one only that; where it asks nothing, it is looked at as it is."""
    plain = arguments.plain(text)
    return talk.asked_in(plain) or plain


def _before(request: Request, question: str, services: Services) -> Conversation | None:
    """Return the question that this one may lean on: of its thread; in a direct message, the last one."""
    if request.thread is None:
        return None
    conversations, team = services.ledger.conversations, services.identity.team
    found = conversations.of(Thread(team, request.channel, request.thread))
    if found is None and request.direct and talk.leans(question):
        found = conversations.latest(team, request.channel)
    leans = found is not None and (talk.leans(question) or insists(found, Asker(request.team, request.user)))
    return found if leans and found and followed(found, request.at or services.clock()) else None


def _keep(
    request: Request, question: str, said: Told, before: Conversation | None, services: Services
) -> None:
    if request.thread is None:
        return
    if before is not None and talk.leans(question):
        question = f"{before.question.splitlines()[0]}\n{question}"
    thread = Thread(services.identity.team, request.channel, request.thread)
    engaged.keep(thread, question, said, request, services)
