"""Where paths begin and end: points on roads, joined to the nodes at the ends of their roads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vrp.roads.edge_weights import EdgeWeights
from vrp.roads.path_graph import PathGraph
from vrp.roads.snap import Snapped

__all__ = ["SameRoad", "Terminals", "join"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: Along the polyline and against it.
_DIRECTIONS = 2


@dataclass(frozen=True, eq=False)
class SameRoad:
    """Ways from one point to another along the road that both are on, without passing a node.

    Parameters
    ----------
    row, column : ndarray of int64, shape (k,)
        From which point to which.
    edge : ndarray of int64, shape (k,)
        The edge driven.
    parts : ndarray of float64, shape (k, 2 or 3)
        As in :attr:`vrp.roads.edge_weights.EdgeWeights.parts`.
    """

    row: IntArray
    column: IntArray
    edge: IntArray
    parts: FloatArray


@dataclass(frozen=True, eq=False)
class Terminals:
    """How n points are joined to the graph: each leaves and enters in up to two directions.

    A point within a road leaves to the head and is entered from the tail of each of its edges; the
    first column belongs to the edge along the polyline, the second to the one against it. A point
    at a node leaves and enters there, at no cost, by the first column.

    Parameters
    ----------
    leave, enter : ndarray of int64, shape (n, 2)
        Nodes of the path graph; -1 where there is no such direction.
    leave_parts, enter_parts : ndarray of float64, shape (n, 2, 2 or 3)
        Of the part of the edge, as in :attr:`vrp.roads.edge_weights.EdgeWeights.parts`; infinite
        where there is no such direction.
    edge : ndarray of int64, shape (n, 2)
        The edges; -1 at a node.
    """

    leave: IntArray
    enter: IntArray
    leave_parts: FloatArray
    enter_parts: FloatArray
    edge: IntArray

    @property
    def size(self) -> int:
        """Number of points."""
        return len(self.edge)

    def same_road(self) -> SameRoad:
        """Every way along one road from a point within it to another one ahead."""
        found = [
            _pairs_ahead(self.edge[:, way], self.enter_parts[:, way]) for way in range(_DIRECTIONS)
        ]
        row, column, edge, parts = (np.concatenate(both) for both in zip(*found, strict=True))
        return SameRoad(row, column, edge, parts)


def join(graph: PathGraph, weights: EdgeWeights, snapped: Snapped) -> Terminals:
    """Join places on roads to the nodes around them.

    Parts of edges are rounded so that the two sides of a place add up to the whole edge.
    """
    edge = np.column_stack([snapped.forward, snapped.backward])
    node = _node_at(graph, snapped)
    edge[node >= 0] = -1
    within = edge >= 0
    some = np.maximum(edge, 0)
    along = np.column_stack([snapped.fraction, 1 - snapped.fraction])
    whole = weights.parts[some]
    with np.errstate(invalid="ignore"):
        before = np.where(np.isfinite(whole), np.rint(along[..., None] * whole), np.inf)
        after = np.where(np.isfinite(whole), whole - before, np.inf)
    before[~within] = after[~within] = np.inf
    network = graph.network
    leave = np.where(within, graph.number[network.head[some]], -1)
    enter = np.where(within, graph.number[network.tail[some]], -1)
    at_node = np.flatnonzero(node >= 0)
    leave[at_node, 0] = enter[at_node, 0] = node[at_node]
    before[at_node, 0] = after[at_node, 0] = 0.0
    return Terminals(leave, enter, leave_parts=after, enter_parts=before, edge=edge)


def _node_at(graph: PathGraph, snapped: Snapped) -> IntArray:
    """The node that each place is at, to within half a decimetre; -1 within a road."""
    network = graph.network
    either = np.where(snapped.forward >= 0, snapped.forward, snapped.backward)
    runs_along = snapped.forward >= 0
    along = np.where(runs_along, snapped.fraction, 1 - snapped.fraction)
    length = network.length_dm[either].astype(np.float64)
    passed = np.rint(along * length)
    at_tail, at_head = passed == 0, passed == length
    node = np.where(at_tail, network.tail[either], network.head[either])
    return np.where(at_tail | at_head, graph.number[node], -1)


def _pairs_ahead(
    edge: IntArray, passed: FloatArray
) -> tuple[IntArray, IntArray, IntArray, FloatArray]:
    """Pairs of points on one edge, the second one not before the first, and what lies between."""
    within = np.flatnonzero((edge >= 0) & np.isfinite(passed).all(axis=1))
    order = within[np.lexsort((passed[within, 1], passed[within, 0], edge[within]))]
    starts = np.flatnonzero(np.diff(edge[order], prepend=-1))
    rows, columns = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for group in np.split(order, starts[1:]):
        if group.size > 1:
            first, second = np.divmod(np.arange(group.size**2), group.size)
            rows.append(group[first])
            columns.append(group[second])
    row, column = np.concatenate(rows), np.concatenate(columns)
    between = passed[column] - passed[row]
    ahead = (between >= 0).all(axis=1) & (row != column)
    return row[ahead], column[ahead], edge[row[ahead]], between[ahead]
