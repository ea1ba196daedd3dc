"""A study as plain text, for a terminal or a file."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.evaluation.agreement import Agreement
from interviewer.evaluation.study import Part, Study, Tally

_HEAD = (
    f"{'':<15} {'QWK':>5} {'MAE':>5}   {'all 3: QWK':>10} {'MAE':>5}"
    f"   {'unrated: ours':>13} {'theirs':>6} {'rated by both':>14}"
)


def study_lines(study: Study, *, grader: str, how: str, behaviours: bool = False) -> Iterator[str]:
    """The study line by line: agreement of both kinds of replies, then behaviours where wished."""
    yield f"Grader: {grader}. {how}"
    yield "Writers, raters and readers of these replies were language models, blind and apart; no people."
    if study.failed:
        yield f"Not graded, and in none of the figures: {len(study.failed)} ({', '.join(study.failed)})"
    for part in study.parts:
        yield ""
        yield from _part(part)
    if behaviours:
        yield ""
        yield from _tallies(study.tallies)


def _part(part: Part) -> Iterator[str]:
    yield f"{part.title}, against {part.against}"
    yield _HEAD
    for ours, three in zip(part.agreement, part.three, strict=True):
        if ours.name == "star":
            yield "rubric scores, in half points:"
        yield _row(ours, three)


def _row(ours: Agreement, three: Agreement) -> str:
    return (
        f"{ours.name:<15} {_figure(ours.kappa)} {_figure(ours.error)}   {_figure(three.kappa):>10}"
        f" {_figure(three.error)}   {ours.ours_unrated:>13.0%} {ours.theirs_unrated:>6.0%}"
        f" {ours.pairs:>14}"
    )


def _tallies(tallies: tuple[Tally, ...]) -> Iterator[str]:
    yield "Found in an answer, against one reader (p of the first kind, r of the second)"
    yield f"{'':<28} {'ours':>5} {'reader':>6} {'both':>5} {'precision':>9} {'recall':>6} {'same words':>10}"
    for one in tallies:
        words = one.cited / one.citable if one.citable else None
        yield (
            f"{one.id:<28} {one.ours:>5} {one.theirs:>6} {one.both:>5} {_figure(one.precision):>9}"
            f" {_figure(one.recall):>6} {_figure(words):>10}"
        )


def _figure(value: float | None) -> str:
    return "   –" if value is None else f"{value:5.2f}"
