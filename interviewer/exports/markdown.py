"""Report and transcript as Markdown in which nobody's words are ever markup.

Every word that a person or a data file wrote is escaped and stands in a list item or a block quote of its
own: headings, fences, images, links, HTML and forged speakers stay the characters that were typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from interviewer.exports.plain import printable
from interviewer.report import (
    AnswerReport,
    CriterionRow,
    Lift,
    Piece,
    Rebuilt,
    Report,
    RubricSummary,
    TurnRow,
)
from interviewer.report_words import CLOSE_CALL, EACH_SENTENCE, NOT_COUNTED, capital

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>|~$^]|!(?=\[)|&(?=#?\w{1,32};)|=(?==)|:(?=//)|(?<!\w):(?=\w)")
"""Marks of inline markup in CommonMark, GitHub's dialect and the ones beside it (math, emoji, addresses)."""
_LINE_START = re.compile(r"^([-+#=]|\d{1,9}(?=[.)](?:\s|$)))")
"""What would open a list, a heading or a rule, or underline the line above as a heading."""
_WWW = re.compile(r"\b(www)\.", re.I)


def render(report: Report) -> bytes:
    """The report, every turn of the interview, and what the levels mean, as UTF-8 Markdown."""
    blocks = [
        *_top(report),
        *_summaries(report),
        *(block for answer in report.answers for block in _answer(answer)),
        *_transcript(report),
        *_meaning(report),
        *_end(report),
    ]
    return ("\n\n".join(blocks) + "\n").encode("utf-8")


def escaped(text: str) -> str:
    """One line of text that reads as itself: every mark that could be markup is escaped."""
    line = " ".join(printable(text).split("\n"))
    return _escape_line(line)


def quoted(text: str) -> str:
    """A block quote that holds these words and nothing else; blank lines in a row become one."""
    lines = [_escape_line(line) for line in printable(text).split("\n")]
    out: list[str] = []
    for n, line in enumerate(lines):
        if not line.strip():
            if out and out[-1] != ">":
                out.append(">")
            continue
        followed = n + 1 < len(lines) and lines[n + 1].strip()
        # A backslash at the end keeps the line break.
        out.append(f"> {line}\\" if followed else f"> {line}")
    while out and out[-1] == ">":
        out.pop()
    return "\n".join(out) or ">"


def _escape_line(line: str) -> str:
    if not line.strip():
        return ""
    escaped_marks = _SPECIAL.sub(lambda m: "\\" + m.group(), line)
    body = escaped_marks.strip(" \t")
    lead = escaped_marks[: len(escaped_marks) - len(escaped_marks.lstrip(" \t"))]
    trail = escaped_marks[len(lead) + len(body) :]
    # The mark of a dotted list is its sign; of a numbered one, the dot behind the figure.
    body = _LINE_START.sub(lambda m: m[1] + "\\" if m[1][0].isdigit() else "\\" + m[1], body)
    return _blank(lead) + _WWW.sub(r"\1\\.", body) + _blank(trail)


def _blank(spaces: str) -> str:
    """Spaces at a line's ends as entities: as themselves they would be code, a break, or lost."""
    return spaces.replace(" ", "&#32;").replace("\t", "&#9;")


def _top(report: Report) -> Iterator[str]:
    yield f"# {escaped(report.title)}"
    yield escaped(report.subtitle)
    first = report.work_on_first
    if first is None:
        yield escaped(report.nothing_yet)
        return
    yield f"## Work on this first: {escaped(first.title)}"
    yield escaped(first.text)
    yield " ".join(filter(None, (_you_said(first.quote), escaped(first.advice))))


def _you_said(quote: str) -> str:
    return f"You said: {_in_marks(quote)}" if quote else ""


def _in_marks(quote: str) -> str:
    return f"“{escaped(quote)}”" if quote else ""


def _summaries(report: Report) -> Iterator[str]:
    yield "## Levels"
    for summary in report.summaries:
        yield from _summary(summary)
    if report.radar.unrated:
        yield escaped(f"Not rated: {', '.join(report.radar.unrated)}.")
    counts = ", ".join(f"{outcome.count} {outcome.label}" for outcome in report.outcomes)
    yield escaped(f"Questions: {counts}. {report.outcome_note}")
    yield escaped(report.coverage.text)


def _summary(summary: RubricSummary) -> Iterator[str]:
    band = f", {summary.band}" if summary.band else ""
    yield f"### {escaped(summary.name)}: {escaped(summary.text + band)}"
    lines = (f"Rated {summary.on}.", summary.no_band, summary.lift)
    yield escaped(" ".join(line for line in lines if line))
    if summary.best:
        yield f"{escaped(summary.best.lead)} {_in_marks(summary.best.quote)}"
    elif summary.no_best:
        yield escaped(summary.no_best)
    head = "| Criterion | Mean | Level | Rated | What would lift it |"
    rows = [head, "| --- | --- | --- | --- | --- |"]
    for row in summary.criteria:
        about = row.on if row.mean is not None else row.reason
        cells = (row.name, row.text, row.dots, about, row.lift)
        rows.append("| " + " | ".join(escaped(cell) for cell in cells) + " |")
    yield "\n".join(rows)


