"""Which of the candidate's words an interviewer says back. Pure.

What is masked in a prompt is never said back: the line an interviewer speaks stands in the next prompt, and a piece of
an identifier is harder to know again than the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from interviewer.domain import Answer, Evidence, Sentence

QUOTE_WORDS = range(3, 12)
"""A quote in a probe is a whole clause of this many words, or there is none."""

Span = tuple[int, int]

# Between digits stands no joint: 07:30, 1,200, March 3, 2021.
_JOINT = re.compile(r"(?<!\d)[,:–]|[,:–](?!\s*\d)|[;()\n—]|\s-\s")
_NOT_QUOTED = re.compile(r"[?“”\"\[\]{}<>\n]|(?<!\d):|:(?!\d)")
_OPENING = re.compile(r"^(?:(?:and|but|so|then|because|well|ok|okay|um|uh)\b,?\s+)+", re.IGNORECASE)


def may_be_quoted(evidence: Evidence, answer: Answer) -> str | None:
    """A clause of a piece of evidence that may be said back; None where none may."""
    hidden = _hidden(answer, evidence.seq, evidence.start, evidence.quote)
    return short_quote(evidence.quote, hidden=tuple(hidden))


def short_quote(sentence: str, *, hidden: tuple[Span, ...] = ()) -> str | None:
    """A clause of the candidate's own words, exactly as said, short enough to be said back; None where none is.

    It holds nothing of the `hidden` places of the sentence.
    """
    # The longest says most; `here is one` says nothing.
    clauses = sorted(_clauses(sentence), key=lambda at: at[0] - at[1])
    for start, end in ((0, len(sentence)), *clauses):
        words = _OPENING.sub("", sentence[start:end].strip()).rstrip(".!… ")
        if len(words.split()) not in QUOTE_WORDS or _NOT_QUOTED.search(words):
            continue
        if not _overlaps(sentence.index(words, start), words, hidden):
            return words
    return None


def holds_masked(quote: str, sentence: Sentence, answer: Answer) -> bool:
    """True where a quote of a sentence holds or cuts what a prompt shows a tag for."""
    seq = answer.replies[sentence.reply].seq
    hidden = tuple(_hidden(answer, seq, sentence.start, sentence.text))
    return _overlaps(sentence.text.index(quote), quote, hidden)


def _hidden(answer: Answer, seq: int, start: int, text: str) -> Iterator[Span]:
    """The places in a piece of a reply, from its `start` on, that a prompt shows tags for."""
    for reply in answer.replies:
        if reply.seq == seq:
            for found in reply.identifiers:
                if not found.kept:
                    yield found.start - start, found.end - start
    # Said once more without being recognised, the same words are the same secret.
    for words in _masked_words(answer):
        yield from _standing(words, text)


def _masked_words(answer: Answer) -> Iterator[str]:
    """What a prompt shows a tag for."""
    for reply in answer.replies:
        for found in reply.identifiers:
            if not found.kept:
                yield reply.text[found.start : found.end]


def _standing(words: str, text: str) -> Iterator[Span]:
    """Each place of some words, as whole words, in any case and with any white space between them."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    if pattern:
        yield from (m.span() for m in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE))


def _overlaps(first: int, words: str, hidden: tuple[Span, ...]) -> bool:
    return any(first < stop and begin < first + len(words) for begin, stop in hidden)


def _clauses(sentence: str) -> Iterator[Span]:
    at = 0
    for joint in _JOINT.finditer(sentence):
        yield at, joint.start()
        at = joint.end()
    yield at, len(sentence)
