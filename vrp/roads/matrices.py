"""What a source of roads answers: matrices between points, and the way from one to another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["OSM_ATTRIBUTION", "LonLat", "Progress", "RoadMatrices", "RoadRoute", "RoadSource"]

#: Goes with everything that was derived from OpenStreetMap data.
OSM_ATTRIBUTION = "© OpenStreetMap contributors (ODbL)"

#: Longitude and latitude in WGS84 degrees.
LonLat = tuple[float, float]

#: Told how much of how much is done.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class RoadMatrices:
    """Durations and distances between all pairs of points, from row to column.

    Parameters
    ----------
    durations_s, distances_m : ndarray of float32, shape (n, n)
        Of the same path each; NaN where no road leads from row to column. Read-only.
    source
        Where they come from, in words fit for a report.
    attribution
        What must be said wherever they are shown; empty for none.
    estimated
        They are estimates rather than measured on roads.
    costs : ndarray of float32, shape (n, n), or None
        Of the same paths, where it is something else than the duration that they minimise.
    """

    durations_s: npt.NDArray[np.float32]
    distances_m: npt.NDArray[np.float32]
    source: str
    attribution: str = ""
    estimated: bool = False
    costs: npt.NDArray[np.float32] | None = None

    def __iter__(self) -> Iterator[npt.NDArray[np.float32]]:
        """What most are after: ``durations_s, distances_m = roads.matrix(points)``."""
        return iter((self.durations_s, self.distances_m))

    @property
    def unreachable(self) -> npt.NDArray[np.int64]:
        """Rows and columns of the pairs that no road joins, shape (k, 2)."""
        return np.argwhere(np.isnan(self.durations_s))


class RoadRoute(NamedTuple):
    """The way from one point to another; ``points`` holds both ends."""

    points: list[LonLat]
    duration_s: float
    distance_m: float
    #: Names of the streets in the order driven, repetitions and blanks left out.
    streets: tuple[str, ...] = ()


class RoadSource(Protocol):
    """Anything that knows roads: a network read from a file, or a server."""

    @property
    def source(self) -> str:
        """Where its answers come from, in words fit for a report."""
        ...

    @property
    def attribution(self) -> str:
        """What must be said wherever its answers are shown; empty for none."""
        ...

    def matrix(
        self,
        lat: npt.ArrayLike,
        lon: npt.ArrayLike,
        *,
        names: Sequence[str] | None = None,
        progress: Progress | None = None,
    ) -> RoadMatrices:
        """Durations and distances between all pairs of n points (WGS84 degrees, shape (n,)).

        ``names`` is what messages call the points: ``stop 'a'`` rather than ``point 3``.
        """
        ...

    def routes(
        self, pairs: list[tuple[LonLat, LonLat]], *, progress: Progress | None = None
    ) -> list[RoadRoute | None]:
        """The ways between pairs of points; ``None`` for pairs that no road joins."""
        ...
