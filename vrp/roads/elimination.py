"""Graphs made smaller without changing any shortest path, by eliminating nodes.

Eliminating a node joins all of its neighbours by shortcuts (arcs), as in Gaussian elimination. The
arcs depend on the roads alone; what they weigh is worked out for any weights afterwards, from the
triangles below them (customizable contraction hierarchies: Dibbelt, Strasser & Wagner 2016, ACM
Journal of Experimental Algorithmics 21, sections 4 to 6). Between two nodes that both lie in a set
of nodes closed under "neighbours eliminated later", some shortest path uses the arcs within it.

Dead ends, chains of nodes with two neighbours and junctions of three cost nothing to eliminate: no
more arcs are added than go away. Crossings of four add two at most, and are worth it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt

from vrp.roads.edge_weights import Folded
from vrp.roads.ranges import joined_ranges

__all__ = [
    "ArcWeights",
    "Elimination",
    "Eliminator",
    "eliminate_nothing",
    "eliminate_small",
    "lighten",
]

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

#: Neighbours of crossings: with more, arcs grow as fast as nodes go, and nothing is gained.
_SMALL = 4


@dataclass(frozen=True, eq=False)
class ArcWeights:
    """What arcs weigh in the two directions.

    Parameters
    ----------
    up, down : Folded, shape (n_arcs,)
        From the node eliminated first to the other one, and back.
    """

    up: Folded
    down: Folded


@dataclass(frozen=True, eq=False)
class Elimination:
    """Nodes of a graph eliminated one by one, some or all of them.

    Nodes are ranked in the order of elimination, those that are left last.

    Parameters
    ----------
    rank : ndarray of int64, shape (n_nodes,)
        Of every node of the graph.
    n_eliminated
        Nodes of lower rank are eliminated, the others are left.
    low, high : ndarray of int64, shape (n_arcs,)
        Ranks of the nodes that an arc joins, sorted by both.
    first_arc : ndarray of int64, shape (n_nodes + 1,)
        The arcs with ``low == r`` are ``first_arc[r]`` up to ``first_arc[r + 1]``.
    edge_arc : ndarray of int64, shape (n_edges,)
        The arc that joins the ends of each edge of the graph.
    edge_up : ndarray of bool, shape (n_edges,)
        The edge leads from ``low`` to ``high``.
    triangles : ndarray of int32, shape (3, n_triangles)
        Arcs from an eliminated node to two of its neighbours, the one with the lower rank first,
        and the arc between these two.
    first_triangle : ndarray of int64, shape (n_levels + 1,)
        The triangles of one level do not depend on each other, only on levels before.
    """

    rank: IntArray
    n_eliminated: int
    low: IntArray
    high: IntArray
    first_arc: IntArray
    edge_arc: IntArray
    edge_up: npt.NDArray[np.bool_]
    triangles: npt.NDArray[np.int32]
    first_triangle: IntArray

    @property
    def n_nodes(self) -> int:
        """Number of nodes of the graph."""
        return self.rank.size

    @cached_property
    def parent(self) -> IntArray:
        """The neighbour eliminated next after each node, by rank; -1 for the last ones."""
        some = np.minimum(self.first_arc[:-1], max(0, self.high.size - 1))
        return np.where(np.diff(self.first_arc) > 0, self.high[some], -1)

    @cached_property
    def depth(self) -> IntArray:
        """How many nodes lie above each in the tree of parents, by rank."""
        depth = [0] * self.n_nodes
        for node, above in zip(
            reversed(range(self.n_nodes)), self.parent[::-1].tolist(), strict=True
        ):
            depth[node] = depth[above] + 1 if above >= 0 else 0
        return np.array(depth, dtype=np.int64)

    def weigh(self, edges: Folded) -> ArcWeights:
        """Work out what arcs weigh from the weights of the graph's edges."""
        up = self._lightest_edges(edges, self.edge_up)
        down = self._lightest_edges(edges, ~self.edge_up)
        for begin, end in zip(self.first_triangle[:-1], self.first_triangle[1:], strict=True):
            near, far, between = self.triangles[:, begin:end]
            lighten(up, between, _joined(down, near, up, far))
            lighten(down, between, _joined(down, far, up, near))
        return ArcWeights(up, down)

    def _lightest_edges(self, edges: Folded, chosen: npt.NDArray[np.bool_]) -> Folded:
        size = self.low.size
        arcs = Folded(np.full(size, np.inf), np.zeros((size, edges.carried.shape[1])))
        given = Folded(edges.primary[chosen], edges.carried[chosen])
        lighten(arcs, self.edge_arc[chosen], given)
        return arcs

    def closure(self, ranks: IntArray) -> npt.NDArray[np.bool_]:
        """Nodes left over, the given ones, and whatever arcs lead up to from them: by rank."""
        inside = np.arange(self.n_nodes) >= self.n_eliminated
        sizes = np.diff(self.first_arc)
        front = np.unique(ranks[~inside[ranks]])
        while front.size:
            inside[front] = True
            heads = self.high[joined_ranges(self.first_arc[front], sizes[front])]
            front = np.unique(heads[~inside[heads]])
        return inside


