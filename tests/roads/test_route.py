"""Ways drawn along the streets, with the durations and distances of the matrix."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_roads import made_network, random_network, random_points

from vrp.errors import RoadError
from vrp.roads.network import RoadNetwork
from vrp.roads.snap import snap
from vrp.roads.warning import RoadWarning

NODES = np.array([[49.0, 8.0], [49.0, 8.01], [49.01, 8.01], [49.01, 8.02]])


@pytest.fixture
def streets() -> RoadNetwork:
    """East on High Street, north on a street without a name around a bend, east on High Street."""
    between = np.empty((0, 2))
    return made_network(
        NODES,
        [
            (0, 1, "both", between),
            (1, 2, "both", np.array([[49.005, 8.012]])),
            (2, 3, "both", between),
        ],
        duration_ms=[(10_000, 10_000)] * 3,
        length_dm=[7300, 11_500, 7300],
        names=["High Street", "", "High Street"],
    )


def close(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return bool(np.allclose(one, other, rtol=0, atol=2e-7))


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32 - 1))
def test_ways_are_those_of_the_matrix_and_without_a_gap(seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = random_network(rng)
    lat, lon = random_points(rng, network, 5)
    snapped = snap(network, lat, lon, warn_m=np.inf, refuse_m=np.inf)
    matrix = network.matrix(lat, lon, warn_m=np.inf, refuse_m=np.inf)
    pairs = [(a, b) for a in range(5) for b in range(5)]
    points = list(zip(lon.tolist(), lat.tolist(), strict=True))
    ways = network.routes([(points[a], points[b]) for a, b in pairs])
    shapes = {
        point
        for edge in range(network.n_edges)
        for point in zip(
            *(np.round(each, 7).tolist() for each in network.edge_points(edge)[::-1]), strict=True
        )
    }
    for (a, b), way in zip(pairs, ways, strict=True):
        if np.isnan(matrix.durations_s[a, b]):
            assert way is None
            continue
        assert np.float32(way.duration_s) == matrix.durations_s[a, b]
        assert np.float32(way.distance_m) == matrix.distances_m[a, b]
        assert close(way.points[0], (snapped.lon[a], snapped.lat[a]))
        assert close(way.points[-1], (snapped.lon[b], snapped.lat[b]))
        assert len(way.points) >= 2
        assert set(way.points[1:-1]) <= shapes


def test_a_way_follows_the_bends_and_names_its_streets(streets: RoadNetwork) -> None:
    (way,) = streets.routes([((8.005, 49.0), (8.015, 49.01))])
    expected = [(8.005, 49.0), (8.01, 49.0), (8.012, 49.005), (8.01, 49.01), (8.015, 49.01)]
    assert all(close(one, other) for one, other in zip(way.points, expected, strict=True))
    assert way.streets == ("High Street",)
    assert way.duration_s == 20
    (back,) = streets.routes([((8.015, 49.01), (8.005, 49.0))])
    assert back.points == way.points[::-1]


def test_a_way_within_one_street_keeps_its_bends() -> None:
    bend = np.array([[49.002, 8.004], [49.002, 8.006]])
    network = made_network(
        NODES[:2], [(0, 1, "both", bend)], duration_ms=[(9000, 9000)], length_dm=[9000]
    )
    (way,) = network.routes([((8.002, 49.001), (8.006, 49.002))])
    assert [
        close(a, b)
        for a, b in zip(
            way.points, [(8.002, 49.001), (8.004, 49.002), (8.006, 49.002)], strict=True
        )
    ] == [True] * 3
    assert way.streets == ()


def test_a_point_to_itself_is_a_way_of_nothing(streets: RoadNetwork) -> None:
    for point in ((8.005, 49.0), (8.01, 49.0)):
        (way,) = streets.routes([(point, point)])
        assert way == ([point, point], 0.0, 0.0, ())


def test_other_costs_take_other_ways(streets: RoadNetwork) -> None:
    closed = np.where((streets.tail == 2) & (streets.head == 3), np.inf, 1.0)
    pairs = [((8.0, 49.0), (8.02, 49.01)), ((8.02, 49.01), (8.0, 49.0))]
    there, back = streets.routes(pairs, cost=closed)
    assert there is None
    assert back.distance_m == 730 + 1150 + 730


def test_one_way_between_two_points_by_latitude_and_longitude(streets: RoadNetwork) -> None:
    way = streets.route((49.0, 8.005), (49.01, 8.015))
    assert way == streets.routes([((8.005, 49.0), (8.015, 49.01))])[0]
    with pytest.raises(RoadError, match="more than 500 m from any road: destination"):
        streets.route((49.0, 8.005), (49.1, 8.015))
    with pytest.warns(RoadWarning, match="origin"):
        streets.route((48.998, 8.005), (49.01, 8.015))
    closed = np.full(streets.n_edges, np.inf)
    assert streets.route((49.0, 8.0), (49.01, 8.02), cost=closed) is None


def test_progress_counts_the_ways(streets: RoadNetwork) -> None:
    told: list[tuple[int, int]] = []
    pairs = [((8.0, 49.0), (8.01 + x / 1000, 49.0)) for x in range(3)]
    streets.routes(pairs, progress=lambda *done: told.append(done))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert streets.routes([]) == []
