"""`python -m interviewer`: the terminal's door to everything the page can do.

It is one file: every command with its options, and nothing of what it does.
"""

from __future__ import annotations

import io
import sys
import traceback
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Annotated, Literal

import click
import typer

from interviewer.domain import Format, Mode
from interviewer.errors import SteadyError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help=__doc__.split("\n")[0],
    pretty_exceptions_enable=False,
)


class MeasuredSet(StrEnum):
    """What `eval` measures: the sets of `cli_eval`, or all of them."""

    AGREEMENT = "agreement"
    BEHAVIOURS = "behaviours"
    METAMORPHIC = "metamorphic"
    PROBES = "probes"
    GUARDS = "guards"
    IDENTIFIERS = "identifiers"
    ALL = "all"


class _Plainly:
    """Errors inside are said in plain words with an exit code, never as a traceback that may hold a reply.

    A context manager, not an `except`: typer's own signals to leave pass through.
    """

    def __enter__(self) -> None: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, SteadyError):
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from None
        if isinstance(error, Exception) and not isinstance(error, _SIGNALS):
            place = traceback.extract_tb(trace)[-1]
            where = f"{Path(place.filename).name}:{place.lineno}"
            typer.echo(
                f"Something went wrong that should not have ({type(error).__name__} at {where})."
                " What was sent is stored.",
                err=True,
            )
            raise typer.Exit(1) from None


_SIGNALS = (typer.Exit, typer.Abort, click.ClickException)


def _aside(line: str) -> None:
    """Say something that is no result."""
    typer.echo(line, err=True)


@app.callback()
def steady() -> None:
    """Hold, grade and export practice interviews."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal or file of an older encoding shows a mark for what it lacks, and nobody a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


@app.command()
def check(
    root: Annotated[
        Path | None, typer.Option(help="The folder that holds guides/, rubrics/ and prompts/.")
    ] = None,
    guides: Annotated[
        Path | None,
        typer.Option(
            help="A folder with guides of your own; else the one STEADY_GUIDES_DIR names."
        ),
    ] = None,
    write_schemas: Annotated[
        bool, typer.Option("--write-schemas", help="Write the JSON schemas beside the files first.")
    ] = False,
) -> None:
    """Check every guide, rubric and spoken line, and name all problems at once."""
    from interviewer import library, library_schemas
    from interviewer.settings import load_settings

    folder = root or library.DATA_ROOT
    if guides is None and root is None:
        with _Plainly():
            guides = load_settings().guides_dir
    if write_schemas:
        with _Plainly():
            for path in library_schemas.write_schemas(folder):
                typer.echo(f"Wrote {path}")
    found, problems = library.read_library(folder, guides)
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(1)
    typer.echo(f"All data files are in order: {library.counted(found)}")


@app.command()
def chat(
    format: Annotated[
        Format | None,
        typer.Option(
            help="One question, three, the panel's eight, one competency, or your choice."
        ),
    ] = None,
    mode: Annotated[
        Mode, typer.Option(help="With feedback and hints, or as on the day.")
    ] = "practice",
    competency: Annotated[
        str | None, typer.Option(help="The competency of a drill, by its id.")
    ] = None,
    question: Annotated[
        list[str] | None, typer.Option(help="A question by its id; may stand several times.")
    ] = None,
    guide: Annotated[str | None, typer.Option(help="Another guide, by its id.")] = None,
    pressure: Annotated[
        bool, typer.Option("--pressure", help="Adds one fair pushback, announced here.")
    ] = False,
    seed: Annotated[
        int | None, typer.Option(help="The same number chooses the same questions.")
    ] = None,
    resume: Annotated[
        str | None, typer.Option(metavar="ID", help="Go on with this interview.")
    ] = None,
    new: Annotated[
        bool, typer.Option("--new", help="Begin a new one without offering the unfinished ones.")
    ] = False,
    backend: Annotated[
        Literal["auto", "embedded", "openai"] | None,
        typer.Option(help="Who hears and grades; else as STEADY_BACKEND says."),
    ] = None,
) -> None:
    """Hold an interview here in the terminal."""
    from interviewer import cli_chat

    wish = cli_chat.Wish(
        format=format,
        mode=mode,
        competency=competency,
        questions=tuple(question or ()),
        guide=guide,
        pressure=pressure,
        seed=seed,
        backend=backend,
    )
    with _Plainly():
        cli_chat.chat(wish, resume=resume, new=new)


@app.command()
def interviews() -> None:
    """List the interviews on this machine, unfinished ones first."""
    from interviewer import cli_chat

    with _Plainly():
        listed = cli_chat.interviews()
    for summary in listed:
        typer.echo(f"{summary.id}  {summary.status:<5}  {cli_chat.line_of(summary)}")
    if not listed:
        typer.echo("There are none yet: `python -m interviewer chat` begins one.")


@app.command()
def export(
    interview: Annotated[
        str, typer.Argument(metavar="ID", help="`python -m interviewer interviews` lists them.")
    ],
    format: Annotated[
        Literal["md", "html", "json", "csv"], typer.Option(help="The kind of file.")
    ] = "html",
    out: Annotated[
        Path | None, typer.Option(help="Where to; else a name of its own in this folder.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write an interview's report and transcript to a file."""
    from interviewer import cli_chat

    with _Plainly():
        typer.echo(f"Wrote {cli_chat.export(interview, ext=format, out=out, force=force)}")


