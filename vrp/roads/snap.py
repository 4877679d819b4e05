"""Points put on the nearest road from which every other road is reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vrp.errors import RoadError
from vrp.roads.network import RoadNetwork
from vrp.roads.off_road import REFUSE_M, WARN_M, check_limits, check_off_road
from vrp.roads.ranges import joined_ranges
from vrp.roads.sphere import EARTH_RADIUS_M

__all__ = ["RoadIndex", "Snapped", "checked_points", "point_names", "snap", "split_points"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: Mercator's projection does not reach the poles, and neither do roads.
_FARTHEST_NORTH = 89.0


@dataclass(frozen=True, eq=False)
class Snapped:
    """Places on roads, one for each of n points.

    Parameters
    ----------
    lat, lon : ndarray of float64, shape (n,)
        WGS84 degrees of the place on the road.
    away_m : ndarray of float64, shape (n,)
        Metres as the crow flies from the point to that place. They count neither as duration nor as
        distance of a path, as in OSRM.
    forward, backward : ndarray of int64, shape (n,)
        The edges along and against the polyline of the road; -1 where that is not allowed.
    fraction : ndarray of float64, shape (n,)
        How far along the polyline the place is, from 0 to 1.
    """

    lat: FloatArray
    lon: FloatArray
    away_m: FloatArray
    forward: IntArray
    backward: IntArray
    fraction: FloatArray

    @property
    def size(self) -> int:
        """Number of points."""
        return self.lat.size


class RoadIndex:
    """Finds the nearest road in logarithmic time.

    Coordinates are projected with Mercator's projection: it keeps angles, so that what is nearest
    on the map is nearest on the ground, and one factor per point turns its lengths into metres.

    Parameters
    ----------
    network
        Edges between nodes of its main component are the roads to be found, loops among them.
    """

    def __init__(self, network: RoadNetwork) -> None:
        from shapely import STRtree

        inside = np.flatnonzero(network.main[network.tail] & network.main[network.head])
        self.forward = np.full(network.n_shapes, -1, dtype=np.int64)
        self.backward = np.full(network.n_shapes, -1, dtype=np.int64)
        # Slowest first: where several edges share shape and direction, the fastest one stays.
        inside = inside[np.argsort(-network.duration_ms[inside], kind="stable")]
        against = network.reversed[inside]
        self.forward[network.shape[inside[~against]]] = inside[~against]
        self.backward[network.shape[inside[against]]] = inside[against]
        self.shapes = np.flatnonzero((self.forward >= 0) | (self.backward >= 0))
        self.tree = STRtree(_polylines(network, self.shapes))

    def nearest(self, lat: FloatArray, lon: FloatArray) -> Snapped:
        """Put points (WGS84 degrees, shape (n,)) on the nearest road."""
        import shapely

        x, y = mercator(lat, lon)
        points = shapely.points(x, y)
        found = self.tree.query_nearest(points, all_matches=False)[1]
        lines = self.tree.geometries[found]
        fraction = np.clip(shapely.line_locate_point(lines, points, normalized=True), 0.0, 1.0)
        places = shapely.line_interpolate_point(lines, fraction, normalized=True)
        snapped_lat, snapped_lon = from_mercator(shapely.get_x(places), shapely.get_y(places))
        shape = self.shapes[found]
        return Snapped(
            lat=snapped_lat,
            lon=snapped_lon,
            away_m=shapely.distance(points, places) * np.cos(np.radians(lat)) * EARTH_RADIUS_M,
            forward=self.forward[shape],
            backward=self.backward[shape],
            fraction=fraction,
        )


def mercator(lat: FloatArray, lon: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Project WGS84 degrees to a plane, in earth radii at the equator."""
    limited = np.clip(lat, -_FARTHEST_NORTH, _FARTHEST_NORTH)
    return np.radians(lon), np.arcsinh(np.tan(np.radians(limited)))


