"""The study behind `python -m interviewer eval`: the labelled replies, graded by weights that have not seen them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from interviewer.backends.port import Backend
from interviewer.domain import Frozen, Grade, Rated, Rubric
from interviewer.errors import BackendError
from interviewer.evaluation import baselines
from interviewer.evaluation.agreement import Agreement, compare
from interviewer.evaluation.asked_alone import ad_hoc_question
from interviewer.evaluation.asked_model import in_order
from interviewer.evaluation.bias import Bias, bias_of
from interviewer.evaluation.detected import Corpus, Detection, measure_behaviours
from interviewer.evaluation.labelled import (
    LabelledReply,
    Levels,
    ReaderMarks,
    levels_of_marks,
    read_marks,
    read_replies,
)
from interviewer.evaluation.styles import read_styles, styles_of
from interviewer.grading_opinions import grade_opinions

GraderOf = Callable[[str], Backend]
"""The grader that may grade a labelled reply, by the reply's id: one that has not seen it.

Raises KeyError for a reply that it has no such grader for.
"""

BY_QUESTION, ACROSS = "by question", "across kinds"
"""Ways of folding: trained without some of the questions, or on the other kind alone."""

GUIDES_OWN = "the guide's questions"
VARIED = "a second kind, more varied"
OURS = "our own, written for the detectors"


class Kind(NamedTuple):
    """One kind of labelled replies."""

    title: str
    against: str
    """Whose levels ours are compared with; empty where there are only marks."""
    replies: tuple[LabelledReply, ...]
    marks: tuple[ReaderMarks, ...]


class Graded(NamedTuple):
    """What a way of folding came to, by reply."""

    grades: dict[str, Grade]
    failed: tuple[str, ...] = ()
    """Replies the grader could not grade."""
    unseen_by_none: tuple[str, ...] = ()
    """Replies it has no grader for that has not seen them."""


class Folding(Frozen):
    """One kind of replies graded in one way."""

    title: str
    agreement: tuple[Agreement, ...]
    bias: tuple[Bias, ...]


class Beside(Frozen):
    """Another grader of the same replies."""

    title: str
    agreement: tuple[Agreement, ...]


class Part(Frozen):
    """One kind of replies: how well ours agrees, the main way of folding first, and what others reach."""

    title: str
    against: str
    replies: int
    foldings: tuple[Folding, ...]
    beside: tuple[Beside, ...]

    @property
    def main(self) -> Folding:
        """The way of folding whose figures stand for this kind."""
        return self.foldings[0]


class Study(Frozen):
    """Agreement on every kind of replies."""

    parts: tuple[Part, ...]
    failed: tuple[str, ...] = ()
    """Replies the grader could not grade; they are in none of the figures."""


def read_kinds(folder: Path) -> tuple[Kind, ...]:
    """The labelled replies of a folder: those with levels first, then our own, where there are any. Raises DataFileError."""
    kinds = [
        Kind(
            title,
            against,
            read_replies(folder / f"replies_{name}.jsonl"),
            read_marks(folder / f"marks_{name}.jsonl"),
        )
        for name, title, against in (
            ("dev", GUIDES_OWN, "the median of three raters"),
            ("train", VARIED, "one reader's marks through the scoring guide's arithmetic"),
        )
    ]
    own = folder / "train"
    if (own / "replies.jsonl").is_file() and (own / "marks.jsonl").is_file():
        kinds.append(
            Kind(OURS, "", read_replies(own / "replies.jsonl"), read_marks(own / "marks.jsonl"))
        )
    return tuple(kinds)


def grade_all(
    replies: Sequence[LabelledReply],
    rubrics: tuple[Rubric, ...],
    grader_of: GraderOf,
    *,
    at_once: int = 1,
) -> Graded:
    """Grade each reply by the grader that has not seen it. Raises BackendError where none could be graded."""
    graders, seen = {}, []
    for reply in replies:
        try:
            graders[reply.id] = grader_of(reply.id)
        except KeyError:
            seen.append(reply.id)
    asked = [reply for reply in replies if reply.id in graders]

    def graded(reply: LabelledReply) -> Grade | BackendError:
        try:
            return grade_reply(reply, graders[reply.id], rubrics)
        except BackendError as error:
            return error

    results = tuple(in_order(graded, asked, at_once=at_once))
    grades = {r.id: g for r, g in zip(asked, results, strict=True) if isinstance(g, Grade)}
    errors = [g for g in results if isinstance(g, BackendError)]
    if errors and not grades:
        raise errors[0]
    return Graded(grades, tuple(r.id for r in asked if r.id not in grades), tuple(seen))


def measure_agreement(
    kinds: Sequence[Kind],
    graded: Mapping[str, Graded],
    rubrics: tuple[Rubric, ...],
    *,
    folder: Path,
) -> Study:
    """Compare what each way of folding came to with what raters and readers gave. Raises DataFileError."""
    levelled = [kind for kind in kinds if kind.against]
    first = levelled[0]
    styles = read_styles(folder / "styles.json")
    parts = []
    for kind in levelled:
        found = []
        for title in in_main_order(graded):
            on = [r for r in kind.replies if r.id in graded[title].grades]
            if not on:
                continue
            ours = [levels_of(graded[title].grades[r.id]) for r in on]
            theirs = their_levels(kind, on, rubrics)
            found.append(
                Folding(
                    title=title,
                    agreement=compare(ours, theirs, rubrics, raters=_raters(on, rubrics)),
                    bias=bias_of(
                        ours,
                        theirs,
                        rubrics,
                        words=[r.words for r in on],
                        styles=styles_of(on, styles),
                    ),
                )
            )
        parts.append(
            Part(
                title=kind.title,
                against=kind.against,
                replies=len(kind.replies),
                foldings=tuple(found),
                beside=_beside(kind, first, rubrics),
            )
        )
    failed = dict.fromkeys(i for one in graded.values() for i in one.failed)
    return Study(parts=tuple(p for p in parts if p.foldings), failed=tuple(failed))


def detect(
    kinds: Sequence[Kind], graded: Mapping[str, Graded], rubrics: tuple[Rubric, ...]
) -> Detection:
    """Precision and recall of everything that can be found, each kind by its main way of folding."""
    corpora: list[Corpus] = []
    left_out = []
    for kind in kinds:
        title = in_main_order(graded)[0]
        skipped = frozenset(graded[title].unseen_by_none)
        out = sum(r.id in skipped for r in kind.replies)
        if out:
            left_out.append(f"{kind.title}: {out} left out; no weights that have not seen them.")
        if out < len(kind.replies):
            corpora.append(
                measure_behaviours(
                    f"{kind.title} ({title})", graded[title].grades, kind.marks, rubrics
                )
            )
    return Detection(corpora=tuple(corpora), left_out=tuple(left_out))


def in_main_order(graded: Mapping[str, Graded]) -> list[str]:
    """The ways of folding, by question first: a user's guide has other questions than ours."""
    return sorted(graded, key=lambda title: title != BY_QUESTION)


