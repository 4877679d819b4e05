"""Overtime: the engine against brute force, and what it changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from found_plans import found_plan, use_small_territories
from random_instances import random_instance
from tiny_optima import assert_optima_are_found

from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.search.salesman import is_single_tour
from vrp.solution import Solution


def _found(instance: Instance, iterations: int, seed: int = 0, threads: int = 1) -> Solution:
    found, solution = found_plan(instance, iterations, seed, threads)
    assert found.trace[-1].cost == solution.cost.total
    return solution


def _two_ways(vehicle: Vehicle) -> Instance:
    """Two stops, one on either side of the depot, ten steps off."""
    at = np.array((0, 10, -10), dtype=np.int32)
    legs = np.abs(at[:, None] - at[None, :])
    stops = tuple(Stop(f"s{number}", service_s=10) for number in range(2))
    return Instance((Depot("depot"),), stops, (vehicle,), legs, legs)


def test_tiny_instances_reach_the_optimum_and_never_beat_it() -> None:
    assert_optima_are_found(
        lambda instance, seed: _found(instance, 600, seed),
        instances=100,
        n_stops=5,
        features=("overtime",),
        without=("missing ways",),
    )


@pytest.mark.parametrize("beside", ["breaks", "reloads", "shipments", "groups", "hourly costs"])
def test_overtime_goes_with_every_other_feature(beside: str) -> None:
    for seed in range(6):
        features = ("overtime", beside, "windows", "pickups", "fleet")
        rng = np.random.default_rng(seed)
        _found(random_instance(rng, n_stops=12, n_vehicles=4, features=features), 300, seed)


def test_a_second_vehicle_drives_where_overtime_costs_more() -> None:
    van = Vehicle("van", count=2, cost_fixed=15)
    assert len(_found(_two_ways(van), 200).routes) == 1
    # Both take 60 seconds on one route, and 30 each on two.
    cheap = replace(van, overtime_after_s=50, cost_per_overtime_s=1)
    solution = _found(_two_ways(cheap), 200)
    assert len(solution.routes) == 1
    assert (solution.cost.overtime, solution.cost.total) == (10, 15 + 40 + 10)
    dear = replace(cheap, cost_per_overtime_s=2)
    solution = _found(_two_ways(dear), 200)
    assert len(solution.routes) == 2
    assert (solution.cost.overtime, solution.cost.total) == (0, 2 * 15 + 40)


def test_a_long_route_is_split_where_its_overtime_costs_more_than_a_vehicle() -> None:
    """No stop alone is worth a vehicle: 20 stops of 100 s in a line, and overtime after 1,000 s."""
    at = np.arange(21, dtype=np.int32)
    legs = np.abs(at[:, None] - at[None, :])
    stops = tuple(Stop(f"s{number}", service_s=100) for number in range(20))
    van = Vehicle("van", count=3, cost_fixed=700, overtime_after_s=1000, cost_per_overtime_s=1)
    instance = Instance((Depot("depot"),), stops, (van,), legs, legs)
    for seed in range(3):
        # The ten farthest on one route, the others on another.
        solution = _found(instance, 5000, seed)
        assert (len(solution.routes), solution.cost.overtime) == (2, 40 + 20)
        assert solution.cost.total == 2 * 700 + 40 + 20 + 40 + 20


def test_a_tour_is_more_than_its_legs_where_overtime_is_paid() -> None:
    van = Vehicle("van", cost_per_s=1)
    assert is_single_tour(_two_ways(van))
    assert not is_single_tour(_two_ways(replace(van, overtime_after_s=5, cost_per_overtime_s=1)))


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_the_same_seed_repeats_the_plan(threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    use_small_territories(monkeypatch)
    features = ("overtime", "windows", "hourly costs", "fleet")
    rng = np.random.default_rng(3)
    instance = random_instance(rng, n_stops=40, n_vehicles=10, features=features)
    first, again = (_found(instance, 400, 7, threads) for _ in range(2))
    assert first.routes == again.routes
