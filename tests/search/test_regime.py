"""Which way of searching suits which instance and budget."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vrp.instance import NO_WAY, Depot, Instance, Stop, Vehicle
from vrp.search.budget import Budget
from vrp.search.regime import (
    counts_vehicles_first,
    expected_routes,
    favours_small_vehicles,
    starts_from_savings,
)

_STOPS = 40


def _instance(*, capacity: int | None, windows: bool) -> Instance:
    window = ((0, 3600),) if windows else ()
    stops = [Stop(f"s{i}", delivery=(1,), windows=window) for i in range(_STOPS)]
    room = None if capacity is None else (capacity,)
    vehicle = Vehicle("van", count=_STOPS, capacity=room or ())
    legs = [[abs(i - j) for j in range(_STOPS + 1)] for i in range(_STOPS + 1)]
    return Instance((Depot("d"),), tuple(stops), (vehicle,), legs, legs)


@pytest.mark.parametrize(
    ("capacity", "windows", "iterations_per_stop", "expected"),
    [
        (10, False, 10, True),
        (10, False, 10_000, True),
        (10, True, 10, True),
        (10, True, 10_000, False),
        (36, False, 10, False),
        (None, False, 10, False),
    ],
)
def test_short_routes_in_short_times_start_from_savings(
    capacity: int | None, windows: bool, iterations_per_stop: int, expected: bool
) -> None:
    instance = _instance(capacity=capacity, windows=windows)
    by_iterations = Budget(seconds=None, iterations=iterations_per_stop * _STOPS)
    by_time = Budget(seconds=iterations_per_stop * _STOPS / 30_000, iterations=None)
    assert starts_from_savings(instance, by_iterations) == expected
    assert starts_from_savings(instance, by_time) == expected


def test_without_a_limit_nothing_is_left_of_the_first_plan() -> None:
    timed = _instance(capacity=10, windows=True)
    assert not starts_from_savings(timed, Budget(seconds=None, iterations=None))


def test_there_are_as_many_routes_as_loads_take_or_as_vehicles() -> None:
    assert expected_routes(_instance(capacity=10, windows=True)) == 4
    assert expected_routes(_instance(capacity=None, windows=True)) == _STOPS
    assert expected_routes(Instance((Depot("d"),), (), (Vehicle("van"),), [[0]], [[0]])) == 0


def _with_fixed_costs(*fixed_costs: int) -> Instance:
    """Stops are 1 to 40 m from the depot: a drive to one of them and back takes 41 m on average."""
    instance = _instance(capacity=10, windows=False)
    kinds = [
        replace(instance.vehicles[0], id=str(number), cost_fixed=fixed)
        for number, fixed in enumerate(fixed_costs)
    ]
    return replace(instance, vehicles=kinds)


@pytest.mark.parametrize(
    ("fixed_costs", "expected"),
    [((0,), False), ((41,), False), ((42,), True), ((42, 42), True), ((42, 43), False)],
)
def test_vehicles_count_first_where_one_costs_more_than_a_drive(
    fixed_costs: tuple[int, ...], expected: bool
) -> None:
    assert counts_vehicles_first(_with_fixed_costs(*fixed_costs)) == expected


@pytest.mark.parametrize(("fixed", "expected"), [(101, False), (142, True)])
def test_vehicles_do_not_count_first_where_overtime_costs_more(fixed: int, expected: bool) -> None:
    """Ten seconds at 10 each, which a vehicle less may cost beside its drive of 41 m."""
    instance = _with_fixed_costs(fixed)
    paid = replace(instance.vehicles[0], overtime_after_s=10, cost_per_overtime_s=10)
    assert counts_vehicles_first(instance)
    assert counts_vehicles_first(replace(instance, vehicles=(paid,))) == expected


def test_driving_counts_by_its_duration_as_well() -> None:
    instance = _with_fixed_costs(1000)
    hourly = replace(instance.vehicles[0], cost_per_s=30)
    assert not counts_vehicles_first(replace(instance, vehicles=(hourly,)))


def test_driving_that_costs_nothing_leaves_vehicles_to_count() -> None:
    instance = _with_fixed_costs(1)
    free = replace(instance.vehicles[0], cost_per_m=0)
    assert counts_vehicles_first(replace(instance, vehicles=(free,)))


def test_prizes_and_no_stops_leave_nothing_to_count() -> None:
    instance = _with_fixed_costs(1000)
    optional = replace(instance.stops[0], prize=5)
    assert not counts_vehicles_first(replace(instance, stops=(optional, *instance.stops[1:])))
    legs = [[0]]
    nothing = Instance(instance.depots, (), instance.vehicles, legs, legs)
    assert not counts_vehicles_first(nothing)


def test_legs_without_a_way_are_no_drives() -> None:
    instance = _with_fixed_costs(42)
    legs = instance.distances_m.copy()
    legs[0, _STOPS] = NO_WAY
    assert counts_vehicles_first(replace(instance, distances_m=legs, durations_s=legs))


def _vans_and_lorries(large: Vehicle, *, count: int = _STOPS) -> Instance:
    van = Vehicle("van", count=count, capacity=(5,), cost_per_m=10, cost_fixed=100)
    return replace(
        _instance(capacity=5, windows=False), vehicles=(van, replace(large, count=count))
    )


_LORRY = Vehicle("lorry", capacity=(10,), cost_per_m=20, cost_fixed=200)


def test_small_vehicles_are_a_choice_where_room_costs_as_much_on_them() -> None:
    assert favours_small_vehicles(_vans_and_lorries(_LORRY))
    assert favours_small_vehicles(_vans_and_lorries(replace(_LORRY, cost_per_m=16)))
    assert not favours_small_vehicles(_vans_and_lorries(replace(_LORRY, cost_per_m=15)))
    assert not favours_small_vehicles(_vans_and_lorries(replace(_LORRY, cost_fixed=150)))
    assert not favours_small_vehicles(_vans_and_lorries(replace(_LORRY, capacity=(20,))))
    assert not favours_small_vehicles(_vans_and_lorries(replace(_LORRY, capacity=())))


def test_few_vehicles_and_those_of_a_kind_leave_no_choice() -> None:
    assert favours_small_vehicles(_vans_and_lorries(_LORRY, count=6))
    assert not favours_small_vehicles(_vans_and_lorries(_LORRY, count=5))
    assert not favours_small_vehicles(_instance(capacity=10, windows=False))
