"""What `eval` measures on: the labelled replies, and for each the grader that has not seen it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

from interviewer.backends.embedded import EmbeddedBackend
from interviewer.backends.embedded.scoring import read_calibration
from interviewer.backends.embedded.unseen import Unseen
from interviewer.backends.embedded.weights import read_weights
from interviewer.backends.port import Backend
from interviewer.errors import DataFileError
from interviewer.evaluation import study
from interviewer.evaluation.asked_model import AT_ONCE, Masking
from interviewer.evaluation.labelled import LabelledReply
from interviewer.evaluation.study import ACROSS, BY_QUESTION, GraderOf, Kind
from interviewer.library import DATA_ROOT, Library, load_library

EVALS = DATA_ROOT / "evals"
UNSEEN = EVALS / "unseen"
FOLDS = {BY_QUESTION: UNSEEN, ACROSS: UNSEEN / "across"}
"""Where it is kept what has not seen some replies; a folder that is not there is a way of folding less."""

HELD_OUT = "Cross-validated: each reply is graded by models that have seen neither it nor any other answer to its question."
BY_MODEL = "A model: these replies were shown to it for the first time, as far as anybody knows."
IN_SAMPLE = (
    "IN SAMPLE: the shipped weights have seen these replies and their marks; "
    "this is no measure of how well they grade new ones."
)


class Ground(NamedTuple):
    """What sets are measured on."""

    library: Library
    foldings: Mapping[str, GraderOf]
    grader: Backend
    """The grader as it ships, for what nothing was trained on."""
    how: str
    kinds: tuple[Kind, ...]
    """The labelled replies."""
    at_once: int = 1
    every: bool = False
    """All pairs, where a set takes a sample else."""

    @property
    def replies(self) -> tuple[LabelledReply, ...]:
        """All of them."""
        return tuple(reply for kind in self.kinds for reply in kind.replies)

    @property
    def ours(self) -> bool:
        """False where a model is measured."""
        return not isinstance(self.grader, Masking)

    @property
    def grader_of(self) -> GraderOf:
        """The grader of a labelled reply that has not seen it."""
        return next(iter(self.foldings.values()))


@lru_cache(maxsize=1)
def held_out_ground() -> Ground:
    """The embedded grader, each labelled reply by weights that have not seen it. Raises DataFileError."""
    foldings: dict[str, GraderOf] = {
        title: held_out_graders(folder).__getitem__
        for title, folder in FOLDS.items()
        if folder.is_dir() or title == BY_QUESTION
    }
    return Ground(load_library(), foldings, EmbeddedBackend(), HELD_OUT, study.read_kinds(EVALS))


@lru_cache(maxsize=1)
def in_sample_ground() -> Ground:
    """The embedded grader as it ships, on what it was trained on. Raises DataFileError."""
    shipped = EmbeddedBackend()
    return Ground(
        load_library(),
        {"in sample": lambda _: shipped},
        shipped,
        IN_SAMPLE,
        study.read_kinds(EVALS),
    )


def chosen_ground(backend: Backend, *, library: Library, in_sample: bool) -> Callable[[], Ground]:
    """What makes the ground for a grader, in this process or a worker."""
    if isinstance(backend, Masking):
        return lambda: ground_of_model(backend, library)
    return in_sample_ground if in_sample else held_out_ground


def ground_of_model(model: Backend, library: Library) -> Ground:
    """A model, which has seen none of it as far as anybody knows."""
    return Ground(
        library, {"by a model": lambda _: model}, model, BY_MODEL, study.read_kinds(EVALS), AT_ONCE
    )


def held_out_graders(folder: Path = UNSEEN) -> dict[str, Backend]:
    """For each labelled reply the grader that has not seen it; it can grade no other text. Raises DataFileError."""
    graders: dict[str, Backend] = {}
    paths = sorted(folder.glob("?.json"))
    if not paths:
        raise DataFileError((f"{folder.name}: nothing there; evals/README.md says what makes it",))
    for path in paths:
        weights = read_weights(path.read_text(encoding="utf-8"))
        said = Unseen(path.with_suffix(".npz"))
        weighed = path.with_suffix(".calibration.json").read_text(encoding="utf-8")
        calibration = read_calibration(weighed, weights.ids)
        backend = EmbeddedBackend(weights, partial(_same, said), calibration)
        graders.update(dict.fromkeys(said.replies, backend))
    return graders


def _same(said: Unseen) -> Unseen:
    return said
