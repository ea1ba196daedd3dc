"""From a sentence that speaks to the grader to the block it stands in: JSON, tables, tags, forged turns, fences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from interviewer.addressed.disguise import fold
from interviewer.addressed.families import OPENS_A_PART, TAGS, TOKENS
from interviewer.addressed.judging import EVALUATOR_TURN
from interviewer.addressed.weighing import BESIDE, weight_of
from interviewer.domain import Sentence

_STRUCTURED = re.compile(
    r"^\s*(?:[{}\[\]|<`]|[\"'][\w -]{1,40}[\"']\s*:|[\w-]{1,24}(?: [\w-]{1,24}){0,2}\s*[:=]\s*\S|\w+\([^)]*\)"
    r"|total\b)"
)
_STORY_LABEL = re.compile(
    r"^\W*(?:situation|task|action|actions|result|results|background|context|outcome|learning|lesson|lessons|reflection"
    r"|problem|solution|goal|my role|role|first|second|third|then|finally|challenge|impact|example|answer|step \d)\b"
)
_FENCE = re.compile(r"^\s*(?:```|~~~|\"\"\"|''')")
_TELLS = re.compile(r"\b(?:i|we)\b.{3,}|\b(?:my|our)\b.{20,}")
_USERS_TURN = re.compile(r"\b(?:user|candidate|human)\b")
_POINTS_BACK = re.compile(
    r"\b(?:use|take|accept|count|treat|cite|consider)\b.{0,20}\b(?:that|this|it|these|those)\b.{0,20}\b(?:evidence|proof)"
)
_TESTIMONY = re.compile(r"[\"']|\b(?:wrote|said|called me|told)\b")
_GRADING_WORD = re.compile(
    r"\b(?:level|score|grade|five|rubric|criteri\w+|maximum|marks|grader|evaluation|fives)\b"
)
_EXCUSE = re.compile(
    r"^\W*i (?:just |really |only )?(?:need|want|ask for) (?:it|this|that|them) (?:for|to|because|so)\b"
)
"""The reason that follows a wish: `I need it for my tool`."""
_ASKS_READER = re.compile(
    r"\b(?:you|your)\b|\bplease (?!d\b)\w+|\bread me\b|^\W*(?:stay|stop|do not|don't|remember) "
)
_LEFTOVER = 3
"""Words a scrap beside a cut sentence may have and still belong to it ("Thank you.", "Blue.")."""
_SANDWICH = 14
"""Words of a sentence between two cut ones that belongs to them."""


_LONE = 3
"""Words a sentence has at most that may be one of an attack's, written a word or two a line."""
_RUN = 4
"""Such lines in a row that are read as one."""


def word_by_word(sentences: tuple[Sentence, ...]) -> Iterator[tuple[Sentence, ...]]:
    """Runs of very short lines of one reply, which are read as the sentence that they spell."""
    for (_, short), run in groupby(sentences, key=lambda s: (s.reply, s.words <= _LONE)):
        together = tuple(run)
        if short and len(together) >= _RUN:
            yield together


class _Line:
    """A sentence of one reply while the cut grows over it."""

    def __init__(self, sentence: Sentence, why: str | None) -> None:
        self.sentence = sentence
        self.why = why
        self.cut = why is not None
        self.folded = fold(sentence.text[:400])

    @property
    def structured(self) -> bool:
        """JSON, a table row, `key: value` or a call, and no heading of a story."""
        return bool(_STRUCTURED.match(self.folded)) and not _STORY_LABEL.match(self.folded)


def spread(sentences: tuple[Sentence, ...], reasons: Mapping[int, str]) -> frozenset[int]:
    """The cut grown from single sentences to the whole blocks they stand in."""
    if not reasons:
        return frozenset()
    cut: set[int] = set()
    for _, reply in groupby(sentences, key=lambda s: s.reply):
        lines = [_Line(s, reasons.get(s.n)) for s in reply]
        if any(line.cut for line in lines):
            for grow in _GROWTH:
                grow(lines)
        cut.update(line.sentence.n for line in lines if line.cut)
    return frozenset(cut)


def _fences(lines: list[_Line]) -> None:
    """Everything between two fences of which something is cut."""
    marks = [i for i, line in enumerate(lines) if _FENCE.match(line.sentence.text)]
    for opened, closed in zip(marks, [*marks[1:], len(lines)], strict=False):
        inside = lines[opened:closed]
        if any(line.cut for line in inside) and not any(_tells(line) for line in inside):
            _cut(inside)


def _forged_turns(lines: list[_Line]) -> None:
    """What follows a token or tag that opens somebody else's turn, until the next one."""
    inside = False
    for line in lines:
        marks = [m.group() for m in (*TOKENS.finditer(line.folded), *TAGS.finditer(line.folded))]
        if marks:
            tail = line.folded[line.folded.rfind(marks[-1]) :]
            inside = bool(OPENS_A_PART.search(tail)) and not _USERS_TURN.search(tail)
            inside = inside and not marks[-1].startswith("</")
        elif inside:
            inside = not _tells(line)
            line.cut = line.cut or inside