def their_levels(
    kind: Kind, replies: Sequence[LabelledReply], rubrics: tuple[Rubric, ...]
) -> list[Levels]:
    """The levels of a kind's replies: the raters' median, or else the first reader's marks through the arithmetic."""
    criteria = tuple(c.id for r in rubrics for c in r.criteria)
    marks = {m.id: m for m in reversed(kind.marks)}
    return [
        r.median_levels(criteria) if r.levels else levels_of_marks(marks[r.id], r, rubrics)
        for r in replies
    ]


def _raters(
    replies: Sequence[LabelledReply], rubrics: tuple[Rubric, ...]
) -> dict[str, list[Levels]] | None:
    """Each rater's own levels, where there are raters."""
    names = sorted({name for r in replies for name in r.levels})
    if not names:
        return None
    criteria = tuple(c.id for r in rubrics for c in r.criteria)
    return {name: [r.levels_by(name, criteria) for r in replies] for name in names}


def _beside(kind: Kind, first: Kind, rubrics: tuple[Rubric, ...]) -> tuple[Beside, ...]:
    """Graders that know nothing; where there are raters, also a careful reader's marks through the same arithmetic."""
    replies, theirs = kind.replies, their_levels(kind, kind.replies, rubrics)
    criteria = tuple(c.id for r in rubrics for c in r.criteria)
    if kind is first:
        learned = baselines.ridge_across_folds(replies, theirs)
    else:
        learned = baselines.ridge(
            first.replies, their_levels(first, first.replies, rubrics), replies
        )
    others = {
        baselines.EVERYONE_3: baselines.everyone_three(theirs),
        baselines.PAYS_LENGTH: baselines.pays_for_length(replies, criteria),
        baselines.PAYS_WORDS: baselines.pays_for_star_words(replies, criteria),
        baselines.RIDGE: learned,
    }
    if kind is first:
        marks = {m.id: m for m in reversed(kind.marks)}
        others[f"reader {kind.marks[0].reader}'s marks"] = [
            levels_of_marks(marks[r.id], r, rubrics) for r in replies
        ]
    return tuple(
        Beside(title=title, agreement=compare(levels, theirs, rubrics))
        for title, levels in others.items()
    )


def grade_reply(reply: LabelledReply, grader: Backend, rubrics: tuple[Rubric, ...]) -> Grade:
    """Grade a labelled reply as an answer to its question."""
    question = ad_hoc_question(reply.id, reply.question, reply.kind)
    answer = reply.as_answer()
    opinions = grader.mark_all(question, answer, rubrics)
    return grade_opinions(question, answer, opinions, rubrics=rubrics)


def levels_of(grade: Grade) -> Levels:
    """A grade's levels; None where a criterion is unrated."""
    return {c.criterion: float(c.level) if isinstance(c, Rated) else None for c in grade.criteria}
