"""The report shows it: what each sentence shows, a sum that adds up, a lift that holds, and no praise without a quote."""

from __future__ import annotations

import io
import re
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from interviewer.backends.embedded import EmbeddedBackend
from interviewer.backends.port import Mark, Marks
from interviewer.domain import Answer, Grade, Interview, PlannedQuestion, Rated, Reply, Turn
from interviewer.evaluation.labelled import LabelledReply, read_replies
from interviewer.evaluation.study import grade_reply
from interviewer.exports import html, markdown
from interviewer.grading import grade_answer, level_of
from interviewer.library import load_library
from interviewer.report import AnswerReport, CriterionRow, Report, StepRow, build_report
from interviewer.report_lift import shown_in
from interviewer.terminal_report import draw_feedback
from interviewer.ui.answer import answer_html
from interviewer.ui.scores import cards_html
from tests import makers
from tests.held import Said, guide_of, held
from tests.makers import not_shown, shown
from tests.reports import ALL_RESULT, LONG, one_answer, report_of, row_of

EVALS = Path(__file__).parent.parent / "evals"
SAMPLED = 32
"""Every thirty-second of the 416 labelled replies: good and weak ones of both kinds, in a second."""


@cache
def rubrics():
    return load_library().rubrics


CRITERIA = {c.id: c for r in rubrics() for c in r.criteria}
BEHAVIOURS = {f"{c.id}.{b.id}": b for c in CRITERIA.values() for b in c.behaviours}
FLAGS = [flag.id for r in rubrics() for flag in r.flags]
FACTS = ["real_case", "other_people", "pressure", "built_or_operated", "team_act"]


