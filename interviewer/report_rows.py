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
    Turn,
)
from interviewer.evidence import USED_UP, WHOLE_ANSWER_WORDS
from interviewer.report_answer_types import FlagRow
from interviewer.report_arithmetic import Arithmetic
from interviewer.report_lift import asked_length, lift_of, starting_from
from interviewer.report_row_types import BehaviourRow, CriterionRow, Lift, QuoteRow, State
from interviewer.report_turns import holds
from interviewer.report_words import (
    ALREADY_COUNTED,
    COULD_NOT_TELL,
    NOT_FOUND,
    NOT_RATED,
    NOT_THE_WHOLE,
    NOTHING_IN_THE_WAY,
    TAKEN_OUT,
    TOO_SHORT,
    dots,
    opinions_said,
    shortened,
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
    made = Arithmetic(
        criterion,
        rated,
        graded.grade,
        rubrics=rubrics,
        rows=behaviours,
        quotes=lambda evidence: quotes_of(evidence, graded.turns),
    )
    return blank.model_copy(
        update={
            "level": rated.level,
            "dots": dots(rated.level),
            "said": f"level {rated.level} of 5",
            "uncertain": rated.uncertain,
            "why_uncertain": rated.why_uncertain,
            "opinions": opinions_said(rated.opinions),
            "caps": made.caps(),
            "silence": _silence(criterion, behaviours, rated),
            "lift": _lift(graded, criterion, rated, rubrics),
            "steps": made.steps(),
            "total": made.total(),
            "uncounted": made.uncounted(),
            "shows": _by_quote(behaviours),
        }
    )


def _lift(
    graded: Graded, criterion: Criterion, rated: Rated, rubrics: tuple[Rubric, ...]
) -> Lift | None:
    """The lift, with the candidate's words it starts from where they still stand."""
    lift = lift_of(criterion, rated, graded.grade, rubrics=rubrics, probes=graded.probes)
    if lift is None:
        return None
    lead, evidence = starting_from(lift, graded.grade, rubrics)
    quote = next((shortened(quote) for quote in quotes_of(evidence, graded.turns)), "")
    return lift.model_copy(update={"quote": quote, "lead": lead if quote else ""})


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
        line=_line(behaviour, finding, state, graded),
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


def _line(behaviour: Behaviour, finding: Finding, state: State, graded: Graded) -> str:
    if behaviour.evidence == "code" and finding.measured:
        low, high = asked_length(behaviour, graded.probes)
        more = " for an answer with follow-ups" if graded.probes else ""
        return f"{finding.measured}; about {low} to {high} is asked for{more}"
    if state == "not_found" and behaviour.evidence == "whole":
        return TOO_SHORT if graded.grade.words < WHOLE_ANSWER_WORDS else NOT_THE_WHOLE
    if state == "found" and finding.evidence and not quotes_of(finding.evidence, graded.turns):
        return TAKEN_OUT
    return LINES[state]


def _by_quote(rows: tuple[BehaviourRow, ...]) -> tuple[QuoteRow, ...]:
    """Each quote once, in the order of what it shows first, with all that it shows of this criterion."""
    says: dict[str, list[str]] = {}
    for row in rows:
        for quote in row.quotes if row.state == "found" else ():
            says.setdefault(quote, []).append(row.says)
    return tuple(QuoteRow(quote=quote, says="; ".join(shown)) for quote, shown in says.items())


def _silence(criterion: Criterion, behaviours: tuple[BehaviourRow, ...], rated: Rated) -> str:
    said = any(row.state in {"found", "lowers"} for row in behaviours)
    return "" if said or rated.level != 3 else criterion.silence
