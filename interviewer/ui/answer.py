"""One answer as the report and the feedback card show it: ribbon, marked words, rows, next step.

Everything here returns HTML with every word escaped, and nothing decides: report.py has.
"""

from __future__ import annotations

from html import escape
from typing import get_args

from interviewer.domain import Anchors, RubricId, TurnKind
from interviewer.report import (
    AnswerReport,
    BehaviourRow,
    CriterionRow,
    LegendRow,
    Lift,
    ScoreRow,
    TurnRow,
)
from interviewer.report_words import NOT_COUNTED, capital
from interviewer.ui.look import dots, quiet, quoted
from interviewer.ui.marked import close_call, legend_html, segment_html, sentences_html
from interviewer.ui.rebuilt import next_step_html, rebuilt_html

GROUPS = get_args(RubricId)
"""The rubrics, in the order of the report."""
NOT_AGAIN: frozenset[TurnKind] = frozenset({
    "control",
    "question",
    "again",
    "between",
    "transition",
    "pause",
    "resume",
})
"""Turns that an answer's card leaves out: its heading says the question already."""
PARAGRAPH, LINE = "\n\n", "\n"


def answer_html(
    answer: AnswerReport,
    *,
    legend: tuple[LegendRow, ...],
    open_groups: tuple[str, ...] = GROUPS[:1],
) -> str:
    """The whole answer, its next step first; where it has no levels, why not. Rubrics not open are folded."""
    if not answer.graded:
        return _words(answer) + _ungraded(answer)
    return "".join((
        next_step_html(answer.next_step),
        _ribbon(answer),
        _words(answer),
        legend_html(answer, legend),
        _cut(answer),
        sentences_html(answer),
        rebuilt_html(answer.rebuilt),
        _rows(answer, open_groups),
    ))


def _ungraded(answer: AnswerReport) -> str:
    reason = f" {escape(answer.reason)}" if answer.reason else ""
    return f'<p class="outcome"><b>{escape(answer.outcome_text)}</b>{reason}</p>{next_step_html(answer.next_step)}'


# ---------------------------------------------------------------- the words


def _ribbon(answer: AnswerReport) -> str:
    """Shares of words by part; the legend under it says the same in numbers."""
    if not answer.ribbon:
        return ""
    bars = "".join(
        f'<span class="part-{part.part or "none"}" style="flex-grow:{part.percent}"></span>'
        for part in answer.ribbon
        if part.percent
    )
    names = "".join(
        f'<li><span class="swatch part-{part.part or "none"}" aria-hidden="true">'
        f"{escape(part.part)}</span>{escape(part.name)} {part.percent} %</li>"
        for part in answer.ribbon
    )
    return (
        f'<div class="ribbon" aria-hidden="true">{bars}</div>'
        f'<ul class="shares" aria-label="Share of your words">{names}</ul>'
    )


def _words(answer: AnswerReport) -> str:
    return "".join(_turn(turn) for turn in answer.turns if turn.kind not in NOT_AGAIN)


def _turn(turn: TurnRow) -> str:
    if turn.speaker == "interviewer":
        label = f" · {escape(turn.label)}" if turn.label else ""
        return (
            f'<p class="asked" dir="auto"><span class="asked-by">{escape(turn.who)}{label}</span>'
            f"{escape(turn.text.replace(PARAGRAPH, LINE))}</p>"
        )
    return f'<p class="marked said" dir="auto">{"".join(map(segment_html, turn.segments))}</p>'


def _cut(answer: AnswerReport) -> str:
    return quiet(answer.cut_note) if answer.cut_note else ""


# ---------------------------------------------------------------- the rows


def _rows(answer: AnswerReport, open_groups: tuple[str, ...]) -> str:
    groups = "".join(_group(answer, score, score.rubric in open_groups) for score in answer.scores)
    flags = "".join(
        f'<p class="flag"><b>{escape(flag.says)}</b> {quoted(flag.quotes)} {escape(flag.advice)}</p>'
        for flag in answer.flags
    )
    return flags + groups


def _group(answer: AnswerReport, score: ScoreRow, opened: bool) -> str:
    """One rubric's criteria, which can be folded."""
    mine = [row for row in answer.rows if row.rubric == score.rubric]
    rows = "".join(map(criterion_html, mine))
    of = " of 5" if score.score is not None else ""
    levels = " · ".join(f"{row.name} {row.level or '–'}" for row in mine)
    return (
        f'<details class="group-rows"{" open" if opened else ""}><summary><span>{escape(score.name)}'
        f'<span class="group-levels">{escape(levels)}</span></span><span class="group-score">{escape(score.text)}{of}</span></summary>{rows}</details>'
    )


