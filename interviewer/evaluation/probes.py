"""Whether the first probe fits: every labelled reply held as the first answer in a real interview.

The interview is the product's own (`engine`, `policy`, `probing`), with the backend that is measured; only the
question's levels come from elsewhere: the raters' median, or a reader's marks through the arithmetic. It is one file,
since what a probe is judged by and what is told of it are read together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from interviewer.backends.port import Backend
from interviewer.domain import REAL_CASE, Frozen, Guide, Snapshots, Turn
from interviewer.engine import add_reply, respond, start
from interviewer.evaluation.asked_alone import ad_hoc_question
from interviewer.evaluation.gate import Gate
from interviewer.evaluation.labelled import (
    LabelledReply,
    Levels,
    levels_of_marks,
    read_marks,
    read_replies,
)
from interviewer.library import Library

STAR = ("situation", "task", "action", "result")
CASE = "a real case"
"""What a probe is about that asks for a case of an approach."""

DUE_AT_MOST = 3.0
"""A criterion rated so, or lower, is worth a probe."""
WRONG_ABOVE = 4.0
"""A probe about a criterion rated higher asks a superb answer for what it gave."""

RIGHT_AT_LEAST = 0.90
"""Of the replies in which a probe is due: the share whose first probe is right (issue 5)."""
WRONG_AT_MOST = 0.03
"""Of all replies: the share whose first probe is about a criterion rated 5 (issue 5)."""
AHEAD = 0.10
"""Well ahead of the best constant probe: a tenth of the replies at least, else the words do not matter."""

Fit = Literal["right", "harmless", "unrated", "wrong", "miss", "none"]
"""`unrated`: about a criterion that nobody rated; `none`: no probe, and none was due."""
FITS: tuple[Fit, ...] = ("right", "harmless", "unrated", "wrong", "miss", "none")

_AT = datetime(2025, 1, 1, tzinfo=UTC)
_QUOTED = re.compile(r"“([^”]+)”")


class FirstProbe(Frozen):
    """What the interview asked after one reply, judged."""

    id: str
    kind: str
    """The question's."""
    due: bool
    fit: Fit
    about: str = ""
    """The criterion, or `a real case`; empty where nothing was asked."""
    behaviour: str = ""
    text: str = ""
    said: str = ""
    """Where no probe was asked: the kind of the turn that came instead."""
    quoted: int = 0
    misquoted: tuple[str, ...] = ()
    """What stands in quotation marks and is no exact piece of the reply."""


class Constant(Frozen):
    """A probe that does not listen: the same in every interview."""

    about: str
    right: float
    """Share of the replies in which one is due."""
    wrong: float
    """Share of all replies."""


class ProbePart(Frozen):
    """One kind of labelled replies."""

    title: str
    against: str
    probes: tuple[FirstProbe, ...]
    constants: tuple[Constant, ...]
    """Best first."""
    listening_to_kind: Constant
    """Asks for a case in an approach, else the best constant: no word of the answer is read either."""

    @property
    def due(self) -> int:
        """In how many replies a probe is due."""
        return sum(p.due for p in self.probes)

    @property
    def right(self) -> float:
        """Share of the replies in which one is due; 0 where none is."""
        return self._share("right", self.due)

    @property
    def wrong(self) -> float:
        """Share of all replies."""
        return self._share("wrong", len(self.probes))

    def _share(self, fit: Fit, of: int) -> float:
        return sum(p.fit == fit for p in self.probes) / of if of else 0.0


class ProbeStudy(Frozen):
    """The raters' replies first, then those with one reader's marks."""

    parts: tuple[ProbePart, ...]


