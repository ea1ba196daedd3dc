"""Text that every reader of a file can show: what has no glyph gets a visible mark."""

from __future__ import annotations

import re

_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Control characters become their pictures (`␀`), what has none becomes `�`; line ends become `\\n`."""
    return _UNSHOWABLE.sub(_mark, text.replace("\r\n", "\n").replace("\r", "\n"))


def _mark(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else "�"
