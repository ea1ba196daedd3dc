"""One row a behaviour, for spreadsheets: no cell is ever a formula, and every text can be had back exactly."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator

from interviewer.exports.plain import printable
from interviewer.report import AnswerReport, BehaviourRow, CriterionRow, Report

COLUMNS = (
    "interview",
    "number",
    "question",
    "question_text",
    "attempt",
    "scored",
    "outcome",
    "reason",
    "rubric",
    "criterion",
    "level",
    "uncertain",
    "opinions",
    "unrated_reason",
    "behaviour",
    "says",
    "evidence",
    "verdict",
    "effect",
    "weight",
    "quotes",
    "measured",
    "grader",
)
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠|%")
"""What makes a spreadsheet compute; the wide ones are folded to narrow on some systems."""
GUARD = "'"


def render(report: Report) -> bytes:
    """A header and one row a behaviour; a question without a grade has one row that says why.

    With a byte order mark, because spreadsheet programs take a file without one for another encoding.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for answer in report.answers:
        for row in _rows(report, answer):
            writer.writerow([guarded(printable(row.get(column, ""))) for column in COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """The cell with a quote mark before it where a spreadsheet would compute it, or where it opens with one."""
    if cell.startswith(GUARD) or _opens(cell) in _FORMULA:
        return GUARD + cell
    return cell


def unguarded(cell: str) -> str:
    """The text that `guarded` was given."""
    return cell.removeprefix(GUARD)


def _opens(cell: str) -> str:
    """The first character that counts: spaces and signs without a glyph before it hide nothing."""
    for character in cell:
        if character in _FORMULA or not _is_blank(character):
            return character
    return ""


def _is_blank(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in {"Cf", "Cc", "Mn"}


def _rows(report: Report, answer: AnswerReport) -> Iterator[dict[str, str]]:
    same = {
        "interview": report.reference,
        "number": str(answer.number),
        "question": answer.question,
        "question_text": answer.text,
        "attempt": str(answer.attempt),
        "scored": _yes(answer.scored),
        "outcome": answer.outcome,
        "reason": answer.reason,
        "grader": answer.grader,
    }
    if not answer.rows:
        yield same
    for criterion in answer.rows:
        for behaviour in criterion.behaviours:
            yield same | _criterion(criterion) | _behaviour(behaviour)


def _criterion(row: CriterionRow) -> dict[str, str]:
    return {
        "rubric": row.rubric,
        "criterion": row.criterion,
        "level": "" if row.level is None else str(row.level),
        "uncertain": "" if row.level is None else _yes(row.uncertain),
        "opinions": row.opinions,
        "unrated_reason": row.unrated_reason,
    }


def _behaviour(row: BehaviourRow) -> dict[str, str]:
    return {
        "behaviour": row.id,
        "says": row.says,
        "evidence": row.kind,
        "verdict": row.verdict,
        # A weight of -1 would be a cell that opens with a sign; the direction has a column of its own.
        "effect": "lowers" if row.weight < 0 else "raises",
        "weight": f"{abs(row.weight):g}",
        "quotes": "\n".join(row.quotes),
        "measured": row.measured,
    }


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"
