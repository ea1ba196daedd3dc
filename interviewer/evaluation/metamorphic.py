"""Pairs of replies with a known difference: does the grade move as it must, or stay where it must?

No labels are needed, and a grader that knows nothing is told apart: one that gives everyone 3 stands beside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from interviewer.backends.port import Backend
from interviewer.domain import Frozen, Grade, Rubric
from interviewer.evaluation.gate import Gate
from interviewer.evaluation.metamorphic_asked import Asked, Twice, grade_asked
from interviewer.evaluation.metamorphic_changes import CHANGES, Change
from interviewer.evaluation.metamorphic_checks import (
    Judged,
    Miss,
    everyone_three,
    judged,
    mean_move,
)
from interviewer.evaluation.metamorphic_material import Base, Material, read_material
from interviewer.evaluation.study import GraderOf
from interviewer.evaluation.transforms import in_drawn_order

SAMPLE = 100
"""Replies that each change is made to, of all that it can be made to: with 18 changes about 2,200 gradings."""
REPEATS = 60
ABOUT = 2_200
"""Gradings of a sample, for whoever asks what a model would be sent."""
REPEATED = "graded in two runs"
MOST_MOVED = 0.2
"""The issue's bound on how far levels may move on average where nothing told has changed."""


GradeAll = Callable[[Sequence[Asked]], Iterable[Grade]]
"""Grades replies in their order; the caller chooses how many at once."""


class Broken(Frozen):
    """A pair that does not hold, and why."""

    id: str
    criterion: str
    before: float | None
    after: float | None
    why: str
    gained: tuple[str, ...] = ()
    """Behaviours of the criterion, facts and flags that are found after the change alone."""
    lost: tuple[str, ...] = ()
    """Those that were found before it alone."""


class Held(Frozen):
    """How one change went."""

    name: str
    target: float
    pairs: int
    holds: int
    three: int
    """In how many of these pairs a grader holds that gives everyone 3."""
    moved: float | None = None
    """Where nothing told has changed: how far the criteria moved, in levels, on average."""
    broken: tuple[Broken, ...] = Field(default=(), exclude=True)
    """The pairs that do not hold; too many to keep with the figures."""

    @property
    def share(self) -> float:
        """The share of pairs that hold; 0 where there are none, since nothing was shown."""
        return self.holds / self.pairs if self.pairs else 0.0


class Metamorphic(Frozen):
    """How all changes went."""

    grader: str
    every: bool
    """All pairs, and not a sample."""
    graded: int
    held: tuple[Held, ...]


class _Pair(NamedTuple):
    change: Change
    base: Base
    before: Asked
    after: Asked


def measure_metamorphic(
    folder: Path,
    grader_of: GraderOf,
    rubrics: tuple[Rubric, ...],
    *,
    own: Backend,
    every: bool = False,
    twice: Twice | None = None,
) -> Metamorphic:
    """Measure a grader over the labelled replies and our own stories of a folder. Raises DataFileError, BackendError.

    A labelled reply is graded by `grader_of` its id, which has not seen it, a story of our own by `own`. A sample of
    each change is drawn by a stable hash unless `every` pair is asked for. `twice` grades replies in two processes;
    without it that row is left out, as for a model that answers as it likes.
    """

    def grade(asked: Asked) -> Grade:
        return grade_asked(asked, grader_of(asked.id) if asked.labelled else own, rubrics)

    material = read_material(folder, rubrics)
    return measure_pairs(
        material, lambda many: map(grade, many), rubrics, grader=own.name, every=every, twice=twice
    )


def measure_pairs(
    material: Material,
    grade_all: GradeAll,
    rubrics: tuple[Rubric, ...],
    *,
    grader: str,
    every: bool = False,
    twice: Twice | None = None,
) -> Metamorphic:
    """As `measure_metamorphic`, over the material given; `grade_all` says how many are graded at once. Raises BackendError."""
    pairs = [p for change in CHANGES for p in _pairs(change, material, every=every)]
    wanted = list(dict.fromkeys(asked for p in pairs for asked in (p.before, p.after)))
    found = {
        asked: judged(grade, asked.answer)
        for asked, grade in zip(wanted, grade_all(wanted), strict=True)
    }
    three = everyone_three(tuple(c.id for r in rubrics for c in r.criteria))
    held = [
        _held(change, [p for p in pairs if p.change is change], found, three) for change in CHANGES
    ]
    if twice is not None:
        held.append(_repeated(material, twice, every=every))
    return Metamorphic(grader=grader, every=every, graded=len(wanted), held=tuple(held))


