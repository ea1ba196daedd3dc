"""A few things done at the same time by threads that never keep the program from ending.

The standard library's pool waits at the program's end for whatever its threads are at: with a model that hangs,
a person who leaves would sit there for a call's whole deadline.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self, TypeVar

__all__ = ["SideBySide"]

Made = TypeVar("Made")


class SideBySide:
    """At most so many things at a time. Leaving its `with` block begins nothing more, and waits for nothing."""

    def __init__(self, at_once: int, *, name: str) -> None:
        self._at_once = at_once
        self._name = name
        self._queue: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._begun: list[Future[Any]] = []
        self._threads = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for future in self._begun:
            future.cancel()
        for _ in range(self._threads):
            self._queue.put(None)

    def begin(self, work: Callable[[], Made]) -> Future[Made]:
        """Have something done as soon as a thread is free; what it returns or raises comes with the future."""
        future: Future[Made] = Future()
        self._begun = [held for held in self._begun if not held.done()]
        self._begun.append(future)
        self._queue.put(lambda: _do(work, future))
        if self._threads < self._at_once:
            self._threads += 1
            threading.Thread(target=self._work, name=self._name, daemon=True).start()
        return future

    def _work(self) -> None:
        while (task := self._queue.get()) is not None:
            task()


def _do(work: Callable[[], Made], future: Future[Made]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        made = work()
    except BaseException as error:  # noqa: BLE001 - handed to whoever asks for the result
        future.set_exception(error)
    else:
        future.set_result(made)
