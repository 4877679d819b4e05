"""Durations and distances between all pairs of points on a road network."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

import numpy as np
import numpy.typing as npt

from vrp.errors import RoadError
from vrp.roads.dijkstra import Ends, dijkstra_paths
from vrp.roads.edge_costs import EdgeCost, path_weights
from vrp.roads.edge_weights import EdgeWeights, Folded
from vrp.roads.elimination import Elimination
from vrp.roads.hierarchy import hierarchy_paths
from vrp.roads.matrices import Progress, RoadMatrices
from vrp.roads.network import RoadNetwork
from vrp.roads.path_graph import PathGraph
from vrp.roads.snap import Snapped, snap
from vrp.roads.terminals import Terminals, join

__all__ = ["ENGINES", "road_matrices", "snapped_matrices"]

#: How paths are searched; all give the same matrices.
ENGINES = ("auto", "dijkstra", "hierarchy")
#: Up to so many points, eliminating nodes takes longer than it saves.
_FEW = 24
#: With more points than this, a hierarchy is worth its preparation.
_MANY = 1000
#: Rows of the result that are converted at a time.
_CHUNK_ROWS = 256


def road_matrices(
    network: RoadNetwork,
    lat: npt.ArrayLike,
    lon: npt.ArrayLike,
    *,
    names: Sequence[str] | None,
    cost: EdgeCost,
    engine: str,
    threads: int,
    warn_m: float,
    refuse_m: float,
    progress: Progress | None,
) -> RoadMatrices:
    """Durations, distances and costs of the cheapest paths between points.

    Parameters
    ----------
    network
        The roads.
    lat, lon
        WGS84 degrees, shape (n,).
    names, warn_m, refuse_m
        See :func:`vrp.roads.snap.snap`.
    cost
        What is minimised; see :func:`vrp.roads.edge_costs.edge_cost`.
    engine
        ``"dijkstra"``: scipy's, a search from every point on a graph in which dead ends, chains,
        junctions and crossings are eliminated. ``"hierarchy"``: everything is eliminated (extra
        ``cch``), which takes seconds once per network and makes large matrices many times faster.
        ``"auto"``: a hierarchy for more than 1,000 points where the extra is installed.
    threads
        Worker processes of ``"dijkstra"`` at the most; see
        :func:`vrp.roads.dijkstra.dijkstra_paths`.
    progress
        Told how many rows are done; what it raises ends the computation.

    Returns
    -------
    RoadMatrices
        With ``costs`` where ``cost`` is another one than the duration. Both engines give the same
        costs; where several paths cost the same, the one whose duration and distance are given is
        the shortest of the fastest ones, and otherwise any of the cheapest.

    Raises
    ------
    RoadError
        For points that cannot be snapped, a cost that makes no sense, an unknown engine, a missing
        extra, or ``threads`` below 1.

    Warns
    -----
    RoadWarning
        Naming points farther than ``warn_m`` from any road.
    """
    snapped = snap(network, lat, lon, names=names, warn_m=warn_m, refuse_m=refuse_m)
    weights = path_weights(network, cost)
    return snapped_matrices(
        network, snapped, weights, engine=engine, threads=threads, progress=progress
    )


def snapped_matrices(
    network: RoadNetwork,
    snapped: Snapped,
    weights: EdgeWeights,
    *,
    engine: str = "auto",
    threads: int = 1,
    progress: Progress | None = None,
) -> RoadMatrices:
    """Durations, distances and costs between places on roads; see :func:`road_matrices`."""
    _check_options(engine, threads)
    if engine == "auto":
        many = snapped.size > _MANY and find_spec("pyroutingkit") is not None
        engine = "hierarchy" if many else "dijkstra"
    graph = network.path_graph
    terminals = join(graph, weights, snapped)
    paths = _paths(graph, terminals, weights, engine, threads, progress)
    _add_same_road(paths, terminals, weights)
    np.fill_diagonal(paths.primary, 0.0)
    paths.carried[np.arange(snapped.size), np.arange(snapped.size)] = 0.0
    return _unfolded(network, weights, paths)


def _check_options(engine: str, threads: int) -> None:
    if engine not in ENGINES:
        raise RoadError(f"engine is {engine!r}, expected one of {', '.join(ENGINES)}")
    if threads < 1:
        raise RoadError(f"threads is {threads}, expected at least 1")


def _paths(
    graph: PathGraph,
    terminals: Terminals,
    weights: EdgeWeights,
    engine: str,
    threads: int,
    progress: Progress | None,
) -> Folded:
    """By way of at least one node."""
    if not terminals.size:
        return weights.fold(np.empty((0, 0, weights.parts.shape[1])))
    elimination = _elimination(graph, terminals.size, engine)
    arcs = elimination.weigh(weights.fold(weights.parts[graph.edges]))
    ends = _ends(terminals, elimination, weights)
    if engine == "hierarchy":
        return hierarchy_paths(elimination, arcs, ends, progress)
    return dijkstra_paths(elimination, arcs, ends, threads, progress)


def _elimination(graph: PathGraph, size: int, engine: str) -> Elimination:
    if engine == "hierarchy":
        return graph.hierarchy
    return graph.no_elimination if size <= _FEW else graph.small_elimination


def _ends(terminals: Terminals, elimination: Elimination, weights: EdgeWeights) -> Ends:
    def ranks(nodes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        return np.where(nodes >= 0, elimination.rank[np.maximum(nodes, 0)], -1)

    return Ends(
        leave=ranks(terminals.leave),
        enter=ranks(terminals.enter),
        leaving=weights.fold(terminals.leave_parts),
        entering=weights.fold(terminals.enter_parts),
    )


def _add_same_road(paths: Folded, terminals: Terminals, weights: EdgeWeights) -> None:
    """Lower the weights to those of ways along one road."""
    same = terminals.same_road()
    direct = weights.fold(same.parts)
    # A loop may lead from one point to another along it in two directions: the lighter one stays.
    order = np.argsort(-direct.primary, kind="stable")
    lighter = order[direct.primary[order] < paths.primary[same.row[order], same.column[order]]]
    row, column = same.row[lighter], same.column[lighter]
    paths.primary[row, column] = direct.primary[lighter]
    paths.carried[row, column] = direct.carried[lighter]


def _unfolded(network: RoadNetwork, weights: EdgeWeights, paths: Folded) -> RoadMatrices:
    n = paths.primary.shape[0]
    arrays = [np.empty((n, n), dtype=np.float32) for _ in range(3 if weights.costly else 2)]
    for begin in range(0, n, _CHUNK_ROWS):
        rows = slice(begin, begin + _CHUNK_ROWS)
        values = weights.unfold(Folded(paths.primary[rows], paths.carried[rows]))
        for array, value in zip(arrays, values, strict=False):
            array[rows] = value
    for array in arrays:
        array.flags.writeable = False
    return RoadMatrices(
        durations_s=arrays[0],
        distances_m=arrays[1],
        source=network.source,
        attribution=network.attribution,
        costs=arrays[2] if weights.costly else None,
    )
