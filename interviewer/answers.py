"""What a candidate answered, and what is still owed to it: read from the turns. Pure."""

from __future__ import annotations

from interviewer.backends.port import Mark, Marks
from interviewer.domain import Answer, Frozen, Intent, Interview, Outcome, Reply, Turn, TurnKind
from interviewer.policy import MIN_WORDS, standing
from interviewer.sentences import count_words, number_sentences

ANSWERING: frozenset[Intent] = frozenset({"answer", "other_question"})
"""How a reply must have been heard to be part of an answer."""


REASONS: dict[Outcome, str] = {
    "declined": "You said you had no answer to this one. It counts neither for nor against you.",
    "skipped": "You skipped this one. It counts neither for nor against you.",
    "not_answered": "There was no answer to grade. It counts neither for nor against you.",
}
"""What is said of an answer that has no levels, and why that costs nothing."""


class OwedGrade(Frozen):
    """A closed answer without a grade; `outcome` is set where there is nothing to grade."""

    question: str
    attempt: int
    outcome: Outcome | None = None


def answer_of(interview: Interview, question_id: str, attempt: int = 1) -> Answer | None:
    """All that the candidate answered to one question in one attempt; None where that is nothing.

    A reply heard as an answer to another question is part of it: it may have been misheard, and nothing said is lost.
    """
    replies: list[Turn] = []
    probes = 0
    before: TurnKind | None = None
    for turn in interview.turns:
        if turn.question != question_id or turn.attempt != attempt:
            continue
        if turn.speaker == "interviewer":
            before = turn.kind
        elif turn.intent in ANSWERING and not turn.off_record:
            replies.append(turn)
            probes += before in ("probe", "pushback")
    if not replies:
        return None
    return Answer(
        question=question_id,
        attempt=attempt,
        replies=tuple(Reply(seq=t.seq, text=t.text, identifiers=t.identifiers) for t in replies),
        probes_answered=probes,
    )


def insisted(interview: Interview, answer: Answer, grader: str) -> tuple[Marks, ...]:
    """The flag of an answer that went on with another question after being told which one stands."""
    elsewhere = [
        n
        for n, reply in enumerate(answer.replies)
        if interview.turns[reply.seq].intent == "other_question"
    ]
    if len(elsewhere) < 2:
        return ()
    cited = tuple(s.n for s in number_sentences(answer) if s.reply in elsewhere)
    flag = Mark(id="other_question", sentences=cited, verdict="shown")
    return (Marks(rubric="heard", behaviours=(), flags=(flag,), grader=grader),)


def owed_grades(interview: Interview) -> tuple[OwedGrade, ...]:
    """The closed answers that have no grade yet, in order."""
    graded = {(g.question, g.attempt) for g in interview.grades}
    asked = [
        (t.question, t.attempt)
        for t in interview.turns
        if t.kind in ("question", "again") and t.question is not None
    ]
    now = standing(interview)
    if now.phase == "question" and asked:
        asked.pop()
    return tuple(
        OwedGrade(question=q, attempt=a, outcome=_outcome(interview, q, a))
        for q, a in asked
        if (q, a) not in graded
    )


def without_model(interview: Interview) -> Interview:
    """The interview as it goes on with the embedded backend: what a model graded, or failed to grade, is owed anew.

    So no report holds levels of both. The interview itself where it has the embedded backend already.
    """
    if interview.grader == "embedded":
        return interview
    kept = tuple(g for g in interview.grades if g.outcome not in ("graded", "not_graded"))
    # A reply that waits for a word on what is sent waits no more: nothing is.
    turns = tuple(
        turn.model_copy(update={"held": False}) if turn.held else turn for turn in interview.turns
    )
    return interview.model_copy(
        update={"grader": "embedded", "server": "", "grades": kept, "turns": turns}
    )


def answer_with(interview: Interview, last: Turn) -> Answer:
    """The answer so far with a reply that was not heard yet as its last."""
    question = last.question or ""
    so_far = answer_of(interview, question, last.attempt) if question else None
    replies = so_far.replies if so_far else ()
    return Answer(
        question=question,
        attempt=last.attempt,
        replies=(
            *replies,
            Reply(seq=last.seq, text=last.text, identifiers=last.identifiers),
        ),
        probes_answered=so_far.probes_answered if so_far else 0,
    )


def words_of(answer: Answer | None) -> int:
    """The words of an answer; 0 where there is none."""
    return sum(count_words(r.text) for r in answer.replies) if answer else 0


def _outcome(interview: Interview, question: str, attempt: int) -> Outcome | None:
    """What became of a closed question where there is nothing to grade; None where there is."""
    answer = answer_of(interview, question, attempt)
    if words_of(answer) >= MIN_WORDS:
        return None
    turns = [t for t in interview.turns if t.question == question and t.attempt == attempt]
    if any(t.intent == "skip" or t.control == "skip" for t in turns):
        return "skipped"
    if any(t.intent == "decline" for t in turns):
        return "declined"
    return "not_answered"
