"""Points on the nearest road: the right place, the right directions, the right complaints."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from random_roads import made_network, random_network

from vrp.errors import RoadError
from vrp.roads.network import RoadNetwork
from vrp.roads.snap import snap
from vrp.roads.warning import RoadWarning

NO_BEND = np.empty((0, 2))
METRE = 1 / 111_195.0
#: A square of about 730 × 1,110 m, and a far road that cannot be left.
CORNERS = np.array([[49.0, 8.0], [49.0, 8.01], [49.01, 8.01], [49.01, 8.0], [49.02, 8.0]])


@pytest.fixture
def square() -> RoadNetwork:
    roads = [
        (0, 1, "along", NO_BEND),
        (1, 2, "both", NO_BEND),
        (2, 3, "along", NO_BEND),
        (3, 0, "along", NO_BEND),
        (3, 4, "along", NO_BEND),
    ]
    return made_network(CORNERS, roads, duration_ms=[(1000, 1000)] * 5, length_dm=[7000] * 5)


def metres_to_segments(network: RoadNetwork, lat: float, lon: float) -> float:
    """Brute force in a plane that touches the earth at the point."""
    shrink = np.cos(np.radians(lat))
    nearest = np.inf
    for edge in range(network.n_edges):
        if not (network.main[network.tail[edge]] and network.main[network.head[edge]]):
            continue
        lats, lons = network.edge_points(edge)
        x, y = (lons - lon) * shrink / METRE, (lats - lat) / METRE
        for a in range(len(x) - 1):
            step = np.array([x[a + 1] - x[a], y[a + 1] - y[a]])
            start = np.array([x[a], y[a]])
            share = np.clip(-(start @ step) / max(step @ step, 1e-12), 0, 1)
            nearest = min(nearest, float(np.hypot(*(start + share * step))))
    return nearest


@example(seed=125184)
@given(seed=st.integers(0, 2**32 - 1))
def test_no_road_of_the_main_component_is_nearer(seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = random_network(rng)
    lat, lon = 49 + rng.uniform(-0.005, 0.025, 5), 8 + rng.uniform(-0.005, 0.025, 5)
    snapped = snap(network, lat, lon, warn_m=np.inf, refuse_m=np.inf)
    for point in range(5):
        expected = metres_to_segments(network, float(lat[point]), float(lon[point]))
        # What is straight for 3 km on one of the two maps bends by 0.2 m on the other.
        assert snapped.away_m[point] == pytest.approx(expected, rel=1e-3, abs=0.2)


def test_the_place_is_on_the_road_at_its_fraction(square: RoadNetwork) -> None:
    snapped = snap(square, [49.0 - 20 * METRE], [8.004])
    assert snapped.lat == pytest.approx([49.0])
    assert snapped.lon == pytest.approx([8.004])
    assert snapped.away_m == pytest.approx([20], rel=1e-3)
    assert snapped.fraction == pytest.approx([0.4])


def test_one_way_roads_have_one_direction(square: RoadNetwork) -> None:
    snapped = snap(square, [49.0, 49.005], [8.004, 8.01])
    edges = list(zip(square.tail.tolist(), square.head.tolist(), strict=True))
    assert edges[snapped.forward[0]] == (0, 1)
    assert snapped.backward[0] == -1
    assert edges[snapped.forward[1]] == (1, 2)
    assert edges[snapped.backward[1]] == (2, 1)


def test_roads_that_cannot_be_left_are_not_taken(square: RoadNetwork) -> None:
    snapped = snap(square, [49.0105], [8.0])
    assert snapped.lat == pytest.approx([49.01])
    assert snapped.away_m == pytest.approx([0.0005 / METRE], rel=1e-3)


def test_points_far_off_are_warned_of_by_name(square: RoadNetwork) -> None:
    with pytest.warns(RoadWarning, match=r"more than 100 m from any road.*stop 'b' \(222 m\)$"):
        snap(square, [49.0, 49.0 - 0.002], [8.004, 8.004], names=["stop 'a'", "stop 'b'"])


def test_points_very_far_off_are_refused_by_name_with_the_roads_box(square: RoadNetwork) -> None:
    message = (
        r"^made-up roads: more than 500 m from any road: "
        r"stop 'b' \([\d,]+ m\), stop 'a' \([\d,]+ m\); "
        r"2 outside, the roads cover lat 49.0000 to 49.0200, lon 8.0000 to 8.0100$"
    )
    with pytest.raises(RoadError, match=message):
        snap(
            square, [48.9, 41.0, 49.0], [8.0, 8.0, 8.0], names=["stop 'a'", "stop 'b'", "stop 'c'"]
        )


def test_both_limits_are_settings(square: RoadNetwork) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        snap(square, [48.99], [8.0], warn_m=2000, refuse_m=3000)
    with pytest.raises(RoadError, match="more than 10 m from any road: point 0"):
        snap(square, [49.0 - 20 * METRE], [8.0], refuse_m=10)
    with pytest.raises(RoadError, match="refuse_m is -1"):
        snap(square, [49.0], [8.0], refuse_m=-1)


@pytest.mark.parametrize(
    ("lat", "lon", "message"),
    [
        ([91.0], [8.0], r"lat\[0\] is 91.0, expected -90 to 90 degrees"),
        ([49.0, 49.0], [8.0, float("nan")], r"lon\[1\] is nan"),
        ([49.0, 49.0], [8.0], r"lat and lon have shapes \(2,\) and \(1,\)"),
    ],
)
def test_places_that_are_none_are_refused(
    square: RoadNetwork, lat: list[float], lon: list[float], message: str
) -> None:
    with pytest.raises(RoadError, match=message):
        snap(square, lat, lon)


def test_of_parallel_edges_of_one_shape_the_fastest_is_driven() -> None:
    network = made_network(
        CORNERS[:2],
        [(0, 1, "both", NO_BEND), (0, 1, "both", NO_BEND)],
        duration_ms=[(5000, 5000), (4000, 4000)],
        length_dm=[7000, 7000],
    )
    shared_shape = replace(network, shape=np.zeros(4, dtype=np.int32))
    snapped = snap(shared_shape, [49.0], [8.004])
    assert (
        shared_shape.duration_ms[[snapped.forward[0], snapped.backward[0]]].tolist() == [4000] * 2
    )


def test_no_points_are_no_trouble(square: RoadNetwork) -> None:
    assert snap(square, [], []).size == 0
