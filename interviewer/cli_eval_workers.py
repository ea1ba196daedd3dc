"""Work on several cores: begun in processes of their own, or here where one core is enough or a model is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from typing import Any, Protocol, TypeVar

PIECES = 4
"""Of much work for each core: small enough that no core waits long for another."""

_Made = TypeVar("_Made")


class Begin(Protocol):
    """Begins some work, here or in a worker, and gives what waits for it."""

    def __call__(self, work: Callable[..., _Made], *given: Any) -> Callable[[], _Made]:
        """What gives the result, or raises what the work raised."""


@contextmanager
def workers(cores: int) -> Iterator[Begin]:
    """What begins work on so many cores. What was begun and is not wanted any more is not waited for."""
    if cores <= 1:

        def wait(work: Callable[..., _Made], *given: Any) -> Callable[[], _Made]:
            return partial(work, *given)

        yield wait
        return
    # Begun afresh, not forked: this process may have threads.
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:

        def begin(work: Callable[..., _Made], *given: Any) -> Callable[[], _Made]:
            return pool.submit(work, *given).result

        try:
            yield begin
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def cut(many: Sequence[_Made], pieces: int) -> list[Sequence[_Made]]:
    """The sequence in about so many pieces, in order; none is empty."""
    size = max(1, -(-len(many) // pieces))
    return [many[i : i + size] for i in range(0, len(many), size)]
