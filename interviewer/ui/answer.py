"""One answer as the report and the feedback card show it: ribbon, marked words, rows, next step.

Everything here returns HTML with every word escaped, and nothing decides: report.py has.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import get_args

from interviewer.domain import Anchors, RubricId, TurnKind
from interviewer.report import (
    AnswerReport,
    BehaviourRow,
    CriterionRow,
    LegendRow,
    ScoreRow,
    Segment,
    TurnRow,
)
from interviewer.report_words import ALREADY_COUNTED, NOT_FOUND
from interviewer.ui.look import dots, quiet, quoted
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
PART_NAMES = {"S": "Situation", "T": "Task", "A": "Action", "R": "Result"}


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
        _legend(answer, legend),
        _cut(answer),
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


def segment_html(segment: Segment) -> str:
    """A run of words with what they show: a letter, a colour, an underline and a tooltip."""
    classes = [
        f"part-{segment.part}" if segment.part else "",
        f"tone-{segment.tone}" if segment.tone else "",
        "cut" if segment.cut else "",
    ]
    shown = " ".join(name for name in classes if name)
    words = escape(segment.text)
    if not shown:
        return words
    notes = f' title="{escape(_tooltip(segment))}"' if _tooltip(segment) else ""
    return f'<mark class="{shown}"{notes}>{_letter(segment)}{words}</mark>'


def _tooltip(segment: Segment) -> str:
    cut = ("spoke to the grader, not scored",) if segment.cut else ()
    return "; ".join((*segment.notes, *cut))


def _letter(segment: Segment) -> str:
    if not (segment.part and segment.letter):
        return ""
    name = PART_NAMES[segment.part]
    return (
        f'<b class="letter" aria-hidden="true">{segment.part}</b><span class="sr">{name}: </span>'
    )


def _legend(answer: AnswerReport, legend: tuple[LegendRow, ...]) -> str:
    """Only the marks that this answer carries."""
    segments = [segment for turn in answer.turns for segment in turn.segments]
    used: set[str] = {segment.part for segment in segments}
    used |= {segment.tone for segment in segments}
    used |= {"cut"} if any(segment.cut for segment in segments) else set()
    rows = "".join(
        f"<li>{_sample(row.mark)} {escape(row.text)}</li>" for row in legend if row.mark in used
    )
    return f'<ul class="legend" aria-label="What the marks mean">{rows}</ul>' if rows else ""


def _sample(mark: str) -> str:
    if mark in PART_NAMES:
        return f'<mark class="part-{mark}"><b class="letter">{mark}</b></mark>'
    return f'<mark class="{"cut" if mark == "cut" else "tone-" + escape(mark)}">words</mark>'


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
    """Criterion, dots, quote and what was not found; under it what the level means and why it stands."""
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
        _quotes(row.found),
        _offending(row.having("lowers", "in_the_way")),
        _listed(f"{NOT_FOUND}: ", row.missing),
        _listed(f"{ALREADY_COUNTED}: ", row.having("used_up")),
        _measured(row.having("measured_out")),
        escape(row.silence),
    ]
    told = " ".join(line for line in lines if line)
    if not told:
        told = "Nothing in the way." if row.having("clear") else ""
    return f"<p>{told}</p>" if told else ""


def _quotes(rows: Iterable[BehaviourRow]) -> str:
    """The words once each, though they may show several things."""
    quotes = dict.fromkeys(quote for row in rows for quote in row.quotes)
    return quoted(tuple(quotes)[:3])


def _offending(rows: Iterable[BehaviourRow]) -> str:
    return " ".join(
        f'<span class="risk">{escape(_capital(row.says))}</span>: {quoted(row.quotes)}'
        for row in rows
        if row.quotes
    )


def _listed(lead: str, rows: Iterable[BehaviourRow]) -> str:
    says = [row.says for row in rows]
    return f'<span class="missing">{escape(lead)}{escape("; ".join(says))}.</span>' if says else ""


def _measured(rows: Iterable[BehaviourRow]) -> str:
    return " ".join(escape(row.line) for row in rows)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


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
    behaviours = "".join(map(_behaviour, row.behaviours))
    caps = "".join(
        f"<p>At most {cap.level}: {escape(cap.reason)} {quoted(cap.quotes)}</p>" for cap in row.caps
    )
    uncertain = f"<p>Uncertain: {escape(row.why_uncertain)}</p>" if row.why_uncertain else ""
    lift = f'<p class="lift">{escape(row.lift.text)}</p>' if row.lift else ""
    asked = "Why not rated?" if row.level is None else "Why this level?"
    return (
        f"<details><summary>{asked}</summary><p>{escape(row.asks)}</p>"
        f'<ul class="behaviours">{behaviours}</ul>{caps}{uncertain}{_sum(row)}{lift}</details>'
    )


def _behaviour(row: BehaviourRow) -> str:
    evidence = quoted(row.quotes) or f'<span class="quiet">· {escape(row.line)}</span>'
    return (
        f'<li class="{row.state}"><span class="weight">{escape(row.weight_text)}</span>'
        f"<span><b>{escape(_capital(row.says))}</b> {evidence}</span></li>"
    )


def _sum(row: CriterionRow) -> str:
    if not row.steps:
        return ""
    steps = "".join(
        f'<li><span class="weight">{escape(step.amount)}</span>'
        f"<span>{escape(step.label)}</span></li>"
        for step in row.steps
    )
    return f'<ol class="sum">{steps}<li class="total">{escape(row.total)}</li></ol>'
