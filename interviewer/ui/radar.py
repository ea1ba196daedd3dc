"""The radar of the rated criteria; its numbers stand in the table beside it."""

from __future__ import annotations

from typing import Any

from interviewer.report import Radar

# Below this width a radar of the usual size loses its labels at the edge of a phone.
_PHONE = 520


def radar_spec(radar: Radar) -> dict[str, Any]:
    """An ECharts option: one axis a rated criterion, from 0 to 5, smaller on a phone."""
    return {
        "radar": {
            "radius": "74%",
            "center": ["50%", "50%"],
            "shape": "polygon",
            # The first criterion on top and the others as a clock goes, as in the file that is taken along.
            "clockwise": True,
            "splitNumber": 5,
            "axisNameGap": 8,
            "axisName": {"fontSize": 13},
            "splitArea": {"show": False},
            "indicator": [{"name": name, "min": 0, "max": 5} for name in radar.names],
        },
        # A level does not grow into place.
        "animation": False,
        "tooltip": {"trigger": "item", "confine": True},
        "series": [
            {
                "type": "radar",
                "symbolSize": 6,
                "areaStyle": {"opacity": 0.18},
                "lineStyle": {"width": 2},
                "data": [{"value": list(radar.values), "name": "Mean level"}],
            }
        ],
        "media": [
            {
                "query": {"maxWidth": _PHONE},
                "option": {
                    "radar": {"radius": "58%", "axisNameGap": 5, "axisName": {"fontSize": 12}}
                },
            }
        ],
    }


def radar_alt(radar: Radar) -> str:
    """The chart in one sentence for screen readers."""
    levels = ", ".join(
        f"{name} {value:g}" for name, value in zip(radar.names, radar.values, strict=True)
    )
    return f"Radar of mean levels out of 5: {levels}."
