"""Undo what hides words from a reader: look-alikes, invisible characters, spaced letters, reversal, encodings.

Only for detection; spans and quotes always stay on the candidate's own text.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import html
import re
import unicodedata
from collections.abc import Iterator

_PAIRS = (
    "аa еe оo рp сc уy хx іi їi јj ѕs ԁd һh ӏl вb кk мm нh тt гr ԛq ԝw єe ґr пn ғf ёe"
    " αa βb εe ηn ιi κk μu νv οo ρp τt υu χx ωw ϲc γy"
    " ոn սu ցg օo հh զq ɡg ɩi ʟl ıi ɪi ɴn ʀr ᴀa ᴄc ᴅd ᴇe ɢg ᴊj ᴋk ᴍm ᴏo ᴘp ᴛt ᴜu ᴠv ᴡw ᴢz ʏy ꜱs ꜰf ʙb ʜh"
    ' ’\' ‘\' “" ”" «" »" —- –- ‐- ‑-'
)
_LOOKALIKES = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}
_LEET = str.maketrans("01345@$7!", "oieasasti")
_TAGS = re.compile("[\U000e0020-\U000e007e]+")
_SELECTORS = re.compile("[\U000e0100-\U000e01ef]{2,}")
_BITS = re.compile("[\u200b\u200c]{16,}")
_LETTERS = re.compile(r"(?<!\w)(?:\w[\s.\-_*·|,/]{1,3}){4,}\w(?!\w)")
_LINKED = re.compile(r"(?<=\b\w)[-._*\u00b7](?=\w\b)")
_LEET_WORD = re.compile(r"\b(?=\w*[a-z@$])(?=\w*[0134579@$])[\w@$!]{3,}")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}[\s:]?){8,}")
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2}){2,}")
_ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2})")
_GAP = re.compile(r"\s+")
_BEFORE_MARK = re.compile(r"(?<=\w) (?=[,.:;!?](?:\s|$))")
_TURNED = re.compile("[\u202d\u202e][^\u202c\n]{4,}")
_APART = re.compile(r"(?:(?<!\S)[A-Za-z][,.:;!?]?\s+){12}")
_WIDE_GAP = re.compile(r"\s{2,}|\s*[|/]\s*")


def fold(text: str) -> str:
    """The text as it looks to a reader, in lower case: one alphabet, no accents, nothing invisible."""
    flat = unicodedata.normalize("NFKC", text).casefold().translate(_LOOKALIKES)
    spread = unicodedata.normalize("NFD", flat) if not flat.isascii() else flat
    kept = (c for c in spread if c.isascii() or unicodedata.category(c) not in _DROPPED)
    return "".join(kept)


_DROPPED = frozenset({"Cf", "Mn", "Me", "Cn", "Co", "Cs"})


def readings(text: str) -> Iterator[str]:
    """Every way a sentence may be read: as it looks first, then with each disguise undone."""
    spread = fold(text)
    looks = _closed_up(spread)
    yield looks
    for words in (*_hidden(text), *_decoded(text)):
        yield fold(words)
    respelled = _LEET_WORD.sub(lambda m: m.group().translate(_LEET), looks)
    if respelled != looks:
        yield respelled
    joined = _closed_up(_LETTERS.sub(lambda m: _join(m.group()), spread))
    if joined != looks:
        yield joined
        yield joined.translate(_LEET)
    linked = _LINKED.sub("", looks)
    if linked != looks:
        yield linked
    yield looks[::-1].translate(_LEET)
    yield looks[::-1]
    yield " ".join(word[::-1] for word in looks.split())
    yield codecs.encode(looks, "rot13")


def hides_text(text: str) -> bool:
    """True where characters nobody can see spell something, or words are turned round against their script."""
    return _TURNED.search(text) is not None or any(True for _ in _hidden(text))


def pulled_apart(text: str) -> bool:
    """True where many letters in a row stand apart: then what they spell is looked at closely."""
    return _APART.search(text) is not None


def _closed_up(text: str) -> str:
    """One space between words and none before a mark."""
    return _BEFORE_MARK.sub("", _GAP.sub(" ", text))


def squeezed(text: str) -> str:
    """The letters and digits alone, for words that were pulled apart or run together."""
    return "".join(c for c in fold(text) if c.isalnum())


def _join(letters: str) -> str:
    """`g r a d e  f i v e` -> `grade five`; with single gaps alone the words run together."""
    words = _WIDE_GAP.split(letters)
    return " ".join("".join(c for c in word if c.isalnum()) for word in words)


def _hidden(text: str) -> Iterator[str]:
    if text.isascii():
        return
    for tags in _TAGS.finditer(text):
        if text[max(0, tags.start() - 1) : tags.start()] != "\U0001f3f4":
            yield "".join(chr(ord(c) - 0xE0000) for c in tags.group())
    for selectors in _SELECTORS.finditer(text):
        yield "".join(chr(ord(c) - 0xE0100 + 16) for c in selectors.group())
    for bits in _BITS.finditer(text):
        digits = "".join("1" if c == "\u200c" else "0" for c in bits.group())
        yield "".join(chr(int(digits[i : i + 8], 2)) for i in range(0, len(digits) - 7, 8))


def _decoded(text: str) -> Iterator[str]:
    if "&" in text and ";" in text:
        yield html.unescape(text)
    if _PERCENT.search(text):
        yield _PERCENT.sub(lambda m: _bytes_text(bytes.fromhex(m.group().replace("%", ""))), text)
    if _ESCAPES.search(text):
        yield _ESCAPES.sub(lambda m: chr(int(m.group()[2:], 16)), text)
    for run in _BASE64.finditer(text):
        yield from _from_base64(run.group())
    for run in _HEX.finditer(text):
        digits = re.sub(r"[\s:]", "", run.group())
        yield _bytes_text(bytes.fromhex(digits[: len(digits) // 2 * 2]))


def _from_base64(run: str) -> Iterator[str]:
    body = run.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        raw = base64.b64decode(body + "=" * (-len(body) % 4), validate=True)
    except (binascii.Error, ValueError):
        return
    if all(32 <= b < 127 or b in b"\n\r\t" for b in raw):
        yield raw.decode("ascii")


def _bytes_text(raw: bytes) -> str:
    return raw.decode("utf-8", errors="replace")
