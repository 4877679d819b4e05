"""One tour: which instances are, and that its search finds the best one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from brute_force import best_plan
from hypothesis import given, settings
from hypothesis import strategies as st
from plane_instances import with_matrices
from small_instances import with_stop, with_vehicle
from tour_instances import TOUR_FEATURES, matrix_tour, on_plane, tour_instance

import vrp
from vrp.instance import NO_WAY, Depot, Instance, Vehicle
from vrp.search import crew_choice, salesman
from vrp.search.loop import Budget, Found, search
from vrp.search.salesman import as_single_tour, is_single_tour
from vrp.solution import Route, Solution

_SEEDS = st.integers(0, 2**32 - 1)
_FEATURES = st.frozensets(st.sampled_from(TOUR_FEATURES))
_SYMMETRIC = st.frozensets(st.sampled_from(sorted({*TOUR_FEATURES} - {"asymmetric"})))


@pytest.fixture
def only_tours(monkeypatch: pytest.MonkeyPatch) -> None:
    """No other search is to be made."""
    monkeypatch.setattr(crew_choice, "Search", None)
    monkeypatch.setattr(crew_choice, "Territories", None)


def _cost(instance: Instance, found: Found) -> int:
    solution = Solution.of(instance, found.routes)
    solution.check(instance)
    assert solution.unserved == 0
    last = found.trace[-1]
    assert (last.unserved, last.cost) == (0, solution.cost.total)
    assert (last.routes, last.unassigned) == (1, 0)
    return solution.cost.total


@given(seed=_SEEDS, n_stops=st.integers(1, 6), features=_FEATURES)
def test_small_tours_are_best(seed: int, n_stops: int, features: frozenset[str]) -> None:
    instance = tour_instance(seed, n_stops, features)
    assert is_single_tour(instance)
    found = search(instance, Budget(None, 400), seed=0, threads=1)
    assert _cost(instance, found) == best_plan(instance).cost.total


def test_two_stops_that_follow_one_another_are_exchanged_at_once() -> None:
    """Where legs are asymmetric, whichever of the three that change gains."""
    features = ("depots", "hourly costs", "pickups", "priorities", "open", "generalised costs")
    instance = tour_instance(4, 4, frozenset({*features, "speed", "fixed costs"}))
    found = search(instance, Budget(None, 0), seed=0, threads=1)
    assert _cost(instance, found) == best_plan(instance).cost.total


@given(seed=_SEEDS, n_stops=st.integers(1, 5), features=_SYMMETRIC)
def test_small_tours_on_a_plane_are_best(seed: int, n_stops: int, features: frozenset[str]) -> None:
    instance = on_plane(tour_instance(seed, n_stops, features), seed)
    if not is_single_tour(instance):
        assert instance.vehicles[0].cost_per_m
        assert instance.vehicles[0].speed_factor != 1.0
        return
    found = search(instance, Budget(None, 300), seed=0, threads=1)
    assert _cost(instance, found) == best_plan(with_matrices(instance)).cost.total


def _held_karp(legs: npt.NDArray[np.int64], end: int) -> int:
    """The shortest tour from place 0 by way of all others to place ``end`` (Held & Karp 1962)."""
    inner = [place for place in range(1, len(legs)) if place != end]
    n = len(inner)
    shortest = np.full((1 << n, n), 2**60)
    for last, place in enumerate(inner):
        shortest[1 << last, last] = legs[0, place]
    between = legs[np.ix_(inner, inner)]
    for visited in range(1, 1 << n):
        for last in range(n):
            if visited >> last & 1 and visited != 1 << last:
                before = visited ^ (1 << last)
                shortest[visited, last] = (shortest[before] + between[:, last]).min()
    return int((shortest[-1] + legs[inner, end]).min())


@pytest.mark.usefixtures("only_tours")
@pytest.mark.parametrize("symmetric", [True, False])
@pytest.mark.parametrize("end", [0, 1, None])
@pytest.mark.parametrize("seed", range(4))
def test_tours_of_eleven_places_are_best(symmetric: bool, end: int | None, seed: int) -> None:
    legs = np.random.default_rng(seed).integers(1, 1000, (11, 11))
    if symmetric:
        legs = np.minimum(legs, legs.T)
    np.fill_diagonal(legs, 0)
    instance = matrix_tour(legs, end=end, depots=2 if end == 1 else 1)
    found = search(instance, Budget(None, 4000), seed=0, threads=1)
    known = np.pad(legs, (0, 1)) if end is None else legs
    assert _cost(instance, found) == _held_karp(known, 11 if end is None else end)


@pytest.mark.parametrize("end", ["start", "other", "open"])
@pytest.mark.parametrize("on_points", [True, False])
def test_a_tour_along_a_line_is_found_at_once(end: str, on_points: bool) -> None:
    n = 300
    line = np.arange(n + 2) * 10
    legs = np.abs(line[:, None] - line[None, :])
    order = np.array([0, n + 1, *(1 + np.random.default_rng(0).permutation(n))])
    instance = matrix_tour(
        legs[np.ix_(order, order)],
        depots=2,
        end={"start": 0, "other": 1, "open": None}[end],
    )
    if on_points:
        plane = vrp.plane.Plane(np.column_stack([line[order], np.zeros(n + 2)]))
        instance = replace(instance, distances_m=plane, durations_s=plane)
    found = search(instance, Budget(None, 3000), seed=1, threads=1)
    shortest = {"start": 2 * 10 * n, "other": 10 * (n + 1), "open": 10 * n}[end]
    assert _cost(instance, found) == shortest


_BINDING: dict[str, Callable[[Instance], Instance]] = {
    "window": lambda i: with_stop(i, 0, windows=((0, 10**6),)),
    "prize": lambda i: with_stop(i, 0, prize=10**6),
    "skills": lambda i: with_stop(i, 0, skills=frozenset({"lift"})),
    "capacity": lambda i: with_vehicle(i, capacity=(int(i.deliveries.sum()) - 1,)),
    "stops": lambda i: with_vehicle(i, max_stops=len(i.stops) - 1),
    "distance": lambda i: with_vehicle(i, max_distance_m=10**6),
    "duration": lambda i: with_vehicle(i, max_duration_s=10**6),
    "shift": lambda i: with_vehicle(i, shift_s=(0, 10**6)),
    "depot hours": lambda i: replace(i, depots=(Depot("d", window=(0, 10**6)),)),
    "kinds": lambda i: replace(i, vehicles=(*i.vehicles, Vehicle("other", capacity=(1,)))),
    "missing ways": lambda i: _without_a_way(i),
    "huge costs": lambda i: with_vehicle(i, cost_per_m=2**28 + 1, cost_per_s=2**28),
}


def _without_a_way(instance: Instance) -> Instance:
    legs = np.array(instance.distances_m)
    legs[1, 2] = NO_WAY
    return replace(instance, distances_m=legs)


@pytest.mark.parametrize("name", _BINDING)
def test_what_may_bind_is_searched_as_ever(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    instance = tour_instance(3, 8)
    assert is_single_tour(instance)
    bound = _BINDING[name](instance)
    assert not is_single_tour(bound)
    monkeypatch.setattr(salesman, "make_tour_search", None)
    found = search(bound, Budget(None, 50), seed=0, threads=1)
    Solution.of(bound, found.routes).check(bound)


@pytest.mark.parametrize("exact", [True, False])
def test_loads_bind_when_they_do_not_fit_at_once(exact: bool) -> None:
    instance = tour_instance(3, 6, ("pickups",))
    room = int(instance.deliveries.sum() + instance.pickups.sum())
    given = with_vehicle(instance, capacity=(room if exact else room - 1,))
    assert is_single_tour(given) == exact


@given(seed=_SEEDS, count=st.integers(2, 3), fixed=st.integers(0, 30), features=_FEATURES)
@settings(max_examples=40)
def test_a_second_vehicle_counts_where_it_may_pay(
    seed: int, count: int, fixed: int, features: frozenset[str]
) -> None:
    alone = with_vehicle(tour_instance(seed, 4, features), cost_fixed=fixed)
    instance = with_vehicle(alone, count=count)
    best = best_plan(instance).cost.total
    if is_single_tour(instance):
        assert best == best_plan(alone).cost.total
        found = search(instance, Budget(None, 300), seed=0, threads=1)
        assert _cost(instance, found) == best


def test_kicks_exchange_stretches_of_any_length_on_the_shortest_tours() -> None:
    features = frozenset({"asymmetric", "depots", "hourly costs", "open", "speed"})
    features |= {"fixed costs", "generalised costs"}
    instance = tour_instance(43023, 4, features)
    found = search(instance, Budget(None, 300), seed=0, threads=1)
    assert _cost(instance, found) == best_plan(instance).cost.total


def test_a_second_vehicle_is_not_used_where_ways_by_the_depot_are_long() -> None:
    legs = np.abs(np.subtract.outer(np.arange(9), np.arange(9))) * 10
    assert is_single_tour(with_vehicle(matrix_tour(legs), count=5))
    # Where routes end at their last stop, one either way costs less than a tour.
    assert not is_single_tour(with_vehicle(matrix_tour(legs, end=None), count=5))
    assert not is_single_tour(on_plane(with_vehicle(matrix_tour(legs), count=2), 0))


@given(seed=_SEEDS, features=_FEATURES, order=st.permutations(range(5)))
def test_one_matrix_costs_the_same(seed: int, features: frozenset[str], order: list[int]) -> None:
    instance = tour_instance(seed, 5, {*features, "hourly costs"})
    single = as_single_tour(instance)
    assert not single.is_timed
    route = Route(0, tuple(order))
    assert Solution.of(single, [route]).cost.total == Solution.of(instance, [route]).cost.total


@pytest.mark.usefixtures("only_tours")
@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("features", [(), ("asymmetric", "open")])
def test_the_same_seed_and_threads_give_the_same_tour(
    threads: int, features: tuple[str, ...]
) -> None:
    instance = tour_instance(1, 60, features)
    runs = [search(instance, Budget(None, 2500), seed=4, threads=threads) for _ in range(2)]
    assert runs[0].routes == runs[1].routes
    assert runs[0].iterations == 2500
    assert [p.cost for p in runs[0].trace] == [p.cost for p in runs[1].trace]
    assert _cost(instance, runs[0]) == _cost(instance, runs[1])


def test_other_seeds_search_differently() -> None:
    instance = tour_instance(1, 60)
    runs = {search(instance, Budget(None, 30), seed=s, threads=1).routes for s in range(5)}
    assert len(runs) > 1


@pytest.mark.usefixtures("only_tours")
@pytest.mark.parametrize("features", [(), ("asymmetric",), ("open",), ("open", "asymmetric")])
def test_a_start_is_never_lost(features: tuple[str, ...]) -> None:
    instance = tour_instance(2, 80, features)
    full = search(instance, Budget(None, 20_000), seed=0, threads=1)
    again = search(instance, Budget(None, 0), seed=1, threads=2, start=full.routes)
    assert _cost(instance, again) <= _cost(instance, full)


@pytest.mark.usefixtures("only_tours")
@pytest.mark.parametrize("features", [(), ("open", "asymmetric")])
@pytest.mark.parametrize("share", [0, 1, 2])
def test_a_start_is_completed(features: tuple[str, ...], share: int) -> None:
    instance = tour_instance(2, 20, features)
    some = tuple(range(0, 20, share)) if share else ()
    start = [Route(0, some)] if some else []
    for iterations in (0, 500):
        found = search(instance, Budget(None, iterations), seed=0, threads=1, start=start)
        assert _cost(instance, found) > 0


def test_a_start_of_several_routes_becomes_one() -> None:
    legs = np.abs(np.subtract.outer(np.arange(9), np.arange(9))) * 10
    instance = with_vehicle(matrix_tour(legs), count=5)
    start = [Route(0, (0, 3, 1)), Route(0, (5, 2, 4, 6, 7))]
    found = search(instance, Budget(None, 200), seed=0, threads=1, start=start)
    assert _cost(instance, found) == 160


@pytest.mark.parametrize("init", ["auto", "savings", "nearest", "random", "insertion"])
def test_whatever_the_first_plan_is_made_by(init: str) -> None:
    instance = tour_instance(5, 30, ("asymmetric", "hourly costs"))
    solution = vrp.solve(instance, iterations=3000, threads=1, init=init)
    assert solution.run.init == ("boruvka" if init == "auto" else init)
    assert solution.unassigned == ()


def test_a_plane_takes_the_construction_asked_for() -> None:
    instance = on_plane(tour_instance(5, 30), 5)
    auto = vrp.solve(instance, iterations=2000, threads=1)
    savings = vrp.solve(instance, iterations=2000, threads=1, init="savings")
    assert (auto.run.init, savings.run.init) == ("boruvka", "savings")


def test_it_stops_when_told_to() -> None:
    stop = threading.Event()
    instance = tour_instance(0, 50)
    solution = vrp.solve(
        instance, time_limit=None, stop=stop, progress=lambda _: stop.set(), threads=1
    )
    assert solution.run.interrupted
    assert solution.unassigned == ()
