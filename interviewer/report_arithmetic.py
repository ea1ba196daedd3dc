"""A level's arithmetic as it is read: what counts with its words, what does not, and a sum that adds up."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from interviewer.domain import Criterion, Evidence, Grade, Rated, Rubric, Step
from interviewer.grading_bounds import ONCE
from interviewer.report_row_types import BehaviourRow, CapRow, StepRow, UncountedRow
from interviewer.report_words import (
    BOUNDS,
    FACTS,
    NOT_FOUND,
    NOTHING_IN_THE_WAY,
    SEEN_ONCE,
    TAKEN_OUT,
    halves,
    opinions_said,
    signed,
)

Quotes = Callable[[Iterable[Evidence]], tuple[str, ...]]
"""The words of some evidence that still stand in the transcript."""


class Arithmetic:
    """How one criterion of one answer came to its level, in the rubric's words."""

    def __init__(
        self,
        criterion: Criterion,
        rated: Rated,
        grade: Grade,
        *,
        rubrics: tuple[Rubric, ...],
        rows: tuple[BehaviourRow, ...],
        quotes: Quotes,
    ) -> None:
        self.criterion = criterion
        self.rated = rated
        self.grade = grade
        self.rubrics = rubrics
        self.rows = {row.id: row for row in rows}
        self.quotes = quotes

    def steps(self) -> tuple[StepRow, ...]:
        """Everything counted, with the words it rests on."""
        return tuple(self._step(step) for step in self.rated.steps)

    def caps(self) -> tuple[CapRow, ...]:
        """What held the level down."""
        return tuple(self._cap(step) for step in self.rated.steps if step.kind == "cap")

    def uncounted(self) -> tuple[UncountedRow, ...]:
        """Behaviours of its own, then facts and behaviours of others, that could count and do not."""
        counted = {step.source for step in self.rated.steps}
        own = [
            UncountedRow(
                would=_would(row.weight),
                says=row.says,
                line=row.line,
                quotes=row.quotes,
                thin=row.thin,
            )
            for row in self.rows.values()
            if row.id not in counted
        ]
        also = [
            UncountedRow(would=_would(a.weight), says=self._says(a.when), line=NOT_FOUND)
            if a.when.startswith("fact:")
            else UncountedRow(
                would=_would(a.weight),
                says=self._says(a.when),
                line="Not shown",
                quotes=self.quotes(self._evidence(a.when)),
            )
            for a in self.criterion.also
            if a.when not in counted
        ]
        return (*own, *also)

    def total(self) -> str:
        """The whole sum in one line: `2½ + 1 + 1 = 4½, rounded up to 5, at most 2: level 2`."""
        amounts = [s.amount for s in self.rated.steps if s.kind in _ADDED]
        if not amounts:
            return f"The file holds no sum; it says level {self.rated.level}."
        said, level = _summed(amounts)
        for step in self.rated.steps:
            if step.kind in _ADDED:
                continue
            bound = int(step.amount)
            level = max(level, bound) if step.kind == "floor" else min(level, bound)
            said += f", {'at least' if step.kind == 'floor' else 'at most'} {bound}"
        opinions = opinions_said(self.rated.opinions)
        said += f": level {level}"
        if level != self.rated.level:
            # Only an imported file can come to this; a reader who checks has to be told.
            said += f"; the file says {self.rated.level}"
        return f"{said}. {opinions}" if opinions else said

    def _step(self, step: Step) -> StepRow:
        if step.kind == "start":
            return StepRow(amount=halves(step.amount), label="where every answer starts")
        row = self.rows.get(step.source)
        if row is not None and step.kind == "shown":
            return StepRow(
                amount=signed(step.amount),
                label=row.says,
                quotes=row.quotes,
                line="" if row.quotes else row.line,
                thin=row.thin,
            )
        because, quotes = self._because(step), self._quotes_of(step)
        if step.kind in _ADDED:
            line = "" if quotes else self._unquoted(step)
            return StepRow(amount=signed(step.amount), label=because, quotes=quotes, line=line)
        bound = "at least" if step.kind == "floor" else "at most"
        return StepRow(amount=f"{bound} {halves(step.amount)}", label=because, quotes=quotes)

    def _unquoted(self, step: Step) -> str:
        return TAKEN_OUT if self._evidence(step.source) else NOTHING_IN_THE_WAY

    def _cap(self, step: Step) -> CapRow:
        reason = self._because(step)
        return CapRow(
            source=step.source,
            level=round(step.amount),
            reason=reason,
            text=f"At most {halves(step.amount)}: {reason}",
            quotes=self._quotes_of(step),
        )

    def _quotes_of(self, step: Step) -> tuple[str, ...]:
        sources = step.source.split(" + ")
        evidence = [e for source in sources for e in self._evidence(source)]
        return tuple(dict.fromkeys(self.quotes(evidence)))

    def _evidence(self, source: str) -> tuple[Evidence, ...]:
        kinds = {ONCE: self.grade.seen_once, "flag:": self.grade.flags, "fact:": self.grade.facts}
        for kind, found in kinds.items():
            if source.startswith(kind):
                return next((f.evidence for f in found if f"{kind}{f.id}" == source), ())
        findings = (f for c in self.grade.criteria for f in c.findings)
        return next((f.evidence for f in findings if f.id == source), ())

    def _because(self, step: Step) -> str:
        """Why a bound holds or what an `also` counts, in the rubric's own words."""
        if step.source == "length":
            return f"a length of {step.label}"
        if step.source in BOUNDS:
            return BOUNDS[step.source]
        return ", and ".join(self._says(source) for source in step.source.split(" + "))

    def _says(self, source: str) -> str:
        says = {f"flag:{flag.id}": flag.says for r in self.rubrics for flag in r.flags}
        says |= {
            f"{ONCE}{f.id}": SEEN_ONCE.format(says=f.says) for r in self.rubrics for f in r.flags
        }
        says |= {
            f"{c.id}.{b.id}": b.says for r in self.rubrics for c in r.criteria for b in c.behaviours
        }
        says |= {f"fact:{fact}": text for fact, text in FACTS.items()}
        return says.get(source, source)


_ADDED = frozenset({"start", "shown", "also"})


def _would(weight: float) -> str:
    return f"would take {halves(-weight)} off" if weight < 0 else f"would add {halves(weight)}"


def _summed(amounts: list[float]) -> tuple[str, int]:
    """The amounts as a sum with what it is rounded to and kept within, and the level that makes."""
    total = sum(amounts)
    if len(amounts) == 1:
        said = f"{halves(total)} at the start"
    else:
        first, *rest = amounts
        terms = "".join(f" {'−' if a < 0 else '+'} {halves(abs(a))}" for a in rest)
        said = f"{halves(first)}{terms} = {halves(total)}"
    whole = math.floor(total + 0.5)
    if whole != total:
        said += f", rounded {'up' if whole > total else 'down'} to {whole}"
    level = min(5, max(1, whole))
    if level != whole:
        said += f", levels {'end at 5' if level == 5 else 'begin at 1'}"
    return said, level
