"""Imports point down, never up; each outside library has one home; the pure modules stay pure.

The tables below are docs/decisions and the architecture in code. A module that is in no layer fails, so a new
file has to say where it stands.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

PURE = set(
    "sentences addressed spoken plausible outline evidence grading planning probing policy answers review room engine report".split()
)
BOTTOM = "domain errors"
TEXT = "domain errors sentences addressed spoken"
# A view reads where an interview stands (policy) and how long a format takes (planning); it decides no move.
SEEN = "domain errors engine review policy planning report jobs exports storage library prompts settings privacy"

MAY_IMPORT: dict[str, str] = {
    # nothing of ours, or the nouns alone
    "domain": "",
    "errors": "",
    "sentences": "domain",
    "addressed": "domain sentences",
    "spoken": "",
    "side_by_side": "",
    "plausible": "domain sentences",
    "privacy": BOTTOM,
    "backends.port": "domain",
    # outside data and settings become values
    "settings": BOTTOM,
    "prompts": f"{BOTTOM} spoken",
    "library": f"{BOTTOM} spoken prompts",
    "migrations": BOTTOM,
    "storage": f"{BOTTOM} migrations",
    # the pure middle
    "evidence": f"{TEXT} backends.port plausible",
    "outline": f"{TEXT} backends.port evidence",
    "grading": f"{TEXT} backends.port evidence outline plausible",
    "planning": BOTTOM,
    "probing": f"{TEXT} backends.port grading",
    "policy": f"{TEXT} backends.port",
    "answers": f"{TEXT} backends.port policy",
    "review": BOTTOM,
    "room": f"{TEXT} backends.port policy planning probing",
    "engine": f"{TEXT} backends.port grading planning probing policy answers review room",
    "report": f"{TEXT} backends.port evidence outline grading answers",
    # around it
    "exports": f"{BOTTOM} report",
    "backends": f"{TEXT} backends.port evidence library prompts privacy settings side_by_side",
    "jobs": f"{BOTTOM} backends.port engine grading storage",
    "evaluation": f"{TEXT} backends.port engine evidence outline grading policy probing report library privacy"
    " side_by_side",
    # what a person sees
    "terminal": SEEN,
    "ui": f"{SEEN} ui.wiring",
}
"""Layer -> the layers it may import besides itself. A file split off keeps its layer by name: `report_types`."""

WIRING = {"", "__main__", "cli", "app", "ui.wiring"}
"""They alone build backends and storage, so they may import everything."""

OUTSIDE: dict[str, set[str]] = {
    "openai": {"backends.openai_chat"},
    "tiktoken": {"backends.tokens"},
    "streamlit": {"ui", "app"},
    "ruamel": {"library"},
    "jinja2": {"prompts", "exports"},
    "markdown_it": {"exports"},
    "sqlalchemy": {"storage", "migrations"},
    "alembic": {"storage", "migrations"},
    "pydantic_settings": {"settings"},
    "typer": {"cli"},
    "rich": {"cli", "terminal"},
    "pydantic": {"*"},
    "numpy": {"evaluation", "backends"},
    "onnxruntime": {"backends.embedded.encoder"},
}
"""Library -> the layers that may import it."""

NEVER_OUTSIDE = {"httpx", "httpx2", "requests", "urllib3", "pandas"}
"""They are installed because a dependency needs them; nothing of ours may lean on that."""

IMPURE = {
    "datetime": "a clock",
    "time": "a clock",
    "random": "randomness",
    "secrets": "randomness",
    "uuid": "randomness",
    "os": "the environment or files",
    "io": "files",
    "pathlib": "files",
    "shutil": "files",
    "tempfile": "files",
    "socket": "the network",
    "urllib": "the network",
    "http": "the network",
    "subprocess": "the system",
    "threading": "threads",
    "asyncio": "threads",
}
PURE_MAY: dict[str, dict[str, set[str]]] = {
    # Values, not clocks: the types for an argument's annotation and arithmetic; a generator seeded by an argument.
    "datetime": {"*": {"datetime", "timedelta", "UTC", "date"}},
    "random": {"engine": {"Random"}, "policy": {"Random"}},
}
CLOCK_CALLS = {"now", "utcnow", "today"}


def layer_of(module: str) -> str:
    """The layer a module stands in: its own row where it has one, else its package's."""
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        name = ".".join(parts[:length])
        if name in MAY_IMPORT or name in WIRING:
            return name
    split_off = parts[0].partition("_")[0]
    return split_off if split_off in MAY_IMPORT or split_off in WIRING else module


