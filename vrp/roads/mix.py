"""What a plan is to have little of: distance, duration, fuel, or a mix of them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from vrp.errors import ReadError

__all__ = ["MEASURES", "Mix"]

#: What can be minimised: metres, seconds and litres of fuel.
MEASURES = ("distance", "duration", "eco")

_TERM = re.compile(r"(?:([0-9.eE+-]+)\s*\*\s*)?([a-z]+)", re.IGNORECASE)
_EXPECTED = f"expected {', '.join(MEASURES)} or a mix such as '0.7*duration+0.3*eco'"


@dataclass(frozen=True)
class Mix:
    """Measures and their weights, which are shares: they sum up to 1.

    Measures have different units, so each is first scaled to metres: by how many metres the whole
    (the roads of a network, or the pairs of a matrix) has per unit of the measure. A weight of 0.3
    then is about three tenths of what is minimised.

    Parameters
    ----------
    weights
        By the names of :data:`MEASURES`; any numbers from 0 on, divided by their sum.

    Raises
    ------
    ReadError
        For a measure that there is not, a weight that is none, or no weight above 0.
    """

    weights: Mapping[str, float]

    def __post_init__(self) -> None:
        for name, weight in self.weights.items():
            if name not in MEASURES:
                raise ReadError(f"minimise: there is no measure {name!r}, {_EXPECTED}")
            if not (math.isfinite(weight) and weight >= 0):
                raise ReadError(f"minimise: the weight of {name} is {weight}, expected 0 or more")
        total = sum(self.weights.values())
        if total <= 0:
            raise ReadError(f"minimise: no measure has a weight above 0, {_EXPECTED}")
        shares = {name: weight / total for name, weight in self.weights.items() if weight > 0}
        object.__setattr__(self, "weights", shares)

    def __hash__(self) -> int:
        return hash(frozenset(self.weights.items()))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``eco``, ``0.7*duration + 0.3*eco`` and the like; a weight left out is 1.

        Parameters
        ----------
        text
            Terms joined by ``+``, each a measure with its weight before it.

        Raises
        ------
        ReadError
            Naming what is no measure, no weight, or there twice.
        """
        weights: dict[str, float] = {}
        for part in text.split("+"):
            term = _TERM.fullmatch(part.strip())
            if term is None:
                raise ReadError(f"minimise: {text!r} is no measure and no mix, {_EXPECTED}")
            number, name = term.groups()
            if name.lower() in weights:
                raise ReadError(f"minimise: {text!r} has {name} twice, expected it once")
            try:
                weights[name.lower()] = 1.0 if number is None else float(number)
            except ValueError:
                raise ReadError(f"minimise: {number!r} is no weight, {_EXPECTED}") from None
        return cls(weights)

    @property
    def only(self) -> str | None:
        """The only measure; ``None`` if several are mixed."""
        return next(iter(self.weights)) if len(self.weights) == 1 else None

    def __str__(self) -> str:
        if self.only is not None:
            return self.only
        return " + ".join(f"{weight:.3g}·{name}" for name, weight in self.weights.items())
