"""The study behind `python -m interviewer eval`: the labelled replies, graded by weights that have not seen them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from interviewer.backends.port import Backend
from interviewer.domain import Frozen, Grade, Question, Rated, Rubric
from interviewer.errors import BackendError
from interviewer.evaluation.agreement import Agreement, compare, everyone_three
from interviewer.evaluation.asked_model import in_order
from interviewer.evaluation.labelled import (
    LabelledReply,
    Levels,
    ReaderMarks,
    levels_of_marks,
    read_marks,
    read_replies,
)
from interviewer.grading_opinions import grade_opinions

GraderOf = Callable[[str], Backend]
"""The grader that may grade a labelled reply, by the reply's id: one that was not trained on it."""


class Part(Frozen):
    """One kind of labelled replies: what we gave, what they were given, and how well that agrees."""

    title: str
    against: str
    """Whose levels ours are compared with."""
    agreement: tuple[Agreement, ...]
    three: tuple[Agreement, ...]
    """The same for a grader that gives everyone 3."""


class Tally(Frozen):
    """How often a behaviour, fact or flag was found where a reader found it."""

    id: str
    both: int
    ours: int
    theirs: int
    cited: int
    """Of those found by both, how often a cited sentence is one the reader took."""
    citable: int

    @property
    def precision(self) -> float | None:
        """Of what we found, how much the reader found."""
        return self.both / self.ours if self.ours else None

    @property
    def recall(self) -> float | None:
        """Of what the reader found, how much we found."""
        return self.both / self.theirs if self.theirs else None


class Study(Frozen):
    """Agreement on both kinds of replies, and behaviour by behaviour over both."""

    parts: tuple[Part, ...]
    tallies: tuple[Tally, ...]
    failed: tuple[str, ...] = ()
    """Replies the grader could not grade; they are in none of the figures."""


def run_study(
    folder: Path, rubrics: tuple[Rubric, ...], grader_of: GraderOf, *, at_once: int = 1
) -> Study:
    """Grade all labelled replies and compare. Raises DataFileError, and BackendError where none could be graded."""
    criteria = tuple(c.id for r in rubrics for c in r.criteria)
    dev, train = (read_replies(folder / f"replies_{name}.jsonl") for name in ("dev", "train"))
    marks = {
        m.id: m
        for name in ("train", "dev")
        for m in reversed(read_marks(folder / f"marks_{name}.jsonl"))
    }
    grades, failed = _graded((*dev, *train), rubrics, grader_of, at_once=at_once)
    dev, train = (tuple(r for r in part if r.id in grades) for part in (dev, train))
    return Study(
        parts=(
            _part(
                f"{len(dev)} replies to the guide's questions",
                "the median of three raters",
                [levels_of(grades[r.id]) for r in dev],
                [r.median_levels(criteria) for r in dev],
                rubrics,
            ),
            _part(
                f"{len(train)} replies of a second kind, more varied",
                "one reader's marks, levelled by the same arithmetic",
                [levels_of(grades[r.id]) for r in train],
                [levels_of_marks(marks[r.id], r, rubrics) for r in train],
                rubrics,
            ),
        ),
        tallies=tally([(grades[r.id], marks[r.id]) for r in (*dev, *train)], rubrics),
        failed=failed,
    )


def _graded(
    replies: tuple[LabelledReply, ...],
    rubrics: tuple[Rubric, ...],
    grader_of: GraderOf,
    *,
    at_once: int,
) -> tuple[dict[str, Grade], tuple[str, ...]]:
    """The grades by reply, and the replies that got none. Raises BackendError where all are of that kind."""

    def graded(reply: LabelledReply) -> Grade | BackendError:
        try:
            return grade_reply(reply, grader_of(reply.id), rubrics)
        except BackendError as error:
            return error

    results = tuple(in_order(graded, replies, at_once=at_once))
    found = {
        r.id: g for r, g in zip(replies, results, strict=True) if not isinstance(g, BackendError)
    }
    errors = [g for g in results if isinstance(g, BackendError)]
    if errors and not found:
        raise errors[0]
    return found, tuple(r.id for r in replies if r.id not in found)