def _after_end_marks(lines: list[_Line]) -> None:
    """The paragraph after a line that pretends the answer is over."""
    following = False
    for line, words in zip(lines, [line.sentence.words for line in lines], strict=True):
        if line.why in {"end mark", "poses as someone else"} and words <= 6:
            following = True
        elif following and not _tells(line):
            line.cut = True
        elif not line.cut:
            following = False


def _structures(lines: list[_Line]) -> None:
    """Rows and keys that touch a cut row or key."""
    for run in _runs(lines):
        if any(line.cut for line in run):
            _cut(run)


def _runs(lines: list[_Line]) -> Iterator[list[_Line]]:
    for structured, run in groupby(lines, key=lambda line: line.structured):
        if structured:
            yield list(run)


def _brackets(lines: list[_Line]) -> None:
    """A note in brackets that opens in a cut sentence, to its closing bracket."""
    depth = 0
    for line in lines:
        text = line.sentence.text
        if line.cut:
            depth = max(0, depth + text.count("(") - text.count(")"))
        elif depth:
            line.cut = True
            depth = max(0, depth + text.count("(") - text.count(")"))


def _forged_transcript(lines: list[_Line]) -> None:
    """The other turns of a forged talk among graders."""
    if any(line.cut and EVALUATOR_TURN.search(line.folded) for line in lines):
        for line in lines:
            turn = EVALUATOR_TURN.search(line.folded)
            line.cut = line.cut or bool(turn and not _tells(line))


def _asked_beside(lines: list[_Line]) -> None:
    """A short neighbour in the same line that asks something of the reader and tells nothing."""
    for pairs in (
        zip(lines, lines[1:], strict=False),
        zip(lines[::-1], lines[-2::-1], strict=False),
    ):
        for line, neighbour in pairs:
            first, second = sorted((line.sentence, neighbour.sentence), key=lambda s: s.n)
            beside = line.cut and second.start - first.end <= 1
            asks = neighbour.sentence.words <= _SANDWICH and _ASKS_READER.search(neighbour.folded)
            said = _TELLS.search(neighbour.folded) or _TESTIMONY.search(neighbour.folded)
            neighbour.cut = neighbour.cut or bool(beside and asks and not said)


def _named_evidence(lines: list[_Line]) -> None:
    """The praise that a following sentence offers as evidence."""
    for line, following in zip(lines, lines[1:], strict=False):
        points = following.cut and _POINTS_BACK.search(following.folded)
        if points and _TESTIMONY.search(line.folded):
            line.cut = True


def _runs_on(lines: list[_Line]) -> None:
    """A later piece of a long cut sentence that goes on about grading."""
    for line, following in zip(lines, lines[1:], strict=False):
        same = not re.search(r"[.!?…\"')\]]\s*$", line.sentence.text)
        near = following.sentence.start - line.sentence.end <= 1
        if line.cut and same and near and _GRADING_WORD.search(following.folded):
            following.cut = True


def _between(lines: list[_Line]) -> None:
    """A short sentence between two cut ones that tells nothing."""
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        if before.cut and after.cut and line.sentence.words <= _SANDWICH and not _tells(line):
            line.cut = True


def _beside(lines: list[_Line]) -> None:
    """A neighbour that speaks of levels too and tells nothing: beside a wish the benefit of the doubt is smaller."""
    for pairs in (
        zip(lines, lines[1:], strict=False),
        zip(lines[::-1], lines[-2::-1], strict=False),
    ):
        for line, neighbour in pairs:
            doubtful = weight_of(neighbour.folded, beside=True) >= BESIDE and not _tells(neighbour)
            neighbour.cut = neighbour.cut or (line.cut and doubtful)


def _scraps(lines: list[_Line]) -> None:
    """What is left of a reply where it is nothing but a word or two beside the cut."""
    for line, following in zip(lines, lines[1:], strict=False):
        following.cut = following.cut or bool(line.cut and _EXCUSE.match(following.folded))
    left = [line for line in lines if not line.cut]
    rest = sum(line.sentence.words for line in left)
    if rest <= 2 * _LEFTOVER:
        most = 2 * _LEFTOVER if _wordless(lines, rest) else _LEFTOVER
        _cut([line for line in left if line.sentence.words <= most])
    for line, following in zip(lines, lines[1:], strict=False):
        same_line = following.sentence.start - line.sentence.end <= 1
        if (
            line.cut
            and following.sentence.words <= _LEFTOVER
            and (same_line or line.why == "end mark")
        ):
            following.cut = True


def _wordless(lines: list[_Line], rest: int) -> bool:
    """True where far more is cut than is left, and what is left tells nothing."""
    cut = sum(line.sentence.words for line in lines if line.cut)
    return cut > 2 * rest and not any(_tells(line) for line in lines if not line.cut)


def _tells(line: _Line) -> bool:
    """True where a sentence tells something of the candidate's own."""
    return line.why is None and bool(_TELLS.search(line.folded))


def _cut(lines: list[_Line]) -> None:
    for line in lines:
        line.cut = True


_GROWTH = (
    _fences,
    _forged_turns,
    _after_end_marks,
    _structures,
    _brackets,
    _named_evidence,
    _runs_on,
    _forged_transcript,
    _beside,
    _asked_beside,
    _between,
    _scraps,
)
