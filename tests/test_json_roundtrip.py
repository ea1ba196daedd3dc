"""F77: the JSON export gives back exactly what was exported, and refuses everything else by saying what is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.domain import (
    Interview,
)
from interviewer.errors import BadImport
from interviewer.exports import EXPORTS
from interviewer.exports.json import VERSION, Bundle, read_interview
from interviewer.report import build_report
from tests.held import Said, guide_of, held
from tests.strange_interviews import GUIDE, RUBRICS, interviews


@given(interviews())
@settings(deadline=None)
def test_what_is_read_back_is_what_was_exported(interview: Interview) -> None:
    report = build_report(interview, guide=GUIDE, rubrics=RUBRICS)
    data = EXPORTS["json"].render(report)
    bundle = read_interview(data)
    assert bundle == Bundle(interview=interview, guide=GUIDE, rubrics=RUBRICS)
    again = build_report(bundle.interview, guide=bundle.guide, rubrics=bundle.rubrics)
    assert again == report
    assert EXPORTS["json"].render(again) == data


@given(interviews())
@settings(deadline=None, max_examples=40)
def test_any_interview_that_fits_its_guide_can_be_taken_along_in_every_format(
    interview: Interview,
) -> None:
    report = build_report(interview, guide=GUIDE, rubrics=RUBRICS)
    for turn in (*report.transcript, *(t for a in report.answers for t in a.turns)):
        assert "".join(segment.text for segment in turn.segments) == turn.text
    for export in EXPORTS.values():
        assert export.render(report)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.binary(max_size=60) | json_values.map(lambda value: json.dumps(value).encode()))
def test_bytes_that_are_no_interview_are_refused_and_never_raise_anything_else(data: bytes) -> None:
    with pytest.raises(BadImport):
        read_interview(data)


EXPORTED: dict[str, Any] = json.loads(
    EXPORTS["json"].render(build_report(held(Said()), guide=guide_of("q1"), rubrics=RUBRICS))
)


def paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path, *(found for key, one in inner for found in paths(one, (*path, key)))]


@given(st.sampled_from([p for p in paths(EXPORTED) if p]), json_values)
@settings(deadline=None)
def test_a_file_changed_by_hand_is_read_or_refused_but_never_breaks(
    path: tuple[str | int, ...], value: Any
) -> None:
    changed = json.loads(json.dumps(EXPORTED))
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    try:
        bundle = read_interview(json.dumps(changed).encode())
    except BadImport:
        return
    report = build_report(bundle.interview, guide=bundle.guide, rubrics=bundle.rubrics)
    for export in EXPORTS.values():
        assert export.render(report)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\xff\xfe", "it is not UTF-8 text (byte 0)"),
        (b"", "it is not JSON (line 1, column 1: Expecting value)"),
        (b'{"a"\n x}', "it is not JSON (line 2, column 2: Expecting ':' delimiter)"),
        (b"[1]", "it holds no JSON object"),
        (b"{}", 'there is no "steady" in it, so it is not an interview saved by Steady'),
        (b'{"steady": 99}', f"it has version 99, and this Steady reads version {VERSION}"),
        (b'{"steady": true}', f"it has version True, and this Steady reads version {VERSION}"),
        (
            b'{"steady": 1}',
            "interview: Field required; guide: Field required; rubrics: Field required",
        ),
        (b'{"steady": NaN}', "it holds JSON that no interview can hold"),
        (b'{"steady": 1e999}', "it holds JSON that no interview can hold"),
        (b"[" * 200_000, "it holds JSON that no interview can hold"),
        (b'{"steady": 1' + b"0" * 5000 + b"}", "it holds JSON that no interview can hold"),
    ],
    ids=[
        "encoding",
        "empty",
        "syntax",
        "list",
        "foreign",
        "newer",
        "no-number",
        "hollow",
        "nan",
        "infinite",
        "deep",
        "huge-number",
    ],
)
def test_a_refusal_says_what_is_wrong(data: bytes, told: str) -> None:
    with pytest.raises(BadImport) as refused:
        read_interview(data)
    assert (
        str(refused.value)
        == f"This file cannot be read as an interview: {told}. Nothing was imported."
    )


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (
            ("interview", "guide_id"),
            "other",
            "the interview was held with guide 'other', and the file holds 'small'",
        ),
        (
            ("interview", "plan", 0, "question"),
            "q9",
            "its plan asks questions that its guide does not have",
        ),
        (("interview", "turns", 1, "seq"), 7, "its turns are not numbered from 0 without gaps"),
        (
            ("interview", "turns", 1, "question"),
            "q9",
            "its turns belong to questions that its plan does not have",
        ),
        (
            ("interview", "turns", 1, "question"),
            None,
            "one of its turns asks a question and does not say which",
        ),
        (
            ("interview", "turns", 1, "interviewer"),
            "nobody",
            "its turns are spoken by people that its guide does not have",
        ),
        (("interview", "id"), "1", "its id is not 32 small hex digits"),
        (("interview", "plan"), [], "its plan asks nothing"),
        (
            ("interview", "grades", 0, "question"),
            "q9",
            "its grades belong to questions that its plan does not have",
        ),
        (("rubrics", 0, "id"), "steadiness", "it does not hold each rubric once"),
        (("rubrics", 0, "criteria", 0, "weight"), 0, "criterion 'action' has no weight above 0"),
        (
            ("guide", "questions", 0, "stage"),
            "x",
            "question 'q1' names a competency, stage or interviewer its guide does not have",
        ),
        (
            ("interview", "created"),
            "2026-11-26T12:00:00",
            "it holds a time without a time zone, or out of all reach",
        ),
        (
            ("interview", "created"),
            "0001-01-01T00:00:00+14:00",
            "it holds a time without a time zone, or out of all reach",
        ),
        (
            ("interview", "mode"),
            "secret words",
            "interview.mode: Input should be 'practice' or 'live'",
        ),
    ],
)
def test_parts_that_do_not_fit_together_are_refused_by_name(
    path: tuple[str | int, ...], value: object, told: str
) -> None:
    changed = json.loads(json.dumps(EXPORTED))
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(BadImport) as refused:
        read_interview(json.dumps(changed).encode())
    assert told in str(refused.value)
    assert "secret words" not in str(refused.value)


def test_a_lone_surrogate_costs_a_mark_and_not_the_file() -> None:
    interview = held(Said(text="a lone \ud800 surrogate in it"))
    report = build_report(interview, guide=guide_of("q1"), rubrics=RUBRICS)
    read = read_interview(EXPORTS["json"].render(report))
    assert read.interview.turns[2].text == "a lone \ufffd surrogate in it"
