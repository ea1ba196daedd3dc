"""A gate: a figure that grading must keep, so that a change that makes it worse is seen."""

from __future__ import annotations

from interviewer.domain import Frozen


class Gate(Frozen):
    """A measured figure beside the one it must reach, or must not pass where `at_most`."""

    name: str
    reached: float
    wanted: float
    at_most: bool = False

    @property
    def holds(self) -> bool:
        """Whether the figure is as good as wanted."""
        return self.reached <= self.wanted if self.at_most else self.reached >= self.wanted
