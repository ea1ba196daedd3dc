"""From answers to the interview: means, bands, radar, coverage, what to work on first, and how numbers are written."""

from __future__ import annotations

import pytest

from interviewer.backends.port import Mark
from interviewer.domain import Outcome
from interviewer.report import build_report
from interviewer.report_words import band_of, dots, halves, opening_lower, score_text, shortened
from tests import makers
from tests.held import Said, held
from tests.makers import shown
from tests.reports import ALL_RESULT, LONG, WHOLE, report_of, row_of

# ---------------------------------------------------------------- how numbers are written


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (5, "outstanding"),
        (4.5, "outstanding"),
        (4.49, "strong"),
        (3.75, "strong"),
        (3.74, "solid"),
        (3, "solid"),
        (2.9999999996, "solid"),
        (2.99, "developing"),
        (2, "developing"),
        (1.99, "not yet"),
        (1, "not yet"),
    ],
)
def test_a_band_starts_where_the_scoring_guide_says(score: float, band: str) -> None:
    assert band_of(score) == band


@pytest.mark.parametrize(
    ("score", "text"),
    [
        (3.25, "3.3"),
        (2.96, "2.96"),
        (2.996, "2.99"),
        (3.74, "3.7"),
        (3.75, "3.8"),
        (1, "1.0"),
        (4.46, "4.46"),
    ],
)
def test_a_score_is_never_written_as_a_number_of_another_band(score: float, text: str) -> None:
    assert score_text(score) == text
    assert band_of(float(text)) == band_of(score)


@pytest.mark.parametrize(
    ("amount", "text"), [(1, "1"), (0.5, "½"), (1.5, "1½"), (-1, "−1"), (-0.5, "−½"), (0, "0")]
)
def test_weights_are_written_in_halves(amount: float, text: str) -> None:
    assert halves(amount) == text


@pytest.mark.parametrize(
    ("level", "drawn"), [(1, "●○○○○"), (2.5, "●●●○○"), (4.4, "●●●●○"), (5, "●●●●●")]
)
def test_five_dots_show_the_nearest_level(level: float, drawn: str) -> None:
    assert dots(level) == drawn


@pytest.mark.parametrize(
    ("sentence", "lower"),
    [
        ("Say why.", "say why."),
        ("I would ask.", "I would ask."),
        ("A date helps.", "a date helps."),
        ("STAR.", "STAR."),
    ],
)
def test_advice_behind_a_colon_keeps_names_as_they_are(sentence: str, lower: str) -> None:
    assert opening_lower(sentence) == lower


def test_a_long_quote_is_cut_at_a_word_and_says_so() -> None:
    assert shortened("one two three", limit=9) == "one two …"
    assert shortened("x" * 20, limit=5) == "xxxxx …"
    assert shortened("short") == "short"


# ---------------------------------------------------------------- from answers to the interview


GOOD = Said(
    text=LONG, marks=(shown("action.own_act", 1), shown("action.reason", 2), *ALL_RESULT, *WHOLE)
)


def named(said: Said, *questions: str) -> tuple[Said, ...]:
    return tuple(said._replace(question=q) for q in questions)


@pytest.mark.parametrize(
    ("said", "plan", "no_band"),
    [
        pytest.param(named(GOOD, "q1", "q2", "q3"), ("q1", "q2", "q3"), "", id="three of three"),
        pytest.param(
            named(GOOD, "q1", "q2", "q3"), tuple(f"q{n}" for n in range(1, 7)), "", id="half of six"
        ),
        pytest.param(
            named(GOOD, "q1", "q2", "q3"),
            tuple(f"q{n}" for n in range(1, 8)),
            "No band: 3 of 7 planned questions were answered; it takes half of them.",
            id="less than half",
        ),
        pytest.param(
            named(GOOD, "q1", "q2"),
            ("q1", "q2", "q3"),
            "No band: STAR was rated on two answers; a band takes three.",
            id="two answers",
        ),
        pytest.param(
            named(GOOD, "q1"),
            ("q1",),
            "No band: STAR was rated on one answer; a band takes three.",
            id="a warm-up",
        ),
        pytest.param(
            (*named(GOOD, "q1", "q2"), Said("q3", outcome="skipped")),
            ("q1", "q2", "q3"),
            "No band: STAR was rated on two answers; a band takes three.",
            id="a skip is no rated answer",
        ),
    ],
)
def test_a_band_takes_three_rated_answers_and_half_of_the_plan(
    said: tuple[Said, ...], plan: tuple[str, ...], no_band: str
) -> None:
    star = report_of(held(*said, plan=plan)).summaries[0]
    assert star.no_band == no_band
    assert star.band == (None if no_band else "strong")
    assert star.text == "4.0"


def test_a_level_over_the_interview_is_the_mean_over_the_answers_where_it_was_rated() -> None:
    said = (
        Said("q1", marks=(shown("result.outcome", 2),), facts=(shown("pressure", 3),)),
        Said("q2", marks=ALL_RESULT[:2]),
        Said("q3", outcome="declined"),
    )
    criteria = {c.criterion: c for s in report_of(held(*said)).summaries for c in s.criteria}
    assert (criteria["result"].mean, criteria["result"].on) == (2.5, "on 2 of 2 answers")
    assert criteria["composure"].on == "on 1 of 2 answers"
    assert criteria["composure"].mean == 3


@pytest.mark.parametrize("outcome", ["declined", "skipped", "not_answered", "not_graded"])
def test_an_outcome_without_a_level_enters_no_mean(outcome: Outcome) -> None:
    alone = report_of(held(*named(GOOD, "q1", "q2", "q3")))
    more = report_of(held(*named(GOOD, "q1", "q2", "q3"), Said("q4", outcome=outcome)))
    assert [s.score for s in more.summaries] == [s.score for s in alone.summaries]
    assert [(o.outcome, o.count) for o in more.outcomes] == [("graded", 3), (outcome, 1)]