def _answer(answer: AnswerReport) -> Iterator[str]:
    attempt = "" if answer.scored else f" (attempt {answer.attempt}, practice)"
    yield f"## Question {answer.number}: {escaped(answer.short + attempt)}"
    yield quoted(answer.text)
    person = answer.interviewer
    yield escaped(
        f"{person.name}, {person.role} · {answer.stage} · {answer.competency} · {answer.source}"
    )
    if not answer.graded:
        yield escaped(f"{answer.outcome_text} {answer.reason}")
    else:
        yield from _sentences(answer)
        scores = " · ".join(f"{score.name} {score.text}" for score in answer.scores)
        yield escaped(f"{scores} · {answer.words} words")
        yield "\n".join(line for row in answer.rows for line in _criterion(row))
    if answer.ribbon:
        shares = ", ".join(f"{part.name} {part.percent} %" for part in answer.ribbon)
        yield escaped(f"Share of your words: {shares}.")
    for flag in answer.flags:
        yield f"{escaped(capital(flag.says))}: {_all_in_marks(flag.quotes)} {escaped(flag.advice)}"
    if answer.cut_note:
        yield f"{escaped(answer.cut_note)} {_all_in_marks(answer.cut)}"
    if answer.rebuilt is not None:
        yield from _rebuilt(answer.rebuilt)
    step = answer.next_step
    lead = f"**Next step: {escaped(step.title)}.**" if step.title else "**Next step.**"
    yield " ".join(filter(None, (lead, _you_said(step.quote), escaped(step.text))))


def _rebuilt(rebuilt: Rebuilt) -> Iterator[str]:
    """Blanks in brackets; everything else in the list is the candidate's own."""
    yield f"**{escaped(rebuilt.title)}.** {escaped(rebuilt.note)}"
    yield "\n".join(
        f"- **{escaped(part.name)}** {' '.join(_piece(piece) for piece in part.pieces)}"
        for part in rebuilt.parts
    )
    if rebuilt.left_out:
        yield escaped(rebuilt.left_out)


def _piece(piece: Piece) -> str:
    return escaped(f"[{piece.text}]") if piece.blank else escaped(piece.text)


def _all_in_marks(quotes: Iterable[str]) -> str:
    return " ".join(_in_marks(quote) for quote in quotes)


def _criterion(row: CriterionRow) -> Iterator[str]:
    dots = f"{row.dots} " if row.dots else ""
    uncertain = ", uncertain" if row.uncertain else ""
    yield f"- **{escaped(row.name)}** {escaped(dots + row.said + uncertain)}"
    if row.level is None:
        yield f"  - {escaped(row.unrated_reason)}"
        return
    if row.doubt:
        yield f"  - {escaped(row.doubt)}"
    if row.lift:
        yield f"  - **{escaped(row.lift.text)}** {_start(row.lift)}".rstrip()
    if row.silence:
        yield f"  - {escaped(row.silence)}"
    yield f"  - {row.asks_why} {escaped(row.total)}"
    for step in row.steps:
        yield f"    - {escaped(step.amount)}: {_because(step.label, step.quotes, step.line, step.thin)}"
    for one in row.uncounted:
        line = f"{one.line}; {one.would}"
        yield f"    - {NOT_COUNTED} {_because(one.says, one.quotes, line, one.thin)}"


def _because(says: str, quotes: tuple[str, ...], line: str, thin: bool) -> str:
    aside = "; ".join(filter(None, (line, CLOSE_CALL if thin else "")))
    words = (escaped(says), _all_in_marks(quotes), escaped(f"({aside})") if aside else "")
    return " ".join(filter(None, words))


def _start(lift: Lift) -> str:
    return f"{escaped(lift.lead)} {_in_marks(lift.quote)}" if lift.quote else ""


def _sentences(answer: AnswerReport) -> Iterator[str]:
    """The marks of the marked words as a numbered list."""
    if answer.sentences:
        yield f"**{escaped(EACH_SENTENCE)}**"
        yield "\n".join(
            f"{row.number}. {_in_marks(row.quote)}\n"
            + "\n".join(f"    - {escaped(one.text)}" for one in row.shows)
            for row in answer.sentences
        )


def _transcript(report: Report) -> Iterator[str]:
    yield "## Transcript"
    yield f"{len(report.transcript)} turns, each in a quote of its own."
    for turn in report.transcript:
        yield _who(turn)
        yield quoted(turn.text)


def _who(turn: TurnRow) -> str:
    who = ", ".join(part for part in (turn.who, turn.role) if part)
    aside = " · ".join(part for part in (turn.label, *turn.notices) if part)
    return f"**{turn.seq + 1}. {escaped(who)}**" + (f" · {escaped(aside)}" if aside else "")


def _meaning(report: Report) -> Iterator[str]:
    yield "## What the levels mean"
    rows = ["| Criterion | Level 1 | Level 3 | Level 5 |", "| --- | --- | --- | --- |"]
    for rubric in report.rubrics:
        for criterion in rubric.criteria:
            anchors = criterion.anchors
            cells = (criterion.name, anchors.one, anchors.three, anchors.five)
            rows.append("| " + " | ".join(escaped(cell) for cell in cells) + " |")
    yield "\n".join(rows)
    yield "Levels 2 and 4 lie between."


def _end(report: Report) -> Iterator[str]:
    yield "## About this report"
    yield "\n".join(f"- {escaped(notice)}" for notice in report.notices)
