"""Roads that need no file: straight streets with a kink, some of them missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from vrp.roads.matrices import OSM_ATTRIBUTION, LonLat, Progress, RoadMatrices, RoadRoute

__all__ = ["Detours"]

_METRES_PER_DEGREE = 111_195.0


@dataclass
class Detours:
    """A source of roads: first north or south, then east or west, at 10 metres a second.

    Parameters
    ----------
    missing
        Pairs of points (row, column) that no road joins.
    known
        How many ways there are; all by default.
    one_way_s
        Seconds that every way east takes longer: durations are asymmetric.
    streets
        Names on every way.
    """

    missing: Sequence[tuple[int, int]] = ()
    known: int | None = None
    one_way_s: float = 60.0
    streets: tuple[str, ...] = ("Long Road", "Quay")
    source: str = "roads of a test (car)"
    attribution: str = OSM_ATTRIBUTION
    names: list[str] = field(default_factory=list)
    asked: list[list[tuple[LonLat, LonLat]]] = field(default_factory=list)

    def matrix(
        self,
        lat: npt.ArrayLike,
        lon: npt.ArrayLike,
        *,
        names: Sequence[str] | None = None,
        progress: Progress | None = None,
    ) -> RoadMatrices:
        """Metres by grid, the missing pairs left out."""
        self.names = list(names or ())
        latitudes, longitudes = np.asarray(lat, dtype=float), np.asarray(lon, dtype=float)
        north = np.abs(latitudes[:, None] - latitudes)
        east = (longitudes - longitudes[:, None]) * np.cos(np.radians(latitudes.mean()))
        metres = (_METRES_PER_DEGREE * (north + np.abs(east))).astype(np.float32)
        seconds = (metres / 10 + self.one_way_s * (east > 0)).astype(np.float32)
        for pair in self.missing:
            metres[pair] = seconds[pair] = np.nan
        if progress is not None:
            progress(len(latitudes), len(latitudes))
        return RoadMatrices(seconds, metres, self.source, self.attribution)

    def routes(
        self, pairs: list[tuple[LonLat, LonLat]], *, progress: Progress | None = None
    ) -> list[RoadRoute | None]:
        """Ways that begin and end a little beside their points."""
        self.asked.append(list(pairs))
        known = len(pairs) if self.known is None else self.known
        if progress is not None:
            progress(len(pairs), len(pairs))
        return [
            _way(*pair, self.streets) if number < known else None
            for number, pair in enumerate(pairs)
        ]


def _way(start: LonLat, end: LonLat, streets: tuple[str, ...]) -> RoadRoute:
    beside = 1e-4
    points = [
        (start[0] + beside, start[1]),
        (start[0] + beside, end[1]),
        (end[0] + beside, end[1]),
    ]
    return RoadRoute(points, 1.0, 10.0, streets)
