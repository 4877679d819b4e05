"""What a depot, a stop or a vehicle must not be is refused by name, value and bound."""

from __future__ import annotations

import math
from typing import Any

import pytest
from two_stops import make, matrix_with

from vrp.errors import InstanceError
from vrp.instance import MAX_COST, MAX_LOAD, MAX_VALUE, Break, Depot, Stop, Vehicle

STOP_ERRORS = [
    ({"delivery": (1, 2)}, "stop 'a': delivery has 2 dimensions, expected 1, as many as load_"),
    ({"pickup": (1, 2)}, "stop 'a': pickup has 2 dimensions, expected 1"),
    ({"delivery": (-1,)}, f"stop 'a': delivery is -1, expected 0 to {MAX_LOAD}"),
    ({"setup_s": -1}, f"stop 'a': setup_s is -1, expected 0 to {MAX_VALUE}"),
    ({"setup_s": 1.5}, f"stop 'a': setup_s is 1.5, expected a whole number from 0 to {MAX_VALUE}"),
    ({"pickup": (MAX_LOAD + 1,)}, f"stop 'a': pickup is {MAX_LOAD + 1}, expected 0 to {MAX_LOAD}"),
    (
        {"delivery": (1.5,)},
        f"stop 'a': delivery is 1.5, expected a whole number from 0 to {MAX_LOAD}",
    ),
    ({"service_s": -1}, f"stop 'a': service_s is -1, expected 0 to {MAX_VALUE}"),
    ({"service_s": MAX_VALUE + 1}, f"is {MAX_VALUE + 1}, expected 0 to {MAX_VALUE}"),
    ({"priority": -1}, "stop 'a': priority is -1, expected 0 to 100"),
    ({"priority": 101}, "stop 'a': priority is 101, expected 0 to 100"),
    ({"prize": -1}, f"stop 'a': prize is -1, expected 0 to {MAX_COST}"),
    ({"windows": ((5, 4),)}, "stop 'a': window is 5 to 4, expected 0 <= start <= end"),
    ({"windows": ((-1, 4),)}, "stop 'a': window is -1 to 4, expected 0 <= start <= end"),
    ({"windows": ((0, MAX_VALUE + 1),)}, f"expected 0 <= start <= end <= {MAX_VALUE} seconds"),
    ({"windows": ((0, 4.5),)}, "stop 'a': window is 0 to 4.5, expected whole seconds"),
    ({"windows": ((0, 4), (4, 9))}, "stop 'a': windows (0, 4) and (4, 9) overlap or are unsorted"),
    ({"windows": ((5, 9), (0, 4))}, "stop 'a': windows (5, 9) and (0, 4) overlap or are unsorted"),
    (
        {"delivery": 3.0},
        "stop 'a': delivery is 3.0, expected a whole number, or a tuple with one for every load",
    ),
    ({"pickup": (None,)}, "stop 'a': pickup is None, expected a whole number from 0"),
    ({"windows": (0, 4)}, "stop 'a': window is 0, expected a start and an end in seconds"),
    ({"windows": ("08:00",)}, "stop 'a': window is '08:00', expected a start and an end"),
    ({"windows": None}, "stop 'a': windows is None, expected pairs of seconds"),
    ({"skills": "crane"}, "stop 'a': skills are 'crane', expected a set of words"),
    ({"skills": [1]}, "stop 'a': skills are frozenset({1}), expected a set of words"),
    ({"lat": "54.7", "lon": 2.3}, "stop 'a': lat is '54.7', expected degrees from -90 to 90"),
    ({"lat": math.nan, "lon": 2.3}, "stop 'a': lat is nan, expected degrees from -90 to 90"),
    ({"lat": 2.3, "lon": 181}, "stop 'a': lon is 181, expected degrees from -180 to 180"),
    ({"lat": 54.7}, "stop 'a': lon is None, expected degrees from -180 to 180"),
    ({"id": 7}, "stop 7: id is 7, expected text"),
    ({"id": ""}, "stop '': id is '', expected text that is not blank"),
    ({"id": " "}, "stop ' ': id is ' ', expected text that is not blank"),
    ({"name": math.nan}, "stop 'a': name is nan, expected text"),
    ({"origin": 7}, "stop 'a': origin is 7, expected text"),
    ({"group": 7}, "stop 'a': group is 7, expected text"),
    (
        {"origin": "b", "release_s": 5},
        "stop 'a': release_s is 5, expected 0: its goods come from stop 'b' rather than from the",
    ),
    ({"origin": "x"}, "stop 'a': origin is 'x', expected the id of a stop"),
    ({"origin": "d"}, "stop 'a': origin is 'd', expected none for goods of the depot"),
    ({"origin": "a"}, "stop 'a': origin is 'a', which has an origin of its own"),
]