def measure_probes(
    folder: Path, *, library: Library, grader_of: Callable[[str], Backend]
) -> ProbeStudy:
    """Hold an interview for every labelled reply of a folder. Raises DataFileError and BackendError.

    `grader_of` is given a reply's id and says who hears it: one that was not trained on it.
    """
    criteria = tuple(c.id for r in library.rubrics for c in r.criteria)
    dev, train = (read_replies(folder / f"replies_{name}.jsonl") for name in ("dev", "train"))
    marks = {m.id: m for m in read_marks(folder / "marks_train.jsonl")}
    parts = (
        (dev, "the median of three raters", [r.median_levels(criteria) for r in dev]),
        (
            train,
            "one reader's marks, levelled by the same arithmetic",
            [levels_of_marks(marks[r.id], r, library.rubrics) for r in train],
        ),
    )
    return ProbeStudy(
        parts=tuple(
            part_of(
                f"{len(replies)} replies",
                against,
                [
                    judge(first_turn(r, library=library, backend=grader_of(r.id)), r, levels)
                    for r, levels in zip(replies, all_levels, strict=True)
                ],
                list(zip((r.kind for r in replies), all_levels, strict=True)),
                criteria,
            )
            for replies, against, all_levels in parts
        )
    )


def first_turn(reply: LabelledReply, *, library: Library, backend: Backend) -> Turn:
    """What the interviewer says after this reply as the first answer to its question. Raises BackendError."""
    guide, question = _placed(reply, library.guides)
    began = start(
        guide,
        interview_id="0" * 32,
        format="own",
        mode="live",
        seed=0,
        at=_AT,
        snapshots=Snapshots(guide="", rubrics=""),
        script=library.script,
        chosen=(question,),
    )
    replied = add_reply(began, reply.answer, at=_AT)
    answered = respond(
        replied,
        guide=guide,
        rubrics=library.rubrics,
        script=library.script,
        backend=backend,
        at=_AT,
    )
    return answered.turns[len(replied.turns)]


def is_due(kind: str, levels: Mapping[str, float | None]) -> bool:
    """True where an approach has no case to rate, or some criterion is rated 3 or less."""
    low = any(level is not None and level <= DUE_AT_MOST for level in levels.values())
    return low or _lacks_case(kind, levels)


def fit_of(about: str, kind: str, levels: Mapping[str, float | None]) -> Fit:
    """How a probe about a criterion (or a case) fits these levels; what asks for a case of a story is about its setting."""
    if about == CASE and _lacks_case(kind, levels):
        return "right"
    level = levels["situation" if about == CASE else about]
    if level is None:
        return "unrated"
    if level <= DUE_AT_MOST:
        return "right"
    return "wrong" if level > WRONG_ABOVE else "harmless"


def judge(turn: Turn, reply: LabelledReply, levels: Levels) -> FirstProbe:
    """Judge the turn that followed a reply; anything but a probe is a miss where one was due."""
    due = is_due(reply.kind, levels)
    if turn.kind != "probe" or turn.behaviour is None:
        fit: Fit = "miss" if due else "none"
        return FirstProbe(id=reply.id, kind=reply.kind, due=due, fit=fit, said=turn.kind)
    about = CASE if turn.behaviour == REAL_CASE else turn.behaviour.split(".")[0]
    quotes = _QUOTED.findall(turn.text)
    return FirstProbe(
        id=reply.id,
        kind=reply.kind,
        due=due,
        fit=fit_of(about, reply.kind, levels),
        about=about,
        behaviour=turn.behaviour,
        text=turn.text,
        quoted=len(quotes),
        misquoted=tuple(quote for quote in quotes if quote not in reply.answer),
    )


def part_of(
    title: str,
    against: str,
    probes: Sequence[FirstProbe],
    rated: Sequence[tuple[str, Levels]],
    criteria: Iterable[str],
) -> ProbePart:
    """The figures of one kind of replies; `rated` holds each reply's kind of question and its levels."""
    constants = sorted(
        (_constant(c, rated, {}) for c in (*criteria, CASE)),
        key=lambda constant: (-constant.right, constant.wrong, constant.about),
    )
    best = next(c.about for c in constants if c.about != CASE)
    by_kind = _constant(best, rated, {"approach": CASE})
    return ProbePart(
        title=title,
        against=against,
        probes=tuple(probes),
        constants=tuple(constants),
        listening_to_kind=by_kind.model_copy(
            update={"about": f"{CASE} in an approach, else {best}"}
        ),
    )


