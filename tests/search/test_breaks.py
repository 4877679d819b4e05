"""Breaks of drivers: the engine against brute force, and what they change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from found_plans import found_plan, use_small_territories
from plane_instances import plane_instance
from random_instances import random_instance
from tiny_optima import assert_optima_are_found

from vrp.errors import UnsupportedError
from vrp.instance import Break, Depot, Instance, Stop, TimeWindow, Vehicle
from vrp.schedule import make_schedule
from vrp.search.construct import make_construction
from vrp.search.loop import Budget, search
from vrp.search.problem import make_problem
from vrp.search.salesman import is_single_tour
from vrp.search.settings import SearchSettings
from vrp.solution import Solution, check

_NOON = Break(earliest_s=100, latest_s=120, duration_s=30)


def _found(instance: Instance, iterations: int, seed: int = 0, threads: int = 1) -> Solution:
    found, solution = found_plan(instance, iterations, seed, threads)
    assert found.trace[-1].cost == solution.cost.total
    return solution


def _on_a_line(*stops: tuple[int, TimeWindow], vehicle: Vehicle) -> Instance:
    """The depot at 0, a second and a metre to a step."""
    at = np.array((0, *(place for place, _ in stops)), dtype=np.int32)
    legs = np.abs(at[:, None] - at[None, :])
    clients = tuple(
        Stop(f"s{number}", service_s=10, windows=(window,))
        for number, (_, window) in enumerate(stops)
    )
    return Instance((Depot("depot"),), clients, (vehicle,), legs, legs)


def test_tiny_instances_reach_the_optimum_and_never_beat_it() -> None:
    assert_optima_are_found(
        lambda instance, seed: _found(instance, 600, seed),
        instances=80,
        n_stops=5,
        features=("breaks",),
        without=("groups", "missing ways", "releases", "reloads"),
    )


@pytest.mark.parametrize("beside", ["shipments", "groups", "multiple windows", "hourly costs"])
def test_breaks_go_with_every_other_feature(beside: str) -> None:
    for seed in range(6):
        features = ("breaks", beside, "windows", "pickups", "fleet")
        rng = np.random.default_rng(seed)
        _found(random_instance(rng, n_stops=12, n_vehicles=4, features=features), 300, seed)


def test_a_second_vehicle_drives_where_one_has_no_time_for_its_break() -> None:
    van = Vehicle("van", count=2, shift_s=(0, 300))
    around_noon = ((20, (95, 105)), (30, (118, 140)))
    assert len(_found(_on_a_line(*around_noon, vehicle=van), 200).routes) == 1
    due = replace(van, breaks=(_NOON,))
    solution = _found(_on_a_line(*around_noon, vehicle=due), 200)
    assert solution.unassigned == ()
    assert len(solution.routes) == 2


def test_who_is_back_before_needs_no_break() -> None:
    van = Vehicle("van", shift_s=(0, 300), cost_per_s=1, breaks=(_NOON,))
    early = _found(_on_a_line((20, (60, 80)), vehicle=van), 100)
    assert early.cost.total == 40 + 50
    late = _found(_on_a_line((20, (110, 115)), (20, (160, 170)), vehicle=van), 100)
    (route,) = late.routes
    rest = make_schedule(_late_instance(van), 0, route.stops).rest
    assert rest is not None
    assert _NOON.earliest_s <= rest.start_s <= _NOON.latest_s


def _late_instance(van: Vehicle) -> Instance:
    return _on_a_line((20, (110, 115)), (20, (160, 170)), vehicle=van)


def test_a_plan_goes_on_from_where_it_was() -> None:
    features = ("breaks", "hourly costs", "multiple windows", "windows")
    for seed in range(10):
        rng = np.random.default_rng(seed)
        instance = random_instance(rng, n_stops=12, n_vehicles=3, features=features)
        first = _found(instance, 400, seed)
        budget = Budget(seconds=None, iterations=1)
        again = search(instance, budget, seed=seed, threads=1, start=first.routes)
        later = Solution.of(instance, again.routes)
        assert (later.unserved, later.cost.total) <= (first.unserved, first.cost.total), seed


def test_territories_and_islands_know_them(monkeypatch: pytest.MonkeyPatch) -> None:
    instance = plane_instance(3, n_stops=60, features=("breaks", "windows", "service"))
    assert instance.has_breaks
    _found(instance, 300, threads=2)
    use_small_territories(monkeypatch, 10)
    _found(instance, 300, threads=2)


def test_the_same_seed_gives_the_same_plan() -> None:
    rng = np.random.default_rng(5)
    features = ("breaks", "windows", "hourly costs", "fleet")
    instance = random_instance(rng, n_stops=15, n_vehicles=4, features=features)
    assert _found(instance, 300, 1).routes == _found(instance, 300, 1).routes


def test_a_tour_with_a_break_is_no_salesman() -> None:
    van = Vehicle("van", shift_s=(0, 2**29 - 1))
    assert is_single_tour(replace(_late_instance(van), stops=_without_windows(van)))
    due = replace(van, breaks=(_NOON,))
    assert not is_single_tour(replace(_late_instance(due), stops=_without_windows(due)))


def _without_windows(van: Vehicle) -> tuple[Stop, ...]:
    return tuple(replace(stop, windows=()) for stop in _late_instance(van).stops)


def test_nearest_neighbour_has_time_for_them() -> None:
    for seed in range(20):
        features = ("breaks", "windows", "hourly costs", "fleet")
        rng = np.random.default_rng(seed)
        instance = random_instance(rng, n_stops=12, n_vehicles=4, features=features)
        problem = make_problem(instance, 10)
        settings = SearchSettings().to_engine(from_plan=True)
        (plan,) = make_construction("nearest", instance)(problem, settings, 1, seed)
        assert check(instance, Solution.of(instance, problem.routes(plan))) == ()


def test_savings_refuse_them() -> None:
    van = Vehicle("van", shift_s=(0, 300), breaks=(_NOON,))
    with pytest.raises(UnsupportedError, match="construction 'savings' cannot model breaks"):
        make_construction("savings", _late_instance(van))
