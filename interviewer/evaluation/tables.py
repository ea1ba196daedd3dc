"""A study as plain text, for a terminal or a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from interviewer.evaluation.agreement import ALL_CRITERIA, Agreement
from interviewer.evaluation.bias import Bias
from interviewer.evaluation.intervals import Figure
from interviewer.evaluation.study import Beside, Folding, Part, Study

NAME = 15
TITLE = 22
_HEAD = (
    f"{'':<{NAME}} {'QWK (95 %)':<16} {'MAE (95 %)':<16} {'raters: QWK':>11} {'MAE':>5}"
    f"  {'farthest: QWK':>13} {'MAE':>5}  {'covered':>7} {'unasked':>7} {'n':>5}"
)


def study_lines(study: Study) -> Iterator[str]:
    """The study line by line, each kind of replies in turn."""
    yield "raters: each against the median of the other two on the same replies, mean of the three."
    yield "farthest: the same with each abstention of ours counted as the level farthest from theirs."
    yield "covered: rated by us of what they rate. unasked: rated by us of what they leave unrated."
    if study.failed:
        yield f"Not graded, and in none of the figures: {len(study.failed)} ({', '.join(study.failed)})"
    for part in study.parts:
        yield ""
        yield from _part(part)


def _part(part: Part) -> Iterator[str]:
    main = part.main
    yield f"{part.replies} replies, {part.title}, against {part.against}; folded {main.title}"
    yield _HEAD
    for one in main.agreement:
        yield _row(one)
    yield ""
    yield f"{'':<{NAME}} {'leniency (95 %)':<20} {'middling (95 %)':<16}"
    for one in main.agreement:
        yield f"{one.name:<{NAME}} {_ranged(one.leniency, sign=True):<20} {_ranged(one.middling):<16}"
    yield "leniency: ours less theirs. middling: the variance of ours through that of theirs."
    yield ""
    yield from _bias(main.bias)
    yield ""
    yield from _side_by_side([*part.foldings, *part.beside])


def _row(one: Agreement) -> str:
    return (
        f"{one.name:<{NAME}} {_ranged(one.kappa):<16} {_ranged(one.error):<16}"
        f" {_two(one.raters_kappa):>11} {_two(one.raters_error)}"
        f"  {_two(one.far_kappa):>13} {_two(one.far_error)}"
        f"  {_share(one.coverage)} {_share(one.unasked)} {one.pairs:>5}"
    )


def _bias(found: Iterable[Bias]) -> Iterator[str]:
    yield "Given their score: how ours goes with length (partial rank correlation), and points more for a style"
    for one in found:
        name = f"{one.rubric} without {one.without}" if one.without else one.rubric
        styles = "   ".join(
            f"{style} ({one.counts[style]}) {_ranged(figure, sign=True)}"
            for style, figure in one.styles.items()
        )
        yield f"{name:<31} length {_ranged(one.length, sign=True)}   {styles}"


def _side_by_side(graders: Iterable[Folding | Beside]) -> Iterator[str]:
    first = True
    for one in graders:
        names = [a.name for a in one.agreement]
        rows = one.agreement[names.index(ALL_CRITERIA) :]
        if first:
            yield f"{'QWK, MAE':<{TITLE}}" + "".join(f"{a.name:>16}" for a in rows)
            first = False
        title = f"ours, {one.title}" if isinstance(one, Folding) else one.title
        yield f"{title:<{TITLE}}" + "".join(f"{_two(a.kappa):>10} {_two(a.error)}" for a in rows)


def _ranged(figure: Figure, *, sign: bool = False) -> str:
    if figure.value is None:
        return "–"
    form = "+.2f" if sign else ".2f"
    ends = "" if figure.low is None else f" {figure.low:{form}}–{figure.high:{form}}"
    if sign and figure.low is not None:
        ends = f" {figure.low:{form}} to {figure.high:{form}}"
    return f"{figure.value:{form}}{ends}"


def _two(figure: Figure | None) -> str:
    return "    –" if figure is None or figure.value is None else f"{figure.value:5.2f}"


def _share(figure: Figure) -> str:
    return f"{'–':>7}" if figure.value is None else f"{figure.value:7.0%}"
