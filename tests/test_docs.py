"""The pages tell the truth: settings, dependencies, commands and folders that they name are those that exist."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
LINES = 300


def tracked() -> list[Path]:
    """Every file of the project: what git tracks, or in an unpacked archive what lies there."""
    try:
        listed = subprocess.run(
            ["git", "-C", str(ROOT), "ls-files", "-z", "--cached"],
            capture_output=True,
            check=True,
            timeout=30,
        ).stdout.decode("utf-8")
    except (FileNotFoundError, subprocess.CalledProcessError):
        return [p for p in ROOT.rglob("*") if p.is_file() and not _hidden(p)]
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def _hidden(path: Path) -> bool:
    """True inside folders that no archive of the project holds: environments and caches."""
    inside = path.relative_to(ROOT).parts
    return any(
        part in {".venv", ".git", "__pycache__"} or part.endswith("_cache") for part in inside
    )


def text_of(path: Path) -> str | None:
    """A file's text, or None where it is not text."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return None


# ---------------------------------------------------------------- settings


def variables(field: str) -> set[str]:
    """The environment variables that set a field of Settings."""
    from interviewer.settings import Settings

    alias = Settings.model_fields[field].validation_alias
    if alias is None:
        return {f"{Settings.model_config.get('env_prefix', '')}{field}".upper()}
    return {str(choice) for choice in getattr(alias, "choices", [alias])}


def test_every_setting_stands_in_the_readme() -> None:
    from interviewer.settings import Settings

    readme = README.read_text("utf-8")
    names = {name for field in Settings.model_fields for name in variables(field)}
    assert {"STEADY_DATA_DIR", "STEADY_DATABASE_URL", "STEADY_PERSONAL"} <= names
    missing = sorted(name for name in names if f"`{name}`" not in readme)
    assert not missing, f"README's settings table lacks {missing}"


def test_every_setting_of_the_readme_exists() -> None:
    """A name in the settings table that the product does not know would be silently ignored."""
    known = "".join(p.read_text("utf-8") for p in (ROOT / "interviewer").rglob("*.py")).upper()
    named = set(re.findall(r"`STEADY_([A-Z_]+)`", README.read_text("utf-8")))
    assert named
    assert not {name for name in named if name not in known}


# ---------------------------------------------------------------- dependencies


def pinned(file: str) -> set[str]:
    """The packages a requirements file pins."""
    return set(re.findall(r"^([a-z0-9][a-z0-9._-]*)==", (ROOT / file).read_text("utf-8"), re.M))


def described() -> dict[str, tuple[str, str]]:
    """docs/dependencies.md as package -> (purpose, licence)."""
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    rows = re.findall(r"^\| ([a-z0-9][a-z0-9-]*) \| (.+?) \| (.+?) \|$", page, re.M)
    return {name: (purpose, licence) for name, purpose, licence in rows if name != "package"}


def test_dependencies_are_named_with_purpose_and_licence() -> None:
    """F94: the list for people and the list for pip name the same packages."""
    files = ("requirements.txt", "requirements-dev.txt", "requirements-llm.txt")
    assert set(described()) == set().union(*map(pinned, files))
    assert all(purpose.strip() and licence.strip() for purpose, licence in described().values())


def test_what_pyproject_asks_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    def names(specs: list[str]) -> set[str]:
        return {re.split(r"[><=~\[; ]", spec)[0].replace(".", "-").lower() for spec in specs}

    assert names(project["project"]["dependencies"]) <= pinned("requirements.txt")
    assert names(project["dependency-groups"]["dev"]) <= pinned("requirements-dev.txt")
    assert names(project["dependency-groups"]["llm"]) == pinned("requirements-llm.txt")


def test_the_tools_bring_no_second_version() -> None:
    """What both files pin, they pin alike: they are installed into one environment."""

    def versions(file: str) -> dict[str, str]:
        text = (ROOT / file).read_text("utf-8")
        return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", text, re.M))

    app, tools = versions("requirements.txt"), versions("requirements-dev.txt")
    assert {name: app[name] for name in app.keys() & tools.keys()} == {
        name: tools[name] for name in app.keys() & tools.keys()
    }


# ---------------------------------------------------------------- files

PRIVATE_PLACE = re.compile(
    r"(?<![\w.])/(?:work|root|home/(?!user)\w+|Users/\w+|opt/(?:venv|pypi|wheels)|tmp)/"
    r"|--(?:extra-)?index-url|--find-links|index-url\s*="
    r"|pypi\.org|files\.pythonhosted\.org"
)


def private_places(text: str) -> list[str]:
    """Paths of somebody's machine and hosts of a package index in a text."""
    return [match[0] for match in PRIVATE_PLACE.finditer(text)]


def test_no_file_names_a_machine_or_an_index() -> None:
    found = {
        str(path.relative_to(ROOT)): private_places(text)
        for path in tracked()
        if path != Path(__file__)
        and path.suffix not in {".jsonl", ".json"}
        and (text := text_of(path)) is not None
        and private_places(text)
    }
    assert not found, found


@pytest.mark.parametrize(
    "text",
    [
        "--extra-index-url file:///somewhere",
        "cd /work/main",
        "open('/tmp/x')",
        "https://pypi.org/simple",
        "/opt/venv/bin/python",
        "/home/anna/steady",
    ],
)
def test_a_private_place_is_noticed(text: str) -> None:
    assert private_places(text)


@pytest.mark.parametrize(
    "text", ["docs/work/plan", "the tmp/ folder", "https://example.org/root", "/data/steady.db"]
)
def test_a_public_place_is_not(text: str) -> None:
    assert not private_places(text)


def code_files() -> list[Path]:
    """Every Python file of ours."""
    return [path for path in tracked() if path.suffix == ".py"]


def test_long_files_say_why() -> None:
    """A file of the product over 300 lines is two files, or its docstring says why it is one file."""
    silent = []
    for path in code_files():
        if path.relative_to(ROOT).parts[0] not in {"interviewer", "app.py"}:
            continue
        text = path.read_text("utf-8")
        long = text.count("\n") > LINES
        if long and "one file" not in (ast.get_docstring(ast.parse(text)) or "").lower():
            silent.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
    assert not silent, "\n".join([*silent, "Split, or say in the docstring why it is one file."])


def test_every_file_opens_with_its_promise() -> None:
    bare = [
        str(path.relative_to(ROOT))
        for path in code_files()
        if path.read_text("utf-8").strip()
        and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not bare, bare


# ---------------------------------------------------------------- README


def test_files_and_folders_of_the_readme_exist() -> None:
    readme = README.read_text("utf-8")
    linked = set(re.findall(r"\]\(((?!https?:|#|mailto:)[^)]+)\)", readme))
    mapped = set(re.findall(r"^\| `([\w-]*[./][\w./-]*)` \|", readme, re.M))
    assert linked and mapped
    gone = sorted(name for name in linked | mapped if not (ROOT / name.split("#")[0]).exists())
    assert not gone, gone


def test_commands_of_the_readme_exist() -> None:
    from typer.main import get_command

    from interviewer.cli import app

    known = set(getattr(get_command(app), "commands", {}))
    named = set(re.findall(r"python -m interviewer (\w+)", README.read_text("utf-8")))
    assert {"chat", "export", "check", "grade", "eval"} <= named
    assert named <= known
