"""Killed at any moment, Steady loses nothing it acknowledged, doubles nothing and leaves nothing out.

The long run, with its figures, is `python -m benchmarks.crash`; this is the same driver with fewer deaths.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from interviewer import engine
from interviewer.domain import Interview
from interviewer.policy import standing
from tests.makers import NOON
from tests.stored import GUIDE, RUBRICS, SCRIPT, STORY, WholeBackend, begun

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the crash driver forks its workers")

ROOT = Path(__file__).parent.parent
KILLS = 36


def test_no_kill_loses_doubles_or_leaves_out_anything() -> None:
    """F23, F25: 36 deaths, at each named point, at random and while resuming; resumed within two seconds."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.crash",
        "--kills",
        str(KILLS),
        "--seed",
        "23",
        "--json",
    ]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert ran.stderr == ""
    figures = json.loads(ran.stdout)
    assert figures["kills"] == KILLS
    assert len(figures["at_points"]) == 16
    assert figures["at_random"] > 5 and figures["while_resuming"] > 2
    assert figures["acknowledged"] > KILLS
    wrong = ("lost", "doubled", "gaps", "differs_from_replay")
    assert {name: figures[name] for name in wrong} == dict.fromkeys(wrong, 0)
    # A reply can be stored in the moment before its acknowledgement; never more than the one.
    assert figures["most_unacknowledged_a_kill"] <= 1
    assert figures["resume_ms_p50"] < 2000


def held() -> Interview:
    """An interview as the driver's workers hold it, in memory."""
    interview = begun(mode="practice")
    for _ in range(4):
        name = f"c{len(interview.turns)}"
        if standing(interview).between:
            interview = engine.add_control(interview, "next", at=NOON, client_id=name)
        else:
            text = f"{name}: {STORY}"
            interview = engine.add_reply(interview, text, at=NOON, client_id=name)
        interview = engine.respond(
            interview, guide=GUIDE, rubrics=RUBRICS, script=SCRIPT, backend=WholeBackend(), at=NOON
        )
    grades = tuple(
        engine.grade_owed(interview, owed, guide=GUIDE, rubrics=RUBRICS, backend=WholeBackend())
        for owed in engine.owed_grades(interview)
    )
    return interview.model_copy(update={"grades": grades})


def without(interview: Interview, *seqs: int) -> Interview:
    return interview.model_copy(
        update={"turns": tuple(t for t in interview.turns if t.seq not in seqs)}
    )


def twice(interview: Interview) -> Interview:
    again = interview.turns[2].model_copy(update={"seq": len(interview.turns)})
    return interview.model_copy(update={"turns": (*interview.turns, again)})


def ungraded(interview: Interview) -> Interview:
    assert interview.grades
    return interview.model_copy(update={"grades": ()})


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (lambda i: i, set()),
        (lambda i: without(i, 2, 3), {"lost", "gaps", "differs_from_replay"}),
        (lambda i: without(i, len(i.turns) - 1), {"differs_from_replay"}),
        (twice, {"doubled", "differs_from_replay"}),
        (ungraded, {"differs_from_replay"}),
    ],
    ids=[
        "whole",
        "a reply is missing",
        "a response is missing",
        "a reply is there twice",
        "a grade is missing",
    ],
)
def test_the_driver_would_notice(damage: Callable[[Interview], Interview], found: set[str]) -> None:
    from benchmarks.crash_worker import check

    interview = held()
    said = {t.client_id for t in interview.turns if t.client_id}
    told: dict[str, Any] = {}
    check(damage(interview), said, told.update)  # type: ignore[arg-type]
    assert {name for name, value in told.items() if value and name not in {"id", "names"}} == found
