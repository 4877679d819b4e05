"""Points along streets: where they may lie, how evenly, and what matrices come of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from command_line import REPOSITORY
from osm_text import read_roads, street

from vrp.envs.street_points import city_of_network, sample_streets
from vrp.errors import RoadError
from vrp.roads.network import RoadNetwork

#: Two streets and a motorway side by side, joined by a trunk road and a driveway; and an island.
NODES = {
    1: (49.000, 8.0),
    2: (49.010, 8.0),
    3: (49.000, 8.1),
    4: (49.030, 8.1),
    5: (49.000, 8.2),
    6: (49.030, 8.2),
    7: (49.100, 8.3),
    8: (49.110, 8.3),
}
WAYS = [
    ([1, 2], street()),
    ([3, 4], {"highway": "tertiary"}),
    ([5, 6], {"highway": "motorway", "oneway": "no"}),
    ([1, 3, 5], {"highway": "trunk"}),
    ([2, 4, 6], {"highway": "service", "service": "driveway"}),
    ([7, 8], street()),
]


@pytest.fixture
def network(tmp_path: Path) -> RoadNetwork:
    return read_roads(tmp_path, WAYS, nodes=NODES)


@pytest.fixture(scope="session")
def doggerhaven() -> RoadNetwork:
    return RoadNetwork.from_osm(REPOSITORY / "data/city.osm.pbf", cache=None)


def test_points_lie_on_streets_by_their_length(network: RoadNetwork) -> None:
    lat, lon = sample_streets(network, 400, np.random.default_rng(0))
    assert set(np.round(lon, 4)) == {8.0, 8.1}
    assert abs((lon < 8.05).sum() - 100) <= 1
    # Stratified: a tenth of the points in every tenth of the street.
    counts, _ = np.histogram(lat[lon > 8.05], bins=10, range=(49.0, 49.03))
    assert counts.tolist() == pytest.approx([30] * 10, abs=2)


def test_the_first_points_are_a_sample_as_well(network: RoadNetwork) -> None:
    lat, lon = sample_streets(network, 400, np.random.default_rng(0))
    assert 5 <= (lon[:60] < 8.05).sum() <= 28
    assert lat[:60].max() - lat[:60].min() > 0.025


def test_seeds_repeat(network: RoadNetwork) -> None:
    one, again, other = (
        np.stack(sample_streets(network, 20, np.random.default_rng(seed))) for seed in (1, 1, 2)
    )
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_roads_without_streets_are_refused(tmp_path: Path) -> None:
    network = read_roads(tmp_path, [([1, 2], {"highway": "trunk"})], nodes=NODES)
    with pytest.raises(RoadError, match=r"roads\.osm \(car\): has no streets where deliveries"):
        sample_streets(network, 10, np.random.default_rng(0))


def test_matrices_are_those_that_anybody_gets(doggerhaven: RoadNetwork) -> None:
    calls: list[tuple[int, int]] = []
    city = city_of_network(
        doggerhaven,
        "doggerhaven",
        points=60,
        rng=np.random.default_rng(0),
        progress=lambda done, total: calls.append((done, total)),
    )
    durations_s, distances_m = doggerhaven.matrix(city.lat, city.lon)
    assert np.array_equal(city.durations_s, np.rint(durations_s))
    assert np.array_equal(city.distances_m, np.rint(distances_m))
    assert (city.distances_m != city.distances_m.T).any()
    assert (city.name, city.profile, city.attribution) == ("doggerhaven", "car", "")
    assert city.source == "roads of city.osm.pbf (car)"
    assert calls[-1] == (60, 60)


def test_points_are_on_the_roads_that_they_are_put_on(doggerhaven: RoadNetwork) -> None:
    lat, lon = sample_streets(doggerhaven, 500, np.random.default_rng(3))
    away_m = doggerhaven.path_graph.road_index.nearest(lat, lon).away_m
    assert away_m.max() < 0.05
    assert len(set(zip(lat, lon, strict=True))) == 500


def test_real_streets_keep_their_attribution(shared: Path) -> None:
    path = shared / "osm/monaco.osm.pbf"
    if not path.exists():
        pytest.skip(f"no extract: {path}")
    network = RoadNetwork.from_osm(path)
    city = city_of_network(network, "monaco", points=100, rng=np.random.default_rng(0))
    assert city.attribution == "© OpenStreetMap contributors (ODbL)"
    assert city.durations_s.max() < 3600
