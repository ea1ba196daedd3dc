"""The shipped data files load; each kind of broken file gives its exact message; nothing hides behind the first."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from interviewer.cli import app
from interviewer.domain import Fact
from interviewer.errors import DataFileError
from interviewer.library import DATA_ROOT, RUBRICS, content_hash, load_library
from interviewer.library_schemas import schema_files, write_schemas
from tests.data_files import TINY, edit, problems_of, small_root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Data files in order, which a test may break."""
    return small_root(tmp_path / "root")


def test_the_shipped_files_load_and_stand_in_order():
    library = load_library()
    assert tuple(rubric.id for rubric in library.rubrics) == RUBRICS
    assert library.guides
    assert library.guide(library.guides[0].id) is library.guides[0]
    with pytest.raises(KeyError):
        library.guide("nowhere")


def test_a_tiny_guide_is_in_order(root: Path):
    assert problems_of(root) == ()


GUIDE_PROBLEMS = {
    "unknown kind": (
        "kind: motivation",
        "kind: motivated",
        "questions.0.kind: input should be 'behavioral', 'project', 'approach' or 'motivation', "
        "not 'motivated' (line 27)",
    ),
    "unknown field": (
        "    short: Why us",
        "    short: Why us\n    shorter: Why",
        "questions.0.shorter: there is no such field (line 25)",
    ),
    "missing field": (
        "employer: Example Clinic\n",
        "",
        "employer: is missing",
    ),
    "missing field of an entry": (
        "    rephrase: What draws you here?\n",
        "",
        "questions.0.rephrase: is missing (line 22)",
    ),
    "a number for a text": (
        'version: "1"',
        "version: 1.0",
        "version: input should be text; put it in quotes, not 1.0 (line 5)",
    ),
    "a text for a list": (
        "hints: [Think of one person you helped.]",
        "hints: Think of one person you helped.",
        "questions.0.hints: input should be a list, not 'Think of one person you helped.' (line 37)",
    ),
    "an id with spaces": (
        "id: first",
        "id: First one",
        "questions.0.id: input should be small letters, digits, - and _, a letter first, "
        "not 'First one' (line 22)",
    ),
    "an empty text": (
        "text: Why us?",
        'text: " "',
        "questions.0.text: is empty (line 23)",
    ),
    "an empty list": (
        "facts:\n  - id: place\n    section: Start\n    text: It is a clinic.\n    about: [where]\n",
        "facts: []\n",
        "facts: there is none; a guide needs at least one (line 41)",
    ),
    "unknown competency": (
        "competency: skill",
        "competency: skil",
        "questions.0.competency: no competency is called 'skil'; there are skill (line 28)",
    ),
    "unknown stage": (
        "stage: screen",
        "stage: scren",
        "questions.0.stage: no stage is called 'scren'; there are screen (line 29)",
    ),
    "unknown interviewer": (
        "interviewer: recruiter",
        "interviewer: nurse",
        "questions.0.interviewer: no interviewer is called 'nurse'; there are recruiter (line 30)",
    ),
    "a doubled id": (
        "    about: [where]",
        "    about: [where]\n  - id: place\n    section: S\n    text: T\n    about: [x]",
        "facts.1: 'place' stands twice; it is already number 0 (line 46)",
    ),
    "an icon that is none": (
        '":material/person:"',
        "person",
        "interviewers.0.icon: should be a Material symbol, `:material/name:` (line 19)",
    ),
    "a long heading": (
        "short: Why us",
        "short: Why you would like to work with us here",
        "questions.0.short: has 9 words; eight are the most (line 24)",
    ),
    "no note": (
        "    notes:\n      - about: [mean]\n        text: I mean this employer.\n",
        "    notes: []\n",
        "questions.0.notes: there is none; the first answers what no other note does (line 32)",
    ),
    "a word in capitals": (
        "about: [mean]",
        "about: [Mean]",
        "questions.0.notes.0.about.0: should be in lower case, not 'Mean' (line 33)",
    ),
    "an unknown behaviour": (
        "behaviour: relevance.concrete",
        "behaviour: relevance.concret",
        "questions.0.probes.0.behaviour: no behaviour that can be probed is called "
        "'relevance.concret' (line 39)",
    ),
    "a behaviour that lowers": (
        "behaviour: relevance.concrete",
        "behaviour: composure.heat",
        "questions.0.probes.0.behaviour: no behaviour that can be probed is called "
        "'composure.heat' (line 39)",
    ),
    "a probe of two questions": (
        "text: What is one example of that?",
        "text: What did you do? And why?",
        "questions.0.probes.0.text: asks 2 questions at once (line 40)",
    ),
    "a probe that asks nothing": (
        "text: What is one example of that?",
        "text: Tell me more.",
        "questions.0.probes.0.text: asks no question (it needs one question mark) (line 40)",
    ),
    "a planned probe with a quote": (
        "text: What is one example of that?",
        "text: You said “{quote}”. Why?",
        "questions.0.probes.0.text: holds {quote}; a planned probe is asked as it stands (line 40)",
    ),
    "a hint that praises": (
        "hints: [Think of one person you helped.]",
        "hints: [Great answer so far.]",
        "questions.0.hints.0: praises the candidate ('Great') (line 37)",
    ),
    "a rephrase that asks more": (
        "rephrase: What draws you here?",
        "rephrase: What draws you? Why here?",
        "questions.0.rephrase: asks more questions than the question does (line 35)",
    ),
    "a note that shouts": (
        "text: I mean this employer.",
        "text: I mean this employer!",
        "questions.0.notes.0.text: has an exclamation mark (line 34)",
    ),
    "a fact in markup": (
        "text: It is a clinic.",
        "text: It is a **clinic**.",
        "facts.0.text: holds markup ('**'); lines are plain text (line 44)",
    ),
    "an angle that speaks of scores": (
        "angle: Think of a day you liked at work.",
        "angle: Think of a high score.",
        "questions.0.angle: speaks of scoring ('score') (line 36)",
    ),
}


