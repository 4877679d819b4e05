"""Arrays of routes with one stop against the schedule of every such route."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from random_instances import instances, random_instance

from vrp.instance import Instance
from vrp.reasons import alone as module
from vrp.reasons.alone import Alone, alone_on
from vrp.reasons.excess import Excess, horizon_s, severity
from vrp.reasons.lateness import least_excesses
from vrp.solution import Route, route_cost, route_schedule


def all_alone(instance: Instance) -> list[Alone]:
    vehicles, stops = range(len(instance.vehicles)), range(len(instance.stops))
    return list(alone_on(instance, vehicles, stops, horizon_s(instance)))


def amounts_of(instance: Instance, excesses: tuple[Excess, ...]) -> list[int]:
    """In the order of the rows of ``Alone.amounts``."""
    keys = [
        ("unreachable", 0),
        *(("capacity", dimension) for dimension in range(len(instance.load_names))),
        ("time window", "any"),
        *(("shift", at) for at in ("shift", "end depot", "start depot")),
        *((f"max {what}", 0) for what in ("distance", "duration", "stops")),
    ]
    found = {
        (excess.constraint, "any" if excess.constraint == "time window" else excess.at): excess
        for excess in excesses
    }
    assert found.keys() <= set(keys)
    return [found[key].amount if key in found else 0 for key in keys]


@settings(max_examples=300)
@given(instances())
def test_as_in_the_schedule_of_each_route(instance: Instance) -> None:
    for stop, alone in enumerate(all_alone(instance)):
        for vehicle in range(len(instance.vehicles)):
            route = Route(vehicle, (stop,))
            schedule = route_schedule(instance, route)
            excesses = least_excesses(instance, route, schedule, stop, horizon_s(instance))
            assert alone.amounts[:, vehicle].tolist() == amounts_of(instance, excesses)
            assert (alone.broken[vehicle], alone.share[vehicle]) == severity(excesses)
            if not excesses:
                assert alone.cost[vehicle] == route_cost(instance, route, schedule).total


def test_the_same_in_blocks_of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stops with fewer windows than others of their block among them."""
    rng = np.random.default_rng(3)
    features = ("multiple windows", "fleet", "shifts", "releases", "limits")
    instance = random_instance(rng, n_stops=9, features=features)
    whole = all_alone(instance)
    monkeypatch.setattr(module, "_MOST_CELLS", 1)
    for row, single in zip(all_alone(instance), whole, strict=True):
        for name in ("amounts", "broken", "share"):
            assert getattr(row, name).tolist() == getattr(single, name).tolist()


def test_the_closest_kind_breaks_least() -> None:
    amounts = np.zeros((10, 4), dtype=np.int64)
    amounts[1] = 5, 2, 0, 0  # short of capacity
    amounts[8] = 0, 0, 3, 3  # minutes over
    alone = Alone(amounts, np.array([1, 1, 1, 2]), np.array([0.5, 0.2, 0.2, 0.1]), amounts[0])
    every = np.arange(4)
    assert alone.closest(every) == 1
    assert alone.closest(np.array([0, 3])) == 0
    assert not alone.is_least(1, every)
    assert alone.is_least(1, np.array([0, 1]))
    assert alone.is_least(2, np.array([2, 3]))
    amounts[8, 3] = 4
    assert not alone.is_least(2, np.array([2, 3]))  # whose limit would not be told
