"""Reads what a person types: replies of many lines, pasted paragraphs, and commands.

A reply ends with an empty line, so that nothing is sent by one Enter too many in the middle of a thought. An
empty line inside a paste does not end it: more is already waiting to be read.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Protocol

try:
    # With it a line may be longer than the terminal driver's 4,095 characters, and a paste arrives whole.
    import readline
except ImportError:  # Windows has none; its console needs none
    readline = None  # type: ignore[assignment]

PASTE_SECONDS = 0.05
"""How long after an empty line more of the same paste may take to arrive."""


class Keys(Protocol):
    """Where lines come from."""

    def line(self, prompt: str) -> str:
        """The next line, without its end. Raises EOFError at the end, KeyboardInterrupt on Ctrl-C."""

    def more_waiting(self) -> bool:
        """True where more was typed or pasted already than was read."""

    def typed_so_far(self) -> str:
        """What stood on the line that Ctrl-C broke off."""


class Keyboard:
    """The terminal's own input, or a file that was put in its place."""

    def line(self, prompt: str) -> str:
        """The next line, without its end."""
        return input(prompt)

    def more_waiting(self) -> bool:
        """True where more of a paste is waiting; never for a file, whose empty lines always end a reply."""
        if not sys.stdin.isatty():
            return False
        if sys.platform == "win32":
            import msvcrt

            return msvcrt.kbhit()
        import select

        return bool(select.select([sys.stdin], [], [], PASTE_SECONDS)[0])

    def typed_so_far(self) -> str:
        """What stood on the line that Ctrl-C broke off."""
        return readline.get_line_buffer() if readline is not None and sys.stdin.isatty() else ""


def read_entry(
    keys: Keys, *, is_command: Callable[[str], bool], on_break: Callable[[], None]
) -> str:
    """One command, one reply of any number of lines, or "" for Enter alone.

    The end of the input sends what was written. Ctrl-C with something written calls `on_break` and keeps it;
    with nothing written, or a second time, it raises KeyboardInterrupt. Raises EOFError at the end.
    """
    lines: list[str] = []
    warned = False
    while True:
        try:
            line = keys.line("  " if lines else "> ")
        except EOFError:
            if not lines:
                raise
            return "\n".join(lines)
        except KeyboardInterrupt:
            lines.extend(half for half in [keys.typed_so_far()] if half.strip())
            if warned or not lines:
                raise
            warned = True
            on_break()
            continue
        warned = False
        blank = not line.strip()
        last = is_command(line) or blank if not lines else blank and not keys.more_waiting()
        if not (blank and last):
            lines.append(line)
        if last:
            return "\n".join(lines).strip()
