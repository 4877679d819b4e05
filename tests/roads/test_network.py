"""The network itself: what it holds, and that it holds it safely."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from command_line import REPOSITORY
from osm_text import ROW, read_roads, street

from vrp.errors import RoadError
from vrp.roads.matrices import OSM_ATTRIBUTION
from vrp.roads.network import RoadNetwork


@pytest.fixture
def network(tmp_path: Path) -> RoadNetwork:
    """A bent street of two way pieces."""
    nodes = ROW | {2: (49.002, 8.001)}
    return read_roads(tmp_path, [([1, 2, 3], street(name="A")), ([3, 4], street())], nodes=nodes)


def test_sizes_count_nodes_edges_and_shapes(network: RoadNetwork) -> None:
    assert (network.n_nodes, network.n_edges, network.n_shapes) == (3, 4, 2)


def test_every_array_is_read_only(network: RoadNetwork) -> None:
    arrays = [getattr(network, field.name) for field in fields(network)]
    arrays = [values for values in arrays if isinstance(values, np.ndarray)]
    assert len(arrays) == 16
    assert not any(values.flags.writeable for values in arrays)


def test_the_users_arrays_are_copied_unless_nobody_can_write_them(network: RoadNetwork) -> None:
    mine = network.length_dm.copy()
    other = replace(network, length_dm=mine)
    mine[:] = 0
    assert np.array_equal(other.length_dm, network.length_dm)
    assert replace(network).length_dm is network.length_dm


def test_bounds_hold_the_bends(network: RoadNetwork) -> None:
    assert network.bounds == (49.001, 8.0, 49.004, 8.001)


def test_points_run_along_the_edge(network: RoadNetwork) -> None:
    for edge in range(network.n_edges):
        lat, lon = network.edge_points(edge)
        tail, head = network.tail[edge], network.head[edge]
        assert (lat[0], lon[0]) == (network.node_lat[tail], network.node_lon[tail])
        assert (lat[-1], lon[-1]) == (network.node_lat[head], network.node_lon[head])


def test_a_network_says_where_it_comes_from(network: RoadNetwork) -> None:
    assert network.source == "roads of roads.osm (car)"
    assert network.attribution == OSM_ATTRIBUTION


def test_a_network_is_shown_in_a_line(network: RoadNetwork) -> None:
    assert repr(network) == "<RoadNetwork 'roads of roads.osm (car)': 3 nodes, 4 edges>"


def test_unknown_profiles_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RoadError, match="profile 'boat' is unknown"):
        RoadNetwork.from_osm(tmp_path / "roads.osm", profile="boat")
    with pytest.raises(RoadError, match="profile 'boat' is unknown"):
        RoadNetwork.from_graphml(tmp_path / "roads.graphml", profile="boat")


def test_importing_networks_imports_nothing_heavy() -> None:
    heavy = ("networkx", "osmium", "requests", "scipy", "shapely")
    program = (
        "import sys, vrp.roads.network, vrp.roads.cache;"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=REPOSITORY
    )
    assert printed.stdout.strip() == "[]"
