"""Everything Steady raises on purpose.

SteadyError                      what a person may read: says what happened and what to do
├── DataFileError                a guide, rubric or prompt file is broken (names every problem)
├── BadReply                     a reply cannot be taken as it is
│   ├── EmptyReply               nothing to read in it
│   └── LongReply                over the limit; the draft is kept
├── StorageError                 the database cannot do what was asked
│   ├── InterviewNotFound        no interview has this id
│   ├── StaleInterview           somebody else added a turn first; the draft is kept
│   ├── DatabaseBusy             locked for longer than we wait
│   ├── DatabaseFull             no space left
│   ├── DatabaseReadOnly         cannot be written
│   ├── DatabaseTooNew           written by a newer version; never touched
│   └── DatabaseCorrupt          damaged; never touched
├── BadImport                    a file that should hold an interview does not
├── BackendError                 a grader or hearer failed
│   ├── BackendUnavailable       it is not there now: hearing goes on without it, grading waits for it
│   │   ├── Offline              no connection, or what answers is no model server
│   │   ├── Busy                 too many requests, or the server is in trouble
│   │   ├── TooSlow              no whole reply within the call's deadline
│   │   ├── Resting              it failed several times in a row and is left alone for a while
│   │   ├── NoKey                no key is at hand, or it was forgotten
│   │   ├── KeyRefused           the server does not take the key
│   │   ├── ModelUnknown         the server has no such model
│   │   ├── QuotaSpent           the account has no credit left
│   │   └── CapReached           Steady's own cap on tokens
│   └── BadModelReply            it answered, and not with anything that counts: not graded
│       ├── ModelRefused         it declined, or a filter did
│       └── PromptTooLong        the answer does not fit into its context
└── NotNow                       the interview is not at a point where this can be done
"""

from __future__ import annotations

from typing import Any, Literal


class SteadyError(Exception):
    """An error whose text is written for the person at the screen."""


class DataFileError(SteadyError):
    """One or more data files are broken; `problems` names each with file and path."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))

    def __reduce__(self) -> tuple[type[DataFileError], tuple[tuple[str, ...]]]:
        """Comes back from a worker process as it was raised there."""
        return type(self), (self.problems,)


class BadReply(SteadyError):
    """A reply that cannot be taken; the draft stays with the candidate."""


class EmptyReply(BadReply):
    """There is nothing to read in the reply."""


class LongReply(BadReply):
    """The reply is over the limit of characters."""


class StorageError(SteadyError):
    """The database could not do what was asked; nothing was half written."""


class InterviewNotFound(StorageError):
    """No interview has this id."""


class StaleInterview(StorageError):
    """Another tab or process added to the interview first; load it again."""


class DatabaseBusy(StorageError):
    """The database stayed locked for longer than we wait."""


class DatabaseFull(StorageError):
    """The disk has no room for another turn."""


class DatabaseReadOnly(StorageError):
    """The database file or its folder cannot be written."""


class DatabaseTooNew(StorageError):
    """The database was written by a newer version of Steady and is left as it is."""


class DatabaseCorrupt(StorageError):
    """The database file is damaged and is left as it is."""


class BadImport(SteadyError):
    """A file that was to be imported does not hold an interview of a known version."""


class BackendError(SteadyError):
    """A backend failed to hear or to mark."""

    usage: Any = None
    """What the failed call cost (`asking.Usage`), all its tries together; None where nothing was sent."""
    tries: int = 0
    """How many requests were sent for it."""


class BackendUnavailable(BackendError):
    """A backend is not there now; what it owes waits for it."""

    retry_after: float | None = None
    """Seconds after which it may be there again, where that was said; set by whoever raises it."""


class Offline(BackendUnavailable):
    """There is no connection to the model's server, or what answers there is none."""


class Busy(BackendUnavailable):
    """The model's server takes no more requests now, or is in trouble."""


class TooSlow(BackendUnavailable):
    """The model's server sent no whole reply within the call's deadline."""


class Resting(BackendUnavailable):
    """The model's server failed several times in a row and is left alone for a while."""


class NoKey(BackendUnavailable):
    """No key for the model's server is at hand, or it was forgotten."""


class KeyRefused(BackendUnavailable):
    """The model's server does not take the key."""


class ModelUnknown(BackendUnavailable):
    """The model's server has no model of this name."""


class QuotaSpent(BackendUnavailable):
    """The account at the model's server has no credit left."""


class CapReached(BackendUnavailable):
    """Steady's own cap on tokens for this interview or this day."""

    kind: Literal["interview", "day"] = "interview"
    """Which of the two; that of the day is over at midnight UTC."""


class BadModelReply(BackendError):
    """The model answered, and nothing in its answer can be used."""


class ModelRefused(BadModelReply):
    """The model declined to answer, or a filter of its server did."""


class PromptTooLong(BadModelReply):
    """The answer does not fit into the model's context."""


class NotNow(SteadyError):
    """The interview is not at a point where this can be done."""
