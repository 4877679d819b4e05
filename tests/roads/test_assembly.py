"""From loose edges to a network."""

from __future__ import annotations

import doctest
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from network_equality import differing_fields

import vrp.roads.assembly
from vrp.roads.assembly import LooseEdges, assemble
from vrp.roads.network import RoadNetwork

NAMES = ("Rua B", "", "Rua A")


def loose(pairs: list[tuple[int, int]], n_nodes: int) -> LooseEdges:
    """Edges between nodes on a diagonal, each with a shape of its own."""
    tail, head = np.array(pairs).T
    places = np.arange(n_nodes) / 1000
    shape_lat = places[np.array(pairs).ravel()]
    count = len(pairs)
    return LooseEdges(
        node_ids=np.arange(n_nodes) + 100,
        node_lat=places,
        node_lon=places,
        tail=tail,
        head=head,
        length_m=np.arange(count) + 0.25,
        duration_s=np.arange(count) + 0.0004,
        road_class=np.arange(count) % 5,
        name=np.arange(count) % 3,
        names=NAMES,
        shape=np.arange(count),
        reversed=np.zeros(count, dtype=np.bool_),
        first_point=np.arange(count + 1) * 2,
        shape_lat=shape_lat,
        shape_lon=shape_lat,
    )


def put_together(edges: LooseEdges) -> RoadNetwork:
    return assemble(edges, profile="car", source="a test", attribution="")


graphs = st.integers(2, 8).flatmap(
    lambda n: st.lists(
        st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), min_size=1, max_size=20
    ).map(lambda pairs: (pairs, n))
)


@given(graphs)
def test_edges_keep_what_they_came_with(graph: tuple[list[tuple[int, int]], int]) -> None:
    pairs, n_nodes = graph
    edges = loose(pairs, n_nodes)
    network = put_together(edges)
    expected = sorted(
        (100 + tail, 100 + head, round(10 * (i + 0.25)), max(1, 1000 * i), i % 5, NAMES[i % 3])
        for i, (tail, head) in enumerate(pairs)
    )
    found = sorted(
        (
            int(network.node_ids[network.tail[edge]]),
            int(network.node_ids[network.head[edge]]),
            int(network.length_dm[edge]),
            int(network.duration_ms[edge]),
            int(network.road_class[edge]),
            network.names[network.name[edge]],
        )
        for edge in range(network.n_edges)
    )
    assert found == expected
    assert set(network.node_ids.tolist()) == {100 + node for pair in pairs for node in pair}


@given(graphs, st.randoms(use_true_random=False))
def test_nodes_may_come_in_any_order(graph: tuple[list[tuple[int, int]], int], random: Any) -> None:
    pairs, n_nodes = graph
    edges = loose(pairs, n_nodes)
    order = np.array(random.sample(range(n_nodes), n_nodes))
    number = np.argsort(order)
    shuffled = replace(
        edges,
        node_ids=edges.node_ids[order],
        node_lat=edges.node_lat[order],
        node_lon=edges.node_lon[order],
        tail=number[edges.tail],
        head=number[edges.head],
    )
    assert differing_fields(put_together(edges), put_together(shuffled)) == []


@given(graphs)
def test_the_main_component_is_the_largest_that_is_closed(
    graph: tuple[list[tuple[int, int]], int],
) -> None:
    network = put_together(loose(*graph))
    reach = np.eye(network.n_nodes, dtype=np.bool_)
    for _ in range(network.n_nodes):
        reach[:, network.head] |= False
        step = np.zeros_like(reach)
        np.logical_or.at(step, (slice(None), network.head), reach[:, network.tail])
        reach |= step
    mutual = reach & reach.T
    assert network.main.sum() == mutual.sum(axis=1).max()
    inside = np.flatnonzero(network.main)
    assert mutual[np.ix_(inside, inside)].all()


def test_heights_follow_their_nodes() -> None:
    edges = replace(loose([(3, 1), (1, 3)], 5), elevation_m=np.array([0.0, 10, 20, 30, 40]))
    network = put_together(edges)
    assert network.elevation_m is not None
    assert network.elevation_m.tolist() == [10, 30]
    assert network.elevation_m.dtype == np.float32


def test_docstring_example_works() -> None:
    assert doctest.testmod(vrp.roads.assembly, extraglobs={"np": np}).failed == 0
