"""The way from one point to another: its line along the streets, their names, time and length."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vrp.roads.edge_costs import EdgeCost, path_weights
from vrp.roads.matrices import LonLat, Progress, RoadRoute
from vrp.roads.network import RoadNetwork
from vrp.roads.path_search import Path, PathSearch
from vrp.roads.snap import Snapped, mercator, snap
from vrp.roads.sphere import great_circle_m

__all__ = ["road_route", "road_routes"]

FloatArray = npt.NDArray[np.float64]

#: About a centimetre, as coordinates in OpenStreetMap.
_DECIMALS = 7


def road_routes(
    network: RoadNetwork,
    pairs: list[tuple[LonLat, LonLat]],
    *,
    cost: EdgeCost,
    progress: Progress | None,
) -> list[RoadRoute | None]:
    """Cheapest ways between pairs of points.

    Parameters
    ----------
    network
        The roads.
    pairs
        Longitude and latitude (WGS84 degrees) of a start and an end each. How far they are from
        the roads is not looked at: the matrix that a plan is made from was asked first.
    cost
        What is minimised; see :func:`vrp.roads.edge_costs.edge_cost`.
    progress
        Told how many of the ways are there; what it raises ends the search.

    Returns
    -------
    list of RoadRoute or None
        With the durations and distances of the matrix, and points that begin and end on the road;
        ``None`` where no road leads.

    Raises
    ------
    RoadError
        For coordinates that are no places on earth, or a cost that makes no sense.
    """
    if not pairs:
        return []
    ends = np.array(pairs, dtype=np.float64).reshape(-1, 2)
    places, numbers = np.unique(ends, axis=0, return_inverse=True)
    origins, destinations = numbers.reshape(-1, 2).T
    snapped = snap(network, places[:, 1], places[:, 0], warn_m=np.inf, refuse_m=np.inf)
    weights = path_weights(network, cost)
    search = PathSearch.between(network.path_graph, weights, snapped, origins, destinations)
    lat, lon = snapped.lat, snapped.lon
    crow_dm = 10 * great_circle_m(lat[origins], lon[origins], lat[destinations], lon[destinations])
    routes: list[RoadRoute | None] = [None] * len(pairs)
    for done, (pair, path) in enumerate(search.paths(origins, destinations, crow_dm), start=1):
        if path is not None:
            ends_at = int(origins[pair]), int(destinations[pair])
            routes[pair] = road_route(network, snapped, path, *ends_at)
        if progress is not None:
            progress(done, len(pairs))
    return routes


def road_route(
    network: RoadNetwork, snapped: Snapped, path: Path, origin: int, destination: int
) -> RoadRoute:
    """Draw a path from one of the places on roads to another."""
    lon, lat = [snapped.lon[[origin]]], [snapped.lat[[origin]]]
    for edge, begin, end in zip(
        path.edge.tolist(), path.begin.tolist(), path.end.tolist(), strict=True
    ):
        latitudes, longitudes = network.edge_points(edge)
        if begin > 0 or end < 1:
            inside = _between(latitudes, longitudes, begin, end)
            latitudes, longitudes = latitudes[inside], longitudes[inside]
        lat.append(latitudes)
        lon.append(longitudes)
    lat.append(snapped.lat[[destination]])
    lon.append(snapped.lon[[destination]])
    milliseconds, decimetres = path.parts[:, :2].sum(axis=0)
    return RoadRoute(
        points=_without_repetition(np.concatenate(lon), np.concatenate(lat)),
        duration_s=float(milliseconds) / 1000,
        distance_m=float(decimetres) / 10,
        streets=_streets(network, path),
    )


def _between(lat: FloatArray, lon: FloatArray, begin: float, end: float) -> npt.NDArray[np.bool_]:
    """Which points of a polyline lie between two fractions of its length."""
    x, y = mercator(lat, lon)
    passed = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))))
    passed /= passed[-1] or 1.0
    return (passed > begin) & (passed < end)


def _without_repetition(lon: FloatArray, lat: FloatArray) -> list[LonLat]:
    """Points of a line, each place once in a row, but never fewer than its two ends."""
    points = np.round(np.column_stack([lon, lat]), _DECIMALS)
    keep = np.ones(len(points), dtype=bool)
    keep[1:] = (points[1:] != points[:-1]).any(axis=1)
    if keep.sum() == 1:
        keep[-1] = True
    return [(x, y) for x, y in points[keep].tolist()]


def _streets(network: RoadNetwork, path: Path) -> tuple[str, ...]:
    names = network.name[path.edge]
    names = names[names > 0]
    changes = np.flatnonzero(np.diff(names, prepend=-1))
    return tuple(network.names[name] for name in names[changes].tolist())
