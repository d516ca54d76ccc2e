"""The command line: `relais`, the same as `python -m bot`; each command imports only what it needs."""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.console.desk import Desk, Stopped, at_desk, desk

Json = Annotated[bool, typer.Option("--json")]
Named = Annotated[str | None, typer.Argument(metavar="ENGAGEMENT")]
Text = Annotated[str | None, typer.Option(metavar="DURATION")]


def main() -> None:
    """Run one command."""
    from bot.logs import set_up

    set_up()
    build(desk())()


def build(at: Desk) -> typer.Typer:
    """Return the commands, with their help in the language of the person at the terminal."""
    cli = typer.Typer(
        name="relais", help=at.t("cli.help.relais"), add_completion=False, no_args_is_help=True,
        pretty_exceptions_enable=False,
    )  # fmt: skip
    commands = (
        run, sandbox, worker, tick, ask, gaps, feedback, index, evaluate, status, portfolio,
        timeline, simulate, verify, import_, export, migrate,
    )  # fmt: skip
    for command in commands:
        name = command.__name__.rstrip("_")  # `import` alone is a word of Python's own
        cli.command(name, help=at.t(f"cli.help.{name}"))(command)
    return cli


def run(*, http: Annotated[bool, typer.Option("--http")] = False) -> None:
    from bot.console import run as processes

    with at_desk() as at:
        processes.run(at, http=http)


def sandbox() -> None:
    from bot.console import run as processes

    with at_desk() as at:
        processes.sandbox(at)


def worker() -> None:
    from bot.console import run as processes

    with at_desk() as at:
        processes.worker(at)


def tick(
    *, now: Annotated[str | None, typer.Option(metavar="INSTANT")] = None, as_json: Json = False
) -> None:
    from bot.console import tick as clock

    with at_desk() as at:
        clock.tick(at, now, as_json=as_json)


def ask(
    question: Annotated[str | None, typer.Argument(metavar="QUESTION")] = None,
    *,
    language: Annotated[str | None, typer.Option(metavar="fr|en")] = None,
    engagement: Annotated[str | None, typer.Option(metavar="NAME")] = None,
    as_json: Json = False,
) -> None:
    from bot.console import ask as answers

    with at_desk() as at:
        answers.ask(at, question, language, engagement, as_json=as_json)


def gaps(
    *,
    draft: Annotated[int | None, typer.Option("--draft", metavar="N")] = None,
    settled: Annotated[bool, typer.Option("--all")] = False,
    as_json: Json = False,
) -> None:
    from bot.console import gaps as questions

    with at_desk() as at:
        if draft is not None:
            questions.draft(at, draft)
        else:
            questions.gaps(at, settled=settled, as_json=as_json)


def feedback(*, rows: Annotated[bool, typer.Option("--rows")] = False, as_json: Json = False) -> None:
    from bot.console import feedback as opinions

    with at_desk() as at:
        opinions.feedback(at, rows=rows, as_json=as_json)


def index(*, as_json: Json = False) -> None:
    from bot.console import keep

    with at_desk() as at:
        keep.index(at, as_json=as_json)


def evaluate(
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE…")] = None,
    *,
    development: Annotated[bool, typer.Option("--development")] = False,
    without_baselines: Annotated[bool, typer.Option("--without-baselines")] = False,
    tutorial: Annotated[Path | None, typer.Option(metavar="FOLDER")] = None,
    as_json: Json = False,
) -> None:
    from bot.console import evaluate as figures

    with at_desk() as at:
        figures.evaluate(
            at, files or [], tuned=development, alone=without_baselines, packages=tutorial, as_json=as_json
        )


def status(engagement: Named = None, *, as_json: Json = False) -> None:
    from bot.console import show

    with at_desk() as at:
        show.status(at, engagement, as_json=as_json)


def portfolio(*, as_json: Json = False) -> None:
    from bot.console import portfolio as engagements

    with at_desk() as at:
        engagements.portfolio(at, as_json=as_json)


def simulate(
    engagement: Named = None,
    *,
    until: Annotated[str, typer.Option(metavar="DATE")],
    start: Annotated[str | None, typer.Option(metavar="DATE")] = None,
    term: Text = None,
    notice: Text = None,
    renewal: Text = None,
    as_json: Json = False,
) -> None:
    from bot.console import show

    clauses = {"start": start, "term": term, "notice": notice, "renewal": renewal}
    with at_desk() as at:
        show.simulate(at, engagement, clauses, until, as_json=as_json)


def timeline(
    engagement: Annotated[str, typer.Argument(metavar="ENGAGEMENT")], *, as_json: Json = False
) -> None:
    from bot.console import trail

    with at_desk() as at:
        trail.timeline(at, engagement, as_json=as_json)


def verify(
    engagement: Named = None, *, seal: Annotated[str | None, typer.Option(metavar="SEAL")] = None
) -> None:
    from bot.console import trail

    with at_desk() as at:
        trail.verify(at, engagement, seal)


def import_(
    file: Annotated[Path | None, typer.Argument(metavar="FILE")] = None,
    *,
    template: Annotated[bool, typer.Option("--template")] = False,
    apply: Annotated[bool, typer.Option("--apply")] = False,
    by: Annotated[str | None, typer.Option(metavar="NAME")] = None,
    as_json: Json = False,
) -> None:
    from bot.console import exporting, importing

    with at_desk() as at:
        if template:
            exporting.template(at)
        elif file is None:
            raise Stopped("import_what")
        else:
            importing.bring(at, file, by, apply=apply, as_json=as_json)


def export(
    engagement: Annotated[str, typer.Argument(metavar="ENGAGEMENT")],
    *,
    form: Annotated[str, typer.Option("--format", metavar="json|csv")] = "json",
) -> None:
    from bot.console import exporting

    with at_desk() as at:
        exporting.export(at, engagement, form)


def migrate() -> None:
    from bot.console import keep

    with at_desk() as at:
        keep.migrate(at)
