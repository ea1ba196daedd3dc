"""A gate: a figure that grading must keep, so that a change that makes it worse is seen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from interviewer.domain import Frozen
from interviewer.errors import DataFileError


class Gate(Frozen):
    """A measured figure beside the one it should reach, or should not pass where `at_most`."""

    name: str
    reached: float
    wanted: float
    at_most: bool = False
    kept: float | None = None
    """Where what is wanted was not reached yet: the figure that no change may fall behind."""

    @property
    def is_reached(self) -> bool:
        """Whether the figure is as good as wanted; one that is not defined is not."""
        return self._is_as_good_as(self.wanted)

    @property
    def holds(self) -> bool:
        """Whether a change may stay: what is wanted is reached, or at least what was kept before."""
        return self.is_reached or (self.kept is not None and self._is_as_good_as(self.kept))

    def _is_as_good_as(self, other: float) -> bool:
        return self.reached <= other if self.at_most else self.reached >= other


def with_kept(gates: Iterable[Gate], path: Path) -> tuple[Gate, ...]:
    """The gates with the figures of a file that are to be kept, by name. Raises DataFileError."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise DataFileError((f"{path.name}: cannot be read: {error}",)) from error
    return tuple(gate.model_copy(update={"kept": kept.get(gate.name)}) for gate in gates)


def gate_lines(gates: Iterable[Gate]) -> Iterator[str]:
    """Each gate with what was reached, what is wanted, and what is kept meanwhile."""
    for gate in gates:
        sign = "<=" if gate.at_most else ">="
        says = "holds" if gate.holds else "FAILS"
        wanted = f"wanted {sign} {gate.wanted:g}"
        if not gate.is_reached and gate.kept is not None:
            wanted += f", not reached yet: at least kept {sign} {gate.kept:g}"
        yield f"{says}  {gate.name}: {gate.reached:.3f} ({wanted})"