def _pairs(change: Change, material: Material, *, every: bool) -> Iterator[_Pair]:
    """The pairs of a change: our own stories, whose parts are known for certain, then labelled replies as drawn."""
    own = [base for base in material.bases if not base.labelled]
    labelled = [base for base in material.bases if base.labelled]
    count = 0
    for base in (*own, *in_drawn_order(labelled, f"sample:{change.name}")):
        turns = change.make(base, material)
        if turns is None or turns == (base.text,):
            continue
        before = Asked(base.id, base.labelled, base.question, (base.text,))
        yield _Pair(change, base, before, before._replace(turns=turns))
        count += 1
        if count == SAMPLE and not every:
            return


def _held(
    change: Change, pairs: Sequence[_Pair], found: dict[Asked, Judged], three: Judged
) -> Held:
    count = holds = by_three = 0
    moved: list[float] = []
    broken: list[Broken] = []
    for pair in pairs:
        before, after = found[pair.before], found[pair.after]
        misses = change.check(before, after)
        if misses is None:
            continue
        count += 1
        holds += not misses
        by_three += not change.check(three, three)
        moved.append(mean_move(before, after))
        broken += [_broken(pair.base.id, miss, before, after) for miss in misses]
    return Held(
        name=change.name,
        target=change.target,
        pairs=count,
        holds=holds,
        three=by_three,
        moved=sum(moved) / len(moved) if change.surface and moved else None,
        broken=tuple(broken),
    )


def _broken(reply: str, miss: Miss, before: Judged, after: Judged) -> Broken:
    def concerned(ids: frozenset[str]) -> tuple[str, ...]:
        return tuple(sorted(i for i in ids if ":" in i or i.startswith(f"{miss.criterion}.")))

    return Broken(
        id=reply,
        criterion=miss.criterion,
        before=miss.before,
        after=miss.after,
        why=miss.why,
        gained=concerned(after.shown - before.shown),
        lost=concerned(before.shown - after.shown),
    )


def _repeated(material: Material, twice: Twice, *, every: bool) -> Held:
    bases = in_drawn_order(material.bases, f"sample:{REPEATED}")
    asked = [
        Asked(b.id, b.labelled, b.question, (b.text,))
        for b in (bases if every else bases[:REPEATS])
    ]
    same = list(twice(asked))
    return Held(
        name=REPEATED,
        target=1.0,
        pairs=len(same),
        holds=sum(same),
        three=len(same),
        broken=tuple(
            Broken(id=one.id, criterion="-", before=None, after=None, why="differs")
            for one, alike in zip(asked, same, strict=True)
            if not alike
        ),
    )


def metamorphic_lines(result: Metamorphic) -> tuple[str, ...]:
    """The result as lines for a terminal, a row a change; `<` marks what is under the issue's target."""
    which = "all pairs" if result.every else f"a fixed sample, at most {SAMPLE} replies a change"
    lines = [
        f"Metamorphic suite, {result.grader}: {which}; {result.graded} gradings.",
        "The replies and stories were written, and their parts marked, by language models.",
        "",
        f"{'change':24}{'pairs':>6}{'holds':>8}{'wanted':>8}{'everyone 3':>12}{'mean move':>11}",
    ]
    for held in result.held:
        moved = "" if held.moved is None else f"{held.moved:.2f}"
        three = held.three / held.pairs if held.pairs else 0.0
        under = " <" if held.share < held.target or (held.moved or 0) > MOST_MOVED else ""
        lines.append(
            f"{held.name:24}{held.pairs:6}{held.share:8.0%}{held.target:8.0%}{three:12.0%}{moved:>11}{under}"
        )
    return tuple(lines)


def broken_lines(result: Metamorphic) -> Iterator[str]:
    """Each pair that does not hold: the criterion before and after, and what was found (+) or lost (-) by the change."""
    for held in result.held:
        if held.broken:
            yield from ("", f"{held.name}: {held.pairs - held.holds} of {held.pairs} do not hold")
        for one in held.broken:
            signs = [f"+{i}" for i in one.gained] + [f"-{i}" for i in one.lost]
            levels = f"{_level(one.before)} -> {_level(one.after)}"
            yield f"  {one.id:6} {one.criterion:12} {levels}  {one.why}  {' '.join(signs)}".rstrip()


def _level(level: float | None) -> str:
    return "-" if level is None else f"{level:g}"


def gates(result: Metamorphic) -> tuple[Gate, ...]:
    """What each change must keep: the share that holds, and how far levels may move where nothing told has changed."""
    shares = (
        Gate(name=f"metamorphic, {held.name}", reached=held.share, wanted=held.target)
        for held in result.held
    )
    moves = (
        Gate(
            name=f"metamorphic, {held.name}: mean move",
            reached=held.moved,
            wanted=MOST_MOVED,
            at_most=True,
        )
        for held in result.held
        if held.moved is not None
    )
    return (*shares, *moves)
