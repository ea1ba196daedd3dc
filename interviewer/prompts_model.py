"""What a model is told, read from `prompts/hear.md.j2` and `prompts/mark.md.j2`.

A file has two halves around a line `---`. The first is stable: it gets nothing of the candidate's, so it is the same
for every reply to a question and a provider's cache serves it. The second holds the candidate's numbered lines between
two lines of a random code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from interviewer.errors import DataFileError

SUFFIX = ".md.j2"
_BEHAVIOUR = {
    "id": "setting",
    "says": "a place",
    "reads": "a place",
    "whole": False,
}
_CRITERION = {"id": "situation", "name": "Situation", "behaviours": (_BEHAVIOUR,)}
_FACT = {"id": "named", "says": "what it is"}
_FLAG = {"id": "named", "reads": "what it is"}

STABLE: Mapping[str, Mapping[str, Any]] = MappingProxyType({
    "hear": {
        "question": "What did you do?",
        "notes": ("A note.",),
        "criteria": (_CRITERION,),
        "facts": ("real_case",),
        "told": (_FACT,),
    },
    "mark": {
        "question": "What did you do?",
        "kind": "behavioral",
        "strong": ("A thing.",),
        "rubric": "star",
        "criteria": (_CRITERION,),
        "facts": ("real_case",),
        "flags": (_FLAG,),
        "story": True,
        "opinion": 0,
    },
})
"""What the first half of each file gets, with values to try it on."""

SPOKEN: Mapping[str, Mapping[str, Any]] = MappingProxyType({
    "hear": {
        "fence": "=code=",
        "lines": "1§ I did it.",
        "left_out": 1,
        "last": 1,
        "probed": ("a",),
        "only": ("b",),
        "first": ("c",),
    },
    "mark": {"fence": "=code=", "lines": "1§ I did it.", "left_out": 1},
})
"""What the second half of each file gets."""

# People may edit these files: the sandbox keeps a template from reaching anything but its names.
_ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
)
_BETWEEN = re.compile(r"^---[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Halves:
    """One file of words to a model, ready to be filled in."""

    file: str
    stable: Template
    spoken: Template

    def fill(self, stable: Mapping[str, Any], spoken: Mapping[str, Any]) -> tuple[str, str]:
        """Both halves as text; DataFileError where a name is missing."""
        try:
            return self.stable.render(stable).strip(), self.spoken.render(spoken).strip()
        except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
            raise DataFileError((f"{self.file}: {error}",)) from error


@dataclass(frozen=True)
class ModelPrompts:
    """Everything a model is told."""

    hear: Halves
    mark: Halves


_NOTHING = Halves("", _ENVIRONMENT.from_string(""), _ENVIRONMENT.from_string(""))
UNREAD = ModelPrompts(_NOTHING, _NOTHING)
"""Stands where the files are broken; no interview is held with it."""


def read_model_prompts(folder: Path) -> tuple[ModelPrompts, tuple[str, ...]]:
    """Both files, and every problem of them by file; `UNREAD` where there is any."""
    if not folder.is_dir():
        return UNREAD, ()  # the spoken lines' reader names the missing folder
    read = {name: _read(folder / f"{name}{SUFFIX}", name) for name in STABLE}
    problems = [
        f"{folder.name}/{name}{SUFFIX}: {problem}"
        for name, found in read.items()
        if not isinstance(found, Halves)
        for problem in found
    ]
    hear, mark = read["hear"], read["mark"]
    if isinstance(hear, Halves) and isinstance(mark, Halves):
        return ModelPrompts(hear, mark), ()
    return UNREAD, tuple(problems)


def _read(path: Path, name: str) -> Halves | list[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ["there is no such file; a model is told nothing without it"]
    except UnicodeDecodeError as error:
        return [f"is not UTF-8 text (byte {error.start + 1})"]
    except OSError as error:
        return [f"cannot be read: {error.strerror}"]
    gaps = list(_BETWEEN.finditer(text))
    if len(gaps) != 1:
        return [f"has {len(gaps)} lines `---`; one stands between what is stable and what was said"]
    after = text.count("\n", 0, gaps[0].end())
    stable = _half(text[: gaps[0].start()], STABLE[name], "the first half", first_line=1)
    spoken = _half(text[gaps[0].end() :], SPOKEN[name], "the second half", first_line=after + 1)
    if isinstance(stable, Template) and isinstance(spoken, Template):
        problems = _unfenced(spoken.render(SPOKEN[name]), SPOKEN[name])
        return problems or Halves(f"{path.parent.name}/{path.name}", stable, spoken)
    return [p for half in (stable, spoken) if not isinstance(half, Template) for p in half]


def _half(
    source: str, given: Mapping[str, Any], which: str, *, first_line: int
) -> Template | list[str]:
    """A half ready to be filled in, or what is wrong with it."""
    try:
        tree = _ENVIRONMENT.parse(source)
        template = _ENVIRONMENT.from_string(tree)
    except TemplateSyntaxError as error:
        return [f"line {first_line + error.lineno - 1}: {error.message}"]
    unknown = sorted(meta.find_undeclared_variables(tree) - given.keys())
    if unknown:
        gets = ", ".join(sorted(given))
        return [f"{which} uses {name!r}, which it does not get; it gets {gets}" for name in unknown]
    try:
        filled = template.render(given)
        for name, value in given.items():
            # A branch for a question, a flag or none of them: each is gone through before an interview does.
            template.render({**given, name: type(value)()})
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        return [f"{which} cannot be filled in: {error}"]
    return template if filled.strip() else [f"{which} is empty"]


def _unfenced(filled: str, given: Mapping[str, Any]) -> list[str]:
    """What is wrong where the candidate's lines do not stand between two lines of the code."""
    fence, lines = given["fence"], given["lines"]
    between = re.search(
        rf"^{re.escape(fence)}\n{re.escape(lines)}\n{re.escape(fence)}$", filled, re.MULTILINE
    )
    if between and filled.count(fence) == 2 and filled.count(lines) == 1:
        return []
    return ["the second half must hold `{{ lines }}` once, between two lines `{{ fence }}`"]
