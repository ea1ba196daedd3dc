"""Criteria of one answer as rows: what was found, what was not, what held a level down, and its arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from interviewer.domain import (
    Behaviour,
    Criterion,
    Evidence,
    Finding,
    Grade,
    Rated,
    Rubric,
    Step,
    Turn,
)
from interviewer.evidence import USED_UP, WHOLE_ANSWER_WORDS
from interviewer.grading_bounds import ONCE
from interviewer.report_answer_types import (
    BehaviourRow,
    CapRow,
    CriterionRow,
    FlagRow,
    State,
    StepRow,
)
from interviewer.report_lift import lift_of
from interviewer.report_turns import holds
from interviewer.report_words import (
    ALREADY_COUNTED,
    BOUNDS,
    COULD_NOT_TELL,
    FACTS,
    NOT_FOUND,
    NOT_RATED,
    NOT_THE_WHOLE,
    NOTHING_IN_THE_WAY,
    SEEN_ONCE,
    TOO_SHORT,
    dots,
    halves,
    opinions_said,
    signed,
)

LINES: dict[State, str] = {
    "found": "",
    "not_found": NOT_FOUND,
    "used_up": ALREADY_COUNTED,
    "clear": NOTHING_IN_THE_WAY,
    "in_the_way": "These words are in the way",
    "measured": "",
    "measured_out": "",
    "lowers": "Lowers the level",
    "no_sign": "No sign of it",
    "undecided": COULD_NOT_TELL,
    "not_judged": "Not judged here",
}


class Graded(NamedTuple):
    """A grade with the turns its quotes are checked against."""

    grade: Grade
    turns: tuple[Turn, ...]
    probes: int
    """Probes that were answered, each of which widens the bounds of length."""


def criterion_rows(graded: Graded, rubrics: tuple[Rubric, ...]) -> tuple[CriterionRow, ...]:
    """All criteria of a graded answer, in the rubrics' order; none where there is no grade."""
    if graded.grade.outcome != "graded":
        return ()
    return tuple(_row(graded, r, c, rubrics) for r in rubrics for c in r.criteria)


def flag_rows(graded: Graded, rubrics: tuple[Rubric, ...]) -> tuple[FlagRow, ...]:
    """The red flags of an answer with their words."""
    known = {flag.id: flag for rubric in rubrics for flag in rubric.flags}
    return tuple(
        FlagRow(
            id=found.id,
            says=known[found.id].says,
            advice=known[found.id].advice,
            quotes=quotes_of(found.evidence, graded.turns),
        )
        for found in graded.grade.flags
        if found.id in known
    )


def quotes_of(evidence: Iterable[Evidence], turns: Iterable[Turn]) -> tuple[str, ...]:
    """The quotes that really stand in the transcript; words taken off the record are not among them."""
    by_seq = {turn.seq: turn for turn in turns}
    return tuple(e.quote for e in evidence if e.seq in by_seq and holds(e, by_seq[e.seq]))


def _row(
    graded: Graded, rubric: Rubric, criterion: Criterion, rubrics: tuple[Rubric, ...]
) -> CriterionRow:
    found = graded.grade.criterion(criterion.id)
    rated = found if isinstance(found, Rated) else None
    findings = {f.id: f for f in found.findings} if found else {}
    behaviours = tuple(
        _behaviour_row(criterion, b, findings.get(f"{criterion.id}.{b.id}"), graded, rated)
        for b in criterion.behaviours
    )
    blank = CriterionRow(
        rubric=rubric.id,
        criterion=criterion.id,
        name=criterion.name,
        asks=criterion.asks,
        anchors=criterion.anchors,
        level=None,
        dots="",
        said=NOT_RATED,
        unrated_reason=getattr(found, "reason", ""),
        behaviours=behaviours,
    )
    if rated is None:
        return blank
    return blank.model_copy(
        update={
            "level": rated.level,
            "dots": dots(rated.level),
            "said": f"level {rated.level} of 5",
            "uncertain": rated.uncertain,
            "why_uncertain": rated.why_uncertain,
            "opinions": opinions_said(rated.opinions),
            "caps": tuple(_cap_row(s, criterion, graded, rubrics) for s in _held_down(rated)),
            "silence": _silence(criterion, behaviours, rated),
            "lift": lift_of(criterion, rated, graded.grade, rubrics=rubrics, probes=graded.probes),
            "steps": tuple(_step_row(s, rubrics) for s in rated.steps),
            "total": _total(rated),
        }
    )


