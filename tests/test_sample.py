"""The bundled sample is an interview that the shipped engine and grader really hold, and stays one."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from interviewer.exports.json import Bundle, read_interview
from interviewer.report import Report, build_report

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "interviewer" / "ui" / "sample.json"


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return read_interview(SAMPLE.read_bytes(), name=SAMPLE.name)


@pytest.fixture(scope="module")
def report(bundle: Bundle) -> Report:
    return build_report(bundle.interview, guide=bundle.guide, rubrics=bundle.rubrics)


def test_the_sample_is_what_the_engine_and_the_grader_make_of_it_today() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "make_sample.py"))["make"]()
    assert made == SAMPLE.read_bytes(), "Run python -m docs.make_sample and read the report anew."


def test_the_sample_shows_three_graded_answers_of_different_quality(report: Report) -> None:
    assert [answer.outcome for answer in report.answers] == ["graded"] * 3
    strong, middling, weak = (answer.scores[0].score or 0 for answer in report.answers)
    assert strong > middling > weak
    assert report.work_on_first is not None
    assert report.radar.shown
    assert report.ended


def test_the_samples_probes_are_about_what_its_answers_did_not_show(bundle: Bundle) -> None:
    probes = [turn for turn in bundle.interview.turns if turn.kind == "probe"]
    assert len(probes) >= 3
    assert len({(turn.question, turn.behaviour) for turn in probes}) == len(probes)


def test_every_quote_of_the_sample_stands_in_its_transcript(report: Report) -> None:
    said = "\n".join(turn.text for turn in report.transcript if turn.speaker == "candidate")
    quotes = [q for a in report.answers for c in a.rows for b in c.behaviours for q in b.quotes]
    assert quotes
    assert all(quote in said for quote in quotes)
