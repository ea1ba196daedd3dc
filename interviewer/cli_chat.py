"""Wires an interview in the terminal: settings, data files, database and jobs, and which interview it is."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from interviewer import engine
from interviewer.backends.switchboard import Switchboard
from interviewer.backends.switchboard import Wish as BackendWish
from interviewer.domain import Format, Guide, Interview, Mode, Snapshots
from interviewer.errors import BackendError, InterviewNotFound, NotNow, SteadyError
from interviewer.jobs import Jobs
from interviewer.library import Library, content_hash, load_library
from interviewer.report_words import FORMATS
from interviewer.settings import Settings, load_settings
from interviewer.storage import InterviewSummary, Storage, new_interview_id
from interviewer.terminal import Desk, hold, settled_report, show_report
from interviewer.terminal_away import SWITCHED
from interviewer.terminal_keys import Keyboard, Keys
from interviewer.terminal_report import QUIET, heading, say


@dataclass(frozen=True)
class Wish:
    """What interview a person asked for; unset is left to us."""

    format: Format | None = None
    mode: Mode = "practice"
    competency: str | None = None
    questions: tuple[str, ...] = ()
    guide: str | None = None
    pressure: bool = False
    seed: int | None = None
    backend: BackendWish | None = None

    @property
    def is_particular(self) -> bool:
        """True where something was asked for, so that a new interview is meant."""
        return self != Wish(mode=self.mode, backend=self.backend)

    @property
    def meant(self) -> Format:
        """The format that was named, or the one the other wishes mean."""
        if self.format is not None:
            return self.format
        if self.questions:
            return "own"
        return "drill" if self.competency else "short"


def chat(wish: Wish, *, resume: str | None, new: bool) -> None:
    """Hold an interview to its end, or until the person leaves; then print the report. Raises SteadyError."""
    console = Console(highlight=False)
    with _open(console, Keyboard()) as (desk, library, settings, board):
        try:
            interview_id = resume or _choose(desk, settings, offer=not (new or wish.is_particular))
        except (EOFError, KeyboardInterrupt):
            return
        if interview_id is None:
            interview_id = _begin(desk, library, settings, board, wish).id
        with _known(interview_id):
            if wish.backend == "embedded" and desk.jobs.grade_with_embedded(interview_id):
                say(console, SWITCHED, style=QUIET)
            say(console, board.says(desk.storage.load(interview_id)), style=QUIET)
            if hold(desk, interview_id):
                show_report(desk, interview_id)


def export(interview_id: str, *, ext: str, out: Path | None, force: bool) -> Path:
    """Write an interview's report to a file, and say where; grades that are owed are made first."""
    from interviewer.exports import EXPORTS, file_name

    console = Console(stderr=True, highlight=False)
    with _open(console, Keyboard()) as (desk, _, _, _), _known(interview_id):
        report = settled_report(desk, interview_id)
    data = EXPORTS[ext].render(report)
    path = out or Path(file_name(report, ext))
    if path.exists() and not force and path.read_bytes() != data:
        raise SteadyError(f"{path} is there already and holds something else. --force replaces it.")
    try:
        path.write_bytes(data)
    except OSError as error:
        raise SteadyError(f"{path} cannot be written: {error.strerror}.") from error
    return path


def interviews() -> tuple[InterviewSummary, ...]:
    """The interviews in the database, unfinished ones first. Raises SteadyError where they are not one person's."""
    settings = load_settings()
    if not _is_personal(settings):
        raise SteadyError(
            "This database is not one person's (STEADY_PERSONAL): interviews are opened by their id."
        )
    with Storage(settings.database) as storage:
        return tuple(sorted(storage.past(), key=lambda held: held.status != "open"))


def line_of(summary: InterviewSummary) -> str:
    """One interview in one line."""
    day = summary.created.astimezone().strftime("%d %b %Y, %H:%M")
    done = f"{summary.answered} of {summary.planned} answered"
    return f"{FORMATS[summary.format]}, {summary.mode}, {day}, {done}"


@contextmanager
def _open(console: Console, keys: Keys) -> Iterator[tuple[Desk, Library, Settings, Switchboard]]:
    """Everything an interview is held with, and given back afterwards."""
    settings = load_settings()
    library = load_library(extra_guides=settings.guides_dir)
    with Storage(settings.database) as storage:
        board = Switchboard(settings, library, ledger=storage.calls, clock=_now)
        jobs = Jobs(storage, backends=board, script=library.script, clock=_now)
        try:
            desk = Desk(storage, jobs, console, keys, _now, cap_warning=board.cap_warning)
            yield desk, library, settings, board
        finally:
            jobs.close()
            board.close()


