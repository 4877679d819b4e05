"""The instance refuses what makes no sense, names the bound, and never changes afterwards."""

from __future__ import annotations

import copy
import math
import pickle
import re
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_instances import instances

from vrp.errors import InstanceError
from vrp.instance import (
    HOURS,
    MAX_COST,
    MAX_LOAD,
    MAX_VALUE,
    NO_WAY,
    Break,
    Depot,
    Instance,
    Scale,
    Stop,
    Vehicle,
)
from vrp.plane import Plane


def make(**changes: Any) -> Instance:
    given: dict[str, Any] = {
        "depots": (Depot("d"),),
        "stops": (Stop("a", delivery=(3,)), Stop("b", pickup=(4,))),
        "vehicles": (Vehicle("v"),),
    }
    given.update(changes)
    n = len(given["depots"]) + len(given["stops"])
    matrix = np.arange(n * n, dtype=np.int32).reshape(n, n)
    given.setdefault("distances_m", matrix)
    given.setdefault("durations_s", matrix + 1)
    return Instance(**given)


def matrix_with(value: Any, dtype: Any = np.int64) -> np.ndarray:
    matrix = np.zeros((3, 3), dtype=dtype)
    matrix[1, 2] = value
    return matrix


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
    ({"delivery": 3.0}, "stop 'a': delivery is 3.0, expected a tuple with a number for every load"),
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
    ({"capacity": "5"}, "capacity is '5', expected a tuple with a number for every load"),
    ({"start": "d"}, "vehicle 'v': start is 'd', expected the place of a depot among depots, 0"),
    ({"end": Depot("d")}, "expected the place of a depot among depots, 0 to 0"),
    ({"shift_s": None}, "vehicle 'v': shift_s is None, expected a start and an end in seconds"),
    ({"skills": "crane"}, "vehicle 'v': skills are 'crane', expected a set of words"),
    ({"id": 7}, "vehicle 7: id is 7, expected text"),
    ({"breaks": Break(0, 1, 1)}, "breaks is Break(earliest_s=0, latest_s=1, duration_s=1), exp"),
    ({"breaks": ((0, 1, 1),)}, "vehicle 'v': breaks is ((0, 1, 1),), expected a tuple of Break"),
    ({"breaks": (Break(0, 1, 1),) * 2}, "breaks has 2 entries, expected one at most"),
    ({"breaks": (Break(9, 8, 1),)}, "vehicle 'v': break is 9 to 8, expected 0 <= start <= end"),
    ({"breaks": (Break(-1, 8, 1),)}, "vehicle 'v': break is -1 to 8, expected 0 <= start <= end"),
    ({"breaks": (Break(0, 8.5, 1),)}, "break is 0 to 8.5, expected whole seconds"),
    ({"breaks": (Break(0, 8, 0),)}, "vehicle 'v': break: duration_s is 0, expected 1 to"),
]
INSTANCE_ERRORS = [
    ({"depots": (Depot("d", window=(9,)),)}, "depot 'd': window is (9,), expected a start and"),
    ({"depots": (Depot("d", math.inf, 0),)}, "depot 'd': lat is inf, expected degrees"),
    ({"depots": (Depot("d", math.inf, 0),), "planar": True}, "lat is inf, expected a number"),
    ({"stops": [("a", 1), ("b", 2)]}, "stops[0] is ('a', 1), expected Stop"),
    ({"vehicles": Vehicle("v")}, "vehicles is of type Vehicle, expected a sequence of Vehicle"),
    ({"load_names": "kg"}, "load_names is of type str, expected a sequence of str"),
    ({"load_names": ("kg", "kg")}, "load_names are ('kg', 'kg'), expected each of them once"),
    ({"scale": Scale(cost=0)}, "scale: cost is 0, expected 1 to"),
    ({"scale": Scale(load=(1, 1))}, "scale: load has 2 dimensions, expected 1"),
    ({"epoch": "tomorrow"}, "epoch is 'tomorrow', expected an ISO date or None"),
    ({"depots": ()}, "the instance has no depot: give at least one"),
    ({"vehicles": ()}, "the instance has no vehicles: give at least one"),
    ({"stops": (Stop("a"), Stop("a"))}, "id 'a' is used twice: ids must be unique"),
    ({"stops": (Stop("a"), Stop("d"))}, "id 'd' is used twice: ids must be unique"),
    (
        {"stops": (Stop("a"), Stop("b", origin="a"), Stop("c", origin="b"))},
        "stop 'c': origin is 'b', which has an origin of its own: expected a stop whose goods",
    ),
    (
        {"stops": (Stop("a"), Stop("b", origin="a"), Stop("c", origin="a"))},
        "stop 'c': origin is 'a', as is that of stop 'b': expected a stop for every shipment",
    ),
    (
        {"stops": (Stop("a", group="x"), Stop("b", origin="a"))},
        "stop 'a' of group 'x' is one of a shipment, expected one of the two",
    ),
    (
        {"stops": (Stop("a"), Stop("b", origin="a", group="x"))},
        "stop 'b' of group 'x' is one of a shipment, expected one of the two",
    ),
    (
        {"stops": (Stop("a", group="x"), Stop("b", group="x", priority=3))},
        "stop 'b' of group 'x': priority is 3, expected 0, as of stop 'a': one of them is served",
    ),
    (
        {"stops": (Stop("a", prize=3, group="x"), Stop("b", group="x"))},
        "stop 'b' of group 'x': prize is None, expected 3, as of stop 'a': one of them is served",
    ),
    ({"depots": (Depot("d", window=(2, 1)),)}, "depot 'd': window is 2 to 1, expected"),
    ({"distances_m": np.zeros((2, 3), int)}, "distances_m has shape (2, 3), expected (3, 3)"),
    ({"durations_s": np.zeros(9, int)}, "durations_s has shape (9,), expected (3, 3)"),
    ({"distances_m": np.zeros((3, 3))}, "distances_m has dtype float64, expected integers"),
    ({"durations_s": matrix_with(np.nan, float)}, "durations_s has dtype float64"),
    ({"distances_m": matrix_with(-1)}, f"distances_m[1, 2] is -1, expected 0 to {MAX_VALUE}"),
    (
        {"durations_s": matrix_with(MAX_VALUE + 1)},
        f"durations_s[1, 2] is {MAX_VALUE + 1}, expected 0 to {MAX_VALUE}",
    ),
    (
        {"stops": (Stop("a", delivery=(MAX_LOAD,)), Stop("b", pickup=(1,)))},
        f"the sum of demand over all stops is {MAX_LOAD + 1}, expected 0 to {MAX_LOAD}",
    ),
    (
        {"durations_s": matrix_with(MAX_VALUE - 1), "vehicles": (Vehicle("v", speed_factor=0.5),)},
        f"the longest duration divided by speed_factor 0.5 exceeds {MAX_VALUE} seconds",
    ),
    (
        {"vehicles": (Vehicle("v", overtime_after_s=0, cost_per_overtime_s=MAX_COST),)},
        f"beyond {MAX_COST}: scale costs",
    ),
    ({"vehicles": (Vehicle("v", cost_per_s=MAX_COST),)}, f"beyond {MAX_COST}: scale costs"),
    (
        {"stops": (Stop("a"), Stop("b", setup_s=MAX_VALUE - 8))},
        f"stop 'b': setup_s is {MAX_VALUE - 8}, which after the longest duration, 9 seconds at "
        f"speed_factor 1.0, exceeds {MAX_VALUE} seconds",
    ),
    (
        {"stops": (Stop("a", setup_s=3),), "distances_m": Plane(np.zeros((2, 2)))},
        "stop 'a': setup_s is 3 while coordinates stand in for legs, expected a matrix",
    ),
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


@pytest.mark.parametrize(("changes", "message"), INSTANCE_ERRORS, ids=lambda value: str(value)[:60])
def test_instance_is_validated(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InstanceError) as error:
        make(**changes)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"vehicles": (Vehicle("v", breaks=(Break(0, 1, 1),)), Vehicle("w", max_reloads=2))},
            "vehicle 'v' has a break while vehicle 'w' has max_reloads 2, expected one of the two",
        ),
        (
            {
                "vehicles": (Vehicle("w"), Vehicle("v", breaks=(Break(0, 1, 1),))),
                "stops": (Stop("a"), Stop("b", release_s=60)),
            },
            "vehicle 'v' has a break while stop 'b' has release_s 60, expected one of the two",
        ),
    ],
)
def test_breaks_are_refused_beside_reloads_and_releases(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(InstanceError, match=re.escape(message)):
        make(**changes)


def test_breaks_tell_vehicles_apart_and_make_an_instance_timed() -> None:
    vehicles = [Vehicle(name, breaks=[Break(0, 60, np.int64(9))] * (name != "c")) for name in "abc"]
    instance = make(vehicles=vehicles)
    assert instance.alike_vehicles == ((0, 1), (2,))
    assert instance.vehicles[0].breaks == (Break(0, 60, 9),)
    assert instance.is_timed
    assert instance.has_breaks
    assert not make().has_breaks


def test_bounds_themselves_are_allowed() -> None:
    windows = ((0, 0), (1, MAX_VALUE))
    stop = Stop("a", 90, -180, (MAX_LOAD,), (), MAX_VALUE, windows, priority=100, prize=0)
    vehicle = Vehicle("v", count=10**6, max_stops=0, speed_factor=0.01, shift_s=(0, 0))
    make(stops=(stop, Stop("b")), vehicles=(vehicle,))
    make(vehicles=(Vehicle("v", speed_factor=100),), distances_m=matrix_with(MAX_VALUE))


def test_matrices_are_copied_and_read_only() -> None:
    distances = np.ones((3, 3), dtype=np.int32)
    instance = make(distances_m=distances)
    distances[0, 1] = 99
    assert instance.distances_m[0, 1] == 1
    for matrix in (instance.distances_m, instance.durations_s):
        assert matrix.dtype == np.int32
        assert matrix.flags.c_contiguous
        with pytest.raises(ValueError, match="read-only"):
            matrix[0, 1] = 2


def test_frozen_matrix_is_shared_rather_than_copied() -> None:
    distances = np.ones((3, 3), dtype=np.int32)
    distances.flags.writeable = False
    instance = make(distances_m=distances, durations_s=distances)
    assert instance.distances_m is distances
    assert instance.durations_s is distances


def test_one_writeable_matrix_for_both_is_copied_once() -> None:
    matrix = np.ones((3, 3), dtype=np.int64)
    instance = make(distances_m=matrix, durations_s=matrix)
    assert instance.durations_s is instance.distances_m


def test_asymmetric_matrix_is_kept() -> None:
    instance = make(durations_s=matrix_with(5))
    assert (instance.durations_s[1, 2], instance.durations_s[2, 1]) == (5, 0)


def test_fields_cannot_be_set() -> None:
    instance = make(stops=[Stop("a"), Stop("b")])
    assert isinstance(instance.stops, tuple)
    with pytest.raises(FrozenInstanceError):
        instance.name = "other"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        instance.stops[0].priority = 1  # type: ignore[misc]


def test_loads_are_read_only_and_default_to_zero() -> None:
    instance = make()
    assert instance.deliveries.tolist() == [[3], [0]]
    assert instance.pickups.tolist() == [[0], [4]]
    with pytest.raises(ValueError, match="read-only"):
        instance.deliveries[0, 0] = 1


def test_goods_of_a_shipment_are_taken_on_board_at_their_origin_and_handed_over() -> None:
    stops = (
        Stop("a", delivery=(3,), pickup=(1,)),
        Stop("b", delivery=(5,), pickup=(2,), origin="a"),
        Stop("c"),
    )
    instance = make(stops=stops)
    assert instance.has_shipments
    assert instance.deliveries.tolist() == [[3], [0], [0]]
    assert instance.pickups.tolist() == [[6], [-3], [0]]
    assert instance.origins == (None, 0, None)
    assert instance.destinations == (1, None, None)
    with pytest.raises(ValueError, match="read-only"):
        instance.pickups[0, 0] = 1
    # Of both stops together, the goods count once.
    heavy = (Stop("a"), Stop("b", delivery=(MAX_LOAD,), origin="a"), Stop("c"))
    assert make(stops=heavy).pickups.sum() == 0


def test_without_shipments_goods_are_those_of_the_depot() -> None:
    instance = make()
    assert not instance.has_shipments
    assert instance.origins == instance.destinations == (None, None)


def test_stops_of_a_group_are_alternatives() -> None:
    names = ("x", None, "y", "x", "x", "y", "alone")
    stops = tuple(Stop(str(number), group=name) for number, name in enumerate(names))
    metres = np.zeros((8, 8), dtype=np.int32)
    instance = make(stops=stops, distances_m=metres, durations_s=metres)
    assert instance.groups == ((0, 3, 4), (2, 5), (6,))
    assert instance.alternatives == (
        (0, 3, 4),
        (1,),
        (2, 5),
        (3, 0, 4),
        (4, 0, 3),
        (5, 2),
        (6,),
    )
    assert instance.count_once(range(7)) == 4
    assert instance.count_once([3, 4, 6]) == 2
    assert make().groups == ()
    assert make().alternatives == ((0,), (1,))


def test_no_stops_and_no_loads() -> None:
    empty = make(stops=())
    assert empty.deliveries.shape == (0, 1)
    loadless = make(load_names=(), stops=(Stop("a"), Stop("b")))
    assert loadless.deliveries.shape == (2, 0)
    assert loadless.capacity(0) == ()


def test_capacity_is_unlimited_where_not_given() -> None:
    names = ("", "volume")
    stops = (Stop("a"), Stop("b"))
    vehicles = (Vehicle("v"), Vehicle("w", capacity=(5, None)))
    instance = make(load_names=names, stops=stops, vehicles=vehicles)
    assert instance.capacity(0) == (MAX_LOAD, MAX_LOAD)
    assert instance.capacity(1) == (5, MAX_LOAD)


def test_locations_count_depots_first() -> None:
    instance = make(depots=(Depot("d"), Depot("e")), vehicles=(Vehicle("v", count=3), Vehicle("w")))
    assert instance.location_ids == ("d", "e", "a", "b")
    assert [instance.location(stop) for stop in (0, 1)] == [2, 3]
    assert (instance.n_locations, instance.n_vehicles) == (4, 4)


def test_skills_are_needed_of_the_vehicle() -> None:
    stops = (Stop("a", skills=frozenset({"cold"})), Stop("b"))
    vehicles = (Vehicle("v"), Vehicle("w", skills=frozenset({"cold", "lift"})))
    instance = make(stops=stops, vehicles=vehicles)
    served = [[instance.can_serve(v, s) for s in (0, 1)] for v in (0, 1)]
    assert served == [[False, True], [True, True]]


@given(st.floats(0.01, 100), st.lists(st.integers(0, 5_000_000), min_size=9, max_size=9))
def test_durations_are_divided_and_rounded(speed_factor: float, seconds: list[int]) -> None:
    instance = make(durations_s=np.array(seconds).reshape(3, 3))
    scaled = instance.durations_for(speed_factor)
    assert scaled.ravel().tolist() == [round(value / speed_factor) for value in seconds]


@given(instances())
def test_instances_survive_pickling_and_replacing(instance: Instance) -> None:
    for other in (pickle.loads(pickle.dumps(instance)), replace(instance, name="copy")):
        assert other.stops == instance.stops
        assert other.vehicles == instance.vehicles
        assert other.depots == instance.depots
        assert (other.durations_s == instance.durations_s).all()


@pytest.mark.parametrize("again", [copy.deepcopy, lambda all: pickle.loads(pickle.dumps(all))])
def test_copies_are_as_frozen(again: Callable[[Instance], Instance]) -> None:
    hourly = tuple(np.ones((3, 3), dtype=np.int32) for _ in range(HOURS))
    instance = make(hourly_durations_s=hourly)
    assert instance.deliveries.sum() == 3  # kept, and copied with the rest
    other = again(instance)
    for array in (other.distances_m, other.durations_s, other.deliveries, hourly[0]):
        assert array.flags.writeable is (array is hourly[0])
    assert not other.hourly_durations_s[23].flags.writeable
    other = again(replace(instance, durations_s=instance.distances_m))
    assert other.durations_s is other.distances_m


def test_lists_sets_and_numbers_of_numpy_become_python_s_own() -> None:
    given = np.array([[3, 4], [6, 9]], dtype=np.int32)
    stop = Stop(
        "a", np.float64(54.7), np.float32(2), given[0, :1], [np.int8(1)], np.int32(60), given
    )
    assert stop == Stop("a", 54.7, 2.0, (3,), (1,), 60, ((3, 4), (6, 9)))
    assert {type(number) for window in stop.windows for number in window} == {int}
    assert type(stop.service_s) is int
    assert type(stop.lat) is float
    assert Stop("a", delivery=4, pickup=np.int32(0)) == Stop("a", delivery=(4,), pickup=(0,))
    assert Vehicle("v", capacity=np.int64(9)) == Vehicle("v", capacity=(9,))
    assert Stop("a", skills=["crane", "crane"]).skills == frozenset({"crane"})
    vehicle = Vehicle(
        "v", np.int64(2), [None], shift_s=[0, np.int32(9)], speed_factor=np.float32(2)
    )
    assert vehicle == Vehicle("v", 2, (None,), shift_s=(0, 9), speed_factor=2.0)
    assert make(vehicles=[vehicle], stops=[stop, Stop("b")]).alike_vehicles == ((0,),)


def test_ways_are_missing_where_either_matrix_says_so() -> None:
    assert make().missing_ways is None
    instance = make(distances_m=matrix_with(NO_WAY))
    assert np.argwhere(instance.missing_ways).tolist() == [[1, 2]]
    assert not instance.has_way(1, 2)
    assert instance.has_way(2, 1)
    assert not make(durations_s=matrix_with(NO_WAY)).has_way(1, 2)


def test_a_missing_way_is_missing_at_any_speed() -> None:
    for factor in (0.5, 2.0):
        instance = make(
            durations_s=matrix_with(NO_WAY), vehicles=(Vehicle("v", speed_factor=factor),)
        )
        assert instance.durations_for(factor)[1, 2] == NO_WAY


def test_transit_is_driving_and_setup() -> None:
    vehicles = (Vehicle("v"), Vehicle("w", speed_factor=2.0))
    durations = matrix_with(NO_WAY)
    durations[0, 1] = 8
    stops = (Stop("a", setup_s=3), Stop("b", setup_s=5))
    instance = make(stops=stops, durations_s=durations, vehicles=vehicles)
    assert instance.setups_s is not None
    assert instance.setups_s.tolist() == [[0, 3, 5], [0, 0, 5], [0, 3, 0]]
    assert instance.transit_s.tolist() == [[0, 11, 5], [0, 0, NO_WAY], [0, 3, 0]]
    assert instance.transit_for(2.0).tolist() == [[0, 7, 5], [0, 0, NO_WAY], [0, 3, 0]]
    assert instance.transit_for(1.0) is instance.transit_s
    for matrix in (instance.setups_s, instance.transit_s, instance.transit_for(2.0)):
        assert matrix.dtype == np.int32
        assert not matrix.flags.writeable


def test_without_setups_transit_is_driving() -> None:
    instance = make()
    assert instance.setups_s is None
    assert instance.transit_s is instance.durations_s
    assert (instance.transit_for(2.0) == instance.durations_for(2.0)).all()
    points = Plane(np.array([[0, 0], [3, 4], [6, 8]]))
    plane = make(distances_m=points, durations_s=points)
    assert plane.transit_s is points
    assert plane.transit_for(5.0)[0, 2] == 2


def test_estimated_legs_and_a_generalised_cost_are_copied_and_frozen() -> None:
    n = make().n_locations
    legs, costs = np.zeros((n, n), dtype=bool), np.ones((n, n), dtype=np.int64)
    instance = make(estimated_legs=legs, generalised_m=costs)
    legs[0, 1], costs[0, 1] = True, 9
    assert not instance.is_estimated(0, 1)
    assert instance.charged_m[0, 1] == 1
    assert instance.charged_m.dtype == np.int32
    assert make().charged_m is not instance.charged_m
    assert make(estimated=True).is_estimated(0, 1)
    with pytest.raises(InstanceError, match="estimated_legs has shape"):
        make(estimated_legs=legs[:1])
    with pytest.raises(InstanceError, match="generalised_m has shape"):
        make(generalised_m=costs[:1])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"scale": None}, "scale is None, expected a Scale"),
        ({"scale": Scale(load=5)}, "scale: load is 5, expected a number for every load"),
        ({"name": 5}, "name is 5, expected text"),
        ({"matrix_source": None}, "matrix_source is None, expected text"),
        ({"planar": "yes"}, "planar is 'yes', expected True or False"),
        ({"best_known_cost": "7"}, "best_known_cost is '7', expected a whole number"),
        ({"hourly_durations_s": 5}, "hourly_durations_s is 5, expected 24 matrices"),
        ({"stops": [Stop({})]}, "stop {}: id is {}, expected text"),
        ({"stops": [Stop("a", skills=[["x"]])]}, "stop 'a': skills are"),
        ({"stops": [Stop("a", extra="x")]}, "stop 'a': extra is 'x', expected texts by the names"),
        ({"depots": [Depot("d", extra={3: "x"})]}, "depot 'd': a column of extra is 3, expected"),
        ({"vehicles": [Vehicle("v", extra={"x": math.nan})]}, "vehicle 'v': extra['x'] is nan"),
    ],
)
def test_what_would_stop_a_report_is_named_at_once(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InstanceError, match=f"^{re.escape(message)}"):
        make(**changes)


