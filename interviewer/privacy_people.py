"""Signs that a reply says who a patient is: a few plain ones, so that a person is warned before it becomes a habit."""

from __future__ import annotations

import re

_NUMBERS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
_PATIENT = "child|kid|baby|infant|toddler|teenager|boy|girl|patient"
_SIGNS = re.compile(
    "|".join((
        r"(?i:\bMRN\b|\bmedical record (?:number|no)\b)\W{0,4}\w{0,4}\d{4}",
        r"\b\d{3}-\d{2}-\d{4}\b",
        r"(?i:\bSSN\b|\bsocial security (?:number|no)\b)\W{0,4}(?:(?i:is|was) )?\d{3}",
        r"(?i:\bDOB\b|\bdate of birth\b|\bborn on\b)\W{0,4}\d{1,4}[/.-]\d{1,2}",
        r"(?<![\d-])\(?\d{3}\)?[ .-]\d{3}[.-]\d{4}(?![\d-])",
        rf"\b[A-Z][a-z]+, (?:he|she|they) (?:was|were) (?:only |just )?(?:\d{{1,2}}|{_NUMBERS})\b",
        rf"(?i:\bthe only (?:{_PATIENT})\b.{{0,60}}\b(?:with|in|at|from)\b)",
    ))
)


def may_name_a_patient(text: str) -> bool:
    """True where a text has a sign that it could tell who a patient is; most ways of telling have none."""
    return _SIGNS.search(text) is not None
