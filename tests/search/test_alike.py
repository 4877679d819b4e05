"""Vehicles listed one by one are searched as one kind, and keep their names in the plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from random_instances import instances

import vrp
from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.search.alike import MergedFleet
from vrp.solution import Route, Solution, check


def listed(*vehicles: Vehicle, n_stops: int = 12) -> Instance:
    """Stops of one load unit on a circle around the depot."""
    turns = np.linspace(0, 2 * np.pi, n_stops, endpoint=False)
    points = np.vstack([[0, 0], 100 * np.column_stack([np.cos(turns), np.sin(turns)])])
    legs = np.rint(np.linalg.norm(points[:, None] - points, axis=-1)).astype(np.int32)
    stops = tuple(Stop(f"s{number}", delivery=(1,)) for number in range(n_stops))
    return Instance((Depot("d"),), stops, vehicles, legs, legs)


def vans(count: int, **fields: object) -> list[Vehicle]:
    return [
        Vehicle(f"van {n}", capacity=(4,), extra={"driver": str(n)}, **fields)  # type: ignore[arg-type]
        for n in range(count)
    ]


def test_what_differs_in_name_alone_is_merged() -> None:
    first, second, third = vans(3)
    truck = Vehicle("truck", capacity=(9,))
    fleet = MergedFleet.of(listed(first, truck, replace(second, count=2), third))
    assert [(each.id, each.count) for each in fleet.instance.vehicles] == [
        ("van 0", 4),
        ("truck", 1),
    ]
    assert fleet.members == ((0, 2, 3), (1,))


@pytest.mark.parametrize(
    "other",
    [{"capacity": (5,)}, {"shift_s": (0, 9)}, {"cost_fixed": 1}, {"skills": frozenset({"lift"})}],
    ids=str,
)
def test_what_differs_in_anything_else_is_not(other: dict[str, object]) -> None:
    first, second = vans(2)
    instance = listed(first, replace(second, **other))  # type: ignore[arg-type]
    assert MergedFleet.of(instance).instance is instance


def test_every_vehicle_drives_as_many_routes_as_it_may() -> None:
    first, second, third = vans(3)
    fleet = MergedFleet.of(listed(first, Vehicle("truck"), replace(second, count=2), third))
    routes = [Route(kind, (stop,)) for stop, kind in enumerate((0, 0, 1, 0, 0))]
    dealt = fleet.deal(routes)
    assert [route.vehicle for route in dealt] == [0, 2, 1, 2, 3]
    assert fleet.gather(dealt) == routes


@given(instances(features=("fleet", "windows")))
def test_dealing_changes_neither_cost_nor_validity(instance: Instance) -> None:
    twice = tuple(
        replace(vehicle, id=f"{vehicle.id}{copy}") for copy in "ab" for vehicle in instance.vehicles
    )
    instance = replace(instance, vehicles=twice)
    fleet = MergedFleet.of(instance)
    assert len(fleet.instance.vehicles) <= len(twice) // 2
    routes = [Route(0, (stop,)) for stop in range(min(2, len(instance.stops)))]
    merged = Solution.of(fleet.instance, routes)
    dealt = Solution.of(instance, fleet.deal(routes))
    assert dealt.cost == merged.cost
    assert bool(check(instance, dealt)) == bool(check(fleet.instance, merged))


def test_a_listed_fleet_is_searched_like_a_counted_one() -> None:
    single = listed(*vans(5))
    counted = listed(Vehicle("van", count=5, capacity=(4,)))
    plans = [vrp.solve(each, iterations=300, threads=1) for each in (single, counted)]
    assert plans[0].cost == plans[1].cost
    assert [route.stops for route in plans[0].routes] == [route.stops for route in plans[1].routes]
    assert [route.vehicle for route in plans[0].routes] == [0, 1, 2]
    again = vrp.solve(single, iterations=0, threads=1, initial=plans[0])
    assert again.cost == plans[0].cost


def test_vehicles_keep_the_routes_that_have_most_of_their_stops() -> None:
    fleet = MergedFleet.of(listed(*vans(4)))
    before = [Route(1, (0, 1, 2)), Route(3, (3, 4, 5, 6))]
    routes = [Route(0, (8, 9)), Route(0, (3, 4, 0)), Route(0, (1, 2, 5)), Route(0, (6, 7))]
    assert [route.vehicle for route in fleet.deal(routes, before)] == [0, 3, 1, 2]
    assert [route.vehicle for route in fleet.deal(routes)] == [0, 1, 2, 3]


def test_no_vehicle_keeps_more_routes_than_it_may_or_of_another_kind() -> None:
    first, second = vans(2)
    fleet = MergedFleet.of(listed(Vehicle("truck"), first, replace(second, count=2)))
    before = [Route(0, (0, 1)), Route(2, (2, 3, 4)), Route(2, (5, 6, 7))]
    routes = [Route(1, (0, 1)), Route(1, (2, 3, 5)), Route(1, (4, 6, 7))]
    assert [route.vehicle for route in fleet.deal(routes, before)] == [1, 2, 2]
    routes = [Route(1, (2, 3)), Route(1, (4, 5)), Route(1, (6, 7))]
    assert sorted(route.vehicle for route in fleet.deal(routes, before)) == [1, 2, 2]


def test_drivers_keep_their_routes_when_a_search_starts_from_a_plan() -> None:
    instance = listed(*vans(4), n_stops=8)
    plan = Solution.of(instance, [Route(1, (0, 1, 2, 3)), Route(3, (4, 5, 6, 7))])
    found = vrp.solve(instance, initial=plan, iterations=0, threads=1)
    assert {route.vehicle: set(route.stops) for route in found.routes} == {
        1: {0, 1, 2, 3},
        3: {4, 5, 6, 7},
    }
