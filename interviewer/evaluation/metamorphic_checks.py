"""What must be true of a reply's grade after a change, given the grade before: each check names what is not.

A criterion that was rated and is unrated now, or the other way round, has moved by more than one level.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from interviewer.domain import Answer, Evidence, Finding, Grade, Rated
from interviewer.evaluation.labelled import Levels
from interviewer.evaluation.metamorphic_material import FROM, levels_near
from interviewer.outline import PARTS

LOST = 2.0
"""How far a criterion counts as moved that is rated on one side alone: the least that is more than one level."""
STOCK_MOST = 2
"""The most that words without content may stand at in STAR."""
FLOOR = 1
CONTEMPT_CAPS = {"composure": 2, "respect": 1}
"""The scoring guide's caps where somebody is insulted."""
SAME = 10
"""Characters that two quotes share at least to be of the same sentence."""


class Judged(NamedTuple):
    """What a grade says, as far as a pair asks."""

    levels: Levels
    quotes: Mapping[str, tuple[str, ...]] = {}
    """Behaviour shown -> the words quoted for it."""
    shown: frozenset[str] = frozenset()
    """Behaviours shown, `fact:…` and `flag:…` found."""
    missing: frozenset[str] = frozenset()
    """Behaviours that the report says were not found."""
    misquoted: tuple[str, ...] = ()
    """Behaviours with a quote that is not the text at its place."""


class Miss(NamedTuple):
    """What should have been true of one criterion and is not."""

    criterion: str
    before: float | None
    after: float | None
    why: str


Misses: TypeAlias = "tuple[Miss, ...] | None"
"""What is not as it should be; None where the grade before makes this no pair."""
Check = Callable[[Judged, Judged], Misses]


def judged(grade: Grade, answer: Answer) -> Judged:
    """A grade as the checks read it."""
    findings = [f for c in grade.criteria for f in c.findings]
    shown = {f.id: f for f in findings if f.verdict == "shown" and f.evidence}
    return Judged(
        levels={
            c.criterion: float(c.level) if isinstance(c, Rated) else None for c in grade.criteria
        },
        quotes={i: tuple(e.quote for e in f.evidence) for i, f in shown.items()},
        shown=frozenset(
            {f.id for f in findings if f.verdict == "shown"}
            | {f"fact:{one.id}" for one in grade.facts}
            | {f"flag:{one.id}" for one in grade.flags}
        ),
        missing=frozenset(f.id for f in findings if f.verdict == "not_shown"),
        misquoted=tuple(f.id for f in findings if not _is_exact(f, answer)),
    )


def everyone_three(criteria: tuple[str, ...]) -> Judged:
    """What a grader says that gives everyone 3 and reads nothing."""
    return Judged(levels=dict.fromkeys(criteria, 3.0))


def _is_exact(finding: Finding, answer: Answer) -> bool:
    said = {reply.seq: reply.text for reply in answer.replies}
    return all(_stands(e, said) for e in finding.evidence)


def _stands(evidence: Evidence, said: Mapping[int, str]) -> bool:
    return said.get(evidence.seq, "")[evidence.start : evidence.end] == evidence.quote


def part_removed(criterion: str) -> Check:
    """The part's criterion falls and says what is not found; the other three stay within one level."""

    def check(before: Judged, after: Judged) -> Misses:
        started = before.levels.get(criterion)
        if started is None or started < FROM:
            return None
        return tuple(_removed(criterion, before, after))

    return check


def _removed(criterion: str, before: Judged, after: Judged) -> Iterator[Miss]:
    started, now = before.levels.get(criterion), after.levels.get(criterion)
    if started is not None and now is not None and now >= started:
        yield Miss(criterion, started, now, "does not fall")
    elif now is not None:
        lost = {i for i in before.quotes if i.startswith(f"{criterion}.")} & after.missing
        if before.quotes and not lost:
            yield Miss(criterion, started, now, "is not named as missing")
    for other in levels_near(before.levels, after.levels, but=criterion):
        yield Miss(other, before.levels.get(other), after.levels.get(other), "moves with it")


