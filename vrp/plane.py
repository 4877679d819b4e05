"""Points on a plane, and the whole numbers that their distances are rounded to.

Where a matrix over all locations would not fit the memory, a plane stands in for it: it is asked
for legs like a matrix, and computes them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from vrp.entities import NO_WAY
from vrp.errors import InstanceError
from vrp.read_only import ReadOnlyArrays, read_only

__all__ = ["MAX_DENSE", "Plane"]

#: A dense matrix over more locations than this would not fit the memory of a laptop.
MAX_DENSE = 20_000

_FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Plane(ReadOnlyArrays):
    """A matrix of distances that is computed from points where it is asked for.

    The distance of two points is ``floor(euclidean * scale + offset)``, and symmetric.
    ``plane[i, j]`` takes integers and integer arrays as a matrix does, broadcast against each
    other; ``np.asarray(plane)`` is the whole matrix.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 2)
        Copied, unless nobody can write to them.
    scale, offset
        The rounding: (1, 0.5) for the nearest integer.
    ceiled
        Distances are first raised to whole numbers (``CEIL_2D`` of TSPLIB).
    divisor
        What rounded distances are divided by and rounded again, as durations are by a speed factor.

    Raises
    ------
    InstanceError
        For points of another shape, coordinates that are no numbers, or points so far apart that
        their distance is none that a matrix may have.
    """

    points: _FloatArray
    scale: float = 1.0
    offset: float = 0.5
    ceiled: bool = False
    divisor: float = 1.0

    def __post_init__(self) -> None:
        points = np.asarray(self.points, dtype=np.float64)
        if points.ndim != 2 or points.shape[1] != 2 or not len(points):
            raise InstanceError(f"points has shape {points.shape}, expected (n, 2): a row a place")
        if not np.isfinite(points).all():
            raise InstanceError("points holds numbers that are not finite")
        if not (0 < self.scale < math.inf and 0 <= self.offset < 1 and self.divisor > 0):
            raise InstanceError(
                f"the rounding of points has scale {self.scale}, offset {self.offset} and divisor "
                f"{self.divisor}, expected more than 0, 0 to less than 1 and more than 0"
            )
        object.__setattr__(self, "points", read_only(points, np.float64))
        if self.max() >= NO_WAY:
            raise InstanceError(f"points lie up to {self.max()} apart, expected less than {NO_WAY}")

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the matrix that it stands for."""
        return len(self.points), len(self.points)

    def __getitem__(self, legs: tuple[Any, Any]) -> Any:
        """Distances from the places ``legs[0]`` to the places ``legs[1]``, int32."""
        origins, destinations = legs
        distances = self._rounded(self.points[origins] - self.points[destinations])
        return distances.astype(np.int32)[()]

    def __array__(
        self, dtype: npt.DTypeLike | None = None, copy: bool | None = None
    ) -> npt.NDArray[Any]:
        """The whole matrix.

        Raises
        ------
        InstanceError
            For more locations than :data:`MAX_DENSE`.
        """
        n = len(self.points)
        if n > MAX_DENSE:
            raise InstanceError(
                f"a matrix over {n} locations is asked for, expected at most {MAX_DENSE}"
            )
        matrix = np.empty((n, n), dtype=np.int32 if dtype is None else dtype)
        for row in range(n):
            matrix[row] = self[row, :]
        return matrix

    def max(self, initial: int = 0) -> int:
        """No distance is longer than this."""
        return max(initial, int(self._rounded(np.ptp(self.points, axis=0))))

    def divided(self, divisor: float) -> Plane:
        """The plane of durations at another speed."""
        return replace(self, divisor=divisor)

    def _rounded(self, away: _FloatArray) -> _FloatArray:
        """Distances of pairs that lie so far apart in either direction."""
        # Not np.hypot: the square root of a sum is correctly rounded, as the engine computes it.
        distances = np.sqrt(away[..., 0] * away[..., 0] + away[..., 1] * away[..., 1])
        if self.ceiled:
            distances = np.ceil(distances)
        whole: _FloatArray = np.floor(distances * self.scale + self.offset)
        return whole if self.divisor == 1.0 else np.rint(whole / self.divisor)
