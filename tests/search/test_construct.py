"""First plans: valid on every instance, as good as their names promise, refused by name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plane_instances import plane_instance
from random_instances import random_features, random_instance

from vrp.errors import UnsupportedError
from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.search._engine import nearest_neighbour, random_insertion, savings, value_of
from vrp.search.construct import CONSTRUCTIONS, best_first, make_construction
from vrp.search.loop import Budget, search
from vrp.search.problem import make_problem
from vrp.search.settings import SearchSettings
from vrp.solution import Route, Solution

_KNOBS = SearchSettings().to_engine(from_plan=False)


def _plan(name: str, instance: Instance, seed: int = 0) -> tuple[Route, ...]:
    problem = make_problem(instance, 100)
    (plan,) = make_construction(name, instance)(problem, _KNOBS, 1, seed)
    return problem.routes(plan)


def _on_line(*places: int, capacity: int = 100) -> Instance:
    """Stops of demand 1 on a line, the depot at 0."""
    at = np.array((0, *places), dtype=np.int32)
    distances = np.abs(at[:, None] - at[None, :])
    stops = tuple(Stop(f"{place}", delivery=(1,)) for place in places)
    vehicle = Vehicle("v", count=len(places), capacity=(capacity,))
    return Instance((Depot("d"),), stops, (vehicle,), distances, distances)


@pytest.mark.parametrize("name", CONSTRUCTIONS)
@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=150, deadline=None)
def test_plans_are_valid_whatever_the_features(name: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    instance = random_instance(
        rng, n_stops=int(rng.integers(1, 30)), n_vehicles=8, features=random_features(rng)
    )
    try:
        routes = _plan(name, instance)
    except UnsupportedError:
        return
    Solution.of(instance, routes).check(instance)


@pytest.mark.parametrize("name", CONSTRUCTIONS)
@pytest.mark.parametrize("features", [(), ("windows", "service"), ("asymmetric",), ("pickups",)])
def test_all_stops_are_served_where_vehicles_are_enough(
    name: str, features: tuple[str, ...]
) -> None:
    for seed in range(10):
        rng = np.random.default_rng(seed)
        instance = random_instance(rng, n_stops=25, n_vehicles=1, features=features)
        (vehicle,) = instance.vehicles
        many = Vehicle("v", count=25, capacity=vehicle.capacity)
        instance = replace(instance, vehicles=(many,))
        best = Solution.of(instance, search(instance, Budget(None, 500), seed=0, threads=1).routes)
        assert len(Solution.of(instance, _plan(name, instance)).unassigned) == len(best.unassigned)


def test_savings_join_what_lies_in_one_direction() -> None:
    routes = _plan("savings", _on_line(10, -10, 11, -11, 12, -12, capacity=3))
    assert {frozenset(route.stops) for route in routes} == {
        frozenset((0, 2, 4)),
        frozenset((1, 3, 5)),
    }


def test_savings_are_far_from_one_route_a_stop() -> None:
    rng = np.random.default_rng(0)
    points = rng.integers(0, 1000, (201, 2))
    distances = np.rint(np.linalg.norm(points[:, None] - points[None], axis=2)).astype(np.int32)
    stops = tuple(Stop(f"{i}", delivery=(1,)) for i in range(200))
    vehicle = Vehicle("v", count=200, capacity=(20,))
    instance = Instance((Depot("d"),), stops, (vehicle,), distances, distances)
    best = search(instance, Budget(None, 5000), seed=0, threads=1).routes
    cost = Solution.of(instance, best).cost.total
    assert Solution.of(instance, _plan("savings", instance)).cost.total < 1.15 * cost


def test_savings_turn_routes_round_where_that_is_shorter() -> None:
    distances = np.array(
        [[0, 100, 75, 50], [50, 0, 10, 60], [75, 10, 0, 10], [100, 60, 10, 0]], dtype=np.int32
    )
    stops = tuple(Stop(name) for name in "abc")
    instance = Instance((Depot("d"),), stops, (Vehicle("v", count=3),), distances, distances)
    assert _plan("savings", instance) == (Route(0, (2, 1, 0)),)


def test_savings_charge_for_waiting() -> None:
    # The stop close by opens hours later than the other two.
    at = np.array((0, 100, 101, 105), dtype=np.int32)
    distances = np.abs(at[:, None] - at[None, :])
    windows: list[tuple[tuple[int, int], ...]] = [((100, 110),), ((9000, 9010),), ((120, 200),)]
    stops = tuple(Stop(f"{i}", windows=each) for i, each in enumerate(windows))
    instance = Instance((Depot("d"),), stops, (Vehicle("v", count=3),), distances, distances)
    assert {route.stops for route in _plan("savings", instance)} == {(0, 2), (1,)}


def test_few_vehicles_take_the_longest_routes() -> None:
    instance = _on_line(10, 11, 12, -10, capacity=3)
    instance = replace(instance, vehicles=(Vehicle("v", count=1, capacity=(3,)),))
    (route,) = _plan("savings", instance)
    assert set(route.stops) == {0, 1, 2}


def test_the_nearest_stop_comes_next() -> None:
    assert _plan("nearest", _on_line(30, 10, 20, capacity=2)) == (Route(0, (1, 2)), Route(0, (0,)))


def test_waiting_counts_as_being_far() -> None:
    at = np.array((0, 10, 50), dtype=np.int32)
    distances = np.abs(at[:, None] - at[None, :])
    stops = (Stop("near, late", windows=((500, 600),)), Stop("far", windows=((0, 600),)))
    instance = Instance((Depot("d"),), stops, (Vehicle("v"),), distances, distances)
    assert _plan("nearest", instance) == (Route(0, (1, 0)),)


def test_random_plans_differ_by_their_seed_alone() -> None:
    instance = _on_line(*range(1, 41), capacity=4)
    problem = make_problem(instance, 100)
    construction = make_construction("random", instance)
    plans = construction(problem, _KNOBS, 3, 7)
    assert len({str(plan) for plan in plans}) == 3
    assert plans == construction(problem, _KNOBS, 3, 7)
    assert plans != construction(problem, _KNOBS, 3, 8)
    values = [
        Solution.of(instance, problem.routes(plan)).cost.total
        for plan in best_first(problem.native, plans)
    ]
    assert values == sorted(values)


@pytest.mark.parametrize(
    ("name", "feature", "message"),
    [
        ("savings", "fleet", "'savings' cannot model several kinds of vehicles"),
        ("savings", "multiple windows", "'savings' cannot model the several time windows of stop"),
        ("savings", "prizes", "'savings' cannot model the prize of stop"),
        ("nearest", "prizes", "'nearest' cannot model the prize of stop"),
    ],
)
def test_what_cannot_be_modelled_is_named(name: str, feature: str, message: str) -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        instance = random_instance(rng, n_stops=9, n_vehicles=5, features=(feature,))
        if len(instance.vehicles) > 1 or feature != "fleet":
            break
    with pytest.raises(UnsupportedError, match=message):
        make_construction(name, instance)


def test_unknown_names() -> None:
    with pytest.raises(ValueError, match="'sweep', expected one of savings, nearest, random"):
        make_construction("sweep", _on_line(1))


@pytest.mark.parametrize("name", CONSTRUCTIONS)
@pytest.mark.parametrize("threads", [1, 2])
def test_searches_start_from_them(name: str, threads: int) -> None:
    rng = np.random.default_rng(5)
    instance = random_instance(rng, n_stops=40, n_vehicles=40, features=("windows",))
    construction = make_construction(name, instance)
    found = search(instance, Budget(None, 0), seed=0, threads=threads, construction=construction)
    plan = Solution.of(instance, _plan(name, instance))
    first = found.trace[0]
    assert (first.unserved, first.cost) <= (plan.unserved, plan.cost.total)
    Solution.of(instance, found.routes).check(instance)


def test_planes_are_refused_natively() -> None:
    native = make_problem(plane_instance(0, n_stops=5), 3).native
    calls = (
        lambda: savings(native),
        lambda: nearest_neighbour(native),
        lambda: random_insertion(native, _KNOBS, 0),
        lambda: value_of(native, []),
    )
    for call in calls:
        with pytest.raises(ValueError, match="expected a problem with a matrix"):
            call()
