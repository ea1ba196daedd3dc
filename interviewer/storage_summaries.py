"""Interviews in a list: one line each, without what was said in them."""

from __future__ import annotations

from datetime import datetime

from interviewer.domain import Format, Frozen, Mode, Status


class InterviewSummary(Frozen):
    """One line of a list of interviews."""

    id: str
    created: datetime
    touched: datetime
    """When the last thing was said."""
    guide_id: str
    guide: str
    """The guide's title."""
    format: Format
    mode: Mode
    pressure: bool
    competency: str | None
    grader: str
    status: Status
    planned: int
    """How many questions were planned."""
    asked: int
    """How many of them were asked."""
    answered: int
    """How many of them got an answer."""
