"""Of several opinions the median counts, criterion by criterion, with the spread in sight."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer import engine
from interviewer.backends.port import Mark, Marks
from interviewer.domain import Answer, FactFound, Grade, Question, Rated, Rubric, Unrated
from interviewer.grading import grade_answer, score_rubric
from interviewer.grading_opinions import grade_opinions, middle_of
from interviewer.library import load_library
from interviewer.report_words import opinions_said
from tests.makers import answer, question, rubrics, shown

RUBRICS = rubrics()
TEXT = "I called the ward at once. It went out in May. Calls fell from forty to nine. Nurses got home on time. Since then I ask first."


def opinion(
    levels: dict[str, int | None], *, grader: str = "m", flags: tuple[str, ...] = ()
) -> Grade:
    """A grade with these levels and nothing else."""
    criteria = tuple(
        Unrated(criterion=c.id, reason=grader)
        if levels.get(c.id) is None
        else Rated(criterion=c.id, level=levels[c.id], findings=(), steps=())  # type: ignore[arg-type]
        for r in RUBRICS
        for c in r.criteria
    )
    return Grade(
        question="q1",
        outcome="graded",
        criteria=criteria,
        rubrics=tuple(score_rubric(r, criteria) for r in RUBRICS),
        flags=tuple(FactFound(id=f, evidence=()) for f in flags),
        grader=grader,
    )


def level(grade: Grade, criterion: str = "action") -> int | None:
    found = grade.criterion(criterion)
    return found.level if isinstance(found, Rated) else None


@pytest.mark.parametrize(
    ("levels", "middle", "uncertain"),
    [
        ((2, 3, 3), 3, False), ((2, 3, 4), 3, True), ((1, 5, 5), 5, True), ((1, 1, 5), 1, True), ((4, 4, 4), 4, False),
        ((2, 3, None), 2, False), ((None, 3, 5), 3, True), ((3, None, None), None, False), ((None, None, None), None, False),
        ((1, 2, 3, 4, 5), 3, True), ((2, 2, 2, 2, 4), 2, True), ((2, 4), 2, True), ((None, 4), 4, False),
    ],
)  # fmt: skip
def test_the_median_counts_and_what_is_far_apart_is_uncertain(
    levels: tuple[int | None, ...], middle: int | None, uncertain: bool
) -> None:
    for order in set(permutations(levels)):
        found = middle_of(tuple(opinion({"action": one}) for one in order), rubrics=RUBRICS)
        assert level(found) == middle
        rated = found.criterion("action")
        if isinstance(rated, Rated):
            assert rated.uncertain is uncertain
            assert sorted(rated.opinions) == sorted(one for one in levels if one is not None)
            assert ("Opinions differ by more than one level" in rated.why_uncertain) is uncertain


@given(st.lists(st.integers(1, 5), min_size=1, max_size=5))
def test_the_middle_is_a_level_somebody_gave_with_as_many_below_as_above(levels: list[int]) -> None:
    grade = middle_of(tuple(opinion({"action": one}) for one in levels), rubrics=RUBRICS)
    middle = level(grade)
    assert middle in levels
    half = len(levels) / 2
    assert sum(one < middle for one in levels) <= half
    assert sum(one > middle for one in levels) <= half


def test_one_opinion_stays_as_it_is() -> None:
    alone = opinion({"action": 3})
    assert middle_of((alone,), rubrics=RUBRICS) is alone


def test_no_opinion_is_no_grade() -> None:
    with pytest.raises(ValueError, match="no opinion"):
        middle_of((), rubrics=RUBRICS)


def test_scores_are_made_of_the_middle_levels() -> None:
    found = middle_of(
        tuple(opinion({"action": a, "result": r}) for a, r in ((1, 5), (3, 3), (5, 1))),
        rubrics=RUBRICS,
    )
    assert {s.rubric: s.score for s in found.rubrics}["star"] == 3


def test_a_flag_counts_where_most_saw_it() -> None:
    def flags(*seen: tuple[str, ...]) -> list[str]:
        grades = tuple(opinion({"action": 3}, flags=one) for one in seen)
        return [f.id for f in middle_of(grades, rubrics=RUBRICS).flags]

    assert flags(("contempt",), ("contempt",), ()) == ["contempt"]
    assert flags(("contempt",), (), ()) == []


def test_graders_are_named_once_each() -> None:
    grades = tuple(opinion({"action": 3}, grader=g) for g in ("a", "b", "a"))
    assert middle_of(grades, rubrics=RUBRICS).grader == "a and b"


class Divided:
    """Three opinions on the result: nothing, an outcome, everything."""

    name = "divided"

    def hear(self, request: object) -> object:
        raise AssertionError("nobody listens here")

    def mark(self, question: Question, answer: Answer, rubric: Rubric) -> Marks:
        raise AssertionError("several opinions are asked for at once")

    def mark_all(
        self, question: Question, answer: Answer, rubrics: tuple[Rubric, ...]
    ) -> tuple[tuple[Marks, ...], ...]:
        ids = ("outcome", "evidence", "meaning", "learning")
        sentences = (2, 3, 4, 5)
        return tuple(
            tuple(
                Marks(rubric=r.id, behaviours=self._marks(r, dict(zip(ids[:count], sentences, strict=False))), grader="m")
                for r in rubrics
            )
            for count in (0, 2, 4)
        )  # fmt: skip

    def _marks(self, rubric: Rubric, found: dict[str, int]) -> tuple[Mark, ...]:
        return tuple(
            shown(f"{c.id}.{b.id}", found[b.id])
            if c.id == "result" and b.id in found
            else Mark(id=f"{c.id}.{b.id}", verdict="not_shown")
            for c in rubric.criteria
            for b in c.behaviours
        )


def test_the_middle_has_the_findings_and_the_arithmetic_of_its_own_opinion() -> None:
    opinions = Divided().mark_all(question(), answer(TEXT), RUBRICS)
    grades = tuple(grade_answer(question(), answer(TEXT), m, rubrics=RUBRICS) for m in opinions)
    found = middle_of(grades, rubrics=RUBRICS).criterion("result")
    assert isinstance(found, Rated)
    assert (found.level, found.opinions, found.uncertain) == (3, (1, 3, 5), True)
    assert {f.id for f in found.findings if f.verdict == "shown"} == {"result.outcome", "result.evidence"}  # fmt: skip
    assert sum(s.amount for s in found.steps) == 3


def test_the_engine_asks_for_all_opinions_and_grades_between_them() -> None:
    from tests.test_engine import GUIDE, begin, press, say

    interview = press(say(begin(mode="live"), "answer", TEXT), "skip")
    owed = engine.owed_grades(interview)[0]
    grade = engine.grade_owed(
        interview, engine.OwedGrade(question=owed.question, attempt=owed.attempt, outcome=None),
        guide=GUIDE, rubrics=RUBRICS, backend=Divided(),  # type: ignore[arg-type]
    )  # fmt: skip
    result = grade.criterion("result")
    assert isinstance(result, Rated)
    assert result.opinions == (1, 3, 5)


@pytest.mark.parametrize(
    ("levels", "said"),
    [((), ""), ((3,), ""), ((3, 2, 3), "Three opinions: 2, 3, 3"), ((5, 1), "Two opinions: 1, 5")],
)
def test_the_spread_is_said_lowest_first(levels: tuple[int, ...], said: str) -> None:
    assert opinions_said(levels) == said


RUDE = "The manager was difficult that spring and I told her so to her face."


@pytest.mark.parametrize(
    ("seen", "rules_too", "counted"),
    [((True,), False, False), ((True,), True, True), ((True, True, False), False, True), ((True, False, False), False, False), ((True, True), False, True), ((True, False), False, False)],
    ids=["one alone", "one and the rules", "two of three", "one of three", "both of two", "one of two"],
)  # fmt: skip
def test_a_models_red_flag_counts_in_full_where_a_second_reading_saw_it(
    seen: tuple[bool, ...], rules_too: bool, counted: bool
) -> None:
    rubrics = load_library().rubrics
    flag = Mark(id="contempt", sentences=(1,), verdict="shown")
    met = Mark(id="other_people", sentences=(1,), verdict="shown")
    quiet = tuple(
        Mark(id=f"respect.{b.id}", verdict="not_shown")
        for b in next(c for c in rubrics[2].criteria if c.id == "respect").behaviours
    )

    def marks(*flags: Mark, grader: str, rules: Marks | None = None) -> Marks:
        return Marks(
            rubric="steadiness", behaviours=quiet, facts=(met,), flags=flags, grader=grader, rules=rules
        )  # fmt: skip

    beside = marks(*([flag] if rules_too else []), grader="rules")
    opinions = tuple((marks(*([flag] if saw else []), grader="m", rules=beside),) for saw in seen)
    grade = grade_opinions(question(), answer(RUDE), opinions, rubrics=rubrics)
    assert [f.id for f in grade.flags] == (["contempt"] if counted else [])
    respect = grade.criterion("respect")
    assert isinstance(respect, Rated)
    if counted:
        assert respect.level == 1
        assert (
            respect.uncertain is not rules_too
        )  # without it the two readings are two levels apart
        assert respect.steps[-1].source == "flag:contempt"


def test_all_models_that_marked_a_rubric_are_named_and_nobody_else() -> None:
    """F21: the server may swap the model between two calls; what code heard has the name that was asked for."""
    rubrics = load_library().rubrics
    marks = tuple(
        Marks(rubric=r.id, behaviours=(), grader=g)
        for r, g in zip(rubrics, ("m-1", "m-2", "m-1"), strict=True)
    )
    heard = Marks(rubric="heard", behaviours=(), grader="m")
    grade = grade_answer(question(), answer(TEXT), (*marks, heard), rubrics=rubrics)
    assert grade.grader == "m-1 and m-2"
