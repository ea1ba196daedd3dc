"""A model that is away, in the terminal: said once, nothing lost, and the ways to go on."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from rich.console import Console

from interviewer import jobs
from interviewer.backends.budgets import Budget
from interviewer.errors import Offline
from interviewer.storage import Storage
from interviewer.terminal import Desk, hold, show_report
from tests.away import Case
from tests.stored import STORY
from tests.test_terminal import ScriptedKeys, Step

AWAY = Offline("There is no connection to the model.")


class Sat:
    """A person at a terminal, whose interview is by a model."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.screen = io.StringIO()
        self.keys = ScriptedKeys()
        console = Console(file=self.screen, width=100, highlight=False)
        self.cap_warning = ""
        self.desk = Desk(
            case.storage,
            case.jobs,
            console,
            self.keys,
            case.clock,
            cap_warning=lambda _: self.cap_warning,
        )

    def types(self, *script: Step) -> bool:
        self.keys.script = list(script)
        return hold(self.desk, self.case.id)

    @property
    def seen(self) -> str:
        return " ".join(self.screen.getvalue().split())


@pytest.fixture
def sat(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sat]:
    monkeypatch.setattr(jobs, "LOOK_EVERY", 3600.0)
    case = Case(storage)
    yield Sat(case)
    case.jobs.close()


def test_it_is_said_once_and_why(sat: Sat) -> None:
    sat.case.far.away(AWAY)
    sat.types(STORY, "", STORY, "", EOFError)
    assert sat.seen.count("heard by the embedded hearer (no connection to it)") == 2
    assert sat.seen.count("The model is away: There is no connection to the model.") == 1
    assert "/embedded goes on without it" in sat.seen
    assert len([t for t in sat.case.interview.turns if t.kind == "reply"]) == 2


def test_embedded_goes_on_without_it(sat: Sat) -> None:
    sat.case.far.away(AWAY)
    sat.types(STORY, "", "/embedded", STORY, "", "/embedded", EOFError)
    assert "nothing is sent to the model" in sat.seen
    assert "at work already" in sat.seen
    assert sat.seen.count("heard by the embedded hearer") == 1
    assert sat.case.interview.grader == "embedded"


def test_try_asks_again(sat: Sat) -> None:
    sat.case.far.away(AWAY)
    sat.types(STORY, "", lambda: sat.case.far.away(None), "/try", STORY, "", "/try", EOFError)
    assert "The model is asked again." in sat.seen
    assert sat.seen.count("heard by the embedded hearer") == 1
    assert "not known to be away" in sat.seen


def test_help_tells_of_it_only_where_a_model_is_at_work(sat: Sat) -> None:
    sat.types("/help", EOFError)
    assert "/embedded" in sat.seen and "/try" in sat.seen


def test_a_report_says_what_its_grades_wait_for(sat: Sat) -> None:
    sat.case.far.marking = AWAY
    sat.case.until_closed(1)
    assert sat.types("/end")
    show_report(sat.desk, sat.case.id)
    assert "Some grades wait for the model" in sat.seen
    assert f"--resume {sat.case.id}" in sat.seen and "--backend embedded" in sat.seen


def test_a_cap_is_said_once_before_it_is_reached_and_once_when_it_is(sat: Sat) -> None:
    sat.types(STORY, "", EOFError)
    assert "The cap of" not in sat.seen
    sat.cap_warning = Budget("day", 350_000, 400_000).warning
    sat.types(STORY, "", STORY, "", EOFError)
    assert sat.seen.count("The cap of 400,000 tokens for today (UTC) is near.") == 1
    sat.cap_warning = Budget("day", 400_000, 400_000).warning
    sat.types("", EOFError)
    assert sat.seen.count("The cap of 400,000 tokens for today (UTC) is reached") == 1
