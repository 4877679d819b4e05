"""Many-to-many shortest paths through a hierarchy in which every node is eliminated.

Everything that lies above a node is on one path through the elimination tree to its root, some
hundred nodes in a city. Each point gets a label: what it weighs to go up to each of them, and to
come down. The cheapest path between two points goes up to one of the nodes that lie above both and
down from there. (Dibbelt, Strasser & Wagner 2016, section 7, search the tree for one pair at a
time; here the labels of all points are met at once, which makes hub labels of them: Abraham,
Delling, Goldberg & Werneck 2011, SEA.)

The order of elimination is a nested dissection, found with RoutingKit through pyroutingkit (extra
``cch``). Its own queries are not used: its weights have 32 bits, too few for durations and lengths
in one number, without which the length of a fastest path cannot be had for many pairs.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vrp.errors import RoadError
from vrp.roads.dijkstra import Ends
from vrp.roads.edge_weights import Folded
from vrp.roads.elimination import ArcWeights, Elimination, Eliminator, lighten
from vrp.roads.matrices import Progress
from vrp.roads.ranges import joined_ranges

__all__ = ["complete", "hierarchy_paths"]

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

#: Dead ends and chains go first: the dissection need not know of them.
_SMALL = 2
#: Below this, the order makes no difference.
_FEWEST_NODES = 16
#: Rows of the result that stay in the processor's cache while labels meet.
_BLOCK_ROWS = 64


def complete(tail: IntArray, head: IntArray, lat: FloatArray, lon: FloatArray) -> Elimination:
    """Eliminate all nodes of a graph in the order of a nested dissection.

    Parameters
    ----------
    tail, head : ndarray of int64, shape (n_edges,)
        Edges between different nodes.
    lat, lon : ndarray of float64, shape (n_nodes,)
        WGS84 degrees of the nodes.

    Raises
    ------
    RoadError
        If the extra ``cch`` is missing.
    """
    eliminator = Eliminator(tail, head, lat.size)
    eliminator.eliminate_small(_SMALL)
    left = eliminator.left()
    for node in left[_dissection(eliminator, left, lat[left], lon[left])].tolist():
        eliminator.eliminate(node)
    return eliminator.finish()


def _dissection(
    eliminator: Eliminator, left: IntArray, lat: FloatArray, lon: FloatArray
) -> npt.NDArray[np.integer]:
    """In which order to eliminate the nodes that are left, as positions among them."""
    try:
        from pyroutingkit import CCHTopology
    except ImportError as error:
        raise RoadError("engine 'hierarchy' needs pyroutingkit: pip install 'vrp[cch]'") from error
    if left.size < _FEWEST_NODES:
        return np.arange(left.size)
    around = [eliminator.neighbours[node] for node in left.tolist()]
    tail = np.repeat(np.arange(left.size), [len(nodes) for nodes in around])
    head = np.searchsorted(left, np.array([other for nodes in around for other in nodes]))
    topology = CCHTopology()
    topology.build(
        tail.astype(np.uint32),
        head.astype(np.uint32),
        lat.astype(np.float32),
        lon.astype(np.float32),
        left.size,
    )
    # The order can be had from the files that the topology is saved to, and nowhere else.
    with tempfile.TemporaryDirectory(prefix="vrp-roads-") as folder:
        topology.save(folder)
        order = np.fromfile(Path(folder) / "order", dtype=np.uint32)
    if not np.array_equal(np.sort(order), np.arange(left.size)):
        raise RoadError("pyroutingkit saved no order of the nodes: expected version 0.2")
    return order


@dataclass(frozen=True, eq=False)
class _Labels:
    """What lies above each of n points, by depth in the elimination tree.

    Parameters
    ----------
    above : ndarray of int64, shape (n, height)
        Ranks from the root downwards; -1 below the point's own node.
    up, down : Folded, shape (n, height)
        Weights from the point to those nodes, and from them to the point.
    """

    above: IntArray
    up: Folded
    down: Folded


def hierarchy_paths(
    elimination: Elimination, arcs: ArcWeights, ends: Ends, progress: Progress | None
) -> Folded:
    """Weights of the cheapest paths between all pairs of points.

    Parameters
    ----------
    elimination, arcs
        The hierarchy, all nodes eliminated, and its weights.
    ends
        How the points are joined to it.
    progress
        Told how many of the points' pairs are done; what it raises ends the computation.

    Returns
    -------
    Folded, shape (n, n)
        From row to column by way of at least one node; infinite where there is no way.
    """
    labels = _labels(elimination, arcs, ends)
    n = ends.size
    # In the order of the tree, the points below any node are neighbours.
    order = np.lexsort(labels.above.T[::-1])
    inverse = np.empty(n, dtype=np.int64)
    inverse[order] = np.arange(n)
    up = Folded(labels.up.primary[order], labels.up.carried[order])
    down = Folded(
        np.ascontiguousarray(labels.down.primary[order].T),
        labels.down.carried[order].swapaxes(0, 1),
    )
    result = Folded(np.full((n, n), np.inf), np.zeros((n, n, up.carried.shape[2])))
    branches = list(_branches(labels.above[order]))
    work = sum((end - begin) ** 2 * (deepest - depth) for begin, end, depth, deepest in branches)
    done = 0
    for begin, end, depth, deepest in branches:
        for row in range(begin, end, _BLOCK_ROWS):
            rows = slice(row, min(row + _BLOCK_ROWS, end))
            _meet(result, rows, slice(begin, end), up, down, range(depth, deepest))
            done += (rows.stop - row) * (end - begin) * (deepest - depth)
            if progress is not None and end - begin > _BLOCK_ROWS:
                progress(n * done // work, n)
    if progress is not None:
        progress(n, n)
    back = np.ix_(inverse, inverse)
    return Folded(result.primary[back], result.carried[back])


def _labels(elimination: Elimination, arcs: ArcWeights, ends: Ends) -> _Labels:
    """Climb from every point to the root, all of them in step."""
    joined = np.concatenate([ends.leave, ends.enter], axis=1)
    bottom = np.where(joined < 0, elimination.n_nodes, joined).min(axis=1)
    n, depth, height = ends.size, elimination.depth, int(elimination.depth[bottom].max()) + 1
    above = np.full((n, height), -1, dtype=np.int64)
    up, down = (
        Folded(np.full(n * height, np.inf), np.zeros((n * height, arcs.up.carried.shape[1])))
        for _ in range(2)
    )
    for labels, nodes, weights in (
        (up, ends.leave, ends.leaving),
        (down, ends.enter, ends.entering),
    ):
        point, way = np.nonzero(nodes >= 0)
        first = Folded(weights.primary[point, way], weights.carried[point, way])
        lighten(labels, point * height + depth[nodes[point, way]], first)
    point, node = np.arange(n), bottom
    while point.size:
        above[point, depth[node]] = node
        begin, end = elimination.first_arc[node], elimination.first_arc[node + 1]
        arc, climber = joined_ranges(begin, end - begin), np.repeat(point, end - begin)
        here = climber * height + np.repeat(depth[node], end - begin)
        there = climber * height + depth[elimination.high[arc]]
        for labels, weights in ((up, arcs.up), (down, arcs.down)):
            through = Folded(
                labels.primary[here] + weights.primary[arc],
                labels.carried[here] + weights.carried[arc],
            )
            lighten(labels, there, through)
        on = elimination.parent[node] >= 0
        point, node = point[on], elimination.parent[node[on]]
    return _Labels(above, _by_point(up, n), _by_point(down, n))


def _by_point(labels: Folded, n: int) -> Folded:
    carried = labels.carried.reshape(n, labels.primary.size // n, labels.carried.shape[1])
    return Folded(labels.primary.reshape(n, -1), carried)


def _branches(above: IntArray) -> Iterator[tuple[int, int, int, int]]:
    """Yield the points, as a range, that share the nodes of a range of depths: at least two each.

    Rows of ``above`` are sorted.
    """
    waiting = [(0, above.shape[0], 0)]
    while waiting:
        begin, end, depth = waiting.pop()
        first, last = above[begin], above[end - 1]
        apart = np.append((first != last) | (first < 0), True)
        deepest = depth + int(np.argmax(apart[depth:]))
        if deepest > depth:
            yield begin, end, depth, deepest
        if deepest == above.shape[1]:
            continue
        nodes = above[begin:end, deepest]
        starts = np.flatnonzero(np.diff(nodes, prepend=-2))
        for start, stop in zip(starts, np.append(starts[1:], nodes.size), strict=True):
            if stop - start > 1 and nodes[start] >= 0:
                waiting.append((begin + int(start), begin + int(stop), deepest))


def _meet(
    result: Folded, rows: slice, columns: slice, up: Folded, down: Folded, depths: range
) -> None:
    """Lower the weights of a block to those by way of the nodes at some depths."""
    block, carried = result.primary[rows, columns], result.carried[rows, columns]
    through = np.empty_like(block)
    for depth in depths:
        np.add(up.primary[rows, depth, None], down.primary[depth, columns], out=through)
        if carried.shape[2]:
            lighter = (through < block)[..., None]
            along = up.carried[rows, depth, None] + down.carried[depth, columns]
            np.copyto(carried, along, where=lighter)
        np.minimum(block, through, out=block)
