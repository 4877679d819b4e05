"""Single cheapest paths, edge by edge, between points on roads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from vrp.roads.edge_weights import EdgeWeights
from vrp.roads.path_graph import PathGraph
from vrp.roads.snap import Snapped
from vrp.roads.sparse import SparseGraph, sparse_graph
from vrp.roads.terminals import join

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

    The n points leave from nodes ``first_point`` on and are entered at nodes ``first_point + n``
    on; other nodes are those of the path graph.
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
        first, n = graph.n_nodes, snapped.size
        along = np.column_stack([snapped.fraction, 1 - snapped.fraction])
        point, way = np.nonzero(ends.leave >= 0)
        target, back = np.nonzero(ends.enter >= 0)
        same = ends.same_road()
        wanted = np.isin(same.row * n + same.column, origins * n + destinations)
        row, column, driven = same.row[wanted], same.column[wanted], same.edge[wanted]
        with_polyline = (driven != snapped.forward[row]).astype(np.int64)
        still = np.unique(origins[origins == destinations])
        parts = [
            weights.parts[graph.edges],
            ends.leave_parts[point, way],
            ends.enter_parts[target, back],
            same.parts[wanted],
            np.zeros((still.size, weights.parts.shape[1])),
        ]
        sizes = [len(each) for each in parts]
        zeros, ones = [np.zeros(size) for size in sizes], [np.ones(size) for size in sizes]
        return cls(
            tail=np.concatenate(
                [graph.tail, first + point, ends.enter[target, back], first + row, first + still]
            ),
            head=np.concatenate(
                [
                    graph.head,
                    ends.leave[point, way],
                    first + n + target,
                    first + n + column,
                    first + n + still,
                ]
            ),
            edge=np.concatenate(
                [
                    graph.edges,
                    ends.edge[point, way],
                    ends.edge[target, back],
                    driven,
                    np.full(still.size, -1),
                ]
            ),
            begin=np.concatenate(
                [zeros[0], along[point, way], zeros[2], along[row, with_polyline], zeros[4]]
            ),
            end=np.concatenate(
                [ones[0], ones[1], along[target, back], along[column, with_polyline], zeros[4]]
            ),
            parts=np.concatenate(parts),
            primary=weights.fold(np.concatenate(parts)).primary,
            first_point=first,
            size=n,
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