def from_mercator(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Latitudes and longitudes of projected points."""
    return np.degrees(np.arctan(np.sinh(y))), np.degrees(x)


def _polylines(network: RoadNetwork, shapes: npt.NDArray[np.intp]) -> Any:
    import shapely

    sizes = np.diff(network.first_point)[shapes]
    line = np.repeat(np.arange(shapes.size), sizes)
    point = joined_ranges(network.first_point[shapes], sizes)
    x, y = mercator(network.shape_lat[point], network.shape_lon[point])
    return shapely.linestrings(x, y, indices=line)


def snap(
    network: RoadNetwork,
    lat: npt.ArrayLike,
    lon: npt.ArrayLike,
    *,
    names: Sequence[str] | None = None,
    warn_m: float = WARN_M,
    refuse_m: float = REFUSE_M,
) -> Snapped:
    """Put points on the nearest road of the network's main component.

    Parameters
    ----------
    network
        The roads.
    lat, lon
        WGS84 degrees, shape (n,).
    names
        What messages call the points; ``point 0`` and so on without.
    warn_m, refuse_m
        Metres from the road above which a point is warned of, and refused.

    Raises
    ------
    RoadError
        Naming points that are no places on earth or too far from any road, and then the bounding
        box of the roads; and if no two nodes of the network reach each other.

    Warns
    -----
    RoadWarning
        Naming points farther than ``warn_m`` from the road that they are put on.
    """
    check_limits(warn_m, refuse_m)
    latitudes, longitudes = checked_points(lat, lon)
    snapped = network.path_graph.road_index.nearest(latitudes, longitudes)
    labels = point_names(names, latitudes.size)
    south, west, north, east = network.bounds
    outside = (latitudes < south) | (latitudes > north) | (longitudes < west) | (longitudes > east)
    box = f"the roads cover lat {south:.4f} to {north:.4f}, lon {west:.4f} to {east:.4f}"
    beyond = int((outside & (snapped.away_m > refuse_m)).sum())
    hint = f"{beyond} outside, {box}" if beyond else box
    check_off_road(
        snapped.away_m, labels, network.source, warn_m=warn_m, refuse_m=refuse_m, hint=hint
    )
    return snapped


def checked_points(lat: npt.ArrayLike, lon: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Coordinates as arrays of equal shape (n,).

    Raises
    ------
    RoadError
        For other shapes, or values that are no places on earth.
    """
    latitudes, longitudes = np.asarray(lat, dtype=np.float64), np.asarray(lon, dtype=np.float64)
    if latitudes.ndim != 1 or latitudes.shape != longitudes.shape:
        raise RoadError(
            f"lat and lon have shapes {latitudes.shape} and {longitudes.shape}, "
            "expected a value for each point"
        )
    for name, values, limit in (("lat", latitudes, 90), ("lon", longitudes, 180)):
        wrong = ~(np.abs(values) <= limit)
        if wrong.any():
            index = int(np.argmax(wrong))
            raise RoadError(
                f"{name}[{index}] is {values[index]}, expected {-limit} to {limit} degrees"
            )
    return latitudes, longitudes


def split_points(points: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Latitudes and longitudes of points (lat, lon), shape (n, 2).

    Raises
    ------
    RoadError
        For another shape.
    """
    pairs = np.asarray(points, dtype=np.float64)
    if pairs.ndim != 2 or pairs.shape[1] != 2:
        raise RoadError(f"points have shape {pairs.shape}, expected (n, 2): lat and lon of each")
    return pairs[:, 0], pairs[:, 1]


def point_names(names: Sequence[str] | None, size: int) -> list[str]:
    """What messages call the points.

    Raises
    ------
    RoadError
        If there are not as many names as points.
    """
    if names is None:
        return [f"point {point}" for point in range(size)]
    if len(names) != size:
        raise RoadError(f"{len(names)} names for {size} points, expected one each")
    return list(names)
