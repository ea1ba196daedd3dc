"""`python -m interviewer`: the terminal's door to everything the page can do."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False
)


@app.callback()
def steady() -> None:
    """Hold, grade and export practice interviews."""


@app.command()
def check(
    root: Annotated[
        Path | None, typer.Option(help="The folder that holds guides/, rubrics/ and prompts/.")
    ] = None,
    guides: Annotated[
        Path | None, typer.Option(help="A folder with further guides of your own.")
    ] = None,
    write_schemas: Annotated[
        bool, typer.Option("--write-schemas", help="Write the JSON schemas beside the files first.")
    ] = False,
) -> None:
    """Check every guide, rubric and spoken line, and name all problems at once."""
    from interviewer import library, library_schemas

    folder = root or library.DATA_ROOT
    if write_schemas:
        for path in library_schemas.write_schemas(folder):
            typer.echo(f"Wrote {path}")
    found, problems = library.read_library(folder, guides)
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(1)
    typer.echo(f"All data files are in order: {library.counted(found)}")
