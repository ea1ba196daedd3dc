"""A report as a file to take along: bytes in four formats, the same for the same interview; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from interviewer.exports import csv, html, json, markdown
from interviewer.report import Report

__all__ = ["EXPORTS", "Export", "file_name"]


class Export(NamedTuple):
    """A format to take a report along in."""

    name: str
    mime: str
    render: Callable[[Report], bytes]


EXPORTS: Mapping[str, Export] = MappingProxyType({
    "md": Export("Markdown", "text/markdown; charset=utf-8", markdown.render),
    "html": Export("HTML", "text/html; charset=utf-8", html.render),
    "json": Export("JSON", "application/json", json.render),
    "csv": Export("CSV", "text/csv; charset=utf-8", csv.render),
})
"""Formats by the ending of their files."""


def file_name(report: Report, ext: str) -> str:
    """A name of small letters, digits and hyphens that says format and day, and holds no typed word."""
    if ext not in EXPORTS:
        raise KeyError(ext)
    format = report.interview.format.replace("_", "-")
    return f"steady-{format}-{report.day}-{report.reference}.{ext}"
