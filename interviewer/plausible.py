"""What must stand in a sentence before anybody's mark on it is believed: plausibility, not judgement. Pure.

A grader says what a sentence shows; here code says what it can possibly show. The checks are loose on purpose, so
that a reader's honest mark passes, and tight enough that a model which cites any sentence for anything is refused.
Each behaviour, fact and flag has a line in `NEEDS`: ways to pass, parted by `|`; of one way every sign must stand in
the sentence, one with `!` must not.
"""

from __future__ import annotations

from functools import lru_cache

from interviewer.plausible_signs import signs_of

NEEDS = {
    "situation.setting": "place !wish | when !wish | name !wish | figure past",
    "situation.affected": "who | we past | me past | name",
    "situation.stakes": "trouble !wish | not !wish | figure !wish | who past !wish | when !wish",
    "task.goal": "must !wish | must past | me past | past when",
    "task.own_part": "own !wish | clipped",
    "task.constraint": "must !wish | figure !wish | when !wish",
    "action.own_act": "subject !wish | clipped",
    "action.steps": "own !wish | clipped | guard !wish",
    "action.reason": "because !wish | because past | trouble !wish | who past !wish | who figure",
    "action.alternative": "choice !wish | choice past | me past | who past !wish",
    "result.outcome": "past !wish | change !wish | figure words !wish",
    "result.evidence": "figure words !wish | seen !wish",
    "result.meaning": "change !wish | who past !wish | past when !wish | name past !wish",
    "result.learning": "learned | me past | past own | name past",
    "relevance.concrete": "past | figure | name | own | who",
    "audience.plain": "words",
    "audience.listener": "who | name | we",
    "audience.meant_for": "who | name | change",
    "composure.names_pressure": "trouble | not | past !wish | figure !wish",
    "composure.measured_step": "own | clipped | past | guard !wish",
    "composure.settled": "past | change | figure words",
    "composure.heat": "strong",
    "composure.drama": "strong | trouble | past",
    "ownership.own_decision": "own | clipped",
    "ownership.own_limit": "own fault | clipped | fault | own past",
    "ownership.credit": "who | name",
    "ownership.blame": "cause | who | name",
    "ownership.hides": "group",
    "care.safeguard": "guard",
    "care.second_safeguard": "guard",
    "care.protects": "guard",
    "care.aftercare": "aftercare | own past",
    "respect.other_view": "who | name",
    "respect.listened": "who | name | me past | guard own",
    "respect.changed": "past | change",
    "respect.relation": "who | name",
    "respect.dismisses": "strong | who",
    "respect.overrides": "strong",
    "fact:real_case": "past !wish | figure words !wish | who !wish | name !wish | own !wish",
    "fact:other_people": "who | name",
    "fact:pressure": "trouble | not | past who | figure words | when",
    "fact:built_or_operated": "built | past | clipped",
    "fact:team_act": "past !wish | own !wish",
    "flag:other_question": "words",
    "flag:talks_down": "strong | who",
    "flag:contempt": "strong | who",
    "flag:blames_person": "who | name",
    "flag:claims_work": "own",
    "flag:proud_skip": "skips | past | built",
    "flag:identifies_patient": "who | name | figure",
}


@lru_cache(maxsize=4096)
def is_plausible(source: str, text: str) -> bool:
    """True where these words can show what was marked: `criterion.behaviour`, `fact:…` or `flag:…`; unknown ids pass."""
    needs = _READ.get(source)
    if needs is None:
        return True
    signs = signs_of(text)
    return any(wants <= signs and not bars & signs for wants, bars in needs)


def _read(line: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    ways = [way.split() for way in line.split("|")]
    return tuple(
        (
            frozenset(s for s in way if not s.startswith("!")),
            frozenset(s[1:] for s in way if s.startswith("!")),
        )
        for way in ways
    )


_READ = {source: _read(line) for source, line in NEEDS.items()}