def test_a_second_attempt_is_shown_as_practice_and_enters_no_number() -> None:
    first = report_of(held(Said(marks=(shown("result.outcome", 2),))))
    both = report_of(
        held(Said(marks=(shown("result.outcome", 2),)), Said(marks=ALL_RESULT[:3], attempt=2))
    )
    assert both.summaries == first.summaries
    assert both.outcomes == first.outcomes
    assert both.radar == first.radar
    assert [(a.attempt, a.scored) for a in both.answers] == [(1, True), (2, False)]
    assert row_of(both.answers[1], "result").level == 4
    assert both.outcome_note.endswith("One further attempt shown as practice.")


def test_a_rubrics_score_weighs_its_criteria_and_takes_two_of_them() -> None:
    star, communication, steadiness = report_of(held(GOOD)).summaries
    assert star.score == pytest.approx((3 * 2 + 5 * 2) / 4)
    assert communication.score == pytest.approx((4 + 3) / 2)
    assert (steadiness.score, steadiness.text, steadiness.band) == (None, "not rated", None)
    assert steadiness.no_band == "No score: fewer than two of its criteria could be rated."


@pytest.mark.parametrize(
    ("marks", "lift"),
    [
        ((), "To lift it: say own_act."),
        ((shown("action.own_act", 1),), "To lift it: say outcome."),
        ((shown("action.own_act", 1), shown("result.outcome", 2)), "To lift it: say evidence."),
        (
            (shown("action.own_act", 1), shown("result.outcome", 2), shown("result.evidence", 3)),
            "To lift it: say reason.",
        ),
    ],
    ids=["the act before its reason", "the outcome before its evidence", "the weightiest", "next"],
)
def test_a_rubrics_lift_is_what_most_is_to_be_gained_by(marks: tuple[Mark, ...], lift: str) -> None:
    assert report_of(held(Said(marks=marks))).summaries[0].lift == lift


def test_a_question_never_reached_is_not_asked() -> None:
    report = report_of(held(Said("q1"), plan=("q1", "q2")))
    assert [(a.outcome, a.outcome_text) for a in report.answers][1] == ("not_asked", "Not asked.")
    assert report.answers[1].reason == "The interview ended before this question."


def test_an_answer_whose_grade_is_owed_is_pending_and_an_open_question_is_not() -> None:
    report = report_of(held(Said("q1", graded=False), Said("q2", graded=False), status="open"))
    waiting, current = report.answers
    assert (waiting.outcome, waiting.pending, waiting.reason) == (
        "not_graded",
        True,
        "Its grade is still to come.",
    )
    assert (current.pending, current.reason) == (False, "This question is still open.")
    assert report.pending == 1


def test_a_grading_that_was_repeated_counts_by_its_last_grade() -> None:
    interview = held(Said())
    failed = interview.grades[0].model_copy(
        update={
            "outcome": "not_graded",
            "criteria": (),
            "rubrics": (),
            "reason": "The grader was away.",
        }
    )
    again = interview.model_copy(update={"grades": (failed, *interview.grades)})
    assert report_of(again).answers[0].outcome == "graded"
    assert (
        report_of(interview.model_copy(update={"grades": (failed,)})).answers[0].reason
        == "The grader was away."
    )


# ---------------------------------------------------------------- radar and coverage


def test_the_radar_shows_the_rated_criteria_and_names_the_others() -> None:
    report = report_of(held(GOOD))
    assert report.radar.shown
    assert report.radar.names == ("Action", "Result", "Concision", "Audience", "Ownership")
    assert report.radar.unrated == ("Composure",)
    assert report.radar.note == "Not rated: Composure."
    table = {c.name: c.mean for s in report.summaries for c in s.criteria}
    assert all(table[n] == v for n, v in zip(report.radar.names, report.radar.values, strict=True))


def test_under_five_rated_criteria_there_is_no_radar() -> None:
    guide = makers.guide(makers.question("q1", kind="approach"))
    report = build_report(held(Said(), guide=guide), guide=guide, rubrics=makers.rubrics())
    assert not report.radar.shown
    assert (
        report.radar.note == "No chart: it takes five rated criteria, and there are three criteria."
    )


def test_coverage_counts_what_was_asked_of_the_guide() -> None:
    guide = makers.guide(
        makers.question("q1"),
        makers.question("q2", competency="craft"),
        makers.question("q3", source="steady"),
    )
    interview = held(Said("q1"), Said("q3"), guide=guide, plan=("q1", "q3"))
    coverage = build_report(interview, guide=guide, rubrics=makers.rubrics()).coverage
    assert coverage.text == "1 of the guide's 2 questions was asked."
    assert [(r.name, r.asked, r.of) for r in coverage.competencies] == [
        ("Teamwork", 2, 2),
        ("Craft", 0, 1),
    ]


def test_a_report_of_an_interview_that_has_just_begun_has_nothing_to_say_and_says_so() -> None:
    interview = held(status="open", plan=("q1",))
    report = report_of(interview)
    assert [s.text for s in report.summaries] == ["not rated"] * 3
    assert report.answers[0].outcome == "not_asked"
    assert not report.radar.shown


def test_the_private_link_is_not_in_what_a_report_shows() -> None:
    """F79: the interview's id opens it; its reference does not."""
    report = report_of(held(Said()))
    shown_part = report.model_copy(update={"interview": None}).model_dump_json()
    assert report.interview.id not in shown_part
    assert len(report.reference) == 8
