"""What every command stands on: the settings, the words, where it prints, and how it ends."""

from __future__ import annotations

import contextlib
import json
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress

from bot.config import Settings
from bot.unreachable import SlackUnreachable
from bot.views.wording import explain
from knowledge.sections import SectionError
from prompts import Translator, texts
from state.errors import StoreUnavailable
from state.rules.broken import RuleBroken

#: A task that takes longer shows how far it is.
PATIENCE_SECONDS = 1.0


class Stopped(Exception):  # noqa: N818 - named for what it does
    """A command cannot go on; `code` names the text `start.<code>`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Desk:
    """`t` speaks the language of the person at the terminal."""

    settings: Settings
    t: Translator
    out: Console

    def say(self, text: str = "") -> None:
        """Print a sentence as it is: nothing in it is markup."""
        self.out.print(text, markup=False, highlight=False, soft_wrap=True)

    def tell(self, key: str, **values: object) -> None:
        """Print one of the texts."""
        self.say(self.t(key, **values))

    def warn(self, key: str, **values: object) -> None:
        """Print one of the texts on standard error: it is no part of what was asked for."""
        sys.stderr.write(f"{self.t(key, **values)}\n")

    def give(self, value: Any) -> None:
        """Print a value for programs: JSON, characters as they are."""
        sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
        sys.stdout.flush()

    @contextmanager
    def progress(self, label: str) -> Iterator[Callable[[int, int], None]]:
        """Show how far something is, on a terminal as a bar; the caller says (done, all)."""
        bar = Progress(console=self.out, transient=True)
        task = bar.add_task(label, total=None)
        started = False

        def tell(done: int, all_: int) -> None:
            nonlocal started
            if not started:
                started = True
                if self.out.is_terminal:
                    bar.start()
                else:
                    self.say(f"{label} …")
            bar.update(task, completed=done, total=all_)

        try:
            yield tell
        finally:
            if bar.live.is_started:
                bar.stop()


def desk() -> Desk:
    """Read the settings; a wrong one ends the program with a sentence."""
    try:
        settings = Settings()
    except ValidationError as error:
        wrong = ", ".join(sorted(str(one["loc"][0]).upper() for one in error.errors()))
        details = "; ".join(sorted(one["msg"] for one in error.errors()))
        fallback = texts("en")
        sys.stderr.write(fallback("start.setting_wrong", names=wrong, detail=details) + "\n")
        raise SystemExit(2) from None
    out = Console()
    if not out.is_terminal:
        out = Console(width=200)
    return Desk(settings, texts(settings.language), out)


@contextmanager
def at_desk() -> Iterator[Desk]:
    """Turn what goes wrong into a sentence on standard error and a non-zero exit, never a traceback."""
    at = desk()
    try:
        yield at
    except RuleBroken as error:
        _end(explain(error, at.t))
    except StoreUnavailable as error:
        _end(at.t(f"start.{error.code}", url=at.settings.shown_database, **error.values))
    except (SlackUnreachable, Stopped) as error:
        _end(at.t(f"start.{error.code}", **error.values))
    except SectionError as error:
        _end(at.t("start.section_wrong", folder=at.settings.relais_home / "methodology", detail=error))
    except KeyboardInterrupt:
        at.say()
        raise typer.Exit(130) from None
    except BrokenPipeError:
        raise typer.Exit(141) from None
    except OSError as error:
        _end(at.t("start.system", detail=str(error)))
    except typer.Exit:
        raise
    except Exception:  # noqa: BLE001 - whatever it is, nobody is shown a traceback
        _end(at.t("start.unexpected", file=_kept(at.settings)))


def _kept(settings: Settings) -> Path:
    """Write what went wrong to a file, for whoever looks into it, and return where it is."""
    file = settings.relais_home / "crash.log"
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as log:
            traceback.print_exc(file=log)
    return file


def _end(said: str) -> None:
    sys.stderr.write(f"{said}\n")
    raise typer.Exit(1) from None