def _joined(
    first: Folded, first_arcs: npt.NDArray[np.integer], then: Folded, arcs: npt.NDArray[np.integer]
) -> Folded:
    return Folded(
        first.primary[first_arcs] + then.primary[arcs],
        first.carried[first_arcs] + then.carried[arcs],
    )


def lighten(weights: Folded, where: npt.NDArray[np.integer], candidates: Folded) -> None:
    """Lower weights, shape (n,), to those of lighter candidates for the same places."""
    before = weights.primary[where]
    np.minimum.at(weights.primary, where, candidates.primary)
    if weights.carried.shape[1]:
        lightest = weights.primary[where]
        won = np.flatnonzero((candidates.primary < before) & (candidates.primary == lightest))
        weights.carried[where[won]] = candidates.carried[won]


class Eliminator:
    """A graph that nodes are taken out of, one at a time.

    Parameters
    ----------
    tail, head : ndarray of int64, shape (n_edges,)
        Edges between different nodes; direction and parallel edges do not matter.
    n_nodes
        Number of nodes.
    """

    def __init__(self, tail: IntArray, head: IntArray, n_nodes: int) -> None:
        self.tail, self.head = tail, head
        self.neighbours: list[set[int]] = [set() for _ in range(n_nodes)]
        for one, other in zip(tail.tolist(), head.tolist(), strict=True):
            self.neighbours[one].add(other)
            self.neighbours[other].add(one)
        self.order: list[int] = []
        self.level = [0] * n_nodes

    def eliminate(self, node: int) -> set[int]:
        """Take a node out, join its neighbours by arcs, and return them."""
        around, level = self.neighbours[node], self.level
        above = level[node] + 1
        for other in around:
            theirs = self.neighbours[other]
            theirs |= around
            theirs.discard(node)
            theirs.discard(other)
            if level[other] < above:
                level[other] = above
        self.order.append(node)
        return around

    def eliminate_small(self, most_neighbours: int) -> None:
        """Take out nodes with few neighbours, the fewest first, until none is left."""
        waiting: list[list[int]] = [[] for _ in range(most_neighbours + 1)]
        for node, around in enumerate(self.neighbours):
            if len(around) <= most_neighbours:
                waiting[len(around)].append(node)
        gone = bytearray(len(self.neighbours))
        for node in iter(lambda: _pop_first(waiting), None):
            # Waiting since it had few neighbours, it may have got more, or be gone already.
            if gone[node] or len(self.neighbours[node]) > most_neighbours:
                continue
            gone[node] = True
            for other in self.eliminate(node):
                if len(self.neighbours[other]) <= most_neighbours:
                    waiting[len(self.neighbours[other])].append(other)

    def left(self) -> IntArray:
        """Nodes that have not been taken out."""
        gone = np.zeros(len(self.neighbours), dtype=bool)
        gone[self.order] = True
        return np.flatnonzero(~gone)

    def finish(self) -> Elimination:
        """Number nodes and arcs, and find the triangles."""
        n_nodes = len(self.neighbours)
        by_rank = np.concatenate([np.array(self.order, dtype=np.int64), self.left()])
        rank = np.empty(n_nodes, dtype=np.int64)
        rank[by_rank] = np.arange(n_nodes)
        key = self._arc_keys(by_rank, rank)
        levels = np.array(self.level, dtype=np.int64)[by_rank]
        return _numbered(rank, key, levels[: len(self.order)], rank[self.tail], rank[self.head])

    def _arc_keys(self, by_rank: IntArray, rank: IntArray) -> IntArray:
        """Sorted ``low * n_nodes + high`` of all arcs."""
        around = [self.neighbours[node] for node in by_rank.tolist()]
        sizes = np.fromiter(map(len, around), dtype=np.int64, count=len(around))
        ends = _numbers(chain.from_iterable(around), int(sizes.sum()))
        low, high = np.repeat(np.arange(sizes.size), sizes), rank[ends]
        upwards = low < high
        return np.sort(low[upwards] * sizes.size + high[upwards])


