"""A small set of data files that a test may break: a tiny guide beside the shipped rubrics and lines."""

from __future__ import annotations

import shutil
from pathlib import Path

from interviewer.library import DATA_ROOT, read_library

TINY = """\
id: tiny
title: A tiny guide
employer: Example Clinic
role: Software Engineer
version: "1"
disclaimer: Not affiliated with anybody.
competencies:
  - id: skill
    name: Skill
    about: What you know.
stages:
  - id: screen
    name: Screen
    about: The first talk.
interviewers:
  - id: recruiter
    name: Ann Example
    role: Recruiter
    icon: ":material/person:"
    about: Asks first.
questions:
  - id: first
    text: Why us?
    short: Why us
    source: steady
    section: Start
    kind: motivation
    competency: skill
    stage: screen
    interviewer: recruiter
    strong: [A reason of one's own]
    notes:
      - about: [mean]
        text: I mean this employer.
    rephrase: What draws you here?
    angle: Think of a day you liked at work.
    hints: [Think of one person you helped.]
    probes:
      - behaviour: relevance.concrete
        text: What is one example of that?
facts:
  - id: place
    section: Start
    text: It is a clinic.
    about: [where]
"""


def problems_of(root: Path, extra_guides: Path | None = None) -> tuple[str, ...]:
    """Every problem of every data file, by file and path."""
    return read_library(root, extra_guides)[1]


def small_root(folder: Path) -> Path:
    """Write the files below a folder; everything in them is in order."""
    for name in ("rubrics", "prompts"):
        shutil.copytree(DATA_ROOT / name, folder / name)
    for voice in (folder / "prompts").iterdir():
        if voice.is_dir() and voice.name not in ("common", "recruiter"):
            shutil.rmtree(voice)
    (folder / "guides").mkdir()
    (folder / "guides" / "tiny.yaml").write_text(TINY, encoding="utf-8")
    return folder


def edit(path: Path, old: str, new: str) -> None:
    """Replace the first occurrence; fails where there is none, so that no test breaks nothing."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} does not stand in {path.name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
