"""The one thing to do next: for an answer, and over the whole interview."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from interviewer.domain import REAL_CASE, Behaviour, Grade, Guide, Question, Rubric
from interviewer.report_answer_types import AnswerReport, FlagRow, NextStep
from interviewer.report_lift import lifts
from interviewer.report_row_types import BehaviourRow, CriterionRow, State
from interviewer.report_rows import Graded, quotes_of
from interviewer.report_types import WorkOnFirst
from interviewer.report_words import FACT_ADVICE, of_answers, shortened

FLAG_VALUE = 300
CASE_VALUE = 250
"""Asking for a case comes before anything else STAR looks for: without one there is no story to add to."""
COACHED_VALUE = 200
"""Above everything that is computed from the rubric alone, below what has to be mended first."""
LOWERED_VALUE = 60
"""What lowers a level stands between the most and the least valuable things to add."""
IN_THE_WAY_VALUE = 15

INSTEAD_OF = "instead of "
A_CASE = "one real case"
NOTHING_LEFT = (
    "Nothing that could be asked for was left out. Say it aloud once, and keep it as it is."
)
NO_ANSWER_YET = (
    "No answer has been graded yet, so there is nothing to work on here. "
    "An answer of a few sentences is enough to begin with."
)
NOTHING_MISSING = "Nothing that the rubrics would ask for was left out; the words they were read from stand under each answer."


class _Option(NamedTuple):
    """Something that could be the next step, with what it is worth."""

    value: int
    step: NextStep


def next_step(
    rows: tuple[CriterionRow, ...],
    flags: tuple[FlagRow, ...],
    *,
    question: Question,
    graded: Graded,
    rubrics: tuple[Rubric, ...],
) -> NextStep:
    """The most valuable change to this answer, from the candidate's own words where that is natural.

    What the backend would work on goes before what is computed, where the arithmetic agrees that it lifts a
    level; a red flag and a missing case go before it, because until they are mended little else can.
    """
    grade = graded.grade
    if grade.outcome != "graded":
        return NextStep(text=f"Another way in: {question.angle}")
    known = behaviours_by_id(rubrics)
    options = [
        _Option(
            FLAG_VALUE,
            NextStep(
                text=f.advice,
                title=INSTEAD_OF + f.says,
                quote=_first(f.quotes),
                behaviour=f.id,
            ),
        )
        for f in flags
    ]
    options += _case_option(rows, question, grade)
    options += _coached_option(rows, graded, rubrics)
    options += [
        _Option(_value(row, known), _step(row, rows, known))
        for criterion in rows
        for row in criterion.behaviours
        if _value(row, known) > 0
    ]
    best = max(options, key=lambda option: option.value, default=None)
    if best is not None:
        return best.step
    # Even this is praise, and praise stands beside the words it is for.
    strongest = best_of(rows, known)
    return NextStep(text=NOTHING_LEFT, quote=shortened(strongest.quote) if strongest else "")


def work_on_first(
    answers: Iterable[AnswerReport], *, guide: Guide, rubrics: tuple[Rubric, ...]
) -> WorkOnFirst | None:
    """What is most worth working on over all first attempts: how often it was not found, times its worth."""
    graded = [a for a in answers if a.scored and a.graded]
    known = behaviours_by_id(rubrics)
    missing: dict[str, list[AnswerReport]] = {}
    for answer in graded:
        for row in _all_rows(answer):
            if row.state in _WORTH_ADDING and known[row.id].ask:
                missing.setdefault(row.id, []).append(answer)
    if not missing:
        return None
    source = max(missing, key=lambda i: (len(missing[i]) * known[i].ask, known[i].weight))
    without = missing[source]
    rated_on = sum(_judged(answer, source) for answer in graded)
    competency = Counter(_competency(guide, a.question) for a in without).most_common(1)[0][0]
    names = {c.id: c.name for c in guide.competencies}
    behaviour = known[source]
    return WorkOnFirst(
        title=behaviour.says,
        text=f"Not found in {of_answers(len(without), rated_on)}.",
        quote=next((q for a in without if (q := _quote(behaviour, a.rows))), ""),
        behaviour=source,
        advice=behaviour.advice,
        competency=competency,
        competency_name=names.get(competency, competency),
    )


class Strongest(NamedTuple):
    """The weightiest thing an answer's own words show."""

    quote: str
    says: str
    weight: float


