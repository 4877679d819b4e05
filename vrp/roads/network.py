"""Roads as a directed graph in flat arrays: junctions, the edges between them and their shapes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from vrp.errors import RoadError
from vrp.roads.matrices import OSM_ATTRIBUTION
from vrp.roads.road_classes import ROAD_CLASSES

if TYPE_CHECKING:
    from vrp.roads.profile import Profile

__all__ = ["RoadNetwork"]

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int32]

#: Every array of a network: its type, and what it has an entry for.
_ARRAYS: dict[str, tuple[type[np.generic], str]] = {
    "node_lat": (np.float64, "node"),
    "node_lon": (np.float64, "node"),
    "node_ids": (np.int64, "node"),
    "first_edge": (np.int32, "node and one more"),
    "tail": (np.int32, "edge"),
    "head": (np.int32, "edge"),
    "length_dm": (np.int32, "edge"),
    "duration_ms": (np.int32, "edge"),
    "road_class": (np.uint8, "edge"),
    "name": (np.int32, "edge"),
    "shape": (np.int32, "edge"),
    "reversed": (np.bool_, "edge"),
    "first_point": (np.int64, "shape and one more"),
    "shape_lat": (np.float64, "point"),
    "shape_lon": (np.float64, "point"),
    "main": (np.bool_, "node"),
    "elevation_m": (np.float32, "node"),
}
#: A shape begins and ends at the nodes that it joins, up to about a centimetre.
_SAME_PLACE_DEG = 1e-7


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """The roads that one kind of vehicle may use, as a directed graph.

    Nodes are junctions, ends of roads and places where a road changes; what bends between them is
    in the shapes. Two nodes may be joined by several edges, and an edge may lead back to where it
    came from (a loop at the end of a street).

    Parameters
    ----------
    profile
        Name of the :class:`vrp.roads.profile.Profile` that it was made for.
    node_lat, node_lon : ndarray of float64, shape (n_nodes,)
        WGS84 degrees.
    node_ids : ndarray of int64, shape (n_nodes,)
        As in the file, for OpenStreetMap its node ids; unique.
    first_edge : ndarray of int32, shape (n_nodes + 1,)
        The edges that leave node ``u`` are ``first_edge[u]`` up to ``first_edge[u + 1]``.
    tail, head : ndarray of int32, shape (n_edges,)
        The nodes that an edge leads from and to; sorted by tail.
    length_dm, duration_ms : ndarray of int32, shape (n_edges,)
        Decimetres, and milliseconds of driving with the delay at ``head`` included (at least 1).
    road_class : ndarray of uint8, shape (n_edges,)
        Index into :data:`vrp.roads.road_classes.ROAD_CLASSES`.
    name : ndarray of int32, shape (n_edges,)
        Index into ``names``.
    names
        Street names; the first one is empty.
    shape : ndarray of int32, shape (n_edges,)
        The polyline of the edge, shared by the two directions of a road.
    reversed : ndarray of bool, shape (n_edges,)
        The polyline runs against the edge.
    first_point : ndarray of int64, shape (n_shapes + 1,)
        The points of shape ``s`` are ``first_point[s]`` up to ``first_point[s + 1]``.
    shape_lat, shape_lon : ndarray of float64, shape (n_points,)
        WGS84 degrees; both end nodes are included.
    main : ndarray of bool, shape (n_nodes,)
        The node lies in the largest strongly connected component: all of its nodes are reached from
        each other.
    elevation_m : ndarray of float32, shape (n_nodes,), or None
        Metres above sea level, where the file has them; NaN for single unknown ones.
    source
        Where it comes from, in words fit for a report.
    attribution
        What must be said wherever something derived from it is shown; empty for none.

    Raises
    ------
    RoadError
        Naming the array, the position, the value and what was expected.
    """

    profile: str
    node_lat: FloatArray
    node_lon: FloatArray
    node_ids: npt.NDArray[np.int64]
    first_edge: IntArray
    tail: IntArray
    head: IntArray
    length_dm: IntArray
    duration_ms: IntArray
    road_class: npt.NDArray[np.uint8]
    name: IntArray
    names: tuple[str, ...]
    shape: IntArray
    reversed: BoolArray
    first_point: npt.NDArray[np.int64]
    shape_lat: FloatArray
    shape_lon: FloatArray
    main: BoolArray
    elevation_m: npt.NDArray[np.float32] | None = None
    source: str = "given roads"
    attribution: str = OSM_ATTRIBUTION

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(self.names))
        for name, (dtype, _) in _ARRAYS.items():
            if name != "elevation_m" or self.elevation_m is not None:
                object.__setattr__(self, name, _frozen(name, getattr(self, name), dtype))
        _check_sizes(self)
        _check_indices(self)
        _check_values(self)
        _check_shapes(self)

    @classmethod
    def from_osm(
        cls,
        path: str | Path,
        *,
        profile: str | Profile = "car",
        cache: Path | Literal["user"] | None = "user",
    ) -> RoadNetwork:
        """Read the roads of an OpenStreetMap extract.

        Parameters
        ----------
        path
            A file as .osm.pbf, .osm, .osm.gz or .osm.bz2, recognised by its content.
        profile
            ``"car"``, ``"truck"``, ``"bike"``, ``"foot"`` or a profile of one's own; what none of
            them models is said at :class:`vrp.roads.profile.Profile`.
        cache
            Folder where the network is kept, by the content of the file; ``"user"`` for
            :func:`vrp.roads.cache.user_cache`, ``None`` for nowhere.

        Raises
        ------
        RoadError
            If the file cannot be read, is damaged, or has no road for the profile.

        Warns
        -----
        RoadWarning
            If the cache is damaged or cannot be written.
        """
        from vrp.roads.cache import cached_network, user_cache
        from vrp.roads.profile import find_profile

        path, driver = Path(path), find_profile(profile)

        def build() -> RoadNetwork:
            from vrp.roads.osm_reader import read_osm

            return read_osm(path, driver)

        return cached_network(path, driver, user_cache() if cache == "user" else cache, build)

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return self.node_lat.size

    @property
    def n_edges(self) -> int:
        """Number of directed edges."""
        return self.tail.size

    @property
    def n_shapes(self) -> int:
        """Number of polylines."""
        return self.first_point.size - 1

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """South, west, north and east of the roads: (lat_min, lon_min, lat_max, lon_max)."""
        lat, lon = self.shape_lat, self.shape_lon
        return float(lat.min()), float(lon.min()), float(lat.max()), float(lon.max())

    def edge_points(self, edge: int) -> tuple[FloatArray, FloatArray]:
        """Latitudes and longitudes along an edge in the direction of travel, both ends included."""
        shape = self.shape[edge]
        points = slice(self.first_point[shape], self.first_point[shape + 1])
        step = -1 if self.reversed[edge] else 1
        return self.shape_lat[points][::step], self.shape_lon[points][::step]


def _frozen(name: str, values: npt.ArrayLike, dtype: type[np.generic]) -> npt.NDArray[np.generic]:
    given = np.asarray(values)
    if given.ndim != 1:
        raise RoadError(f"{name} has shape {given.shape}, expected one dimension")
    if given.dtype == dtype and given.flags.c_contiguous and not given.flags.writeable:
        return given
    frozen = np.array(given, dtype=dtype)
    if not np.array_equal(frozen, given, equal_nan=given.dtype.kind == "f"):
        raise RoadError(
            f"{name} has values of type {given.dtype} that {dtype.__name__} cannot hold"
        )
    frozen.flags.writeable = False
    return frozen


def _check_sizes(network: RoadNetwork) -> None:
    if network.n_edges == 0:
        raise RoadError(f"{network.source}: the network has no roads")
    if network.first_point.size == 0:
        raise RoadError("first_point is empty, expected a number per shape and one more")
    expected = {
        "node": network.n_nodes,
        "node and one more": network.n_nodes + 1,
        "edge": network.n_edges,
        "shape and one more": network.n_shapes + 1,
        "point": network.shape_lat.size,
    }
    for name, (_, unit) in _ARRAYS.items():
        values = getattr(network, name)
        if values is not None and values.size != expected[unit]:
            raise RoadError(f"{name} has {values.size} values, expected {expected[unit]}: a {unit}")


def _check_indices(network: RoadNetwork) -> None:
    _check_starts("first_edge", network.first_edge, network.n_edges, fewest=0)
    _check_starts("first_point", network.first_point, network.shape_lat.size, fewest=2)
    if not np.array_equal(
        network.tail, np.repeat(np.arange(network.n_nodes), np.diff(network.first_edge))
    ):
        raise RoadError("tail disagrees with first_edge: edges must be sorted by tail")
    if not network.names or network.names[0]:
        raise RoadError(f"names begins with {network.names[:1]}, expected the empty name")
    _check_range("head", network.head, 0, network.n_nodes - 1)
    _check_range("shape", network.shape, 0, network.n_shapes - 1)
    _check_range("name", network.name, 0, len(network.names) - 1)
    _check_range("road_class", network.road_class, 0, len(ROAD_CLASSES) - 1)


def _check_starts(name: str, starts: npt.NDArray[np.integer], end: int, *, fewest: int) -> None:
    if starts[0] != 0 or starts[-1] != end:
        raise RoadError(f"{name} runs from {starts[0]} to {starts[-1]}, expected 0 to {end}")
    steps = np.diff(starts)
    if steps.size and steps.min() < fewest:
        index = int(np.argmin(steps))
        raise RoadError(
            f"{name}[{index + 1}] - {name}[{index}] is {steps[index]}, expected at least {fewest}"
        )


def _check_values(network: RoadNetwork) -> None:
    _check_range("node_lat", network.node_lat, -90, 90)
    _check_range("node_lon", network.node_lon, -180, 180)
    _check_range("shape_lat", network.shape_lat, -90, 90)
    _check_range("shape_lon", network.shape_lon, -180, 180)
    _check_range("length_dm", network.length_dm, 0, 2**31 - 1)
    _check_range("duration_ms", network.duration_ms, 1, 2**31 - 1)


def _check_range(
    name: str, values: npt.NDArray[np.integer] | FloatArray, low: int, high: int
) -> None:
    # A minimum of NaN makes the first comparison false, so that NaN is found as well.
    if values.size and not (values.min() >= low and values.max() <= high):
        index = int(np.argmin((values >= low) & (values <= high)))
        raise RoadError(f"{name}[{index}] is {values[index]}, expected {low} to {high}")


def _check_shapes(network: RoadNetwork) -> None:
    first, last = network.first_point[network.shape], network.first_point[network.shape + 1] - 1
    begin = np.where(network.reversed, last, first)
    end = np.where(network.reversed, first, last)
    for what, point, node in (("begin", begin, network.tail), ("end", end, network.head)):
        away = np.maximum(
            np.abs(network.shape_lat[point] - network.node_lat[node]),
            np.abs(network.shape_lon[point] - network.node_lon[node]),
        )
        if away.max() > _SAME_PLACE_DEG:
            edge = int(np.argmax(away))
            raise RoadError(f"the shape of edge {edge} does not {what} at node {node[edge]}")