def test_depots_stops_vehicles_and_scales_have_hashes_like_their_equals() -> None:
    for kind in (Depot, Stop, Vehicle):
        one, two = kind("x", extra={"floor": "3"}), kind("x", extra={"floor": "4"})
        assert len({one, kind("x", extra={"floor": "3"}), two}) == 2
    assert hash(Scale(load=[10])) == hash(Scale(load=(10,)))  # type: ignore[arg-type]


def test_extra_columns_are_copied_and_their_numbers_python_s_own() -> None:
    given = {"floor": np.int64(3)}
    stop = Stop("a", extra=given)  # type: ignore[arg-type]
    given["floor"] = np.int64(4)
    assert stop.extra == {"floor": 3}
    assert type(stop.extra["floor"]) is int
    assert make(planar=np.bool_(True), best_known_cost=np.int64(7)).planar is True


def test_it_is_shown_in_a_line() -> None:
    stops = [Stop("a"), Stop("b", windows=((0, 9),))]
    instance = make(stops=stops, vehicles=[Vehicle("van", count=3)], name="Tuesday")
    assert repr(instance) == "<Instance 'Tuesday': 1 depot, 2 stops, 3 vehicles, time windows>"
    assert repr(make(stops=[Stop("a")])).endswith("1 stop, 1 vehicle, no time windows>")