def told_as_we(before: Judged, after: Judged) -> Misses:
    """A team's story shows no more of one's own."""
    return tuple(_rises(before, after, ("action", "ownership")))


def _rises(before: Judged, after: Judged, criteria: tuple[str, ...]) -> Iterator[Miss]:
    for c in criteria:
        was, now = before.levels.get(c), after.levels.get(c)
        if now is not None and (was is None or now > was):
            yield Miss(c, was, now, "rises")


def shuffled(before: Judged, after: Judged) -> Misses:
    """The thread is lost and the evidence is not: most behaviours still quote the sentence they quoted."""
    clarity = before.levels.get("clarity")
    if clarity is None or clarity < FROM:
        return None
    return tuple(_shuffled(clarity, before, after))


def _shuffled(clarity: float, before: Judged, after: Judged) -> Iterator[Miss]:
    now = after.levels.get("clarity")
    if now is None or now >= clarity:
        yield Miss("clarity", clarity, now, "does not fall")
    for behaviour in after.misquoted:
        yield Miss(behaviour, None, None, "is misquoted")
    kept = sum(_same_words(before.quotes[i], after.quotes.get(i, ())) for i in before.quotes)
    if 2 * kept < len(before.quotes):
        yield Miss("evidence", len(before.quotes), kept, "is of other sentences")


def _same_words(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    said = [" ".join(quote.split()) for quote in one]
    again = [" ".join(quote.split()) for quote in other]
    return any(
        min(len(a), len(b)) >= SAME and (a in b or b in a) or a == b for a in said for b in again
    )


def padded(before: Judged, after: Judged) -> Misses:
    """Nothing rises, and concision falls where it can."""
    return tuple(_padded(before, after))


def _padded(before: Judged, after: Judged) -> Iterator[Miss]:
    yield from _rises(before, after, tuple(before.levels))
    was, now = before.levels.get("concision"), after.levels.get("concision")
    if was is not None and was > FLOOR and (now is None or now >= was):
        yield Miss("concision", was, now, "does not fall")


def stock_words(before: Judged, after: Judged) -> Misses:
    """No part of a story is more than a word for it."""
    levels = ((c, after.levels.get(c)) for c in PARTS)
    return tuple(
        Miss(c, None, level, "stands on stock words")
        for c, level in levels
        if level is not None and level > STOCK_MOST
    )


def blame_added(before: Judged, after: Judged) -> Misses:
    """Ownership falls, or is at its cap."""
    was, now = before.levels.get("ownership"), after.levels.get("ownership")
    if now is not None and (now <= FLOOR or (was is not None and now < was)):
        return ()
    return (Miss("ownership", was, now, "does not fall"),)


def contempt_added(before: Judged, after: Judged) -> Misses:
    """Composure and respect are rated, and at their caps or under them."""
    return tuple(
        Miss(c, before.levels.get(c), now, "is over its cap")
        for c, cap in CONTEMPT_CAPS.items()
        if (now := after.levels.get(c)) is None or now > cap
    )


def safeguard_added(before: Judged, after: Judged) -> Misses:
    """Care does not fall."""
    was, now = before.levels.get("care"), after.levels.get("care")
    if was is None:
        return None
    return () if now is not None and now >= was else (Miss("care", was, now, "falls"),)


def told_otherwise(before: Judged, after: Judged) -> Misses:
    """No criterion moves by more than one level."""
    return tuple(
        Miss(c, before.levels[c], after.levels.get(c), "moves")
        for c in before.levels
        if _move(before.levels[c], after.levels.get(c)) > 1
    )


def mean_move(before: Judged, after: Judged) -> float:
    """How far the criteria moved, in levels, on average."""
    moves = [_move(before.levels[c], after.levels.get(c)) for c in before.levels]
    return sum(moves) / len(moves) if moves else 0.0


def _move(before: float | None, after: float | None) -> float:
    if before is None or after is None:
        return 0.0 if before == after else LOST
    return abs(before - after)


def the_same(before: Judged, after: Judged) -> Misses:
    """Every level is the same."""
    return tuple(
        Miss(c, before.levels[c], after.levels.get(c), "moves")
        for c in before.levels
        if before.levels[c] != after.levels.get(c)
    )