def criterion_html(row: CriterionRow) -> str:
    """Criterion, dots, quotes with what they show, what was not found, what would lift it; under it why it stands."""
    if row.level is None:
        level = '<span class="unrated">not rated</span>'
    else:
        level = dots(row.level, uncertain=row.uncertain)
    mark = '<span class="tag">uncertain</span>' if row.uncertain else ""
    return (
        f'<div class="row"><div class="row-name">{escape(row.name)}</div>'
        f'<div class="row-level">{level}{mark}</div>'
        f'<div class="row-found">{_found(row)}'
        f'<div class="asides">{_meaning(row)}{_why(row)}</div></div></div>'
    )


def _found(row: CriterionRow) -> str:
    if row.level is None:
        return f"<p>{escape(row.unrated_reason)}</p>"
    lines = [
        *(f"{quoted((one.quote,))} {_quietly('· ' + one.says)}" for one in row.first_shows),
        _quietly(row.more_shows),
        *(_offending(b) for b in row.having("lowers", "in_the_way") if b.quotes),
        *(f"{escape(cap.text)}. {quoted(cap.quotes)}" for cap in row.caps),
        "Nothing in the way." if row.all_clear else "",
        *(_quietly(f"{line}: {says}.") for line, says in row.gaps),
        *(_quietly(f"{capital(b.line)}.") for b in row.having("measured_out")),
        escape(row.silence),
        _quietly(row.doubt),
    ]
    told = "".join(f"<p>{line}</p>" for line in lines if line)
    return told + (f'<p class="lift">{_lift(row.lift)}</p>' if row.lift else "")


def _quietly(text: str) -> str:
    return f'<span class="missing">{escape(text)}</span>' if text else ""


def _offending(row: BehaviourRow) -> str:
    lead = "Lowers" if row.state == "lowers" else "In the way of"
    return f'<span class="risk">{lead}</span>: {escape(row.says)} {quoted(row.quotes)}'


def _lift(lift: Lift) -> str:
    start = f" {escape(lift.lead)} {quoted((lift.quote,))}" if lift.quote else ""
    return f"<b>{escape(lift.text)}</b>{start}"


def _meaning(row: CriterionRow) -> str:
    asked = "What do the levels mean?" if row.level is None else _asks_level(row.level)
    return f"<details><summary>{asked}</summary>{anchors_html(row.anchors, row.level)}</details>"


def _asks_level(level: int) -> str:
    return f"What does level {level} mean?"


def anchors_html(anchors: Anchors, level: int | None) -> str:
    """The written anchors, the ones next to this level marked."""
    near = set() if level is None else {level, level - 1, level + 1} if level in {2, 4} else {level}
    rows = "".join(
        f'<li class="{"here" if number in near else ""}"><b>{number}</b><span>{escape(text)}</span></li>'
        for number, text in ((1, anchors.one), (3, anchors.three), (5, anchors.five))
    )
    between = (
        f'<p class="quiet">Level {level} lies between the two marked ones.</p>'
        if level in {2, 4}
        else ""
    )
    return f'<ul class="anchors">{rows}</ul>{between}'


def _why(row: CriterionRow) -> str:
    """All that counts with its words, the sum, and all that does not count."""
    steps = "".join(
        f'<li><span class="weight">{escape(step.amount)}</span>'
        f"<span>{_because(step.label, step.quotes, step.line)}{close_call(step.thin)}</span></li>"
        for step in row.steps
    )
    total = f'<li class="total">{escape(row.total)}</li>' if row.total else ""
    uncounted = "".join(
        f"<li>{_because(one.says, one.quotes, f'{one.line}; {one.would}')}{close_call(one.thin)}</li>"
        for one in row.uncounted
    )
    counted = f'<ol class="sum">{steps}{total}</ol>' if steps else _judged(row)
    rest = f'<p>{NOT_COUNTED}</p><ul class="uncounted">{uncounted}</ul>' if uncounted else ""
    opened = f"<summary>{row.asks_why}</summary><p>{escape(row.asks)}</p>"
    return f"<details>{opened}{counted}{rest}</details>"


def _judged(row: CriterionRow) -> str:
    """What an unrated criterion would have looked for."""
    looks = "".join(f"<li>{_because(b.says, b.quotes, b.line)}</li>" for b in row.behaviours)
    return f'<ul class="uncounted">{looks}</ul>'


def _because(says: str, quotes: tuple[str, ...], line: str) -> str:
    words = quoted(quotes)
    aside = f'<span class="quiet">· {escape(line)}</span>' if line else ""
    return " ".join(part for part in (f"<b>{escape(capital(says))}</b>", words, aside) if part)
