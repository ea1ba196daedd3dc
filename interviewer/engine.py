"""The things an interview can do: start, take a reply or a control, respond, and be graded.

Every function takes an interview and returns the next one; nothing here has a clock, a file or a wire of
its own. An interview whose last turn is the candidate's is owed a response. It is one file, since the shells
know no other door to an interview.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from interviewer.answers import (
    ANSWERING,
    REASONS,
    OwedGrade,
    answer_of,
    answer_with,
    insisted,
    owed_grades,
    without_model,
    words_of,
)
from interviewer.backends.port import Backend, Hearing, HearRequest
from interviewer.domain import (
    Control,
    Format,
    Grade,
    Guide,
    Intent,
    Interview,
    Mode,
    Rubric,
    Script,
    Snapshots,
    Turn,
    TurnKind,
)
from interviewer.errors import NotNow
from interviewer.grading import ungraded
from interviewer.grading_opinions import grade_opinions
from interviewer.planning import minutes_of, plan_questions
from interviewer.policy import HEARD_ANYWHERE, Heard, Standing, next_move, standing
from interviewer.probing import probe_after
from interviewer.review import let_go
from interviewer.room import Room, inside
from interviewer.sentences import count_words

__all__ = [
    "ANSWERING",
    "OwedGrade",
    "add_control",
    "add_reply",
    "answer_of",
    "grade_owed",
    "owed_grades",
    "respond",
    "start",
    "without_model",
]

BACK = 12
"""Words under which what is typed in a pause only says that the candidate is back."""
HELD = (
    "Your last reply is stored and waits for your word. Choose above what is masked in it, or edit it; "
    "then the interview goes on."
)

_YES = re.compile(r"\W*(yes|yeah|yep|sure|ok|okay|please|go on|go ahead|yes please)\b.{0,20}", re.I)


def start(
    guide: Guide,
    *,
    interview_id: str,
    format: Format,
    mode: Mode,
    seed: int,
    at: datetime,
    snapshots: Snapshots,
    script: Script,
    pressure: bool = False,
    competency: str | None = None,
    chosen: tuple[str, ...] = (),
    interviewers: tuple[str, ...] = (),
    asked: Mapping[str, int] | None = None,
    grader: str = "embedded",
    server: str = "",
) -> Interview:
    """Plan an interview, greet the candidate and ask the first question. Raises NotNow where nothing can be asked."""
    plan = plan_questions(
        guide,
        format=format,
        seed=seed,
        asked=asked or {},
        competency=competency,
        chosen=chosen,
        interviewers=interviewers,
    )
    interview = Interview(
        id=interview_id,
        guide_id=guide.id,
        snapshots=snapshots,
        format=format,
        mode=mode,
        pressure=pressure,
        competency=competency,
        seed=seed,
        plan=plan,
        created=at,
        grader=grader,
        server=server,
    )
    room = Room(interview, guide=guide, script=script, at=at)
    first = guide.interviewer(plan[0].interviewer)
    room.say(
        "greeting",
        "greeting",
        who=first.id,
        name=first.name,
        role=inside(first.role),
        employer=guide.employer,
        guide_role=guide.role,
        count="one question" if len(plan) == 1 else f"{len(plan)} questions",
        minutes=str(minutes_of(format, len(plan))),
        mode=mode,
    )
    room.ask(0)
    return room.interview


def add_reply(
    interview: Interview,
    text: str,
    *,
    at: datetime,
    client_id: str | None = None,
    notices: tuple[str, ...] = (),
) -> Interview:
    """Add what the candidate typed (after `clean_text`). Raises NotNow while a response is owed or after the end."""
    return _add(interview, "reply", text, at=at, client_id=client_id, notices=notices)


def add_control(
    interview: Interview,
    control: Control,
    *,
    at: datetime,
    client_id: str | None = None,
    question: str | None = None,
) -> Interview:
    """Add a press of a button; `again` names the question, and is allowed in practice once it was answered."""
    if control != "again":
        return _add(interview, "control", "", at=at, client_id=client_id, control=control)
    now = standing(interview)
    again = question or (now.question.question if now.question else None)
    closed = now.between or now.ended
    asked = {t.question for t in interview.turns if t.kind == "question"}
    if interview.mode != "practice" or not closed or again not in asked:
        raise NotNow(
            "A question can be answered again in practice mode, once it has been answered."
        )
    reopened = interview.model_copy(update={"status": "open"})
    return _add(
        reopened, "control", "", at=at, client_id=client_id, control=control, question=again
    )


def respond(
    interview: Interview,
    *,
    guide: Guide,
    rubrics: tuple[Rubric, ...],
    script: Script,
    backend: Backend,
    at: datetime,
    notice: str = "",
) -> Interview:
    """Pay the response an interview owes, or return it as it is where none is owed. Raises BackendError.

    `notice` is told to the candidate beside a reply that was heard.
    """
    if not interview.owes_response:
        return interview
    room = Room(interview, guide=guide, script=script, at=at)
    now = standing(interview)
    last = interview.turns[-1]
    if last.control is not None:
        heard = Heard(
            control=last.control,
            mode=interview.mode,
            words=_words_so_far(interview, now),
            has_hint=now.hints_given < len(room.question(now).hints),
        )
        room.take(next_move(now, heard), now)
        return room.interview
    answer = answer_with(interview, last)
    hearing = backend.hear(
        HearRequest(
            question=None if now.closing else room.question(now),
            asked=now.asked,
            answer=answer,
            facts=guide.facts if now.closing else (),
            rubrics=() if now.closing else rubrics,
            probed=now.probes_asked,
            plain_words=not now.closing and room.asks_plain_words(now),
            asked_once_more=now.asked_once_more,
        )
    )
    intent = _intent(hearing, now, last)
    kept = _is_kept(hearing, intent, now)
    room.note_intent(last, "answer" if kept else intent, notice)
    remove = hearing.remove or (_said_before(interview) if intent == "off_record" else ())
    if remove:
        room.remove(remove)
        # A probe that quoted the words stands without them now.
        now = standing(room.interview)
    probe = None
    if now.phase == "question" and intent in ANSWERING:
        probe = probe_after(
            hearing,
            question=room.question(now),
            answer=answer,
            rubrics=rubrics,
            asked=now.probes_asked,
            plain_words=room.asks_plain_words(now),
            pick=interview.seed,
            before=now.stands or "",
            said=tuple(t.text for t in interview.turns if t.speaker == "interviewer"),
        )
    heard = Heard(
        intent=intent,
        mode=interview.mode,
        pressure=interview.pressure,
        # What a model takes for nothing moves the interview on no further than nothing would.
        words=_words_so_far(interview if kept else room.interview, now),
        can_probe=probe is not None,
        has_hint=now.hints_given < len(room.question(now).hints),
        removable=bool(remove),
    )
    room.take(next_move(now, heard), now, probe=probe, hearing=hearing)
    return room.interview


def grade_owed(
    interview: Interview,
    owed: OwedGrade,
    *,
    guide: Guide,
    rubrics: tuple[Rubric, ...],
    backend: Backend,
) -> Grade:
    """Grade one closed answer with all rubrics, between all opinions asked for. Raises BackendError."""
    answer = answer_of(interview, owed.question, owed.attempt)
    if owed.outcome is not None or answer is None:
        outcome = owed.outcome or "not_answered"
        return ungraded(owed.question, owed.attempt, outcome, REASONS.get(outcome, ""))
    question = guide.question(owed.question)
    opinions = backend.mark_all(question, answer, rubrics)
    heard = insisted(interview, answer, backend.name)
    marked = tuple((*marks, *heard) for marks in opinions)
    return grade_opinions(question, answer, marked, rubrics=rubrics)


def _add(
    interview: Interview,
    kind: TurnKind,
    text: str,
    *,
    at: datetime,
    client_id: str | None,
    notices: tuple[str, ...] = (),
    control: Control | None = None,
    question: str | None = None,
) -> Interview:
    if interview.status == "ended":
        raise NotNow("This interview has ended. Its report is ready to read.")
    if interview.owes_response:
        raise NotNow("Your last reply is still being read. Wait a moment, then send again.")
    if interview.awaits_review:
        if control != "end":
            raise NotNow(HELD)
        interview = let_go(interview)
    now = standing(interview)
    asked = None if now.closing or now.question is None else now.question.question
    attempt = now.attempt
    if control == "again":
        asked = question
        attempt = 1 + max(t.attempt for t in interview.turns if t.question == question)
    turn = Turn(
        seq=len(interview.turns),
        speaker="candidate",
        kind=kind,
        text=text,
        at=at,
        question=asked,
        attempt=attempt,
        control=control,
        client_id=client_id,
        notices=notices,
    )
    return interview.model_copy(update={"turns": (*interview.turns, turn)})


def _intent(hearing: Hearing, now: Standing, last: Turn) -> Intent:
    """How a reply counts where the interview stands."""
    if now.said[-1:] == ("hint_offer",) and _YES.fullmatch(last.text):
        return "hint"
    if now.paused and hearing.intent == "answer" and count_words(last.text) < BACK:
        # `I am back`: the pause is over, and nothing of it is an answer.
        return "small_talk"
    if now.between and hearing.intent not in HEARD_ANYWHERE:
        # The answer is closed and graded; what is typed beside its feedback changes nothing of it.
        return "small_talk"
    if hearing.intent == "other_question" and now.stands is not None:
        # An answer to a probe is measured against the probe, which is never another question.
        return "answer"
    return hearing.intent


def _is_kept(hearing: Hearing, intent: Intent, now: Standing) -> bool:
    """True where a reply is part of the answer although, on a model's word, the candidate is asked once more."""
    asks = now.phase == "question" and not now.paused
    return hearing.kept and asks and intent == hearing.intent


def _said_before(interview: Interview) -> tuple[int, ...]:
    """The candidate's last words that count, for a request that comes when their question has closed."""
    said = (t.seq for t in reversed(interview.turns) if t.intent in ANSWERING and not t.off_record)
    return tuple(seq for seq in (next(said, None),) if seq is not None)


def _words_so_far(interview: Interview, now: Standing) -> int:
    if now.question is None or now.closing:
        return 0
    return words_of(answer_of(interview, now.question.question, now.attempt))
