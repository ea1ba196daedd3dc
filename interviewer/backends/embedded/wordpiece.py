"""BERT's tokens of a text: lower case, no accents, punctuation apart, then the longest known pieces of each word.

Written here because the library for it brings a client of a model hub and what that needs; `evals/train` checks that
both agree on every labelled reply. Source: Devlin et al. 2018 and the rules its uncased models were trained with.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

UNKNOWN, START, END = "[UNK]", "[CLS]", "[SEP]"
LONGEST = 100
"""Characters over which a word is unknown as a whole."""
_IDEOGRAPHS = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)
_ASCII_MARKS = ((33, 47), (58, 64), (91, 96), (123, 126))


class WordPieces:
    """A vocabulary, in the order of its numbers."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._number = {piece: n for n, piece in enumerate(vocabulary)}
        self.unknown, self.start, self.end = (self._number[p] for p in (UNKNOWN, START, END))
        self._pieces = lru_cache(maxsize=20_000)(self._cut)

    def numbers(self, text: str) -> list[int]:
        """The numbers of a text's pieces, without those that open and close an input."""
        return [number for word in _words(text) for number in self._pieces(word)]

    def _cut(self, word: str) -> tuple[int, ...]:
        if len(word) > LONGEST:
            return (self.unknown,)
        found, start = [], 0
        while start < len(word):
            end, piece = len(word), None
            while piece is None and end > start:
                piece = self._number.get(("##" if start else "") + word[start:end])
                end -= 1
            if piece is None:
                return (self.unknown,)
            found.append(piece)
            start = end + 1
        return tuple(found)


class _Fold(dict[int, str]):
    """What `str.translate` puts for a character, worked out when it is first met."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, code: int) -> str:
        self[code] = folded = self._rule(chr(code))
        return folded


def _words(text: str) -> list[str]:
    """Words and single marks, folded."""
    apart = unicodedata.normalize("NFD", text.translate(_CLEANED))
    return apart.translate(_BARE).lower().translate(_PARTED).split()


def _cleaned(char: str) -> str:
    """Spaces as spaces, ideographs apart, nothing that cannot be seen."""
    if char in "\t\n\r":
        return " "
    if char in "\x00\ufffd" or unicodedata.category(char) in {"Cc", "Cf", "Co"}:
        return ""
    return f" {char} " if _is_in(ord(char), _IDEOGRAPHS) else char


def _bare(char: str) -> str:
    return "" if unicodedata.category(char) == "Mn" else char


def _parted(char: str) -> str:
    mark = _is_in(ord(char), _ASCII_MARKS) or unicodedata.category(char).startswith("P")
    return f" {char} " if mark else char


def _is_in(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= code <= high for low, high in ranges)


_CLEANED, _BARE, _PARTED = _Fold(_cleaned), _Fold(_bare), _Fold(_parted)
