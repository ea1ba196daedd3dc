"""One response or one grade made: by the interview's own backend, or without it where its model is away."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from interviewer import engine
from interviewer.backends.port import Backends
from interviewer.domain import Grade, Interview, Script
from interviewer.errors import BackendError, BackendUnavailable
from interviewer.grading import ungraded
from interviewer.jobs_away import AwayList, heard_without
from interviewer.jobs_deaf import DeafBackend
from interviewer.storage import Storage

__all__ = ["Work"]

NOT_GRADED = "The grader could not read this answer: {why} It counts neither for nor against you."

log = logging.getLogger("interviewer.jobs")


class Work:
    """Makes what is owed; stores nothing."""

    def __init__(
        self,
        storage: Storage,
        *,
        backends: Backends,
        script: Script,
        clock: Callable[[], datetime],
        away: AwayList,
    ) -> None:
        self._storage = storage
        self._backends = backends
        self._script = script
        self._clock = clock
        self._away = away

    def respond(self, interview: Interview) -> Interview:
        """The interview with its response, whoever can be reached; raises no BackendError."""
        respond = partial(
            engine.respond,
            interview,
            guide=self._storage.guide_of(interview),
            rubrics=self._storage.rubrics_of(interview),
            script=self._script,
            at=self._clock(),
        )
        embedded = self._backends.embedded
        if interview.turns[-1].control is not None:
            # A button is heard by nobody.
            return respond(backend=embedded)
        # While its model is known to be away, nobody is made to wait for it again.
        failed: BackendError | None = self._away.too_early(interview)
        if failed is None:
            try:
                return self._heard_by_its_own(interview, respond)
            except BackendError as error:
                log.warning("interview %s was not heard: %s", interview.id[:8], _kind(error))
                failed = error
        if interview.grader == "embedded":
            return respond(backend=DeafBackend(embedded.name))
        try:
            return respond(backend=embedded, notice=heard_without(failed))
        except BackendError as error:
            log.warning("interview %s was not heard: %s", interview.id[:8], _kind(error))
            return respond(backend=DeafBackend(embedded.name))

    def grade(self, interview: Interview, owed: engine.OwedGrade) -> Grade:
        """The grade of an answer. Raises BackendUnavailable where it has to wait for the model."""
        grade = partial(
            engine.grade_owed,
            interview,
            owed,
            guide=self._storage.guide_of(interview),
            rubrics=self._storage.rubrics_of(interview),
        )
        if owed.outcome is not None:
            return grade(backend=self._backends.embedded)
        try:
            backend = self._backends.backend_of(interview)
            found = grade(backend=backend)
        except BackendUnavailable as error:
            log.warning("interview %s waits: %s", interview.id[:8], _kind(error))
            self._away.put(interview, error)
            raise
        except BackendError as error:
            log.warning("interview %s was not graded: %s", interview.id[:8], _kind(error))
            reason = NOT_GRADED.format(why=error)
            return ungraded(owed.question, owed.attempt, "not_graded", reason)
        if backend.was_reached:
            self._away.back(interview)
        return found

    def _heard_by_its_own(
        self, interview: Interview, respond: Callable[..., Interview]
    ) -> Interview:
        try:
            backend = self._backends.backend_of(interview)
            after = respond(backend=backend)
        except BackendUnavailable as error:
            self._away.put(interview, error)
            raise
        # A reply that rules hear alone says nothing about the server, and must hasten nobody who waits for it.
        if backend.was_reached:
            self._away.back(interview)
        return after


def _kind(error: BackendError) -> str:
    return type(error).__name__
