"""What in a reply could tell who somebody is, and the tags that stand for it in a prompt.

A list of plain forms: it misses many, and the page says so. Nothing here decides what is masked; the candidate does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from interviewer.domain import Answer, Identifier, IdentifierKind, Turn
from interviewer.privacy_names import is_common_word
from interviewer.privacy_numbers import find_numbers
from interviewer.privacy_persons import find_people

__all__ = [
    "Known",
    "find_identifiers",
    "known_in",
    "mask_all",
    "masked",
    "new_identifiers",
    "recognised",
    "without_known",
]

_SPACES = re.compile(r"\s+")
_ONLY_CHILD = re.compile(
    r"(?i:\bthe (?:only|first|youngest|oldest) (?:child|kid|baby|infant|toddler|teenager|boy|girl|patient)\b)"
    r"[^.;!?\n]{0,20}?\b(?i:with|in|at|from|to|who)\b[^.,;!?\n]{3,80}"
)
_ADDRESSED = re.compile(
    r"(?i)\b(?:thanks|thank you|hi|hello|hey|dear|sorry|sure|yes|no|well|good (?:morning|afternoon|evening))(?: so much| again)?,? $"
)
_RUN = re.compile(r"\w+")
_TAG = re.compile(r"\[([a-z]{3,7}) (\d{1,4})\]")


class Known(NamedTuple):
    """An identifier of an earlier reply: its words, what stands for it, and whether the candidate lets it stand."""

    kind: IdentifierKind
    words: str
    tag: str
    kept: bool


class _Span(NamedTuple):
    start: int
    end: int
    kind: IdentifierKind


def find_identifiers(text: str, *, known: tuple[Known, ...] = ()) -> tuple[Identifier, ...]:
    """What we recognise in a reply, in order and without overlaps; the same words have the same tag as in `known`."""
    spans = _merged([*_first_look(text), *_known_again(text, known)])
    again = [_Span(*span) for span in _names_again(text, spans)]
    tags = _Tags(known)
    return tuple(tags.identifier(text, span) for span in _merged([*spans, *again]))


def masked(
    text: str, identifiers: tuple[Identifier, ...], start: int = 0, end: int | None = None
) -> str:
    """`text[start:end]` with tags for what is masked; one that goes beyond the cut shows where it begins, once."""
    stop = len(text) if end is None else end
    pieces, at = [], start
    for found in identifiers:
        if found.kept or found.end <= start or found.start >= stop:
            continue
        if found.start >= start:
            pieces += [text[at : found.start], found.tag]
        at = min(found.end, stop)
    return "".join((*pieces, text[at:stop]))


def known_in(turns: Iterable[Turn]) -> tuple[Known, ...]:
    """What was recognised in the replies so far, each once."""
    found = {
        (_folded(turn.text[i.start : i.end]), i.tag): Known(
            i.kind, turn.text[i.start : i.end], i.tag, i.kept
        )
        for turn in turns
        for i in turn.identifiers
    }
    return tuple(found.values())


def recognised(
    text: str, before: Iterable[Turn], *, panel: Iterable[str] = ()
) -> tuple[Identifier, ...]:
    """What we recognise in the reply that follows these turns, with their tags and what was kept in them.

    Who is spoken to is nobody's secret: the panel's full names, and their first names where they are addressed.
    """
    found = find_identifiers(text, known=known_in(before))
    full = {name.casefold() for name in panel}
    first = {name.split()[0] for name in full}
    return tuple(one for one in found if not _is_addressed(text, one, full, first))


def mask_all(answer: Answer) -> Answer:
    """An answer of which everything we recognise is masked, for where nobody can be asked."""
    known: tuple[Known, ...] = ()
    replies = []
    for reply in answer.replies:
        found = find_identifiers(reply.text, known=known)
        known += tuple(Known(i.kind, reply.text[i.start : i.end], i.tag, False) for i in found)
        replies.append(reply.model_copy(update={"identifiers": found}))
    return answer.model_copy(update={"replies": tuple(replies)})


def new_identifiers(said: str, heard: str) -> bool:
    """True where a model's line holds an identifier that the candidate's own words do not hold."""
    own = _folded(heard)
    return any(_folded(said[i.start : i.end]) not in own for i in find_identifiers(said))


def without_known(text: str, answer: Answer) -> str:
    """Another text (a line that quotes the answer) with tags where it repeats what is masked in the answer."""
    known = tuple(
        Known(i.kind, reply.text[i.start : i.end], i.tag, False)
        for reply in answer.replies
        for i in reply.identifiers
        if not i.kept
    )
    spans = _merged([*_known_again(text, known)])
    tags = _Tags(known)
    return masked(text, tuple(tags.identifier(text, span) for span in spans))


def _is_addressed(text: str, one: Identifier, full: set[str], first: set[str]) -> bool:
    words = _folded(text[one.start : one.end])
    return words in full or (words in first and _ADDRESSED.search(text, 0, one.start) is not None)


# ---------------------------------------------------------------- where


def _first_look(text: str) -> Iterator[_Span]:
    for kind, start, end in find_numbers(text):
        yield _Span(start, end, kind)
    for start, end in find_people(text):
        yield _Span(start, end, "person")
    for match in _ONLY_CHILD.finditer(text):
        yield _Span(*match.span(), "person")


def _known_again(text: str, known: tuple[Known, ...]) -> Iterator[_Span]:
    """Words of earlier replies, wherever they stand now."""
    words: dict[str, IdentifierKind] = {}
    for one in known:
        words.setdefault(one.words, one.kind)
        if one.kind == "person":
            words.update(dict.fromkeys(_name_parts(one.words), "person"))
    yield from _standing(text, words)


def _names_again(text: str, spans: list[_Span]) -> Iterator[_Span]:
    """A name that a cue told once, at its other places; its parts too."""
    words: dict[str, IdentifierKind] = {}
    for span in spans:
        if span.kind == "person" and span.end - span.start < 60:
            name = text[span.start : span.end]
            words[name] = "person"
            words.update(dict.fromkeys(_name_parts(name), "person"))
    yield from _standing(text, words)


def _standing(text: str, words: dict[str, IdentifierKind]) -> Iterator[_Span]:
    """Each whole-word place of some words, in any case and with any white space between them.

    Found by their first run of letters. One name that is a word too is none in small letters: `will`, `young`.
    """
    by_run: dict[str, list[tuple[int, re.Pattern[str], IdentifierKind]]] = {}
    for word in sorted(words, key=len, reverse=True):
        run = _RUN.search(word)
        if run is not None:
            spaced = r"\s{1,9}".join(map(re.escape, word.split()))
            pattern = re.compile(rf"{spaced}(?!\w)", re.IGNORECASE)
            place = (run.start(), pattern, words[word])
            by_run.setdefault(run.group().casefold(), []).append(place)
    for run in _RUN.finditer(text) if by_run else ():
        for before, pattern, kind in by_run.get(run.group().casefold(), ()):
            match = pattern.match(text, max(0, run.start() - before))
            if match and not (kind == "person" and is_common_word(match.group())):
                yield _Span(*match.span(), kind)
                break


def _name_parts(name: str) -> list[str]:
    """First and last names that can stand alone."""
    parts = name.split()
    return [p for p in parts if len(p) > 2 and p[0].isupper()] if 1 < len(parts) < 6 else []


def _merged(spans: list[_Span]) -> list[_Span]:
    """Spans in order; those that overlap become one, of the kind of the longest, so that nothing is left over."""
    merged: list[_Span] = []
    longest = 0
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not merged or span.start >= merged[-1].end:
            merged.append(span)
            longest = span.end - span.start
            continue
        last, length = merged[-1], span.end - span.start
        kind = span.kind if length > longest else last.kind
        longest = max(longest, length)
        merged[-1] = _Span(last.start, max(last.end, span.end), kind)
    return merged


# ---------------------------------------------------------------- tags


class _Tags:
    """Hands out tags: the same words the same one, a part of a full name that of the name."""

    def __init__(self, known: tuple[Known, ...]) -> None:
        self._of: dict[str, tuple[str, bool]] = {}
        self._last: dict[str, int] = {}
        for one in known:
            self._note(one.words, one.kind, one.tag, one.kept)

    def identifier(self, text: str, span: _Span) -> Identifier:
        words = text[span.start : span.end]
        tag, kept = self._known(words, span.kind) or (self._next(span.kind), False)
        self._note(words, span.kind, tag, kept)
        return Identifier(kind=span.kind, start=span.start, end=span.end, tag=tag, kept=kept)

    def _known(self, words: str, kind: IdentifierKind) -> tuple[str, bool] | None:
        found = self._of.get(_folded(words))
        if found is not None or kind != "person":
            return found
        for part in _name_parts(words)[:1]:
            # A first name that was masked, now with its last name: the same person. One that was kept says
            # nothing about the last name.
            tag, kept = self._of.get(_folded(part), ("", True))
            if not kept and tag in self._alone:
                return tag, False
        return None

    @property
    def _alone(self) -> set[str]:
        """Tags of people of whom one name alone is known."""
        full = {tag for words, (tag, _) in self._of.items() if " " in words}
        return {tag for tag, _ in self._of.values()} - full

    def _next(self, kind: IdentifierKind) -> str:
        self._last[kind] = self._last.get(kind, 0) + 1
        return f"[{kind} {self._last[kind]}]"

    def _note(self, words: str, kind: IdentifierKind, tag: str, kept: bool) -> None:
        self._of.setdefault(_folded(words), (tag, kept))
        if kind == "person":
            for part in _name_parts(words):
                self._of.setdefault(_folded(part), (tag, kept))
        numbered = _TAG.fullmatch(tag)
        if numbered:
            self._last[numbered[1]] = max(self._last.get(numbered[1], 0), int(numbered[2]))


def _folded(words: str) -> str:
    return _SPACES.sub(" ", words).strip().casefold()
