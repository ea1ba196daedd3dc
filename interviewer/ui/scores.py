"""The report's summary as HTML: rubric cards, the table of criteria, coverage, who graded."""

from __future__ import annotations

from html import escape

from interviewer.report import (
    BestShown,
    Coverage,
    CoverageRow,
    CriterionSummary,
    Report,
    RubricSummary,
    WorkOnFirst,
)
from interviewer.ui.answer import anchors_html
from interviewer.ui.look import quoted, you_said


def first_html(first: WorkOnFirst) -> str:
    """The one thing to work on, with the candidate's words it was seen in."""
    return (
        f'<h2 class="small">Work on this first: {escape(first.title)}</h2>'
        f"<p>{escape(first.text)}</p><p>{you_said(first.quote)}{escape(first.advice)}</p>"
    )


def cards_html(summaries: tuple[RubricSummary, ...]) -> str:
    """Three rubrics: score, band or why there is none, and what would lift it."""
    return f'<div class="cards">{"".join(map(_card, summaries))}</div>'


def _card(summary: RubricSummary) -> str:
    if summary.score is None:
        score = '<p class="score"><span class="unrated">not rated</span></p>'
    else:
        band = f' <span class="band">{escape(summary.band)}</span>' if summary.band else ""
        score = (
            f'<p class="score"><b>{escape(summary.text)}</b><span class="of"> of 5</span>{band}</p>'
        )
    no_band = f'<p class="quiet">{escape(summary.no_band)}</p>' if summary.no_band else ""
    lift = f'<p class="lift">{escape(summary.lift)}</p>' if summary.lift else ""
    best = _best(summary.best) if summary.best else escape(summary.no_best)
    showed = f'<p class="best">{best}</p>' if best else ""
    return (
        f'<section class="card"><h3>{escape(summary.name)}</h3>{score}'
        f'<p class="quiet">{escape(summary.on)}</p>{showed}{lift}{no_band}</section>'
    )


def _best(best: BestShown) -> str:
    return f"{escape(best.lead)} {quoted((best.quote,))}"


def table_html(summaries: tuple[RubricSummary, ...]) -> str:
    """Every criterion in numbers, dots and words: the same as the radar, for all who cannot use it."""
    body = "".join(_rubric_rows(summary) for summary in summaries)
    return f'<div class="criteria">{body}</div>'


def _rubric_rows(summary: RubricSummary) -> str:
    rows = "".join(map(_criterion, summary.criteria))
    return f'<h3 class="group">{escape(summary.name)}</h3>{rows}'


def _criterion(row: CriterionSummary) -> str:
    if row.mean is None:
        level = '<span class="unrated">not rated</span>'
        said = escape(row.reason)
        nearest = None
    else:
        level = (
            f'<b class="mean">{escape(row.text)}</b>'
            f'<span class="dots" role="img" aria-label="{escape(row.said)}">'
            f'<span aria-hidden="true">{escape(row.dots)}</span></span>'
        )
        sure = f" Uncertain on {row.uncertain}." if row.uncertain else ""
        said = f'<span class="quiet">{escape(row.on)}.{sure}</span> {escape(row.lift)}'
        nearest = row.dots.count("●")
    asked = f"What does level {nearest} mean?" if nearest else "What do the levels mean?"
    return (
        f'<div class="row"><div class="row-name">{escape(row.name)}</div>'
        f'<div class="row-level">{level}</div><div class="row-found"><p>{said}</p>'
        f'<div class="asides"><details><summary>{asked}</summary><p>{escape(row.asks)}</p>'
        f"{anchors_html(row.anchors, nearest)}</details></div></div></div>"
    )


def coverage_html(coverage: Coverage) -> str:
    """How much of the guide was asked, by competency, stage and section."""
    groups = (
        ("Competencies", coverage.competencies),
        ("Stages", coverage.stages),
        ("Sections of the guide", coverage.sections),
    )
    lists = "".join(
        f'<div><h3 class="group">{name}</h3><ul>{"".join(map(_covered, rows))}</ul></div>'
        for name, rows in groups
        if rows
    )
    return f'<p>{escape(coverage.text)}</p><div class="coverage">{lists}</div>'


def _covered(row: CoverageRow) -> str:
    share = 0 if not row.of else round(100 * row.asked / row.of)
    return (
        f'<li><span class="cover-name">{escape(row.name)}</span>'
        f'<span class="cover-bar" aria-hidden="true"><span style="width:{share}%"></span></span>'
        f'<span class="cover-count">{row.asked} of {row.of}</span></li>'
    )


def notices_html(report: Report) -> str:
    """What has to be said with every report."""
    lines = "".join(f"<li>{escape(notice)}</li>" for notice in report.notices)
    return f'<ul class="notices">{lines}</ul>'
