"""Streets to look at: those of a box, each once."""

from __future__ import annotations

import numpy as np
import pytest
from fake_roads import Detours
from random_roads import random_network

from vrp.roads.driving import DrivenNetwork
from vrp.roads.network import RoadNetwork
from vrp.roads.streets import StreetSource, network_streets


@pytest.fixture
def network() -> RoadNetwork:
    return random_network(np.random.default_rng(3))


def _lines(network: RoadNetwork, shapes: list[int]) -> list[list[tuple[float, float]]]:
    first = network.first_point
    return [
        list(zip(network.shape_lat[a:b].tolist(), network.shape_lon[a:b].tolist(), strict=True))
        for a, b in ((first[shape], first[shape + 1]) for shape in shapes)
    ]


def test_every_shape_comes_once_with_its_class(network: RoadNetwork) -> None:
    streets = network_streets(network, network.bounds)
    assert streets.road_class.size == np.unique(network.shape).size < network.n_edges
    assert streets.first_point[-1] == streets.lat.size == streets.lon.size
    of_shape = dict(zip(network.shape.tolist(), network.road_class.tolist(), strict=True))
    assert streets.road_class.tolist() == [of_shape[shape] for shape in sorted(of_shape)]


def test_only_what_touches_the_box_comes_and_in_full(network: RoadNetwork) -> None:
    south, west, north, east = network.bounds
    box = (south, west, (south + north) / 2, (west + east) / 2)
    streets = network_streets(network, box)
    touching = []
    for shape, line in enumerate(_lines(network, list(range(network.n_shapes)))):
        lat, lon = np.array(line).T
        if lat.min() <= box[2] and lon.min() <= box[3] and shape in network.shape:
            touching.append(shape)
    assert 0 < len(touching) < network.n_shapes
    expected = [point for line in _lines(network, touching) for point in line]
    assert list(zip(streets.lat.tolist(), streets.lon.tolist(), strict=True)) == expected
    assert streets.box == box


def test_nothing_touches_a_box_elsewhere(network: RoadNetwork) -> None:
    streets = network_streets(network, (-10.0, 100.0, -9.0, 101.0))
    assert streets.road_class.size == streets.lat.size == 0
    assert streets.first_point.tolist() == [0]


def test_networks_can_be_looked_at_and_servers_cannot(network: RoadNetwork) -> None:
    assert isinstance(network, StreetSource)
    driven = DrivenNetwork(network)
    assert isinstance(driven, StreetSource)
    assert driven.streets_in(network.bounds).lat.size == network.streets_in(network.bounds).lat.size
    assert not isinstance(Detours(), StreetSource)
