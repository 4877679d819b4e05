"""Single cheapest paths, edge by edge, between points on roads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from vrp.roads.edge_weights import EdgeWeights
from vrp.roads.path_graph import PathGraph
from vrp.roads.snap import Snapped
from vrp.roads.sparse import SparseGraph, sparse_graph
from vrp.roads.terminals import Terminals, join

__all__ = ["Path", "PathSearch"]

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

#: Sources per call: scipy returns two values for every node of the graph and each of them.
_CHUNK = 32
#: How far to search, as a multiple of what roads cost on average over the straight line. Most
#: paths are found at the first attempt, in a small part of the network.
_REACHES = (1.5, 5.0, np.inf)
#: Added to the straight line, for the detours of near neighbours.
_NEAR_DM = 3000.0


@dataclass(frozen=True, eq=False)
class Path:
    """Edges, or parts of them, one after the other; none between two points at one place.

    Parameters
    ----------
    edge : ndarray of int64, shape (k,)
        Of the network.
    begin, end : ndarray of float64, shape (k,)
        The part of each edge that is driven, from 0 to 1 in its direction.
    parts : ndarray of float64, shape (k, 2 or 3)
        As in :attr:`vrp.roads.edge_weights.EdgeWeights.parts`.
    """

    edge: IntArray
    begin: FloatArray
    end: FloatArray
    parts: FloatArray


@dataclass(frozen=True, eq=False)
class PathSearch:
    """Edges and parts of edges between nodes and points, ready to be searched.

    Parameters
    ----------
    tail, head : ndarray of int64, shape (k,)
        Nodes of the path graph; points leave from ``first_point`` on, one node each, and are
        entered at ``first_point + size`` on.
    edge, begin, end, parts
        As of :class:`Path`; the edge is -1 where nothing is driven.
    primary : ndarray of float64, shape (k,)
        What is minimised.
    first_point
        Number of nodes of the path graph.
    size
        Number of points.
    """

    tail: IntArray
    head: IntArray
    edge: IntArray
    begin: FloatArray
    end: FloatArray
    parts: FloatArray
    primary: FloatArray
    first_point: int
    size: int

    @classmethod
    def between(
        cls,
        graph: PathGraph,
        weights: EdgeWeights,
        snapped: Snapped,
        origins: IntArray,
        destinations: IntArray,
    ) -> PathSearch:
        """Prepare to search from some of the places on roads to others, pair by pair."""
        ends = join(graph, weights, snapped)
        along = np.column_stack([snapped.fraction, 1 - snapped.fraction])
        wanted = origins * snapped.size + destinations
        entries = [
            _Entries(graph.tail, graph.head, graph.edges, 0.0, 1.0, weights.parts[graph.edges]),
            _leaving(graph, ends, along),
            _entering(graph, ends, along),
            _along_one_road(graph, ends, along, snapped.forward, wanted),
            _standing_still(graph, ends, origins[origins == destinations]),
        ]
        parts = np.concatenate([each.parts for each in entries])
        return cls(
            tail=np.concatenate([each.tail for each in entries]),
            head=np.concatenate([each.head for each in entries]),
            edge=np.concatenate([each.edge for each in entries]),
            begin=np.concatenate([np.broadcast_to(e.begin, e.edge.shape) for e in entries]),
            end=np.concatenate([np.broadcast_to(e.end, e.edge.shape) for e in entries]),
            parts=parts,
            primary=weights.fold(parts).primary,
            first_point=graph.n_nodes,
            size=snapped.size,
        )

    @cached_property
    def graph(self) -> SparseGraph:
        """With the weights that are minimised."""
        return self.weighted(self.primary)

    def weighted(self, primary: FloatArray) -> SparseGraph:
        """With other weights of the same edges and parts of edges."""
        return sparse_graph(self.tail, self.head, primary, self.first_point + 2 * self.size)

    def paths(
        self, origins: IntArray, destinations: IntArray, crow_dm: FloatArray
    ) -> Iterator[tuple[int, Path | None]]:
        """Find a path for each pair of points, ``None`` where there is none.

        Parameters
        ----------
        origins, destinations : ndarray of int64, shape (k,)
            Points.
        crow_dm : ndarray of float64, shape (k,)
            Decimetres between them in a straight line.

        Yields
        ------
        pair, path
            In any order.
        """
        finite = np.isfinite(self.primary)
        per_dm = self.primary[finite].sum() / max(1.0, self.parts[finite, 1].sum())
        waiting = np.argsort(crow_dm, kind="stable")
        for reach in _REACHES:
            late = []
            for pairs in _by_source(waiting, origins):
                limit = reach * per_dm * (crow_dm[pairs].max() + _NEAR_DM)
                for pair, path in self._search(self.graph, pairs, origins, destinations, limit):
                    if path is None and reach < np.inf:
                        late.append(pair)
                    else:
                        yield pair, path
            waiting = np.array(late, dtype=np.int64)

    def path(self, graph: SparseGraph, origin: int, destination: int) -> Path | None:
        """Find the path between two points that is cheapest by the weights of ``graph``."""
        pair = np.zeros(1, dtype=np.int64)
        ends = pair + origin, pair + destination
        return next(self._search(graph, pair, *ends, np.inf))[1]

    def _search(
        self,
        graph: SparseGraph,
        pairs: IntArray,
        origins: IntArray,
        destinations: IntArray,
        limit: float,
    ) -> Iterator[tuple[int, Path | None]]:
        from scipy.sparse.csgraph import dijkstra

        sources, row = np.unique(origins[pairs], return_inverse=True)
        _, before = dijkstra(
            graph.matrix,
            indices=self.first_point + sources,
            limit=limit,
            return_predecessors=True,
        )
        found, hops = [], []
        for pair, tree in zip(pairs.tolist(), row.tolist(), strict=True):
            target = self.first_point + self.size + int(destinations[pair])
            nodes = _nodes(before[tree], target)
            if len(nodes) < 2:
                yield pair, None
            else:
                found.append(pair)
                hops.append(nodes)
        yield from zip(found, self._paths_through(graph, hops), strict=True)

    def _paths_through(self, graph: SparseGraph, hops: list[list[int]]) -> Iterator[Path]:
        """Edges between consecutive nodes, looked up for all paths at once."""
        if not hops:
            return
        steps = np.array([step for nodes in hops for step in pairwise(nodes)], dtype=np.int64)
        taken = graph.chosen[graph.find(*steps.reshape(-1, 2).T)]
        stops = np.cumsum([len(nodes) - 1 for nodes in hops])
        for entries in np.split(taken, stops[:-1]):
            driven = entries[self.edge[entries] >= 0]
            yield Path(self.edge[driven], self.begin[driven], self.end[driven], self.parts[driven])


class _Entries(NamedTuple):
    """Edges or parts of edges, as :class:`PathSearch` holds them."""

    tail: IntArray
    head: IntArray
    edge: IntArray
    begin: FloatArray | float
    end: FloatArray | float
    parts: FloatArray


def _leaving(graph: PathGraph, ends: Terminals, along: FloatArray) -> _Entries:
    point, way = np.nonzero(ends.leave >= 0)
    return _Entries(
        graph.n_nodes + point,
        ends.leave[point, way],
        ends.edge[point, way],
        along[point, way],
        1.0,
        ends.leave_parts[point, way],
    )


def _entering(graph: PathGraph, ends: Terminals, along: FloatArray) -> _Entries:
    point, way = np.nonzero(ends.enter >= 0)
    return _Entries(
        ends.enter[point, way],
        graph.n_nodes + ends.size + point,
        ends.edge[point, way],
        0.0,
        along[point, way],
        ends.enter_parts[point, way],
    )


def _along_one_road(
    graph: PathGraph, ends: Terminals, along: FloatArray, forward: IntArray, wanted: IntArray
) -> _Entries:
    """From point to point without a node between; ``wanted`` are pairs as one number each."""
    same = ends.same_road()
    chosen = np.isin(same.row * ends.size + same.column, wanted)
    row, column, edge = same.row[chosen], same.column[chosen], same.edge[chosen]
    way = (edge != forward[row]).astype(np.int64)
    return _Entries(
        graph.n_nodes + row,
        graph.n_nodes + ends.size + column,
        edge,
        along[row, way],
        along[column, way],
        same.parts[chosen],
    )


def _standing_still(graph: PathGraph, ends: Terminals, points: IntArray) -> _Entries:
    """From points to themselves, without an edge."""
    still = np.unique(points)
    nothing = np.zeros((still.size, ends.leave_parts.shape[2]))
    source = graph.n_nodes + still
    return _Entries(source, source + ends.size, np.full(still.size, -1), 0.0, 0.0, nothing)


def _by_source(waiting: IntArray, origins: IntArray) -> Iterator[IntArray]:
    """Split pairs, the nearest first, so that each portion has few different origins."""
    portion: list[int] = []
    sources: set[int] = set()
    for pair in waiting.tolist():
        if len(sources) == _CHUNK and int(origins[pair]) not in sources:
            yield np.array(portion, dtype=np.int64)
            portion, sources = [], set()
        portion.append(pair)
        sources.add(int(origins[pair]))
    if portion:
        yield np.array(portion, dtype=np.int64)


def _nodes(before: npt.NDArray[np.int32], target: int) -> list[int]:
    """Nodes from a tree's root to a target; the target alone where the tree does not reach it."""
    nodes = [target]
    while (node := int(before[nodes[-1]])) >= 0:
        nodes.append(node)
    nodes.reverse()
    return nodes
