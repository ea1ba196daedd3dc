"""The results of `grade` in a file: what was written stays, whatever ends the run, and a later run goes on with it.

Every result is written with its line's end in one piece, so that an end at any moment cuts at most the last line. Going
on, new results are put behind what is there; once all are there they are put in the order of the answers, in a new
file that takes the old one's place.
"""

from __future__ import annotations

import json
import re
import sys
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO, Protocol

DATED = r"(-\d{4}-\d\d-\d\d|-\d{8})?"
"""What a server may put behind the name of the model it was asked for."""

Json = dict[str, Any]
AnswerId = str | int


class Kept(Protocol):
    """Where results go, in the order of the answers."""

    def has(self, answer: AnswerId) -> bool:
        """True where a run before graded this answer."""

    def take(self, answer: AnswerId) -> None:
        """Take over the result of a run before, in its place among the others."""

    def add(self, result: Json) -> None:
        """Write a result. Raises OSError."""


@contextmanager
def kept_results(out: Path, *, grader: str, resume: bool) -> Iterator[Kept]:
    """The results in a file, or on the terminal for `-`; in order once the block is left without an error.

    With `resume` what this grader wrote there before is held, and a last line that was cut off is dropped; else the
    file begins anew. Raises OSError.
    """
    if str(out) == "-":
        yield _Shown()
        return
    held = _Held.read(out, grader) if resume and out.is_file() else _Held()
    # Unbuffered, so that a line is there as soon as it is written.
    with out.open("r+b" if held.end else "wb", buffering=0) as file:
        if held.end:
            file.truncate(held.end)
            file.seek(held.end)
        kept = _InFile(file, held)
        yield kept
    if not kept.is_in_order():
        part = out.with_name(f"{out.name}.part")
        with out.open("rb") as lines, part.open("wb") as sink:
            sink.writelines(kept.taken_from(lines))
        part.replace(out)


def is_of(wrote: str, grader: str) -> bool:
    """True where a result is by this grader: a model's server may name a dated version of the one that was asked for."""
    return re.fullmatch(re.escape(grader) + DATED, wrote) is not None


class _Shown:
    """Results on the terminal."""

    def has(self, answer: AnswerId) -> bool:
        """Nothing is held."""
        return False

    def take(self, answer: AnswerId) -> None:
        """Nothing is there to take."""
        raise KeyError(answer)

    def add(self, result: Json) -> None:
        """Show a result."""
        sys.stdout.write(json.dumps(result) + "\n")
        sys.stdout.flush()


class _Held:
    """What runs before left in a file: only the places are held in memory."""

    def __init__(self) -> None:
        self.places: dict[AnswerId, int] = {}
        """Where the result of each answer stands that is graded; the last one where there are several."""
        self.lines = 0
        self.end = 0
        """Where the last whole line ends."""

    @classmethod
    def read(cls, out: Path, grader: str) -> _Held:
        """Note where this grader's results stand. Raises OSError."""
        held = cls()
        with out.open("rb") as lines:
            for line in lines:
                if not line.endswith(b"\n"):
                    break
                answer = _graded_answer(line, grader)
                if answer is not None:
                    held.places[answer] = held.end
                held.lines += 1
                held.end += len(line)
        return held


class _InFile:
    """Results in an open file."""

    def __init__(self, file: FileIO, held: _Held) -> None:
        self._file = file
        self._held = held
        self._end = held.end
        self._lines = held.lines
        self._places = array("q")
        """Where the result of each answer stands, in the order of the answers."""

    def has(self, answer: AnswerId) -> bool:
        """True where a run before graded this answer."""
        return answer in self._held.places

    def take(self, answer: AnswerId) -> None:
        """Take over its result."""
        self._places.append(self._held.places[answer])

    def add(self, result: Json) -> None:
        """Write a result behind the others. Raises OSError."""
        line = json.dumps(result).encode() + b"\n"
        self._places.append(self._end)
        self._end += len(line)
        self._lines += 1
        while line:
            line = line[self._file.write(line) :]

    def is_in_order(self) -> bool:
        """True where the file holds the results in the order of the answers, and nothing else."""
        rises = all(a < b for a, b in pairwise(self._places))
        return rises and len(self._places) == self._lines

    def taken_from(self, lines: BinaryIO) -> Iterator[bytes]:
        """The results in the order of the answers, read from the file."""
        for place in self._places:
            lines.seek(place)
            yield lines.readline()


def _graded_answer(line: bytes, grader: str) -> AnswerId | None:
    """The id of a result by this grader; None where the line is none, is cut off, or has failed."""
    try:
        result = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(result, dict) or result.get("outcome") == "not_graded":
        return None
    answer = result.get("id")
    if not is_of(str(result.get("grader")), grader) or not isinstance(answer, str | int):
        return None
    return answer
