"""Real extracts, where there are any."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from vrp.roads.network import RoadNetwork
from vrp.roads.polylines import step_lengths_m
from vrp.roads.road_classes import ROAD_CLASSES

EXTRACTS = {
    "porto_portugal.osm.pbf": (58_000, 135_000),
    "heidelberg.osm.pbf": (9_300, 20_000),
    "monaco.osm.pbf": (1_900, 3_800),
}


@cache
def _read(path: Path, profile: str) -> RoadNetwork:
    return RoadNetwork.from_osm(path, profile=profile, cache=None)


@pytest.fixture(params=EXTRACTS)
def network(request: pytest.FixtureRequest, shared: Path) -> RoadNetwork:
    path = shared / "osm" / request.param
    if not path.is_file():
        pytest.skip(f"no extract: {path} is not a file (see VRP_SHARED)")
    return _read(path, "car")


def test_the_main_component_has_the_size_that_others_find(network: RoadNetwork) -> None:
    name = network.source.removeprefix("roads of ").removesuffix(" (car)")
    nodes, edges = EXTRACTS[name]
    main_edges = network.main[network.tail] & network.main[network.head]
    assert network.main.sum() == pytest.approx(nodes, rel=0.12)
    assert main_edges.sum() == pytest.approx(edges, rel=0.12)


def test_lengths_are_those_of_the_polylines(network: RoadNetwork) -> None:
    steps = np.append(step_lengths_m(network.shape_lat, network.shape_lon), 0.0)
    steps[network.first_point[1:] - 1] = 0
    metres = np.add.reduceat(steps, network.first_point[:-1])
    assert np.abs(network.length_dm / 10 - metres[network.shape]).max() <= 0.0501


def test_nobody_drives_faster_than_the_profile(network: RoadNetwork) -> None:
    long = network.length_dm > 1000
    kmh = network.length_dm[long] / network.duration_ms[long] * 360
    assert kmh.max() <= 130 / 1.1 + 0.1
    assert kmh.min() > 2


def test_motorways_go_one_way(network: RoadNetwork) -> None:
    motorways = network.shape[network.road_class == ROAD_CLASSES.index("motorway")]
    uses = np.bincount(network.shape, minlength=network.n_shapes)
    assert (uses[motorways] == 1).mean() > 0.99


def test_names_are_used_and_written_once(network: RoadNetwork) -> None:
    assert len(set(network.names)) == len(network.names)
    assert set(network.name.tolist()) | {0} == set(range(len(network.names)))


@pytest.mark.parametrize("profile", ["truck", "bike", "foot"])
def test_other_profiles_have_networks_of_their_own(shared: Path, profile: str) -> None:
    path = shared / "osm" / "monaco.osm.pbf"
    if not path.is_file():
        pytest.skip(f"no extract: {path} is not a file (see VRP_SHARED)")
    car, other = _read(path, "car"), _read(path, profile)
    if profile == "truck":
        assert other.n_edges < car.n_edges
    else:
        assert other.n_edges > car.n_edges
        assert other.duration_ms.sum() / other.length_dm.sum() > 1.5 * (
            car.duration_ms.sum() / car.length_dm.sum()
        )
