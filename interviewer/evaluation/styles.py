"""Which labelled replies are phrased as in a second language, and which read like a transcript of speech.

The first are listed in `evals/styles.json`, which says who judged them and how. The second are those with at least two
"um" or "uh", or with more than `WORDS_A_STOP` words to each mark that ends a clause.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from interviewer.domain import Frozen
from interviewer.errors import DataFileError
from interviewer.evaluation.labelled import LabelledReply

SECOND_LANGUAGE = "second language"
SPEECH = "speech-to-text"

WORDS_A_STOP = 45
"""A long written sentence has about thirty words."""
ENOUGH = 25
"""Words under which one sentence without a stop says nothing of how it was taken down."""
HUMS = 2

_HUM = re.compile(r"\b(?:um+|uh+|erm?)\b", re.I)
_STOP = re.compile(r"[.!?;:](?=\s|$|[\"”’)])")


class Styles(Frozen):
    """The file of judged replies."""

    how: str
    second_language: tuple[str, ...]


def read_styles(path: Path) -> Styles:
    """The judged replies. Raises DataFileError."""
    try:
        return Styles.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataFileError((f"{path.name}: cannot be read: {error.strerror}",)) from error
    except ValidationError as error:
        raise DataFileError((f"{path.name}: {error.error_count()} problems",)) from error


def styles_of(replies: Sequence[LabelledReply], styles: Styles) -> dict[str, list[bool]]:
    """For each style, whether a reply has it."""
    listed = frozenset(styles.second_language)
    return {
        SECOND_LANGUAGE: [reply.id in listed for reply in replies],
        SPEECH: [is_transcript(reply.answer) for reply in replies],
    }


def is_transcript(text: str) -> bool:
    """True where a reply reads like speech taken down by a machine."""
    words, stops = len(text.split()), len(_STOP.findall(text))
    unbroken = words >= ENOUGH and words > WORDS_A_STOP * max(1, stops)
    return unbroken or len(_HUM.findall(text)) >= HUMS