@pytest.mark.parametrize(("old", "new", "message"), GUIDE_PROBLEMS.values(), ids=GUIDE_PROBLEMS)
def test_a_broken_guide_gives_its_exact_message(root: Path, old: str, new: str, message: str):
    edit(root / "guides" / "tiny.yaml", old, new)
    assert problems_of(root) == (f"guides/tiny.yaml: {message}",)


UNREADABLE = {
    "empty": (b"", "is empty"),
    "only a comment": (b"# later\n", "is empty"),
    "a list": (b"- id: x\n", "should be names with values (`id: …`), not a list or a single text"),
    "not UTF-8": (b"id: caf\xe9\n", "is not UTF-8 text (byte 8)"),
    "a tab": (b"id: x\n\ttitle: y\n", "line 2: found character '\\t' that cannot start any token"),
    "an open bracket": (
        b"id: [a, b\ntitle: y\n",
        "line 2: expected ',' or ']', but got ':'",
    ),
    "an unknown tag": (
        b"id: !!python/object:os.system x\n",
        "line 1: could not determine a constructor for the tag 'tag:yaml.org,2002:python/object:os.system'",
    ),
    "a control character": (b"id: \x00\n", "is not YAML: unacceptable character #x0000"),
    "an impossible date": (b"id: 2026-13-45\n", "is not YAML: month must be in 1..12"),
    "nested without end": (b"[" * 5000, "is nested too deeply"),
}


@pytest.mark.parametrize(("content", "message"), UNREADABLE.values(), ids=UNREADABLE)
def test_an_unreadable_guide_is_said_in_one_line(root: Path, content: bytes, message: str):
    (root / "guides" / "tiny.yaml").write_bytes(content)
    (problem,) = problems_of(root)
    assert problem.startswith(f"guides/tiny.yaml: {message}")
    assert "\n" not in problem


def test_every_doubled_key_is_named_with_both_lines(root: Path):
    guide = root / "guides" / "tiny.yaml"
    edit(guide, "employer: Example Clinic", "employer: Example Clinic\ntitle: Another")
    edit(guide, "    short: Why us", "    short: Why us\n    id: second")
    assert problems_of(root) == (
        "guides/tiny.yaml: line 4: title stands twice; it is already on line 2",
        "guides/tiny.yaml: line 26: questions.0.id stands twice; it is already on line 23",
    )


def test_words_that_older_yaml_turns_into_something_else_stay_words(root: Path):
    edit(root / "guides" / "tiny.yaml", "about: [where]", "about: [no, on, yes, 12:30:45]")
    assert load_library(root).guides[0].facts[0].about == ("no", "on", "yes", "12:30:45")


def test_all_problems_of_all_files_come_at_once(root: Path):
    edit(root / "guides" / "tiny.yaml", "competency: skill", "competency: skil")
    edit(root / "rubrics" / "star.yaml", "name: STAR structure", "nam: STAR structure")
    (root / "guides" / "other.yaml").write_text("id: [", encoding="utf-8")
    (root / "prompts" / "common" / "time.j2").unlink()
    with pytest.raises(DataFileError) as caught:
        load_library(root)
    assert caught.value.problems == problems_of(root)
    files = [problem.split(":")[0] for problem in caught.value.problems]
    assert files == [
        "rubrics/star.yaml",
        "rubrics/star.yaml",
        "guides/other.yaml",
        "guides/tiny.yaml",
        "prompts/common/time.j2",
    ]


def test_missing_files_and_folders_are_named(root: Path):
    (root / "rubrics" / "steadiness.yaml").unlink()
    (root / "guides" / "tiny.yaml").unlink()
    shutil.rmtree(root / "prompts")
    assert problems_of(root) == (
        "rubrics/steadiness.yaml: there is no such file",
        "guides: there is no guide (a .yaml file) in this folder",
        "prompts: there is no such folder",
    )


