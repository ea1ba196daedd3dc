"""What a reply holds that could tell who somebody is, asked about in a terminal before it goes to a model."""

from __future__ import annotations

import re
import uuid
from datetime import datetime

from rich.console import Console

from interviewer import engine, review
from interviewer.domain import Guide, Interview
from interviewer.errors import BadReply
from interviewer.privacy import Cleaned, clean_text, recognised
from interviewer.terminal_keys import Keys, read_entry
from interviewer.terminal_report import QUIET, say, speak

ASK = "m masks these, k keeps them all (k 2 keeps the second alone), e edits the reply, /end ends here."
MISSES = "Steady recognises a few plain forms and misses others: read your reply once yourself."
AGAIN = "Please type m, k or e."
EDIT = "Type your reply as it should be; Enter on an empty line ends it. An empty line alone leaves it as it is."


def with_reply(interview: Interview, cleaned: Cleaned, *, guide: Guide, at: datetime) -> Interview:
    """The interview with a reply, held where the candidate has to be asked about it first. Raises NotNow."""
    after = engine.add_reply(
        interview, cleaned.text, at=at, client_id=uuid.uuid4().hex, notices=cleaned.notices
    )
    if not review.goes_to_a_model(interview):
        return after
    return review.hold(after, recognised(cleaned.text, interview.turns, panel=_panel(guide)))


def show_held(console: Console, interview: Interview) -> None:
    """Say what was recognised in the held reply, and what would stand for it."""
    turn = interview.turns[-1]
    server = interview.host or "the language model"
    console.print()
    say(console, f"Your reply is stored. Before it goes to {server}, look at this once:")
    for number, found in enumerate(review.asked(interview), 1):
        words = " ".join(turn.text[found.start : found.end].split())
        say(console, f"  {number}  “{words}”, sent as {found.tag}")
    say(console, MISSES, style=QUIET)
    say(console, ASK)


def decide(
    console: Console, keys: Keys, interview: Interview, entry: str, *, guide: Guide
) -> Interview:
    """What an entry makes of the held reply; the interview as it is where that is nothing."""
    tags = tuple(found.tag for found in review.asked(interview))
    kept = re.fullmatch(r"k((?:[ ,]+\d{1,3})*)", entry)
    if entry in {"", "m"}:
        return review.review(interview, mask=frozenset(tags))
    if kept:
        numbers = {int(n) for n in re.findall(r"\d+", kept[1])} or set(range(1, len(tags) + 1))
        mask = frozenset(tag for n, tag in enumerate(tags, 1) if n not in numbers)
        return review.review(interview, mask=mask)
    if entry == "e":
        return _edited(console, keys, interview, guide)
    say(console, AGAIN)
    return interview


def _panel(guide: Guide) -> tuple[str, ...]:
    return tuple(person.name for person in guide.interviewers)


def _edited(console: Console, keys: Keys, interview: Interview, guide: Guide) -> Interview:
    speak(console, who="You", role="", text=interview.turns[-1].text)
    say(console, EDIT)
    words = read_entry(keys, is_command=lambda _: False, on_break=lambda: say(console, EDIT))
    if not words:
        return interview
    try:
        cleaned = clean_text(words)
    except BadReply as refusal:
        say(console, str(refusal))
        return interview
    return review.edit(
        interview,
        cleaned.text,
        found=recognised(cleaned.text, interview.turns[:-1], panel=_panel(guide)),
        notices=cleaned.notices,
    )
