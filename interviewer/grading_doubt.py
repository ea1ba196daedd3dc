"""Why a level is uncertain, in a reader's words: what it hangs on, and how far it could move. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from interviewer.domain import Criterion, Finding
from interviewer.evidence import USED_UP

UNTOLD = 1
"""Levels that what is undecided may move before the level is uncertain; a close call may move none."""


def doubt_of(
    criterion: Criterion,
    findings: tuple[Finding, ...],
    *,
    shown: frozenset[str],
    level: Callable[[frozenset[str]], int],
) -> str:
    """Name the close calls a level hangs on, or what is undecided and could move it by more than one level.

    `level` is the arithmetic for what is shown. Empty where neither holds: a close call that would change nothing
    is no doubt.
    """
    thin = {
        f.id: f.weight
        for f in findings
        if f.thin and f.verdict != "cannot_tell" and f.measured != USED_UP
    }
    untold = {f.id: f.weight for f in findings if f.verdict == "cannot_tell"}
    if not (thin or untold):
        return ""

    def reach(open_ids: Mapping[str, float]) -> tuple[int, int]:
        settled = shown - open_ids.keys()
        worst = settled | {i for i, weight in open_ids.items() if weight < 0}
        best = settled | {i for i, weight in open_ids.items() if weight > 0}
        return level(frozenset(worst)), level(frozenset(best))

    least, most = reach(thin)
    low, high = reach({**thin, **untold})
    if least == most and high - low <= UNTOLD:
        return ""
    says = {f"{criterion.id}.{b.id}": b.says for b in criterion.behaviours}
    reasons = (
        ("A close call: ", [says[i] for i in says if i in thin]),
        ("Hard to tell from these words: ", [says[i] for i in says if i in untold]),
    )
    told = ". ".join(lead + "; ".join(what) for lead, what in reasons if what)
    return f"It could be level {low} to {high}. {told}"
