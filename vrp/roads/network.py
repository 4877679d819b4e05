"""Roads as a directed graph in flat arrays: junctions, the edges between them and their shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from vrp.read_only import ReadOnlyArrays
from vrp.roads.matrices import OSM_ATTRIBUTION, LonLat, Progress, RoadMatrices, RoadRoute
from vrp.roads.network_checks import ARRAYS, check_network, frozen
from vrp.roads.off_road import REFUSE_M, WARN_M

if TYPE_CHECKING:
    from networkx import DiGraph, MultiDiGraph

    from vrp.roads.edge_costs import EdgeCost
    from vrp.roads.path_graph import PathGraph
    from vrp.roads.profile import Profile
    from vrp.roads.streets import Box, Streets

__all__ = ["RoadNetwork"]

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int32]

#: Latitude and longitude in WGS84 degrees.
LatLon = tuple[float, float]


@dataclass(frozen=True, eq=False, repr=False)
class RoadNetwork(ReadOnlyArrays):
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
    cache
        Folder for what takes long to work out from the network; ``None`` for nowhere.

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
    cache: Path | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(self.names))
        for name, (dtype, _) in ARRAYS.items():
            if name != "elevation_m" or self.elevation_m is not None:
                object.__setattr__(self, name, frozen(name, getattr(self, name), dtype))
        check_network(self)

    def __repr__(self) -> str:
        return f"<RoadNetwork {self.source!r}: {self.n_nodes} nodes, {self.n_edges} edges>"

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
        from vrp.roads.profiles import find_profile

        path, driver = Path(path), find_profile(profile)

        def build() -> RoadNetwork:
            from vrp.roads.osm_reader import read_osm

            return read_osm(path, driver)

        return cached_network(path, driver, user_cache() if cache == "user" else cache, build)

    @classmethod
    def from_graphml(
        cls,
        path: str | Path,
        *,
        profile: str | Profile | None = None,
        cache: Path | Literal["user"] | None = "user",
    ) -> RoadNetwork:
        """Read a GraphML file of osmnx's or of :meth:`to_graphml`.

        See :func:`vrp.roads.street_network.street_network` for what becomes of its attributes.

        Parameters
        ----------
        path
            The file.
        profile
            As of :meth:`from_osm`; ``None`` for the one that the file was written for, or a car.
        cache
            As of :meth:`from_osm`.

        Raises
        ------
        RoadError
            If the file cannot be read or is damaged, naming the node or edge at fault; if it was
            written for another profile, or has no road for this one.
        """
        from vrp.roads.cache import cached_network, user_cache
        from vrp.roads.profiles import find_profile

        path, driver = Path(path), None if profile is None else find_profile(profile)

        def build() -> RoadNetwork:
            from vrp.roads.graphml import read_graphml

            return read_graphml(path, driver)

        return cached_network(path, driver, user_cache() if cache == "user" else cache, build)

    def to_graphml(self, path: str | Path) -> None:
        """Write a GraphML file that :meth:`from_graphml` and osmnx's ``load_graphml`` read.

        Parameters
        ----------
        path
            A file that is there already is replaced.

        Raises
        ------
        OSError
            If it cannot be written; a file that was there before is untouched.
        """
        from vrp.roads.graphml import write_graphml

        write_graphml(self, Path(path))

    @classmethod
    def from_networkx(
        cls, graph: MultiDiGraph | DiGraph, *, profile: str | Profile | None = None
    ) -> RoadNetwork:
        """Take over a directed graph of networkx's with the attributes that osmnx gives it.

        See :func:`vrp.roads.street_network.street_network` for what becomes of its attributes.

        Parameters
        ----------
        graph
            As of osmnx's ``graph_from_place`` and the like.
        profile
            As of :meth:`from_graphml`.

        Raises
        ------
        RoadError
            Naming the node or edge at fault; as of :meth:`from_graphml`.
        """
        from vrp.roads.networkx_graph import network_from_networkx

        return network_from_networkx(graph, profile)

    def to_networkx(self) -> MultiDiGraph:
        """Make a graph of networkx's with the attributes that osmnx works with.

        Nodes have ``x``, ``y`` and ``street_count``, edges ``length`` (metres), ``travel_time``
        (seconds, delays included), ``speed_kph``, ``highway``, ``name``, ``oneway``, ``reversed``
        and ``geometry``. :meth:`from_networkx` makes the same network of it.

        Raises
        ------
        RoadError
            If networkx is not installed.
        """
        from vrp.roads.networkx_graph import network_to_networkx

        return network_to_networkx(self)

    @cached_property
    def path_graph(self) -> PathGraph:
        """The part of the network that paths are sought on, and what is computed once for it."""
        from vrp.roads.path_graph import PathGraph

        return PathGraph(self)

    def matrix(
        self,
        lat: npt.ArrayLike,
        lon: npt.ArrayLike | None = None,
        *,
        names: Sequence[str] | None = None,
        cost: EdgeCost = "fastest",
        engine: str = "auto",
        threads: int = 1,
        warn_m: float = WARN_M,
        refuse_m: float = REFUSE_M,
        progress: Progress | None = None,
    ) -> RoadMatrices:
        """Durations and distances between all pairs of points: ``durations_s``, ``distances_m``.

        Parameters
        ----------
        lat, lon
            WGS84 degrees, shape (n,); alone, ``lat`` holds points (lat, lon), shape (n, 2):
            **latitude first**, unlike in :meth:`routes`, which takes (lon, lat).
        names, cost, engine, threads, warn_m, refuse_m, progress
            See :func:`vrp.roads.matrix.road_matrices`, also for the errors and warnings.

        Returns
        -------
        RoadMatrices
            Of the cheapest paths; NaN where there is none.
        """
        from vrp.roads.matrix import road_matrices
        from vrp.roads.snap import split_points

        latitudes, longitudes = split_points(lat) if lon is None else (lat, lon)
        return road_matrices(
            self,
            latitudes,
            longitudes,
            names=names,
            cost=cost,
            engine=engine,
            threads=threads,
            warn_m=warn_m,
            refuse_m=refuse_m,
            progress=progress,
        )

    def routes(
        self,
        pairs: list[tuple[LonLat, LonLat]],
        *,
        cost: EdgeCost = "fastest",
        progress: Progress | None = None,
    ) -> list[RoadRoute | None]:
        """The ways between pairs of points, however far they lie from the roads.

        Parameters
        ----------
        pairs
            **Longitude first**: points are (lon, lat) here, as in GeoJSON, unlike in
            :meth:`matrix`, :meth:`route` and :meth:`alternatives`, which take (lat, lon).
        cost, progress
            See :func:`vrp.roads.route.road_routes`, also for the errors.

        Returns
        -------
        list of RoadRoute or None
            ``None`` for pairs that no road joins.
        """
        from vrp.roads.route import road_routes

        return road_routes(self, pairs, cost=cost, progress=progress)

    def route(
        self,
        origin: LatLon,
        destination: LatLon,
        *,
        cost: EdgeCost = "fastest",
        warn_m: float = WARN_M,
        refuse_m: float = REFUSE_M,
    ) -> RoadRoute | None:
        """The way between two points; ``None`` if there is none.

        Parameters
        ----------
        origin, destination
            **Latitude first**: points are (lat, lon) here, as in :meth:`matrix`, unlike in
            :meth:`routes`, which takes (lon, lat).
        cost
            What is minimised; see :func:`vrp.roads.edge_costs.edge_cost`.
        warn_m, refuse_m
            Metres from the nearest road above which a point is warned of, and refused.

        Raises
        ------
        RoadError
            As of :func:`vrp.roads.snap.snap` and :func:`vrp.roads.route.road_routes`.
        """
        ways = self.alternatives(
            origin, destination, 1, cost=cost, warn_m=warn_m, refuse_m=refuse_m
        )
        return ways[0] if ways else None

    def alternatives(
        self,
        origin: LatLon,
        destination: LatLon,
        k: int = 3,
        *,
        cost: EdgeCost = "fastest",
        max_overlap: float = 0.6,
        max_stretch: float = 1.3,
        warn_m: float = WARN_M,
        refuse_m: float = REFUSE_M,
    ) -> list[RoadRoute]:
        """Up to k different ways between two points, the cheapest one first.

        Parameters
        ----------
        origin, destination, warn_m, refuse_m
            As of :meth:`route`: **latitude first**.
        k, cost, max_overlap, max_stretch
            See :func:`vrp.roads.alternatives.road_alternatives`, also for the errors and where the
            method comes from.
        """
        from vrp.roads.alternatives import road_alternatives
        from vrp.roads.snap import snap, split_points

        lat, lon = split_points([origin, destination])
        names = ("origin", "destination")
        snapped = snap(self, lat, lon, names=names, warn_m=warn_m, refuse_m=refuse_m)
        return road_alternatives(
            self, snapped, k, cost=cost, max_overlap=max_overlap, max_stretch=max_stretch
        )

    def streets_in(self, box: Box) -> Streets:
        """The streets that touch a box (south, west, north, east), to be looked at.

        Parameters
        ----------
        box
            South, west, north and east in WGS84 degrees, such as :attr:`bounds`.
        """
        from vrp.roads.streets import network_streets

        return network_streets(self, box)

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
        """Latitudes and longitudes along an edge in the direction of travel, both ends included.

        Parameters
        ----------
        edge
            Its number.

        Returns
        -------
        lat, lon : ndarray of float64, shape (k,)
            WGS84 degrees.
        """
        shape = self.shape[edge]
        points = slice(self.first_point[shape], self.first_point[shape + 1])
        step = -1 if self.reversed[edge] else 1
        return self.shape_lat[points][::step], self.shape_lon[points][::step]