def probe_lines(study: ProbeStudy, *, grader: str, misses: bool = False) -> Iterator[str]:
    """The study line by line; with `misses`, each probe that was not right where one was due."""
    yield f"The first probe by {grader}, asked by the interview itself after each labelled reply"
    yield "(writers, raters and readers were language models, no people)"
    for part in study.parts:
        yield ""
        yield f"{part.title}, against {part.against}: a probe is due in {part.due}"
        fits = Counter(p.fit for p in part.probes)
        yield "  " + ", ".join(f"{fit} {fits[fit]}" for fit in FITS)
        yield f"  {'':<38} {'right, of due':>13} {'about a 5, of all':>18}"
        yield _figures("first probe", part.right, part.wrong)
        yield _figures(f"best constant: {part.constants[0].about}", *_both(part.constants[0]))
        yield _figures(part.listening_to_kind.about, *_both(part.listening_to_kind))
        for constant in part.constants[1:]:
            yield _figures(f"always: {constant.about}", *_both(constant))
        quoted = sum(p.quoted for p in part.probes)
        wrong = sum(len(p.misquoted) for p in part.probes)
        yield f"  {quoted} quotes in probes, {quoted - wrong} exact"
        if misses:
            yield from _missed(part)


def gates(study: ProbeStudy) -> tuple[Gate, ...]:
    """What the first probe must reach against the raters; quotes are exact everywhere."""
    part = study.parts[0]
    misquoted = sum(len(p.misquoted) for one in study.parts for p in one.probes)
    return (
        Gate(name="first probe right, of due", reached=part.right, wanted=RIGHT_AT_LEAST),
        Gate(name="first probe about a 5", reached=part.wrong, wanted=WRONG_AT_MOST, at_most=True),
        Gate(
            name="first probe ahead of the best constant",
            reached=part.right - part.constants[0].right,
            wanted=AHEAD,
        ),
        Gate(name="quotes in probes not exact", reached=misquoted, wanted=0, at_most=True),
    )


def _placed(reply: LabelledReply, guides: tuple[Guide, ...]) -> tuple[Guide, str]:
    """The guide with the reply's question and its id; a question that no guide has joins the first one, unplanned."""
    for guide in guides:
        for question in guide.questions:
            if question.text == reply.question:
                return guide, question.id
    asker = guides[0].questions[0].interviewer
    added = ad_hoc_question(reply.id, reply.question, reply.kind).model_copy(
        update={"interviewer": asker}
    )
    questions = (*guides[0].questions, added)
    return guides[0].model_copy(update={"questions": questions}), added.id


def _lacks_case(kind: str, levels: Mapping[str, float | None]) -> bool:
    return kind == "approach" and all(levels[c] is None for c in STAR)


def _constant(
    about: str, rated: Sequence[tuple[str, Levels]], by_kind: Mapping[str, str]
) -> Constant:
    """The same probe whatever was said; another one only where `by_kind` names one for the question's kind."""
    fits = [
        (fit_of(by_kind.get(kind, about), kind, levels), is_due(kind, levels))
        for kind, levels in rated
    ]
    due = sum(d for _, d in fits)
    return Constant(
        about=about,
        right=sum(fit == "right" for fit, _ in fits) / due if due else 0.0,
        wrong=sum(fit == "wrong" for fit, _ in fits) / len(fits) if fits else 0.0,
    )


def _both(constant: Constant) -> tuple[float, float]:
    return constant.right, constant.wrong


def _figures(name: str, right: float, wrong: float) -> str:
    return f"  {name:<38} {right:>13.1%} {wrong:>18.1%}"


def _missed(part: ProbePart) -> Iterator[str]:
    for p in part.probes:
        if p.due and p.fit != "right":
            asked = f"{p.behaviour}: {p.text}" if p.text else f"no probe, but {p.said}"
            yield f"  {p.id} {p.kind:<10} {p.fit:<8} {asked}"
