"""What a schema cannot say about a rubric: references, doubles, and how its probes are worded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from interviewer.domain import Behaviour, Bound, Criterion, FactId, LengthCap, Rubric, RubricId
from interviewer.library_problems import At, Problem, blanks, doubles
from interviewer.spoken import faults_of_probe

_FACTS: tuple[str, ...] = get_args(FactId)


def rubric_problems(
    rubric: Rubric, expected: RubricId, rubrics: tuple[Rubric, ...] | None
) -> Iterator[Problem]:
    """Everything wrong in a well-formed rubric; references are looked up where all rubrics are given."""
    yield from blanks(rubric, ())
    if rubric.id != expected:
        yield Problem(("id",), f"should be {expected!r}, as the file is called")
    if len(rubric.criteria) != 4:
        yield Problem(("criteria",), f"there are {len(rubric.criteria)}; a rubric has four")
    yield from doubles((criterion.id for criterion in rubric.criteria), ("criteria",))
    yield from doubles((flag.id for flag in rubric.flags), ("flags",))
    yield from _case_probe_problems(rubric, expected)
    known = None if rubrics is None else _known_sources(rubrics)
    for index, criterion in enumerate(rubric.criteria):
        at = ("criteria", index)
        yield from doubles(
            (behaviour.id for behaviour in criterion.behaviours), (*at, "behaviours")
        )
        yield from _criterion_problems(criterion, at)
        if known is not None:
            yield from _unknown_sources(criterion, at, known)
    if rubrics is not None:
        yield from _taken_elsewhere(rubric, rubrics)


def _case_probe_problems(rubric: Rubric, expected: RubricId) -> Iterator[Problem]:
    if expected == "star" and len(rubric.case_probes) < 3:
        yield Problem(
            ("case_probes",), f"there are {len(rubric.case_probes)}; three are the fewest"
        )
    if expected != "star" and rubric.case_probes:
        yield Problem(("case_probes",), "only the rubric 'star' asks for a case")
    yield from _probe_faults(rubric.case_probes, ("case_probes",))
    for index, text in enumerate(rubric.case_probes):
        if "{quote}" in text:
            yield Problem(("case_probes", index), "holds {quote}, but there is nothing to quote")


def _criterion_problems(criterion: Criterion, at: At) -> Iterator[Problem]:
    if not criterion.behaviours:
        yield Problem((*at, "behaviours"), "there is none")
    if criterion.weight <= 0:
        yield Problem((*at, "weight"), f"should be over 0, not {criterion.weight}")
    rated = criterion.rated_when
    if (rated.kinds or rated.facts) and not rated.otherwise:
        says = "is missing; the report says it where the criterion is unrated"
        yield Problem((*at, "rated_when", "otherwise"), says)
    for index, behaviour in enumerate(criterion.behaviours):
        yield from _behaviour_problems(behaviour, (*at, "behaviours", index))
    yield from _arithmetic_problems(criterion, at)


def _arithmetic_problems(criterion: Criterion, at: At) -> Iterator[Problem]:
    yield from _halves(criterion.start, (*at, "start"))
    for index, also in enumerate(criterion.also):
        yield from _halves(also.weight, (*at, "also", index, "weight"))
    for index, cap in enumerate(criterion.lengths):
        yield from _length_problems(cap, (*at, "lengths", index))
    for field in ("floors", "caps"):
        for index, bound in enumerate(getattr(criterion, field)):
            if not bound.when:
                yield Problem((*at, field, index, "when"), "is empty; it would always hold")


def _length_problems(cap: LengthCap, at: At) -> Iterator[Problem]:
    if (cap.under is None) == (cap.over is None):
        yield Problem(at, "needs exactly one of `under` and `over`")


def _behaviour_problems(behaviour: Behaviour, at: At) -> Iterator[Problem]:
    yield from _halves(behaviour.weight, (*at, "weight"))
    if behaviour.weight == 0:
        yield Problem((*at, "weight"), "should not be 0: it would change nothing")
    if (behaviour.evidence == "code") != (behaviour.words is not None):
        yield Problem(
            (*at, "words"), "stands with behaviours whose evidence is `code`, and only there"
        )
    if behaviour.words is not None and behaviour.words[0] > behaviour.words[1]:
        yield Problem((*at, "words"), "the smaller number comes first")
    if behaviour.weight < 0 and behaviour.ask:
        yield Problem((*at, "ask"), "should be 0: what lowers a level is never asked for")
    yield from _asking_problems(behaviour, at)


def _asking_problems(behaviour: Behaviour, at: At) -> Iterator[Problem]:
    here = (*at, "probes")
    plain = sum("{quote}" not in probe for probe in behaviour.probes)
    if behaviour.ask and len(behaviour.probes) < 3:
        yield Problem(
            here, f"there are {len(behaviour.probes)}; three are the fewest where `ask` is over 0"
        )
    if behaviour.ask and plain < 2:
        yield Problem(here, f"{plain} stand without {{quote}}; two are the fewest")
    if not behaviour.ask and behaviour.probes:
        yield Problem(here, "`ask` is 0, so they are never asked")
    if len(behaviour.probes) > plain and not behaviour.quote_from:
        yield Problem((*at, "quote_from"), "is empty, so no probe with {quote} can be filled in")
    yield from doubles(behaviour.probes, here)
    yield from _probe_faults(behaviour.probes, here)


def _probe_faults(probes: tuple[str, ...], at: At) -> Iterator[Problem]:
    for index, probe in enumerate(probes):
        for fault in faults_of_probe(probe):
            yield Problem((*at, index), fault)


def _known_sources(rubrics: tuple[Rubric, ...]) -> frozenset[str]:
    """Everything a `when` may name."""
    flags = {f"flag:{flag.id}" for rubric in rubrics for flag in rubric.flags}
    return frozenset({f"fact:{fact}" for fact in _FACTS} | flags | _behaviour_ids(rubrics))


def _behaviour_ids(rubrics: tuple[Rubric, ...]) -> frozenset[str]:
    """`criterion.behaviour` of every behaviour."""
    return frozenset(
        f"{criterion.id}.{behaviour.id}"
        for rubric in rubrics
        for criterion in rubric.criteria
        for behaviour in criterion.behaviours
    )


def probed_behaviours(rubrics: tuple[Rubric, ...]) -> frozenset[str]:
    """Behaviours a planned probe may ask for: all but those that lower a level or are measured."""
    return frozenset(
        f"{criterion.id}.{behaviour.id}"
        for rubric in rubrics
        for criterion in rubric.criteria
        for behaviour in criterion.behaviours
        if behaviour.weight > 0 and behaviour.evidence != "code"
    )


def _unknown_sources(criterion: Criterion, at: At, known: frozenset[str]) -> Iterator[Problem]:
    for index, also in enumerate(criterion.also):
        yield from _unknown_when((also.when,), (*at, "also", index, "when"), known)
    for field in ("floors", "caps"):
        bounds: tuple[Bound, ...] = getattr(criterion, field)
        for index, bound in enumerate(bounds):
            yield from _unknown_when(bound.when, (*at, field, index, "when"), known)
    for index, behaviour in enumerate(criterion.behaviours):
        here = (*at, "behaviours", index, "quote_from")
        for source in behaviour.quote_from:
            if source not in known or source.startswith(("fact:", "flag:")):
                yield Problem(here, f"no behaviour is called {source!r}")


def _unknown_when(when: tuple[str, ...], at: At, known: frozenset[str]) -> Iterator[Problem]:
    for source in when:
        if source not in known:
            kind = {"fact": "fact", "flag": "red flag"}.get(source.partition(":")[0], "behaviour")
            yield Problem(at, f"no {kind} is called {source.partition(':')[2] or source!r}")


def _taken_elsewhere(rubric: Rubric, rubrics: tuple[Rubric, ...]) -> Iterator[Problem]:
    """`criterion.behaviour` and `flag:id` must point to one place over all three files."""
    for other in rubrics:
        if other.id >= rubric.id:
            continue
        for field in ("criteria", "flags"):
            theirs = {entry.id for entry in getattr(other, field)}
            for index, entry in enumerate(getattr(rubric, field)):
                if entry.id in theirs:
                    yield Problem(
                        (field, index, "id"),
                        f"{entry.id!r} stands in the rubric {other.id!r} already",
                    )


def _halves(weight: float, at: At) -> Iterator[Problem]:
    if weight * 2 != int(weight * 2):
        yield Problem(at, f"should be a number of halves (0.5, 1, 1.5 …), not {weight}")
