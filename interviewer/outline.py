"""An answer rebuilt in the order of STAR, from the candidate's own sentences and blanks alone.

Nothing is written here: a part holds sentences the candidate said, whole and word for word, and the ids of
behaviours that nothing in the answer shows. Not even a connecting word is added. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from interviewer.backends.port import Placed
from interviewer.domain import (
    Criterion,
    CriterionGrade,
    Evidence,
    FactFound,
    Finding,
    OutlinePart,
    Rated,
    Rubric,
    StarPart,
)
from interviewer.evidence import USED_UP

PARTS: Mapping[str, StarPart] = {"situation": "S", "task": "T", "action": "A", "result": "R"}
"""The criterion that looks for each part, in the order in which a story is told."""
LATER_FIRST: tuple[StarPart, ...] = ("R", "A", "T", "S")
"""Which part a sentence belongs to where it shows two of equal weight; the marked words of a report agree."""
TEAM_ACT: StarPart = "A"
"""Where words belong that tell of an act and show no behaviour: an act told as the team's is material for one's own."""

Weights = dict[int, dict[StarPart, float]]
"""For a sentence's number how much it shows of each part."""


def outline_of(
    own: Mapping[int, Evidence],
    criteria: Iterable[CriterionGrade],
    *,
    facts: Iterable[FactFound],
    placed: tuple[Placed, ...],
    rubrics: tuple[Rubric, ...],
) -> tuple[OutlinePart, ...]:
    """Put the candidate's own sentences in the order of STAR, with a blank for all that nothing shows.

    `own` holds the sentences that count, by number. `placed` is a backend's wish: it may choose among the
    parts a sentence is evidence for, and the order within a part; it can bring a sentence that shows nothing
    only into a part that has something to show. Empty where STAR is not rated, or nothing of it was found.
    """
    rated = {c.criterion: c for c in criteria if isinstance(c, Rated)}
    star = [
        (part, criterion, rated[name].findings)
        for name, part in PARTS.items()
        if name in rated and (criterion := _criterion(rubrics, name)) is not None
    ]
    belongs = _belongs(own, _weights(own, star), facts, placed)
    if not star or not belongs:
        return ()
    order: dict[int, int] = {}
    for n in (n for one in placed for n in one.sentences):
        order.setdefault(n, len(order))
    return tuple(
        OutlinePart(
            part=part,
            sentences=tuple(own[n] for n in _in_order(part, belongs, order)),
            missing=tuple(_missing(criterion, findings)),
        )
        for part, criterion, findings in star
    )


def part_shown(weights: Mapping[StarPart, float]) -> StarPart | None:
    """The part that words show most of; None where they show none."""
    best = max(LATER_FIRST, key=lambda part: weights.get(part, 0))
    return best if weights.get(best, 0) > 0 else None


def _criterion(rubrics: tuple[Rubric, ...], name: str) -> Criterion | None:
    return next((c for r in rubrics if r.id == "star" for c in r.criteria if c.id == name), None)


def _weights(
    own: Mapping[int, Evidence],
    star: Iterable[tuple[StarPart, Criterion, tuple[Finding, ...]]],
) -> Weights:
    weights: Weights = {}
    for part, _, findings in star:
        for finding in findings:
            for evidence in finding.evidence if finding.verdict == "shown" else ():
                if own.get(evidence.sentence) == evidence and finding.weight > 0:
                    shown = weights.setdefault(evidence.sentence, {})
                    shown[part] = shown.get(part, 0) + finding.weight
    return weights


def _belongs(
    own: Mapping[int, Evidence],
    weights: Weights,
    facts: Iterable[FactFound],
    placed: tuple[Placed, ...],
) -> dict[int, StarPart]:
    """The one part of every sentence that is kept."""
    belongs = {n: part for n, shown in weights.items() if (part := part_shown(shown)) is not None}
    has_something = {part for shown in weights.values() for part in shown}
    wished: dict[int, StarPart] = {}
    for one in placed:
        for n in one.sentences:
            may = weights.get(n) or has_something
            if n in own and one.part in may:
                wished.setdefault(n, one.part)
    acts = {e.sentence for f in facts if f.id == "team_act" for e in f.evidence}
    belongs = dict.fromkeys((n for n in acts if n in own), TEAM_ACT) | belongs | wished
    # What was said twice in the same words is told once.
    first: dict[str, int] = {}
    for n in sorted(belongs):
        first.setdefault(said_as(own[n].quote), n)
    return {n: belongs[n] for n in first.values()}


def said_as(quote: str) -> str:
    """Words as a listener hears them: without capitals and line breaks."""
    return " ".join(quote.casefold().split())


def _in_order(
    part: StarPart, belongs: Mapping[int, StarPart], order: Mapping[int, int]
) -> Iterator[int]:
    """As the backend ordered them, then as they were said: steps are told in the order they were taken."""
    mine = (n for n, its in belongs.items() if its == part)
    yield from sorted(mine, key=lambda n: (order.get(n, len(order)), n))


def _missing(criterion: Criterion, findings: Iterable[Finding]) -> Iterator[str]:
    """What was looked for and not found, in the rubric's order; what may well be there is no blank.

    That is what was seen in words used up, what the grader could not tell or only just denied (half of those are
    there, by two readers), and what something shown rests on: an outcome that was measured is an outcome.
    """
    by_id = {finding.id: finding for finding in findings}
    rested_on = {
        behaviour.quote_from[0]
        for behaviour in criterion.behaviours
        if len(behaviour.quote_from) == 1 and _is_shown(by_id.get(f"{criterion.id}.{behaviour.id}"))
    }
    for behaviour in criterion.behaviours:
        found = by_id.get(f"{criterion.id}.{behaviour.id}")
        if behaviour.evidence != "quote" or behaviour.weight <= 0 or found is None:
            continue
        if found.verdict != "not_shown" or found.thin or found.measured == USED_UP:
            continue
        if found.id not in rested_on:
            yield found.id


def _is_shown(finding: Finding | None) -> bool:
    return finding is not None and finding.verdict == "shown"