def _numbers(values: Iterable[int], size: int) -> IntArray:
    return np.fromiter(values, dtype=np.int64, count=size)


def _pop_first(waiting: list[list[int]]) -> int | None:
    for nodes in waiting:
        if nodes:
            return nodes.pop()
    return None


def _numbered(
    rank: IntArray, key: IntArray, levels: IntArray, tail: IntArray, head: IntArray
) -> Elimination:
    """Put an elimination together.

    Parameters
    ----------
    rank : ndarray of int64, shape (n_nodes,)
        Of every node.
    key : ndarray of int64, shape (n_arcs,)
        ``low * n_nodes + high`` of every arc, sorted.
    levels : ndarray of int64, shape (n_eliminated,)
        By rank, more than those of the neighbours eliminated before.
    tail, head : ndarray of int64, shape (n_edges,)
        Ranks of the ends of the edges.
    """
    n_nodes = rank.size
    low, high = np.divmod(key, n_nodes)
    first_arc = np.searchsorted(low, np.arange(n_nodes + 1))
    near, far = _arc_pairs(first_arc[: levels.size + 1])
    level = levels[low[near]]
    order = np.argsort(level, kind="stable")
    near, far, level = near[order], far[order], level[order]
    triangles = np.stack([near, far, np.searchsorted(key, high[near] * n_nodes + high[far])])
    edge_key = np.minimum(tail, head) * n_nodes + np.maximum(tail, head)
    return Elimination(
        rank=rank,
        n_eliminated=levels.size,
        low=low,
        high=high,
        first_arc=first_arc,
        edge_arc=np.searchsorted(key, edge_key),
        edge_up=tail < head,
        triangles=triangles.astype(np.int32),
        first_triangle=np.searchsorted(level, np.arange(level.max(initial=-1) + 2)),
    )


def _arc_pairs(first_arc: IntArray) -> tuple[IntArray, IntArray]:
    """Every two arcs of each node."""
    sizes = np.diff(first_arc)
    near, far = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for size in np.unique(sizes[sizes > 1]).tolist():
        begin = first_arc[:-1][sizes == size, None]
        one, other = np.triu_indices(size, k=1)
        near.append((begin + one).ravel())
        far.append((begin + other).ravel())
    return np.concatenate(near), np.concatenate(far)


def eliminate_nothing(tail: IntArray, head: IntArray, n_nodes: int) -> Elimination:
    """Leave all nodes, which takes no time."""
    key = np.unique(np.minimum(tail, head) * n_nodes + np.maximum(tail, head))
    return _numbered(np.arange(n_nodes), key, np.empty(0, dtype=np.int64), tail, head)


def eliminate_small(tail: IntArray, head: IntArray, n_nodes: int) -> Elimination:
    """Eliminate dead ends, chains, junctions and crossings, as long as there are any."""
    eliminator = Eliminator(tail, head, n_nodes)
    eliminator.eliminate_small(_SMALL)
    return eliminator.finish()
