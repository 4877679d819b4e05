from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vrp.instance import MAX_VALUE, Break
from vrp.read.json_object import JsonObject
from vrp.read.json_places import ANYWHERE
from vrp.read.json_vehicles import Driver, cost_scale, number_depots, read_vehicle


def driver_of(values: dict[str, Any] | None = None) -> tuple[Driver, list[str]]:
    problems: list[str] = []
    item = JsonObject({"id": 1, "start": [8.5, 49.0], **(values or {})}, "$", problems)
    return read_vehicle(item), problems


def test_everything_that_a_vehicle_may_say() -> None:
    driver, problems = driver_of(
        {
            "profile": "truck",
            "type": "big",
            "description": "old one",
            "end": [8.6, 49.1],
            "capacity": [10, 20],
            "skills": [1],
            "time_window": [100, 200],
            "speed_factor": 0.8,
            "max_tasks": 5,
            "max_travel_time": 3600,
            "max_distance": 10000,
            "costs": {"fixed": 50, "per_hour": 20, "per_km": 2},
            "breaks": [{"id": 3, "time_windows": [[150, 160]], "service": 30}],
        }
    )
    assert not problems
    vehicle = driver.vehicle
    assert (vehicle.id, vehicle.count, vehicle.capacity) == ("1", 1, (10, 20))
    assert (vehicle.shift_s, vehicle.speed_factor) == ((100, 200), 0.8)
    assert (vehicle.max_stops, vehicle.max_duration_s, vehicle.max_distance_m) == (5, 3600, 10000)
    assert vehicle.skills == {"1"}
    assert vehicle.breaks == (Break(150, 160, 30),)
    assert vehicle.extra == {"description": "old one", "break_id": "3"}
    assert (driver.fixed, driver.per_hour, driver.per_km, driver.profile) == (50, 20, 2, "truck")


def test_by_default_a_second_costs_one_and_all_day_is_allowed() -> None:
    driver, _ = driver_of()
    assert driver.vehicle.shift_s == (0, MAX_VALUE)
    assert cost_scale([driver]) == 1
    assert driver.costs(1) == (0, 0, 1)


@given(st.lists(st.tuples(*[st.integers(0, 10**6)] * 3), min_size=1, max_size=3))
def test_the_cost_scale_keeps_every_cost_exact(costs: list[tuple[int, int, int]]) -> None:
    drivers = [
        driver_of({"costs": {"fixed": fixed, "per_hour": hour, "per_km": km}})[0]
        for fixed, hour, km in costs
    ]
    scale = cost_scale(drivers)
    for driver in drivers:
        fixed, per_m, per_s = driver.costs(scale)
        assert fixed == driver.fixed * scale
        assert per_m * 1000 == driver.per_km * scale
        assert per_s * 3600 == driver.per_hour * scale


def test_equal_places_are_one_depot_and_a_missing_end_is_open() -> None:
    drivers = [
        driver_of({"end": [8.5, 49.0]})[0],
        driver_of({"end": [8.7, 49.0]})[0],
        driver_of({"start": [8.7, 49.0]})[0],
    ]
    places, vehicles = number_depots(drivers)
    assert [(place.lat, place.lon) for place in places] == [(49.0, 8.5), (49.0, 8.7)]
    assert [(vehicle.start, vehicle.end) for vehicle in vehicles] == [(0, 0), (0, 1), (1, None)]


def test_without_a_start_routes_begin_anywhere() -> None:
    drivers = [driver_of({"start": None, "end": [8.7, 49.0]})[0], driver_of()[0]]
    places, vehicles = number_depots(drivers)
    assert places == (drivers[0].end, drivers[1].start, ANYWHERE)
    assert [(vehicle.start, vehicle.end) for vehicle in vehicles] == [(2, 0), (1, None)]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"start": None}, "$.start and end are missing, expected at least one of them"),
        ({"breaks": [{"id": 1, "service": 9}]}, "$.breaks[0].time_windows is missing, expected"),
        ({"steps": [{"type": "pause"}]}, "$.steps[0].type is 'pause', expected one of start, job"),
        ({"costs": {"per_task_hour": 5}}, "$.costs.per_task_hour (hours of service priced"),
        ({"costs": {"per_km": 0.5}}, "$.costs.per_km is 0.5, expected a whole number from 0 up"),
        ({"costs": [1]}, "$.costs is [1], expected an object"),
        ({"speed_factor": 0}, "$.speed_factor is 0, expected a number greater than 0"),
        ({"time_window": [5, 1]}, "$.time_window is [5, 1], expected [start, end]"),
        ({"capacity": 10}, "$.capacity is 10, expected a list of whole numbers from 0 up"),
        ({"max_load": 3}, "$.max_load is unknown"),
    ],
)
def test_wrong_vehicles_are_noted(values: dict[str, Any], problem: str) -> None:
    _, problems = driver_of(values)
    assert len(problems) == 1
    assert problems[0].startswith(problem)
