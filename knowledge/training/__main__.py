"""`python -m knowledge.training --data FILE --teacher FOLDER` makes the embedded model anew."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from knowledge import embedding
from knowledge.catalog import methodology
from knowledge.training.recipe import gathered, made
from knowledge.training.settings import Settings
from knowledge.training.teacher import Teacher

_FOLDER = Path(embedding.__file__).parent / "model"
_CACHE = Path("var/teacher")


def main(
    data: Annotated[Path, typer.Option(help="Aligned lines, JSON Lines in gzip.")],
    teacher: Annotated[Path, typer.Option(help="Folder of the English sentence-transformers model.")],
    cache: Annotated[Path, typer.Option(help="Folder that keeps the teacher's vectors.")] = _CACHE,
    out: Annotated[Path, typer.Option(help="Folder of the model.")] = _FOLDER,
) -> None:
    """Make the embedded model, and print its name."""
    content = made(gathered(data, methodology()), Teacher(teacher, cache), Settings())
    (out / embedding.FILE).write_bytes(content)
    typer.echo(embedding.Static(content).name)


if __name__ == "__main__":
    typer.run(main)
