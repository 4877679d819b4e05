"""The instance is what it was made of, says what follows from it, and never changes afterwards."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_instances import instances
from two_stops import make, matrix_with

from vrp.errors import InstanceError
from vrp.instance import (
    HOURS,
    MAX_LOAD,
    NO_WAY,
    Break,
    Depot,
    Instance,
    Scale,
    Stop,
    Vehicle,
)
from vrp.plane import Plane


def test_breaks_tell_vehicles_apart_and_make_an_instance_timed() -> None:
    vehicles = [Vehicle(name, breaks=[Break(0, 60, np.int64(9))] * (name != "c")) for name in "abc"]
    instance = make(vehicles=vehicles)
    assert instance.alike_vehicles == ((0, 1), (2,))
    assert instance.vehicles[0].breaks == (Break(0, 60, 9),)
    assert instance.is_timed
    assert instance.has_breaks
    assert not make().has_breaks


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
