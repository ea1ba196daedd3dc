"""Report and transcript as one HTML file: no script, nothing fetched, every word escaped."""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from interviewer.exports.plain import printable
from interviewer.report import Radar, Report
from interviewer.report_words import CLOSE_CALL, EACH_SENTENCE, NOT_COUNTED, capital

TEMPLATE = "report.html.j2"


class Spoke(NamedTuple):
    """One axis of the radar in the picture's units."""

    name: str
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str
    end_x: float
    end_y: float


def render(report: Report) -> bytes:
    """The report, every turn of the interview, and what the levels mean, as a page that needs nothing else."""
    page = _template().render(
        report=report, spokes=_spokes(report.radar), rings=_rings(report.radar)
    )
    return (page + "\n").encode("utf-8")


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("interviewer.exports", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters["capital"] = capital
    environment.globals.update(
        close_call=CLOSE_CALL, each_sentence=EACH_SENTENCE, not_counted=NOT_COUNTED
    )
    return environment.get_template(TEMPLATE)


def _shown(value: object) -> object:
    """Plain text without characters that a page cannot show; what is no text stays as it is."""
    return printable(value) if type(value) is str else value


def _spokes(radar: Radar) -> tuple[Spoke, ...]:
    return tuple(
        _spoke(name, value, n, len(radar.names))
        for n, (name, value) in enumerate(zip(radar.names, radar.values, strict=True))
    )


def _spoke(name: str, value: float, n: int, of: int) -> Spoke:
    angle = 2 * math.pi * n / of - math.pi / 2
    right, down = math.cos(angle), math.sin(angle)
    anchor = "middle" if abs(right) < 0.2 else "start" if right > 0 else "end"
    return Spoke(
        name,
        x=_unit(right * value / 5),
        y=_unit(down * value / 5),
        label_x=_unit(right * 1.1),
        label_y=_unit(down * 1.1) + 4,
        anchor=anchor,
        end_x=_unit(right),
        end_y=_unit(down),
    )


def _rings(radar: Radar) -> tuple[str, ...]:
    """The five levels as polygons, for the points of an SVG."""
    of = len(radar.names)
    spokes = [[_spoke("", level, n, of) for n in range(of)] for level in range(1, 6)]
    return tuple(" ".join(f"{s.x},{s.y}" for s in ring) for ring in spokes)


def _unit(share: float) -> float:
    """A share of the radius, 120 units long, in tenths: the same digits on every machine."""
    return round(120 * share, 1) + 0.0
