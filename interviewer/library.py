"""Guides, rubrics and spoken lines, read from files once and checked; the only YAML reader.

A broken file stops the start: every problem of every file is named at once, as
`guides/x.yaml: questions.3.kind: input should be … (line 41)`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from interviewer.domain import Frozen, Guide, Rubric, RubricId
from interviewer.errors import DataFileError
from interviewer.library_guides import guide_problems
from interviewer.library_problems import At, Problem, in_plain_words
from interviewer.library_rubrics import rubric_problems
from interviewer.prompts import JinjaScript, read_script
from interviewer.prompts_model import UNREAD, ModelPrompts, read_model_prompts

DATA_ROOT = Path(__file__).resolve().parent.parent
"""Where guides/, rubrics/ and prompts/ lie: the repository's root."""

RUBRICS: tuple[RubricId, ...] = get_args(RubricId)
"""The rubrics in the order reports show them."""

_Data = TypeVar("_Data", Guide, Rubric)


@dataclass(frozen=True)
class Library:
    """Everything an interview is held with, read and checked."""

    guides: tuple[Guide, ...]
    """The shipped ones first, then the user's own; each by file name."""
    rubrics: tuple[Rubric, ...]
    """In the order reports show them: star, communication, steadiness."""
    script: JinjaScript
    prompts: ModelPrompts = UNREAD
    """What a language model is told, where one is at work."""

    def guide(self, guide_id: str) -> Guide:
        """The guide with this id; KeyError if there is none."""
        for guide in self.guides:
            if guide.id == guide_id:
                return guide
        raise KeyError(guide_id)


def load_library(root: Path = DATA_ROOT, extra_guides: Path | None = None) -> Library:
    """Read all data files, or raise DataFileError naming every problem at once."""
    library, problems = read_library(root, extra_guides)
    if problems:
        raise DataFileError(problems)
    return library


def counted(library: Library) -> str:
    """What a library holds, in words: `1 guide, 37 questions, 3 rubrics, 42 lines`."""
    counts = {
        "guide": len(library.guides),
        "question": sum(len(guide.questions) for guide in library.guides),
        "rubric": len(library.rubrics),
        "line": len(library.script.lines),
    }
    return ", ".join(f"{n} {name}{'' if n == 1 else 's'}" for name, n in counts.items())


def content_hash(content: Frozen | tuple[Frozen, ...]) -> str:
    """The first 16 hex digits of the SHA-256 of what was read, the same however a file is laid out."""
    models = content if isinstance(content, tuple) else (content,)
    dumped = [model.model_dump(mode="json") for model in models]
    canonical = json.dumps(dumped, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()[:16]


# ---------------------------------------------------------------- reading


@dataclass(frozen=True)
class _File:
    """A data file with its name for messages; `data` is None where it could not be read."""

    name: str
    text: str
    data: Frozen | None
    problems: tuple[str, ...]

    def tell(self, found: Iterator[Problem]) -> Iterator[str]:
        """Problems of this file's content, each with path and line."""
        problems = list(found)
        tree = _compose(self.text) if problems else None
        for problem in problems:
            yield f"{self.name}: {_told(problem, tree)}"


def read_library(root: Path, extra_guides: Path | None) -> tuple[Library, tuple[str, ...]]:
    """What can be read, and every problem of the rest; an interview is held only where there is none."""
    rubric_files = [_read_file(root / "rubrics" / f"{rid}.yaml", root, Rubric) for rid in RUBRICS]
    guide_files, missing = _guide_files(root, extra_guides)
    script, spoken_problems = read_script(root / "prompts")
    prompts, told_problems = read_model_prompts(root / "prompts")

    rubrics = tuple(file.data for file in rubric_files if isinstance(file.data, Rubric))
    guides = tuple(file.data for file in guide_files if isinstance(file.data, Guide))
    # Half the rubrics would make every reference to the other half look broken.
    all_rubrics = rubrics if len(rubrics) == len(RUBRICS) else None

    problems: list[str] = []
    for file, rubric_id in zip(rubric_files, RUBRICS, strict=True):
        problems += file.problems
        if isinstance(file.data, Rubric):
            problems += file.tell(rubric_problems(file.data, rubric_id, all_rubrics))
    problems += missing
    for file in guide_files:
        problems += file.problems
        if isinstance(file.data, Guide):
            problems += file.tell(guide_problems(file.data, all_rubrics))
    problems += _same_ids(guide_files)
    problems += spoken_problems
    problems += told_problems
    if guides and len(guides) == len(guide_files):
        problems += _strange_voices(script, guides)
    return Library(guides, rubrics, script, prompts), tuple(problems)


def _guide_files(root: Path, extra_guides: Path | None) -> tuple[list[_File], list[str]]:
    shipped = _yaml_files(root / "guides")
    files = [_read_file(path, root, Guide) for path in shipped]
    problems = [] if shipped else ["guides: there is no guide (a .yaml file) in this folder"]
    if extra_guides is not None:
        if extra_guides.is_dir():
            files += [_read_file(path, root, Guide) for path in _yaml_files(extra_guides)]
        else:
            problems.append(f"{extra_guides}: there is no such folder of guides")
    return files, problems


def _yaml_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.suffix in {".yaml", ".yml"})


