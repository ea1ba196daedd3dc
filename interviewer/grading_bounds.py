"""Bounds on what marks may come to, for every backend alike. Pure.

The arithmetic counts what is shown. A grader that says everything is shown, of any sentence, would be counted too;
so a level has to stand on words of its own, and a model's level stands at most one above what rules find that obey
nobody. Nor may a model crush: a red flag that it alone saw holds a level at most two below theirs. All are caps like
any other: they stand in the level's steps, where a reader can follow them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from interviewer.domain import (
    Bound,
    Criterion,
    CriterionGrade,
    FactFound,
    Grade,
    Rated,
    Rubric,
    Step,
)

SHARED = "shared"
"""The step's source where a level had no sentence of its own."""
RULES = "rules"
"""The step's source where the embedded detectors find less in the same words."""
ONCE = "once:"
"""In a step's source before a flag that no second reading saw."""
FALL = 2
"""Levels that such a flag may hold a criterion below the detectors: a good reader is mostly right to see one."""
REACH = 1
"""Levels that a model may stand above the detectors: they miss much, and rarely by more."""
NEITHER = 3
"""What a model's level of communication is measured against where the detectors cannot read the words at all."""


def on_words_of_their_own(
    rubric: Rubric, graded: tuple[CriterionGrade, ...]
) -> tuple[CriterionGrade, ...]:
    """Lower to `shared` each criterion above it that has no sentence for itself among the rubric's."""
    levels = {g.criterion: g.level for g in graded if isinstance(g, Rated)}
    lower = without_own_words(rubric, levels, {g.criterion: words_of(g) for g in graded})
    return tuple(
        _lowered(g, lower[g.criterion], SHARED, "no sentence of its own")
        if isinstance(g, Rated) and g.criterion in lower
        else g
        for g in graded
    )


def without_own_words(
    rubric: Rubric, levels: Mapping[str, float], words: Mapping[str, frozenset[int]]
) -> dict[str, int]:
    """The criteria that stand above `shared` without a sentence of their own, and what they are lowered to.

    So many stand above it as there are different sentences to stand on, in the file's order, and none does on one
    sentence alone. Readers' marks meet this by themselves but for one level in a hundred.
    """
    limits = {c.id: c.shared for c in rubric.criteria if c.shared is not None}
    high = {c: words[c] for c, limit in limits.items() if levels.get(c, 0) > limit}
    enough = len(frozenset().union(*high.values())) > 1
    stand = _matched(high) if enough else frozenset()
    return {c: limits[c] for c in high if c not in stand}


def near_the_rules(
    criteria: Iterable[Criterion],
    graded: tuple[CriterionGrade, ...],
    rules: tuple[CriterionGrade, ...],
) -> tuple[CriterionGrade, ...]:
    """Lower what stands more than `REACH` above the detectors' level; where they rate nothing, above `shared` or `NEITHER`.

    Two readings that far apart, either way, leave the level uncertain, as several opinions would; what stands below
    is not lifted. In words that the rules can judge and find nothing in (stock phrases, echoes of the question) a
    level stands no higher than theirs.
    """
    found = {g.criterion: g.level for g in rules if isinstance(g, Rated)}
    reach = 0 if found and not any(words_of(g) for g in rules) else REACH
    limits = {c.id: min(5, found.get(c.id, c.shared or NEITHER) + reach) for c in criteria}
    return tuple(
        _near(g, limits[g.criterion], found.get(g.criterion)) if isinstance(g, Rated) else g
        for g in graded
    )


def seen_by_two(
    flags: tuple[FactFound, ...], beside: Grade, agreed: frozenset[str]
) -> tuple[tuple[FactFound, ...], tuple[FactFound, ...]]:
    """A model's red flags that the rules or other opinions saw too, and those that it alone saw."""
    twice = agreed | {flag.id for flag in beside.flags}
    return (
        tuple(flag for flag in flags if flag.id in twice),
        tuple(flag for flag in flags if flag.id not in twice),
    )


def held_by_one(
    rubrics: Iterable[Rubric],
    graded: tuple[CriterionGrade, ...],
    rules: tuple[CriterionGrade, ...],
    *,
    shown: frozenset[str],
    once: tuple[FactFound, ...],
) -> tuple[CriterionGrade, ...]:
    """Lower what a flag seen once would cap, at most `FALL` below the detectors' level, and leave it uncertain."""
    rubrics = tuple(rubrics)
    says = {f"flag:{f.id}": f.says for r in rubrics for f in r.flags}
    alone = {f"flag:{flag.id}" for flag in once}
    caps: dict[str, list[Bound]] = {
        c.id: [
            cap for cap in c.caps if alone & set(cap.when) and (shown | alone).issuperset(cap.when)
        ]
        for r in rubrics
        for c in r.criteria
    }
    found = {g.criterion: g.level for g in rules if isinstance(g, Rated)}

    def held(rated: Rated) -> Rated:
        for cap in caps[rated.criterion]:
            level = max(cap.level, found.get(rated.criterion, NEITHER) - FALL)
            flagged = [flag for flag in cap.when if flag in alone]
            why = (
                f"One reading saw {' and '.join(says[flag] for flag in flagged)}, "
                "and the rules beside it did not"
            )
            rated = _doubted(rated, why) if rated.level > cap.level else rated
            if rated.level > level:
                source = " + ".join(w.replace("flag:", ONCE) if w in alone else w for w in cap.when)
                rated = _lowered(rated, level, source, "seen by one reading")
        return rated

    return tuple(held(g) if isinstance(g, Rated) else g for g in graded)


def _near(graded: Rated, most: int, rules: int | None) -> Rated:
    says = "find nothing" if rules is None else f"find level {rules}"
    why = f"The model marked this level {graded.level}, and the rules beside it {says}"
    if graded.level > most:
        return _doubted(_lowered(graded, most, RULES, f"rules {says}"), why)
    if rules is not None and graded.level < rules - REACH:
        return _doubted(graded, why)
    return graded


def _doubted(graded: Rated, why: str) -> Rated:
    doubt = "; ".join(part for part in (why, graded.why_uncertain) if part)
    return graded.model_copy(update={"uncertain": True, "why_uncertain": doubt})


def words_of(graded: CriterionGrade) -> frozenset[int]:
    """The sentences that what raises a criterion stands on."""
    return frozenset(
        e.sentence
        for f in graded.findings
        if f.verdict == "shown" and f.weight > 0
        for e in f.evidence
    )


def _matched(wanted: Mapping[str, frozenset[int]]) -> frozenset[str]:
    """The criteria that can each be given a sentence of their own, as many as can."""
    holder: dict[int, str] = {}

    def place(criterion: str, tried: set[int]) -> bool:
        for sentence in sorted(wanted[criterion] - tried):
            tried.add(sentence)
            if sentence not in holder or place(holder[sentence], tried):
                holder[sentence] = criterion
                return True
        return False

    return frozenset(criterion for criterion in wanted if place(criterion, set()))


def _lowered(graded: Rated, level: int, source: str, label: str) -> Rated:
    step = Step(label=label, amount=level, kind="cap", source=source)
    return graded.model_copy(update={"level": level, "steps": (*graded.steps, step)})
