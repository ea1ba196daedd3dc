"""Replies of many lines: what ends one, what is kept when somebody breaks off."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from interviewer.terminal_keys import read_entry

BREAK = KeyboardInterrupt
END = EOFError


class ScriptedKeys:
    """Gives the lines of a script, in order; an exception in it is raised. Too few lines fail the test."""

    def __init__(self, *script: str | type[BaseException], half: str = "", pasted: int = 0) -> None:
        self.script = list(script)
        self.half = half
        self.pasted = pasted
        """How many of the first lines arrived as one paste."""
        self.prompts: list[str] = []

    def line(self, prompt: str) -> str:
        self.prompts.append(prompt)
        if not self.script:
            raise AssertionError("More lines were read than the test scripted.")
        self.pasted -= 1
        step = self.script.pop(0)
        if isinstance(step, str):
            return step
        raise step

    def more_waiting(self) -> bool:
        return self.pasted > 0

    def typed_so_far(self) -> str:
        half, self.half = self.half, ""
        return half


def is_command(line: str) -> bool:
    return line.strip() in {"/skip", "/help"}


def read(keys: ScriptedKeys, on_break: Callable[[], None] | None = None) -> str:
    entry = read_entry(keys, is_command=is_command, on_break=on_break or (lambda: None))
    assert not keys.script, "The test scripted more lines than were read."
    return entry


@pytest.mark.parametrize(
    ("keys", "entry"),
    [
        (ScriptedKeys("One line.", ""), "One line."),
        (ScriptedKeys("One", "two", ""), "One\ntwo"),
        (ScriptedKeys("Spaces end it too", "   "), "Spaces end it too"),
        (ScriptedKeys(""), ""),
        (ScriptedKeys("  "), ""),
        (ScriptedKeys("/skip"), "/skip"),
        (ScriptedKeys("  /help "), "/help"),
        (ScriptedKeys("I typed /skip in a sentence", ""), "I typed /skip in a sentence"),
        (ScriptedKeys("Then came", "/skip", ""), "Then came\n/skip"),
        (
            ScriptedKeys("A paste", "", "of two paragraphs", "", pasted=3),
            "A paste\n\nof two paragraphs",
        ),
        (ScriptedKeys("one\n\nwhole paste", ""), "one\n\nwhole paste"),
        (ScriptedKeys("Sent by the end", END), "Sent by the end"),
    ],
    ids=[
        *("one line", "two lines", "spaces", "nothing", "nothing but spaces", "command"),
        *("command with spaces", "command in a sentence", "command on a later line"),
        *("blank line in a paste", "bracketed paste", "end of the input"),
    ],
)
def test_an_entry_ends_where_it_should(keys: ScriptedKeys, entry: str) -> None:
    assert read(keys) == entry


def test_the_end_of_the_input_leaves() -> None:
    with pytest.raises(EOFError):
        read(ScriptedKeys(END))


def test_ctrl_c_with_nothing_written_leaves() -> None:
    with pytest.raises(KeyboardInterrupt):
        read(ScriptedKeys(BREAK))


def test_ctrl_c_keeps_what_was_written() -> None:
    said: list[str] = []
    keys = ScriptedKeys("One", BREAK, "three", "", half="half of two")
    assert read(keys, lambda: said.append("kept")) == "One\nhalf of two\nthree"
    assert said == ["kept"]


def test_ctrl_c_twice_leaves() -> None:
    with pytest.raises(KeyboardInterrupt):
        read(ScriptedKeys("One", BREAK, BREAK))


def test_the_prompt_says_that_a_reply_goes_on() -> None:
    keys = ScriptedKeys("One", "")
    read(keys)
    assert keys.prompts == ["> ", "  "]


PROGRAM = """
import fcntl, signal, termios
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests that run in the background inherit "ignore"
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that Ctrl-C on this terminal reaches this program
from interviewer.terminal_keys import Keyboard, read_entry
keys = Keyboard()
while True:
    entry = read_entry(keys, is_command=lambda line: False, on_break=lambda: print('KEPT', flush=True))
    print(f'GOT {len(entry)} {entry[:40]!r}', flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is a Unix thing")
def test_a_real_terminal_takes_pastes_long_lines_and_ctrl_c() -> None:
    """A pasted blank line does not send, a line may be longer than the terminal's own limit, Ctrl-C keeps the half line."""
    import pty

    ours, theirs = pty.openpty()
    root = Path(__file__).parent.parent
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=root,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(root)},
        start_new_session=True,
    )
    os.close(theirs)
    seen = ""

    def until(pattern: str, *, nudge: bytes = b"") -> None:
        nonlocal seen
        deadline = time.monotonic() + 20
        while not re.search(pattern, seen):
            assert time.monotonic() < deadline, (
                f"{pattern!r} never came; the terminal shows {seen[-500:]!r}"
            )
            if not select.select([ours], [], [], 3)[0]:
                os.write(ours, nudge)
            else:
                try:
                    seen += os.read(ours, 65536).decode("utf-8", "replace")
                except OSError:
                    raise AssertionError(f"The program ended: {seen[-800:]!r}") from None

    prompt = r"[\s\S]*> $"  # only at the prompt is the line ours to edit; before it, the terminal itself reads

    try:
        until(prompt)
        os.write(ours, b"\x1b[200~First.\n\nSecond.\x1b[201~\n\n")
        until(r"GOT 15 'First\.\\n\\nSecond\.'" + prompt)
        os.write(ours, b"Typed fast.\n\nIn one go.\n")
        until(r"In one go\.[\s\S]*  ")
        os.write(ours, b"\n")
        until(r"GOT 23 'Typed fast\.\\n\\nIn one go\.'" + prompt)
        os.write(ours, b"a" * 9000 + b"\n\n")
        until(r"GOT 9000 " + prompt)
        os.write(ours, b"half a thou")
        until(r"half a thou")
        os.write(ours, b"\x03")
        # Python's input() misses a signal that comes while a key is being drawn; a person presses again.
        until(r"KEPT", nudge=b"\x03")
        os.write(ours, b"ght\n\n")
        until(r"GOT 15 'half a thou\\nght'")
    finally:
        program.kill()
        program.wait()
        os.close(ours)
