"""Changes to a reply with a known direction: sentences taken out, shuffled, put in; a reply in two turns.

Every choice is drawn by a stable hash of a key, so that the same reply is changed in the same way everywhere.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from typing import TypeVar

from interviewer.domain import Answer, Reply
from interviewer.sentences import count_words, number_sentences

Span = tuple[int, int]
Item = TypeVar("Item")

FEWEST_SHUFFLED = 5
"""Sentences a reply has at least to be shuffled; fewer keep their thread in almost any order."""
PADDING = 0.5
"""How many empty words are put in for each word that is there."""

_ENDED = re.compile(r"[.!?…。！？][\"'”’»)\]*_]*\Z")
_BLANKS = re.compile(r"[ \t]{2,}")
_LINES = re.compile(r"\s*\n\s*")


def draw(key: str, n: int) -> int:
    """A number from 0 to n-1 that depends on the key alone, in every process the same."""
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") % n


def in_drawn_order(items: Iterable[Item], key: str) -> list[Item]:
    """The items in an order that depends on the key and each item's place alone."""
    numbered = list(enumerate(items))
    return [item for _, item in sorted(numbered, key=lambda one: draw(f"{key}:{one[0]}", 1 << 60))]


def whole_sentences(text: str) -> tuple[Span, ...]:
    """The spans of whole sentences: pieces that were cut at a joint are put together again."""
    answer = Answer(question="q", replies=(Reply(seq=0, text=text),))
    found: list[Span] = []
    for sentence in number_sentences(answer):
        if found and not _is_end(text, found[-1][1], sentence.start):
            found[-1] = (found[-1][0], sentence.end)
        else:
            found.append((sentence.start, sentence.end))
    return tuple(found)


def _is_end(text: str, end: int, following: int) -> bool:
    return _ENDED.search(text[max(0, end - 4) : end]) is not None or "\n" in text[end:following]


def is_punctuated(text: str) -> bool:
    """True where the reply has sentences that end, and not one stream of words as from speech."""
    spans = whole_sentences(text)
    return len(spans) > 1 and all(_ENDED.search(text[s:e]) for s, e in spans[:-1])


def without(text: str, spans: Collection[Span]) -> str:
    """The text without these spans, and without the gaps they would leave."""
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(text[at:start])
        at = max(at, end)
    rest = "".join([*kept, text[at:]])
    lines = (_BLANKS.sub(" ", line).strip() for line in rest.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def are_whole_sentences(text: str, spans: Collection[Span]) -> bool:
    """True where the spans, each joined with its neighbours, begin and end where whole sentences of a punctuated text do."""
    if not is_punctuated(text):
        return False
    whole = whole_sentences(text)
    starts, ends = {start for start, _ in whole}, {end for _, end in whole}
    runs: list[Span] = []
    for start, end in sorted(spans):
        if runs and not text[runs[-1][1] : start].strip():
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return all(start in starts and end in ends for start, end in runs)


def shuffled(text: str, key: str) -> str | None:
    """The sentences in another order, none behind the one it stood behind and another one first; None where that is not possible.

    None, too, where the reply has fewer than five sentences or is not punctuated.
    """
    spans = whole_sentences(text)
    if len(spans) < FEWEST_SHUFFLED or not is_punctuated(text):
        return None
    said = [_LINES.sub(" ", text[s:e]) for s, e in spans]
    for attempt in range(1000):
        order = in_drawn_order(range(len(said)), f"{key}:{attempt}")
        if order[0] != 0 and all(b != a + 1 for a, b in pairwise(order)):
            return " ".join(said[i] for i in order)
    return None


def with_line(text: str, line: str, key: str) -> str:
    """The text with a line said between two of its sentences, or after the last one."""
    places = [end for _, end in whole_sentences(text)] if is_punctuated(text) else [len(text)]
    return _with_lines(text, [(places[draw(key, len(places))], line)])


def padded(text: str, lines: Sequence[str], key: str) -> str | None:
    """The text with half as many words again that say nothing, spread over its sentences; None where there are too few lines."""
    wanted = count_words(text) * PADDING
    taken: list[str] = []
    for line in in_drawn_order(lines, key):
        if wanted <= 0:
            break
        taken.append(line)
        wanted -= count_words(line)
    if wanted > 0 or not taken:
        return None
    places = [end for _, end in whole_sentences(text)] if is_punctuated(text) else [len(text)]
    return _with_lines(
        text, [(places[draw(f"{key}:{i}", len(places))], line) for i, line in enumerate(taken)]
    )


def _with_lines(text: str, put: Iterable[tuple[int, str]]) -> str:
    """Lines behind the sentences that end at these places; a new line where what stands before has no end."""
    changed: list[str] = []
    at = 0
    for place, line in sorted(put, key=lambda one: one[0]):
        before = text[at:place]
        ended = _ENDED.search((changed[-1] if changed and not before.strip() else before).rstrip())
        changed += [before, " " if ended else "\n", line]
        at = place
    rest = text[at:]
    changed.append(rest)
    return "".join(changed).strip()


def in_two_turns(text: str) -> tuple[str, str] | None:
    """The reply said in two turns, cut between two sentences near its middle; None where it is one sentence."""
    spans = whole_sentences(text)
    if len(spans) < 2:
        return None
    middle = len(text) / 2
    cut = min((start for start, _ in spans[1:]), key=lambda start: abs(start - middle))
    return text[:cut].rstrip(), text[cut:].lstrip()