@app.command()
def grade(
    answers: Annotated[
        Path,
        typer.Argument(metavar="IN.jsonl", help="One answer a line.", exists=True, dir_okay=False),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            help="Where the results go, one a line; `-` is here. Else a new IN.graded.jsonl."
        ),
    ] = None,
    backend: Annotated[
        Literal["auto", "embedded", "openai"],
        typer.Option(help="Who grades; `openai` is a model as the settings name it."),
    ] = "embedded",
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on with a run that was ended: what this grader wrote to the file is taken over, by id.",
        ),
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, max=256, help="Cores the embedded grader uses; else all of them."),
    ] = None,
) -> None:
    """Grade a file of answers; exits with 1 where a line could not be read or graded.

    A model gets the answers with all masked that is recognised. A line holds `id`, `answer`, and `question_id` of a bank or `question` and `kind`. Results come in the same
    order; a line that cannot be read is named on standard error and has none, and one that could not be
    graded is named there and has no level. Ctrl-C, or whatever else ends a run, keeps what is written.
    """
    from interviewer import cli_grade, cli_grade_progress, library

    with _Plainly():
        to = cli_grade.results_path(answers, out, resume=resume)
        loaded = library.load_library()
        try:
            total = cli_grade.counted_lines(answers)
            progress = cli_grade_progress.Progress(
                partial(typer.echo, err=True, nl=False),
                clock=monotonic,
                terminal=sys.stderr.isatty(),
                total=total,
            )
            with cli_grade.grader(backend, library=loaded) as by:
                counted = cli_grade.grade(
                    answers,
                    to,
                    library=loaded,
                    progress=progress,
                    backend=by,
                    total=total,
                    resume=resume,
                    cores=jobs,
                )
        except OSError as error:
            typer.echo(f"{error.filename or to}: {error.strerror}", err=True)
            raise typer.Exit(2) from None
    for line in cli_grade.closing_lines(counted, to, named=out is not None):
        _aside(line)
    if counted.stopped:
        raise typer.Exit(130)
    if counted.bad or counted.failed:
        raise typer.Exit(1)


@app.command()
def attack(
    attacks: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE.jsonl", help="Attacks, one a line; else our own development set."
        ),
    ] = None,
    backend: Annotated[
        Literal["auto", "embedded", "openai"],
        typer.Option(help="Who is attacked; `openai` is a model as the settings name it."),
    ] = "embedded",
    verbose: Annotated[bool, typer.Option("--verbose", help="A line for every pair.")] = False,
) -> None:
    """Put replies that try to move the grader beside their honest part; exits with 1 where a level rose or is not known."""
    from interviewer import cli_grade, library

    with _Plainly():
        loaded = library.load_library()
        with cli_grade.grader(backend, library=loaded) as by:
            told, withstood = cli_grade.attack(
                attacks, library=loaded, backend=by, verbose=verbose, tell=_aside
            )
    for line in told:
        typer.echo(line)
    if not withstood:
        raise typer.Exit(1)


@app.command(name="eval")
def evaluate(
    backend: Annotated[
        Literal["auto", "embedded", "openai"],
        typer.Option(help="Who is measured; `openai` is a model as the settings name it."),
    ] = "embedded",
    sets: Annotated[
        list[MeasuredSet] | None,
        typer.Option("--set", help="What is measured; may stand several times. Else `agreement`."),
    ] = None,
    in_sample: Annotated[
        bool, typer.Option("--in-sample", help="The shipped weights, on what they were trained on.")
    ] = False,
    stories: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="Also measure the parts of stories in this file, which nothing is kept of.",
        ),
    ] = None,
    write: Annotated[
        bool,
        typer.Option("--write", help="Keep the figures in evals/results/ and docs/grading.md."),
    ] = False,
    gates: Annotated[
        bool, typer.Option("--gates", help="Exit with 1 where a figure is not what it must be.")
    ] = False,
    every: Annotated[
        bool, typer.Option("--every", help="All pairs, where a set takes a sample else.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Also what did not hold, one by one.")
    ] = False,
) -> None:
    """Measure the grader on the labelled replies in evals/ and on what else is there."""
    from interviewer import cli_eval, cli_eval_ground, cli_grade, library
    from interviewer.evaluation.gate import gate_lines

    with _Plainly():
        loaded = library.load_library()
        with cli_grade.grader(backend, library=loaded) as by:
            on = cli_eval_ground.chosen_ground(by, library=loaded, in_sample=in_sample)
            wished = sets or ([] if stories else [MeasuredSet.AGREEMENT])
            outcomes = cli_eval.evaluate(wished, on=on, tell=_aside, every=every, cases=verbose)
            outcomes += (cli_eval.of_stories(stories, on()),) if stories else ()
        for line in cli_eval.outcome_lines(outcomes, on()):
            typer.echo(line)
        if write:
            for path in cli_eval.write(outcomes, on(), day=datetime.now(UTC).date()):
                typer.echo(f"Wrote {path}", err=True)
    if gates:
        with _Plainly():
            wanted = cli_eval.held_gates(outcomes)
        for line in gate_lines(wanted):
            typer.echo(line)
        if not all(gate.holds for gate in wanted):
            raise typer.Exit(1)


@app.command()
def doctor() -> None:
    """Say who hears and grades, what the model's server can do and what it would cost; exits with 1 where it cannot work."""
    from interviewer import cli_doctor
    from interviewer.settings import load_settings

    fine = True
    with _Plainly():
        for line in cli_doctor.examine(load_settings()):
            typer.echo(str(line))
            fine = fine and line.ok
    if not fine:
        raise typer.Exit(1)
