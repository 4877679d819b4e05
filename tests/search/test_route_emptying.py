"""Routes emptied one by one: the fewest vehicles, where these count first."""

from __future__ import annotations

import numpy as np
import pytest

from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.search import crew_choice
from vrp.search.budget import Budget
from vrp.search.loop import Found, search
from vrp.search.territories import Territories
from vrp.solution import Solution

_DEAR = 10**6
_SLACK = 600
_CAPACITY = 100


def _packed(
    n_routes: int, seed: int, *, cost_per_m: int, windows: bool, stops_per_route: int = 4
) -> Instance:
    """Stops cut from so many full vehicles, on time on each of them: fewer cannot carry the loads.

    Loads are of random sizes and stops at random places.
    """
    rng = np.random.default_rng(seed)
    points = rng.integers(0, 1000, (stops_per_route * n_routes + 1, 2))
    away = points[:, None] - points[None]
    legs = np.ceil(np.hypot(away[..., 0], away[..., 1])).astype(np.int32)
    stops: list[Stop] = []
    for _ in range(n_routes):
        cuts = np.sort(rng.choice(np.arange(1, 100), stops_per_route - 1, replace=False))
        at, clock = 0, 0
        for load in np.diff([0, *cuts, 100]).tolist():
            number = len(stops) + 1
            clock += int(legs[at, number])
            hours = ((max(0, clock - _SLACK), clock + _SLACK),) if windows else ()
            stops.append(Stop(str(number), delivery=(load,), windows=hours))
            at = number
    vehicle = Vehicle(
        "van", count=len(stops), capacity=(_CAPACITY,), cost_fixed=_DEAR, cost_per_m=cost_per_m
    )
    return Instance((Depot("d"),), tuple(stops), (vehicle,), legs, legs)


def _search(instance: Instance, threads: int = 1, seed: int = 0) -> Found:
    found = search(instance, Budget(None, 10_000), seed=seed, threads=threads)
    solution = Solution.of(instance, found.routes)
    solution.check(instance)
    assert not solution.unassigned
    return found


@pytest.mark.parametrize(
    ("windows", "cost_per_m", "seeds"),
    [(False, 0, (0, 1, 3, 4)), (False, 1, (0, 1, 3)), (True, 0, (0, 3)), (True, 1, (1, 3))],
)
def test_no_vehicle_is_used_beyond_what_the_loads_take(
    windows: bool, cost_per_m: int, seeds: tuple[int, ...]
) -> None:
    for seed in seeds:
        instance = _packed(8, seed, cost_per_m=cost_per_m, windows=windows)
        assert len(_search(instance).routes) == 8


@pytest.mark.parametrize("in_parts", [False, True])
def test_threads_search_for_fewest_vehicles_together(
    in_parts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if in_parts:
        monkeypatch.setattr(Territories, "STOPS", 20)
        monkeypatch.setattr(Territories, "MOST_STOPS", 40)
    instance = _packed(12, 0, cost_per_m=1, windows=True, stops_per_route=6)
    routes = [_search(instance, threads=2, seed=2).routes for _ in range(2)]
    assert routes[0] == routes[1]
    assert len(routes[0]) == 12
    monkeypatch.setattr(crew_choice, "counts_vehicles_first", lambda instance: False)
    assert len(_search(instance, threads=2, seed=2).routes) > 12


def test_a_route_that_cannot_be_spared_comes_back() -> None:
    """Loads would fit on one vehicle, but no two stops can be served on the same one."""
    legs = 100 - 100 * np.eye(6, dtype=np.int32)
    stops = tuple(Stop(str(number), windows=((100, 100),)) for number in range(5))
    vehicle = Vehicle("van", count=5, cost_fixed=_DEAR)
    instance = Instance((Depot("d"),), stops, (vehicle,), legs, legs)
    assert len(_search(instance).routes) == 5