def _behaviour_row(
    criterion: Criterion,
    behaviour: Behaviour,
    finding: Finding | None,
    graded: Graded,
    rated: Rated | None,
) -> BehaviourRow:
    source = f"{criterion.id}.{behaviour.id}"
    finding = finding or Finding(id=source, verdict="cannot_tell", weight=behaviour.weight)
    quotes = quotes_of(finding.evidence, graded.turns)
    state = _state(behaviour, finding, quotes) if rated else "not_judged"
    return BehaviourRow(
        id=source,
        says=behaviour.says,
        kind=behaviour.evidence,
        state=state,
        verdict=finding.verdict,
        weight=behaviour.weight,
        weight_text=signed(behaviour.weight),
        quotes=quotes,
        measured=finding.measured or "",
        line=_line(behaviour, finding, state, graded.grade.words),
        advice=behaviour.advice,
        thin=finding.thin,
    )


def _state(behaviour: Behaviour, finding: Finding, quotes: tuple[str, ...]) -> State:
    if finding.verdict == "cannot_tell":
        return "undecided"
    if finding.measured == USED_UP:
        return "used_up"
    shown = finding.verdict == "shown"
    if behaviour.evidence == "code":
        return "measured" if shown else "measured_out"
    if behaviour.weight < 0:
        return "lowers" if shown else "no_sign"
    if behaviour.evidence == "whole" and (shown or quotes):
        return "clear" if shown else "in_the_way"
    return "found" if shown else "not_found"


def _line(behaviour: Behaviour, finding: Finding, state: State, words: int) -> str:
    if behaviour.evidence == "code" and finding.measured:
        low, high = behaviour.words or (0, 0)
        return f"{finding.measured}; about {low} to {high} is asked for"
    if state == "not_found" and behaviour.evidence == "whole":
        return TOO_SHORT if words < WHOLE_ANSWER_WORDS else NOT_THE_WHOLE
    return LINES[state]


def _held_down(rated: Rated) -> tuple[Step, ...]:
    return tuple(step for step in rated.steps if step.kind == "cap")


def _cap_row(
    step: Step, criterion: Criterion, graded: Graded, rubrics: tuple[Rubric, ...]
) -> CapRow:
    reason = _because(step, rubrics)
    evidence = [
        e
        for source in step.source.split(" + ")
        for e in _evidence_of(source, criterion, graded.grade)
    ]
    return CapRow(
        source=step.source,
        level=round(step.amount),
        reason=reason,
        text=f"At most {halves(step.amount)}: {reason}",
        quotes=tuple(dict.fromkeys(quotes_of(evidence, graded.turns))),
    )


def _evidence_of(source: str, criterion: Criterion, grade: Grade) -> tuple[Evidence, ...]:
    if source.startswith(ONCE):
        return next((f.evidence for f in grade.seen_once if f"{ONCE}{f.id}" == source), ())
    if source.startswith("flag:"):
        return next((f.evidence for f in grade.flags if f"flag:{f.id}" == source), ())
    found = grade.criterion(criterion.id)
    return next((f.evidence for f in (found.findings if found else ()) if f.id == source), ())


def _because(step: Step, rubrics: tuple[Rubric, ...]) -> str:
    """Why a bound holds or what an `also` counts, in the rubric's own words."""
    if step.source == "length":
        return f"a length of {step.label}"
    if step.source in BOUNDS:
        return BOUNDS[step.source]
    says = {f"flag:{flag.id}": flag.says for r in rubrics for flag in r.flags}
    says |= {f"{ONCE}{f.id}": SEEN_ONCE.format(says=f.says) for r in rubrics for f in r.flags}
    says |= {f"{c.id}.{b.id}": b.says for r in rubrics for c in r.criteria for b in c.behaviours}
    says |= {f"fact:{fact}": text for fact, text in FACTS.items()}
    return ", and ".join(says.get(source, source) for source in step.source.split(" + "))


def _step_row(step: Step, rubrics: tuple[Rubric, ...]) -> StepRow:
    if step.kind == "start":
        return StepRow(amount=halves(step.amount), label="where every answer starts")
    if step.kind == "shown":
        return StepRow(amount=signed(step.amount), label=step.label)
    because = _because(step, rubrics)
    if step.kind == "also":
        return StepRow(amount=signed(step.amount), label=because)
    bound = "at least" if step.kind == "floor" else "at most"
    return StepRow(amount=f"{bound} {halves(step.amount)}", label=because)


def _total(rated: Rated) -> str:
    """`3½ in all; halves round up: level 4`."""
    total = sum(s.amount for s in rated.steps if s.kind in {"start", "shown", "also"})
    notes = []
    if total % 1:
        notes.append("halves round up")
    if not 1 <= total <= 5:
        notes.append("levels stay within 1 and 5")
    said = "; ".join((f"{halves(total) or '0'} in all", *notes)) + f": level {rated.level}"
    opinions = opinions_said(rated.opinions)
    return f"{said}. {opinions}" if opinions else said


def _silence(criterion: Criterion, behaviours: tuple[BehaviourRow, ...], rated: Rated) -> str:
    said = any(row.state in {"found", "lowers"} for row in behaviours)
    return "" if said or rated.level != 3 else criterion.silence
