"""The results of many answers in their order: on all cores by the embedded grader, a few at once by a model."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from os import cpu_count
from typing import NamedTuple

from interviewer.backends.embedded import EmbeddedBackend
from interviewer.backends.port import Backend
from interviewer.cli_workers import Begin, WorkerEnded, cut, workers
from interviewer.domain import Rubric
from interviewer.evaluation.asked_model import AT_ONCE, Masking, in_order
from interviewer.evaluation.batch import Asked, BadLine, Json, NotGraded, grade_line, not_graded

FEW = 64
"""Answers up to which one core is done before others would have begun."""
PIECE = 8
"""Answers that a worker is given at a time: what is not written yet when a run is ended is little."""
AHEAD = 4
"""Pieces begun for each core before the first of them is taken, so that a long answer keeps nobody waiting."""
PASSED = 256
"""Lines of a piece at most, with those that need no grading."""


class Taken(NamedTuple):
    """An answer whose result stands in the file already."""

    id: str | int


Item = Asked | BadLine | Taken
Result = Json | NotGraded | BadLine | Taken


def grade_piece(
    piece: Sequence[Asked], rubrics: tuple[Rubric, ...], backend: Backend
) -> list[Json | NotGraded]:
    """The results of a few answers, in order."""
    return [grade_line(asked, rubrics=rubrics, backend=backend) for asked in piece]


def cores_for(backend: Backend, total: int | None, wished: int | None) -> int:
    """How many cores grade so many answers: one for a model, which works elsewhere, and for few answers."""
    if not isinstance(backend, EmbeddedBackend):
        return 1
    return wished or (1 if total is not None and total <= FEW else cpu_count() or 1)


def results_of(
    items: Iterable[Item], rubrics: tuple[Rubric, ...], backend: Backend, cores: int
) -> Iterator[Result]:
    """What comes of each line, in order: by workers where there are more cores, else here, a model a few at once."""
    if cores > 1:
        yield from _by_workers(items, rubrics, backend, cores)
        return

    def result(item: Item) -> Result:
        if isinstance(item, Asked):
            return grade_line(item, rubrics=rubrics, backend=backend)
        return item

    at_once = AT_ONCE if isinstance(backend, Masking) else 1
    yield from in_order(result, items, at_once=at_once)


def _by_workers(
    items: Iterable[Item], rubrics: tuple[Rubric, ...], backend: Backend, cores: int
) -> Iterator[Result]:
    begun: deque[tuple[list[Item], Callable[[], list[Json | NotGraded]]]] = deque()
    with workers(cores) as begin:
        for piece in _pieces(items):
            asked = [item for item in piece if isinstance(item, Asked)]
            wait = begin(grade_piece, asked, rubrics, backend) if asked else list
            begun.append((piece, partial(_waited, wait, asked, rubrics, backend, begin)))
            if len(begun) >= AHEAD * cores:
                yield from _merged(*begun.popleft())
        while begun:
            yield from _merged(*begun.popleft())


def _pieces(items: Iterable[Item]) -> Iterator[list[Item]]:
    piece: list[Item] = []
    asked = 0
    for item in items:
        piece.append(item)
        asked += isinstance(item, Asked)
        if asked >= PIECE or len(piece) >= PASSED:
            yield piece
            piece, asked = [], 0
    if piece:
        yield piece


def _merged(piece: list[Item], wait: Callable[[], list[Json | NotGraded]]) -> Iterator[Result]:
    made = iter(wait())
    for item in piece:
        yield next(made) if isinstance(item, Asked) else item


def _waited(
    wait: Callable[[], list[Json | NotGraded]],
    asked: Sequence[Asked],
    rubrics: tuple[Rubric, ...],
    backend: Backend,
    begin: Begin,
) -> list[Json | NotGraded]:
    """The results of a piece; where a process ended over it, half by half, until the answer is found that ends it."""
    try:
        return wait()
    except WorkerEnded as error:
        if len(asked) == 1:
            return [not_graded(asked[0], str(error), rubrics=rubrics, grader=backend.name)]
        found: list[Json | NotGraded] = []
        for half in cut(asked, 2):
            again = partial(begin.alone, grade_piece, half, rubrics, backend)
            found += _waited(again, half, rubrics, backend, begin)
        return found