@contextmanager
def _known(interview_id: str) -> Iterator[None]:
    """An id that is nobody's is said in the terminal's own words."""
    try:
        yield
    except InterviewNotFound as error:
        raise SteadyError(
            f"There is no interview {interview_id!r}. `python -m interviewer interviews` lists those there are."
        ) from error


def _now() -> datetime:
    return datetime.now(UTC)


def _is_personal(settings: Settings) -> bool:
    """A terminal is at the machine itself, like a browser on the loopback address."""
    return settings.personal_for("127.0.0.1")


def _choose(desk: Desk, settings: Settings, *, offer: bool) -> str | None:
    """Offer what is unfinished; the id that was chosen, or None for a new interview."""
    unfinished = desk.storage.unfinished() if _is_personal(settings) else ()
    if not unfinished:
        return None
    if not offer:
        count = len(unfinished)
        line = f"Unfinished: {count}. `python -m interviewer chat` without a choice offers {'it' if count == 1 else 'them'}."
        say(desk.console, line, style=QUIET)
        return None
    heading(desk.console, "You have an interview to go on with")
    for number, summary in enumerate(unfinished, 1):
        say(desk.console, f"{number}  {line_of(summary)}", indent=2)
    say(desk.console, "Type its number to go on, or Enter for a new one.")
    while (typed := desk.keys.line("> ").strip()) != "":
        if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(unfinished):
            return unfinished[int(typed) - 1].id
        say(desk.console, "One of the numbers above, or Enter for a new interview.")
    return None


def _begin(
    desk: Desk, library: Library, settings: Settings, board: Switchboard, wish: Wish
) -> Interview:
    """Plan and store a new interview."""
    guide = _guide(library, wish.guide)
    _check(guide, wish)
    grader, server = _grader(board, wish)
    interview = engine.start(
        guide,
        interview_id=new_interview_id(),
        format=wish.meant,
        mode=wish.mode,
        seed=wish.seed if wish.seed is not None else secrets.randbits(31),
        at=desk.clock(),
        snapshots=Snapshots(guide=content_hash(guide), rubrics=content_hash(library.rubrics)),
        script=library.script,
        pressure=wish.pressure,
        competency=wish.competency,
        chosen=wish.questions,
        asked=desk.storage.asked_questions(guide.id) if _is_personal(settings) else {},
        grader=grader,
        server=server,
    )
    say(desk.console, guide.disclaimer, style=QUIET)
    line = f"{FORMATS[wish.meant]}, {wish.mode} mode. Enter on an empty line sends your reply; /help lists the commands."
    say(desk.console, line, style=QUIET)
    if wish.pressure:
        say(desk.console, "Pressure is on: expect one fair pushback.", style=QUIET)
    return desk.storage.create(interview, guide=guide, rubrics=library.rubrics)


def _grader(board: Switchboard, wish: Wish) -> tuple[str, str]:
    """Who hears and grades, and where; what stands in the way is said before anything is begun."""
    try:
        return board.named(board.default(wish.backend))
    except BackendError as error:
        raise SteadyError(
            f"{error} `--backend embedded` holds the interview without a model."
        ) from error


def _guide(library: Library, guide_id: str | None) -> Guide:
    if guide_id is None:
        return library.guides[0]
    try:
        return library.guide(guide_id)
    except KeyError as error:
        known = ", ".join(guide.id for guide in library.guides)
        raise SteadyError(f"There is no guide {guide_id!r}. There are: {known}.") from error


def _check(guide: Guide, wish: Wish) -> None:
    """Name what the guide does not have, before anything is begun."""
    competencies = [competency.id for competency in guide.competencies]
    if wish.meant == "drill" and wish.competency not in competencies:
        raise NotNow(f"A drill needs --competency, one of: {', '.join(competencies)}.")
    known = {question.id for question in guide.questions}
    strange = [question for question in wish.questions if question not in known]
    if strange or (wish.meant == "own" and not wish.questions):
        listed = "\n".join(f"  {question.id:<28} {question.short}" for question in guide.questions)
        said = f"no question {', '.join(map(repr, strange))}" if strange else "no question named"
        raise NotNow(
            f"There is {said}. --question takes one of these, and may stand again:\n{listed}"
        )
