"""What reaches the engine, seen by what it does with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from random_instances import random_instance

from vrp.errors import UnsupportedError
from vrp.instance import MAX_VALUE, NO_WAY, Depot, Instance, Stop, Vehicle
from vrp.search.loop import Budget, search
from vrp.search.problem import make_problem
from vrp.solution import Route, Solution

_LINE = (0, 10, 20, 30)  # a depot and three stops


def _instance(
    stops: list[Stop],
    *vehicles: Vehicle,
    places: tuple[int, ...] = _LINE,
    depots: tuple[Depot, ...] = (Depot("d"),),
    load_names: tuple[str, ...] = ("",),
) -> Instance:
    at = np.array(places, dtype=np.int32)
    distances = np.abs(at[:, None] - at[None, :])
    return Instance(
        depots=depots,
        stops=tuple(stops),
        vehicles=vehicles or (Vehicle("v", count=3),),
        distances_m=distances,
        durations_s=distances,
        load_names=load_names,
    )


def _stops(**fields: object) -> list[Stop]:
    return [Stop(name, **fields) for name in "abc"]  # type: ignore[arg-type]


def _routes(instance: Instance) -> tuple[Route, ...]:
    return search(instance, Budget(None, 200), seed=1, threads=1).routes


def _served(instance: Instance) -> list[int]:
    routes = _routes(instance)
    Solution.of(instance, routes).check(instance)
    return sorted(stop for route in routes for stop in route.stops)


def test_too_many_load_dimensions_are_refused() -> None:
    names = tuple(f"goods {number}" for number in range(9))
    with pytest.raises(UnsupportedError, match="has 9 load dimensions, and the search takes"):
        make_problem(_instance(_stops(), load_names=names), 10)


def test_the_last_load_dimension_counts() -> None:
    names = tuple(f"goods {number}" for number in range(8))
    nothing = (0,) * 7
    stops = _stops(delivery=(*nothing, 2))
    instance = _instance(stops, Vehicle("v", capacity=(*nothing, 5)), load_names=names)
    assert len(_served(instance)) == 2


def test_no_load_dimension_will_do() -> None:
    assert _served(_instance(_stops(), load_names=())) == [0, 1, 2]


def test_loads_without_capacity_are_unlimited() -> None:
    assert _routes(_instance(_stops(delivery=(10**6,)), Vehicle("v", count=3))) in (
        (Route(0, (0, 1, 2)),),
        (Route(0, (2, 1, 0)),),
    )


def test_stops_are_numbered_as_in_the_instance() -> None:
    # Only one order keeps the windows, and neither the line nor the input has it.
    instance = _instance(
        [
            Stop("far", windows=((0, 35),)),
            Stop("near", windows=((0, 10),)),
            Stop("late", windows=((35, 45),)),
        ],
        Vehicle("v", shift_s=(0, 100)),
        places=(0, 30, 10, 20),
    )
    assert _routes(instance) == (Route(0, (1, 0, 2)),)


def test_routes_survive_the_way_to_the_engine_and_back() -> None:
    problem = make_problem(_instance(_stops(), places=(0, 30, 10, 20)), 10)
    assert sorted(problem.stops) == [0, 1, 2]
    routes = (Route(0, (2, 0)), Route(0, (1,)))
    assert problem.routes(problem.plan(routes)) == routes


def test_open_routes_end_at_their_last_stop() -> None:
    assert _routes(_instance(_stops(), Vehicle("v", end=None))) == (Route(0, (0, 1, 2)),)


def test_open_routes_may_end_until_the_shift_does() -> None:
    hours = (Depot("d", window=(0, 15)),)
    stay_out = Vehicle("v", end=None, shift_s=(0, 25))
    assert _served(_instance(_stops(), stay_out, depots=hours)) == [0, 1]


def test_start_and_end_may_differ() -> None:
    depots = (Depot("left"), Depot("right"))
    instance = _instance(
        _stops(), Vehicle("v", start=1, end=0), depots=depots, places=(0, 40, 10, 20, 30)
    )
    assert _routes(instance) == (Route(0, (2, 1, 0)),)


def test_skills_decide_who_may_go() -> None:
    able = Vehicle("able", skills=frozenset({"cold"}), cost_fixed=1000)
    stops = [Stop("a"), Stop("b", skills=frozenset({"cold"})), Stop("c")]
    assert _routes(_instance(stops, Vehicle("v"), able))[-1].vehicle == 1
    assert _served(_instance(stops, Vehicle("v"))) == [0, 2]


def test_every_vehicle_has_its_own_speed() -> None:
    stops = _stops(windows=((0, 15),))
    assert _served(_instance(stops)) == [0]
    assert _served(_instance(stops, Vehicle("v", speed_factor=2.0))) == [0, 1, 2]
    both = _instance(stops, Vehicle("slow"), Vehicle("fast", speed_factor=2.0, cost_per_m=100))
    assert _served(both) == [0, 1, 2]


def test_a_vehicle_that_can_never_leave_stays() -> None:
    early = (Depot("d", window=(0, 100)),)
    night_shift = Vehicle("v", shift_s=(101, 200))
    assert _routes(_instance(_stops(), night_shift, depots=early)) == ()
    by_day = Vehicle("w", shift_s=(0, 100), cost_per_m=7)
    either = _instance(_stops(), night_shift, by_day, depots=early)
    assert {route.vehicle for route in _routes(either)} == {1}


def test_a_vehicle_that_can_never_end_its_route_stays() -> None:
    """Its last depot opens when its shift is over."""
    depots = (Depot("d"), Depot("late", window=(200, 300)))
    stays = Vehicle("stays", count=5, end=1, shift_s=(0, 100))
    returns = Vehicle("returns", shift_s=(0, 100))
    places = (0, 1, *_LINE[1:])
    assert _served(_instance(_stops(), stays, places=places, depots=depots)) == []
    mixed = _instance(_stops(), stays, returns, places=places, depots=depots)
    assert _served(mixed) == [0, 1, 2]
    assert {route.vehicle for route in _routes(mixed)} == {1}


def test_a_million_vehicles_are_no_more_than_the_stops() -> None:
    instance = _instance(_stops(delivery=(1,)), Vehicle("v", 10**6, capacity=(1,)))
    assert _served(instance) == [0, 1, 2]


def test_time_is_free_until_something_depends_on_it() -> None:
    # Impossibly slow, and nobody minds.
    instance = _instance(_stops(service_s=10**8), Vehicle("v", speed_factor=0.01))
    assert _served(instance) == [0, 1, 2]


@pytest.mark.parametrize(
    ("limit", "served"),
    [
        ({"max_stops": 2}, [0, 1]),
        ({"max_stops": 0}, []),
        ({"max_distance_m": 45}, [0, 1]),
        ({"max_distance_m": 19}, []),
        ({"max_duration_s": 45}, [0, 1]),
        ({"max_duration_s": 19}, []),
        ({"shift_s": (100, 145)}, [0, 1]),
        ({"shift_s": (100, 119)}, []),
    ],
)
def test_limits_of_a_route(limit: dict[str, object], served: list[int]) -> None:
    vehicle = Vehicle("v", **limit)  # type: ignore[arg-type]
    priorities = [Stop("a", priority=2), Stop("b", priority=1), Stop("c")]
    assert _served(_instance(priorities, vehicle)) == served


def test_an_instance_without_stops() -> None:
    assert _routes(_instance([], places=(0,))) == ()


def test_a_leg_without_a_way_is_never_driven() -> None:
    instance = _instance(_stops(), Vehicle("v", max_stops=3))
    distances = instance.distances_m.copy()
    # The way to c leads over b alone, the one back from c over a alone.
    for leg in ((0, 3), (1, 3), (3, 0), (3, 2)):
        distances[leg] = NO_WAY
    instance = replace(instance, distances_m=distances)
    assert [route.stops for route in _routes(instance)] == [(1, 2, 0)]
    distances[3, 1] = NO_WAY
    cut_off = replace(instance, distances_m=distances)
    assert _served(cut_off) == [0, 1]


def test_a_generalised_cost_is_what_is_minimised() -> None:
    instance = _instance(_stops(), Vehicle("v"))
    (driven,) = _routes(instance)
    assert driven.stops in ((0, 1, 2), (2, 1, 0))
    generalised = np.full((4, 4), 9)
    for leg in ((0, 2), (2, 1), (1, 3), (3, 0)):
        generalised[leg] = 1
    instance = replace(instance, generalised_m=generalised, minimised="eco")
    routes = _routes(instance)
    assert [route.stops for route in routes] == [(1, 0, 2)]
    assert Solution.of(instance, routes).cost.total == 4


def test_a_generalised_cost_goes_with_no_limit_of_distance() -> None:
    instance = _instance(_stops(), Vehicle("long"), Vehicle("short", max_distance_m=5))
    instance = replace(instance, generalised_m=instance.distances_m, minimised="eco")
    with pytest.raises(UnsupportedError, match=r"vehicle 'short': max_km is 0\.005 while eco is"):
        make_problem(instance, neighbours=5)


def test_stops_that_are_preferred_are_looked_beside_first() -> None:
    rng = np.random.default_rng(0)
    instance = random_instance(rng, n_stops=30, n_vehicles=30, features=("windows",))
    lists = np.array([rng.permutation(30)[:8] for _ in range(30)], dtype=np.int32)
    lists[5, 3:] = -1
    problem = make_problem(instance, 10)
    problem.prefer(lists)
    number = {stop: position for position, stop in enumerate(problem.stops)}
    for stop in range(30):
        wanted = [number[other] for other in lists[stop] if other not in (stop, -1)]
        found = problem.native.neighbours_of(number[stop])
        assert len(found) == len(set(found)) == 10
        assert found[: len(wanted)] == wanted
        assert number[stop] not in found


@pytest.mark.parametrize("features", [(), ("windows",), ("fleet", "pickups", "prizes")])
def test_whatever_is_preferred_the_plan_is_valid(features: tuple[str, ...]) -> None:
    rng = np.random.default_rng(1)
    instance = random_instance(rng, n_stops=25, n_vehicles=9, features=features)
    lists = rng.integers(-1, 25, (25, 40), dtype=np.int32)
    found = search(instance, Budget(None, 300), seed=0, threads=2, preferred=lists)
    Solution.of(instance, found.routes).check(instance)


@pytest.mark.parametrize(
    ("lists", "message"),
    [
        (np.zeros((2, 4), dtype=np.int32), r"shape \(2, 4\), expected \(3, k\)"),
        (np.zeros(3, dtype=np.int32), r"shape \(3,\)"),
        (np.full((3, 1), 3, dtype=np.int32), "stops 3 to 3, expected -1 to 2"),
        (np.full((3, 1), -2, dtype=np.int32), "stops -2 to -2, expected -1 to 2"),
    ],
)
def test_lists_that_are_not_understood(lists: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make_problem(_instance(_stops()), 10).prefer(lists)


@pytest.mark.parametrize("features", [("asymmetric",), ("asymmetric", "windows", "service")])
def test_neighbours_are_the_same_without_matrices_of_the_engine(features: tuple[str, ...]) -> None:
    instance = random_instance(np.random.default_rng(2), n_stops=50, features=features)
    whole = make_problem(instance, 12)
    for threads in (1, 3):
        in_parts = make_problem(instance, 12, threads, in_parts=True)
        assert in_parts.stops == whole.stops
        for stop in range(50):
            assert in_parts.native.neighbours_of(stop) == whole.native.neighbours_of(stop)


def test_neighbours_are_the_least_remote_and_those_of_one_another_first() -> None:
    rng = np.random.default_rng(3)
    features = ("asymmetric", "multiple windows", "service")
    instance = random_instance(rng, n_stops=40, features=features)
    windows = [stop.windows or ((0, MAX_VALUE),) for stop in instance.stops]
    problem = make_problem(instance, 9)

    def one_way(first: int, then: int) -> float:
        leg = int(instance.durations_s[1 + first, 1 + then])
        ready = instance.stops[first].service_s + leg
        wait = windows[then][0][0] - ready - windows[first][-1][1]
        late = windows[first][0][0] + ready - windows[then][-1][1]
        return 25 * leg + max(0, wait) + 25 * max(0, late)

    least_remote = []
    for stop in problem.stops:
        ranked = sorted(
            (min(one_way(stop, other), one_way(other, stop)), position)
            for position, other in enumerate(problem.stops)
            if other != stop
        )
        least_remote.append([position for _, position in ranked[:9]])
    for number, own in enumerate(least_remote):

        def both_ranks(other: int, number: int = number, own: list[int] = own) -> int:
            theirs = least_remote[other]
            return own.index(other) + 2 * (theirs.index(number) if number in theirs else 9)

        assert problem.native.neighbours_of(number) == sorted(own, key=both_ranks)


@pytest.mark.parametrize("k", [1, 7, 30, 79])
@pytest.mark.parametrize("town", [1, 5, 60])
def test_neighbours_come_by_distance_however_stops_crowd(k: int, town: int) -> None:
    rng = np.random.default_rng(4)
    # Stops of towns far from each other, in a town of few places many as near as one another.
    places = 100_000 * rng.integers(0, 3, 80) + rng.integers(0, town, 80)
    problem = make_problem(
        _instance([Stop(str(n)) for n in range(80)], places=(0, *places.tolist())), k
    )
    at = places[list(problem.stops)]
    for stop in range(80):
        away = np.abs(at - at[stop])
        away[stop] = MAX_VALUE
        nearest = np.argsort(away, kind="stable")[:k]
        assert problem.native.neighbours_of(stop) == nearest.tolist()


@pytest.mark.parametrize("features", [("asymmetric",), ("asymmetric", "windows", "speed")])
def test_parts_have_the_legs_of_the_instance(features: tuple[str, ...]) -> None:
    instance = random_instance(np.random.default_rng(4), n_stops=20, features=features)
    problem = make_problem(instance, 5, in_parts=True)
    assert problem.native.in_parts
    whole = problem.with_matrices()
    assert not whole.native.in_parts
    assert whole.with_matrices() is whole
    keep = np.array([17, 2, 9], dtype=np.int32)
    part = problem.native.part(keep, problem.native.slots)
    places = [instance.location(problem.stops[stop]) for stop in keep] + [0]
    for number, place in enumerate(places):
        legs = [int(instance.distances_m[origin, place]) for origin in places]
        assert part.distances_to(number, np.arange(4, dtype=np.int32)).tolist() == legs
        legs = [int(instance.distances_m[place, destination]) for destination in places]
        assert part.distances_from(number, np.arange(4, dtype=np.int32)).tolist() == legs
    with pytest.raises(ValueError, match="expected a large problem"):
        part.part(keep, problem.native.slots)


@pytest.mark.parametrize("features", [("asymmetric",), ("asymmetric", "windows")])
def test_the_longest_legs_are_ranked_as_well(features: tuple[str, ...]) -> None:
    instance = random_instance(np.random.default_rng(5), n_stops=12, features=features)
    longest = MAX_VALUE - 1 - np.asarray(instance.distances_m)
    instance = replace(instance, distances_m=longest, durations_s=longest)
    problem = make_problem(instance, 20)
    for stop in range(12):
        neighbours = problem.native.neighbours_of(stop)
        assert sorted([*neighbours, stop]) == list(range(12))
        if features == ("asymmetric",):
            places = [instance.location(number) for number in problem.stops]
            legs = [
                min(longest[places[stop], places[other]], longest[places[other], places[stop]])
                for other in neighbours
            ]
            assert legs == sorted(legs)
