"""What the interviewers say, read from prompts/; the only Jinja2 reader.

`prompts/common/<line>.j2` holds the wordings of a line, separated by a line `---`;
`prompts/<interviewer id>/<line>.j2` says the same in that interviewer's own voice and wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from interviewer.errors import DataFileError
from interviewer.spoken import faults_of_line

COMMON = "common"
SUFFIX = ".j2"

LINES: Mapping[str, frozenset[str]] = MappingProxyType({
    "greeting": frozenset({"name", "role", "employer", "guide_role", "count", "minutes", "mode"}),
    "handover": frozenset({"name", "role"}),
    "lead_in": frozenset({"topic"}),
    "transition": frozenset(),
    "reprompt": frozenset({"question"}),
    "told_question": frozenset({"question"}),
    "answer_back": frozenset({"note"}),
    "answer_back_unknown": frozenset(),
    "answer_back_notes": frozenset(),
    "answer_back_self": frozenset(),
    "answer_back_elsewhere": frozenset(),
    "repeat": frozenset({"question"}),
    "rephrase": frozenset({"rephrase"}),
    "hint": frozenset({"hint"}),
    "no_more_hints": frozenset(),
    "no_hints_live": frozenset(),
    "hint_offer": frozenset(),
    "angle": frozenset({"angle"}),
    "declined": frozenset(),
    "skipped": frozenset(),
    "not_answered": frozenset(),
    "time": frozenset(),
    "pause": frozenset(),
    "resume": frozenset({"question"}),
    "calm": frozenset({"question"}),
    "calm_on": frozenset(),
    "distress": frozenset(),
    "nerves": frozenset(),
    "off_record": frozenset({"question"}),
    "off_record_nothing": frozenset({"question"}),
    "small_talk": frozenset({"question"}),
    "unclear": frozenset({"question"}),
    "too_short": frozenset({"question"}),
    "pushback": frozenset(),
    "between": frozenset(),
    "again": frozenset({"question"}),
    "close_invite": frozenset({"employer"}),
    "close_answer": frozenset({"fact", "section"}),
    "close_more": frozenset(),
    "close_unknown": frozenset(),
    "ended_early": frozenset(),
    "goodbye": frozenset({"employer"}),
})
"""Every line of an interview, with the names its wordings may use."""

# People may edit these files: the sandbox keeps a template from reaching anything but its names.
# Plain text for a screen, not HTML: what is spoken is escaped where it is drawn.
_ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
# What is filled in may itself be a question; then the line must not ask one more.
_TRIAL = {"question": "q?", "rephrase": "r?", "angle": "a?", "hint": "h?", "mode": "practice"}
_BETWEEN = re.compile(r"^---[ \t]*$", re.MULTILINE)
_SOFT_BREAK = re.compile(r"[ \t]*\n[ \t]*")
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True)
class JinjaScript:
    """The lines of all voices; a `domain.Script`."""

    files: Mapping[str, Path]
    """`<voice>/<line>` to its file."""
    wordings: Mapping[str, tuple[Template, ...]] = field(repr=False)
    """`<voice>/<line>` to its wordings, in the file's order."""

    def say(self, line: str, *, interviewer: str, pick: int, **names: str) -> str:
        """One wording of a line in the interviewer's voice; DataFileError where it lacks a name."""
        key = f"{interviewer}/{line}"
        if key not in self.wordings:
            key = f"{COMMON}/{line}"
        wordings = self.wordings[key]
        try:
            return _folded(wordings[pick % len(wordings)].render(names))
        except TemplateError as error:
            raise DataFileError((f"{self.files[key].as_posix()}: {error}",)) from error

    @property
    def lines(self) -> frozenset[str]:
        """The names of all lines that can be said in the common voice."""
        return frozenset(
            key.removeprefix(f"{COMMON}/") for key in self.wordings if key.startswith(f"{COMMON}/")
        )

    @property
    def voices(self) -> frozenset[str]:
        """The interviewers who have words of their own."""
        return frozenset(key.split("/")[0] for key in self.wordings) - {COMMON}