def best_of(rows: Iterable[CriterionRow], known: dict[str, Behaviour]) -> Strongest | None:
    """The weightiest behaviour with a quote of its own, the first of equals; no close call, and none of what lowers."""
    found = [
        Strongest(row.quotes[0], row.says, row.weight + known[row.id].ask / 1000)
        for criterion in rows
        for row in criterion.behaviours
        if row.state == "found" and row.quotes and not row.thin and row.id in known
    ]
    return max(found, key=lambda one: one.weight, default=None)


def behaviours_by_id(rubrics: tuple[Rubric, ...]) -> dict[str, Behaviour]:
    """Every behaviour of the rubrics by `criterion.behaviour`."""
    return {f"{c.id}.{b.id}": b for r in rubrics for c in r.criteria for b in c.behaviours}


_WORTH_ADDING: frozenset[State] = frozenset({"not_found"})
_OPEN: frozenset[State] = frozenset({"not_found", "in_the_way", "lowers", "measured_out"})
"""States in which something could be done otherwise."""


def _value(row: BehaviourRow, known: dict[str, Behaviour]) -> int:
    if row.state == "lowers":
        return LOWERED_VALUE
    if row.state == "in_the_way":
        return IN_THE_WAY_VALUE
    return known[row.id].ask if row.state in _WORTH_ADDING else 0


def _step(
    row: BehaviourRow, rows: tuple[CriterionRow, ...], known: dict[str, Behaviour]
) -> NextStep:
    own = row.quotes if row.state in {"lowers", "in_the_way"} else ()
    quote = _first(own) or _quote(known[row.id], rows)
    title = INSTEAD_OF + row.says if row.state == "lowers" else row.says
    return NextStep(text=row.advice, title=title, quote=quote, behaviour=row.id)


def _coached_option(
    rows: tuple[CriterionRow, ...], graded: Graded, rubrics: tuple[Rubric, ...]
) -> list[_Option]:
    """What the backend would work on: its behaviour and its quote, our words."""
    coaching = graded.grade.coaching
    by_id = {row.id: row for criterion in rows for row in criterion.behaviours}
    if coaching is None or coaching.behaviour not in by_id:
        return []
    row = by_id[coaching.behaviour]
    if row.state not in _OPEN:
        return []
    if not lifts(row.id, graded.grade, rubrics=rubrics, probes=graded.probes):
        return []
    step = _step(row, rows, behaviours_by_id(rubrics))
    if row.state == "not_found" and coaching.quote is not None:
        # What lowers or stands in the way is quoted with its own words, whatever the backend pointed to.
        own = _first(quotes_of((coaching.quote,), graded.turns))
        step = step.model_copy(update={"quote": own or step.quote})
    return [_Option(COACHED_VALUE, step)]


def _case_option(rows: tuple[CriterionRow, ...], question: Question, grade: Grade) -> list[_Option]:
    """An answer that tells of no case, and of no act that was the candidate's own, is told to bring one."""
    told = any(fact.id == "real_case" for fact in grade.facts) or any(
        row.id == "action.own_act" and row.state in {"found", "used_up"}
        for c in rows
        for row in c.behaviours
    )
    if told or question.kind == "motivation":
        return []
    step = NextStep(text=FACT_ADVICE["real_case"], title=A_CASE, behaviour=REAL_CASE)
    return [_Option(CASE_VALUE, step)]


def _quote(behaviour: Behaviour, rows: tuple[CriterionRow, ...]) -> str:
    """The candidate's words that a question for this behaviour would start from."""
    shown = {b.id: b.quotes for row in rows for b in row.behaviours if b.verdict == "shown"}
    for source in behaviour.quote_from:
        if shown.get(source):
            return shortened(shown[source][0])
    return ""


def _first(quotes: tuple[str, ...]) -> str:
    return shortened(quotes[0]) if quotes else ""


def _all_rows(answer: AnswerReport) -> Iterable[BehaviourRow]:
    return (row for criterion in answer.rows for row in criterion.behaviours)


def _judged(answer: AnswerReport, source: str) -> bool:
    return any(row.id == source and row.state != "not_judged" for row in _all_rows(answer))


def _competency(guide: Guide, question: str) -> str:
    return guide.question(question).competency
