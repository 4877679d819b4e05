"""Matrices of whole cities against networkx's Dijkstra on the same roads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from command_line import REPOSITORY
from networkx_paths import networkx_matrix

from vrp.roads.matrix import snapped_matrices
from vrp.roads.network import RoadNetwork
from vrp.roads.snap import snap

EXTRACTS = ("heidelberg", "monaco", "porto_portugal")
ROWS, COLUMNS = 5, 200


def assert_as_networkx(path: Path) -> None:
    """1,000 random pairs: five points to two hundred, all of them beside the roads of the city."""
    network = RoadNetwork.from_osm(path, cache=None)
    rng = np.random.default_rng(0)
    nodes = rng.choice(np.flatnonzero(network.main), COLUMNS, replace=False)
    lat = network.node_lat[nodes] + rng.normal(0, 3e-4, COLUMNS)
    lon = network.node_lon[nodes] + rng.normal(0, 3e-4, COLUMNS)
    snapped = snap(network, lat, lon, warn_m=np.inf, refuse_m=np.inf)
    rows = list(range(ROWS))
    milliseconds, decimetres = networkx_matrix(network, snapped, rows)
    assert not np.isnan(milliseconds).any()
    for engine in ("dijkstra", "hierarchy"):
        found = snapped_matrices(network, snapped, network.path_graph.fastest, engine=engine)
        assert np.abs(found.durations_s[rows] - milliseconds / 1000).max() <= 0.05
        assert np.abs(found.distances_m[rows] - decimetres / 10).max() <= 1
    assert (milliseconds > 0).mean() > 0.98


def test_the_made_up_city() -> None:
    assert_as_networkx(REPOSITORY / "data" / "city.osm.pbf")


@pytest.mark.parametrize("name", EXTRACTS)
def test_real_extracts(shared: Path, name: str) -> None:
    path = shared / "osm" / f"{name}.osm.pbf"
    if not path.exists():
        pytest.skip(f"no public extract: {path} is not there (see VRP_SHARED)")
    assert_as_networkx(path)
