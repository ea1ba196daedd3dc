"""What would lift a level by one: the cheapest change, found with the same arithmetic that graded."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

from interviewer.domain import Behaviour, Criterion, Evidence, Finding, Grade, Rated, Rubric
from interviewer.evidence import USED_UP, WHOLE_ANSWER_WORDS, growth
from interviewer.grading import level_of
from interviewer.report_row_types import Lift
from interviewer.report_words import FACT_ADVICE, opening_lower

MOST_CHANGES = 3
"""More than three things at once is no advice."""
SAY_MORE = "say more first; in so few words there is nothing to judge as a whole."
LENGTH = "Come to about {low} to {high} words in all, follow-ups included."
AGAIN = "Say this in a sentence of its own: {says}."
ADD, AFTER, FIRST, INSTEAD = "Add it to", "Say it after", "Start with", "Instead of"
HELD = {
    "shared": "give this a sentence of its own, with a detail.",
    "rules": "say it in plainer words, with a detail that only this case has.",
    "once": "say it so that nobody could take it for anything else.",
}


class Change(NamedTuple):
    """One thing that could be done differently, and what it would alter in the arithmetic."""

    source: str
    advice: str
    weight: float
    ask: int
    adds: frozenset[str] = frozenset()
    removes: frozenset[str] = frozenset()
    words: int | None = None
    """The number of words the answer would then have."""


def lift_of(
    criterion: Criterion, rated: Rated, grade: Grade, *, rubrics: tuple[Rubric, ...], probes: int
) -> Lift | None:
    """The fewest, then lightest changes that raise the level by at least one; None at 5 or where none would."""
    if rated.level == 5:
        return None
    held = next(
        (HELD[by] for s in reversed(rated.steps) if (by := s.source.partition(":")[0]) in HELD), ""
    )
    if held:
        # The arithmetic asks for nothing more; the words do.
        text = f"To reach {rated.level + 1}: {held}"
        return Lift(to=rated.level + 1, behaviours=(), advice=held, text=text)
    changes = _changes(criterion, grade, rubrics=rubrics, probes=probes)
    found = _cheapest(changes, criterion, rated, grade, probes)
    if found is None:
        # Said already, in words that count for others: the last resort, but better than no way up.
        again = (*changes, *_said_again(criterion, grade))
        found = _cheapest(again, criterion, rated, grade, probes)
    if found is not None:
        return found
    if grade.words < WHOLE_ANSWER_WORDS:
        text = f"To go higher: {SAY_MORE}"
        return Lift(to=rated.level + 1, behaviours=(), advice=SAY_MORE, text=text)
    return None


def _cheapest(
    changes: tuple[Change, ...], criterion: Criterion, rated: Rated, grade: Grade, probes: int
) -> Lift | None:
    """The fewest of these changes that raise the level, then the lightest; None where none do."""
    shown = shown_in(grade)
    for size in range(1, MOST_CHANGES + 1):
        working = (
            together
            for together in combinations(changes, size)
            if _level_after(criterion, together, shown, grade.words, probes) > rated.level
        )
        best = min(working, key=_cost, default=None)
        if best is not None:
            return _lift(_level_after(criterion, best, shown, grade.words, probes), best)
    return None


def starting_from(
    lift: Lift, grade: Grade, rubrics: tuple[Rubric, ...]
) -> tuple[str, tuple[Evidence, ...]]:
    """The words a lift would be added to or would change, with what to say before them; none where there are none."""
    source = next(iter(lift.behaviours), "")
    findings = {f.id: f for c in grade.criteria for f in c.findings}
    known = {f"{c.id}.{b.id}": b for r in rubrics for c in r.criteria for b in c.behaviours}
    if source.startswith("flag:"):
        flagged = next((f.evidence for f in grade.flags if f"flag:{f.id}" == source), ())
        return INSTEAD, flagged
    if source not in findings or source not in known:
        return "", ()
    if findings[source].evidence:
        return (INSTEAD if known[source].weight < 0 else FIRST), findings[source].evidence
    before = (findings[i] for i in known[source].quote_from if i in findings)
    lead = AFTER if findings[source].measured == USED_UP else ADD
    return lead, next((f.evidence for f in before if f.verdict == "shown" and f.evidence), ())


def asked_length(behaviour: Behaviour, probes: int) -> tuple[int, int]:
    """The fewest and the most words that show a measured behaviour, after so many probes answered."""
    low, high = behaviour.words or (0, 0)
    return math.ceil(low * growth(probes)), math.floor(high * growth(probes))


def lifts(source: str, grade: Grade, *, rubrics: tuple[Rubric, ...], probes: int) -> bool:
    """True where this one behaviour raises some level, alone or as part of the cheapest way to raise it."""
    shown = shown_in(grade)
    for criterion in (c for r in rubrics for c in r.criteria):
        rated = grade.criterion(criterion.id)
        if not isinstance(rated, Rated):
            continue
        changes = _changes(criterion, grade, rubrics=rubrics, probes=probes)
        alone = [change for change in changes if change.source == source]
        if not alone:
            continue
        if _level_after(criterion, alone, shown, grade.words, probes) > rated.level:
            return True
        lift = lift_of(criterion, rated, grade, rubrics=rubrics, probes=probes)
        if lift is not None and source in lift.behaviours:
            return True
    return False


def shown_in(grade: Grade) -> frozenset[str]:
    """Everything the arithmetic may count: behaviours shown, facts and flags."""
    return frozenset(
        {f.id for c in grade.criteria for f in c.findings if f.verdict == "shown"}
        | {f"fact:{fact.id}" for fact in grade.facts}
        | {f"flag:{flag.id}" for flag in grade.flags}
    )


def _lift(to: int, changes: tuple[Change, ...]) -> Lift:
    first, *rest = (change.advice for change in changes)
    advice = " ".join((opening_lower(first), *rest))
    sources = tuple(c.source for c in changes)
    return Lift(to=to, behaviours=sources, advice=advice, text=f"To reach {to}: {advice}")


def _cost(changes: tuple[Change, ...]) -> tuple[float, int]:
    return sum(change.weight for change in changes), -sum(change.ask for change in changes)


def _level_after(
    criterion: Criterion,
    changes: Iterable[Change],
    shown: frozenset[str],
    words: int,
    probes: int,
) -> int:
    for change in changes:
        shown = (shown | change.adds) - change.removes
        words = words if change.words is None else change.words
    return level_of(criterion, shown=shown, words=words, probes=probes).level


def _changes(
    criterion: Criterion, grade: Grade, *, rubrics: tuple[Rubric, ...], probes: int
) -> tuple[Change, ...]:
    also = {a.when for a in criterion.also}
    behaviours = [
        (f"{c.id}.{b.id}", b)
        for c in (c for r in rubrics for c in r.criteria)
        for b in c.behaviours
        if c.id == criterion.id or f"{c.id}.{b.id}" in also
    ]
    findings = {f.id: f for c in grade.criteria for f in c.findings}
    changes = []
    for source, behaviour in sorted(behaviours, key=lambda found: found[0] in also):
        finding = findings.get(source)
        change = finding and _behaviour_change(source, behaviour, finding, grade, probes)
        if change:
            changes.append(change)
    return (*changes, *_fact_changes(criterion, grade), *_flag_changes(criterion, grade, rubrics))


def _behaviour_change(
    source: str, behaviour: Behaviour, finding: Finding, grade: Grade, probes: int
) -> Change | None:
    """What this behaviour could still give; None where it gives already, or cannot in so few words."""
    if behaviour.weight < 0:
        if finding.verdict != "shown":
            return None
        gone = frozenset({source})
        return Change(source, behaviour.advice, -behaviour.weight, behaviour.ask, removes=gone)
    too_short = behaviour.evidence == "whole" and grade.words < WHOLE_ANSWER_WORDS
    # What was said already and cannot count is no advice.
    if finding.verdict == "shown" or finding.measured == USED_UP or too_short:
        return None
    added, weight, ask = frozenset({source}), behaviour.weight, behaviour.ask
    if behaviour.words is None:
        return Change(source, behaviour.advice, weight, ask, adds=added)
    low, high = asked_length(behaviour, probes)
    advice = LENGTH.format(low=low, high=high) if probes else behaviour.advice
    words = min(max(grade.words, low), high)
    return Change(source, advice, weight, ask, adds=added, words=words)


def _said_again(criterion: Criterion, grade: Grade) -> tuple[Change, ...]:
    """What was seen only in words that count for others, and would count in words of its own."""
    findings = {f.id: f for c in grade.criteria for f in c.findings}
    return tuple(
        Change(source, AGAIN.format(says=b.says), b.weight, b.ask, adds=frozenset({source}))
        for b in criterion.behaviours
        if (found := findings.get(source := f"{criterion.id}.{b.id}")) and found.measured == USED_UP
    )


def _fact_changes(criterion: Criterion, grade: Grade) -> tuple[Change, ...]:
    found = {f"fact:{fact.id}" for fact in grade.facts}
    return tuple(
        Change(also.when, FACT_ADVICE[fact], also.weight, 0, adds=frozenset({also.when}))
        for also in criterion.also
        if (fact := also.when.removeprefix("fact:")) in FACT_ADVICE and also.when not in found
    )


def _flag_changes(
    criterion: Criterion, grade: Grade, rubrics: tuple[Rubric, ...]
) -> tuple[Change, ...]:
    advice = {flag.id: flag.advice for rubric in rubrics for flag in rubric.flags}
    capping = {when for cap in criterion.caps for when in cap.when}
    return tuple(
        Change(f"flag:{f.id}", advice[f.id], 0, 100, removes=frozenset({f"flag:{f.id}"}))
        for f in grade.flags
        if f"flag:{f.id}" in capping and f.id in advice
    )
