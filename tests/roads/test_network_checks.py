"""Arrays that are no road network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from osm_text import read_roads, street

from vrp.errors import RoadError
from vrp.roads.network import RoadNetwork
from vrp.roads.network_checks import frozen


@pytest.fixture
def network(tmp_path: Path) -> RoadNetwork:
    return read_roads(tmp_path, [([1, 2], street()), ([2, 3], street())])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"node_lat": [49.0, np.nan, 49.1]}, r"node_lat\[1\] is nan, expected -90 to 90"),
        ({"node_lat": [49.0, 91, 49.1]}, r"node_lat\[1\] is 91.0, expected -90 to 90"),
        ({"shape_lon": [8, 8, 8, 181]}, r"shape_lon\[3\] is 181.0, expected -180 to 180"),
        ({"node_ids": [1, 2]}, "node_ids has 2 values, expected 3: a node"),
        ({"main": [True]}, "main has 1 values, expected 3: a node"),
        ({"elevation_m": [1.0]}, "elevation_m has 1 values, expected 3: a node"),
        ({"node_lat": [[49.0]]}, r"node_lat has shape \(1, 1\), expected one dimension"),
        ({"head": [1, 0, 3, 1]}, r"head\[2\] is 3, expected 0 to 2"),
        ({"tail": [0, 1, 2, 1]}, "tail disagrees with first_edge"),
        ({"first_edge": [0, 1, 3, 5]}, "first_edge runs from 0 to 5, expected 0 to 4"),
        ({"first_edge": [0, 3, 1, 4]}, r"first_edge\[2\] - first_edge\[1\] is -2"),
        ({"first_point": [0, 1, 4]}, r"first_point\[1\] - first_point\[0\] is 1, expected at lea"),
        ({"first_point": []}, "first_point is empty"),
        ({"length_dm": [1.5, 2, 2, 2]}, "length_dm has values of type float64 that int32 cannot"),
        ({"length_dm": [2**40, 2, 2, 2]}, "int32"),
        ({"length_dm": [1, -1, 1, 1]}, r"length_dm\[1\] is -1, expected 0"),
        ({"duration_ms": [1, 1, 0, 1]}, r"duration_ms\[2\] is 0, expected 1"),
        ({"road_class": [0, 0, 200, 0]}, r"road_class\[2\] is 200"),
        ({"name": [0, 0, 0, 7]}, r"name\[3\] is 7, expected 0 to 0"),
        ({"names": ("Rua",)}, "expected the empty name"),
        ({"names": ()}, "expected the empty name"),
        ({"shape": [0, 0, 1, 2]}, r"shape\[3\] is 2, expected 0 to 1"),
        ({"reversed": [True, True, False, True]}, "the shape of edge 0 does not begin at node 0"),
    ],
)
def test_the_array_and_the_value_are_named(
    network: RoadNetwork, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(RoadError, match=message):
        replace(network, **changes)


def test_a_network_without_edges_is_none() -> None:
    empty: list[int] = []
    with pytest.raises(RoadError, match="given roads: the network has no roads"):
        RoadNetwork(
            "car", empty, empty, empty, [0], empty, empty, empty, empty, empty, empty, ("",),
            empty, empty, [0], empty, empty, empty,
        )  # type: ignore[arg-type]  # fmt: skip


def test_frozen_converts_what_fits() -> None:
    values = frozen("ids", np.array([1.0, 2.0]), np.int32)
    assert values.dtype == np.int32
    assert not values.flags.writeable
