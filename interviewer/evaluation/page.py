"""The page on how good grading is: words by hand, figures by program, each between two marks of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from interviewer.domain import Rubric
from interviewer.errors import DataFileError
from interviewer.evaluation.agreement import ALL_CRITERIA, ALL_SCORES, Agreement
from interviewer.evaluation.detected import Detection, Tally
from interviewer.evaluation.intervals import Figure
from interviewer.evaluation.study import Part, Study

_PLACE = re.compile(
    r"(?P<open><!-- figures: (?P<name>[\w-]+) -->\n).*?(?P<close><!-- end -->)", re.S
)
WEAK = 0.5
"""A behaviour whose F1 by answers is under this is called weak on the page."""


def fill(page: str, figures: Mapping[str, str]) -> str:
    """The page with the places that are named filled anew, the others as they were.

    Raises DataFileError where the page has no place for something.
    """
    places = {match["name"] for match in _PLACE.finditer(page)}
    homeless = sorted(figures.keys() - places)
    if homeless:
        raise DataFileError(tuple(f"the page has no place for {name!r}" for name in homeless))

    def filled(match: re.Match[str]) -> str:
        text = figures.get(match["name"])
        return match[0] if text is None else f"{match['open']}{text}\n{match['close']}"

    return _PLACE.sub(filled, page)


def as_text(lines: Iterable[str]) -> str:
    """Lines as a block of text of their own."""
    return "\n".join(["```text", *(line.rstrip() for line in lines), "```"])


def agreement_figures(study: Study, rubrics: tuple[Rubric, ...]) -> dict[str, str]:
    """The tables of agreement, by the name of their place."""
    names = {r.id: r.name for r in rubrics} | {c.id: c.name for r in rubrics for c in r.criteria}
    return {
        "scores": _lined(_scores(study, names)),
        "criteria": _lined(_criteria(study, names)),
        "beside": _lined(_beside(study, names)),
        "rating": _lined(_rating(study)),
        "bias": _lined(_bias(study, names)),
    }


def _scores(study: Study, names: Mapping[str, str]) -> Iterator[str]:
    yield "| score | replies | agreement (QWK) | error, in levels | the raters among themselves |"
    yield "| --- | --- | --- | --- | --- |"
    for part in study.parts:
        for row in _rows(part, scores=True):
            raters = "–" if row.raters_kappa is None else _one(row.raters_kappa)
            yield (
                f"| {names[row.name]} | {_where(part)} | {_with_ends(row.kappa)}"
                f" | {_with_ends(row.error)} | {raters} |"
            )


def _criteria(study: Study, names: Mapping[str, str]) -> Iterator[str]:
    titles = [_where(part) for part in study.parts]
    yield (
        "| criterion | "
        + " | ".join(f"{title}: QWK | error | leniency | middling" for title in titles)
        + " |"
    )
    yield "| --- |" + " --- | --- | --- | --- |" * len(titles)
    found = [{row.name: row for row in _rows(part, scores=False)} for part in study.parts]
    for name in found[0]:
        cells = [
            f"{_one(own[name].kappa)} | {_one(own[name].error)} | {_signed(own[name].leniency)}"
            f" | {_one(own[name].middling)}"
            for own in found
        ]
        yield f"| {names[name]} | " + " | ".join(cells) + " |"


def _beside(study: Study, names: Mapping[str, str]) -> Iterator[str]:
    for part in study.parts:
        rows = _rows(part, scores=True)
        yield f"| {_where(part)} (QWK) | " + " | ".join(names[row.name] for row in rows) + " |"
        yield "| --- |" + " --- |" * len(rows)
        graders = [(f"**Steady**, {one.title}", one.agreement) for one in part.foldings]
        graders += [(one.title, one.agreement) for one in part.beside]
        for title, agreement in graders:
            by_name = {row.name: row for row in agreement}
            yield f"| {title} | " + " | ".join(_one(by_name[r.name].kappa) for r in rows) + " |"
        yield ""


def _rating(study: Study) -> Iterator[str]:
    yield "| replies | rated, of what they rate | rated where they do not | all criteria, QWK | with abstentions as the farthest level |"
    yield "| --- | --- | --- | --- | --- |"
    for part in study.parts:
        row = next(row for row in part.main.agreement if row.name == ALL_CRITERIA)
        yield (
            f"| {_where(part)} | {_share(row.coverage)} | {_share(row.unasked)}"
            f" | {_one(row.kappa)} | {_one(row.far_kappa)} |"
        )


def _bias(study: Study, names: Mapping[str, str]) -> Iterator[str]:
    styles = list(study.parts[0].main.bias[0].styles)
    yield "| score | replies | goes with length | " + " | ".join(styles) + " |"
    yield "| --- | --- | --- |" + " --- |" * len(styles)
    for part in study.parts:
        for one in part.main.bias:
            name = names[one.rubric] + (f", without {one.without}" if one.without else "")
            cells = " | ".join(
                f"{_with_ends(one.styles[style], sign=True)} ({one.counts[style]})"
                for style in styles
            )
            yield f"| {name} | {_where(part)} | {_with_ends(one.length, sign=True)} | {cells} |"


def behaviours_figures(detection: Detection) -> dict[str, str]:
    """The tables of what is found, by the name of their place."""
    return {"behaviours": _lined(_together(detection)), "weak": _lined(_weak(detection))}


def _together(detection: Detection) -> Iterator[str]:
    yield "| replies | what | answers: precision | recall | sentences: precision | recall |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for corpus in detection.corpora:
        for one in corpus.together:
            yield f"| {corpus.title} | {one.id} | {_found(one)} |"


def _weak(detection: Detection) -> Iterator[str]:
    yield "| replies | found badly (F1 by answers under " + f"{WEAK}) |"
    yield "| --- | --- |"
    for corpus in detection.corpora:
        weak = [t.id for t in corpus.tallies if t.answers.f1 is not None and t.answers.f1 < WEAK]
        yield f"| {corpus.title} | {', '.join(f'`{name}`' for name in weak) or 'none'} |"


def _found(one: Tally) -> str:
    figures = (
        one.answers.precision,
        one.answers.recall,
        one.sentences.precision,
        one.sentences.recall,
    )
    return " | ".join("–" if f is None else f"{f:.2f}" for f in figures)


def _rows(part: Part, *, scores: bool) -> list[Agreement]:
    names = [row.name for row in part.main.agreement]
    at = names.index(ALL_CRITERIA)
    rows = part.main.agreement[at + 1 :] if scores else part.main.agreement[:at]
    return [row for row in rows if row.name != ALL_SCORES]


def _where(part: Part) -> str:
    return f"{part.replies}, {part.title}"


def _lined(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip("\n")


def _one(figure: Figure) -> str:
    # Minus nothing is nothing.
    return "–" if figure.value is None else f"{figure.value + 0.0:.2f}".replace("-0.00", "0.00")


def _signed(figure: Figure) -> str:
    return "–" if figure.value is None else f"{figure.value:+.2f}"


def _share(figure: Figure) -> str:
    return "–" if figure.value is None else f"{figure.value:.0%}"


def _with_ends(figure: Figure, *, sign: bool = False) -> str:
    if figure.value is None:
        return "–"
    form = "+.2f" if sign else ".2f"
    return f"{figure.value:{form}} ({figure.low:{form}} to {figure.high:{form}})"
