"""`eval`: the grader measured set by set, on all cores; what that prints, writes and holds to its gates."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import lru_cache, partial
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from pydantic_core import to_jsonable_python

from interviewer.backends.embedded import EmbeddedBackend
from interviewer.backends.embedded.weights import read_weights
from interviewer.backends.port import Backend
from interviewer.errors import DataFileError, SteadyError
from interviewer.evaluation import detected, identifiers, page, probes, study, study_gates
from interviewer.evaluation.asked_model import AT_ONCE, Masking
from interviewer.evaluation.gate import Gate
from interviewer.evaluation.labelled import LabelledReply
from interviewer.evaluation.study import ACROSS, BY_QUESTION, BY_REPLY, Graded, GraderOf, Kind
from interviewer.evaluation.tables import study_lines
from interviewer.library import DATA_ROOT, Library, load_library

EVALS = DATA_ROOT / "evals"
RESULTS = EVALS / "results"
PAGE = DATA_ROOT / "docs" / "grading.md"

FOLDS = {
    BY_REPLY: EVALS / "folds",
    BY_QUESTION: EVALS / "folds" / "by_question",
    ACROSS: EVALS / "folds" / "across_kinds",
}
"""Where the weights lie that have not seen some replies; a folder that is not there is a way of folding less."""

NAMES = ("agreement", "behaviours", "probes", "identifiers")
ALL = "all"
ON_GRADES = ("agreement", "behaviours")
"""Sets that are measured on the same grades of the labelled replies."""

HELD_OUT = "Cross-validated: each reply is graded by weights that have not seen it."
BY_MODEL = "A model: these replies were shown to it for the first time, as far as anybody knows."
IN_SAMPLE = (
    "IN SAMPLE: the shipped weights have seen these replies and their marks; "
    "this is no measure of how well they grade new ones."
)
NO_PEOPLE = (
    "Writers, raters and readers of these replies were language models, blind and apart; no people."
)
PIECES = 4
"""Of the labelled replies for each core and way of folding: small enough that no core waits long for another."""

_Made = TypeVar("_Made")


class Ground(NamedTuple):
    """What sets are measured on."""

    library: Library
    foldings: Mapping[str, GraderOf]
    grader: Backend
    """The grader as it ships, for what nothing was trained on."""
    how: str
    kinds: tuple[Kind, ...]
    """The labelled replies."""
    at_once: int = 1

    @property
    def replies(self) -> tuple[LabelledReply, ...]:
        """All of them."""
        return tuple(reply for kind in self.kinds for reply in kind.replies)

    @property
    def grader_of(self) -> GraderOf:
        """The grader of a labelled reply that has not seen it."""
        return next(iter(self.foldings.values()))


class MeasuredSet(NamedTuple):
    """A set that is measured in one go."""

    measure: Callable[[Ground], Any]
    lines: Callable[[Any, str], Iterable[str]]
    """Of what was measured, by the grader of this name."""
    gates: Callable[[Any], tuple[Gate, ...]] = lambda _: ()
    asks: Callable[[Ground], tuple[int, int]] = lambda _: (0, 0)
    """The answers a model would mark, and the replies it would hear."""


SETS: dict[str, MeasuredSet] = {
    "probes": MeasuredSet(
        lambda on: probes.measure_probes(EVALS, library=on.library, grader_of=on.grader_of),
        lambda found, name: probes.probe_lines(found, grader=name),
        probes.gates,
        lambda on: (0, len(on.replies)),
    ),
    "identifiers": MeasuredSet(
        lambda _: identifiers.study_identifiers(EVALS),
        lambda found, _: identifiers.identifier_lines(found),
    ),
}
"""A new set is one entry here, and its name in `NAMES` and the command line."""


class Outcome(NamedTuple):
    """What one set came to."""

    name: str
    result: Any
    lines: tuple[str, ...]
    gates: tuple[Gate, ...]
    figures: dict[str, str]
    """For the page, by the name of their place."""


def evaluate(
    chosen: Sequence[str],
    *,
    on: Callable[[], Ground],
    tell: Callable[[str], None] = lambda _: None,
    cores: int | None = None,
) -> tuple[Outcome, ...]:
    """Measure the sets chosen, in their own order. Raises SteadyError.

    `on` makes the ground, here and in each worker: all cores work, or as many as are named. A model is asked from
    here alone, and what that will send is told first.
    """
    names = tuple(name for name in NAMES if name in chosen or ALL in chosen)
    here = on()
    if isinstance(here.grader, Masking):
        cores = 1
        _tell_ahead(here.grader, here, names, tell)
    titles = tuple(here.foldings) if set(names) & set(ON_GRADES) else ()
    with workers(cpu_count() or 1 if cores is None else cores) as (begin, pieces):
        begun = {
            title: [begin(_grade, on, title, i, pieces) for i in range(pieces)] for title in titles
        }
        sets = {name: begin(_measure, on, name) for name in names if name in SETS}
        graded = {title: _joined([done() for done in own]) for title, own in begun.items()}
        return tuple(
            of_grades(name, graded, here)
            if name in ON_GRADES
            else _of_set(name, sets[name](), here)
            for name in names
        )


@lru_cache(maxsize=1)
def held_out_ground() -> Ground:
    """The embedded grader, each labelled reply by weights that have not seen it. Raises DataFileError."""
    foldings: dict[str, GraderOf] = {
        title: held_out_graders(folder).__getitem__
        for title, folder in FOLDS.items()
        if folder.is_dir() or title == BY_REPLY
    }
    return Ground(load_library(), foldings, EmbeddedBackend(), HELD_OUT, study.read_kinds(EVALS))


@lru_cache(maxsize=1)
def in_sample_ground() -> Ground:
    """The embedded grader as it ships, on what it was trained on. Raises DataFileError."""
    shipped = EmbeddedBackend()
    return Ground(
        load_library(),
        {"in sample": lambda _: shipped},
        shipped,
        IN_SAMPLE,
        study.read_kinds(EVALS),
    )


def chosen_ground(backend: Backend, *, library: Library, in_sample: bool) -> Callable[[], Ground]:
    """What makes the ground for a grader, in this process or a worker."""
    if isinstance(backend, Masking):
        return lambda: ground_of_model(backend, library)
    return in_sample_ground if in_sample else held_out_ground


def ground_of_model(model: Backend, library: Library) -> Ground:
    """A model, which has seen none of it as far as anybody knows."""
    return Ground(
        library, {"by a model": lambda _: model}, model, BY_MODEL, study.read_kinds(EVALS), AT_ONCE
    )


def held_out_graders(folder: Path = FOLDS[BY_REPLY]) -> dict[str, Backend]:
    """For each labelled reply the grader whose weights have not seen it. Raises DataFileError."""
    graders: dict[str, Backend] = {}
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise DataFileError((f"{folder.name}: no weights; `python evals/train.py` makes them",))
    for path in paths:
        weights = read_weights(path.read_text(encoding="utf-8"))
        backend = EmbeddedBackend(weights)
        graders.update(dict.fromkeys(weights.held_out, backend))
    return graders


def outcome_lines(outcomes: Sequence[Outcome], on: Ground) -> Iterator[str]:
    """What was measured, set by set, and first on what."""
    yield f"Grader: {on.grader.name}. {on.how}"
    yield NO_PEOPLE
    for outcome in outcomes:
        yield ""
        yield f"== {outcome.name}"
        yield from outcome.lines


def write(outcomes: Sequence[Outcome], on: Ground, *, day: date) -> tuple[Path, ...]:
    """Keep the figures in the day's JSON and put them into the page; a model's go into a JSON of its own alone.

    The figures of sets that were not measured stay as they are. Raises SteadyError.
    """
    if on.how == IN_SAMPLE:
        raise SteadyError("Figures of what the weights have seen are not written down.")
    ours = not isinstance(on.grader, Masking)
    label = "" if ours else "-" + re.sub(r"[^\w.-]+", "-", on.grader.name)
    path = RESULTS / f"{day}{label}.json"
    kept = json.loads(path.read_text(encoding="utf-8"))["sets"] if path.is_file() else {}
    sets = kept | {o.name: _rounded(to_jsonable_python(o.result)) for o in outcomes}
    path.parent.mkdir(parents=True, exist_ok=True)
    found = {"measured": str(day), "grader": on.grader.name, "how": on.how, "sets": sets}
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if not ours:
        return (path,)
    stamp = f"*Measured {day} by {on.grader.name}.*"
    figures = {place: f"{t}\n\n{stamp}" for o in outcomes for place, t in o.figures.items()}
    PAGE.write_text(page.fill(PAGE.read_text(encoding="utf-8"), figures), encoding="utf-8")
    return path, PAGE


def _rounded(value: Any) -> Any:
    """Four places: no more is known."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(own) for key, own in value.items()}
    return [_rounded(own) for own in value] if isinstance(value, list) else value


