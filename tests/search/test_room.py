"""Room made for stops that no route has any for, where loads nearly fill all vehicles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.search.budget import Budget
from vrp.search.loop import search
from vrp.solution import Solution

_STOPS = 60


def _tight(seed: int, *, windows: bool, two_kinds: bool) -> Instance:
    """Some three stops fill a vehicle, and all of them all vehicles but for a hundredth."""
    rng = np.random.default_rng(seed)
    points = rng.integers(0, 10_000, (_STOPS + 1, 2))
    away = points[:, None] - points[None]
    legs = np.ceil(np.hypot(away[..., 0], away[..., 1])).astype(np.int32)
    loads = rng.integers(15, 51, _STOPS).tolist()
    opens = rng.integers(15_000, 30_000, _STOPS).tolist()
    stops = tuple(
        Stop(
            str(number),
            delivery=(load,),
            windows=((start, start + 20_000),) if windows and number % 2 else (),
        )
        for number, (load, start) in enumerate(zip(loads, opens, strict=True))
    )
    vans = -(-sum(loads) // 99)
    van = Vehicle("van", count=vans, capacity=(-(-100 * sum(loads) // (99 * vans)),))
    instance = Instance((Depot("depot"),), stops, (van,), legs, legs)
    if not two_kinds:
        return instance
    (room,) = van.capacity
    assert room is not None
    large = replace(van, id="large", count=vans // 2, capacity=(room + 2,), cost_per_m=2)
    small = replace(van, count=vans - vans // 2, capacity=(room - 1,))
    return replace(instance, vehicles=(large, small))


def _left_out(instance: Instance, seed: int, iterations: int = 20_000) -> int:
    found = search(instance, Budget(None, iterations), seed=seed, threads=1)
    solution = Solution.of(instance, found.routes)
    solution.check(instance)
    return len(solution.unassigned)


@pytest.mark.parametrize("two_kinds", [False, True])
@pytest.mark.parametrize("windows", [False, True])
def test_loads_that_nearly_fill_all_vehicles_are_served(windows: bool, two_kinds: bool) -> None:
    left = [
        _left_out(_tight(seed, windows=windows, two_kinds=two_kinds), seed) for seed in (0, 2, 3, 4)
    ]
    assert left == [0] * 4
