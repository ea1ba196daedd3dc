"""The lossless format: interview, guide and rubrics as they were, in one versioned file that can be read back."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NoReturn

from pydantic import ValidationError

from interviewer.domain import Frozen, Guide, Interview, Rubric, Turn
from interviewer.errors import BadImport
from interviewer.report import Report

VERSION = 1
"""Raised when a reader of the old version could not read the new one."""
KEY = "steady"
_SURROGATES = re.compile("[\ud800-\udfff]")
_ID = re.compile(r"[0-9a-f]{32}")
MOST_PROBLEMS = 5


class Bundle(Frozen):
    """What a JSON export holds."""

    interview: Interview
    guide: Guide
    rubrics: tuple[Rubric, ...]


def render(report: Report) -> bytes:
    """The whole interview with the guide and rubrics it was held with, as UTF-8 JSON."""
    bundle = Bundle(interview=report.interview, guide=report.guide, rubrics=report.rubrics)
    content = {KEY: VERSION, **bundle.model_dump(mode="json")}
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    # clean_text lets no lone surrogate in; one from elsewhere must not cost the person the whole file.
    return _SURROGATES.sub("\ufffd", text).encode("utf-8")


def read_interview(data: bytes, *, name: str = "This file") -> Bundle:
    """Read a JSON export back, equal to what was exported. Raises BadImport, which says what is wrong."""
    content = _parse(data, name)
    version = content.pop(KEY, None)
    if version is None:
        _refuse(name, f'there is no "{KEY}" in it, so it is not an interview saved by Steady')
    if type(version) is not int or version != VERSION:
        _refuse(name, f"it has version {version!r}, and this Steady reads version {VERSION}")
    try:
        # Through JSON mode, where tuples are lists and times are text, as strictly as it was written.
        bundle = Bundle.model_validate_json(json.dumps(content))
    except ValidationError as exc:
        _refuse(name, _problems(exc), exc)
    _check(bundle, name)
    return bundle


def _parse(data: bytes, name: str) -> dict[str, Any]:
    try:
        content = json.loads(
            data.decode("utf-8-sig"), parse_constant=_no_constant, parse_float=_finite
        )
    except UnicodeDecodeError as exc:
        _refuse(name, f"it is not UTF-8 text (byte {exc.start})", exc)
    except json.JSONDecodeError as exc:
        _refuse(name, f"it is not JSON (line {exc.lineno}, column {exc.colno}: {exc.msg})", exc)
    except (ValueError, RecursionError) as exc:
        _refuse(name, "it holds JSON that no interview can hold", exc)
    if not isinstance(content, dict):
        _refuse(name, "it holds no JSON object")
    return content


def _no_constant(text: str) -> NoReturn:
    raise ValueError(text)


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_constant(text)


def _problems(error: ValidationError) -> str:
    """The first few problems by path, without the values: they may be somebody's words."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    told = [f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in found[:MOST_PROBLEMS]]
    more = len(found) - len(told)
    return "; ".join(told) + (f"; and {more} more" if more else "")


def _check(bundle: Bundle, name: str) -> None:
    """What each part says alone can be right and still not fit together."""
    for problem in (*_misfits(bundle), *_guide_misfits(bundle.guide), *_rubric_misfits(bundle)):
        _refuse(name, problem)


def _misfits(bundle: Bundle) -> Iterator[str]:
    interview, guide = bundle.interview, bundle.guide
    questions = {question.id for question in guide.questions}
    people = {person.id for person in guide.interviewers}
    planned = {p.question for p in interview.plan}
    if interview.guide_id != guide.id:
        yield f"the interview was held with guide {interview.guide_id!r}, and the file holds {guide.id!r}"
    if not _ID.fullmatch(interview.id):
        yield "its id is not 32 small hex digits"
    if not planned:
        yield "its plan asks nothing"
    if not planned <= questions or not {p.interviewer for p in interview.plan} <= people:
        yield "its plan asks questions that its guide does not have"
    yield from _turn_misfits(interview.turns, planned, people)
    if not {grade.question for grade in interview.grades} <= planned:
        yield "its grades belong to questions that its plan does not have"
    if not all(
        _is_a_time(at) for at in (interview.created, *(turn.at for turn in interview.turns))
    ):
        yield "it holds a time without a time zone, or out of all reach"


def _turn_misfits(turns: tuple[Turn, ...], planned: set[str], people: set[str]) -> Iterator[str]:
    if [turn.seq for turn in turns] != list(range(len(turns))):
        yield "its turns are not numbered from 0 without gaps"
    if not {turn.question for turn in turns if turn.question is not None} <= planned:
        yield "its turns belong to questions that its plan does not have"
    if any(turn.kind in {"question", "again"} and turn.question is None for turn in turns):
        yield "one of its turns asks a question and does not say which"
    if not {turn.interviewer for turn in turns if turn.interviewer is not None} <= people:
        yield "its turns are spoken by people that its guide does not have"


def _is_a_time(at: datetime) -> bool:
    return at.tzinfo is not None and 1900 <= at.year < 9999


def _guide_misfits(guide: Guide) -> Iterator[str]:
    competencies = {competency.id for competency in guide.competencies}
    stages = {stage.id for stage in guide.stages}
    people = {person.id for person in guide.interviewers}
    for question in guide.questions:
        fits = (
            question.competency in competencies
            and question.stage in stages
            and question.interviewer in people
        )
        if not fits:
            yield f"question {question.id!r} names a competency, stage or interviewer its guide does not have"


def _rubric_misfits(bundle: Bundle) -> Iterator[str]:
    if len({rubric.id for rubric in bundle.rubrics}) != len(bundle.rubrics):
        yield "it does not hold each rubric once"
    for criterion in (c for rubric in bundle.rubrics for c in rubric.criteria):
        if criterion.weight <= 0:
            yield f"criterion {criterion.id!r} has no weight above 0"


def _refuse(name: str, problem: str, cause: Exception | None = None) -> NoReturn:
    raise BadImport(
        f"{name} cannot be read as an interview: {problem}. Nothing was imported."
    ) from cause