def of_grades(name: str, graded: Mapping[str, Graded], on: Ground) -> Outcome:
    """What a set comes to that is measured on the grades of the labelled replies. Raises DataFileError."""
    rubrics = on.library.rubrics
    if name == "agreement":
        found = study.measure_agreement(on.kinds, graded, rubrics, folder=EVALS)
        gates, figures = study_gates.gates(found), page.agreement_figures(found, rubrics)
        return Outcome(name, found, tuple(study_lines(found)), gates, figures)
    seen = study.detect(on.kinds, graded, rubrics)
    lines = tuple(detected.behaviours_lines(seen))
    return Outcome(name, seen, lines, detected.gates(seen), page.behaviours_figures(seen))


def _of_set(name: str, found: Any, on: Ground) -> Outcome:
    one = SETS[name]
    lines = tuple(one.lines(found, on.grader.name))
    return Outcome(name, found, lines, one.gates(found), {name: page.as_text(lines)})


def _grade(on: Callable[[], Ground], title: str, piece: int, pieces: int) -> Graded:
    """Grade a piece of the labelled replies in one way of folding."""
    here = on()
    return study.grade_all(
        here.replies[piece::pieces],
        here.library.rubrics,
        here.foldings[title],
        at_once=here.at_once,
    )


def _measure(on: Callable[[], Ground], name: str) -> Any:
    return SETS[name].measure(on())


