"""Setups once per place: the engine against brute force, and what they change."""

from __future__ import annotations

import numpy as np
import pytest
from found_plans import found_plan
from hypothesis import given, settings
from hypothesis import strategies as st
from random_instances import random_instance
from shared_places import with_stops_repeated
from tiny_optima import assert_optima_are_found

from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.search import bundles as module
from vrp.search.bundles import Bundles
from vrp.search.construct import CONSTRUCTIONS, make_construction
from vrp.search.loop import Budget, search
from vrp.search.problem import make_problem
from vrp.search.salesman import is_single_tour
from vrp.search.settings import SearchSettings
from vrp.solution import Solution, check


def _found(instance: Instance, iterations: int, seed: int = 0) -> Solution:
    return found_plan(instance, iterations, seed)[1]


def _on_a_line(*stops: tuple[int, Stop], vehicle: Vehicle) -> Instance:
    """The depot at 0, a second and a metre to a step."""
    at = np.array((0, *(place for place, _ in stops)), dtype=np.int32)
    legs = np.abs(at[:, None] - at[None, :])
    return Instance((Depot("depot"),), tuple(stop for _, stop in stops), (vehicle,), legs, legs)


def test_tiny_instances_reach_the_optimum_and_never_beat_it() -> None:
    assert_optima_are_found(
        lambda instance, seed: _found(instance, 600, seed),
        instances=80,
        n_stops=5,
        features=("setups", "hourly costs"),
        without=("groups", "missing ways"),
    )


@pytest.mark.parametrize("beside", ["breaks", "shipments", "groups", "reloads", "missing ways"])
def test_setups_go_with_every_other_feature(beside: str) -> None:
    for seed in range(6):
        features = ("setups", beside, "windows", "limits", "fleet", "speed")
        rng = np.random.default_rng(seed)
        _found(random_instance(rng, n_stops=12, n_vehicles=4, features=features), 300, seed)


@pytest.mark.parametrize(("setup_s", "routes"), [(0, 1), (10, 1), (11, 2)])
def test_parcels_of_one_place_share_a_van_where_parking_takes_time(
    setup_s: int, routes: int
) -> None:
    van = Vehicle("van", count=2, cost_fixed=99, cost_per_m=0, cost_per_s=1)
    due = ((10, 100), (-10, 130), (10, 160), (-10, 190))  # two places, 20 seconds apart
    stops = [
        (place, Stop(f"{second}", windows=((second, second),), setup_s=setup_s))
        for place, second in due
    ]
    solution = _found(_on_a_line(*stops, vehicle=van), 200)
    assert solution.unassigned == ()
    assert len(solution.routes) == routes
    # From the depot and back it is 20 seconds; a place is set up on the way from another one.
    duration = 90 + 20 + setup_s if routes == 1 else 2 * (60 + 20 + setup_s)
    assert solution.cost.total == 99 * routes + duration


def test_one_tour_pays_for_every_place_once() -> None:
    van = Vehicle("van", cost_per_m=0, cost_per_s=1)
    places = (10, 30, 10, 20, 10, 30)
    stops = [
        (place, Stop(f"{number}", setup_s=7, service_s=2)) for number, place in enumerate(places)
    ]
    instance = _on_a_line(*stops, vehicle=van)
    assert is_single_tour(instance)
    assert _found(instance, 100).cost.total == 60 + 3 * 7 + 6 * 2


def test_a_stop_at_the_depot_needs_none() -> None:
    van = Vehicle("van", cost_per_m=0, cost_per_s=1)
    stops = ((0, Stop("here", setup_s=50)), (5, Stop("there", setup_s=20)))
    assert _found(_on_a_line(*stops, vehicle=van), 50).cost.total == 10 + 20


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 2**32), more=st.sets(st.sampled_from(["windows", "fleet", "speed"])))
def test_bundles_have_one_setup(seed: int, more: set[str]) -> None:
    rng = np.random.default_rng(seed)
    features = {"setups", "hourly costs", *more}
    instance = random_instance(rng, n_stops=5, n_vehicles=4, features=features)
    instance = with_stops_repeated(rng, instance, 4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_SHARE", 1.0)
        patch.setattr(module, "_MOST_BUNDLES", 1.0)
        bundles = Bundles.of(instance)
    assert bundles is not None
    routes = search(bundles.instance, Budget(None, 100), seed=seed % 100, threads=1).routes
    packed = Solution.of(bundles.instance, routes)
    unpacked = Solution.of(instance, bundles.unpack(routes))
    assert not check(instance, unpacked)
    assert unpacked.unserved == packed.unserved
    assert unpacked.cost.total <= packed.cost.total


def test_constructions_have_time_for_them() -> None:
    for seed in range(10):
        features = ("setups", "windows", "shifts", "hourly costs")
        rng = np.random.default_rng(seed)
        instance = random_instance(rng, n_stops=12, n_vehicles=4, features=features)
        problem = make_problem(instance, 10)
        knobs = SearchSettings().to_engine(from_plan=True)
        for name in CONSTRUCTIONS:
            for plan in make_construction(name, instance)(problem, knobs, 1, seed):
                assert check(instance, Solution.of(instance, problem.routes(plan))) == ()
