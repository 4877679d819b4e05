"""Points joined to the nodes around them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_roads import made_network, random_network, random_points

from vrp.roads.network import RoadNetwork
from vrp.roads.snap import snap
from vrp.roads.terminals import Terminals, join

LINE = np.array([[49.0, 8.0], [49.0, 8.01]])


@pytest.fixture
def road() -> RoadNetwork:
    return made_network(
        LINE, [(0, 1, "both", np.empty((0, 2)))], duration_ms=[(1001, 2003)], length_dm=[7301]
    )


def joined(network: RoadNetwork, lat: list[float], lon: list[float]) -> Terminals:
    graph = network.path_graph
    return join(graph, graph.fastest, snap(network, lat, lon))


def test_a_point_within_a_road_leaves_and_enters_both_ways(road: RoadNetwork) -> None:
    ends = joined(road, [49.0], [8.0025])
    assert ends.leave.tolist() == [[1, 0]]
    assert ends.enter.tolist() == [[0, 1]]
    assert ends.enter_parts.tolist() == [[[250, 1825], [1502, 5476]]]
    assert ends.leave_parts.tolist() == [[[751, 5476], [501, 1825]]]


def test_a_point_at_a_node_is_the_node(road: RoadNetwork) -> None:
    ends = joined(road, [49.0, 49.0], [8.0, 8.0100001])
    assert ends.leave.tolist() == ends.enter.tolist() == [[0, -1], [1, -1]]
    assert (ends.leave_parts[:, 0] == 0).all()
    assert (ends.enter_parts[:, 0] == 0).all()
    assert np.isinf(ends.leave_parts[:, 1]).all()
    assert (ends.edge == -1).all()


def test_ways_along_one_road_lead_ahead_only(road: RoadNetwork) -> None:
    same = joined(road, [49.0] * 3, [8.002, 8.0, 8.006]).same_road()
    ways = zip(same.row.tolist(), same.column.tolist(), same.parts.tolist(), strict=True)
    assert sorted(ways) == [(0, 2, [401, 2921]), (2, 0, [801, 2921])]


@given(seed=st.integers(0, 2**32 - 1))
def test_both_sides_of_a_point_add_up_to_its_edges(seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = random_network(rng)
    graph = network.path_graph
    snapped = snap(network, *random_points(rng, network, 8), warn_m=np.inf, refuse_m=np.inf)
    ends = join(graph, graph.fastest, snapped)
    within = ends.edge >= 0
    whole = (ends.leave_parts + ends.enter_parts)[within]
    assert np.array_equal(whole, graph.fastest.parts[ends.edge[within]])
    assert np.array_equal(graph.nodes[ends.leave[within]], network.head[ends.edge[within]])
    assert np.array_equal(graph.nodes[ends.enter[within]], network.tail[ends.edge[within]])