def read_script(folder: Path) -> tuple[JinjaScript, tuple[str, ...]]:
    """The lines that can be read, and every problem of the rest, by file."""
    if not folder.is_dir():
        return JinjaScript({}, {}), (f"{folder.name}: there is no such folder",)
    files: dict[str, Path] = {}
    wordings: dict[str, tuple[Template, ...]] = {}
    problems: list[str] = []
    for path in sorted(folder.glob(f"*/*{SUFFIX}")):
        shown = path.relative_to(folder.parent)
        key = f"{path.parent.name}/{path.stem}"
        files[key] = shown
        found, wrong = _read_line(path)
        problems += [f"{shown.as_posix()}: {problem}" for problem in wrong]
        if found:
            wordings[key] = found
    problems += [
        f"{folder.name}/{COMMON}/{line}{SUFFIX}: there is no such file; every line needs one"
        for line in sorted(LINES)
        if f"{COMMON}/{line}" not in files
    ]
    return JinjaScript(files, wordings), tuple(problems)


def _read_line(path: Path) -> tuple[tuple[Template, ...], tuple[str, ...]]:
    if path.stem not in LINES:
        return (), (f"no line is called {path.stem!r}; there are {', '.join(sorted(LINES))}",)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        return (), (f"is not UTF-8 text (byte {error.start + 1})",)
    except OSError as error:
        return (), (f"cannot be read: {error.strerror}",)
    found: list[Template] = []
    problems: list[str] = []
    for number, source, first_line in _sources(text):
        wording = _wording(source, path.stem, first_line)
        if isinstance(wording, Template):
            found.append(wording)
        else:
            problems += [f"wording {number}: {problem}" for problem in wording]
    return tuple(found), tuple(problems)


def _sources(text: str) -> Iterator[tuple[int, str, int]]:
    """Each wording with its number and the file's line it starts on."""
    start = 0
    for number, gap in enumerate([*_BETWEEN.finditer(text), None], start=1):
        source = text[start : gap.start() if gap else len(text)]
        yield number, source.strip(), text.count("\n", 0, start) + 1 + _blank_lines(source)
        start = gap.end() if gap else len(text)


def _blank_lines(source: str) -> int:
    return source[: len(source) - len(source.lstrip())].count("\n")


@lru_cache(maxsize=512)
def _wording(source: str, line: str, first_line: int) -> Template | tuple[str, ...]:
    """A wording ready to be said, or what is wrong with it; the same words are made ready once."""
    if not source:
        return ("is empty",)
    try:
        tree = _ENVIRONMENT.parse(source)
        template = _ENVIRONMENT.from_string(tree)
    except TemplateSyntaxError as error:
        return (f"line {first_line + error.lineno - 1}: {error.message}",)
    unknown = sorted(meta.find_undeclared_variables(tree) - LINES[line])
    if unknown:
        given = ", ".join(sorted(LINES[line])) or "nothing"
        return tuple(
            f"uses {name!r}, which this line does not get; it gets {given}" for name in unknown
        )
    return tuple(_trial_faults(template, line)) or template


def _trial_faults(template: Template, line: str) -> list[str]:
    """What goes wrong when a wording is said; better found at the start than in an interview."""
    try:
        said = template.render({name: _TRIAL.get(name, name) for name in LINES[line]})
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        return [f"cannot be filled in: {error}"]
    # What is filled in is the guide's own text and is checked there.
    return list(faults_of_line(said)) if said.strip() else ["is empty"]


def _folded(text: str) -> str:
    """A file may break lines where it likes; only an empty line starts a paragraph."""
    paragraphs = _PARAGRAPH.split(text.strip())
    return "\n\n".join(_SOFT_BREAK.sub(" ", paragraph).strip() for paragraph in paragraphs)
