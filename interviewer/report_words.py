"""The report's fixed words and how its numbers are written."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from fractions import Fraction

from interviewer.domain import Control, Format, Mode, Outcome, QuestionKind, TurnKind

HEADLINE = "What you showed, and what to show next"
NOT_FOUND = "Not found in your answer"
EACH_SENTENCE = "What each sentence shows"
NOT_COUNTED = "Not counted here:"
CLOSE_CALL = "a close call"
NOTHING_IN_THE_WAY = "Nothing in the way"
BOUNDS = {
    "shared": "no sentence stands for this alone; the same words carry other parts of the answer",
    "rules": "the rules that read beside the model find less in these words, and a model may see one level more",
}
"""Why a level is held down where neither length nor conduct does it."""
SEEN_ONCE = (
    "one reading saw {says} here and the rules beside it did not, so it counts for little; "
    "judge for yourself"
)
"""Why a level is held down by a red flag that nobody else saw: no finding, and no accusation."""
ALREADY_COUNTED = "Its words already count for others here"
TAKEN_OUT = "In words that were taken off the record"
TOO_SHORT = "Too short to judge as a whole"
COULD_NOT_TELL = "Could not tell from these words"
NOT_THE_WHOLE = "Not shown by the answer as a whole"
NOT_RATED = "not rated"
CUT_NOTE = "Some lines spoke to the grader. They were not scored; the rest was read as if they were not there."
PRACTICE_ONLY = (
    "Practice feedback only: it describes these answers, not you, and is not for selecting people."
)

FORMATS: dict[Format, str] = {
    "warm_up": "Warm-up",
    "short": "Short interview",
    "panel": "Full panel",
    "drill": "Drill",
    "own": "Own choice",
}
MODES: dict[Mode, str] = {"practice": "practice mode", "live": "live mode"}
KINDS: dict[QuestionKind, str] = {
    "behavioral": "asks for a story",
    "project": "asks about a project",
    "approach": "asks how you work",
    "motivation": "asks why",
}
OUTCOMES: dict[Outcome, str] = {
    "graded": "graded",
    "declined": "declined",
    "skipped": "skipped",
    "not_answered": "not answered",
    "not_asked": "not asked",
    "not_graded": "not graded",
}
OTHER_REASONS: dict[Outcome, str] = {
    "graded": "",
    "not_asked": "The interview ended before this question.",
    "not_graded": "Your words are kept, and grading can be tried again.",
}
"""Said where the grade itself gives no reason; answers.py has those of questions without an answer."""
TURN_LABELS: dict[TurnKind, str] = {
    "question": "question",
    "probe": "follow-up",
    "pushback": "pushback",
    "reprompt": "asked once more",
    "repeat": "repeated",
    "rephrase": "in other words",
    "hint": "hint",
    "angle": "another way in",
    "told_question": "the question that stands",
    "closing": "your questions",
    "closing_answer": "from the guide",
}
CONTROLS: dict[Control, str] = {
    "hint": "[asked for a hint]",
    "repeat": "[asked to hear it again]",
    "skip": "[skipped the question]",
    "pause": "[paused]",
    "resume": "[went on]",
    "end": "[ended the interview]",
    "next": "[next question]",
    "again": "[answered again]",
}
FACTS: dict[str, str] = {
    "real_case": "one case you lived, with a detail",
    "other_people": "other people appear",
    "pressure": "pressure, conflict or failure appears",
    "built_or_operated": "something was built or operated",
    "team_act": "a concrete act, yours or the team's",
}
FACT_ADVICE: dict[str, str] = {
    "real_case": "Tell one case you lived, with a detail only that case has.",
    "team_act": "Name one thing that was done.",
}
BANDS: tuple[tuple[Fraction, str], ...] = (
    (Fraction(9, 2), "outstanding"),
    (Fraction(15, 4), "strong"),
    (Fraction(3), "solid"),
    (Fraction(2), "developing"),
    (Fraction(0), "not yet"),
)
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_MONTHS = (
    "January February March April May June July August September October November December".split()
)


def band_of(score: float) -> str:
    """The band a rubric score belongs to."""
    exact = _exact(score)
    return next((name for floor, name in BANDS if exact >= floor), BANDS[-1][1])


def score_text(score: float) -> str:
    """One decimal; two, cut off, where rounding would carry the number into the next band (`2.96`)."""
    exact = _exact(score)
    rounded = Fraction(math.floor(exact * 10 + Fraction(1, 2)), 10)
    if band_of(float(rounded)) == band_of(score):
        return f"{float(rounded):.1f}"
    return f"{math.floor(exact * 100) / 100:.2f}"


_COUNTS = {2: "Two", 3: "Three", 4: "Four", 5: "Five"}


def opinions_said(levels: tuple[int, ...]) -> str:
    """`Three opinions: 2, 3, 3`, lowest first; empty where there was one."""
    if len(levels) < 2:
        return ""
    count = _COUNTS.get(len(levels), str(len(levels)))
    return f"{count} opinions: {', '.join(map(str, sorted(levels)))}"


def dots(level: float) -> str:
    """Five dots, the nearest whole level filled, halves up."""
    filled = math.floor(_exact(level) + Fraction(1, 2))
    return "●" * filled + "○" * (5 - filled)


def halves(amount: float) -> str:
    """`1`, `1½`, `½`, `−½`: the rubrics' weights as they are read."""
    sign = "−" if amount < 0 else ""
    whole, half = divmod(abs(amount), 1)
    if half not in {0, 0.5}:
        return f"{sign}{abs(amount):g}"
    return f"{sign}{int(whole) if whole or not half else ''}{'½' if half else ''}"


def signed(amount: float) -> str:
    """As `halves`, with a plus where it raises."""
    return halves(amount) if amount < 0 else f"+{halves(amount)}"


def counted(count: int, one: str, many: str) -> str:
    """`no answers`, `one answer`, `12 answers`."""
    number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return f"{number} {one if count == 1 else many}"


def of_answers(some: int, all_of_them: int) -> str:
    """`2 of 3 answers`."""
    return f"{some} of {all_of_them} {'answer' if all_of_them == 1 else 'answers'}"


def date_text(at: datetime) -> str:
    """`22 November 2026`, in UTC, the same on every machine."""
    day = at.astimezone(UTC)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def stamp(at: datetime) -> str:
    """ISO 8601 to the second, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def opening_lower(sentence: str) -> str:
    """The sentence to stand after a colon: `Say why.` -> `say why.`; names and `I` keep their capital."""
    first = sentence.split(" ", 1)[0]
    if first == "I" or not first[1:].islower():
        return sentence if first != "A" else "a" + sentence[1:]
    return sentence[0].lower() + sentence[1:]


def capital(text: str) -> str:
    """The text with a capital in front; the rest stays as it is, names and all."""
    return text[:1].upper() + text[1:]


def shortened(quote: str, limit: int = 160) -> str:
    """A quote cut at a word, with an ellipsis, where it is longer than the limit."""
    if len(quote) <= limit:
        return quote
    head = quote[:limit]
    return (head.rsplit(None, 1)[0] if " " in head else head) + " …"


def _exact(score: float) -> Fraction:
    """Sums of thirds and sixths as they were meant: 2.9999999996 is 3."""
    return Fraction(score).limit_denominator(10_000)
