"""Small pieces of HTML, every word in them escaped; the style sheet beside this file gives them their look."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # The start's heading needs this file: it must not wait for everything behind the nouns.
    from interviewer.domain import Interviewer

STYLE_SHEET = Path(__file__).with_name("steady.css")


def said(text: str) -> str:
    """Someone's words as plain text: line breaks stay, nothing in them becomes markup or a link."""
    return f'<p class="said" dir="auto">{escape(text)}</p>'


def quiet(text: str) -> str:
    """A line that stands back."""
    return f'<p class="quiet">{escape(text)}</p>'


def under(text: str) -> str:
    """A line that belongs to the control right above it."""
    return f'<p class="quiet under">{escape(text)}</p>'


def heading(text: str, *, rank: int) -> str:
    """A heading of the page's own words or of a data file, without Streamlit's Markdown in it."""
    return f"<h{rank}>{escape(text)}</h{rank}>"


def icon(material: str) -> str:
    """A bundled Material symbol, given as `:material/name:`; screen readers pass over it."""
    name = material.removeprefix(":material/").removesuffix(":")
    return f'<span class="icon" aria-hidden="true">{escape(name)}</span>'


def dots(level: int, *, uncertain: bool = False) -> str:
    """A level as five dots, with the same in words for screen readers."""
    sure = ", uncertain" if uncertain else ""
    filled = "●" * level + "○" * (5 - level)
    return (
        f'<span class="dots" role="img" aria-label="level {level} of 5{sure}">'
        f'<span aria-hidden="true">{filled}</span></span>'
    )


def markdown_safe(text: str) -> str:
    """A label for a widget (Streamlit reads labels as Markdown): every sign that could be markup is escaped."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()#+-.!|~$:<>" else sign for sign in text)


def quoted(quotes: tuple[str, ...]) -> str:
    """The candidate's words in quote marks, one after the other; empty for none."""
    return " ".join(f'<q dir="auto">{escape(quote)}</q>' for quote in quotes)


def you_said(quote: str) -> str:
    """The candidate's words that a piece of advice starts from, to stand before it; empty for none."""
    return f"You said: {quoted((quote,))} " if quote else ""


def reading_html(words: str) -> str:
    """A quiet sign that something is being read; `words` are escaped already."""
    return (
        '<p class="reading" role="status"><span class="dots3" aria-hidden="true"><i></i><i></i><i></i></span>'
        f"{words}</p>"
    )


def panel_html(people: tuple[Interviewer, ...]) -> str:
    """The interviewers with their roles, in the order they will speak."""
    rows = "".join(
        f"<li>{icon(person.icon)}<div><b>{escape(person.name)}</b>"
        f'<span class="role">{escape(person.role)}</span></div></li>'
        for person in people
    )
    return f'<ul class="panel" aria-label="Interviewers">{rows}</ul>'
