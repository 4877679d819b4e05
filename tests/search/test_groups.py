"""Stops of which one is served: the engine against brute force, and what it must not do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from found_plans import found_plan, use_small_territories
from plane_instances import plane_instance
from random_instances import random_instance
from tiny_optima import assert_optima_are_found

from vrp.errors import UnsupportedError
from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.search.bundles import Bundles
from vrp.search.construct import make_construction
from vrp.search.loop import Budget, search
from vrp.search.partition import cut
from vrp.search.problem import make_problem
from vrp.search.salesman import is_single_tour
from vrp.search.tour import make_tour
from vrp.solution import Route, Solution, check


def _found(instance: Instance, iterations: int, seed: int = 0, threads: int = 1) -> Solution:
    found, solution = found_plan(instance, iterations, seed, threads)
    left = {min(instance.alternatives[stop]) for stop in solution.unassigned}
    assert found.trace[-1].unassigned == len(left)
    return solution


def _parcels(**worth: int | None) -> Instance:
    """On a line with the depot at 0: one parcel for 9 or for 30, one for 10 or for -20."""
    at = np.array((0, 9, 30, 10, -20), dtype=np.int32)
    legs = np.abs(at[:, None] - at[None, :])
    places = (("office", "a"), ("home", "a"), ("locker", "b"), ("shop", "b"))
    stops = tuple(Stop(name, delivery=(1,), group=group, **worth) for name, group in places)
    return Instance((Depot("depot"),), stops, (Vehicle("van", capacity=(2,)),), legs, legs)


def test_tiny_instances_reach_the_optimum_and_never_beat_it() -> None:
    assert_optima_are_found(
        lambda instance, seed: _found(instance, 600, seed),
        instances=60,
        n_stops=5,
        features=("groups",),
        without=("missing ways",),
    )


def test_of_every_group_the_stop_on_the_way_is_served() -> None:
    solution = _found(_parcels(), 200)
    assert [set(route.stops) for route in solution.routes] == [{0, 2}]
    assert (solution.unassigned, solution.cost.total) == ((), 20)


def test_a_stop_that_cannot_be_served_is_served_elsewhere() -> None:
    instance = _parcels()
    stops = (replace(instance.stops[0], skills=frozenset({"crane"})), *instance.stops[1:])
    solution = _found(replace(instance, stops=stops), 200)
    assert [set(route.stops) for route in solution.routes] == [{1, 2}]


@pytest.mark.parametrize("beside", [(), ("windows", "service"), ("fleet", "hourly costs")])
def test_no_stop_would_do_better_in_the_place_of_one_of_its_group(beside: tuple[str, ...]) -> None:
    for seed in range(5):
        rng = np.random.default_rng(seed)
        features = {"groups", *beside}
        instance = random_instance(rng, n_stops=60, n_vehicles=20, features=features)
        solution = _found(instance, 1000, seed)
        for number, route in enumerate(solution.routes):
            for place, stop in enumerate(route.stops):
                for other in instance.alternatives[stop][1:]:
                    stops = (*route.stops[:place], other, *route.stops[place + 1 :])
                    routes = list(solution.routes)
                    routes[number] = replace(route, stops=stops)
                    changed = Solution.of(instance, routes)
                    assert check(instance, changed) or changed.cost.total >= solution.cost.total


def test_a_group_without_a_vehicle_counts_once() -> None:
    instance = replace(_parcels(priority=4), vehicles=(Vehicle("van", capacity=(1,)),))
    solution = _found(instance, 200)
    assert [route.stops for route in solution.routes] == [(0,)]
    assert (solution.unassigned, solution.unserved) == ((2, 3), 5)


def test_a_prize_is_earned_once() -> None:
    assert _found(_parcels(prize=9), 200).cost.total == 2 * 9
    assert _found(_parcels(prize=11), 200).cost.total == 20


def test_of_two_that_are_given_the_first_is_kept() -> None:
    instance = _parcels()
    for routes in ((Route(0, (1, 0)),), (Route(0, (1, 2, 0, 3)),)):
        found = search(instance, Budget(None, 0), seed=0, threads=1, start=routes)
        solution = Solution.of(instance, found.routes)
        assert check(instance, solution) == ()
        assert not solution.unassigned
        assert 1 in solution.routes[0].stops


@pytest.mark.parametrize("threads", [1, 2])
def test_equal_seeds_give_equal_plans(threads: int) -> None:
    rng = np.random.default_rng(5)
    instance = random_instance(rng, n_stops=60, n_vehicles=20, features={"groups", "windows"})
    first, second = (_found(instance, 400, threads=threads) for _ in range(2))
    assert first.routes == second.routes


def test_territories_keep_groups_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    use_small_territories(monkeypatch)
    for seed in range(10):
        instance = plane_instance(seed, n_stops=40, features={"groups", "prizes"})
        assert _found(instance, 60, seed, threads=2).routes


def test_cuts_leave_all_alternatives_on_one_side() -> None:
    instance = random_instance(np.random.default_rng(1), n_stops=60, features={"groups"})
    problem = make_problem(instance, 10, in_parts=True)
    together = problem.native.together()
    tour = make_tour(problem.plan([Route(0, (group[-1],)) for group in instance.groups[::2]]))
    for seed in range(20):
        for part in cut(problem.native, 60, tour, 4, np.random.default_rng(seed)):
            assert not {*together[part.stops]} & {*np.delete(together, part.stops)}


def test_the_engine_refuses_half_a_group() -> None:
    instance = random_instance(np.random.default_rng(1), n_stops=20, features={"groups"})
    native = make_problem(instance, 10, in_parts=True).native
    together = native.together()
    first = next(stop for stop in range(20) if (together == stop).sum() > 1)
    with pytest.raises(ValueError, match=f"has stop {first}, but not the other stop of its group"):
        native.part(np.array([first], dtype=np.int32), native.slots)
    with pytest.raises(ValueError, match="a stop is in two groups"):
        native.add_group([first])
    with pytest.raises(ValueError, match="a group has no stops"):
        native.add_group([])


@pytest.mark.parametrize("name", ["savings", "nearest"])
def test_constructions_that_know_none_refuse_groups(name: str) -> None:
    with pytest.raises(UnsupportedError, match="stops of which one is served in the place of oth"):
        make_construction(name, _parcels())


def test_alternatives_are_neither_bundled_nor_all_on_one_tour() -> None:
    instance = _parcels()
    assert not is_single_tour(replace(instance, vehicles=(Vehicle("van", capacity=(9,)),)))
    nowhere = np.zeros((5, 5), dtype=np.int32)
    assert Bundles.of(replace(instance, distances_m=nowhere, durations_s=nowhere)) is None
