"""Smaller graphs with the same shortest paths."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_roads import random_network

from vrp.roads.edge_weights import Folded
from vrp.roads.elimination import ArcWeights, Elimination, eliminate_nothing, eliminate_small
from vrp.roads.hierarchy import complete
from vrp.roads.path_graph import PathGraph

seeds = st.integers(0, 2**32 - 1)


def random_graph(seed: int) -> PathGraph:
    return random_network(np.random.default_rng(seed), most_nodes=40).path_graph


def lightest(tails: np.ndarray, heads: np.ndarray, weights: np.ndarray) -> nx.DiGraph:
    graph = nx.DiGraph()
    order = np.argsort(-weights)
    edges = (tails[order].tolist(), heads[order].tolist(), weights[order].tolist())
    graph.add_weighted_edges_from(zip(*edges, strict=True))
    return graph


def arcs_among(elimination: Elimination, arcs: ArcWeights, inside: np.ndarray) -> nx.DiGraph:
    kept = inside[elimination.low]
    low, high = elimination.low[kept], elimination.high[kept]
    return lightest(
        np.concatenate([low, high]),
        np.concatenate([high, low]),
        np.concatenate([arcs.up.primary[kept], arcs.down.primary[kept]]),
    )


@pytest.mark.parametrize("kind", ["nothing", "small", "all"])
@settings(max_examples=30)
@given(seed=seeds)
def test_paths_between_nodes_of_a_closed_set_keep_their_weights(kind: str, seed: int) -> None:
    graph = random_graph(seed)
    elimination = {
        "nothing": lambda: eliminate_nothing(graph.tail, graph.head, graph.n_nodes),
        "small": lambda: eliminate_small(graph.tail, graph.head, graph.n_nodes),
        "all": lambda: complete(
            graph.tail,
            graph.head,
            graph.network.node_lat[graph.nodes],
            graph.network.node_lon[graph.nodes],
        ),
    }[kind]()
    weights = graph.fastest.fold(graph.fastest.parts[graph.edges])
    rng = np.random.default_rng(seed)
    some = rng.choice(graph.n_nodes, min(3, graph.n_nodes), replace=False)
    inside = elimination.closure(elimination.rank[some])
    shrunk = arcs_among(elimination, elimination.weigh(weights), inside)
    full = lightest(graph.tail, graph.head, weights.primary)
    for origin in some.tolist():
        expected = nx.single_source_dijkstra_path_length(full, origin)
        if not shrunk:
            assert len(some) == 1
            continue
        found = nx.single_source_dijkstra_path_length(shrunk, int(elimination.rank[origin]))
        for target in some.tolist():
            assert found[int(elimination.rank[target])] == expected[target]


@given(seed=seeds)
def test_what_is_carried_belongs_to_the_lightest_way(seed: int) -> None:
    graph = random_graph(seed)
    elimination = eliminate_small(graph.tail, graph.head, graph.n_nodes)
    primary = graph.fastest.parts[graph.edges, 0]
    arcs = elimination.weigh(Folded(primary, np.column_stack([primary, 3 * primary])))
    for weights in (arcs.up, arcs.down):
        finite = np.isfinite(weights.primary)
        assert np.array_equal(weights.carried[finite, 0], weights.primary[finite])
        assert np.array_equal(weights.carried[finite, 1], 3 * weights.primary[finite])


def test_dead_ends_chains_and_crossings_go() -> None:
    # A comb: a chain of ten nodes with a dead end at each, and a complete graph of six at its end.
    comb = [(node, node + 1) for node in range(10)] + [(node, node + 20) for node in range(10)]
    block = [(a, b) for a in range(10, 16) for b in range(10, 16) if a < b]
    names, ends = np.unique(np.array(comb + block), return_inverse=True)
    tail, head = ends.reshape(-1, 2).T
    both = np.concatenate([tail, head]), np.concatenate([head, tail])
    elimination = eliminate_small(*both, len(names))
    left = names[elimination.rank >= elimination.n_eliminated]
    assert left.tolist() == [10, 11, 12, 13, 14, 15]
    assert elimination.low.size == len(comb) + len(block)


def test_a_hierarchy_eliminates_all_and_is_a_tree() -> None:
    graph = random_graph(3)
    lat, lon = graph.network.node_lat[graph.nodes], graph.network.node_lon[graph.nodes]
    hierarchy = complete(graph.tail, graph.head, lat, lon)
    assert hierarchy.n_eliminated == graph.n_nodes
    assert hierarchy.parent[-1] == -1
    assert (hierarchy.parent[:-1] > np.arange(graph.n_nodes - 1)).all()
    assert np.array_equal(hierarchy.depth[:-1], hierarchy.depth[hierarchy.parent[:-1]] + 1)
