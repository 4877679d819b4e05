"""Goods carried from stop to stop: the engine against brute force, and what it must not do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from brute_force import optimum
from found_plans import found_plan, use_small_territories
from plane_instances import plane_instance
from random_instances import random_instance
from tiny_optima import assert_optima_are_found

import vrp
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
    assert found.trace[-1].cost >= solution.cost.total
    return solution


def _courier(**vehicle: object) -> Instance:
    """On a line with the depot at 0: a goes to b, c to d, and one van carries two of the four."""
    at = np.array((0, 10, 20, 11, 21), dtype=np.int32)
    legs = np.abs(at[:, None] - at[None, :])
    stops = [
        Stop("a"),
        Stop("b", delivery=(1,), origin="a"),
        Stop("c"),
        Stop("d", delivery=(1,), origin="c"),
    ]
    van = Vehicle("van", **{"capacity": (1,), **vehicle})
    return Instance((Depot("depot"),), tuple(stops), (van,), legs, legs)


def test_tiny_instances_reach_the_optimum_and_never_beat_it() -> None:
    assert_optima_are_found(
        lambda instance, seed: _found(instance, 600, seed),
        instances=60,
        n_stops=5,
        features=("shipments",),
        without=("missing ways",),
    )


def test_a_full_van_hands_over_before_it_picks_up_again() -> None:
    solution = _found(_courier(), 200)
    (route,) = solution.routes
    assert solution.cost.total == 10 + 10 + 9 + 10 + 21  # a, b, back to c, d, home
    assert route.stops == (0, 1, 2, 3)


def test_a_larger_van_picks_up_both_on_its_way() -> None:
    solution = _found(_courier(capacity=(2,)), 200)
    assert solution.cost.total == 2 * 21
    assert solution.routes[0].stops == (0, 2, 1, 3)


def test_neither_stop_is_served_where_the_other_cannot_be() -> None:
    instance = _courier()
    stops = list(instance.stops)
    stops[3] = replace(stops[3], skills=frozenset({"crane"}))
    solution = _found(replace(instance, stops=tuple(stops)), 200)
    assert solution.unassigned == (2, 3)


def test_a_shipment_is_worth_the_prizes_of_both_its_stops() -> None:
    instance = _courier()
    cheap, dear = (
        replace(instance, stops=tuple(replace(stop, prize=prize) for stop in instance.stops))
        for prize in (9, 30)
    )
    assert _found(cheap, 200).unassigned == (0, 1, 2, 3)
    assert not _found(dear, 200).unassigned


def test_a_search_starts_from_routes_with_shipments() -> None:
    instance = _courier(count=2)
    start = (Route(0, (0, 1)), Route(0, (2, 3)))
    found = search(instance, Budget(None, 0), seed=0, threads=1, start=start)
    assert found.routes == start


def test_what_is_given_in_the_wrong_order_is_put_right() -> None:
    instance = _courier(capacity=(2,))
    found = search(instance, Budget(None, 0), seed=0, threads=1, start=(Route(0, (1, 0, 3, 2)),))
    solution = Solution.of(instance, found.routes)
    assert check(instance, solution) == ()
    assert not solution.unassigned


@pytest.mark.parametrize("threads", [1, 2])
def test_equal_seeds_give_equal_plans(threads: int) -> None:
    features = {"shipments", "windows", "service", "shifts"}
    instance = random_instance(
        np.random.default_rng(5), n_stops=60, n_vehicles=20, features=features
    )
    first, second = (_found(instance, 400, threads=threads) for _ in range(2))
    assert first.routes == second.routes


def test_territories_keep_shipments_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    use_small_territories(monkeypatch)
    for seed in range(10):
        instance = plane_instance(seed, n_stops=40, features={"shipments", "prizes"})
        assert _found(instance, 60, seed, threads=2).routes


def test_cuts_leave_both_stops_of_a_shipment_on_one_side() -> None:
    rng = np.random.default_rng(1)
    instance = random_instance(rng, n_stops=60, n_vehicles=9, features={"shipments"})
    problem = make_problem(instance, 10, in_parts=True)
    together = problem.native.together()
    routes = [Route(0, (stop,)) for stop, data in enumerate(instance.stops) if not data.origin]
    lone = [route for route in routes if instance.destinations[route.stops[0]] is None]
    for seed in range(20):
        cuts = cut(
            problem.native, 60, make_tour(problem.plan(lone)), 4, np.random.default_rng(seed)
        )
        for part in cuts:
            assert not {*together[part.stops]} & {*np.delete(together, part.stops)}


def test_the_engine_refuses_half_a_shipment() -> None:
    instance = random_instance(np.random.default_rng(1), n_stops=20, features={"shipments"})
    native = make_problem(instance, 10, in_parts=True).native
    together = native.together()
    first = next(stop for stop in range(20) if (together == stop).sum() == 2)
    with pytest.raises(ValueError, match=f"has stop {first}, but not the other stop of its shipm"):
        native.part(np.array([first], dtype=np.int32), native.slots)
    with pytest.raises(ValueError, match="a stop has two shipments"):
        native.add_shipment(first, first)


def test_no_trip_ends_with_a_shipment_on_board() -> None:
    """Two loads of the depot's goods and, on the way of the second, a shipment."""
    at = np.array((0, 10, 11, 5, 15), dtype=np.int32)
    legs = np.abs(at[:, None] - at[None, :])
    stops = (
        Stop("x", delivery=(2,)),
        Stop("y", delivery=(2,)),
        Stop("a", delivery=()),
        Stop("b", delivery=(1,), origin="a"),
    )
    van = Vehicle("van", capacity=(2,), max_reloads=2)
    instance = Instance((Depot("depot"),), stops, (van,), legs, legs)
    solution = _found(instance, 300)
    assert not solution.unassigned
    assert (solution.unserved, solution.cost.total) == optimum(instance)
    assert len(solution.routes[0].reloads) >= 1


@pytest.mark.parametrize("name", ["savings", "nearest"])
def test_constructions_that_know_none_refuse_shipments(name: str) -> None:
    with pytest.raises(UnsupportedError, match="goods carried from one stop to another"):
        make_construction(name, _courier())


def test_random_insertion_knows_shipments() -> None:
    solution = vrp.solve(_courier(), iterations=0, init="random")
    assert not solution.unassigned


def test_shipments_are_neither_bundled_nor_a_tour_in_any_order() -> None:
    instance = _courier(capacity=(9,))
    assert not is_single_tour(instance)
    nowhere = np.zeros((5, 5), dtype=np.int32)
    assert Bundles.of(replace(instance, distances_m=nowhere, durations_s=nowhere)) is None
