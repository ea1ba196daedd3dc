"""What to do with an answer: its one next step, and the answer rebuilt in the order of STAR.

Returns HTML with every word escaped; what stands in it report.py has decided.
"""

from __future__ import annotations

from html import escape

from interviewer.report import NextStep, Piece, Rebuilt, RebuiltPart
from interviewer.ui.look import quiet, you_said


def next_step_html(step: NextStep) -> str:
    """The behaviour by name, the candidate's words it starts from, and the advice."""
    if not step.text:
        return ""
    lead = f"One next step: {escape(step.title)}." if step.title else "One next step."
    return f'<div class="next-step"><b>{lead}</b> {you_said(step.quote)}{escape(step.text)}</div>'


def rebuilt_html(rebuilt: Rebuilt | None) -> str:
    """A folded list of the four parts, each with its letter, its sentences and its blanks; empty for none."""
    if rebuilt is None:
        return ""
    parts = "".join(map(_part, rebuilt.parts))
    left_out = quiet(rebuilt.left_out) if rebuilt.left_out else ""
    return (
        f'<details class="rebuilt"><summary>{escape(rebuilt.title)}</summary>'
        f"{quiet(rebuilt.note)}<ol>{parts}</ol>{left_out}</details>"
    )


def _part(part: RebuiltPart) -> str:
    return (
        f'<li><span class="rebuilt-name"><span class="swatch part-{part.part}" aria-hidden="true">'
        f"{part.part}</span>{escape(part.name)}</span>"
        f'<span class="rebuilt-words">{" ".join(_piece(part, piece) for piece in part.pieces)}</span></li>'
    )


def _piece(part: RebuiltPart, piece: Piece) -> str:
    if not piece.blank:
        tone = " tone-risk" if piece.risk else ""
        return f'<mark class="part-{part.part}{tone}" dir="auto">{escape(piece.text)}</mark>'
    return (
        f'<span class="blank" title="{escape(piece.advice)}"><span class="sr">Blank: </span>'
        f"{escape(piece.text)}</span>"
    )
