"""What a server's failure is to us: which error, whether another try makes sense, and after how long."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

from interviewer.backends.chat_reply import NoCompletion, complaint_of, read_json
from interviewer.backends.exchange import Answered, Failed, Trouble
from interviewer.errors import (
    BackendError,
    BadModelReply,
    Busy,
    KeyRefused,
    ModelRefused,
    ModelUnknown,
    Offline,
    PromptTooLong,
    QuotaSpent,
    TooSlow,
)

MAX_TRIES = 3
"""Requests for one call, whatever they were needed for."""
SPENT = re.compile(r"insufficient_quota|billing_(hard_limit|not_active)|credit balance is too low")


@dataclass(frozen=True)
class Setback:
    """A try that brought nothing."""

    error: BackendError
    most: int = 1
    """How many tries this kind of failure is worth, those before it counted; 1: none after it."""
    wait: float | None = None
    """Seconds the server asks to be left alone; None: our own pause."""
    at_once: bool = False
    """The next try is another question, so there is nothing to wait for."""


def complaint_in(answered: Answered) -> str:
    """What a server complains of, for comparing; empty where it is no model server's complaint."""
    try:
        value = read_json(answered.body)
    except NoCompletion:
        return ""
    error = complaint_of(value) or value
    return json.dumps(error, ensure_ascii=False)[:2000].lower()


def after_failure(failed: Failed, host: str, deadline: float) -> Setback:
    """What to make of a request that had no whole response."""
    error, most = _FAILURES[failed.trouble](host, deadline)
    return Setback(error, most)


_FAILURES: dict[Trouble, Callable[[str, float], tuple[BackendError, int]]] = {
    "no connection": lambda host, _: (
        Offline(
            f"There is no connection to {host}. Check that the model's server runs and the network is up."
        ),
        2,
    ),
    "no name": lambda host, _: (
        Offline(f"The name of {host} cannot be found. Check the base URL and the network."),
        2,
    ),
    "no trust": lambda host, _: (
        Offline(
            f"There is no safe connection to {host}: its certificate cannot be checked, or it does not "
            f"speak https. Check the base URL and this machine's certificates."
        ),
        1,
    ),
    "broken": lambda host, _: (
        Busy(f"The model server at {host} broke off its reply each time. Nothing of it was used."),
        MAX_TRIES,
    ),
    "endless": lambda host, _: (
        BadModelReply(
            f"The reply of the model server at {host} did not end, so nothing of it was used. "
            "Try again, or choose another model."
        ),
        1,
    ),
    "out of time": lambda host, deadline: (
        TooSlow(
            f"The model server at {host} sent no whole reply within {deadline:g} s. "
            "STEADY_CALL_DEADLINE sets how long Steady waits."
        ),
        1,
    ),
}


def after_status(answered: Answered, host: str, model: str, now: float) -> Setback:
    """What to make of a response that is no success; `now` is the time of day, for a date in Retry-After."""
    said, status = complaint_in(answered), answered.status
    for means in (_too_many, _about_the_request, _about_the_account, _by_its_status):
        setback = means(status, said, host, model)
        if setback is not None:
            break
    else:
        return Setback(BadModelReply(_odd(host, f"status {status}")))
    if status in {401, 403, 511} and answered.is_page:
        return Setback(no_model_server(host))
    wait = retry_after(answered.headers, now)
    if isinstance(setback.error, Busy):
        setback.error.retry_after = wait
    if answered.headers.get("x-should-retry", "").strip().lower() == "false":
        return Setback(setback.error)
    return Setback(setback.error, setback.most, wait)


def _too_many(status: int, said: str, host: str, model: str) -> Setback | None:
    if status not in {429, 402}:
        return None
    if status == 402 or SPENT.search(said):
        return Setback(
            QuotaSpent(
                f"The account at {host} has no credit left. Whoever pays for it can add some there."
            )
        )
    return Setback(Busy(f"The model server at {host} takes no more requests just now."), MAX_TRIES)


def _about_the_request(status: int, said: str, host: str, model: str) -> Setback | None:
    if status not in {400, 403, 404, 413, 422, 500}:
        return None
    if status == 413 or re.search(
        r"context.?(length|size|window)|maximum context|too long|too many tokens|above_max_length",
        said,
    ):
        return Setback(
            PromptTooLong(
                f"The answer is longer than the model at {host} can read at once. "
                "Choose a model with a larger context, or grade with Steady's own grader."
            )
        )
    if re.search(r"content.?(filter|policy|management)|responsibleai|safety system", said):
        return Setback(refused(host))
    if _no_such_model(status, said):
        return Setback(
            ModelUnknown(
                f"{host} has no model named {model[:80]!r}. Names come and go: "
                "choose one from the list of what it has, or set STEADY_MODEL."
            )
        )
    return None


def _no_such_model(status: int, said: str) -> bool:
    named = "model_not_found" in said or "no models loaded" in said
    missing = re.search(r"not.found|not exist|invalid model|unknown model|no such model", said)
    return named or (status in {400, 404} and "model" in said and missing is not None)


def _about_the_account(status: int, said: str, host: str, model: str) -> Setback | None:
    if status not in {401, 403}:
        return None
    return Setback(
        KeyRefused(
            f"{host} does not take the key (status {status}). Check the key, and that it may use this model."
        )
    )


def _by_its_status(status: int, said: str, host: str, model: str) -> Setback | None:
    if 300 <= status < 400:
        return Setback(
            Offline(
                f"{host} sends requests on to another address (status {status}), which Steady does not follow. "
                "Set the base URL to where the model really is, or sign in to the network first."
            )
        )
    if status in {404, 405, 407, 410}:
        return Setback(
            Offline(
                f"There is no chat API at this address of {host} (status {status}). "
                "The base URL mostly ends in /v1."
            )
        )
    if status in {408, 409, 425} or status >= 500:
        return Setback(
            Busy(f"The model server at {host} is in trouble (status {status})."),
            MAX_TRIES,
        )
    return None


def refused(host: str) -> ModelRefused:
    """A model or its filter declined. It says nothing of the answer, and so it says nothing of the candidate."""
    return ModelRefused(
        f"The model at {host}, or a filter in front of it, declined to read this answer. That is no judgement "
        "of it. Try again, put it in other words, or grade with Steady's own grader."
    )


def no_reply(host: str, what: str) -> BadModelReply:
    """The server answered, and not with a reply that counts."""
    return BadModelReply(_odd(host, what))


def no_model_server(host: str) -> Offline:
    """A page where a model's reply should be."""
    return Offline(
        f"What answers at {host} is no model server but a web page. "
        "Sign in to the network if it asks for that, and check the base URL."
    )


def _odd(host: str, what: str) -> str:
    return (
        f"The model server at {host} answered with nothing that can be used ({what}). "
        "Try again, or choose another model."
    )


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """How long a server asks to be left alone, in seconds; None where it says nothing that makes sense."""
    milliseconds = _seconds(headers.get("retry-after-ms", ""))
    if milliseconds is not None:
        return milliseconds / 1000
    said = headers.get("retry-after", "").strip()
    seconds = _seconds(said)
    return seconds if seconds is not None else _until(said, now)


def _seconds(said: str) -> float | None:
    return float(said) if re.fullmatch(r"[0-9]{1,300}(\.[0-9]{1,20})?", said) else None


def _until(said: str, now: float) -> float | None:
    try:
        date = parsedate_to_datetime(said)
        left = date.replace(tzinfo=date.tzinfo or UTC).timestamp() - now
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return left if math.isfinite(left) and left > 0 else None