def imports(
    tree: ast.Module, module: str, *, package: bool = False
) -> Iterator[tuple[str, str, int]]:
    """Every import anywhere in a file as (module, name, line); relative ones are made absolute."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, "", node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                here = f"interviewer.{module}".split(".")
                kept = here[: len(here) - node.level + (1 if package else 0)]
                base = ".".join([*kept, *([node.module] if node.module else [])])
            for alias in node.names:
                yield base, alias.name, node.lineno


def _ours(base: str, name: str) -> str:
    """What an import of ours reaches, below the package: `from interviewer import x` reaches x."""
    return f"{base}.{name}".removeprefix("interviewer").strip(".")


def _upward(module: str, base: str, name: str) -> str | None:
    """What is wrong with an import of ours, or None."""
    layer = layer_of(module)
    if layer in WIRING:
        return None
    if layer not in MAY_IMPORT:
        return f"{module} stands in no layer: add it to MAY_IMPORT"
    target = _ours(base, name)
    if target == "__version__":
        return None
    if target == "":
        return f"{layer} imports the whole package"
    reached = layer_of(target)
    if reached == layer or reached in MAY_IMPORT[layer].split():
        return None
    return f"{layer} imports {reached}"


def _outside(module: str, base: str) -> str | None:
    """What is wrong with an import of an outside library, or None."""
    library, layer = base.split(".")[0], layer_of(module)
    if library in NEVER_OUTSIDE:
        return f"{library} is not a dependency of ours"
    homes = OUTSIDE.get(library)
    if homes is None or "*" in homes:
        return None
    allowed = layer in homes or layer.split(".")[0] in homes or module in homes
    return None if allowed else f"{layer} imports {library}; only {', '.join(sorted(homes))} may"


def _impure(module: str, base: str, name: str) -> str | None:
    """What a pure module may not reach, or None."""
    layer, library = layer_of(module), base.split(".")[0]
    if layer not in PURE or library not in IMPURE:
        return None
    may = PURE_MAY.get(library, {})
    if name in may.get(layer, set()) | may.get("*", set()):
        return None
    return f"{layer} is pure, and {library} brings {IMPURE[library]}"


def _impure_calls(tree: ast.Module, module: str) -> Iterator[str]:
    """Calls of a clock, a file or unseeded randomness in a pure module."""
    if layer_of(module) not in PURE:
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Attribute) and called.attr in CLOCK_CALLS:
            yield f"line {node.lineno}: {module} reads a clock: .{called.attr}()"
        if isinstance(called, ast.Name) and called.id in {"open", "print", "input"}:
            yield f"line {node.lineno}: {module} calls {called.id}()"
        if isinstance(called, ast.Name) and called.id == "Random" and not node.args:
            yield f"line {node.lineno}: {module} draws without a seed"


def _environment(tree: ast.Module, module: str) -> Iterator[str]:
    """Reads of the environment outside settings.py."""
    if module == "settings":
        return
    for node in ast.walk(tree):
        name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
        if name in {"environ", "getenv", "environb"}:
            yield f"line {node.lineno}: {module} reads the environment; only settings may"  # type: ignore[attr-defined]


def faults(source: str, module: str, *, package: bool = False) -> tuple[str, ...]:
    """Everything in a file that breaks the architecture, in words."""
    tree = ast.parse(source)
    found = [*_impure_calls(tree, module), *_environment(tree, module)]
    for base, name, line in imports(tree, module, package=package):
        if base.split(".")[0] in {"interviewer", "app"}:
            wrong = _upward(module, base, name)
        else:
            wrong = _outside(module, base) or _impure(module, base, name)
        if wrong:
            found.append(f"line {line}: {wrong}")
    return tuple(dict.fromkeys(found))


def files() -> list[tuple[Path, str]]:
    """Every Python file of the product with its module's name below `interviewer`."""
    found = []
    for path in sorted((ROOT / "interviewer").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT / "interviewer").with_suffix("").parts)
        found.append((path, name.removesuffix("__init__").removesuffix(".")))
    return [*found, (ROOT / "app.py", "app")] if (ROOT / "app.py").exists() else found


