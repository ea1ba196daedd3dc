"""What the pages say about a language model: where calls go, what is sent, what it has cost. HTML with every word escaped."""

from __future__ import annotations

from datetime import timedelta
from html import escape

from interviewer.report_words import counted
from interviewer.settings import Settings
from interviewer.storage_calls import Spent
from interviewer.ui.look import quiet
from interviewer.ui.model_door import Works

SENT = (
    "The question, what it is graded on, and your answer to it. Names, dates and numbers that could tell who "
    "somebody is are shown to you first; what you mask is sent as a tag like “[person 1]”. Steady misses some: "
    "type no patients' data."
)
NOT_SENT = (
    "Your other answers, and lines that speak to the grader. A key is shown to its own server alone, as the "
    "password of the call; it stands in no prompt."
)
KEPT = (
    "A key typed here is kept in memory for this interview only, until it ends or you press “Forget key”. "
    "It is stored nowhere."
)


def goes_to(address: str, host: str, *, here: bool, machine: str) -> str:
    """Where the calls will really go, in plain words."""
    where = f"on {machine}" if here else f"outside {machine}"
    open_line = address.startswith("http:") and not here
    warning = " The line to it is not encrypted." if open_line else ""
    return (
        f'<p class="quiet goes-to">Calls go to <b>{escape(host)}</b>, {escape(where)}.{warning}</p>'
    )


def sent_html() -> str:
    """What leaves with a call, and what never does."""
    told = (("Sent:", SENT), ("Never sent:", NOT_SENT))
    return "".join(f'<p class="quiet"><b>{lead}</b> {escape(text)}</p>' for lead, text in told)


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


def spent_text(spent: Spent, cost: str) -> str:
    """What an interview's calls came to: tokens, and about what they cost where that is known."""
    counted_by_us = ", partly estimated" if spent.estimated else ""
    price = f", {cost}" if cost else ""
    calls = counted(spent.calls, "call", "calls")
    return (
        f"Asked in {calls}: {spent.tokens_in:,} tokens sent, {spent.tokens_out:,} received"
        f"{counted_by_us}{price}."
    )


# ---------------------------------------------------------------- away

SWITCH = (
    "The embedded grader then grades all answers of this interview, also those the model has graded, so that no "
    "report mixes the two. Nothing more is sent to the model, and it does not take over again."
)
_TITLES = {
    "away": "The model is away",
    "no_key": "The model needs a key",
    "key_refused": "The key is not taken",
    "no_model": "The model is not there",
    "quota": "The account has no credit left",
    "cap": "The cap on tokens is reached",
}


def away_title(kind: str) -> str:
    """What an interview waits for, as a heading."""
    return _TITLES[kind]


def no_key_line(host: str) -> str:
    """Said where no call was tried yet, because there is nothing to try it with."""
    return f"No key for {host} is at hand: a typed one is in memory only, until it is forgotten or Steady is started anew."


def waits_text(owed: int, *, ended: bool) -> str:
    """What goes on meanwhile, or, where the interview has ended, what waits."""
    if not ended:
        return "The interview goes on: the embedded hearing answers you meanwhile. Nothing is lost."
    if not owed:
        return "Your words are stored."
    graded = counted(owed, "answer waits", "answers wait")
    return f"{graded[:1].upper()}{graded[1:]} to be graded. Your words are stored."


def next_try(left: timedelta) -> str:
    """When the model is asked again, in words that need no clock."""
    seconds = left.total_seconds()
    if seconds <= 0:
        return "Trying again."
    if seconds < 50:
        return "It is tried again by itself within a minute."
    minutes = max(1, round(seconds / 60))
    return f"It is tried again by itself in about {counted(minutes, 'minute', 'minutes')}."
