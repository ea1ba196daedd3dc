"""About what tokens cost, where a dated table knows the model by its name; nothing is guessed for any other."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import Field

from interviewer.backends.asking import Usage
from interviewer.domain import Frozen, ModelCall

TABLE = Path(__file__).with_name("prices.toml")
MILLION = 1_000_000

_SNAPSHOT = re.compile(r"-\d{4}-\d{2}-\d{2}$")


class Rate(Frozen):
    """What a model's tokens cost on a day, in US dollars for a million."""

    model: str = Field(min_length=1)
    input: float = Field(gt=0)
    cached: float = Field(ge=0)
    output: float = Field(gt=0)
    date: date
    source: str = Field(min_length=1)

    def of(self, usage: Usage) -> float:
        """What a usage costs at this rate."""
        cached = min(usage.cached, usage.tokens_in)
        fresh = usage.tokens_in - cached
        cost = fresh * self.input + cached * self.cached + usage.tokens_out * self.output
        return cost / MILLION


class _Table(Frozen):
    rate: tuple[Rate, ...]


@dataclass(frozen=True)
class Price:
    """About how much, and by prices of which day."""

    dollars: float
    date: date

    @property
    def words(self) -> str:
        """The price as it is shown."""
        much = f"about ${self.dollars:,.2f}" if self.dollars >= 0.01 else "less than $0.01"
        return f"{much} (prices of {self.date.isoformat()})"


def price_of(model: str, usage: Usage) -> Price | None:
    """About what a usage costs; None where the table does not know the model, or a dated snapshot of it."""
    rate = rates().get(_SNAPSHOT.sub("", model))
    return Price(rate.of(usage), rate.date) if rate else None


def price_of_calls(calls: Iterable[ModelCall]) -> Price | None:
    """About what calls cost together, by the oldest of the prices used; None where one of the models is unknown."""
    found = [price_of(call.model, _usage(call)) for call in calls if _costs(call)]
    known = [price for price in found if price is not None]
    if not known or len(known) < len(found):
        return None
    return Price(sum(price.dollars for price in known), min(price.date for price in known))


@functools.cache
def rates() -> dict[str, Rate]:
    """The table, by model."""
    table = _Table.model_validate(tomllib.loads(TABLE.read_text("utf-8")))
    return {rate.model: rate for rate in table.rate}


def _usage(call: ModelCall) -> Usage:
    return Usage(call.tokens_in, call.tokens_cached, call.tokens_out, call.estimated)


def _costs(call: ModelCall) -> bool:
    return bool(call.tokens_in or call.tokens_out)