@pytest.mark.parametrize(
    ("path", "module"), files(), ids=[module or "interviewer" for _, module in files()]
)
def test_imports_point_down(path: Path, module: str) -> None:
    found = faults(path.read_text("utf-8"), module, package=path.name == "__init__.py")
    assert not found, "\n".join(found)


def test_every_layer_of_the_plan_is_looked_at() -> None:
    modules = {layer_of(module) for _, module in files()}
    assert {"domain", "errors", "backends.port"} <= modules


BAD = {
    "engine imports storage": ("engine", "from interviewer.storage import Storage"),
    "engine imports jobs": ("engine", "from interviewer import jobs"),
    "grading imports backends": (
        "grading",
        "def f():\n    from interviewer.backends.embedded import x",
    ),
    "exports imports storage": ("exports.html", "from ..storage import Storage"),
    "ui imports grading": ("ui.chat", "import interviewer.grading"),
    "jobs imports backends": ("jobs", "from interviewer.backends.embedded import EmbeddedBackend"),
    "domain imports errors": ("domain", "from interviewer.errors import SteadyError"),
    "report imports the whole package": ("report", "import interviewer"),
    "stands in no layer": ("helpers", "from interviewer.domain import Turn"),
    "grading imports streamlit": ("grading", "import streamlit as st"),
    "terminal imports openai": ("terminal", "def f():\n    import openai"),
    "ui.wiring imports sqlalchemy": ("ui.wiring", "import sqlalchemy"),
    "cli imports jinja2": ("cli", "from jinja2 import Template"),
    "pandas is not a dependency": ("evaluation.agreement", "import pandas"),
    "brings the environment": ("policy", "import os"),
    "brings a clock": ("engine", "import time"),
    "brings randomness": ("report", "from random import Random"),
    "reads a clock": (
        "engine",
        "from datetime import UTC, datetime\n\ndef f():\n    return datetime.now(UTC)",
    ),
    "draws without a seed": ("engine", "from random import Random\nchoose = Random()"),
    "calls open()": ("report", "open('x')"),
    "only settings may": ("storage", "import os\nos.environ['X']"),
}


@pytest.mark.parametrize("says", BAD)
def test_a_bad_import_is_caught(says: str) -> None:
    module, source = BAD[says]
    found = faults(source, module)
    assert any(says in line for line in found), found


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("engine", "from random import Random\nfrom interviewer.policy import standing\nRandom(3)"),
        ("engine", "from datetime import datetime\n\ndef f(at: datetime): ..."),
        ("ui.chat", "import streamlit as st\nfrom interviewer import privacy"),
        ("exports.json", "from interviewer.report import Report\nfrom . import file_name"),
        ("cli", "from interviewer.backends.embedded import EmbeddedBackend\nimport typer"),
        ("backends.openai_chat", "import openai\nfrom interviewer.backends.port import Marks"),
        ("settings", "import os\nos.environ.get('X')"),
        ("migrations.env", "from alembic import context\nimport sqlalchemy as sa"),
    ],
)
def test_a_good_import_passes(module: str, source: str) -> None:
    assert faults(source, module) == ()
