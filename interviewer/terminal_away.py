"""A model that is away, in a terminal: one line that says so, and the ways to go on."""

from __future__ import annotations

from interviewer.domain import Interview
from interviewer.jobs import Jobs, Waiting

HELP = """\
/embedded  go on with the embedded grader, which also grades your earlier answers anew
/try       ask the model again now, where it is away"""

SWITCHED = (
    "From here on the embedded grader hears and grades, and nothing is sent to the model. "
    "It grades your earlier answers anew."
)
EMBEDDED_ALREADY = "The embedded grader is at work already."
ASKED_AGAIN = "The model is asked again."
NOT_AWAY = "The model is not known to be away."


def away_line(waiting: Waiting) -> str:
    """That the model is away, why, and what can be done about it."""
    when = waiting.next_try.astimezone().strftime("%H:%M:%S")
    return (
        f"The model is away: {waiting.reason} Nothing is lost: the interview goes on, and grades wait. "
        f"It is asked again at {when}. /try asks now; /embedded goes on without it."
    )


def later_line(waiting: Waiting, interview_id: str) -> str:
    """The same where the interview is over."""
    resume = f"python -m interviewer chat --resume {interview_id}"
    return (
        f"Some grades wait for the model: {waiting.reason} “{resume}” asks it again; "
        "with --backend embedded added, the embedded grader grades all answers."
    )


def go_on_embedded(jobs: Jobs, interview: Interview) -> str:
    """Switch an interview to the embedded grader; what to say."""
    return SWITCHED if jobs.grade_with_embedded(interview.id) else EMBEDDED_ALREADY


def ask_again(jobs: Jobs, interview: Interview) -> str:
    """Have the model asked now; what to say."""
    if jobs.waiting(interview.id) is None:
        return NOT_AWAY
    jobs.try_now(interview.id)
    return ASKED_AGAIN
