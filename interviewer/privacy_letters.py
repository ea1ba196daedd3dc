"""Characters that cannot be seen, stored or trusted: line ends, controls, direction tricks, hidden letters."""

from __future__ import annotations

import re

BROKEN = "\ufffd"
"""Stands visibly where a character cannot be shown."""

LINES = "Unusual line breaks were turned into ordinary ones."
UNSHOWN = "Characters that cannot be shown were replaced by “\ufffd”."
UNSEEN = "Invisible characters were taken out; every word you can see is as you wrote it."

_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_ODD_LINE = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_LINE = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSHOWN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(
        f"{chr(plane * 0x10000 + 0xFFFE)}-{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17)
    )
    + "]"
)
"""Controls, halves of a pair, and numbers that are no characters."""

_EMOJI = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf"
    "\u2934\u2935\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_PICTURE = f"{_EMOJI}[\ufe0e\ufe0f]?[\U0001f3fb-\U0001f3ff]?\ufe0f?"
_FLAG = "\U0001f3f4(?:{})\U000e007f".format(
    "|".join(
        "".join(chr(0xE0000 + ord(letter)) for letter in place)
        for place in ("gbeng", "gbsct", "gbwls")
    )
)
"""England, Scotland and Wales, the three flags that are spelt with tag letters."""
_KEYCAP = "[0-9#*]\ufe0f(?=\u20e3)"
_JOINING = (
    "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc"
)
_JOINER = f"(?<=[{_JOINING}])[\u200c\u200d](?=[{_JOINING}])"
"""Persian and the Indic scripts spell with joiners between two letters."""
_VARIANT = "[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff][\ufe00-\ufe02\U000e0100-\U000e01ef]"
"""One form of a Han letter, as in a name."""

_HIDDEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_UNSEEN = re.compile(
    f"(?P<kept>{_FLAG}|{_KEYCAP}|{_PICTURE}(?:\u200d{_PICTURE})*|{_JOINER}|{_VARIANT})|[{_HIDDEN}]+"
)
_BLANK = re.compile("[\u3164\uffa0]")
"""Hangul fillers, which look like a space."""


def show_letters(raw: str) -> tuple[str, tuple[str, ...]]:
    """A text of which every character can be seen and stored, and what was done to it."""
    text = _PAIR.sub(_whole, raw)
    notices = [LINES] if _ODD_LINE.search(text) else []
    text = _LINE.sub("\n", text)
    text, broken = _UNSHOWN.subn(BROKEN, text)
    if broken:
        notices.append(UNSHOWN)
    seen = _UNSEEN.sub(_kept, _BLANK.sub(" ", text))
    if seen != text:
        notices.append(UNSEEN)
    return seen, tuple(notices)


def _whole(pair: re.Match[str]) -> str:
    """The character that two halves make."""
    return pair.group().encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def _kept(found: re.Match[str]) -> str:
    """Emoji and spelling stay as they are; what hides goes."""
    return found.group("kept") or ""
