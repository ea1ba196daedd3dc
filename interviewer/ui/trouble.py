"""Errors as a person meets them: what happened and what to do; the detail stays in the local log."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Callable
from html import escape
from types import TracebackType

import streamlit as st

from interviewer.errors import (
    DatabaseBusy,
    DatabaseCorrupt,
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseTooNew,
    DataFileError,
    InterviewNotFound,
    SteadyError,
)
from interviewer.ui.look import quiet

_LOG = logging.getLogger("interviewer.ui")

_TITLES: dict[type[SteadyError], str] = {
    DataFileError: "A data file is broken, so no interview can start",
    DatabaseTooNew: "The database was written by a newer version",
    DatabaseCorrupt: "The database is damaged",
    DatabaseReadOnly: "The database cannot be written",
    DatabaseFull: "There is no room left to write",
    DatabaseBusy: "The database is busy",
    InterviewNotFound: "There is no interview at this address",
}


class Shown:
    """Errors inside `with Shown():` end as a friendly page with a short code, never as a traceback.

    A context manager, not an `except`: Streamlit's own signals to stop or to rerun pass through.
    """

    def __init__(self, draw: Callable[[str, tuple[str, ...]], None] | None = None) -> None:
        self._draw = draw or draw_trouble

    def __enter__(self) -> Shown:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        if isinstance(error, SteadyError):
            self._draw(title_of(error), lines_of(error))
            return True
        code = log_unforeseen(error, trace)
        self._draw(
            "Something went wrong on this page",
            (
                "What you have sent is stored. Load the page again to go on.",
                f"If it happens again, the log of this machine names it under the code {code}.",
            ),
        )
        return True


def log_unforeseen(error: Exception, trace: TracebackType | None) -> str:
    """Log where an error arose, and its kind; never its text, which may hold a candidate's words."""
    code = secrets.token_hex(3)
    frames = " < ".join(
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in reversed(traceback.extract_tb(trace)[-8:])
    )
    _LOG.error("code %s: %s at %s", code, type(error).__name__, frames)
    return code


def made(make: Callable[[], bytes]) -> bytes:
    """A file made on the click, outside the page's run; where that fails, a file that says so."""
    files: list[bytes] = []
    with Shown(lambda title, lines: files.append("\n".join((title, *lines)).encode())):
        files.append(make())
    return files[0]


def title_of(error: SteadyError) -> str:
    """What happened, in a heading."""
    for kind in type(error).__mro__:
        if kind in _TITLES:
            return _TITLES[kind]
    return "That could not be done"


def lines_of(error: SteadyError) -> tuple[str, ...]:
    """What happened to what, and what to do; a data file's problems each on a line."""
    if isinstance(error, DataFileError):
        return (
            *error.problems,
            "Mend the file and load this page again. The command "
            "python -m interviewer check says the same without the page.",
        )
    if isinstance(error, InterviewNotFound):
        return (
            "The address may be cut off, or the interview was deleted. "
            "Deleted interviews are gone for good.",
        )
    return (str(error),)


def draw_trouble(title: str, lines: tuple[str, ...]) -> None:
    """A page that says what happened and shows the way home."""
    told = "".join(f'<p class="said">{escape(line)}</p>' for line in lines)
    st.html(f'<div role="alert" class="trouble"><h1>{escape(title)}</h1>{told}</div>')
    st.html('<p><a href="./" target="_self">Back to the start</a></p>')


def draw_note_box(title: str, lines: tuple[str, ...]) -> None:
    """The same in a box on a page that still works."""
    told = "".join(quiet(line) for line in lines)
    st.html(f'<div role="alert" class="trouble-note"><b>{escape(title)}.</b>{told}</div>')
