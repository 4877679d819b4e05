"""The best insertion against trying every gap, and what its excesses promise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from brute_force import best_plan, route_cost
from hypothesis import given, settings
from one_more_stop import inserted, relaxed, with_own_trip, with_the_stop
from random_instances import STOP_BY_STOP, instances, random_instance

from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.reasons import insertion
from vrp.reasons.excess import Excess, horizon_s, route_excesses, severity
from vrp.reasons.insertion import Insertion, Insertions
from vrp.solution import Route, Solution, route_schedule

WITHOUT_ESTIMATES = sorted(set(STOP_BY_STOP) - {"breaks", "multiple windows", "releases"})


def chosen(solution: Solution, stop: int, place: Insertion) -> Route:
    route = solution.routes[place.route]
    if place.own_trip:
        return with_own_trip(route, stop, place.trip)
    return inserted(route, stop, place.position, place.trip)


def excesses_of(instance: Instance, route: Route) -> tuple[Excess, ...]:
    schedule = route_schedule(instance, route)
    return route_excesses(instance, route, schedule, horizon_s(instance))


def every_severity(instance: Instance, solution: Solution, stop: int) -> list[tuple[int, float]]:
    return [
        severity(excesses_of(instance, tried))
        for route in solution.routes
        if instance.can_serve(route.vehicle, stop)
        for tried in with_the_stop(instance, route, stop)
    ]


@settings(max_examples=100)
@given(instances(min_stops=3, max_stops=4, features=WITHOUT_ESTIMATES))
def test_no_gap_is_better(instance: Instance) -> None:
    solution = best_plan(instance)
    insertions = Insertions(instance, solution)
    for stop in solution.unassigned:
        best = insertions.best_of([stop])[stop]
        every = every_severity(instance, solution, stop)
        assert (best is None) == (not every)
        if best is not None:
            assert best.rank[:2] == pytest.approx(min(every))


@settings(max_examples=60)
@given(instances(min_stops=3, features=STOP_BY_STOP))
def test_excesses_say_exactly_how_much_is_missing(instance: Instance) -> None:
    """Relaxing every broken limit by its amount is enough; one unit less of any one is not."""
    solution = best_plan(instance)
    insertions = Insertions(instance, solution)
    for stop in solution.unassigned:
        best = insertions.best_of([stop])[stop]
        if best is None:
            continue
        if best.excesses and best.excesses[0].constraint == "unreachable":
            continue  # no limit to relax
        route = chosen(solution, stop, best)
        for short in (None, *best.excesses):
            changed = instance
            for excess in best.excesses:
                changed = relaxed(changed, route, excess, excess.amount - (excess is short))
            cost = route_cost(changed, route.vehicle, route.stops, route.reloads)
            feasible = cost is not None
            assert feasible == (short is None)


def test_a_vehicle_that_may_return_later_may_leave_later_as_well() -> None:
    legs = [[0, 10], [7, 0]]
    van = Vehicle("van", shift_s=(17, 45), max_duration_s=24)
    stop = Stop("s", windows=((88, 89),))
    instance = Instance((Depot("d"),), (stop,), (van,), legs, legs)
    (excess,) = excesses_of(instance, Route(0, (0,)))
    assert (excess.constraint, excess.value, excess.limit) == ("shift", 95, 45)


@settings(max_examples=60)
@given(instances(min_stops=3, features=(*WITHOUT_ESTIMATES, "reloads")))
def test_a_vehicle_that_may_reload_has_no_better_gap(instance: Instance) -> None:
    """All stops but the first two are left out, so that many trips of their own are best."""
    routes = [
        Route(vehicle, (stop,))
        for vehicle, kind in enumerate(instance.vehicles)
        for stop in range(2)
        if kind.max_reloads and instance.can_serve(vehicle, stop)
    ]
    solution = Solution.of(instance, routes[:1])
    insertions = Insertions(instance, solution)
    for stop in solution.unassigned:
        every = every_severity(instance, solution, stop)
        best = insertions.best_of([stop])[stop]
        assert (best is None) == (not every)
        if best is not None:
            assert best.rank[:2] == pytest.approx(min(every))


TRIPS = [
    # Stops a to c are served in this order, d may be: when, on which trip, behind how many stops.
    ((0, 1, 2), (1, 2), (60, 80), 0, 0),
    ((0, 1, 2), (1, 2), (200, 220), 1, 1),
    ((0, 1, 2), (1, 2), (500, 600), 3, 3),
]


@pytest.mark.parametrize(("stops", "reloads", "window", "trip", "position"), TRIPS)
def test_a_trip_of_its_own(
    stops: tuple[int, ...],
    reloads: tuple[int, ...],
    window: tuple[int, int],
    trip: int,
    position: int,
) -> None:
    """Every leg takes 20, every reload 10, and all stops fill the vehicle."""
    legs = 20 * (1 - np.eye(5, dtype=np.int64))
    windows = ((100, 150), (300, 350), (400, 450), window)
    van = Vehicle("van", capacity=(1,), max_reloads=3, reload_s=10)
    instance = Instance(
        (Depot("base"),),
        tuple(
            Stop(name, delivery=(1,), windows=(w,)) for name, w in zip("abcd", windows, strict=True)
        ),
        (van,),
        legs,
        legs,
    )
    solution = Solution.of(instance, [Route(0, stops, reloads)])
    place = Insertions(instance, solution).best_of([3])[3]
    assert place is not None
    assert (place.own_trip, place.trip, place.position) == (True, trip, position)
    assert place.excesses == ()
    assert place.cost == 40
    van = replace(van, max_reloads=2)
    full = Insertions(replace(instance, vehicles=(van,)), solution).best_of([3])[3]
    assert full is not None
    assert full.excesses[0].constraint == "capacity"


@settings(max_examples=30)
@given(instances(min_stops=2, features=STOP_BY_STOP))
def test_cost_is_what_the_plan_then_costs_more(instance: Instance) -> None:
    solution = best_plan(instance)
    insertions = Insertions(instance, solution)
    for stop in solution.unassigned:
        best = insertions.best_of([stop])[stop]
        if best is None:
            continue
        routes = list(solution.routes)
        routes[best.route] = chosen(solution, stop, best)
        prize = instance.stops[stop].prize or 0
        cost = Solution.of(instance, routes).cost.total
        assert cost == solution.cost.total + best.cost - prize


@settings(max_examples=40)
@given(instances(min_stops=4, features=STOP_BY_STOP))
def test_together_stops_get_the_places_that_they_get_alone(instance: Instance) -> None:
    """Windows and skills differ, and so do the numbers of them."""
    vehicles = range(len(instance.vehicles))
    routes = [Route(vehicle, (0,)) for vehicle in vehicles if instance.can_serve(vehicle, 0)]
    insertions = Insertions(instance, Solution.of(instance, routes))
    left = range(1, len(instance.stops))
    together = insertions.best_of(left)
    assert together == {stop: insertions.best_of([stop])[stop] for stop in left}


def test_goods_that_come_late_delay_the_whole_trip(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first gap to be tried is the one in time, though another one is cheaper."""
    monkeypatch.setattr(insertion, "_MOST_TRIALS", 1)
    legs = 10 * (1 - np.eye(4, dtype=np.int64))
    legs[0, 3] = legs[3, 0] = 12
    late = Stop("c", windows=((0, 45),), release_s=30)
    stops = (Stop("a"), Stop("b"), late)
    instance = Instance((Depot("base"),), stops, (Vehicle("van"),), legs, legs)
    place = Insertions(instance, Solution.of(instance, [Route(0, (0, 1))])).best_of([2])[2]
    assert place is not None
    assert (place.position, place.excesses) == (0, ())


def test_a_plan_without_routes_has_no_gap() -> None:
    instance = random_instance(np.random.default_rng(1), features=())
    assert Insertions(instance, Solution.of(instance, [])).best_of([0])[0] is None


def test_horizon_is_the_last_time_that_is_named() -> None:
    instance = random_instance(np.random.default_rng(1), features=("shifts", "windows"))
    ends = [kind.shift_s[1] for kind in instance.vehicles]
    ends += [end for stop in instance.stops for _, end in stop.windows]
    assert horizon_s(instance) == max(ends)
    timeless = random_instance(np.random.default_rng(1), features=())
    assert horizon_s(timeless) == 1
