"""A reply that waits for the candidate's word on what may go to a model. Pure.

What is recognised comes in as an argument, as cleaned text does: looking for it is the shell's work (privacy.py).
A reply is held where something in it was not decided on before; what was decided once holds for the interview.
"""

from __future__ import annotations

from interviewer.domain import Identifier, Interview, Turn
from interviewer.errors import NotNow

__all__ = ["asked", "edit", "goes_to_a_model", "hold", "let_go", "review"]

NOTHING_HELD = "No reply is waiting for your word. Read what stands above, then go on from there."


def goes_to_a_model(interview: Interview) -> bool:
    """True where what is said is sent to a language model, on this machine or another.

    An interview from a file has no server that could be called.
    """
    return interview.grader != "embedded" and interview.server != ""


def hold(interview: Interview, found: tuple[Identifier, ...]) -> Interview:
    """Note what was recognised in the reply just added, and hold it where the candidate has to be asked about it.

    Where nothing is sent to a model, nothing is noted and nobody is asked.
    """
    if not goes_to_a_model(interview) or not found:
        return interview
    last = interview.turns[-1]
    if last.speaker != "candidate" or last.kind != "reply":
        return interview
    noted = last.model_copy(update={"identifiers": found})
    return _with_last(interview, noted.model_copy(update={"held": bool(_new(interview, found))}))


def asked(interview: Interview) -> tuple[Identifier, ...]:
    """What the candidate is asked about in the held reply: each tag that was not decided on before, in order."""
    if not interview.awaits_review:
        return ()
    return _new(interview, interview.turns[-1].identifiers)


def review(interview: Interview, *, mask: frozenset[str]) -> Interview:
    """Let the held reply go, with the asked tags of `mask` masked and the other asked ones kept. Raises NotNow."""
    last = _held(interview)
    open_tags = {found.tag for found in asked(interview)}
    decided = tuple(
        found.model_copy(update={"kept": found.tag not in mask})
        if found.tag in open_tags
        else found
        for found in last.identifiers
    )
    return _with_last(interview, last.model_copy(update={"identifiers": decided, "held": False}))


def edit(
    interview: Interview,
    new_text: str,
    *,
    found: tuple[Identifier, ...],
    notices: tuple[str, ...] = (),
) -> Interview:
    """Replace the held reply's words (after `clean_text`) and look at them anew. Raises NotNow."""
    last = _held(interview)
    changed = last.model_copy(
        update={"text": new_text, "notices": notices, "identifiers": (), "held": False}
    )
    return hold(_with_last(interview, changed), found)


def let_go(interview: Interview) -> Interview:
    """The interview is ended over a held reply: it counts as an answer, and all that was recognised is masked."""
    if not interview.awaits_review:
        return interview
    tags = frozenset(found.tag for found in asked(interview))
    freed = review(interview, mask=tags)
    return _with_last(freed, freed.turns[-1].model_copy(update={"intent": "answer"}))


def _new(interview: Interview, found: tuple[Identifier, ...]) -> tuple[Identifier, ...]:
    decided = {i.tag for turn in interview.turns[:-1] for i in turn.identifiers}
    first: dict[str, Identifier] = {}
    for one in found:
        if one.tag not in decided:
            first.setdefault(one.tag, one)
    return tuple(first.values())


def _held(interview: Interview) -> Turn:
    if not interview.awaits_review:
        raise NotNow(NOTHING_HELD)
    return interview.turns[-1]


def _with_last(interview: Interview, turn: Turn) -> Interview:
    return interview.model_copy(update={"turns": (*interview.turns[:-1], turn)})
