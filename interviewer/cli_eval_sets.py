"""The sets of `eval` that are measured each in its own way; a new one is one entry in `SETS`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple, Protocol, TypeVar

from interviewer.cli_eval_ground import EVALS, Ground
from interviewer.domain import Grade
from interviewer.evaluation import guards, identifiers, metamorphic, probes, stories
from interviewer.evaluation.gate import Gate
from interviewer.evaluation.metamorphic_asked import Asked, grade_asked, same_in_two_runs
from interviewer.evaluation.metamorphic_material import read_material

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


class Spread(Protocol):
    """Does some work on many things, on all cores or a few at once."""

    def __call__(
        self, work: Callable[[Ground, Sequence[_Given]], list[_Made]], many: Sequence[_Given]
    ) -> Iterable[_Made]:
        """What was made of each, in order. The work is a function of a module, for the workers to find."""


class MeasuredSet(NamedTuple):
    """A set that is measured in one go."""

    measure: Callable[[Ground, Spread], Any]
    lines: Callable[[Any, str], Iterable[str]]
    """Of what was measured, by the grader of this name."""
    gates: Callable[[Any], tuple[Gate, ...]] = lambda _: ()
    asks: Callable[[Ground], tuple[int, int]] = lambda _: (0, 0)
    """The answers a model would mark, and the replies it would hear; what is spread is told by itself."""
    cases: Callable[[Any], Iterable[str]] = lambda _: ()
    """One by one what did not hold."""
    spreads: bool = False
    """It uses all cores by `Spread`; else it is one piece of work for one of them."""


def _probes(on: Ground, _: Spread) -> Any:
    return probes.measure_probes(EVALS, library=on.library, grader_of=on.grader_of)


def _metamorphic(on: Ground, spread: Spread) -> Any:
    return metamorphic.measure_pairs(
        read_material(EVALS, on.library.rubrics),
        partial(spread, grade_many),
        on.library.rubrics,
        grader=on.grader.name,
        every=on.every,
        # A model may answer otherwise the second time, and is not asked for it.
        twice=same_in_two_runs if on.ours else None,
    )


def grade_many(on: Ground, many: Sequence[Asked]) -> list[Grade]:
    """Grade replies of the metamorphic suite, by the grader as it ships. Raises BackendError.

    It has seen the labelled ones, which is no help here: no label is asked for, only what a change does.
    """
    return [grade_asked(one, on.grader, on.library.rubrics) for one in many]


SETS: dict[str, MeasuredSet] = {
    "metamorphic": MeasuredSet(
        _metamorphic,
        lambda found, _: metamorphic.metamorphic_lines(found),
        metamorphic.gates,
        cases=metamorphic.broken_lines,
        spreads=True,
    ),
    "probes": MeasuredSet(
        _probes,
        lambda found, name: probes.probe_lines(found, grader=name),
        probes.gates,
        lambda on: (0, len(on.replies)),
    ),
    "guards": MeasuredSet(
        lambda on, _: guards.measure_guards(EVALS, on.grader, on.library.rubrics, every=on.every),
        lambda found, _: guards.guards_lines(found),
        guards.gates,
        lambda on: guards.asked_by_guards(guards.read_ground(EVALS, every=on.every)),
        cases=guards.broken_lines,
    ),
    "identifiers": MeasuredSet(
        lambda _on, _: identifiers.study_identifiers(EVALS),
        lambda found, _: identifiers.identifier_lines(found),
    ),
}
"""In the order they are told. Each name also stands in `cli.MeasuredSet`."""
STORIES = MeasuredSet(
    lambda _on, _: None, lambda found, name: stories.story_lines(found, grader=name), stories.gates
)
"""Not among the others: its file lies outside the project."""
