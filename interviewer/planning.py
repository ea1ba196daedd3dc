"""Which questions, in which order, asked by whom. Pure and seeded.

A format is a row of places; each place allows some interviewers (or one competency). Within what a place
allows, what was asked least comes first, then the guide's own questions before ours, then the seed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from interviewer.domain import Format, Guide, PlannedQuestion, Question
from interviewer.errors import NotNow

MINUTES: dict[Format, int] = {"warm_up": 5, "short": 15, "panel": 45, "drill": 20, "own": 0}
"""About how long a format takes; an interview of one's own choice takes five minutes a question."""

PANEL = 8
SHORT = 3
DRILL = 4
MINUTES_A_QUESTION = 5


def plan_questions(
    guide: Guide,
    *,
    format: Format,
    seed: int,
    asked: Mapping[str, int],
    competency: str | None = None,
    chosen: tuple[str, ...] = (),
    interviewers: tuple[str, ...] = (),
) -> tuple[PlannedQuestion, ...]:
    """The places of an interview, filled; the same arguments give the same plan.

    `asked` counts how often each question was asked in earlier interviews; `interviewers` narrows a
    warm-up or a short interview to some of the panel. Raises NotNow where nothing fits.
    """
    if format == "own":
        planned = tuple(guide.question(q) for q in chosen)
    else:
        allowed = _places(guide, format, competency, interviewers)
        planned = _fill(guide, allowed, seed=seed, asked=asked)
    if not planned:
        raise NotNow("Choose at least one question to be asked.")
    if format in ("panel", "short"):
        order = [i.id for i in guide.interviewers]
        planned = tuple(sorted(planned, key=lambda q: order.index(q.interviewer)))
    return tuple(PlannedQuestion(question=q.id, interviewer=q.interviewer) for q in planned)


def questions_of(format: Format, chosen: int) -> int:
    """The most questions an interview asks; `chosen` where they are one's own choice."""
    return {"warm_up": 1, "short": SHORT, "panel": PANEL, "drill": DRILL, "own": chosen}[format]


def minutes_of(format: Format, questions: int) -> int:
    """About how many minutes an interview takes."""
    return MINUTES[format] or MINUTES_A_QUESTION * questions


def panel_counts(guide: Guide) -> tuple[int, ...]:
    """Questions per interviewer in the full panel: eight in all, most for those in the middle of the process.

    With the four of the hospital's guide: 1, 3, 3, 1.
    """
    people = len(guide.interviewers)
    if people <= 2:
        return tuple(PANEL // people for _ in range(people))
    middle, rest = divmod(PANEL - 2, people - 2)
    return (1, *(middle + (n < rest) for n in range(people - 2)), 1)


def _places(
    guide: Guide, format: Format, competency: str | None, interviewers: tuple[str, ...]
) -> list[frozenset[str]]:
    """The questions each place allows."""
    order = [i.id for i in guide.interviewers]
    people = [i for i in order if i in interviewers] or order
    if format == "drill":
        return [_ids(q for q in guide.questions if q.competency == competency)] * DRILL
    if format == "panel":
        return [
            _ids(q for q in guide.questions if q.interviewer == person)
            for person, count in zip(order, panel_counts(guide), strict=True)
            for _ in range(count)
        ]
    if format == "warm_up":
        return [_ids(q for q in guide.questions if q.interviewer in people)]
    # Short: one each from the middle of the process, one from its ends, as far as these are there.
    middle = [frozenset({p}) for p in people if p in order[1:-1]][:2]
    ends = frozenset(p for p in people if p in (order[0], order[-1])) or frozenset(people)
    seats = [*middle, *([ends] * (SHORT - len(middle)))]
    return [_ids(q for q in guide.questions if q.interviewer in seat) for seat in seats]


def _fill(
    guide: Guide, places: list[frozenset[str]], *, seed: int, asked: Mapping[str, int]
) -> tuple[Question, ...]:
    planned: list[Question] = []
    for allowed in places:
        left = [q for q in guide.questions if q.id in allowed and q not in planned]
        if left:
            planned.append(min(left, key=lambda q: _rank(q, seed, asked)))
    return tuple(planned)


def _rank(question: Question, seed: int, asked: Mapping[str, int]) -> tuple[int, bool, str]:
    mixed = hashlib.sha256(f"{seed}:{question.id}".encode()).hexdigest()
    return asked.get(question.id, 0), question.source != "guide", mixed


def _ids(questions: Iterable[Question]) -> frozenset[str]:
    return frozenset(q.id for q in questions)
