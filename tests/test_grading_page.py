"""The page on how good grading is: words by hand, figures by program and those of the last run that was kept."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from interviewer import cli_eval
from interviewer.cli_eval_ground import held_out_ground
from interviewer.errors import DataFileError
from interviewer.evaluation.detected import Detection
from interviewer.evaluation.page import agreement_figures, behaviours_figures, fill
from interviewer.evaluation.study import Study
from interviewer.library import load_library

PAGE = cli_eval.PAGE.read_text(encoding="utf-8")
LATEST = max(cli_eval.RESULTS.glob("????-??-??.json"))
SETS = json.loads(LATEST.read_text(encoding="utf-8"))["sets"]


def test_places_are_filled_and_the_words_around_them_stay() -> None:
    page = (
        "One.\n<!-- figures: a -->\nold\n<!-- end -->\nTwo.\n<!-- figures: b-c -->\n<!-- end -->\n"
    )
    once = fill(page, {"a": "new | \\1"})
    assert once == page.replace("old", "new | \\1")
    assert fill(once, {"a": "new | \\1"}) == once
    assert "x\n<!-- end -->" in fill(page, {"b-c": "x"})


def test_figures_without_a_place_are_named_and_not_lost() -> None:
    with pytest.raises(DataFileError, match="no place for 'b'"):
        fill("<!-- figures: a -->\n<!-- end -->", {"a": "1", "b": "2"})


def test_every_set_has_figures_on_the_page() -> None:
    assert set(cli_eval.NAMES) <= set(SETS)
    assert "-->\n<!-- end -->" not in PAGE


def test_the_figures_of_the_page_are_those_that_were_kept() -> None:
    """Whoever writes a figure by hand, or forgets one of the two, is told."""
    figures = agreement_figures(Study.model_validate(SETS["agreement"]), load_library().rubrics)
    figures |= behaviours_figures(Detection.model_validate(SETS["behaviours"]))
    assert [name for name, text in figures.items() if text not in PAGE] == []


def test_the_page_says_first_that_no_person_rated_this() -> None:
    assert "No person has rated any of this" in PAGE.split("##", maxsplit=1)[0]


def test_what_is_not_measured_again_stays_in_the_day_s_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_eval, "RESULTS", tmp_path)
    monkeypatch.setattr(cli_eval, "PAGE", tmp_path / "page.md")
    (tmp_path / "page.md").write_text("<!-- figures: a -->\n<!-- end -->\n", encoding="utf-8")
    on, day = held_out_ground(), date(2026, 1, 2)
    for name, value in (("one", 1 / 3), ("two", 2.0)):
        outcome = cli_eval.Outcome(name, {"x": value}, (), (), {"a": f"{name}"})
        cli_eval.write((outcome,), on, day=day)
    kept = json.loads((tmp_path / "2026-01-02.json").read_text(encoding="utf-8"))
    assert kept["sets"] == {"one": {"x": 0.333333}, "two": {"x": 2.0}}
    assert kept["grader"] == on.grader.name
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "two\n\n*Measured 2026-01-02 by embedded" in page
    assert "one" not in page
