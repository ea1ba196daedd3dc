"""How much of what could tell who somebody is we find, kind by kind, and how often we take something else for it.

Behind `python -m interviewer eval --set identifiers`. Of a marked place every letter and digit has to be covered, but for
articles and titles: half a number masked is a number told.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from interviewer.domain import Frozen, Identifier
from interviewer.errors import DataFileError
from interviewer.privacy import find_identifiers

STRUCTURED = tuple(
    "street date age phone fax mail ssn record plan account licence vehicle device url ip biometric photo".split()
)
"""Kinds that have a shape or a word before them; names, towns and what is singular about somebody have neither."""

_Line = TypeVar("_Line", bound=Frozen)

_LEADING = re.compile(
    r"(?i)(?:(?:on|the|an?|dr|mrs?|ms|miss|nurse|professor|frau|herr|aged?)\b[. ]*)*"
)


class Marked(Frozen):
    """Where a sentence of the corpus holds an identifier of one of the 18 kinds of the privacy rule."""

    kind: str
    start: int
    end: int


class Sentence(Frozen):
    """A sentence of a corpus; one without marks holds nothing that could tell who somebody is."""

    id: str
    text: str
    marks: tuple[Marked, ...]


class Named(Frozen):
    """What in one of the labelled replies tells who somebody is, by its words."""

    id: str
    names: tuple[str, ...]
    dates: tuple[str, ...]
    other: tuple[str, ...]


class Found(Frozen):
    """Of how many marked places of a kind how many were covered whole."""

    kind: str
    found: int
    of: int

    @property
    def share(self) -> float:
        """Recall."""
        return self.found / self.of if self.of else 1.0


class Recognised(Frozen):
    """A corpus, and what we make of it."""

    title: str
    kinds: tuple[Found, ...]
    false_alarms: tuple[str, ...]
    """Ids of the benign sentences, or of the replies, in which something was flagged that tells nothing."""
    benign: int

    def kind(self, name: str) -> Found:
        """The row of one kind; KeyError where the corpus has none of it."""
        for row in self.kinds:
            if row.kind == name:
                return row
        raise KeyError(name)


def read_sentences(path: Path) -> tuple[Sentence, ...]:
    """A corpus of sentences. Raises DataFileError."""
    return tuple(_lines(path, Sentence))


def measure_sentences(title: str, sentences: Iterable[Sentence]) -> Recognised:
    """Recall by kind, and the benign sentences in which anything is flagged."""
    of: Counter[str] = Counter()
    found: Counter[str] = Counter()
    alarms, benign = [], 0
    for sentence in sentences:
        identifiers = find_identifiers(sentence.text)
        covered = _covered(identifiers)
        if not sentence.marks:
            benign += 1
            alarms += [sentence.id] if identifiers else []
        for mark in sentence.marks:
            of[mark.kind] += 1
            found[mark.kind] += _telling(sentence.text, mark) <= covered
    return Recognised(
        title=title, kinds=_rows(of, found), false_alarms=tuple(alarms), benign=benign
    )


def measure_replies(title: str, folder: Path) -> Recognised:
    """The same on the labelled replies: names and days judged one by one, everything else flagged a false alarm."""
    named = {one.id: one for one in _lines(folder / "identifiers_replies.jsonl", Named)}
    of: Counter[str] = Counter()
    found: Counter[str] = Counter()
    alarms, replies = [], 0
    for reply_id, text in _replies(folder):
        replies += 1
        identifiers = find_identifiers(text)
        covered, telling = _covered(identifiers), set[int]()
        own = named.get(reply_id, Named(id=reply_id, names=(), dates=(), other=()))
        for kind, words in (("name", own.names), ("date", own.dates), ("other", own.other)):
            for word in words:
                places = _places(text, word)
                telling |= places
                of[kind] += 1
                found[kind] += places <= covered
        if any(telling.isdisjoint(range(i.start, i.end)) for i in identifiers):
            alarms.append(reply_id)
    return Recognised(
        title=title, kinds=_rows(of, found), false_alarms=tuple(alarms), benign=replies
    )


def study_identifiers(folder: Path) -> tuple[Recognised, ...]:
    """All three corpora of a folder. Raises DataFileError."""
    return (
        measure_sentences(
            "Sentences the patterns were written on",
            read_sentences(folder / "identifiers_seen.jsonl"),
        ),
        measure_sentences(
            "Sentences written before the patterns",
            read_sentences(folder / "identifiers_heldout.jsonl"),
        ),
        measure_replies("The labelled replies, by other writers", folder),
    )


def identifier_lines(parts: Iterable[Recognised]) -> Iterator[str]:
    """The study line by line."""
    yield "Writers of all these sentences were language models; no people, and no real person is meant."
    for part in parts:
        yield ""
        yield part.title
        for row in part.kinds:
            shape = "" if row.kind in STRUCTURED else "  (no shape of its own)"
            yield f"  {row.kind:<10} {row.found:>4} of {row.of:<4} {row.share:>5.0%}{shape}"
        total = Found(
            kind="all", found=sum(r.found for r in part.kinds), of=sum(r.of for r in part.kinds)
        )
        yield f"  {total.kind:<10} {total.found:>4} of {total.of:<4} {total.share:>5.0%}"
        alarms = len(part.false_alarms)
        yield f"  false alarms in {alarms} of {part.benign}, {alarms / part.benign:.1%}"


def _rows(of: Counter[str], found: Counter[str]) -> tuple[Found, ...]:
    return tuple(Found(kind=kind, found=found[kind], of=count) for kind, count in of.items())


def _covered(identifiers: tuple[Identifier, ...]) -> set[int]:
    return {place for one in identifiers for place in range(one.start, one.end)}


def _telling(text: str, mark: Marked) -> set[int]:
    """The letters and digits of a marked place, without the article or title before it."""
    leading = _LEADING.match(text[mark.start : mark.end])
    start = mark.start + (leading.end() if leading else 0)
    return {place for place in range(start, mark.end) if text[place].isalnum()}


def _places(text: str, words: str) -> set[int]:
    return {
        place
        for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)
        for place in range(*match.span())
    }


def _replies(folder: Path) -> Iterator[tuple[str, str]]:
    for name in ("replies_dev.jsonl", "replies_train.jsonl"):
        for line in _text_lines(folder / name):
            reply = json.loads(line)
            yield reply["id"], reply["answer"]


def _lines(path: Path, kind: type[_Line]) -> Iterator[_Line]:
    for number, line in enumerate(_text_lines(path), 1):
        try:
            yield kind.model_validate_json(line)
        except ValidationError as error:
            raise DataFileError((
                f"{path.name}, line {number}: {error.error_count()} problems",
            )) from error


def _text_lines(path: Path) -> list[str]:
    try:
        return [line for line in path.read_text("utf-8").split("\n") if line]
    except OSError as error:
        raise DataFileError((f"{path}: cannot be read",)) from error