def grade_reply(reply: LabelledReply, grader: Backend, rubrics: tuple[Rubric, ...]) -> Grade:
    """Grade a labelled reply as an answer to its question."""
    question = ad_hoc_question(reply.id, reply.question, reply.kind)
    answer = reply.as_answer()
    opinions = grader.mark_all(question, answer, rubrics)
    return grade_opinions(question, answer, opinions, rubrics=rubrics)


def levels_of(grade: Grade) -> Levels:
    """A grade's levels; None where a criterion is unrated."""
    return {c.criterion: float(c.level) if isinstance(c, Rated) else None for c in grade.criteria}


def tally(
    pairs: Iterable[tuple[Grade, ReaderMarks]], rubrics: tuple[Rubric, ...]
) -> tuple[Tally, ...]:
    """Count findings against a reader's, behaviour by behaviour, then facts and flags."""
    pairs = list(pairs)
    ids = [
        f"{c.id}.{b.id}"
        for r in rubrics
        for c in r.criteria
        for b in c.behaviours
        if b.evidence != "code"
    ]
    ids += sorted({i for _, m in pairs for i in m.ids if ":" in i and i != "fact:own_work"})
    return tuple(_tally(i, pairs) for i in ids)


def _tally(name: str, pairs: Sequence[tuple[Grade, ReaderMarks]]) -> Tally:
    ours = theirs = both = cited = citable = 0
    for grade, marks in pairs:
        found = _found(grade, name)
        took = name in marks.ids
        ours += found is not None
        theirs += took
        if found is not None and took:
            both += 1
            spans = _spans(marks, name)
            if spans and found:
                citable += 1
                cited += any(_overlap(a, b) for a in found for b in spans)
    return Tally(id=name, both=both, ours=ours, theirs=theirs, cited=cited, citable=citable)


def _found(grade: Grade, name: str) -> list[tuple[int, int]] | None:
    """The spans cited for what was found, or None where it was not."""
    if ":" in name:
        kind, bare = name.split(":")
        for fact in grade.facts if kind == "fact" else grade.flags:
            if fact.id == bare:
                return [(e.start, e.end) for e in fact.evidence]
        return None
    for criterion in grade.criteria:
        for finding in criterion.findings:
            if finding.id == name and finding.verdict == "shown":
                return [(e.start, e.end) for e in finding.evidence]
    return None


def _spans(marks: ReaderMarks, name: str) -> list[tuple[int, int]]:
    kind, _, bare = name.rpartition(":")
    source = {"fact": marks.facts, "flag": marks.flags}.get(kind, {**marks.shown, **marks.lowers})
    return [marks.sentences[n - 1] for n in source.get(bare, ()) if n <= len(marks.sentences)]


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return min(one[1], other[1]) - max(one[0], other[0]) > 3


def _part(
    title: str,
    against: str,
    ours: list[Levels],
    theirs: list[Levels],
    rubrics: tuple[Rubric, ...],
) -> Part:
    return Part(
        title=title,
        against=against,
        agreement=compare(ours, theirs, rubrics),
        three=compare(everyone_three(theirs), theirs, rubrics),
    )


def ad_hoc_question(question_id: str, text: str, kind: str) -> Question:
    """A question that stands in no bank: its words and kind, and nothing to probe it with."""
    return Question.model_validate({
        "id": _slug(question_id),
        "text": text,
        "short": " ".join(text.split()[:8]),
        "source": "steady",
        "section": "",
        "kind": kind,
        "competency": "",
        "stage": "",
        "interviewer": "",
        "strong": (),
        "notes": (),
        "rephrase": text,
        "angle": text,
        "hints": (),
        "probes": (),
    })


def _slug(name: str) -> str:
    """A question's id from a reply's: small letters, digits and dashes."""
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "_-") else "-" for c in name.lower())
    return f"q-{kept}"