VEHICLE_ERRORS = [
    ({"count": 0}, "vehicle 'v': count is 0, expected 1 to 1000000"),
    ({"count": 10**6 + 1}, "vehicle 'v': count is 1000001, expected 1 to 1000000"),
    ({"start": 1}, "vehicle 'v': start is 1, expected 0 to 0"),
    ({"end": -1}, "vehicle 'v': end is -1, expected 0 to 0"),
    ({"capacity": (1, None)}, "vehicle 'v': capacity has 2 dimensions, expected 1"),
    ({"capacity": (-1,)}, f"vehicle 'v': capacity is -1, expected 0 to {MAX_LOAD}"),
    ({"shift_s": (9, 8)}, "vehicle 'v': shift_s is 9 to 8, expected 0 <= start <= end"),
    ({"max_distance_m": -1}, "vehicle 'v': max_distance_m is -1, expected 0 to"),
    ({"max_duration_s": -1}, "vehicle 'v': max_duration_s is -1, expected 0 to"),
    ({"max_stops": -1}, "vehicle 'v': max_stops is -1, expected 0 to"),
    ({"cost_fixed": -1}, f"vehicle 'v': cost_fixed is -1, expected 0 to {MAX_COST}"),
    ({"cost_per_m": -1}, f"vehicle 'v': cost_per_m is -1, expected 0 to {MAX_COST}"),
    (
        {"cost_per_overtime_s": 2},
        "vehicle 'v': overtime_after_s is None beside a cost_per_overtime_s of 2, expected the",
    ),
    (
        {"cost_per_overtime_s": -1, "overtime_after_s": 9},
        f"vehicle 'v': cost_per_overtime_s is -1, expected 0 to {MAX_COST}",
    ),
    ({"overtime_after_s": -1}, "vehicle 'v': overtime_after_s is -1, expected 0 to"),
    ({"cost_per_s": 0.5}, "vehicle 'v': cost_per_s is 0.5, expected a whole number from 0 to"),
    ({"speed_factor": 0.009}, "vehicle 'v': speed_factor is 0.009, expected 0.01 to 100"),
    ({"speed_factor": 101.0}, "vehicle 'v': speed_factor is 101.0, expected 0.01 to 100"),
    ({"speed_factor": float("nan")}, "vehicle 'v': speed_factor is nan, expected 0.01 to 100"),
    ({"speed_factor": "1"}, "vehicle 'v': speed_factor is '1', expected 0.01 to 100"),
    ({"capacity": "5"}, "capacity is '5', expected a whole number, or a tuple with one for every"),
    ({"capacity": None}, "'v': capacity is None, expected a whole number, or a tuple with one for"),
    ({"start": "d"}, "vehicle 'v': start is 'd', expected the place of a depot among depots, 0"),
    ({"end": Depot("d")}, "expected the place of a depot among depots, 0 to 0"),
    ({"shift_s": None}, "vehicle 'v': shift_s is None, expected a start and an end in seconds"),
    ({"skills": "crane"}, "vehicle 'v': skills are 'crane', expected a set of words"),
    ({"id": 7}, "vehicle 7: id is 7, expected text"),
    ({"id": ""}, "vehicle '': id is '', expected text that is not blank"),
    ({"breaks": Break(0, 1, 1)}, "breaks is Break(earliest_s=0, latest_s=1, duration_s=1), exp"),
    ({"breaks": ((0, 1, 1),)}, "vehicle 'v': breaks is ((0, 1, 1),), expected a tuple of Break"),
    ({"breaks": (Break(0, 1, 1),) * 2}, "breaks has 2 entries, expected one at most"),
    ({"breaks": (Break(9, 8, 1),)}, "vehicle 'v': break is 9 to 8, expected 0 <= start <= end"),
    ({"breaks": (Break(-1, 8, 1),)}, "vehicle 'v': break is -1 to 8, expected 0 <= start <= end"),
    ({"breaks": (Break(0, 8.5, 1),)}, "break is 0 to 8.5, expected whole seconds"),
    ({"breaks": (Break(0, 8, 0),)}, "vehicle 'v': break: duration_s is 0, expected 1 to"),
]


@pytest.mark.parametrize(("changes", "message"), STOP_ERRORS, ids=str)
def test_stop_is_validated(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InstanceError) as error:
        make(stops=(Stop(**{"id": "a", **changes}), Stop("b")))
    assert message in str(error.value)


@pytest.mark.parametrize(("changes", "message"), VEHICLE_ERRORS, ids=str)
def test_vehicle_is_validated(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InstanceError) as error:
        make(vehicles=(Vehicle(**{"id": "v", **changes}),))
    assert message in str(error.value)


def test_a_depot_has_an_id() -> None:
    with pytest.raises(InstanceError, match="depot '': id is '', expected text that is not blank"):
        make(depots=(Depot(""),))


def test_bounds_themselves_are_allowed() -> None:
    windows = ((0, 0), (1, MAX_VALUE))
    stop = Stop("a", 90, -180, (MAX_LOAD,), (), MAX_VALUE, windows, priority=100, prize=0)
    vehicle = Vehicle("v", count=10**6, max_stops=0, speed_factor=0.01, shift_s=(0, 0))
    make(stops=(stop, Stop("b")), vehicles=(vehicle,))
    make(vehicles=(Vehicle("v", speed_factor=100),), distances_m=matrix_with(MAX_VALUE))
