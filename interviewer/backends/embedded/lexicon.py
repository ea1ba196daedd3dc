"""The cue lists under lexicons/: phrases a non-programmer can read and add to, matched word by word.

A line is a phrase. `stem*` takes any ending, `(a|b)` is a choice, `(a|)` may be missing, `..` stands for up
to three words, `<past>`, `<name>`, `<role>` and `<num>` for a word of that kind. `[cue]` opens a cue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

GAP = ".."
"""Stands for up to three words."""
REACH = 3
FAMILIES = ("grammar", "story", "conduct", "plain", "shape", "sure")

_ELEMENT = re.compile(r"\(|\)|\||\.\.|[^\s()|]+|\s+")


class Word(NamedTuple):
    """A token of an answer: its lower-case text and what kinds of word it is."""

    text: str
    kinds: frozenset[str]


class Slot(NamedTuple):
    """What one place of a phrase accepts."""

    words: frozenset[str]
    stems: tuple[str, ...]
    kinds: frozenset[str]
    gap: bool = False

    def takes(self, word: Word) -> bool:
        """True where this word may stand here."""
        if word.text in self.words:
            return True
        if self.stems and word.text.startswith(self.stems):
            return True
        return bool(self.kinds and self.kinds & word.kinds)


class Phrase(NamedTuple):
    """A cue with the places after its first word."""

    cue: str
    rest: tuple[Slot, ...]


class Lexicon:
    """All cues, found by the first word of their phrases."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.cues: list[str] = []
        self._words: dict[str, list[Phrase]] = {}
        self._stems: dict[str, list[Phrase]] = {}
        self._kinds: dict[str, list[Phrase]] = {}
        for text in texts.values():
            self._read(text)

    def find(self, words: list[Word]) -> dict[str, int]:
        """How often each cue that occurs begins in these words."""
        found: dict[str, int] = {}
        for i, word in enumerate(words):
            here = {p.cue for p in self._starting(word) if _fits(p.rest, words, i + 1)}
            # In an order that is the same in every run: sums over them then end in the same bits.
            for cue in sorted(here):
                found[cue] = found.get(cue, 0) + 1
        return found

    def _starting(self, word: Word) -> Iterator[Phrase]:
        yield from self._words.get(word.text, ())
        for length in range(2, len(word.text) + 1):
            yield from self._stems.get(word.text[:length], ())
        for kind in word.kinds:
            yield from self._kinds.get(kind, ())

    def _read(self, text: str) -> None:
        cue = ""
        for raw in text.splitlines():
            line = raw.strip()
            if not line or line.startswith("#"):
                continue
            if line.startswith("["):
                cue = line.strip("[]")
                self.cues.append(cue)
                continue
            for places in _phrases(line):
                self._add(cue, places)

    def _add(self, cue: str, places: tuple[Slot, ...]) -> None:
        first, phrase = places[0], Phrase(cue, places[1:])
        for word in first.words:
            self._words.setdefault(word, []).append(phrase)
        for stem in first.stems:
            self._stems.setdefault(stem, []).append(phrase)
        for kind in first.kinds:
            self._kinds.setdefault(kind, []).append(phrase)


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon, read once."""
    folder = files("interviewer.backends.embedded") / "lexicons"
    return Lexicon({f: (folder / f"{f}.txt").read_text(encoding="utf-8") for f in FAMILIES})


def _fits(rest: tuple[Slot, ...], words: list[Word], at: int) -> bool:
    for place, slot in enumerate(rest):
        if slot.gap:
            after = rest[place + 1 :]
            return any(_fits(after, words, at + skip) for skip in range(REACH + 1))
        if at >= len(words) or not slot.takes(words[at]):
            return False
        at += 1
    return True


def _phrases(line: str) -> Iterator[tuple[Slot, ...]]:
    """The phrases of a line; choices of single words stay together in one slot."""
    tokens = [t for t in _ELEMENT.findall(line) if not t.isspace()]
    choices, end = _choices(tokens, 0)
    if end != len(tokens):
        raise ValueError(f"unbalanced brackets in the lexicon line {line!r}")
    yield from (phrase for phrase in choices if phrase)


def _choices(tokens: list[str], at: int) -> tuple[list[tuple[Slot, ...]], int]:
    done: list[tuple[Slot, ...]] = []
    now: list[tuple[Slot, ...]] = [()]
    while at < len(tokens) and tokens[at] != ")":
        token = tokens[at]
        if token == "|":
            done += now
            now = [()]
        elif token == "(":
            inner, at = _choices(tokens, at + 1)
            now = [phrase + choice for phrase in now for choice in inner]
        else:
            now = [(*phrase, _slot(token)) for phrase in now]
        at += 1
    return _together(done + now), at


def _together(choices: list[tuple[Slot, ...]]) -> list[tuple[Slot, ...]]:
    """Single-word choices in one slot; longer ones, and the empty one, as they are."""
    single = [c[0] for c in choices if len(c) == 1 and not c[0].gap]
    others = [c for c in choices if len(c) != 1 or c[0].gap]
    if not single:
        return others
    merged = Slot(
        words=frozenset().union(*(s.words for s in single)),
        stems=tuple(sorted({stem for s in single for stem in s.stems})),
        kinds=frozenset().union(*(s.kinds for s in single)),
    )
    return [(merged,), *others]


def _slot(token: str) -> Slot:
    if token == GAP:
        return Slot(frozenset(), (), frozenset(), gap=True)
    if token.startswith("<") and token.endswith(">"):
        return Slot(frozenset(), (), frozenset({token[1:-1]}))
    if token.endswith("*") and len(token) > 2:
        return Slot(frozenset(), (token[:-1],), frozenset())
    return Slot(frozenset({token}), (), frozenset())