def _read_file(path: Path, root: Path, model: type[_Data]) -> _File:
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return _File(name, "", None, (f"{name}: there is no such file",))
    except UnicodeDecodeError as error:
        return _File(name, "", None, (f"{name}: is not UTF-8 text (byte {error.start + 1})",))
    except OSError as error:
        return _File(name, "", None, (f"{name}: cannot be read: {error.strerror}",))
    data, problems = _checked(text, model)
    return _File(name, text, data, tuple(f"{name}: {problem}" for problem in problems))


@lru_cache(maxsize=32)
def _checked(text: str, model: type[_Data]) -> tuple[_Data | None, tuple[str, ...]]:
    """What a file says, or why it cannot be used. The same text is read once: YAML takes a second for all our files."""
    content, problems = _parse(text)
    if problems:
        return None, problems
    try:
        return model.model_validate(content), ()
    except ValidationError as error:
        tree = _compose(text)
        return None, tuple(_told(problem, tree) for problem in in_plain_words(error))


def _parse(text: str) -> tuple[Any, tuple[str, ...]]:
    """What the YAML says, or why it says nothing."""
    try:
        content = YAML(typ="safe", pure=True).load(text)
    except DuplicateKeyError:
        return None, tuple(_doubled_keys(_compose(text), ()))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}: " if mark else ""
        return None, (f"{where}{error.problem or error.context}",)
    except (YAMLError, ValueError) as error:
        return None, (f"is not YAML: {str(error).splitlines()[0]}",)
    except RecursionError:
        return None, ("is nested too deeply",)
    if content is None:
        return None, ("is empty",)
    if not isinstance(content, dict):
        return None, ("should be names with values (`id: …`), not a list or a single text",)
    return content, ()


def _compose(text: str) -> Node | None:
    """The YAML as a tree that knows its lines."""
    yaml = YAML(typ="safe", pure=True)
    yaml.allow_duplicate_keys = True
    return yaml.compose(text)  # type: ignore[no-any-return]


def _doubled_keys(node: Node | None, at: At) -> Iterator[str]:
    if isinstance(node, MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            here = (*at, str(key.value))
            line = key.start_mark.line + 1
            if key.value in seen:
                path = ".".join(str(part) for part in here)
                yield f"line {line}: {path} stands twice; it is already on line {seen[key.value]}"
            seen.setdefault(key.value, line)
            yield from _doubled_keys(value, here)
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.value):
            yield from _doubled_keys(item, (*at, index))


def _told(problem: Problem, tree: Node | None) -> str:
    path = ".".join(str(part) for part in problem.at)
    line = _line_of(problem.at, tree)
    return f"{path + ': ' if path else ''}{problem.says}{f' (line {line})' if line else ''}"


def _line_of(at: At, node: Node | None) -> int | None:
    """The line of the deepest part of a path that the file holds."""
    line: int | None = None
    for part in at:
        found = _child(node, part)
        if found is None:
            return line
        line, node = found
    return line


def _child(node: Node | None, part: str | int) -> tuple[int, Node] | None:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value == part:
                return key.start_mark.line + 1, value
    elif isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        item = node.value[part]
        return item.start_mark.line + 1, item
    return None


# ---------------------------------------------------------------- over all files


def _same_ids(files: list[_File]) -> Iterator[str]:
    first: dict[str, str] = {}
    for file in files:
        if isinstance(file.data, Guide):
            if file.data.id in first:
                yield f"{file.name}: id: {first[file.data.id]} is called {file.data.id!r} already"
            first.setdefault(file.data.id, file.name)


def _strange_voices(script: JinjaScript, guides: tuple[Guide, ...]) -> Iterator[str]:
    known = {interviewer.id for guide in guides for interviewer in guide.interviewers}
    for voice in sorted(script.voices - known):
        yield (
            f"prompts/{voice}: no guide has an interviewer called {voice!r}; "
            f"there are {', '.join(sorted(known))}"
        )
