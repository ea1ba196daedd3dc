"""An answer's words as they are marked, and the same in text: letters, colours, underlines, numbers and what they say.

Everything here returns HTML with every word escaped, and nothing decides: report.py has.
"""

from __future__ import annotations

from html import escape

from interviewer.report import AnswerReport, LegendRow, Segment, SentenceRow, ShownRow
from interviewer.report_words import CLOSE_CALL, EACH_SENTENCE

_TOLD = {"steady": "steadies", "risk": "lowers a level or stands in the way"}
_BARE = {"cut", "listener"}
PART_NAMES = {"S": "Situation", "T": "Task", "A": "Action", "R": "Result"}


def segment_html(segment: Segment) -> str:
    """A run of words with what they show: letters, a colour, underlines, a tooltip, and a number for the list below."""
    classes = [
        f"part-{segment.part}" if segment.part else "",
        f"tone-{segment.tone}" if segment.tone else "",
        "listener" if segment.listener else "",
        "cut" if segment.cut else "",
    ]
    shown = " ".join(name for name in classes if name)
    words = escape(segment.text)
    number = _number(segment.number)
    if not shown:
        return words + number
    notes = f' title="{escape(_tooltip(segment))}"' if _tooltip(segment) else ""
    return f'<mark class="{shown}"{notes}>{_letters(segment)}{_told(segment)}{words}</mark>{number}'


def _tooltip(segment: Segment) -> str:
    cut = ("spoke to the grader, not scored",) if segment.cut else ()
    return "; ".join((*segment.notes, *cut))


def _letters(segment: Segment) -> str:
    """`S`, or `S+T` where a sentence shows two parts; in whole words for a screen reader."""
    if not (segment.part and segment.letter):
        return ""
    parts = segment.parts or (segment.part,)
    names, letters = " and ".join(PART_NAMES[part] for part in parts), "+".join(parts)
    return f'<b class="letter" aria-hidden="true">{letters}</b><span class="sr">{names}: </span>'


def _told(segment: Segment) -> str:
    """What an underline or a line through says, for those who cannot see it."""
    told = "not scored" if segment.cut else _TOLD.get(segment.tone, "")
    return f'<span class="sr">({told}) </span>' if told else ""


def _number(number: int) -> str:
    """The number of a sentence in the list of what each one shows; 0: none."""
    return f'<sup class="number"><span class="sr"> see </span>{number}</sup>' if number else ""


def sentences_html(answer: AnswerReport) -> str:
    """What each sentence shows, in text and in order: for touch, keyboard, screen readers and paper; empty for nothing."""
    if not answer.sentences:
        return ""
    rows = "".join(map(_sentence, answer.sentences))
    return (
        f'<details class="rebuilt shown-list"><summary>{escape(EACH_SENTENCE)}</summary>'
        f'<ol class="sentences">{rows}</ol></details>'
    )


def _sentence(row: SentenceRow) -> str:
    shows = "".join(f"<li>{_shown(one)}</li>" for one in row.shows)
    return (
        f'<li><span class="weight">{row.number}</span><span><q dir="auto">{escape(row.quote)}</q>'
        f'<ul class="shows">{shows}</ul></span></li>'
    )


def _shown(row: ShownRow) -> str:
    name = f"<b>{escape(row.name)}</b>: " if row.name else ""
    return f"{name}{escape(row.says)}{close_call(row.thin)}"


def legend_html(answer: AnswerReport, legend: tuple[LegendRow, ...]) -> str:
    """Only the marks that this answer carries."""
    segments = [segment for turn in answer.turns for segment in turn.segments]
    used: set[str] = {segment.tone for segment in segments}
    used |= {part for segment in segments for part in segment.parts}
    used |= {"listener"} if any(segment.listener for segment in segments) else set()
    used |= {"cut"} if any(segment.cut for segment in segments) else set()
    rows = "".join(
        f"<li>{_sample(row.mark)} {escape(row.text)}</li>" for row in legend if row.mark in used
    )
    return f'<ul class="legend" aria-label="What the marks mean">{rows}</ul>' if rows else ""


def _sample(mark: str) -> str:
    if mark in PART_NAMES:
        return f'<mark class="part-{mark}"><b class="letter">{mark}</b></mark>'
    return f'<mark class="{mark if mark in _BARE else "tone-" + escape(mark)}">words</mark>'


def close_call(thin: bool) -> str:
    """A tag for what another reader might well see otherwise; empty where it is no close call."""
    return f' <span class="tag">{CLOSE_CALL}</span>' if thin else ""
