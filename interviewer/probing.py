"""Which probe, in which words. Pure: what was not shown, surest low and most valuable first, quoting the candidate.

A probe is only ever about a behaviour that was not shown, that was not probed before, and whose criterion
stands at 3 or less and likely deserves it, so that a superb answer is not asked for what it gave.
"""

from __future__ import annotations

import re

from interviewer.backends.port import Hearing, Marks
from interviewer.domain import (
    PLAIN_FIRST,
    REAL_CASE,
    Answer,
    Behaviour,
    Frozen,
    Grade,
    Question,
    Rated,
    Rubric,
)
from interviewer.grading import grade_answer
from interviewer.probing_due import ASK_FROM, SURE, chance_due
from interviewer.probing_proposed import may_be_asked
from interviewer.probing_quotes import may_be_quoted

PROBE_AT_MOST = 3
"""A criterion above this level is not probed."""

VALUE = 0.1
"""What the most valuable behaviour (an `ask` of 100) counts for beside the chance that its criterion is low."""

_REASON = re.compile(r"\b(?:because|since|so that|in order to|due to|as)\b", re.IGNORECASE)


class Probe(Frozen):
    """A probe as it is spoken."""

    behaviour: str
    text: str


def choose_probe(
    question: Question,
    grade: Grade,
    *,
    answer: Answer,
    rubrics: tuple[Rubric, ...],
    asked: tuple[str, ...] = (),
    plain_words: bool = False,
    pick: int = 0,
    before: str = "",
) -> Probe | None:
    """The most valuable probe that this answer leaves open, or None where nothing is worth asking.

    `grade` is how the `answer` stands so far, `asked` the behaviours already probed, `pick` chooses among
    the wordings, `before` is the last probe's text, whose quote is not said again.
    """
    for behaviour in _order(question, grade, rubrics, plain_words):
        if behaviour not in asked:
            pick_here = pick + len(asked)
            text = _wording(
                behaviour, question, grade, answer, rubrics, pick=pick_here, before=before
            )
            if text:
                return Probe(behaviour=behaviour, text=text)
    return None


def probe_after(
    hearing: Hearing,
    *,
    question: Question,
    answer: Answer,
    rubrics: tuple[Rubric, ...],
    asked: tuple[str, ...],
    plain_words: bool,
    pick: int,
    before: str,
    said: tuple[str, ...] = (),
) -> Probe | None:
    """The probe that an answer leaves open, as it was heard: marks are checked and levelled before anything is asked.

    A proposed one is asked where it may be, about a behaviour that could be asked for now; else the planned one.
    `said` holds what the interviewers have said so far.
    """
    heard = Marks(
        rubric="all",
        behaviours=hearing.shown,
        facts=hearing.facts,
        flags=hearing.flags,
        grader="hearing",
    )
    grade = grade_answer(question, answer, (heard,), rubrics=rubrics)
    proposed = hearing.proposed
    if proposed is not None and may_be_asked(
        proposed,
        question=question,
        answer=answer,
        rubrics=rubrics,
        allowed=_open_now(question, grade, rubrics, plain_words, asked),
        said=(*said, before),
    ):
        return Probe(behaviour=proposed.behaviour, text=proposed.text)
    return choose_probe(
        question,
        grade,
        answer=answer,
        rubrics=rubrics,
        asked=asked,
        plain_words=plain_words,
        pick=pick,
        before=before,
    )


def _open_now(
    question: Question,
    grade: Grade,
    rubrics: tuple[Rubric, ...],
    plain_words: bool,
    asked: tuple[str, ...],
) -> list[str]:
    """The behaviours that may be asked for now: what comes first stands alone until it was asked for."""
    first = [b for b in _first(question, grade, plain_words) if b not in asked]
    return first[:1] or [b for b in _order(question, grade, rubrics, plain_words) if b not in asked]


def _has_case(grade: Grade) -> bool:
    return any(f.id == "real_case" for f in grade.facts)


