"""What driving an edge costs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from random_roads import made_network

from vrp.errors import RoadError
from vrp.roads.edge_costs import Consumption, eco, edge_cost, mixed_cost
from vrp.roads.network import RoadNetwork

NODES = np.array([[49.0, 8.0], [49.0, 8.01], [49.01, 8.01]])


@pytest.fixture
def network() -> RoadNetwork:
    """A fast long way round by node 2, and a slow short way; both ways each."""
    between = np.empty((0, 2))
    return made_network(
        NODES,
        [(0, 1, "both", between), (0, 2, "both", between), (2, 1, "both", between)],
        duration_ms=[(100_000, 100_000), (30_000, 30_000), (30_000, 30_000)],
        length_dm=[7000, 9000, 9000],
    )


def ends(network: RoadNetwork, cost: object) -> tuple[float, float, float | None]:
    found = network.matrix([49.0, 49.0], [8.0, 8.01], cost=cost)
    total = None if found.costs is None else float(found.costs[0, 1])
    return float(found.durations_s[0, 1]), float(found.distances_m[0, 1]), total


def test_ways_are_cheapest_by_their_cost_and_time_is_told_all_the_same(
    network: RoadNetwork,
) -> None:
    assert ends(network, "fastest") == (60, 1800, None)
    assert ends(network, "shortest") == (100, 700, 700)
    assert ends(network, {"shortest": 1.0}) == (100, 700, 700)
    assert ends(network, {"shortest": 1.0, "fastest": 40}) == (60, 1800, 1800 + 40 * 60)


def test_a_users_array_closes_and_prices_edges(network: RoadNetwork) -> None:
    toll = edge_cost(network, "fastest")
    toll[(network.tail == 2) | (network.head == 2)] += 50
    assert ends(network, toll) == (100, 700, 100)
    toll[(network.tail == 0) & (network.head == 1)] = np.inf
    assert ends(network, toll) == (60, 1800, 160)


def test_slow_and_fast_both_burn_more_than_steady() -> None:
    by_speed = Consumption().litres_per_m(np.array([5.0, 18.0, 40.0]))
    assert by_speed[1] < by_speed[0]
    assert by_speed[1] < by_speed[2]
    # 15.4 litres per 100 km at 50 km/h, by the formula of the paper worked out by hand.
    assert Consumption().litres_per_m(np.array([50 / 3.6]))[0] * 1e5 == pytest.approx(
        15.38, abs=0.02
    )


def test_climbing_burns_more_and_rolling_down_never_gives_back(network: RoadNetwork) -> None:
    heights = np.array([100.0, 140.0, np.nan], dtype=np.float32)
    flat, hilly = eco(network), eco(replace(network, elevation_m=heights))
    up = (network.tail == 0) & (network.head == 1)
    down = (network.tail == 1) & (network.head == 0)
    unknown = ~(up | down)
    assert hilly[up] > 1.5 * flat[up]
    assert 0 < hilly[down] < flat[down]
    assert np.array_equal(hilly[unknown], flat[unknown])
    steep = Consumption().litres_per_m(np.array([10.0]), -0.3)
    assert steep == pytest.approx(Consumption().engine_kw / 10 / (44 * 737))


def test_a_mix_takes_arrays_as_well(network: RoadNetwork) -> None:
    ones = np.ones(network.n_edges)
    mixed = mixed_cost(network, [(2.0, "shortest"), (3.0, ones), (0.0, "eco")])
    assert mixed == pytest.approx(2 * network.length_dm / 10 + 3)


@pytest.mark.parametrize(
    ("cost", "message"),
    [
        ("greenest", "cost is 'greenest', expected fastest, shortest, eco or an array"),
        ([1.0, 2.0], r"cost has shape \(2,\), expected \(6,\): a value for each edge"),
        ({"eco": -1.0}, "the weight of a cost is -1.0, expected at least 0"),
        ({}, "a mix of costs needs at least one"),
        (-np.ones(6), r"cost\[0\] is -1.0, expected at least 0"),
    ],
)
def test_costs_that_make_no_sense_are_refused(
    network: RoadNetwork, cost: object, message: str
) -> None:
    with pytest.raises(RoadError, match=message):
        ends(network, cost)


def test_vehicles_that_make_no_sense_are_refused() -> None:
    with pytest.raises(RoadError, match="mass_kg is 0, expected more than 0"):
        Consumption(mass_kg=0)
