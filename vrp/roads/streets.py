"""Streets as lines to look at: what a map shows behind a plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from vrp.roads.ranges import joined_ranges

if TYPE_CHECKING:
    from vrp.roads.network import RoadNetwork

__all__ = ["Box", "StreetSource", "Streets", "network_streets"]

#: South, west, north and east in WGS84 degrees.
Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Streets:
    """Lines along streets, each of one class of road, whichever way they are driven.

    Parameters
    ----------
    box
        Streets that do not touch it are missing.
    road_class : ndarray of uint8, shape (n,)
        Index into :data:`vrp.roads.road_classes.ROAD_CLASSES`.
    first_point : ndarray of int64, shape (n + 1,)
        The points of line ``i`` are ``first_point[i]`` up to ``first_point[i + 1]``.
    lat, lon : ndarray of float64, shape (n_points,)
        WGS84 degrees.
    """

    box: Box
    road_class: npt.NDArray[np.uint8]
    first_point: npt.NDArray[np.int64]
    lat: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64]


@runtime_checkable
class StreetSource(Protocol):
    """Roads that can be looked at as well as driven on: those of a file, not those of a server."""

    def streets_in(self, box: Box) -> Streets:
        """The streets that touch a box, in full length."""
        ...


def network_streets(network: RoadNetwork, box: Box) -> Streets:
    """The streets of a network whose own boxes touch this one, every shape once."""
    south, west, north, east = box
    starts = network.first_point[:-1]
    lat, lon = network.shape_lat, network.shape_lon
    touching = np.zeros(network.n_shapes, dtype=bool)
    touching[network.shape] = True
    touching &= np.maximum.reduceat(lat, starts) >= south
    touching &= np.minimum.reduceat(lat, starts) <= north
    touching &= np.maximum.reduceat(lon, starts) >= west
    touching &= np.minimum.reduceat(lon, starts) <= east
    road_class = np.zeros(network.n_shapes, dtype=np.uint8)
    road_class[network.shape] = network.road_class
    shapes = np.flatnonzero(touching)
    sizes = np.diff(network.first_point)[shapes]
    points = joined_ranges(starts[shapes], sizes)
    first_point = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return Streets(box, road_class[shapes], first_point, lat[points], lon[points])
