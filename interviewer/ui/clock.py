"""The soft clock of a live interview: it tells, and never cuts off. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from interviewer.domain import Interview
from interviewer.planning import minutes_of


def time_left(interview: Interview, now: datetime) -> str:
    """About how long is left for the question that stands, in words; pauses do not count."""
    spent = time_spent(interview, now)
    minutes = minutes_of(interview.format, len(interview.plan)) / len(interview.plan)
    left = minutes - spent.total_seconds() / 60
    if left >= 1.5:
        return f"about {round(left)} minutes left for this one"
    if left > 0:
        return "about a minute left for this one"
    return "past the usual time; finish your thought"


def time_spent(interview: Interview, now: datetime) -> timedelta:
    """How long the question that stands has been open, without its pauses."""
    spent = timedelta()
    since: datetime | None = None
    for turn in interview.turns:
        if turn.kind in ("question", "again"):
            spent, since = timedelta(), turn.at
        elif turn.kind in ("pause", "distress"):
            if since is not None:
                spent += turn.at - since
            since = None
        elif since is None:
            since = turn.at
    return spent + (now - since) if since is not None else spent
