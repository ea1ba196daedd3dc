"""Exports read back by strict readers, and interviews made of bad inputs, for the tests of what is taken along."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.token import Token

from interviewer.domain import Guide, Interview
from interviewer.errors import BadReply
from interviewer.exports import EXPORTS
from interviewer.exports.csv import unguarded
from interviewer.exports.plain import printable
from interviewer.privacy import clean_text
from interviewer.report import Report, build_report
from tests import bad_inputs, makers
from tests.held import Said, guide_of, held
from tests.makers import not_shown, shown

TEXTS = bad_inputs.texts()
SHORT_ENOUGH = {i: text for i, text in TEXTS.items() if len(text) <= 20_000}


def report_of(interview: Interview, guide: Guide | None = None) -> Report:
    guide = guide or guide_of(*(planned.question for planned in interview.plan))
    return build_report(interview, guide=guide, rubrics=makers.rubrics())


def said_in(*texts: str) -> Report:
    """A report of an interview in which each of these was the answer to a question, and was quoted."""
    said = (
        Said(f"q{n}", text, marks=(shown("action.own_act", 1), not_shown("concision.no_filler", 1)))
        for n, text in enumerate(texts)
    )
    return report_of(held(*said))


def cleaned(text: str) -> str | None:
    try:
        return clean_text(text).text
    except BadReply:
        return None


STORED = {i: text for i, raw in TEXTS.items() if (text := cleaned(raw)) is not None}
"""The texts of the corpus as they are stored: after the boundary, without those it refuses."""


@cache
def everything() -> Report:
    """One interview in which every storable bad input was an answer: nothing may leak into its neighbours."""
    return said_in(*STORED.values())


def hostile_guide(text: str) -> Guide:
    """A guide whose every name is a bad input; guides can be imported too."""
    plain = guide_of("q1")
    told = text or "…"
    return plain.model_copy(
        update={
            "title": told,
            "disclaimer": told,
            "competencies": tuple(c.model_copy(update={"name": told}) for c in plain.competencies),
            "stages": tuple(s.model_copy(update={"name": told}) for s in plain.stages),
            "interviewers": tuple(
                i.model_copy(update={"name": told, "role": told}) for i in plain.interviewers
            ),
            "questions": tuple(
                q.model_copy(update={"text": told, "short": told, "section": told, "angle": told})
                for q in plain.questions
            ),
        }
    )


def hostile_interview(text: str) -> Interview:
    return held(Said("q1", text), guide=hostile_guide(text))


def tokens(report: Report) -> list[Token]:
    text = EXPORTS["md"].render(report).decode("utf-8")
    return MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)


def inline(parsed: list[Token]) -> Iterator[Token]:
    for token in parsed:
        yield from token.children or ()


def turns_in(parsed: list[Token]) -> list[str]:
    """The texts of the block quotes behind the heading `Transcript`, as a strict reader sees them."""
    titles = [n for n, t in enumerate(parsed) if t.type == "inline" and t.content == "Transcript"]
    assert len(titles) == 1
    found: list[list[str]] = []
    depth = 0
    for token in parsed[titles[0] :]:
        depth += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        assert depth <= 1, "a quote in a quote"
        if token.type == "blockquote_open":
            found.append([])
        elif depth and token.type == "inline":
            found[-1].append("".join(_read(child) for child in token.children or ()))
        elif depth:
            assert token.type in {"paragraph_open", "paragraph_close"}, token.type
    return ["\n\n".join(paragraphs) for paragraphs in found]


def _read(child: Token) -> str:
    return "\n" if child.type in {"softbreak", "hardbreak"} else child.content


def as_quoted(text: str) -> str:
    """What a block quote can hold of a text: blank lines in a row become one, at the ends none."""
    lines = [line if line.strip() else "" for line in printable(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


class Page(HTMLParser):
    """Reads an HTML export: its tags, its attributes, and the text of each turn."""

    VOID = frozenset({"meta", "polygon", "line"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.turns: list[str] = []
        self._in_turn = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "p" and ("class", "said") in attrs and "section" in self.open:
            self._in_turn = True
            self.turns.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag
        self._in_turn = self._in_turn and tag != "p"

    def handle_data(self, data: str) -> None:
        if self._in_turn:
            self.turns[-1] += data


def read_csv(report: Report) -> list[dict[str, str]]:
    """The rows as a program reads them, after checking that no raw cell could be computed."""
    text = EXPORTS["csv"].render(report).decode("utf-8-sig")
    header, *rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    for cell in (cell for row in rows for cell in row):
        assert cell.lstrip()[:1] not in {*"=+-@＝＋－＠"} or cell == "", cell
    return [dict(zip(header, map(unguarded, row), strict=True)) for row in rows]
