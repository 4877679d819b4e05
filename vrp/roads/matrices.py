"""What a source of roads answers: matrices between points, and the way from one to another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from vrp.read_only import ReadOnlyArrays

__all__ = ["OSM_ATTRIBUTION", "LonLat", "Progress", "RoadMatrices", "RoadRoute", "RoadSource"]

#: Goes with everything that was derived from OpenStreetMap data.
OSM_ATTRIBUTION = "© OpenStreetMap contributors (ODbL)"

#: Longitude and latitude in WGS84 degrees.
LonLat = tuple[float, float]

#: Told how much of how much is done.
Progress = Callable[[int, int], object]


@dataclass(frozen=True, eq=False)
class RoadMatrices(ReadOnlyArrays):
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

    def __repr__(self) -> str:
        n = len(self.durations_s)
        return f"<RoadMatrices: {n} × {n} from {self.source}>"

    def __iter__(self) -> Iterator[npt.NDArray[np.float32]]:
        """What most are after: ``durations_s, distances_m = roads.matrix(points)``."""
        return iter((self.durations_s, self.distances_m))

    @property
    def unreachable(self) -> npt.NDArray[np.int64]:
        """Rows and columns of the pairs that no road joins, shape (k, 2)."""
        return np.argwhere(np.isnan(self.durations_s))


class RoadRoute(NamedTuple):
    """The way from one point to another.

    Parameters
    ----------
    points
        Along the way, (lon, lat) in WGS84 degrees, both ends included.
    duration_s, distance_m
        Seconds and metres.
    streets
        Their names in the order driven, repetitions and blanks left out.
    """

    points: list[LonLat]
    duration_s: float
    distance_m: float
    streets: tuple[str, ...] = ()

    def __repr__(self) -> str:
        figures = f"{self.distance_m:.0f} m, {self.duration_s:.0f} s, {len(self.points)} points"
        return f"<RoadRoute: {figures}>"


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
        """Durations and distances between all pairs of n points.

        Parameters
        ----------
        lat, lon
            WGS84 degrees, shape (n,).
        names
            What messages call the points: ``stop 'a'`` rather than ``point 3``.
        progress
            Told how many rows of how many are done.

        Raises
        ------
        RoadError
            If they cannot be had.
        """
        ...

    def routes(
        self, pairs: list[tuple[LonLat, LonLat]], *, progress: Progress | None = None
    ) -> list[RoadRoute | None]:
        """The ways between pairs of points.

        Parameters
        ----------
        pairs
            Points to leave from and to go to: (lon, lat) in WGS84 degrees.
        progress
            Told how many ways of how many are done.

        Returns
        -------
        list of RoadRoute or None
            ``None`` for pairs that no road joins.

        Raises
        ------
        RoadError
            If they cannot be had.
        """
        ...
