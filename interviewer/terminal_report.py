"""Draws turns, feedback and the report in a terminal. Every word stands in the report already.

All text is printed as text: a candidate's brackets are never read as the terminal library's markup.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from interviewer.report import AnswerReport, CriterionRow, Report, RubricSummary
from interviewer.report_words import CLOSE_CALL, EACH_SENTENCE, capital

WIDTH = 76
"""Columns of running text: lines of 60 to 75 characters read best."""
NAME = "bold cyan"
QUIET = "dim"


def say(console: Console, text: str, *, indent: int = 0, style: str = "") -> None:
    """Print text as it is, folded at a readable width, with no spaces after it."""
    width = min(console.width, WIDTH) - indent
    for line in Text(text).wrap(console, width):
        line.rstrip()
        # Padding would fill the line up to its width, and what is copied from the screen with it.
        console.print(Text(" " * indent).append_text(line), style=style, soft_wrap=True)


def say_command(console: Console, command: str) -> None:
    """Print a command in one piece, however narrow the screen is, so that it can be copied."""
    console.print(Text(f"  {command}"), soft_wrap=True)


def heading(console: Console, text: str) -> None:
    """Print a heading with air above it."""
    console.print()
    say(console, text, style="bold")


def speak(console: Console, *, who: str, role: str, text: str) -> None:
    """Print what somebody of the panel, or the candidate, said."""
    console.print()
    name = Text(who, style=NAME)
    if role:
        name.append(f", {role}", style=QUIET)
    console.print(name)
    say(console, text, indent=2)


def draw_feedback(console: Console, answer: AnswerReport) -> None:
    """Print what one answer was found to show, and the one next step."""
    heading(console, f"Your answer: {answer.short}")
    if not answer.graded:
        say(console, answer.outcome_text)
        if answer.reason:
            say(console, answer.reason, indent=2, style=QUIET)
    _draw_rows(console, answer)
    _draw_next_step(console, answer)
    draw_sentences(console, answer)
    draw_rebuilt(console, answer)


def _draw_rows(console: Console, answer: AnswerReport) -> None:
    for score in answer.scores if answer.graded else ():
        console.print()
        say(console, f"{score.name}: {score.text}", style="bold")
        for row in answer.rows:
            if row.rubric == score.rubric:
                _draw_criterion(console, row)


def draw_sentences(console: Console, answer: AnswerReport) -> None:
    """Print what each sentence shows: the marks of the page, in text."""
    if not answer.sentences:
        return
    console.print()
    say(console, EACH_SENTENCE, style="bold")
    for row in answer.sentences:
        say(console, f"{row.number:>2}  “{row.quote}”", indent=2)
        for one in row.shows:
            say(console, one.text, indent=6, style=QUIET)


def draw_rebuilt(console: Console, answer: AnswerReport) -> None:
    """Print the answer in the order of STAR, its blanks in brackets."""
    rebuilt = answer.rebuilt
    if rebuilt is None:
        return
    console.print()
    say(console, rebuilt.title, style="bold")
    say(console, rebuilt.note, indent=2, style=QUIET)
    for part in rebuilt.parts:
        pieces = (f"[{piece.text}]" if piece.blank else piece.text for piece in part.pieces)
        say(console, f"{part.part}  {part.name}: {' '.join(pieces)}", indent=2)
    if rebuilt.left_out:
        say(console, rebuilt.left_out, indent=2, style=QUIET)


def draw_report(console: Console, report: Report) -> None:
    """Print the report: the one thing to work on, the rubrics, then each answer: its next step, its criteria with their reasons, its sentences, its rebuilt order."""
    heading(console, report.title)
    say(console, report.subtitle, style=QUIET)
    _draw_first(console, report)
    for summary in report.summaries:
        _draw_summary(console, summary)
    if report.radar.note:
        console.print()
        say(console, report.radar.note, style=QUIET)
    heading(console, "Your answers")
    for answer in report.answers:
        _draw_answer(console, answer)
    console.print()
    for line in (report.outcome_note, report.coverage.text, *report.notices):
        if line:
            say(console, line, style=QUIET)


def _draw_first(console: Console, report: Report) -> None:
    first = report.work_on_first
    if first is None:
        console.print()
        say(console, report.nothing_yet)
        return
    heading(console, f"Work on this first: {first.title}")
    say(console, first.text, indent=2)
    if first.quote:
        say(console, f"You said: “{first.quote}”", indent=2, style="italic")
    if first.advice and first.advice not in first.text:
        say(console, first.advice, indent=2)


def _draw_summary(console: Console, summary: RubricSummary) -> None:
    band = summary.band or summary.no_band
    heading(console, f"{summary.name}: {summary.text}" + (f"  {band}" if band else ""))
    say(console, summary.on, indent=2, style=QUIET)
    wide = max((len(row.name) for row in summary.criteria), default=0)
    for row in summary.criteria:
        rated = f"{row.dots}  {row.text}  ({row.on})" if row.mean is not None else row.said
        say(console, f"{row.name:<{wide}}  {rated}", indent=2)
        if row.mean is None and row.reason:
            say(console, row.reason, indent=wide + 4, style=QUIET)
    if summary.best:
        say(console, f"{summary.best.lead} “{summary.best.quote}”", indent=2)
    elif summary.no_best:
        say(console, summary.no_best, indent=2)
    if summary.lift:
        say(console, summary.lift, indent=2)


def _draw_answer(console: Console, answer: AnswerReport) -> None:
    console.print()
    attempt = f" (attempt {answer.attempt}: practice, in no score)" if not answer.scored else ""
    say(console, f"{answer.number}. {answer.short}{attempt}", style="bold")
    if not answer.graded:
        say(console, answer.outcome_text, indent=2)
    _draw_next_step(console, answer)
    _draw_rows(console, answer)
    draw_sentences(console, answer)
    draw_rebuilt(console, answer)


def _draw_next_step(console: Console, answer: AnswerReport) -> None:
    for quote in answer.cut:
        say(console, f"Not scored: “{quote}”", indent=2, style=QUIET)
    if answer.cut_note:
        say(console, answer.cut_note, indent=2, style=QUIET)
    step = answer.next_step
    if step.title:
        say(console, f"Next step: {step.title}.", indent=2)
    if step.quote:
        say(console, f"You said: “{step.quote}”", indent=2, style="italic")
    if step.text:
        say(console, step.text if step.title else f"Next step: {step.text}", indent=2)


def _draw_criterion(console: Console, row: CriterionRow) -> None:
    level = f"{row.dots}  {row.said}" if row.level is not None else row.said
    say(console, f"{row.name}  {level}{', uncertain' if row.uncertain else ''}", indent=2)
    if row.level is None:
        say(console, row.unrated_reason, indent=6, style=QUIET)
        return
    for line in _found(row):
        say(console, line, indent=6)
    lengths = (capital(behaviour.line) for behaviour in row.having("measured_out"))
    gaps = (f"{line}: {says}" for line, says in row.gaps)
    for line in filter(None, (*gaps, *lengths, row.silence, row.doubt)):
        say(console, line, indent=6, style=QUIET)
    if row.lift:
        say(console, row.lift.whole, indent=6, style="bold")
    _draw_why(console, row)


def _found(row: CriterionRow) -> Iterator[str]:
    """The candidate's words and what they do."""
    for one in row.first_shows:
        yield f"“{one.quote}”  {one.says}"
    if row.all_clear:
        yield "Nothing in the way."
    for behaviour in row.having("lowers", "in_the_way"):
        lead = "Lowers" if behaviour.state == "lowers" else "In the way of"
        yield f"{lead}: {behaviour.says}{_quotes(behaviour.quotes)}"
    for cap in row.caps:
        yield f"{cap.text}.{_quotes(cap.quotes)}"


def _draw_why(console: Console, row: CriterionRow) -> None:
    """The arithmetic, with the words it rests on where they do not stand above it."""
    above = {one.quote for one in row.first_shows}
    above |= {quote for one in row.having("lowers") for quote in one.quotes}
    above |= {quote for cap in row.caps for quote in cap.quotes}
    say(console, row.asks_why, indent=6, style=QUIET)
    for step in row.steps:
        close = f" ({CLOSE_CALL})" if step.thin else ""
        words = _quotes(tuple(q for q in step.quotes if q not in above)) or step.line
        told = f"{step.amount:>4}  {step.label}{close}" + (f" · {words.strip()}" if words else "")
        say(console, told, indent=8, style=QUIET)
    for one in row.uncounted:
        told = f"{'–':>4}  {one.says}: {one.line}; {one.would}"
        say(console, told, indent=8, style=QUIET)
    say(console, row.total, indent=6)


def _quotes(quotes: tuple[str, ...]) -> str:
    return "".join(f"  “{quote}”" for quote in quotes)
