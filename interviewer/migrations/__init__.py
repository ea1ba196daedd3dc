"""How the tables came to be, step by step; a step that shipped is never edited."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent


def known_revisions() -> tuple[str, ...]:
    """The revisions this version can read, oldest first: the numbers the step files begin with."""
    return tuple(sorted(path.name.split("_")[0] for path in FOLDER.glob("versions/[0-9]*.py")))