def alone(text: str, grade: Grade) -> Report:
    """The report of one reply with this grade of it."""
    guide = guide_of("q1")
    reply = Turn(
        seq=0,
        speaker="candidate",
        kind="reply",
        text=text,
        at=makers.NOON,
        question="q1",
        intent="answer",
    )
    interview = Interview(
        id="0" * 31 + "1",
        guide_id=guide.id,
        snapshots=makers.SNAPSHOTS,
        format="short",
        mode="practice",
        seed=1,
        plan=(PlannedQuestion(question="q1", interviewer="manager"),),
        created=makers.NOON,
        status="ended",
        turns=(reply,),
        grades=(grade.model_copy(update={"question": "q1"}),),
    )
    return build_report(interview, guide=guide, rubrics=rubrics())


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, Grade]:
    """A reply of one to twelve sentences with any marks at all, as a grader could make them."""
    sentences = re.findall(r"[^.]+\.", LONG)[: draw(st.integers(1, 12))]
    # One draw of bytes, since two hundred small ones are slow: verdict, margin and sentence of each behaviour.
    drawn = draw(st.binary(min_size=len(BEHAVIOURS), max_size=len(BEHAVIOURS)))
    verdicts = ("shown", "not_shown", "shown", "cannot_tell")
    behaviours = tuple(
        Mark(
            id=i,
            sentences=(byte // 8 % len(sentences) + 1,),
            verdict=verdicts[byte % 4],
            thin=byte // 4 % 2 == 1,
        )
        for i, byte in zip(BEHAVIOURS, drawn, strict=True)
    )
    first = draw(st.integers(1, len(sentences)))

    def some(ids: list[str]) -> tuple[Mark, ...]:
        chosen = draw(st.sets(st.sampled_from(ids), max_size=3))
        return tuple(Mark(id=i, sentences=(first,), verdict="shown") for i in sorted(chosen))

    marks = Marks(
        rubric="star", behaviours=behaviours, facts=some(FACTS), flags=some(FLAGS), grader="any"
    )
    text = "".join(sentences).strip()
    answer = Answer(question="q1", replies=(Reply(seq=0, text=text),))
    return text, grade_answer(makers.question("q1"), answer, (marks,), rubrics=rubrics())


# ---------------------------------------------------------------- the sum


def number(text: str) -> Fraction:
    """`1½`, `+½`, `−1` as a number."""
    sign = -1 if text.startswith("−") else 1
    digits = text.lstrip("+−")
    return sign * (Fraction(digits.rstrip("½") or 0) + Fraction("½" in digits, 2))


def played_out(steps: tuple[StepRow, ...]) -> int:
    """The level that the printed lines come to, worked out from their words alone."""
    added = [number(s.amount) for s in steps if not s.amount.startswith("at ")]
    level = min(5, max(1, (sum(added) + Fraction(1, 2)) // 1))
    for bound in (s.amount for s in steps if s.amount.startswith("at ")):
        limit = int(bound.split()[-1])
        level = max(level, limit) if bound.startswith("at least") else min(level, limit)
    return int(level)


def sum_of(total: str) -> tuple[Fraction, Fraction]:
    """Both sides of the printed equation."""
    equation = re.match(r"[^,:=]+=[^,:]+", total)
    if equation is None:
        start = number(total.split(" ", 1)[0])
        return start, start
    left, right = equation[0].split(" = ")
    terms = re.split(r" (?=[+−] )", left)
    return sum((number(t.replace(" ", "")) for t in terms), Fraction(0)), number(right)


@given(marked())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_printed_arithmetic_always_adds_up_to_the_level(case: tuple[str, Grade]) -> None:
    for row in alone(*case).answers[0].rows:
        if row.level is None:
            assert row.steps == ()
            continue
        assert played_out(row.steps) == row.level, row.total
        left, right = sum_of(row.total)
        assert left == right == sum(number(s.amount) for s in row.counted), row.total
        assert row.total.endswith(f": level {row.level}")
        counted = {step.label for step in row.steps}
        assert counted.isdisjoint(one.says for one in row.uncounted)


def test_the_sum_names_rounding_floors_and_caps_in_their_order() -> None:
    rows = one_answer(
        Said(
            marks=(shown("composure.settled", 1), shown("composure.names_pressure", 2)),
            facts=(shown("pressure", 3), shown("team_act", 1)),
            flags=(shown("contempt", 3),),
        )
    )
    assert row_of(rows, "composure").total == ("2½ + ½ + 1 = 4, at most 2: level 2")
    assert row_of(rows, "action").total == "1 at the start, at least 2: level 2"


def test_a_sum_that_a_file_does_not_bear_out_says_so() -> None:
    interview = held(Said(marks=(shown("result.outcome", 2),)))
    grade = interview.grades[0]
    forged = tuple(
        c.model_copy(update={"level": 5}) if isinstance(c, Rated) else c for c in grade.criteria
    )
    report = report_of(
        interview.model_copy(update={"grades": (grade.model_copy(update={"criteria": forged}),)})
    )
    assert row_of(report.answers[0], "result").total.endswith("level 2; the file says 5")


# ---------------------------------------------------------------- the lift


@given(marked())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_lift_raises_the_level_to_what_it_says_and_no_part_of_it_would(
    case: tuple[str, Grade],
) -> None:
    text, grade = case
    for row in alone(text, grade).answers[0].rows:
        if row.level is None or row.level == 5 or row.lift is None or not row.lift.behaviours:
            continue
        assert after(row, row.lift.behaviours, grade) == row.lift.to > row.level
        assert f"To reach {row.lift.to}: " in row.lift.text
        for n in range(len(row.lift.behaviours)):
            less = row.lift.behaviours[:n] + row.lift.behaviours[n + 1 :]
            assert after(row, less, grade) <= row.level
        assert row.lift.quote.removesuffix(" …") in text


def after(row: CriterionRow, changes: tuple[str, ...], grade: Grade) -> int:
    """The level when these are shown that were not, and left out that were."""
    words = max(grade.words, 100) if "concision.length" in changes else grade.words
    then = shown_in(grade) ^ set(changes)
    return level_of(CRITERIA[row.criterion], shown=then, words=words).level


def test_what_was_said_in_words_that_count_for_others_can_still_lift_in_its_own() -> None:
    both = (shown("result.outcome", 1), shown("result.evidence", 1), shown("result.meaning", 1))
    answer = one_answer(Said(text=LONG, marks=(*both, shown("result.learning", 2))))
    lift = row_of(answer, "result").lift
    assert lift is not None
    assert lift.text == "To reach 5: say this in a sentence of its own: says meaning."


@pytest.mark.parametrize(
    ("said", "criterion", "start"),
    [
        pytest.param(
            Said(text=LONG, marks=(shown("action.own_act", 1),)), "action",
            "Add it to “I wrote down the first step of the work and showed it to the team.”", id="what it is added to",
        ),
        pytest.param(
            Said(text=LONG, marks=(shown("ownership.blame", 2),)), "ownership",
            "Instead of “I asked the two nurses on the ward which screen they opened most often.”", id="what it replaces",
        ),
        pytest.param(
            Said(text=LONG, marks=(not_shown("concision.substance", 11), shown("concision.no_filler"))), "concision",
            "Start with “I handed the notes to a colleague who looked after it while I was away.”", id="what is in the way",
        ),
    ],
)  # fmt: skip
def test_a_lift_names_the_words_it_starts_from(said: Said, criterion: str, start: str) -> None:
    lift = row_of(one_answer(said), criterion).lift
    assert lift is not None
    assert lift.whole.endswith(start)


# ---------------------------------------------------------------- the words


def test_every_mark_of_a_sentence_stands_in_the_list_with_its_criterion() -> None:
    answer = one_answer(
        Said(
            text=LONG,
            marks=(
                shown("action.own_act", 1),
                shown("result.outcome", 1, thin=True),
                shown("ownership.own_decision", 1),
                shown("ownership.blame", 2),
                not_shown("concision.no_filler", 3),
                shown("audience.plain", 4),
            ),
            facts=(shown("team_act", 5),),
        )
    )
    assert [[one.text for one in row.shows] for row in answer.sentences] == [
        ["Action: says own_act", "Result: says outcome (a close call)", "Ownership: says own_decision"],
        ["Ownership: lowers: says blame"],
        ["Concision: in the way of: says no_filler"],
        ["Audience: says plain"],
    ]  # fmt: skip
    first, second, third, fourth = answer.sentences
    assert (first.parts, first.tone) == (("A", "R"), "steady")
    assert (second.tone, third.tone, fourth.listener) == ("risk", "risk", True)
    numbers = [s.number for s in answer.turns[1].segments if s.number]
    assert numbers == [row.number for row in answer.sentences] == [1, 2, 3, 4]


def test_a_fact_that_a_level_counts_is_marked_and_quoted() -> None:
    text = "Last May our clinic's booking page failed for two hours. I put the old page back first."
    marks = Marks(
        rubric="star",
        behaviours=tuple(Mark(id=i, verdict="not_shown") for i in BEHAVIOURS),
        facts=(Mark(id="real_case", sentences=(1,), verdict="shown"),),
        grader="any",
    )
    answer = Answer(question="q1", replies=(Reply(seq=0, text=text),))
    grade = grade_answer(makers.question("q1"), answer, (marks,), rubrics=rubrics())
    report = alone(text, grade).answers[0]
    case = row_of(report, "situation").steps[1]
    assert (case.label, case.quotes) == (
        "one case you lived, with a detail",
        (text.split(". ")[0] + ".",),
    )
    assert "Situation and Task: one case you lived, with a detail" in [o.text for o in report.sentences[0].shows]  # fmt: skip


def in_terminal(answer: AnswerReport) -> str:
    out = io.StringIO()
    draw_feedback(Console(file=out, width=400), answer)
    return " ".join(out.getvalue().split())


def plain(markup: str) -> str:
    return " ".join(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup)).split())


def test_the_page_the_files_and_the_terminal_say_the_same() -> None:
    """No second way: sum, lift, doubt and sentences are the report's own words everywhere."""
    report = report_of(
        held(
            Said(
                text=LONG,
                marks=(
                    shown("action.own_act", 1),
                    shown("action.reason", 2, thin=True),
                    *ALL_RESULT,
                ),
            )
        )
    )
    answer = report.answers[0]
    action = row_of(answer, "action")
    assert action.doubt == "Uncertain. It could be level 2 to 3. A close call: says reason."
    assert action.lift is not None
    views = {
        "page": plain(answer_html(answer, legend=report.legend)),
        "html": plain(html.render(report).decode()),
        "md": markdown.render(report).decode().replace("\\", "").replace("*", ""),
        "terminal": in_terminal(answer),
    }
    for name, view in views.items():
        wanted = [row.total for row in answer.rows if row.level is not None]
        wanted += [row.lift.text for row in answer.rows if row.lift]
        wanted += [action.doubt, action.lift.lead, "What each sentence shows", "a close call"]
        wanted += [says for row in answer.sentences for says in (row.quote, row.shows[0].says)]
        missing = [text for text in wanted if " ".join(text.split()) not in view.replace("“ ", "“")]
        assert not missing, (name, missing)


# ---------------------------------------------------------------- no praise without a quote


def sampled() -> list[LabelledReply]:
    kinds = (read_replies(EVALS / f"replies_{kind}.jsonl") for kind in ("dev", "train"))
    return [reply for kind in kinds for reply in kind][::SAMPLED]


@pytest.fixture(scope="module")
def reports() -> list[tuple[str, Report]]:
    grader = EmbeddedBackend()
    return [(r.answer, alone(r.answer, grade_reply(r, grader, rubrics()))) for r in sampled()]


def test_whatever_raises_a_level_stands_beside_words_that_were_said(
    reports: list[tuple[str, Report]],
) -> None:
    """Or, for a whole answer, beside the plain word that nothing is in the way, or beside a figure."""
    raised = 0
    for text, report in reports:
        for row in report.answers[0].rows:
            for step in row.steps[1:]:
                if not step.amount.startswith("+"):
                    continue
                raised += 1
                assert step.quotes or step.line, (row.criterion, step)
                assert all(quote in text for quote in step.quotes)
            for behaviour in row.found:
                assert behaviour.quotes, behaviour.id
    assert raised > 100


def test_a_score_stands_beside_what_was_shown_or_says_that_no_sentence_stands_for_it(
    reports: list[tuple[str, Report]],
) -> None:
    for text, report in reports:
        cards = plain(cards_html(report.summaries))
        for summary in report.summaries:
            if summary.score is None:
                assert summary.no_best == ""
                continue
            assert (summary.best is None) == bool(summary.no_best)
            if summary.best:
                assert summary.best.quote.removesuffix(" …") in text
            assert (summary.best.lead if summary.best else summary.no_best)[:20] in cards


def test_an_answer_with_nothing_left_to_ask_for_is_told_so_beside_its_own_words() -> None:
    everything = tuple(
        Mark(id=i, sentences=(n % 12 + 1,) if b.evidence == "quote" else (), verdict="shown")
        for n, (i, b) in enumerate(BEHAVIOURS.items())
        if b.weight > 0
    )
    marks = Marks(
        rubric="star",
        behaviours=everything,
        facts=tuple(Mark(id=f, sentences=(1,), verdict="shown") for f in FACTS),
        grader="any",
    )
    answer = Answer(question="q1", replies=(Reply(seq=0, text=LONG),))
    grade = grade_answer(makers.question("q1"), answer, (marks,), rubrics=rubrics())
    step = alone(LONG, grade).answers[0].next_step
    if step.text.startswith("Nothing that could be asked for"):
        assert step.quote
        assert step.quote.removesuffix(" …") in LONG
    else:
        assert step.title


def test_what_was_taken_off_the_record_is_not_praised_without_saying_so() -> None:
    interview = held(Said(marks=(shown("result.outcome", 2),)))
    gone = interview.turns[2].model_copy(update={"text": "[off]", "off_record": True})
    turns = (*interview.turns[:2], gone, *interview.turns[3:])
    result = row_of(report_of(interview.model_copy(update={"turns": turns})).answers[0], "result")
    assert [(s.label, s.line) for s in result.steps[1:]] == [
        ("says outcome", "In words that were taken off the record")
    ]
    assert result.shows == ()


def test_a_level_of_a_file_without_a_sum_says_so() -> None:
    interview = held(Said(marks=(shown("result.outcome", 2),)))
    grade = interview.grades[0]
    bare = tuple(
        c.model_copy(update={"steps": ()}) if isinstance(c, Rated) else c for c in grade.criteria
    )
    report = report_of(
        interview.model_copy(update={"grades": (grade.model_copy(update={"criteria": bare}),)})
    )
    total = row_of(report.answers[0], "result").total
    assert total == "The file holds no sum; it says level 2."
