"""Work on several cores: begun in processes of their own, or here where one core is enough or a model is asked.

A process may be ended from outside, or by what it was given. What was in its hands is then done once more, one after
the other in a process of its own, so that nobody else's goes with it.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import active_children, connection, get_context, parent_process
from typing import Any, Protocol, TypeVar

from interviewer.errors import SteadyError

PIECES = 4
"""Of much work for each core: small enough that no core waits long for another."""

_Made = TypeVar("_Made")


class WorkerEnded(SteadyError):
    """A process ended over its work twice, the second time alone."""


class Begin(Protocol):
    """Begins some work, here or in a worker, and gives what waits for it."""

    def __call__(self, work: Callable[..., _Made], *given: Any) -> Callable[[], _Made]:
        """What gives the result, or raises what the work raised, or WorkerEnded."""

    def alone(self, work: Callable[..., _Made], *given: Any) -> _Made:
        """The result of work that shares its process with no other. Raises as the above."""


@contextmanager
def workers(cores: int) -> Iterator[Begin]:
    """What begins work on so many cores. What was begun and is not wanted any more is not waited for."""
    if cores <= 1:
        yield _Here()
        return
    before = set(active_children())
    pool = _Pool(cores)
    try:
        yield pool
    except BaseException:
        # Ctrl-C, or an error: whatever a process is at, nobody waits for it.
        for process in set(active_children()) - before:
            process.terminate()
        raise
    finally:
        pool.close()


def cut(many: Sequence[_Made], pieces: int) -> list[Sequence[_Made]]:
    """The sequence in about so many pieces, in order; none is empty."""
    size = max(1, -(-len(many) // pieces))
    return [many[i : i + size] for i in range(0, len(many), size)]


class _Here:
    """This process, which does what is waited for."""

    def __call__(self, work: Callable[..., _Made], *given: Any) -> Callable[[], _Made]:
        return partial(work, *given)

    def alone(self, work: Callable[..., _Made], *given: Any) -> _Made:
        return work(*given)


class _Pool:
    """Processes that are begun afresh where one of them ended."""

    def __init__(self, cores: int) -> None:
        self._cores = cores
        self._shared = _processes(cores)
        self._single: ProcessPoolExecutor | None = None

    def __call__(self, work: Callable[..., _Made], *given: Any) -> Callable[[], _Made]:
        try:
            begun = self._shared.submit(work, *given)
        except BrokenProcessPool:
            self._renew()
            begun = self._shared.submit(work, *given)
        return partial(self._result, begun, self._shared, partial(self.alone, work, *given))

    def alone(self, work: Callable[..., _Made], *given: Any) -> _Made:
        if self._single is None:
            self._single = _processes(1)
        try:
            return self._single.submit(work, *given).result()
        except BrokenProcessPool:
            self._single.shutdown(wait=False)
            self._single = None
            raise WorkerEnded("The process that was at it ended, twice.") from None

    def close(self) -> None:
        """Wait for nothing."""
        self._shared.shutdown(wait=False, cancel_futures=True)
        if self._single is not None:
            self._single.shutdown(wait=False, cancel_futures=True)

    def _result(
        self, begun: Future[_Made], among: ProcessPoolExecutor, again: Callable[[], _Made]
    ) -> _Made:
        try:
            return begun.result()
        except BrokenProcessPool:
            if among is self._shared:
                self._renew()
            return again()

    def _renew(self) -> None:
        self._shared.shutdown(wait=False, cancel_futures=True)
        self._shared = _processes(self._cores)


def _processes(count: int) -> ProcessPoolExecutor:
    # Begun afresh, not forked: this process may have threads.
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_made_ready)


def _made_ready() -> None:
    """In a worker: Ctrl-C is for whoever began it, it does not outlive them, and it keeps to one core."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Before numpy is loaded: more processes with more threads each would only wait for each other.
    os.putenv("OPENBLAS_NUM_THREADS", "1")
    os.putenv("OMP_NUM_THREADS", "1")
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when the one that began it is gone, which may have had no time to say so."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