def _first(question: Question, grade: Grade, plain_words: bool) -> list[str]:
    """What is asked for before anything else: a real case of an approach, plain words."""
    first: list[str] = []
    if plain_words:
        first += [b for b in PLAIN_FIRST if _missing(b, grade)][:1]
    if question.kind == "approach" and not _has_case(grade):
        first.insert(0, REAL_CASE)
    return first


def _order(
    question: Question, grade: Grade, rubrics: tuple[Rubric, ...], plain_words: bool
) -> list[str]:
    """Behaviours worth asking for: what comes before anything else, then by chance and value."""
    first = _first(question, grade, plain_words)
    ask = {f"{c.id}.{b.id}": b.ask for r in rubrics for c in r.criteria for b in c.behaviours}
    last: list[str] = []
    if question.kind == "motivation":
        # The guide's "why" is not a story: only what was planned for this question is asked, a case last.
        planned = [p.behaviour for p in question.probes]
        last = [b for b in planned if b == REAL_CASE and not _has_case(grade)]
    else:
        planned = [behaviour for behaviour, value in ask.items() if value]
    chances = {c.criterion: chance_due(c.criterion, grade) for c in grade.criteria}
    worth = {
        b: min(chance, SURE) + VALUE * ask.get(b, 0) / 100
        for b in planned
        if _missing(b, grade) and (chance := chances[b.split(".")[0]]) >= ASK_FROM
    }
    return first + sorted(worth, key=lambda b: (-worth[b], b)) + last


def _missing(behaviour: str, grade: Grade) -> bool:
    """True where a behaviour was looked for, was not found, and would lift a level that is 3 or less."""
    rated = grade.criterion(behaviour.split(".")[0])
    if not isinstance(rated, Rated) or rated.level > PROBE_AT_MOST:
        return False
    return any(
        f.id == behaviour and f.verdict == "not_shown" and f.measured is None
        for f in rated.findings
    )


def _wording(
    behaviour: str,
    question: Question,
    grade: Grade,
    answer: Answer,
    rubrics: tuple[Rubric, ...],
    *,
    pick: int,
    before: str,
) -> str | None:
    """A wording with the candidate's own words where they fit, else the one planned for this question, else a general one."""
    planned = [p.text for p in question.probes if p.behaviour == behaviour]
    if behaviour == REAL_CASE:
        general = [text for r in rubrics for text in r.case_probes]
        return _one(planned or general, pick)
    known = _behaviour(behaviour, rubrics)
    if known is None:
        return _one(planned, pick)
    quote = _quote(known, behaviour, grade, answer, before)
    quoting = [text for text in known.probes if "{quote}" in text]
    if quote is not None and quoting:
        return (_one(quoting, pick) or "").replace("{quote}", quote)
    return _one(planned or [text for text in known.probes if "{quote}" not in text], pick)


def _quote(
    known: Behaviour, behaviour: str, grade: Grade, answer: Answer, before: str
) -> str | None:
    """The newest words of what this probe follows on from; never words that were quoted before."""
    if not known.quote_from:
        return None
    # Only the first: what comes after it in the file is a lift's order, and reads oddly said back.
    source = known.quote_from[0]
    rated = grade.criterion(source.split(".")[0])
    found = [f for f in (rated.findings if rated else ()) if f.id == source]
    said = [e for f in found if f.verdict == "shown" for e in f.evidence]
    for evidence in sorted(said, key=lambda e: (e.seq, e.start), reverse=True):
        if behaviour == "action.reason" and _REASON.search(evidence.quote):
            continue
        quote = may_be_quoted(evidence, answer)
        if quote is not None and quote not in before:
            return quote
    return None


def _behaviour(behaviour: str, rubrics: tuple[Rubric, ...]) -> Behaviour | None:
    criterion_id, behaviour_id = behaviour.split(".", 1)
    for rubric in rubrics:
        for criterion in rubric.criteria:
            if criterion.id == criterion_id:
                return next((b for b in criterion.behaviours if b.id == behaviour_id), None)
    return None


def _one(wordings: list[str], pick: int) -> str | None:
    return wordings[pick % len(wordings)] if wordings else None
