"""What each sentence of an answer shows, numbered: the marks of the marked words as text, for every reader and on paper."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from interviewer.report_answer_types import Segment, SentenceRow, TurnRow


def numbered(turns: Iterable[TurnRow]) -> tuple[tuple[TurnRow, ...], tuple[SentenceRow, ...]]:
    """The turns with a number behind each run of words that shows something, and what stands under that number."""
    numbers = count(1)
    out = tuple(
        turn.model_copy(
            update={
                "segments": tuple(
                    s.model_copy(update={"number": next(numbers)}) if s.shows else s
                    for s in turn.segments
                )
            }
        )
        for turn in turns
    )
    return out, tuple(_row(s) for turn in out for s in turn.segments if s.number)


def _row(segment: Segment) -> SentenceRow:
    return SentenceRow(
        number=segment.number,
        quote=segment.text.strip(),
        parts=segment.parts,
        tone=segment.tone,
        listener=segment.listener,
        shows=segment.shows,
    )
