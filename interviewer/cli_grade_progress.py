"""How far a long run is: one line that is written over on a terminal, a line every so often anywhere else."""

from __future__ import annotations

from collections.abc import Callable

ON_TERMINAL = 0.5
ELSEWHERE = 10.0
"""Seconds between two lines."""
CLEAR = "\r\x1b[K"


class Progress:
    """Tells how far a run is. `write` gets text as it is to be written; `clock` counts seconds from any moment."""

    def __init__(
        self,
        write: Callable[[str], object],
        *,
        clock: Callable[[], float],
        terminal: bool,
        total: int | None = None,
    ) -> None:
        self._write = write
        self._clock = clock
        self._terminal = terminal
        self._total = total
        self._began = self._told = clock()
        self._shown = False

    def say(self, line: str) -> None:
        """Say something in a line of its own, which stays."""
        self._write(f"{self._cleared()}{line}\n")

    def at(self, done: int, *, made: int) -> None:
        """So many lines of the file are done, and so many of them were made in this run."""
        now = self._clock()
        if now - self._told < (ON_TERMINAL if self._terminal else ELSEWHERE):
            return
        self._told = now
        line = progress_line(done, self._total, made=made, seconds=now - self._began)
        self._write(f"{self._cleared()}{line}" if self._terminal else f"{line}\n")
        self._shown = self._terminal

    def over(self) -> None:
        """Leave no line that would be written over."""
        if cleared := self._cleared():
            self._write(cleared)

    def _cleared(self) -> str:
        shown, self._shown = self._shown, False
        return CLEAR if shown else ""


def progress_line(done: int, total: int | None, *, made: int, seconds: float) -> str:
    """`1,200 of 10,000 replies, 41.3 a second, about 4 min left`; no rate where nothing was made yet."""
    told = [f"{done:,} replies" if total is None else f"{done:,} of {total:,} replies"]
    rate = made / seconds if seconds > 0 else 0.0
    if rate > 0:
        told.append(f"{rate:,.1f} a second")
        if total is not None:
            told.append(f"about {_time((total - done) / rate)} left")
    return ", ".join(told)


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{max(0, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"