def test_a_voice_that_nobody_has_is_named(root: Path):
    (root / "prompts" / "recruitr").mkdir()
    (root / "prompts" / "recruitr" / "time.j2").write_text("Take your time.", encoding="utf-8")
    assert problems_of(root) == (
        "prompts/recruitr: no guide has an interviewer called 'recruitr'; there are recruiter",
    )


# ---------------------------------------------------------------- guides of the user's own


def test_own_guides_stand_behind_the_shipped_ones(root: Path, tmp_path: Path):
    own = tmp_path / "own"
    own.mkdir()
    (own / "mine.yml").write_text(TINY.replace("id: tiny", "id: mine"), encoding="utf-8")
    library = load_library(root, own)
    assert [guide.id for guide in library.guides] == ["tiny", "mine"]


def test_an_own_guide_may_not_take_a_shipped_ones_id(root: Path, tmp_path: Path):
    own = tmp_path / "own"
    own.mkdir()
    (own / "mine.yaml").write_text(TINY, encoding="utf-8")
    assert problems_of(root, own) == (
        f"{own / 'mine.yaml'}: id: guides/tiny.yaml is called 'tiny' already",
    )


def test_a_missing_folder_of_own_guides_is_named(root: Path, tmp_path: Path):
    assert problems_of(root, tmp_path / "none") == (
        f"{tmp_path / 'none'}: there is no such folder of guides",
    )


# ---------------------------------------------------------------- hashes and schemas


def test_a_hash_is_of_what_was_read_and_not_of_its_layout(root: Path):
    before = load_library(root)
    edit(root / "guides" / "tiny.yaml", "title: A tiny guide", 'title:   "A tiny guide"  # quoted')
    same = load_library(root)
    edit(root / "guides" / "tiny.yaml", "A tiny guide", "A small guide")
    other = load_library(root)
    assert content_hash(before.guides[0]) == content_hash(same.guides[0])
    assert content_hash(before.guides[0]) != content_hash(other.guides[0])
    assert content_hash(before.rubrics) == content_hash(other.rubrics)
    assert content_hash(before.rubrics) != content_hash(before.rubrics[:2])


def test_a_hash_is_the_prefix_of_the_sha256_of_sorted_json():
    fact = Fact(id="place", section="Start", text="A clinic – really.", about=("where",))
    told = '[{"about":["where"],"id":"place","section":"Start","text":"A clinic – really.","tip":false}]'
    assert content_hash(fact) == hashlib.sha256(told.encode("utf-8")).hexdigest()[:16]


def test_the_schemas_beside_the_files_are_current():
    for path, text in schema_files().items():
        assert (DATA_ROOT / path).read_text(encoding="utf-8") == text, (
            f"{path} is old: run `python -m interviewer check --write-schemas`"
        )


def test_the_schemas_describe_fields_in_the_domains_own_words():
    assert (
        "A heading of at most eight words for the report."
        in schema_files()["guides/guide.schema.json"]
    )


@pytest.mark.parametrize("path", sorted(DATA_ROOT.glob("*/*.yaml")), ids=lambda path: path.name)
def test_every_shipped_file_names_its_schema(path: Path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    kind = path.parent.name.removesuffix("s")
    assert first == f"# yaml-language-server: $schema={kind}.schema.json"


def test_schemas_are_written_once(tmp_path: Path):
    assert set(write_schemas(tmp_path)) == set(schema_files())
    assert write_schemas(tmp_path) == ()


# ---------------------------------------------------------------- the command


def test_check_counts_what_is_in_order(root: Path):
    result = CliRunner().invoke(app, ["check", "--root", str(root)])
    assert (result.exit_code, result.output) == (
        0,
        "All data files are in order: 1 guide, 1 question, 3 rubrics, 42 lines\n",
    )


def test_check_prints_every_problem_and_fails(root: Path):
    edit(root / "guides" / "tiny.yaml", "kind: motivation", "kind: motivated")
    edit(root / "guides" / "tiny.yaml", 'version: "1"', "version: 1")
    result = CliRunner().invoke(app, ["check", "--root", str(root)])
    assert result.exit_code == 1
    assert result.output.splitlines() == list(problems_of(root))
    assert len(result.output.splitlines()) == 2


def test_check_writes_the_schemas_where_it_is_told(root: Path):
    (root / "rubrics" / "rubric.schema.json").unlink(missing_ok=True)
    result = CliRunner().invoke(app, ["check", "--root", str(root), "--write-schemas"])
    assert "Wrote rubrics/rubric.schema.json" in result.output
    assert (root / "rubrics" / "rubric.schema.json").is_file()


def test_check_reads_the_folder_of_own_guides_that_the_settings_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    own = tmp_path / "own"
    own.mkdir()
    (own / "mine.yaml").write_text(TINY.replace("kind: motivation", "kind: why"), encoding="utf-8")
    monkeypatch.setenv("STEADY_GUIDES_DIR", str(own))
    result = CliRunner().invoke(app, ["check"])
    assert result.exit_code == 1
    assert result.output.startswith(f"{own / 'mine.yaml'}: questions.0.kind: input should be ")
