"""Benchmark files of several trips a vehicle, with release times."""

from __future__ import annotations

from pathlib import Path

import pytest
from vrplib_text import Changes, write

from vrp.errors import ReadError
from vrp.read.vrplib import read_vrplib
from vrp.read.vrplib_solution import parse_sol, read_sol
from vrp.solution import Route, check

TRIPS: Changes = {
    "VEHICLES": "1",
    "CAPACITY": "10",
    "RELEASE_TIME_SECTION": "1 0\n2 0\n3 7\n4 90",
    "TIME_WINDOW_SECTION": "1 0 500\n2 0 500\n3 0 500\n4 0 500",
    "VEHICLES_RELOAD_DEPOT_SECTION": "1 1",
}


def test_releases_and_reloads_are_read(tmp_path: Path) -> None:
    instance = read_vrplib(write(tmp_path, TRIPS))
    assert [stop.release_s for stop in instance.stops] == [0, 70, 900]
    assert instance.vehicles[0].max_reloads >= len(instance.stops) - 1
    limited = read_vrplib(write(tmp_path, {**TRIPS, "VEHICLES_MAX_RELOADS": "1"}))
    assert limited.vehicles[0].max_reloads == 1


def test_a_depot_within_a_route_is_a_reload(tmp_path: Path) -> None:
    path = write(tmp_path, TRIPS)
    instance = read_vrplib(path)
    sol = tmp_path / "some.sol"
    sol.write_text("Route #1: 1 2 0 3\nCost 370\n")
    solution = read_sol(sol, instance)
    assert solution.routes == (Route(0, (0, 1, 2), (2,)),)
    assert check(instance, solution) == ()
    (schedule,) = solution.schedules(instance)
    assert schedule.peak_load == (9,)
    assert schedule.reloads[0].departure_s == 900
    sol.write_text("Route #1: 0 1 2 0 0 3 0\n")
    assert read_sol(sol, instance).routes == solution.routes


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"VEHICLES_RELOAD_DEPOT_SECTION": "1 2"},
            "vehicle 1 reloads elsewhere than at its own depot, which has no model here",
        ),
        (
            {"VEHICLES_RELOAD_DEPOT_SECTION": None, "VEHICLES_MAX_RELOADS": "2"},
            "has VEHICLES_MAX_RELOADS but no VEHICLES_RELOAD_DEPOT_SECTION",
        ),
        ({"RELEASE_TIME_SECTION": "1 4\n2 0\n3 7\n4 90"}, "node 1 is a depot and has 4"),
        ({"RELEASE_TIME_SECTION": "1 0\n2 0\n3 7"}, "has no row for number 4"),
    ],
)
def test_what_has_no_model_is_refused(tmp_path: Path, changes: Changes, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        read_vrplib(write(tmp_path, {**TRIPS, **changes}))


def test_published_plans_are_valid_and_cost_what_they_claim(shared: Path) -> None:
    files = sorted((shared / "instances" / "MTVRPTWR").glob("*.vrp"))
    if not files:
        pytest.skip("no instances of several trips (MTVRPTWR)")
    for file in files[::6]:
        instance = read_vrplib(file)
        sol = file.with_suffix(".sol")
        solution = read_sol(sol, instance)
        assert check(instance, solution) == (), file.name
        assert solution.cost.total == instance.best_known_cost == parse_sol(sol).cost, file.name
