"""An answer of the methodology with its numbered sources, or a plain refusal with the nearest sections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.views import kit
from prompts import Translator

if TYPE_CHECKING:
    from knowledge.answer import Answer
    from knowledge.sections import Section

#: What a title may take of a button (75 characters), after its number.
TITLE = 60


def answered(answer: Answer, t: Translator, *, buttons: Sequence[kit.Block] = ()) -> kit.Message:
    """Return the answer as a message; `t` speaks the answer's language, `buttons` follow its sources."""
    if not answer.answered:
        return _refused(answer, t, buttons)
    parts = [text(answer, t)]
    blocks = [kit.section(parts[0])]
    if answer.next_step:
        parts.append(t("answer.next", step=kit.escape(answer.next_step)))
        blocks.append(kit.section(parts[-1]))
    numbered = list(enumerate(answer.sources, start=1))
    titles = " · ".join(f"[{n}] {kit.escape(source.title)}" for n, source in numbered)
    phase = [t("answer.phase", phase=t(f"phase.{answer.phase}"))] if answer.phase else []
    notes = [*phase, t("answer.worded")] if answer.wording else phase
    blocks.append(kit.context(*notes, t("answer.sources", sources="").strip()))
    opening = (_open(n, one.id, one.title, answer.language, t) for n, one in numbered)
    blocks.append(kit.actions(*opening, *buttons))
    return kit.message("\n".join([*parts, *notes, t("answer.sources", sources=titles)]), blocks)


def text(answer: Answer, t: Translator) -> str:
    """Return what the answer says, each sentence with its source numbers, or why there is none."""
    if not answer.answered:
        return t("answer.language") if answer.reason == "language" else t("answer.none")
    if answer.wording:
        cited = [(one.text, "".join(f"[{n}]" for n in one.sources)) for one in answer.wording]
        return "\n".join(f"{kit.escape(sentence)} {sources}" for sentence, sources in cited)
    return "\n".join(f"{kit.escape(sentence)} [{source}]" for sentence, source in answer.quotes)


def section_modal(section: Section, t: Translator) -> kit.Block:
    """Return a section in full, to be read."""
    body = "\n".join(f"• {kit.escape(sentence)}" for sentence in section.sentences)
    blocks = [kit.section(f"*{kit.escape(section.title)}*"), kit.section(body)]
    if section.next_step:
        blocks.append(kit.section(t("answer.next", step=kit.escape(section.next_step))))
    notes = [kit.escape(section.subject)]
    if section.source:
        notes.append(t("answer.from", source=kit.escape(section.source)))
    blocks.append(kit.context(*notes))
    return kit.modal(
        "answer.section", t("button.section"), blocks, submit="", close=t("answer.close"), data=section.key
    )


def _refused(answer: Answer, t: Translator, buttons: Sequence[kit.Block]) -> kit.Message:
    lines, blocks = [text(answer, t)], [kit.section(text(answer, t))]
    if answer.nearest:
        lines += [t("answer.nearest"), *(f"• {kit.escape(near.title)}" for near in answer.nearest)]
        blocks.append(kit.context(t("answer.nearest")))
        opening = (_open(None, near.id, near.title, answer.language, t) for near in answer.nearest)
        blocks.append(kit.actions(*opening))
    if buttons:
        blocks.append(kit.actions(*buttons))
    return kit.message("\n".join(lines), blocks)


def _open(n: int | None, anchor: str, title: str, language: str, t: Translator) -> kit.Block:
    short = kit.cut(title, TITLE)
    shown = short if n is None else t("answer.open", n=n, title=short)
    label = t("answer.open_label", title=title)
    return kit.button(shown, f"answer.section.{n or anchor}", f"{language}/{anchor}", label=label)
