"""Many-to-many shortest paths with scipy's Dijkstra, on a graph shrunk without changing them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
import numpy.typing as npt

from vrp.apart import started_apart
from vrp.errors import RoadError
from vrp.roads.edge_weights import Folded
from vrp.roads.elimination import ArcWeights, Elimination
from vrp.roads.matrices import Progress
from vrp.roads.sparse import SparseGraph, sparse_graph

__all__ = ["Ends", "dijkstra_paths"]

IntArray = npt.NDArray[np.int64]

#: Sources per call: scipy returns a value for every node of the graph and each of them.
_CHUNK = 32
#: A worker takes as long to start as this many searches on the roads of a city.
_SOURCES_PER_WORKER = 500


@dataclass(frozen=True, eq=False)
class Ends:
    """Where n points leave to and are entered from, in the ranks of an elimination.

    Parameters
    ----------
    leave, enter : ndarray of int64, shape (n, 2)
        Ranks; -1 where there is no such direction.
    leaving, entering : Folded, shape (n, 2)
        What that weighs.
    """

    leave: IntArray
    enter: IntArray
    leaving: Folded
    entering: Folded

    @property
    def size(self) -> int:
        """Number of points."""
        return len(self.leave)


@dataclass(frozen=True, eq=False)
class _Search:
    """Paths from every point to all others in a graph that the points are nodes of."""

    graph: SparseGraph
    carried: npt.NDArray[np.float64]
    first_source: int
    size: int

    def rows(self, begin: int, end: int) -> Folded:
        """Weights from some of the points to all of them."""
        from scipy.sparse.csgraph import dijkstra

        sources = self.first_source + np.arange(begin, end)
        targets = self.first_source + self.size + np.arange(self.size)
        matrix = self.graph.matrix
        if not self.carried.shape[1]:
            primary = dijkstra(matrix, indices=sources)[:, targets]
            return Folded(primary, np.empty((*primary.shape, 0)))
        weights, before = dijkstra(matrix, indices=sources, return_predecessors=True)
        return Folded(weights[:, targets], self._carried_to(targets, sources, before))

    def _carried_to(
        self, targets: IntArray, sources: IntArray, before: npt.NDArray[np.int32]
    ) -> npt.NDArray[np.float64]:
        """Add up what is carried, walking back from all targets in all trees at once."""
        rows, edges = np.nonzero(before[:, self.graph.head] == self.graph.tail)
        step = np.zeros((*before.shape, self.carried.shape[1]))
        step[rows, self.graph.head[edges]] = self.carried[edges]
        row, column = np.nonzero(before[:, targets] >= 0)
        total = np.zeros((sources.size, targets.size, self.carried.shape[1]))
        at: npt.NDArray[np.integer] = targets[column]
        while row.size:
            total[row, column] += step[row, at]
            at = before[row, at]
            on = at != sources[row]
            row, column, at = row[on], column[on], at[on]
        return total


def dijkstra_paths(
    elimination: Elimination,
    arcs: ArcWeights,
    ends: Ends,
    threads: int,
    progress: Progress | None,
) -> Folded:
    """Weights of the cheapest paths between all pairs of points.

    Parameters
    ----------
    elimination, arcs
        The graph, as far as nodes were eliminated, and its weights.
    ends
        How the points are joined to it.
    threads
        Worker processes at the most, since scipy's Dijkstra keeps Python's lock: one for every 500
        points.
    progress
        Told how many rows are done; what it raises ends the computation.

    Returns
    -------
    Folded, shape (n, n)
        From row to column by way of at least one node; infinite where there is no way.

    Raises
    ------
    RoadError
        If worker processes cannot be started or die.
    """
    search = _search(elimination, arcs, ends)
    n = ends.size
    result = Folded(np.empty((n, n)), np.empty((n, n, search.carried.shape[1])))
    for begin, rows in _chunks(search, threads):
        end = begin + rows.primary.shape[0]
        result.primary[begin:end], result.carried[begin:end] = rows.primary, rows.carried
        if progress is not None:
            progress(end, n)
    return result


def _chunks(search: _Search, threads: int) -> Iterator[tuple[int, Folded]]:
    begins = range(0, search.size, _CHUNK)
    ends = [min(begin + _CHUNK, search.size) for begin in begins]
    n_workers = min(threads, -(-search.size // _SOURCES_PER_WORKER))
    if n_workers <= 1:
        yield from zip(begins, map(search.rows, begins, ends), strict=True)
        return
    workers = ProcessPoolExecutor(n_workers, mp_context=get_context("spawn"))
    try:
        with started_apart():
            answers = workers.map(search.rows, begins, ends)
        yield from zip(begins, answers, strict=True)
    except BrokenProcessPool as error:
        raise RoadError(
            f"{n_workers} worker processes for the matrix could not be started or died, perhaps "
            "for want of memory: ask for fewer threads"
        ) from error
    finally:
        workers.shutdown(cancel_futures=True)


def _search(elimination: Elimination, arcs: ArcWeights, ends: Ends) -> _Search:
    """Leave nodes out that no path between the points needs, and add the points as nodes."""
    joined = np.concatenate([ends.leave[ends.leave >= 0], ends.enter[ends.enter >= 0]])
    inside = elimination.closure(np.unique(joined))
    number = np.cumsum(inside) - 1
    kept = inside[elimination.low]
    low, high = number[elimination.low[kept]], number[elimination.high[kept]]
    first_source = int(inside.sum())
    point, way = np.nonzero(ends.leave >= 0)
    target, back = np.nonzero(ends.enter >= 0)
    tail = [low, high, first_source + point, number[ends.enter[target, back]]]
    head = [
        high,
        low,
        number[ends.leave[point, way]],
        first_source + ends.size + target,
    ]
    weights = [
        Folded(arcs.up.primary[kept], arcs.up.carried[kept]),
        Folded(arcs.down.primary[kept], arcs.down.carried[kept]),
        Folded(ends.leaving.primary[point, way], ends.leaving.carried[point, way]),
        Folded(ends.entering.primary[target, back], ends.entering.carried[target, back]),
    ]
    graph = sparse_graph(
        np.concatenate(tail),
        np.concatenate(head),
        np.concatenate([each.primary for each in weights]),
        first_source + 2 * ends.size,
    )
    carried = np.concatenate([each.carried for each in weights])[graph.chosen]
    return _Search(graph, carried, first_source, ends.size)
