"""Networks to and from networkx."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from network_equality import differing_fields
from osm_text import edge_ids, read_roads, street

from vrp.errors import RoadError
from vrp.roads.matrices import OSM_ATTRIBUTION
from vrp.roads.network import RoadNetwork
from vrp.roads.profiles import CAR

nx = pytest.importorskip("networkx", reason="networkx is not installed: pip install 'vrp[osm]'")
shapely = pytest.importorskip("shapely")


@pytest.fixture
def network(tmp_path: Path) -> RoadNetwork:
    ways = [
        ([1, 2, 3], street(name="Rua Nova")),
        ([3, 4], street(oneway="yes")),
        ([3, 5], street()),
    ]
    return read_roads(tmp_path, ways)


def grid(**attributes: Any) -> Any:
    """A triangle with streets both ways."""
    graph = nx.MultiDiGraph()
    for node, (x, y) in {7: (8.0, 49.0), 8: (8.001, 49.0), 9: (8.0, 49.001)}.items():
        graph.add_node(node, x=x, y=y)
    for tail, head in ((7, 8), (8, 9), (9, 7)):
        graph.add_edge(tail, head, **attributes)
        graph.add_edge(head, tail, **attributes)
    return graph


def test_there_and_back_again_nothing_changes(network: RoadNetwork) -> None:
    assert differing_fields(network, RoadNetwork.from_networkx(network.to_networkx())) == []


def test_attributes_are_osmnxs(network: RoadNetwork) -> None:
    graph = network.to_networkx()
    assert graph.graph["crs"] == "epsg:4326"
    assert graph.graph["attribution"] == OSM_ATTRIBUTION
    assert graph.nodes[3] == {"y": 49.003, "x": 8.0, "street_count": 3}
    edge = graph.edges[1, 3, 0]
    assert edge["length"] == pytest.approx(222.4, abs=0.05)
    assert edge["speed_kph"] == pytest.approx(edge["length"] / edge["travel_time"] * 3.6)
    assert (edge["highway"], edge["name"]) == ("residential", "Rua Nova")
    assert (edge["oneway"], edge["reversed"]) == (False, False)
    assert graph.edges[3, 4, 0]["oneway"] is True
    assert list(edge["geometry"].coords) == [(8.0, 49.001), (8.0, 49.002), (8.0, 49.003)]


def test_osmnx_finds_its_way_on_ours(network: RoadNetwork) -> None:
    osmnx = pytest.importorskip("osmnx", reason="osmnx is not installed: pip install 'vrp[osm]'")
    path = osmnx.shortest_path(network.to_networkx(), 1, 5, weight="travel_time")
    assert path == [1, 3, 5]


def test_plain_graphs_need_places_and_a_class() -> None:
    network = RoadNetwork.from_networkx(grid(highway="residential"))
    assert (network.n_nodes, network.n_edges, network.n_shapes) == (3, 6, 3)
    assert network.main.all()
    seconds = network.length_dm / 10 / (30 / 3.6) * CAR.slowdown
    assert np.allclose(network.duration_ms / 1000, seconds, atol=0.02)


def test_given_durations_and_speeds_are_used() -> None:
    timed = RoadNetwork.from_networkx(grid(travel_time=12.3456, highway="footway"))
    assert set(timed.duration_ms.tolist()) == {12_346}
    fast = RoadNetwork.from_networkx(grid(speed_kph=90, length=1000.0), profile="car")
    assert set(fast.duration_ms.tolist()) == {44_000}
    assert set(fast.length_dm.tolist()) == {10_000}


def test_the_profile_leaves_out_what_it_does_not_use() -> None:
    graph = grid(highway="residential")
    graph.add_node(10, x=8.0, y=49.002)
    graph.add_edge(9, 10, highway="steps")
    assert 10 not in RoadNetwork.from_networkx(graph).node_ids
    on_foot = RoadNetwork.from_networkx(graph, profile="foot")
    assert (9, 10) in edge_ids(on_foot)
    assert on_foot.profile == "foot"


def test_motorways_that_osmnx_takes_for_two_way_are_one_way() -> None:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from([(1, {"x": 8.0, "y": 49.0}), (2, {"x": 8.0, "y": 49.1})])
    graph.add_edge(1, 2, highway="motorway", oneway=False, reversed=False)
    graph.add_edge(2, 1, highway="motorway", oneway=False, reversed=True)
    assert edge_ids(RoadNetwork.from_networkx(graph)) == [(1, 2)]
    for _, _, attributes in graph.edges(data=True):
        attributes["oneway"] = True
    assert edge_ids(RoadNetwork.from_networkx(graph)) == [(1, 2), (2, 1)]


def test_signals_and_heights_are_taken_from_nodes() -> None:
    graph = grid(speed_kph=36, length=100.0)
    graph.nodes[7].update(highway="traffic_signals", elevation=12.5)
    network = RoadNetwork.from_networkx(graph)
    to_signals = network.node_ids[network.head] == 7
    waits_ms = network.duration_ms - 11_000
    assert np.array_equal(waits_ms, 1000 * CAR.delays.traffic_signals_s * to_signals)
    assert network.elevation_m is not None
    assert network.elevation_m[network.node_ids == 7] == 12.5
    assert np.isnan(network.elevation_m[network.node_ids != 7]).all()


def test_lines_have_heights_sometimes() -> None:
    graph = grid(highway="residential")
    line = shapely.LineString([(8.0, 49.0, 100), (8.0005, 49.0002, 110), (8.001, 49.0, 120)])
    graph.edges[7, 8, 0]["geometry"] = line
    assert RoadNetwork.from_networkx(graph).n_shapes == 4


@pytest.mark.parametrize("line", ["LINESTRING (8 49, 8.001 49)", shapely.LineString()])
def test_lines_that_are_none_are_refused(line: object) -> None:
    graph = grid(highway="primary")
    graph.edges[7, 8, 0]["geometry"] = line
    with pytest.raises(RoadError, match="edge 7 → 8: geometry is 'LINESTRING"):
        RoadNetwork.from_networkx(graph)


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        (nx.MultiDiGraph(), "holds no road for the profile 'car' among its 0 edges"),
        (nx.MultiGraph(grid(highway="primary")), "is MultiGraph, expected a directed graph"),
        ([], "is list, expected a directed graph"),
        (grid(), "edge 7 → 8 has no travel_time, speed_kph or highway"),
        (grid(travel_time="soon"), "edge 7 → 8: travel_time is 'soon', expected a number of at"),
        (grid(speed_kph=0), "edge 7 → 8: speed_kph is 0, expected a number of at least 1"),
        (grid(travel_time=-1.0), "travel_time is -1.0, expected a number of at least 0"),
        (nx.relabel_nodes(grid(highway="road"), {8: "B"}), "node 'B' is no whole number"),
    ],
)
def test_what_is_wrong_is_named(graph: Any, message: str) -> None:
    with pytest.raises(RoadError, match=f"networkx graph.*{message}"):
        RoadNetwork.from_networkx(graph)


def test_nodes_without_a_place_are_named() -> None:
    graph = grid(highway="primary")
    del graph.nodes[8]["x"]
    with pytest.raises(RoadError, match="node 8: x is None, expected a number"):
        RoadNetwork.from_networkx(graph)


def test_projected_graphs_are_refused() -> None:
    graph = grid(highway="primary")
    graph.graph["crs"] = "epsg:32629"
    with pytest.raises(RoadError, match="its coordinates are epsg:32629, expected WGS84"):
        RoadNetwork.from_networkx(graph)


def test_lines_that_lead_elsewhere_are_refused() -> None:
    graph = grid(highway="primary")
    graph.edges[7, 8, 0]["geometry"] = shapely.LineString([(8.0, 49.5), (8.001, 49.0)])
    with pytest.raises(RoadError, match="does not begin at node"):
        RoadNetwork.from_networkx(graph)


def test_a_missing_networkx_is_asked_for(
    network: RoadNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(RoadError, match=r"pip install 'vrp\[osm\]'"):
        network.to_networkx()
