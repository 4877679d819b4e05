"""Routes where loads nearly fill all vehicles: room for every stop, and short ways."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.search.budget import Budget
from vrp.search.loop import search
from vrp.solution import Solution

_STOPS = 60


def _tight(
    seed: int,
    *,
    windows: bool,
    two_kinds: bool = False,
    n_stops: int = _STOPS,
    filled: float = 0.99,
) -> Instance:
    """Some three stops fill a vehicle, and all of them all vehicles but for a hundredth."""
    rng = np.random.default_rng(seed)
    points = rng.integers(0, 10_000, (n_stops + 1, 2))
    away = points[:, None] - points[None]
    legs = np.ceil(np.hypot(away[..., 0], away[..., 1])).astype(np.int32)
    loads = rng.integers(15, 51, n_stops).tolist()
    opens = rng.integers(15_000, 30_000, n_stops).tolist()
    stops = tuple(
        Stop(
            str(number),
            delivery=(load,),
            windows=((start, start + 20_000),) if windows and number % 2 else (),
        )
        for number, (load, start) in enumerate(zip(loads, opens, strict=True))
    )
    vans = math.ceil(sum(loads) / (100 * filled))
    van = Vehicle("van", count=vans, capacity=(math.ceil(sum(loads) / filled / vans),))
    instance = Instance((Depot("depot"),), stops, (van,), legs, legs)
    if not two_kinds:
        return instance
    (room,) = van.capacity
    assert room is not None
    large = replace(van, id="large", count=vans // 2, capacity=(room + 2,), cost_per_m=2)
    small = replace(van, count=vans - vans // 2, capacity=(room - 1,))
    return replace(instance, vehicles=(large, small))


def _with_volumes(instance: Instance) -> Instance:
    """Three units of volume for two of weight, give or take one, and little more room than that."""
    rng = np.random.default_rng(0)
    stops = tuple(
        replace(stop, delivery=(*stop.delivery, stop.delivery[0] * 3 // 2 + int(extra)))
        for stop, extra in zip(instance.stops, rng.integers(-1, 2, _STOPS), strict=True)
    )
    (van,) = instance.vehicles
    volume = sum(stop.delivery[1] for stop in stops)
    room = -(-100 * volume // (97 * van.count))
    vans = (replace(van, capacity=(*van.capacity, room)),)
    return replace(instance, stops=stops, vehicles=vans, load_names=("weight", "volume"))


def _with_pickups(instance: Instance) -> Instance:
    """Every other stop gives rather than gets."""
    stops = tuple(
        replace(stop, delivery=(0,), pickup=stop.delivery) if number % 2 else stop
        for number, stop in enumerate(instance.stops)
    )
    (van,) = instance.vehicles
    most = max(sum(sum(stop.delivery) for stop in stops), sum(sum(stop.pickup) for stop in stops))
    vans = -(-most // 99)
    room = -(-most // vans) + 1
    return replace(instance, stops=stops, vehicles=(replace(van, count=vans, capacity=(room,)),))


def _found(instance: Instance, seed: int, iterations: int = 20_000) -> Solution:
    found = search(instance, Budget(None, iterations), seed=seed, threads=1)
    solution = Solution.of(instance, found.routes)
    solution.check(instance)
    return solution


def _left_out(instance: Instance, seed: int) -> int:
    return len(_found(instance, seed).unassigned)


@pytest.mark.parametrize("two_kinds", [False, True])
@pytest.mark.parametrize("windows", [False, True])
def test_loads_that_nearly_fill_all_vehicles_are_served(windows: bool, two_kinds: bool) -> None:
    for seed in (0, 2, 3, 4):
        instance = _tight(seed, windows=windows, two_kinds=two_kinds)
        assert _left_out(instance, seed) == 0


@pytest.mark.parametrize(("changed", "seeds"), [(_with_volumes, (2, 3)), (_with_pickups, (0, 4))])
@pytest.mark.parametrize("windows", [False, True])
def test_so_are_two_loads_and_pickups(
    windows: bool, changed: Callable[[Instance], Instance], seeds: tuple[int, ...]
) -> None:
    for seed in seeds:
        instance = changed(_tight(seed, windows=windows, two_kinds=False))
        assert _left_out(instance, seed) == 0


@pytest.mark.parametrize("windows", [False, True])
def test_half_a_hundredth_of_the_room_is_enough(windows: bool) -> None:
    """Swaps of single stops gather too little of it."""
    for seed in (0, 1, 5):
        instance = _tight(seed, windows=windows, filled=0.995)
        assert not _found(instance, seed, 6_000).unassigned


@pytest.mark.parametrize(("windows", "cost"), [(False, 427_000), (True, 424_000)])
def test_full_vehicles_take_short_ways(windows: bool, cost: int) -> None:
    """Hardly any exchange of one or two stops keeps to the room of both vehicles."""
    solution = _found(_tight(1, windows=windows, n_stops=120), 0, 6_000)
    assert not solution.unassigned
    assert solution.cost.total < cost  # by such exchanges: 432,700 and 434,700
