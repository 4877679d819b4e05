"""Which way of searching suits which instance and budget."""

from __future__ import annotations

import pytest

from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.search.budget import Budget
from vrp.search.regime import starts_from_savings

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
