"""The changes of the metamorphic suite: which replies each can be made to, how, and what must be true of it then."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from interviewer.evaluation import metamorphic_checks as checks
from interviewer.evaluation import transforms, transforms_noise
from interviewer.evaluation.metamorphic_asked import Turns
from interviewer.evaluation.metamorphic_material import Base, LineKind, Material
from interviewer.evaluation.transforms_we import as_we
from interviewer.outline import PARTS

Make = Callable[[Base, Material], "Turns | None"]
"""The changed reply; None where the change cannot be made to this one, or would not be what it says."""


class Change(NamedTuple):
    """A change with an expected direction."""

    name: str
    make: Make
    check: checks.Check
    target: float = 0.9
    """The share of pairs in which it must hold."""
    surface: bool = False
    """It changes nothing that is told, so how far the levels move on average counts as well."""


def _without(criterion: str) -> Make:
    return lambda base, material: _one(base.without.get(criterion))


def _one(text: str | None) -> Turns | None:
    return None if text is None else (text,)


def _shuffled(base: Base, material: Material) -> Turns | None:
    return _one(transforms.shuffled(base.text, f"shuffled:{base.id}"))


def _padded(base: Base, material: Material) -> Turns | None:
    return _one(transforms.padded(base.text, material.lines["padding"], f"padding:{base.id}"))


def _stock(base: Base, material: Material) -> Turns | None:
    """Stock words instead of the reply, to the same question."""
    return (_drawn(material, ("stock",), base),)


def _put_in(*kinds: LineKind) -> Make:
    def make(base: Base, material: Material) -> Turns | None:
        # Who blames already does not fall by a group's fault on top of it: there a person must be blamed.
        use = tuple(k for k in kinds if not (base.blames and k == "blame_group"))
        line = _drawn(material, use, base)
        return (transforms.with_line(base.text, line, f"{kinds[0]}:{base.id}"),)

    return make


def _drawn(material: Material, kinds: Iterable[LineKind], base: Base) -> str:
    """A line by the reply's hash; one that names a person of the reply's own is passed over."""
    lines = [line for kind in kinds for line in material.lines[kind]]
    order = transforms.in_drawn_order(lines, f"line:{base.id}")
    own = set(base.text.replace(",", " ").replace(".", " ").split())
    return next((line for line in order if not _names(line) & own), order[0])


def _names(line: str) -> set[str]:
    """Words with a capital that is not a sentence's first."""
    return {w.strip(",.;:") for w in line.split()[1:] if w[:1].isupper() and len(w) > 2}


def _keyed(change: Callable[[str, str], str | None], name: str) -> Make:
    return lambda base, material: _one(change(base.text, f"{name}:{base.id}"))


def _plain(change: Callable[[str], str | None]) -> Make:
    return lambda base, material: _one(change(base.text))


def _two_turns(base: Base, material: Material) -> Turns | None:
    return transforms.in_two_turns(base.text)


CHANGES = (
    *(
        Change(f"{criterion} taken out", _without(criterion), checks.part_removed(criterion))
        for criterion in PARTS
    ),
    Change("I told as we", _plain(as_we), checks.told_as_we),
    Change("sentences shuffled", _shuffled, checks.shuffled),
    Change("padding put in", _padded, checks.padded, target=1.0),
    Change("stock words alone", _stock, checks.stock_words, target=1.0),
    Change("blame added", _put_in("blame_person", "blame_group"), checks.blame_added),
    Change("contempt added", _put_in("contempt"), checks.contempt_added),
    Change("safeguard added", _put_in("safeguard"), checks.safeguard_added),
    Change("synonyms", _plain(transforms_noise.with_synonyms), checks.told_otherwise, surface=True),
    Change("typos", _keyed(transforms_noise.with_typos, "typos"), checks.told_otherwise, surface=True),
    Change(
        "second-language slips",
        _keyed(transforms_noise.with_slips, "slips"),
        checks.told_otherwise,
        surface=True,
    ),
    Change(
        "no punctuation",
        _plain(transforms_noise.without_punctuation),
        checks.told_otherwise,
        surface=True,
    ),
    Change("upper case", _plain(transforms_noise.in_capitals), checks.told_otherwise, surface=True),
    Change("said in two turns", _two_turns, checks.the_same),
)  # fmt: skip
"""In the order in which they are printed."""
