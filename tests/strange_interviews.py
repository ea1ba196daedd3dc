"""Interviews that fit their guide, however strange: strategies for property tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

from hypothesis import strategies as st

from interviewer.domain import (
    Control,
    Evidence,
    FactFound,
    Finding,
    Grade,
    Intent,
    Interview,
    Outcome,
    PlannedQuestion,
    Rated,
    RubricScore,
    Step,
    Turn,
    TurnKind,
    Unrated,
    Verdict,
)
from tests import makers
from tests.held import guide_of

QUESTIONS = ("q1", "q2", "q3")
ASKS = {"question", "again"}
GUIDE = guide_of(*QUESTIONS)
RUBRICS = makers.rubrics()

texts = st.text(max_size=60)
times = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([
        UTC,
        timezone(timedelta(hours=-5)),
        timezone(timedelta(hours=5, minutes=45)),
    ]),
)
halves = st.integers(-4, 10).map(lambda n: n / 2)
evidence = st.builds(
    Evidence,
    sentence=st.integers(1, 9),
    seq=st.integers(0, 9),
    start=st.integers(0, 99),
    end=st.integers(0, 99),
    quote=texts,
)
quotes = st.lists(evidence, max_size=2).map(tuple)
findings = st.builds(
    Finding,
    id=st.sampled_from(["action.own_act", "result.outcome"]),
    verdict=st.sampled_from(get_args(Verdict)),
    weight=halves,
    evidence=quotes,
    measured=st.none() | texts,
    thin=st.booleans(),
)
some_findings = st.lists(findings, max_size=3).map(tuple)
steps = st.builds(
    Step,
    label=texts,
    amount=halves,
    kind=st.sampled_from(["start", "shown", "also", "floor", "cap"]),
    source=texts,
)
rated = st.builds(
    Rated,
    kind=st.just("rated"),
    criterion=st.sampled_from(["action", "result"]),
    level=st.integers(1, 5),
    uncertain=st.booleans(),
    why_uncertain=texts,
    opinions=st.lists(st.integers(1, 5), max_size=5).map(tuple),
    findings=some_findings,
    steps=st.lists(steps, max_size=3).map(tuple),
)
unrated = st.builds(
    Unrated,
    kind=st.just("unrated"),
    criterion=st.sampled_from(["action", "result"]),
    reason=texts,
    findings=some_findings,
)
facts = st.lists(
    st.builds(FactFound, id=st.sampled_from(["pressure", "contempt"]), evidence=quotes), max_size=2
).map(tuple)
scores = st.builds(
    RubricScore,
    rubric=st.sampled_from(["star", "communication", "steadiness"]),
    score=st.none() | st.floats(1, 5),
    rated=st.integers(0, 4),
)
grades = st.builds(
    Grade,
    question=st.sampled_from(QUESTIONS),
    attempt=st.integers(1, 3),
    outcome=st.sampled_from(get_args(Outcome)),
    criteria=st.lists(rated | unrated, max_size=3).map(tuple),
    rubrics=st.lists(scores, max_size=3).map(tuple),
    facts=facts,
    flags=facts,
    cut=quotes,
    words=st.integers(0, 5000),
    grader=texts,
    reason=texts,
)
turns = st.builds(
    Turn,
    seq=st.just(0),
    speaker=st.sampled_from(["interviewer", "candidate"]),
    kind=st.sampled_from(get_args(TurnKind)),
    text=texts,
    at=times,
    interviewer=st.none() | st.just("manager"),
    question=st.none() | st.sampled_from(QUESTIONS),
    attempt=st.integers(1, 3),
    behaviour=st.none() | texts,
    control=st.none() | st.sampled_from(get_args(Control)),
    client_id=st.none() | texts,
    intent=st.none() | st.sampled_from(get_args(Intent)),
    off_record=st.booleans(),
    notices=st.lists(texts, max_size=2).map(tuple),
)


@st.composite
def interviews(draw: st.DrawFn) -> Interview:
    """Interviews that fit their guide, however strange; who asks a question says which."""
    said = draw(st.lists(turns.filter(lambda t: t.question or t.kind not in ASKS), max_size=6))
    return Interview(
        id=draw(st.text("0123456789abcdef", min_size=32, max_size=32)),
        guide_id=GUIDE.id,
        snapshots=makers.SNAPSHOTS,
        format=draw(st.sampled_from(["warm_up", "short", "panel", "drill", "own"])),
        mode=draw(st.sampled_from(["practice", "live"])),
        pressure=draw(st.booleans()),
        competency=draw(st.none() | st.just("teamwork")),
        seed=draw(st.integers(-(2**63), 2**64)),
        plan=tuple(PlannedQuestion(question=q, interviewer="manager") for q in QUESTIONS),
        created=draw(times),
        status=draw(st.sampled_from(["open", "ended"])),
        grader=draw(texts),
        turns=tuple(turn.model_copy(update={"seq": n}) for n, turn in enumerate(said)),
        grades=tuple(draw(st.lists(grades, max_size=3))),
    )
