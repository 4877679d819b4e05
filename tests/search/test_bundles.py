"""Stops at one place as one stop: which ones, and that nothing changes but the search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_instances import STOP_BY_STOP, random_instance
from shared_places import with_stops_repeated

from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.plane import Plane
from vrp.search import bundles as module
from vrp.search.budget import Budget
from vrp.search.bundles import Bundles
from vrp.search.loop import search
from vrp.solution import Route, Solution, check

_MIXES = st.sets(st.sampled_from([name for name in STOP_BY_STOP if name != "limits"]))


def _instance(stops: Sequence[Stop], places: Sequence[int], *vehicles: Vehicle) -> Instance:
    """Stops at places on a line, the depot at 0."""
    points = np.array([0, *places])
    legs = np.abs(points[:, None] - points).astype(np.int32)
    return Instance((Depot("depot"),), tuple(stops), vehicles, legs, legs)


def _members(instance: Instance) -> set[frozenset[int]]:
    bundles = Bundles.of(instance)
    assert bundles is not None
    return {frozenset(bundle) for bundle in bundles.members}


_VAN = Vehicle("van", count=9, capacity=(100,))


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 2**32), features=_MIXES, share=st.sampled_from([0.3, 1.0]))
def test_plans_of_bundles_are_worth_what_those_of_their_stops_are(
    seed: int, features: set[str], share: float
) -> None:
    rng = np.random.default_rng(seed)
    instance = random_instance(rng, n_stops=5, n_vehicles=4, features=features)
    instance = with_stops_repeated(rng, instance, 4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_SHARE", share)
        patch.setattr(module, "_MOST_BUNDLES", 1.0)
        bundles = Bundles.of(instance)
    assert bundles is not None
    assert sorted(stop for bundle in bundles.members for stop in bundle) == list(range(20))
    routes = search(bundles.instance, Budget(None, 200), seed=seed % 100, threads=1).routes
    packed = Solution.of(bundles.instance, routes)
    unpacked = Solution.of(instance, bundles.unpack(routes))
    assert not check(instance, unpacked)
    assert unpacked.unserved == packed.unserved
    assert unpacked.cost.total <= packed.cost.total
    if not any(vehicle.cost_per_s for vehicle in instance.vehicles):
        assert unpacked.cost == packed.cost


def test_stops_at_one_place_are_a_bundle_with_all_that_they_want() -> None:
    stops = [
        Stop("a", delivery=(3,), service_s=50, windows=((1000, 2000),), priority=2),
        Stop("b", delivery=(4,), service_s=20, windows=((1000, 2000),)),
        Stop("c", delivery=(5,), service_s=30, windows=((1000, 2000),)),
        Stop("d", delivery=(6,)),
    ]
    bundles = Bundles.of(_instance(stops, [7, 7, 7, 9], _VAN))
    assert bundles is not None
    assert bundles.members == ((1, 2, 0), (3,))  # the longest service last
    one, alone = bundles.instance.stops
    assert one.delivery == (12,)
    assert one.service_s == 100
    assert one.windows == ((1000, 1950),)  # which is begun by the end of the window
    assert one.priority == 4  # counts for 5, as 3, 1 and 1 do
    assert alone is stops[3]
    assert np.array_equal(bundles.instance.distances_m, [[0, 7, 9], [7, 0, 2], [9, 2, 0]])


def test_what_differs_by_more_than_load_and_service_is_not_bundled() -> None:
    alike = [Stop(f"alike-{number}", delivery=(1,)) for number in range(8)]
    others = [
        Stop("windows", delivery=(1,), windows=((0, 100), (200, 300))),
        Stop("same windows", delivery=(1,), windows=((0, 100), (200, 300))),
        Stop("skill", delivery=(1,), skills=frozenset({"cold"})),
        Stop("release", delivery=(1,), release_s=60),
        Stop("setup", delivery=(1,), setup_s=60),
        Stop("pickup", pickup=(1,)),
        Stop("both", delivery=(1,), pickup=(1,)),
        Stop("both again", delivery=(1,), pickup=(1,)),
        Stop("prize", delivery=(1,), prize=5),
        Stop("same prize", delivery=(1,), prize=5),
    ]
    vehicle = replace(_VAN, skills=frozenset({"cold"}))
    instance = _instance([*alike, *others], [5] * 18, vehicle)
    expected = {frozenset(range(8)), *(frozenset([stop]) for stop in range(8, 18))}
    assert _members(instance) == expected


def test_bundles_leave_vehicles_and_windows_room() -> None:
    vans = replace(_VAN, capacity=(40,))
    stops = [Stop(f"{number}", delivery=(2,)) for number in range(30)]
    # Loads of 60 do not fit on one vehicle: bundles take 6 at most.
    assert {len(bundle) for bundle in _members(_instance(stops, [5] * 30, vans))} == {3}
    timed = [replace(stop, service_s=100, windows=((0, 1000),)) for stop in stops]
    # The last one is begun within half of the window.
    assert {len(bundle) for bundle in _members(_instance(timed, [5] * 30, _VAN))} == {6}
    shift = replace(_VAN, shift_s=(0, 2000))
    long = [replace(stop, service_s=100) for stop in stops]
    assert {len(bundle) for bundle in _members(_instance(long, [5] * 30, shift))} == {3}


def test_windows_of_a_bundle_overlap_by_half() -> None:
    windows = [(0, 1000), (400, 1400), (800, 1800), (900, 1900)]
    stops = [
        Stop(f"{number}", delivery=(1,), service_s=10, windows=(window,))
        for number, window in enumerate(windows)
    ]
    bundles = Bundles.of(_instance([*stops, Stop("any time", delivery=(1,))], [5] * 5, _VAN))
    assert bundles is not None
    assert {frozenset(bundle) for bundle in bundles.members} == {
        frozenset({0, 1, 4}),
        frozenset({2, 3}),
    }
    assert {stop.windows for stop in bundles.instance.stops} == {((400, 990),), ((900, 1790),)}


def test_few_shared_places_and_limits_of_stops_are_left_alone() -> None:
    stops = [Stop(f"{number}", delivery=(1,)) for number in range(6)]
    assert Bundles.of(_instance(stops, [1, 2, 3, 4, 5, 5], _VAN)) is None
    assert Bundles.of(_instance(stops, [1, 2, 3, 3, 3, 3], _VAN)) is not None
    limited = replace(_VAN, max_stops=4)
    assert Bundles.of(_instance(stops, [1, 2, 3, 3, 3, 3], limited)) is None
    assert Bundles.of(_instance([], [], _VAN)) is None


def test_places_are_told_apart_by_every_leg() -> None:
    stops = [Stop(f"{number}", delivery=(1,)) for number in range(8)]
    instance = _instance(stops, [5] * 8, _VAN)
    legs = instance.distances_m.copy()
    legs[1, 2] = 1  # from the first to the second stop there is a way
    apart = replace(instance, distances_m=legs)
    assert _members(instance) == {frozenset(range(8))}
    assert _members(apart) == {frozenset({0}), frozenset({1}), frozenset(range(2, 8))}


def test_points_are_bundled_as_well() -> None:
    stops = [Stop(f"{number}", delivery=(1,)) for number in range(6)]
    points = np.array([[0.0, 0], [3, 4], [3, 4], [3, 4], [6, 8], [6, 8], [6, 8]])
    plane = Plane(points)
    instance = Instance((Depot("depot"),), tuple(stops), (_VAN,), plane, plane)
    bundles = Bundles.of(instance)
    assert bundles is not None
    assert {frozenset(bundle) for bundle in bundles.members} == {
        frozenset({0, 1, 2}),
        frozenset({3, 4, 5}),
    }
    assert bundles.instance.distances_m is bundles.instance.durations_s
    assert np.array_equal(bundles.instance.distances_m, [[0, 5, 10], [5, 0, 5], [10, 5, 0]])


def test_reloads_stand_behind_the_same_stops() -> None:
    stops = [Stop(f"{number}", delivery=(1,)) for number in range(6)]
    bundles = Bundles.of(_instance(stops, [1, 1, 1, 2, 2, 2], replace(_VAN, max_reloads=2)))
    assert bundles is not None
    first, second = bundles.members
    assert bundles.unpack([Route(0, (1, 0), (1,))]) == [Route(0, (*second, *first), (3,))]
