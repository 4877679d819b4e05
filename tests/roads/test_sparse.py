"""Graphs for scipy."""

from __future__ import annotations

import numpy as np
from scipy.sparse.csgraph import dijkstra

from vrp.roads.sparse import sparse_graph

TAIL, HEAD = np.array([1, 0, 0, 2, 0]), np.array([2, 1, 1, 0, 2])


def test_of_parallel_edges_the_lightest_is_kept() -> None:
    graph = sparse_graph(TAIL, HEAD, np.array([1.0, 9.0, 3.0, 0.0, np.inf]), 3)
    assert graph.chosen.tolist() == [2, 0, 3]
    assert graph.weight.tolist() == [3, 1, 0]
    assert graph.find(np.array([1, 0]), np.array([2, 1])).tolist() == [1, 0]


def test_weights_of_zero_are_edges_and_infinite_ones_are_not() -> None:
    graph = sparse_graph(TAIL, HEAD, np.array([1.0, 9.0, 3.0, 0.0, np.inf]), 3)
    assert dijkstra(graph.matrix).tolist() == [[0, 3, 4], [1, 0, 1], [0, 3, 0]]
