"""What the pages say about a language model: where calls go, what is sent, what it has cost. HTML with every word escaped."""

from __future__ import annotations

from html import escape

from interviewer.settings import Settings
from interviewer.ui.look import quiet
from interviewer.ui.model_door import Works

SENT = (
    "Sent with each call: the question, what it is graded on, and your answer to it. Names, dates and numbers that "
    "could tell who somebody is are shown to you first; what you mask is sent as a tag like “[person 1]”. "
    "Steady misses some: type no patients' data."
)
NOT_SENT = (
    "Never sent: your other answers, and lines that speak to the grader. A key is shown to its own server alone, "
    "as the password of the call, and stands in no prompt."
)
KEPT = (
    "A key typed here is kept in memory for this interview only, until it ends or you press “Forget key”. "
    "It is stored nowhere."
)
NEAR = 0.8
"""From this share of the cap on it is said that it is near."""


def goes_to(address: str, host: str, *, here: bool, machine: str) -> str:
    """Where the calls will really go, in plain words."""
    where = f"on {machine}: nothing leaves it" if here else f"outside {machine}"
    open_line = address.startswith("http:") and not here
    warning = " The line to it is not encrypted." if open_line else ""
    return (
        f'<p class="quiet goes-to">Calls go to <b>{escape(host)}</b>, {escape(where)}.{warning}</p>'
    )


def caps_text(settings: Settings) -> str:
    """The caps on what is sent, in one sentence."""
    caps = [
        f"{most:,} tokens {of}"
        for most, of in (
            (settings.tokens_per_interview, "an interview"),
            (settings.tokens_per_day, "a day"),
        )
        if most
    ]
    if not caps:
        return "No cap on tokens is set."
    return f"Steady sends at most {' and '.join(caps)}."


def tried_html(works: Works, says: str) -> str:
    """What a connection test found."""
    titles: dict[Works, str] = {
        "schema": "It works",
        "plain": "It works, with less certainty",
        "nothing": "No answer that can be used",
    }
    kind = "trouble-note" if works == "nothing" else "note"
    return f'<div role="status" class="{kind} tried"><b>{titles[works]}.</b>{quiet(says)}</div>'


def tokens_text(sent: int, cap: int) -> str:
    """`12,300 of at most 60,000 tokens sent`."""
    return f"{sent:,} of at most {cap:,} tokens sent" if cap else f"{sent:,} tokens sent"


def near_cap(sent: int, cap: int) -> str:
    """What to know before the cap is reached; empty while it is far."""
    if not cap or sent < NEAR * cap:
        return ""
    if sent >= cap:
        return (
            "The cap on tokens for this interview is reached. The embedded grader hears what you say from here; "
            "you can have it grade the whole interview."
        )
    return "The cap on tokens is near. Once it is reached, the embedded grader hears what you say; nothing is lost."
