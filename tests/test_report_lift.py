"""What would lift a level by one is the cheapest change, and keeps its promise in the arithmetic that grades."""

from __future__ import annotations

import pytest

from interviewer.domain import Rated, Rubric
from interviewer.grading import level_of
from interviewer.report_lift import shown_in
from tests import makers
from tests.held import Said, held
from tests.makers import shown
from tests.reports import ALL_RESULT, LONG, WHOLE, one_answer, report_of, row_of

# ---------------------------------------------------------------- what would lift a level


@pytest.mark.parametrize(
    ("said", "criterion", "lift"),
    [
        pytest.param(
            Said(), "result", "To reach 2: say outcome.", id="the lightest that is enough"
        ),
        pytest.param(
            Said(marks=(shown("result.outcome", 2),)),
            "result",
            "To reach 3: say meaning.",
            id="one point where a half is not enough",
        ),
        pytest.param(
            Said(facts=(shown("team_act", 1),)),
            "action",
            "To reach 3: say own_act. Say reason.",
            id="two where a floor already gave one",
        ),
        pytest.param(
            Said(marks=(shown("ownership.blame", 3),)),
            "ownership",
            "To reach 3: say blame.",
            id="leaving out what lowers",
        ),
        pytest.param(Said(marks=ALL_RESULT, text=LONG), "result", None, id="nothing above five"),
        pytest.param(
            Said(marks=WHOLE),
            "concision",
            "To reach 4: say length.",
            id="more words where a length cap holds",
        ),
        pytest.param(
            Said(
                marks=(shown("composure.settled", 1),),
                facts=(shown("pressure", 3),),
                flags=(shown("contempt", 3),),
            ),
            "composure",
            "To reach 4: leave it out.",
            id="a flag that caps",
        ),
    ],
)
def test_the_lift_is_the_cheapest_change_that_raises_the_level(
    said: Said, criterion: str, lift: str | None
) -> None:
    row = row_of(one_answer(said), criterion)
    assert (row.lift.text if row.lift else None) == lift


def test_a_promised_lift_holds_in_the_arithmetic_that_grades() -> None:
    """What the report promises is what a new grade would give: each lift is played out with `level_of`."""
    said = Said(
        marks=(shown("action.own_act", 1), shown("result.outcome", 2), shown("ownership.blame", 3)),
        facts=(shown("pressure", 1),),
    )
    interview = held(said)
    grade = interview.grades[0]
    criteria = {c.id: c for r in makers.rubrics() for c in r.criteria}
    seen = 0
    for row in report_of(interview).answers[0].rows:
        if row.lift is None:
            continue
        after = shown_in(grade) ^ set(row.lift.behaviours)
        words = 120 if "concision.length" in row.lift.behaviours else grade.words
        before = grade.criterion(row.criterion)
        assert isinstance(before, Rated)
        assert level_of(criteria[row.criterion], shown=after, words=words).level == row.lift.to
        assert row.lift.to > before.level
        seen += 1
    assert seen >= 4


def test_in_very_few_words_the_lift_is_to_say_more() -> None:
    star, _, steadiness = makers.rubrics()
    only_whole = makers.criterion("clarity", 1.5, makers.behaviour("thread", 1, evidence="whole"))
    communication = Rubric(
        id="communication", name="Communication", version="1", criteria=(only_whole,), flags=()
    )
    rubrics = (star, communication, steadiness)
    for marks in ((), (shown("clarity.thread"),)):
        interview = held(Said(text="I moved the form to the page.", marks=marks), rubrics=rubrics)
        clarity = row_of(report_of(interview, rubrics=rubrics).answers[0], "clarity")
        assert [b.line for b in clarity.behaviours] == ["Too short to judge as a whole"]
        assert clarity.lift is not None
        assert clarity.lift.text.startswith("To go higher: say more first")
