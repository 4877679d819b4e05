"""Routes of several trips: the engine against brute force, and on published instances."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from found_plans import found_plan
from tiny_optima import assert_optima_are_found

import vrp
from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.read.vrplib import read_vrplib
from vrp.search.loop import Budget, search
from vrp.solution import Route, Solution


def _found(instance: Instance, iterations: int, seed: int = 0) -> Solution:
    return found_plan(instance, iterations, seed)[1]


def test_tiny_instances_reach_the_optimum_and_never_beat_it() -> None:
    assert_optima_are_found(
        lambda instance, seed: _found(instance, 1500, seed),
        instances=40,
        n_stops=4,
        features=("reloads", "releases"),
        without=("fleet", "missing ways"),
    )


def _two_trips(**vehicle: int) -> Instance:
    """Three stops on one side of the depot, of which a vehicle carries two."""
    at = np.array((0, 10, 11, 12), dtype=np.int32)
    legs = np.abs(at[:, None] - at[None, :])
    stops = [Stop(name, delivery=(1,)) for name in "abc"]
    kind = Vehicle("v", capacity=(2,), **vehicle)
    return Instance((Depot("d"),), tuple(stops), (kind,), legs, legs)


def test_a_vehicle_that_may_reload_serves_what_one_trip_cannot() -> None:
    assert len(_found(_two_trips(), 100).unassigned) == 1
    solution = _found(_two_trips(max_reloads=1), 100)
    assert not solution.unassigned
    assert solution.cost.total == 2 * 10 + 2 * 12
    assert [len(route.reloads) for route in solution.routes] == [1]


def test_a_search_starts_from_routes_with_reloads() -> None:
    instance = _two_trips(max_reloads=2)
    start = (Route(0, (0, 1, 2), (1, 2)),)
    found = search(instance, Budget(None, 0), seed=0, threads=1, start=start)
    assert found.routes == start


@pytest.mark.parametrize("threads", [1, 2])
def test_published_instances_are_solved_closely(shared: Path, threads: int) -> None:
    path = shared / "instances" / "MTVRPTWR" / "C203R0.25.vrp"
    if not path.is_file():
        pytest.skip(f"no public instance {path}")
    instance = read_vrplib(path)
    solution = vrp.solve(instance, time_limit=None, iterations=4000, threads=threads)
    assert not solution.unassigned
    assert instance.best_known_cost is not None
    assert 1.0 <= solution.cost.total / instance.best_known_cost < 1.05
