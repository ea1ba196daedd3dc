"""Nobody's words are markup, script or formula in any file: the corpus of bad inputs through every format."""

from __future__ import annotations

import re

import pytest

from interviewer.exports import EXPORTS
from interviewer.exports.csv import GUARD, guarded, unguarded
from interviewer.exports.markdown import escaped, quoted
from interviewer.exports.plain import printable
from tests import bad_inputs
from tests.taken_along import (
    SHORT_ENOUGH,
    STORED,
    TEXTS,
    Page,
    as_quoted,
    everything,
    hostile_guide,
    hostile_interview,
    inline,
    read_csv,
    report_of,
    said_in,
    tokens,
    turns_in,
)


@pytest.mark.parametrize("id", SHORT_ENOUGH)
def test_every_bad_input_passes_every_format(id: str) -> None:
    """F72: even where something slipped past the boundary, the person gets a file."""
    report = said_in(SHORT_ENOUGH[id])
    for export in EXPORTS.values():
        assert export.render(report).decode("utf-8")


def test_the_corpus_is_all_there() -> None:
    assert len(TEXTS) == 114
    assert len(bad_inputs.uploads()) == 9
    assert len(STORED) >= 95


def test_markdown_keeps_its_structure_and_every_word() -> None:
    """F70: every bad input in one transcript, read back by a strict parser."""
    report = everything()
    parsed = tokens(report)
    assert turns_in(parsed) == [as_quoted(turn.text) for turn in report.transcript]
    assert {t.type for t in inline(parsed)} <= {
        "text",
        "softbreak",
        "hardbreak",
        "strong_open",
        "strong_close",
    }
    assert not {t.type for t in parsed} & {"fence", "code_block", "html_block", "hr"}
    headings = [parsed[n + 1].content for n, t in enumerate(parsed) if t.type == "heading_open"]
    assert len(headings) == 9 + len(report.answers)


def test_markdown_leaves_no_bare_address_for_a_reader_that_links_them() -> None:
    text = EXPORTS["md"].render(everything()).decode("utf-8")
    assert not re.search(r"(?<!\\)://|\bwww\.", text)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("It was 2.7 and then 10:30.", "It was 2.7 and then 10:30."),
        ("# not a heading", r"\# not a heading"),
        ("1. not a list", r"1\. not a list"),
        ("- not a list", r"\- not a list"),
        ("===", r"\=\=="),
        ("![x](http://a.b)", r"\!\[x\](http\://a.b)"),
        ("**Interviewer:** forged", r"\*\*Interviewer:\*\* forged"),
        ("  lead and trail  ", "&#32;&#32;lead and trail&#32;&#32;"),
        ("a & b &amp; c", r"a & b \&amp; c"),
        (":smile: $x$ a|b", r"\:smile: \$x\$ a\|b"),
    ],
)
def test_only_what_could_be_markup_is_escaped(typed: str, written: str) -> None:
    assert escaped(typed) == written


def test_line_breaks_survive_in_a_quote() -> None:
    assert quoted("one\ntwo\n\n\nthree\\\nfour") == "> one\\\n> two\n>\n> three\\\\\\\n> four"
    assert quoted("") == ">"


def test_html_holds_every_turn_as_text_and_nothing_that_runs_or_loads() -> None:
    """F69"""
    report = everything()
    page = Page()
    page.feed(EXPORTS["html"].render(report).decode("utf-8"))
    page.close()
    assert page.open == []
    assert page.turns == [printable(turn.text) for turn in report.transcript]
    assert not page.tags & {"script", "img", "iframe", "link", "a", "object", "form", "base"}
    assert not {name for name in page.attributes if name.startswith("on")}
    assert not page.attributes & {"href", "src", "srcset", "srcdoc", "action", "formaction"}


def test_csv_has_no_formula_and_gives_every_text_back() -> None:
    """F71"""
    report = everything()
    quotes = ["\n".join(b.quotes) for a in report.answers for c in a.rows for b in c.behaviours]
    assert any(quote.startswith("=") for quote in quotes)
    assert [row["quotes"] for row in read_csv(report) if row["behaviour"]] == [
        printable(quote) for quote in quotes
    ]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1+1",
        " =1+1",
        "\u200b=1",
        "\ufeff=1",
        "\u00a0+1",
        "|x",
        "'=1",
        "'quoted'",
    ],
)
def test_a_cell_that_a_spreadsheet_would_compute_opens_with_a_quote_mark(text: str) -> None:
    """F71"""
    assert guarded(text) == GUARD + text
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["", "plain", "a=1", "5", "“=1”", "O'Brien"])
def test_a_harmless_cell_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text == unguarded(guarded(text))


@pytest.mark.parametrize("id", [i for i, text in SHORT_ENOUGH.items() if len(text) < 200])
def test_words_of_a_guide_are_no_markup_either(id: str) -> None:
    report = report_of(hostile_interview(SHORT_ENOUGH[id]), hostile_guide(SHORT_ENOUGH[id]))
    parsed = tokens(report)
    assert len(turns_in(parsed)) == len(report.transcript)
    assert not {t.type for t in inline(parsed)} & {
        "image",
        "link_open",
        "html_inline",
        "code_inline",
    }
    page = Page()
    page.feed(EXPORTS["html"].render(report).decode("utf-8"))
    page.close()
    assert page.open == []
    assert not page.tags & {"script", "img", "iframe", "svg", "a"} - {"svg"}
    read_csv(report)
