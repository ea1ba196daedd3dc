"""`eval`: the grader measured set by set, on all cores; what that prints, writes and holds to its gates."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from os import cpu_count
from pathlib import Path
from typing import Any, NamedTuple

from pydantic_core import to_jsonable_python

from interviewer.cli_eval_ground import EVALS, IN_SAMPLE, Ground
from interviewer.cli_eval_sets import SETS, STORIES, MeasuredSet, Spread
from interviewer.cli_workers import PIECES, Begin, cut, workers
from interviewer.errors import SteadyError
from interviewer.evaluation import detected, page, stories, study, study_gates
from interviewer.evaluation.asked_model import Masking, in_order
from interviewer.evaluation.gate import Gate, with_kept
from interviewer.evaluation.labelled import LabelledReply
from interviewer.evaluation.study import Graded
from interviewer.evaluation.tables import study_lines
from interviewer.library import DATA_ROOT

RESULTS = EVALS / "results"
KEPT = EVALS / "kept.json"
"""What no change may fall behind, where the figure that is wanted was not reached yet."""
PAGE = DATA_ROOT / "docs" / "grading.md"

ON_GRADES = ("agreement", "behaviours")
"""Sets that are measured on the same grades of the labelled replies."""
NAMES = (*ON_GRADES, *SETS)
ALL = "all"

NO_PEOPLE = (
    "Writers, raters and readers of these replies were language models, blind and apart; no people."
)


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
    every: bool = False,
    cases: bool = False,
) -> tuple[Outcome, ...]:
    """Measure the sets chosen, in their own order. Raises SteadyError.

    `on` makes the ground, here and in each worker: all cores work, or as many as are named. A model is asked from
    here alone, and what that will send is told first. With `every`, all pairs where a set takes a sample else; with
    `cases`, what did not hold is told one by one.
    """
    names = tuple(name for name in NAMES if name in chosen or ALL in chosen)
    here = on()._replace(every=every)
    if isinstance(here.grader, Masking):
        cores = 1
        _tell_ahead(here.grader, here, names, tell)
    cores = cores or cpu_count() or 1
    pieces = PIECES * cores if cores > 1 else 1
    titles = tuple(here.foldings) if set(names) & set(ON_GRADES) else ()
    with workers(cores) as begin:
        begun = {
            title: [begin(_grade, on, title, ids) for ids in cut(here.replies, pieces)]
            for title in titles
        }
        sets = {
            n: begin(_measure, on, n, every) for n in names if n in SETS and not SETS[n].spreads
        }
        spread = _spread(on, begin, pieces, tell)
        graded = {title: _joined([done() for done in own]) for title, own in begun.items()}
        found = [of_grades(name, graded, here) for name in names if name in ON_GRADES]
        for name in names:
            if name in SETS:
                one = SETS[name]
                result = one.measure(here, spread) if one.spreads else sets[name]()
                found.append(_of_set(name, one, result, here, cases=cases))
    return tuple(found)


def of_stories(path: Path, on: Ground) -> Outcome:
    """Stories that lie outside the project: measured, never a gate of CI. Raises DataFileError and BackendError."""
    found = stories.measure_stories(path, grader=on.grader, rubrics=on.library.rubrics)
    return _of_set("stories", STORIES, found, on)


def held_gates(outcomes: Sequence[Outcome]) -> tuple[Gate, ...]:
    """The gates of what was measured, with what is to be kept where more is wanted. Raises DataFileError."""
    return with_kept((gate for outcome in outcomes for gate in outcome.gates), KEPT)


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
    label = "" if on.ours else "-" + re.sub(r"[^\w.-]+", "-", on.grader.name)
    path = RESULTS / f"{day}{label}.json"
    kept = json.loads(path.read_text(encoding="utf-8"))["sets"] if path.is_file() else {}
    sets = kept | {o.name: _rounded(to_jsonable_python(o.result)) for o in outcomes}
    path.parent.mkdir(parents=True, exist_ok=True)
    found = {"measured": str(day), "grader": on.grader.name, "how": on.how, "sets": sets}
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if not on.ours:
        return (path,)
    stamp = f"*Measured {day} by {on.grader.name}.*"
    figures = {place: f"{t}\n\n{stamp}" for o in outcomes for place, t in o.figures.items()}
    PAGE.write_text(page.fill(PAGE.read_text(encoding="utf-8"), figures), encoding="utf-8")
    return path, PAGE


def _rounded(value: Any) -> Any:
    """Six places: enough to make the page again, and no more is known."""
    if isinstance(value, float):
        return round(value, 6)
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


def _of_set(name: str, one: MeasuredSet, found: Any, on: Ground, *, cases: bool = False) -> Outcome:
    lines = tuple(one.lines(found, on.grader.name))
    told = (*lines, *one.cases(found)) if cases else lines
    return Outcome(name, found, told, one.gates(found), {name: page.as_text(lines)})


def _grade(on: Callable[[], Ground], title: str, replies: Sequence[LabelledReply]) -> Graded:
    """Grade labelled replies in one way of folding."""
    here = on()
    return study.grade_all(
        replies, here.library.rubrics, here.foldings[title], at_once=here.at_once
    )


def _measure(on: Callable[[], Ground], name: str, every: bool) -> Any:
    here = on()._replace(every=every)
    return SETS[name].measure(here, lambda work, many: work(here, many))


def _piece(
    on: Callable[[], Ground], work: Callable[[Ground, Sequence[Any]], Any], many: Any
) -> Any:
    return work(on(), many)


def _spread(
    on: Callable[[], Ground], begin: Begin, pieces: int, tell: Callable[[str], None]
) -> Spread:
    """What spreads work over the workers; a model does it here, a few at once, told ahead."""
    here = on()

    def spread(
        work: Callable[[Ground, Sequence[Any]], list[Any]], many: Sequence[Any]
    ) -> Iterable[Any]:
        if isinstance(here.grader, Masking):
            tell(here.grader.ahead(len(many), heard=0))
            one_by_one = in_order(lambda one: work(here, [one]), many, at_once=here.at_once)
            return [made for own in one_by_one for made in own]
        waiting = [begin(_piece, on, work, piece) for piece in cut(many, pieces)]
        return [made for done in waiting for made in done()]

    return spread


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
