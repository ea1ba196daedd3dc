"""What may be spent on a model and what has been: the caps of an interview and of a day, in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal

from interviewer.backends.port import Ledger
from interviewer.errors import CapReached

NEAR = 0.8
"""From which share of a cap on there is a warning."""

GOES_ON = (
    "The interview then goes on with the embedded hearing, and you can have all of it graded by the embedded grader. "
    "Nothing is lost."
)


@dataclass(frozen=True)
class Caps:
    """The most input tokens that may be sent; 0: no cap."""

    per_interview: int = 0
    per_day: int = 0


@dataclass(frozen=True)
class Budget:
    """What is used of the cap that is nearer to its end."""

    kind: Literal["interview", "day"]
    used: int
    cap: int
    """0: no cap."""

    @property
    def near(self) -> bool:
        """True from four fifths of the cap on."""
        return self.cap > 0 and self.used >= NEAR * self.cap

    @property
    def words(self) -> str:
        """How much is used, as it is shown."""
        whose = "of this interview" if self.kind == "interview" else "of today (UTC)"
        if not self.cap:
            return f"{self.used:,} tokens {whose} are used"
        return f"{self.used:,} of {self.cap:,} tokens {whose} are used"

    @property
    def warning(self) -> str:
        """What to tell before the cap is reached, and once it is; empty while it is far."""
        if not self.near:
            return ""
        whose = "for this interview" if self.kind == "interview" else "for today (UTC)"
        cap = f"The cap of {self.cap:,} tokens {whose} is"
        if self.used >= self.cap:
            return f"{cap} reached, so nothing more is sent. {GOES_ON}"
        return f"{cap} near. Once it is reached, nothing more is sent. {GOES_ON}"

    def leaves(self, tokens: int) -> bool:
        """True where so many more tokens pass no cap."""
        return not self.cap or self.used + tokens <= self.cap


def budgets(
    ledger: Ledger, interview_id: str | None, *, caps: Caps, at: datetime
) -> tuple[Budget, Budget]:
    """What is used of an interview's cap and of the day's. Raises StorageError."""
    own, cap = 0, 0  # what belongs to no interview passes no interview's cap
    if interview_id is not None:
        own, cap = ledger.tokens_of(interview_id), caps.per_interview
    today = ledger.tokens_on(at.astimezone(UTC).date())
    return Budget("interview", own, cap), Budget("day", today, caps.per_day)


def budget_of(ledger: Ledger, interview_id: str | None, *, caps: Caps, at: datetime) -> Budget:
    """The interview's budget, or the day's where that one is nearer to its end. Raises StorageError."""
    own, day = budgets(ledger, interview_id, caps=caps, at=at)
    return day if day.near and (not own.near or day.cap - day.used < own.cap - own.used) else own


def reached(budget: Budget, at: datetime) -> CapReached:
    """The error for a cap that the next call would pass: which one, and what can be done."""
    setting = (
        "STEADY_TOKENS_PER_INTERVIEW" if budget.kind == "interview" else "STEADY_TOKENS_PER_DAY"
    )
    until = " or wait for midnight (UTC)," if budget.kind == "day" else ""
    error = CapReached(
        f"{budget.words}, and the next call to the model would pass that cap. The embedded grader can go on with "
        f"the interview. To use the model further, raise {setting} (0: no cap){until} and start Steady again."
    )
    error.kind = budget.kind
    if budget.kind == "day":
        moment = at.astimezone(UTC)
        midnight = datetime.combine(moment.date() + timedelta(days=1), time.min, tzinfo=UTC)
        error.retry_after = (midnight - moment).total_seconds()
    return error
