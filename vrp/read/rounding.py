"""How the decimals of a benchmark file become integers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vrp.errors import ReadError

__all__ = ["NEAREST", "NONE", "ROUNDINGS", "TRUNCATE1", "Rounding", "rounding_named"]


@dataclass(frozen=True)
class Rounding:
    """A rounding convention: multiply by ``scale``, add ``offset``, drop the decimals.

    All values in the unit of distance, time or cost go through the same convention.
    """

    name: str
    scale: int
    offset: float

    def __call__(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Whole numbers, still as float64 so that the caller can check their range."""
        scaled: npt.NDArray[np.float64] = np.multiply(values, self.scale, dtype=np.float64)
        scaled += self.offset
        return np.floor(scaled, out=scaled)

    def one(self, value: float) -> int:
        """Convert a single number."""
        return math.floor(value * self.scale + self.offset)


NEAREST = Rounding("nearest", 1, 0.5)
#: The offset keeps decimals of the file exact: 10 × 2.3 is a hair below 23 in binary.
TRUNCATE1 = Rounding("truncate1", 10, 1e-9)
#: Three decimals are as good as exact, and what published solutions of unrounded sets use.
NONE = Rounding("none", 1000, 0.5)

ROUNDINGS = {rounding.name: rounding for rounding in (NEAREST, TRUNCATE1, NONE)}


def rounding_named(name: str) -> Rounding:
    """Look a convention up.

    Raises
    ------
    ReadError
        There is none of this name.
    """
    if name not in ROUNDINGS:
        raise ReadError(f"rounding is {name!r}, expected one of {', '.join(ROUNDINGS)}")
    return ROUNDINGS[name]
