"""What the metamorphic suite is made of: replies whose parts are known, stories of our own, and lines to put in.

Writers and readers of all of it were language models, not people.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

from pydantic import ValidationError

from interviewer.domain import Frozen, Question, QuestionKind, Rubric, StarPart
from interviewer.errors import DataFileError
from interviewer.evaluation.asked_alone import ad_hoc_question
from interviewer.evaluation.labelled import (
    LabelledReply,
    Levels,
    ReaderMarks,
    levels_of_marks,
    read_marks,
    read_replies,
)
from interviewer.evaluation.transforms import Span, are_whole_sentences, without
from interviewer.outline import PARTS

LineKind = Literal["blame_person", "blame_group", "contempt", "safeguard", "padding", "stock"]
FROM = 3
"""The level from which a part counts as told, so that taking it out must be seen."""
LEFT = 40
"""Words of a story that are left at least when a part is taken out; of less nothing can be said to stay."""

_Line = TypeVar("_Line", bound=Frozen)


class Line(Frozen):
    """Words to put into a reply, or instead of one."""

    kind: LineKind
    text: str


class Said(Frozen):
    """A sentence of a story of our own with the part it belongs to; `-` belongs to none."""

    part: StarPart | Literal["-"]
    text: str


class Story(Frozen):
    """A strong story of our own, each part in sentences of its own."""

    id: str
    kind: QuestionKind
    question: str
    told: tuple[Said, ...]

    @property
    def text(self) -> str:
        """The story as one reply."""
        return " ".join(said.text for said in self.told)

    def without_part(self, part: str) -> str:
        """The story without the sentences of a part."""
        return " ".join(said.text for said in self.told if said.part != part)


class Base(NamedTuple):
    """A reply that pairs are made from."""

    id: str
    labelled: bool
    """One of the labelled replies, which a grader may have seen; else a story of our own."""
    question: Question
    text: str
    without: Mapping[str, str]
    """Criterion of STAR -> the reply without that part, where it has the part by all who read it."""
    blames: bool
    """Some reader found blame, or hiding behind others, in it."""


class Material(NamedTuple):
    """All bases, and the lines by kind."""

    bases: tuple[Base, ...]
    lines: Mapping[LineKind, tuple[str, ...]]


def read_material(folder: Path, rubrics: tuple[Rubric, ...]) -> Material:
    """The labelled replies, our own stories and the lines under a folder. Raises DataFileError."""
    marks: dict[str, list[ReaderMarks]] = {}
    for name in ("dev", "train"):
        for one in read_marks(folder / f"marks_{name}.jsonl"):
            marks.setdefault(one.id, []).append(one)
    replies = [r for n in ("dev", "train") for r in read_replies(folder / f"replies_{n}.jsonl")]
    stories = _read(folder / "metamorphic_stories.jsonl", Story)
    lines: dict[LineKind, list[str]] = {}
    for line in _read(folder / "metamorphic_lines.jsonl", Line):
        lines.setdefault(line.kind, []).append(line.text)
    return Material(
        bases=(
            *(_labelled(reply, marks.get(reply.id, []), rubrics) for reply in replies),
            *(_own(story) for story in stories),
        ),
        lines={kind: tuple(texts) for kind, texts in lines.items()},
    )


def _own(story: Story) -> Base:
    told = {said.part for said in story.told}
    return Base(
        id=story.id,
        labelled=False,
        question=ad_hoc_question(story.id, story.question, story.kind),
        text=story.text,
        without={c: story.without_part(part) for c, part in PARTS.items() if part in told},
        blames=False,
    )


def _labelled(reply: LabelledReply, marks: list[ReaderMarks], rubrics: tuple[Rubric, ...]) -> Base:
    found = {c: _without_part(reply, marks, c, rubrics) for c in PARTS}
    return Base(
        id=reply.id,
        labelled=True,
        question=ad_hoc_question(reply.id, reply.question, reply.kind),
        text=reply.answer,
        without={c: text for c, text in found.items() if text is not None},
        blames=any({"ownership.blame", "ownership.hides"} & one.ids for one in marks),
    )


def _without_part(
    reply: LabelledReply, marks: list[ReaderMarks], criterion: str, rubrics: tuple[Rubric, ...]
) -> str | None:
    """The reply without a part, where its readers' own marks then lose that part and no other; else None.

    Only whole sentences are taken out, so that what is left reads as it was said.
    Tried are the sentences the readers place in the part, then those with what they cite for the criterion.
    """
    for spans in _part_spans(marks, criterion):
        changed = reply.model_copy(update={"answer": without(reply.answer, spans)})
        if not are_whole_sentences(reply.answer, spans) or changed.words < LEFT:
            continue
        if all(_loses(one, spans, reply, changed, criterion, rubrics) for one in marks):
            return changed.answer
    return None


def _part_spans(marks: list[ReaderMarks], criterion: str) -> Iterator[frozenset[Span]]:
    placed, cited = set(), set()
    for one in marks:
        placed |= {
            span
            for span, letter in zip(one.sentences, one.parts, strict=False)
            if letter == PARTS[criterion]
        }
        cited |= {
            one.sentences[n - 1]
            for behaviour, numbers in one.shown.items()
            for n in numbers
            if behaviour.startswith(f"{criterion}.") and n <= len(one.sentences)
        }
    if placed:
        yield frozenset(placed)
        yield frozenset(placed | cited)


def _loses(
    marks: ReaderMarks,
    spans: Collection[Span],
    reply: LabelledReply,
    changed: LabelledReply,
    criterion: str,
    rubrics: tuple[Rubric, ...],
) -> bool:
    """True where by this reader's marks the criterion falls from 3 or more, and STAR's others stay within one level."""
    before = levels_of_marks(marks, reply, rubrics)
    after = levels_of_marks(without_sentences(marks, spans), changed, rubrics)
    started = before[criterion]
    if started is None or started < FROM or not _fell(started, after[criterion]):
        return False
    return all(_is_near(before[c], after[c]) for c in PARTS if c != criterion)


def _fell(before: float, after: float | None) -> bool:
    return after is None or after < before


def _is_near(before: float | None, after: float | None) -> bool:
    if before is None or after is None:
        return before == after
    return abs(before - after) <= 1


def without_sentences(marks: ReaderMarks, spans: Collection[Span]) -> ReaderMarks:
    """A reader's marks less all that was cited from these sentences alone; what was read in the whole answer stays."""
    gone = {n for n, span in enumerate(marks.sentences, start=1) if span in spans}

    def left(cited: Mapping[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
        kept = {i: tuple(n for n in numbers if n not in gone) for i, numbers in cited.items()}
        return {i: numbers for i, numbers in kept.items() if numbers or not cited[i]}

    return marks.model_copy(
        update={
            "shown": left(marks.shown),
            "facts": left(marks.facts),
            "lowers": left(marks.lowers),
            "flags": left(marks.flags),
        }
    )


def levels_near(before: Levels, after: Levels, *, but: str) -> tuple[str, ...]:
    """The criteria of STAR, but one, that moved by more than one level, or from rated to unrated or back."""
    return tuple(c for c in PARTS if c != but and not _is_near(before.get(c), after.get(c)))


def _read(path: Path, kind: type[_Line]) -> list[_Line]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataFileError((f"{path.name}: cannot be read: {error.strerror}",)) from error
    found, problems = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            found.append(kind.model_validate(json.loads(line)))
        except (json.JSONDecodeError, ValidationError) as error:
            problems.append(f"{path.name}: line {number}: {error}")
    if problems:
        raise DataFileError(tuple(problems))
    return found