def _joined(pieces: Sequence[Graded]) -> Graded:
    return Graded(
        {key: grade for one in pieces for key, grade in one.grades.items()},
        tuple(sorted(key for one in pieces for key in one.failed)),
        tuple(sorted(key for one in pieces for key in one.unseen_by_none)),
    )


def _tell_ahead(
    model: Masking, on: Ground, names: Sequence[str], tell: Callable[[str], None]
) -> None:
    """Say what a model will be sent. Raises CapReached where that passes the day's cap."""
    asks = [SETS[name].asks(on) for name in names if name in SETS]
    marked = sum(n for n, _ in asks) + (len(on.replies) if set(names) & set(ON_GRADES) else 0)
    heard = sum(n for _, n in asks)
    if marked or heard:
        tell(model.ahead(marked, heard=heard))


class _Begin(Protocol):
    """Begins some work, here or in a worker, and gives what waits for it."""

    def __call__(self, work: Callable[..., _Made], *given: Any) -> Callable[[], _Made]: ...


@contextmanager
def workers(cores: int) -> Iterator[tuple[_Begin, int]]:
    """What begins work on so many cores, and into how many pieces to cut it."""
    if cores <= 1:

        def wait(work: Callable[..., _Made], *given: Any) -> Callable[[], _Made]:
            return partial(work, *given)

        yield wait, 1
        return
    # Begun afresh, not forked: this process may have threads.
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:

        def begin(work: Callable[..., _Made], *given: Any) -> Callable[[], _Made]:
            return pool.submit(work, *given).result

        yield begin, PIECES * cores
