"""A model's marks, sifted: only ids that were asked for, only sentences that were sent, and nothing it claims without one.

Pure. What is dropped here is dropped for good; whether a sentence really shows what it is cited for is decided by
`grading`, for every backend alike.
"""

from __future__ import annotations

from collections.abc import Iterable

from interviewer.backends.port import Mark, Marks, Placed, Suggestion
from interviewer.backends.telling import Told
from interviewer.backends.wire import (
    MOST_CITED,
    PARTS,
    VERDICTS,
    Ids,
    MarkItem,
    MarkReply,
    StoryReply,
    asked_of,
    facts_of,
)
from interviewer.domain import Rubric, StarPart, Verdict


def read_marks(reply: MarkReply, told: Told[MarkReply], *, rubric: Rubric, grader: str) -> Marks:
    """The marks of one rubric: each behaviour once, `cannot_tell` where the model said nothing of it."""
    found = sift(reply.marks, told.ids, sent=told.sent)
    behaviours = tuple(
        settle(found.get(b, []), b, whole=b in whole_of(rubric)) for b in asked_of(rubric)
    )
    story = reply if isinstance(reply, StoryReply) else None
    return Marks(
        rubric=rubric.id,
        behaviours=behaviours,
        facts=shown_of(found, facts_of(rubric)),
        flags=shown_of(found, tuple(flag.id for flag in rubric.flags)),
        outline=_outline(story, told.sent) if story else (),
        suggestion=_suggestion(story, told) if story else None,
        grader=grader,
    )


def sift(items: Iterable[MarkItem], ids: Ids, *, sent: frozenset[int]) -> dict[str, list[MarkItem]]:
    """The items by full id, with sentences that were sent; a verdict that does not exist is none."""
    found: dict[str, list[MarkItem]] = {}
    for item in items:
        if item.verdict in VERDICTS:
            cited = sorted(set(item.sentences) & sent)[:MOST_CITED]
            kept = item.model_copy(update={"sentences": cited})
            found.setdefault(ids.read(item.id) or item.id, []).append(kept)
    return found


def settle(items: list[MarkItem], behaviour: str, *, whole: bool) -> Mark:
    """What several items on one behaviour come to; two verdicts on it are none."""
    verdicts = {item.verdict for item in items}
    if len(verdicts) != 1:
        return Mark(id=behaviour, verdict="cannot_tell")
    verdict: Verdict = verdicts.pop()
    cited = tuple(sorted({n for item in items for n in item.sentences}))
    if whole:
        return Mark(
            id=behaviour, verdict=verdict, sentences=cited if verdict == "not_shown" else ()
        )
    if verdict == "shown" and not cited:
        # Claimed, and no sentence of the candidate's stands behind it.
        return Mark(id=behaviour, verdict="not_shown")
    return Mark(id=behaviour, verdict=verdict, sentences=cited if verdict == "shown" else ())


def shown_of(found: dict[str, list[MarkItem]], ids: tuple[str, ...]) -> tuple[Mark, ...]:
    """The facts or flags among these that some sentence shows; one that is contradicted is not shown."""
    marks = (settle(found[i], i, whole=False) for i in ids if i in found)
    return tuple(m for m in marks if m.verdict == "shown")


def whole_of(rubric: Rubric) -> frozenset[str]:
    """The behaviours of a rubric that are about an answer as a whole."""
    return frozenset(
        f"{c.id}.{b.id}" for c in rubric.criteria for b in c.behaviours if b.evidence == "whole"
    )


def _outline(story: StoryReply, sent: frozenset[int]) -> tuple[Placed, ...]:
    """The parts in the order of a story, each sentence in the first part that named it."""
    placed: dict[StarPart, list[int]] = {}
    used: set[int] = set()
    for item in story.outline:
        if item.part not in PARTS:
            continue
        fresh = [n for n in dict.fromkeys(item.sentences) if n in sent and n not in used]
        used.update(fresh)
        placed.setdefault(item.part, []).extend(fresh)
    order: tuple[StarPart, ...] = ("S", "T", "A", "R")
    return tuple(Placed(part=p, sentences=tuple(placed[p])) for p in order if placed.get(p))


def _suggestion(story: StoryReply, told: Told[MarkReply]) -> Suggestion | None:
    behaviour = told.ids.read(story.suggestion.behaviour)
    if behaviour is None:
        return None
    sentence = story.suggestion.sentence
    return Suggestion(behaviour=behaviour, sentence=sentence if sentence in told.sent else 0)
