"""Plans: the guide's own questions first, nothing twice until a place is used up, the same seed the same plan."""

from __future__ import annotations

import pytest

from interviewer.errors import NotNow
from interviewer.planning import minutes_of, panel_counts, plan_questions
from tests.makers import PANEL, guide, question

BANK = guide(
    *(
        question(f"{person}{n}", interviewer=person, source="guide" if n < 3 else "steady",
                 competency="craft" if n % 2 else "teamwork")
        for person in PANEL
        for n in range(6)
    )
)  # fmt: skip


def plan(format="short", seed=1, asked=None, **more):
    return plan_questions(BANK, format=format, seed=seed, asked=asked or {}, **more)


@pytest.mark.parametrize(
    ("format", "more", "count"),
    [
        ("warm_up", {}, 1),
        ("short", {}, 3),
        ("panel", {}, 8),
        ("drill", {"competency": "craft"}, 4),
        ("own", {"chosen": ("manager1", "recruiter0")}, 2),
    ],
)
def test_each_format_has_its_number_of_questions_and_none_twice(format, more, count):
    planned = plan(format, **more)
    assert len(planned) == count
    assert len({p.question for p in planned}) == count


def test_the_panel_sits_in_the_order_of_the_process():
    assert [p.interviewer for p in plan("panel")] == [
        "recruiter", *["engineer"] * 3, *["manager"] * 3, "clinician",
    ]  # fmt: skip
    assert panel_counts(BANK) == (1, 3, 3, 1)


def test_a_drill_asks_only_its_competency():
    planned = plan("drill", competency="craft")
    assert {BANK.question(p.question).competency for p in planned} == {"craft"}


def test_own_choice_keeps_the_order_chosen():
    assert [p.question for p in plan("own", chosen=("manager1", "recruiter0"))] == [
        "manager1", "recruiter0",
    ]  # fmt: skip


def test_nothing_chosen_is_said_kindly():
    with pytest.raises(NotNow, match="at least one question"):
        plan("own")


def test_the_same_seed_gives_the_same_plan_and_seeds_differ():
    assert plan(seed=7) == plan(seed=7)
    assert len({plan(seed=s) for s in range(20)}) > 1


def test_the_guides_own_questions_come_before_ours():
    for seed in range(20):
        planned = plan("panel", seed=seed)
        assert {BANK.question(p.question).source for p in planned} == {"guide"}


def test_nothing_is_asked_again_until_the_place_is_used_up():
    asked: dict[str, int] = {}
    for seed in range(6):
        for planned in plan("panel", seed=seed, asked=asked):
            asked[planned.question] = asked.get(planned.question, 0) + 1
        managers = [q for q in asked if q.startswith("manager")]
        assert len(managers) == min(6, 3 * (seed + 1))
    assert {asked[f"recruiter{n}"] for n in range(6)} == {1}
    assert {asked[f"manager{n}"] for n in range(6)} == {3}


def test_a_short_interview_can_be_held_with_chosen_interviewers_only():
    planned = plan("short", interviewers=("recruiter", "engineer"))
    assert {p.interviewer for p in planned} <= {"recruiter", "engineer"}
    assert len(planned) == 3


def test_minutes_of_an_own_choice_grow_with_its_questions():
    assert minutes_of("own", 3) == 15
    assert minutes_of("panel", 8) == 45
