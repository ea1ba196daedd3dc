"""What an answer rebuilt is made of: the candidate's own sentences and blanks, part by part."""

from __future__ import annotations

from interviewer.domain import Frozen, StarPart


class Piece(Frozen):
    """A sentence of the candidate, word for word, or a blank and what to say there."""

    text: str
    blank: bool = False
    advice: str = ""
    """For a blank: how to fill it."""
    risk: bool = False
    """A sentence that lowers or caps a level as it was said."""


class RebuiltPart(Frozen):
    """One part of the story as it could be told."""

    part: StarPart
    name: str
    pieces: tuple[Piece, ...]


class Rebuilt(Frozen):
    """An answer in the order of STAR."""

    title: str
    note: str
    """What stands in it, and what a blank is."""
    parts: tuple[RebuiltPart, ...]
    left_out: str
    """How many sentences are not in it, and why; empty where all are."""
